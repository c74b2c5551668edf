"""A drawn page with the truth about it: where each character, number and line is."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.forms import ColorImage
from mnist_space.preprocessing.toolbox.boxes import Box, around


@dataclass(frozen=True)
class Character:
    """One character and the box of its ink."""

    char: str
    box: Box


@dataclass(frozen=True)
class Number:
    """A number, or a word: its characters from left to right.

    Attributes:
        characters: at least one.
        cell: row and column in a table, counted from 0; None where there is no table.
    """

    characters: tuple[Character, ...]
    cell: tuple[int, int] | None = None

    @property
    def text(self) -> str:
        """Its characters: "12.50"."""
        return "".join(character.char for character in self.characters)

    @property
    def box(self) -> Box:
        """Around all its characters."""
        return around([character.box for character in self.characters])


@dataclass(frozen=True)
class Line:
    """The numbers of one line, from left to right."""

    numbers: tuple[Number, ...]

    @property
    def text(self) -> str:
        """The numbers with a space between each two."""
        return " ".join(number.text for number in self.numbers)

    @property
    def box(self) -> Box:
        """Around all its numbers."""
        return around([number.box for number in self.numbers])


@dataclass(frozen=True, eq=False)
class Page:
    """A picture of handwriting and what it says.

    Attributes:
        picture: uint8 (H, W, 3) RGB.
        ink: uint8 (H, W), how much of each pixel the pen covers, 0 to 255.
        lines: from the top of the upright page to its bottom.
        shape: rows and columns of the table; None where there is none.
        turned: degrees that the picture is turned counter-clockwise: 0, 90, 180 or 270.
    """

    picture: ColorImage
    ink: NDArray[np.uint8]
    lines: tuple[Line, ...]
    shape: tuple[int, int] | None = None
    turned: int = 0

    @property
    def text(self) -> str:
        """What the page says: numbers with a space between, lines with a newline."""
        return "\n".join(line.text for line in self.lines)

    @property
    def characters(self) -> list[Character]:
        """All characters in reading order."""
        return [c for line in self.lines for number in line.numbers for c in number.characters]


def turn(page: Page, degrees: int) -> Page:
    """The page turned counter-clockwise by 0, 90, 180 or 270 degrees, its boxes with it."""
    for _ in range(degrees // 90):
        page = _quarter_turn(page)
    return page


def _quarter_turn(page: Page) -> Page:
    width = page.picture.shape[1]
    lines = tuple(
        Line(
            tuple(
                replace(
                    number,
                    characters=tuple(
                        replace(c, box=_turned_box(c.box, width)) for c in number.characters
                    ),
                )
                for number in line.numbers
            )
        )
        for line in page.lines
    )
    picture = np.ascontiguousarray(np.rot90(page.picture))
    ink = np.ascontiguousarray(np.rot90(page.ink))
    return replace(page, picture=picture, ink=ink, lines=lines, turned=(page.turned + 90) % 360)


def _turned_box(box: Box, width: int) -> Box:
    x, y, wide, high = box
    return y, width - x - wide, high, wide
