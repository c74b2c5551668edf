"""Where touching digits may be cut: paths from top to bottom that cross little ink."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.toolbox.pieces import INK
from mnist_space.reading.segmentation import Group

HEIGHT = 40  # pixels: paths are looked for at this height, 1 ms for a line of ten digits
MOST_CUTS = 40  # of one group; thirteen digits need some thirty
SPACING = 0.1  # of the height: least distance of two paths half way down
SIDEWAYS = 0.1  # what a step to the side costs, in pixels of ink
AT_ONCE = 0.45  # of the height: the most ink that a path crosses
# Of the height of what is beside: the most that a valley of the outline has; how far aside that is.
VALLEY, VALLEY_REACH = 0.75, 0.3
WIDEST = 1.5  # of the height: a wider part is no digit
NARROWEST, LOWEST = 0.06, 0.35  # of the height: a narrower or lower part is none either
DASHED = 0.35, 0.65  # of the height: where the middle of a dash is, which is no ligature
# Of all parts of one group. On 108 drawn pages and photos one had more, 7 million, the next 1.4.
MOST_PIXELS = 4_000_000
LOW = 0.55  # of the height: what is not as high, the loop of a 4 or a ligature, is no digit

Cut = NDArray[np.float64]
"""Column of a path in each row of its group (h,)."""
Step = tuple[int, int]
"""The cuts between which a part lies."""


def find_cuts(group: Group) -> list[Cut]:
    """Find where a group may be cut in two, from left to right.

    A path goes down a row and at most one column sideways at each step, and crosses as little ink
    as any path through its place half way down: a cut follows the slant and the outline of the
    digits, as in Congedo et al. 1995 (drop fall), but is the best of all such paths. Where the
    outline is low, the cut is straight, however much ink it crosses.

    Args:
        group: the ink of touching digits.
    """
    height, width = group.ink.shape
    wide = max(3, round(width * HEIGHT / height))
    reduced = cv2.resize(group.ink, (wide, HEIGHT), interpolation=cv2.INTER_AREA)
    ink = np.asarray(reduced, np.float64) / 255
    down, up = _costs(ink), _costs(ink[::-1])[::-1]
    middle = HEIGHT // 2
    crossed = down[middle] + up[middle] - ink[middle]
    valleys = _valleys(ink)
    columns = _lowest(crossed, valleys)
    paths = _paths(down, up, middle, columns)
    # A path from where two rings touch would go on through the hole of one.
    straight = np.isin(columns, valleys)
    paths[straight] = np.array(columns)[straight, np.newaxis]
    rows = (np.arange(height) + 0.5) * HEIGHT / height - 0.5
    scale = width / wide
    return [np.interp(rows, np.arange(HEIGHT), path + 0.5) * scale for path in paths]


def _valleys(ink: NDArray[np.float64]) -> list[int]:
    """The columns where the outline is least high between two higher parts, as where rings touch.

    A path through the hole of a ring crosses less ink than one between two rings.
    """
    inked = ink > INK / 255
    below = HEIGHT - inked[::-1].argmax(axis=0)
    high = np.where(inked.any(axis=0), below - inked.argmax(axis=0), 0)
    reach = round(VALLEY_REACH * HEIGHT)
    found: list[int] = []
    for column in np.argsort(high, kind="stable"):
        sides = high[max(0, column - reach) : column], high[column + 1 : column + 1 + reach]
        is_low = all(side.max(initial=0) * VALLEY >= high[column] for side in sides)
        if is_low and all(abs(column - other) >= reach for other in found):
            # The middle of a level bottom.
            level = np.flatnonzero(high[column : column + reach] > high[column])
            found.append(int(column) + (int(level[0]) - 1 if len(level) else 0) // 2)
    return found


def _lowest(crossed: NDArray[np.float64], first: Sequence[int]) -> list[int]:
    """These columns and those whose paths cross least ink, apart from all others and the ends."""
    spacing = round(SPACING * HEIGHT)
    free = np.zeros(len(crossed), np.bool_)
    free[spacing : len(crossed) - spacing] = True
    chosen: list[int] = []
    for column in (*first, *np.argsort(crossed, kind="stable")):
        too_much = crossed[column] > AT_ONCE * HEIGHT and column not in first
        if too_much or len(chosen) == MOST_CUTS:
            break
        if free[column]:
            chosen.append(int(column))
            free[max(0, column - spacing + 1) : column + spacing] = False
    return sorted(chosen)


def _costs(ink: NDArray[np.float64]) -> NDArray[np.float64]:
    """Least ink on a path from the first row to each pixel."""
    costs = ink.copy()
    padded = np.full(ink.shape[1] + 2, np.inf)
    for row in range(1, len(ink)):
        padded[1:-1] = costs[row - 1]
        aside = np.minimum(padded[:-2], padded[2:]) + SIDEWAYS
        costs[row] += np.minimum(padded[1:-1], aside)
    return costs


def _paths(
    down: NDArray[np.float64], up: NDArray[np.float64], middle: int, columns: Sequence[int]
) -> NDArray[np.float64]:
    """The column in each row (N, HEIGHT) of the paths through these columns of the middle."""
    paths = np.empty((len(columns), len(down)))
    paths[:, middle] = columns
    for costs, rows in ((down, range(middle - 1, -1, -1)), (up, range(middle + 1, len(down)))):
        padded = np.pad(costs, ((0, 0), (1, 1)), constant_values=np.inf)
        x = np.array(columns, np.intp)
        for row in rows:
            straight, left, right = padded[row, x + 1], padded[row, x], padded[row, x + 2]
            x = x + np.argmin([left + SIDEWAYS, straight, right + SIDEWAYS], axis=0) - 1
            paths[:, row] = x
    return paths


def reduced(group: Group, cuts: list[Cut]) -> tuple[Group, list[Cut]]:
    """Return a group and its cuts so small that its parts have about MOST_PIXELS, all together.

    A part's box is a little larger than its pixels between two cuts, which are what is counted.

    Args:
        group: the ink of touching digits.
        cuts: as `find_cuts` gives them.
    """
    height, width = group.ink.shape
    middles = np.array([-1.0, *(np.median(cut) for cut in cuts), width + 1.0])
    apart = middles - middles[:, np.newaxis]
    pixels = height * apart[(apart > 0) & (apart <= WIDEST * height)].sum()
    factor = np.sqrt(max(1.0, pixels / MOST_PIXELS))
    if factor == 1:
        return group, cuts
    size = max(1, int(width / factor)), max(1, int(height / factor))
    ink = cv2.resize(group.ink, size, interpolation=cv2.INTER_AREA)
    rows = (np.arange(size[1]) + 0.5) * height / size[1] - 0.5
    scale = size[0] / width
    return Group(ink, group.x, group.y), [
        np.interp(rows, np.arange(height), cut) * scale for cut in cuts
    ]


def parts_between(group: Group, cuts: list[Cut]) -> tuple[dict[Step, Group], dict[Step, Group]]:
    """Return the parts that may be digits, and those that may be ligatures.

    Args:
        group: the ink of touching digits.
        cuts: as `find_cuts` gives them; cut 0 is then the left edge, the last the right one.
    """
    height = group.ink.shape[0]
    edges = np.array(_edges(group, cuts))
    beyond = [_beyond(group, edge) for edge in edges]
    parts: dict[Step, Group] = {}
    ligatures: dict[Step, Group] = {}
    for i, start in enumerate(edges):
        for j, middle in enumerate(np.median(edges[i + 1 :] - start, axis=1), i + 1):
            if middle > WIDEST * height:
                break
            # Not the whole width of the group, which may hold dozens of parts.
            left = max(0, int(start.min()))
            columns = slice(left, int(edges[j].max()) + 1)
            window = Group(group.ink[:, columns], group.x + left, group.y)
            part = window.part(beyond[i][:, columns] & ~beyond[j][:, columns])
            if part and _is_digit_sized(part, height):
                parts[i, j] = part
            elif part and _is_ligature(part, group):
                ligatures[i, j] = part
    return parts, ligatures


def parts_joined(group: Group, cuts: list[Cut], steps: Sequence[Step]) -> Group | None:
    """Return parts, named as `parts_between` names them, as one; None where no ink is."""
    edges = _edges(group, cuts)
    beyond = {i: _beyond(group, edges[i]) for step in steps for i in step}
    parts = [group.part(beyond[start] & ~beyond[end]) for start, end in steps]
    inked = [part for part in parts if part]
    return reduce(Group.joined, inked) if inked else None


def _edges(group: Group, cuts: list[Cut]) -> list[Cut]:
    height, width = group.ink.shape
    return [np.full(height, -1.0), *cuts, np.full(height, width + 1.0)]


def _beyond(group: Group, edge: Cut) -> NDArray[np.bool_]:
    """Which pixels lie to the right of an edge (h, w)."""
    beyond: NDArray[np.bool_] = np.arange(group.ink.shape[1]) + 0.5 >= edge[:, np.newaxis]
    return beyond


def _is_digit_sized(part: Group, height: int) -> bool:
    high, wide = part.ink.shape
    return bool(high >= LOWEST * height and wide >= NARROWEST * height)


def _is_ligature(part: Group, group: Group) -> bool:
    """Tell whether a low part lies above or below the place of a dash."""
    high, middle = part.ink.shape[0], part.middle[1] - group.y
    height = group.ink.shape[0]
    return high < LOWEST * height and not DASHED[0] * height < middle < DASHED[1] * height
