"""The marks of a page before they are an answer: what each is read as, and what stands beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

from mnist_space.preprocessing.forms import GrayImage
from mnist_space.preprocessing.pipeline import TraceEntry
from mnist_space.preprocessing.toolbox.boxes import Box
from mnist_space.preprocessing.toolbox.pieces import Pieces
from mnist_space.reading.digit_search import Mark
from mnist_space.reading.doubts import find_doubts
from mnist_space.reading.frames import FIELD, Frame, field_width, hold_one_each
from mnist_space.reading.lost import is_speckled
from mnist_space.reading.number_lines import number_reading, usual_height
from mnist_space.reading.number_reading import NumberReading
from mnist_space.reading.prediction import Prediction
from mnist_space.reading.segmentation import Group
from mnist_space.reading.table_rows import in_other_cells

SPECKLED = "The page is covered with specks."
CROWDED = "There are very many marks: not all were looked at."


@dataclass(frozen=True)
class PageInk:
    """What the page steps of one reading found.

    Attributes:
        reading: how the picture was read again, or None for the first reading.
        size: width and height of the picture, upright.
        trace: the page steps.
        ink: uint8 (H, W), what may be digits.
        every: uint8 (H, W), all ink but the frames.
        frames: printed boxes, combs and tables.
        pieces: those of all ink but the frames.
        groups: the ink in pieces that may be digits.
        is_crowded: whether there are more or larger marks than are looked at.
    """

    reading: str | None
    size: tuple[int, int]
    trace: tuple[TraceEntry, ...]
    ink: GrayImage
    every: GrayImage
    frames: tuple[Frame, ...]
    pieces: Pieces
    groups: tuple[Group, ...]
    is_crowded: bool


@dataclass(frozen=True)
class FoundNumbers:
    """The marks that one reading of a page found.

    Attributes:
        page: its ink.
        lines: in reading order, each mark with its digit or its sign.
        edges: what was taken for edges of paper, and is not read.
        strays: the boxes of marks as large as digits that stand in no line of digits.
        is_crowded: whether not all marks were looked at.
    """

    page: PageInk
    lines: Sequence[Sequence[tuple[Mark, Prediction | str]]]
    edges: Sequence[Group]
    strays: Sequence[Box]
    is_crowded: bool

    @cached_property
    def plain(self) -> NumberReading:
        """The answer, before it is asked what is odd about the marks."""
        return self._reading({})

    @property
    def is_settled(self) -> bool:
        """Whether no other reading of the picture is needed."""
        return self.plain.is_settled

    @property
    def sureness(self) -> float:
        """What readings of a picture differ by."""
        return self.plain.sureness

    def answer(self) -> NumberReading:
        """Return the answer, with what is odd about its marks."""
        doubts = find_doubts(
            [[mark for mark, _ in line] for line in self.lines],
            self.page.trace,
            self.page.every,
            self.edges,
            self.strays,
        )
        notes = " ".join(self._notes)
        of_all = {mark.group.box: notes for line in self.lines for mark, _ in line} if notes else {}
        return replace(self._reading(of_all | dict(doubts.marks)), doubts=doubts.page)

    @cached_property
    def _notes(self) -> list[str]:
        notes = [CROWDED] if self.is_crowded else []
        if self.lines and is_speckled(self.page.pieces, self.page.ink):
            notes.append(SPECKLED)
        return notes

    def _reading(self, doubts: dict[Box, str]) -> NumberReading:
        page = self.page
        lines = [[(mark.group.box, read) for mark, read in line] for line in self.lines]
        return number_reading(
            lines,
            page.trace,
            page.size,
            notes=self._notes,
            reading=page.reading,
            field=self._field(usual_height(lines)),
            parted=partial(in_other_cells, frames=page.frames),
            strays=self.strays,
            doubts=doubts,
        )

    def _field(self, height: float) -> float:
        """Width in pixels of the fields for one digit each; 0: there are none.

        Args:
            height: usual one of a digit, pixels.
        """
        frames, width = self.page.frames, field_width(self.page.frames)
        middles = [mark.group.middle for line in self.lines for mark, _ in line]
        return width if width < FIELD * height or hold_one_each(frames, middles) else 0.0
