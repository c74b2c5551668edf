"""Where touching digits may be cut: paths from top to bottom that cross little ink."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.forms import GrayImage
from mnist_space.preprocessing.toolbox.pieces import INK
from mnist_space.reading.segmentation import Group

HEIGHT = 40  # pixels: paths are looked for at this height, 1 ms for a line of ten digits
MOST_CUTS = 100  # of one group; thirteen digits need some seventy
# Of 104 groups of touching digits the true way is there in 77 where narrow places are looked for
# half way down alone, in 90 so. The network then reads 57 and 63 right.
ROWS = 8, 14, 20, 26, 32  # of HEIGHT: where narrow places are looked for
SPACING = 1.5 / 40  # of the height: least mean distance of two paths
ENDS = 2  # pixels: so near to an end there is no cut
# Where two strokes lie side by side a cut runs between them, lengthwise through thick ink. Of 194
# groups 114 are read right where all ink costs as much, 122 with DEEP at 0.55, 128 at 0.5, 133 so.
DEEP, DEEP_COST = 0.45, 0.1  # of the pen's width: so far from its edge ink is thick; what it costs
SIDEWAYS = 0.1  # what a step to the side costs, in pixels of ink
AT_ONCE = 0.45  # of the height: the most ink that a path crosses
# Of the height of what is beside: the most that a valley of the outline has; how far aside that is.
VALLEY, VALLEY_REACH = 0.75, 0.3
WIDEST = 1.25  # of the height: a wider part is no digit
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
    """Find where a group may be cut in two, from left to right; some may cross others.

    A path goes down a row and at most one column sideways at each step, and crosses as little ink
    as any path through one of its places: a cut follows the slant and the outline of the digits,
    as in Congedo et al. 1995 (drop fall), but is the best of all such paths. Where the outline is
    low, the cut is straight, however much ink it crosses.

    Args:
        group: the ink of touching digits.
    """
    height, width = group.ink.shape
    wide = max(3, round(width * HEIGHT / height))
    ink, cost = (_reduced(image, wide) for image in (group.ink, path_cost(group.ink)))
    down, up = _costs(cost), _costs(cost[::-1])[::-1]
    # A path from where two rings touch would go on through the hole of one.
    ends = ENDS + 1, wide - ENDS - 1
    straight = [np.full(HEIGHT, float(v)) for v in _valleys(ink) if ends[0] <= v < ends[1]]
    paths = _spaced([*straight, *_narrow_places(ink, cost, down, up)])
    rows = (np.arange(height) + 0.5) * HEIGHT / height - 0.5
    scale = width / wide
    return [np.interp(rows, np.arange(HEIGHT), path + 0.5) * scale for path in paths]


def _reduced(image: NDArray[Any], wide: int) -> NDArray[np.float64]:
    """An image of ink, 0 to 255, so many pixels wide and HEIGHT high, 0 to 1."""
    return np.asarray(cv2.resize(image, (wide, HEIGHT), interpolation=cv2.INTER_AREA), float) / 255


def path_cost(ink: GrayImage) -> NDArray[np.float32]:
    """What a path pays in each pixel (h, w): less in ink that is thicker than one stroke."""
    mask = cv2.threshold(np.pad(ink, 1), INK, 1, cv2.THRESH_BINARY)[1]
    depth = cv2.distanceTransform(mask, cv2.DIST_L2, 5)[1:-1, 1:-1]
    # A stroke's pixels lie a fourth of its width from its edge, on average.
    pen = 4 * float(depth[depth > 0].mean()) if depth.any() else 0.0
    return np.where(depth > DEEP * pen, DEEP_COST * ink, ink).astype(np.float32)


def _narrow_places(
    ink: NDArray[Any], cost: NDArray[Any], down: NDArray[Any], up: NDArray[Any]
) -> list[NDArray[np.float64]]:
    """The paths that cost less than those beside them in some row, the one that costs least first.

    None that crosses much ink, be it thick: the seam of two strokes is not as long as a digit.
    """
    found: list[tuple[float, NDArray[np.float64]]] = []
    for row in ROWS:
        total = down[row] + up[row] - cost[row]
        columns = _lowest(total)
        found += zip(total[columns], _paths(down, up, row, columns), strict=True)
    rows = np.arange(HEIGHT)
    paths = [path for _, path in sorted(found, key=lambda item: item[0])]
    return [path for path in paths if ink[rows, path.astype(int)].sum() <= AT_ONCE * HEIGHT]


def _lowest(crossed: NDArray[np.float64]) -> list[int]:
    """The columns with less than both their neighbours; middle and ends of a level ligature."""
    starts = np.flatnonzero(np.diff(crossed, prepend=np.inf))
    ends = np.append(starts[1:], len(crossed))
    runs = np.pad(crossed[starts], 1, constant_values=np.inf)
    low = (runs[1:-1] < runs[:-2]) & (runs[1:-1] < runs[2:])
    columns = np.concatenate([((starts + ends - 1) // 2)[low], starts[low], ends[low] - 1])
    return [int(c) for c in columns if ENDS <= c < len(crossed) - ENDS]


def _spaced(paths: Sequence[NDArray[np.float64]]) -> list[NDArray[np.float64]]:
    """Those of some paths, the first ones first, that are apart from each other; left to right."""
    kept = np.empty((0, HEIGHT))
    for path in paths:
        if len(kept) == MOST_CUTS:
            break
        if (abs(kept - path).mean(axis=1) >= SPACING * HEIGHT).all():
            kept = np.vstack([kept, path])
    return [*kept[np.argsort(np.median(kept, axis=1), kind="stable")]]


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


def _costs(cost: NDArray[np.float64]) -> NDArray[np.float64]:
    """Least cost of a path from the first row to each pixel."""
    costs = cost.copy()
    padded = np.full(cost.shape[1] + 2, np.inf)
    for row in range(1, len(cost)):
        padded[1:-1] = costs[row - 1]
        aside = np.minimum(padded[:-2], padded[2:]) + SIDEWAYS
        costs[row] += np.minimum(padded[1:-1], aside)
    return costs


def _paths(
    down: NDArray[np.float64], up: NDArray[np.float64], row: int, columns: Sequence[int]
) -> NDArray[np.float64]:
    """The column in each row (N, HEIGHT) of the paths through these columns of one row."""
    paths = np.empty((len(columns), len(down)))
    paths[:, row] = columns
    for costs, rows in ((down, range(row - 1, -1, -1)), (up, range(row + 1, len(down)))):
        padded = np.pad(costs, ((0, 0), (1, 1)), constant_values=np.inf)
        x = np.array(columns, np.intp)
        for at in rows:
            straight, left, right = padded[at, x + 1], padded[at, x], padded[at, x + 2]
            x = x + np.argmin([left + SIDEWAYS, straight, right + SIDEWAYS], axis=0) - 1
            paths[:, at] = x
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


class Parts:
    """The parts of a group between each two of its cuts, each made when it is asked for."""

    def __init__(self, group: Group, cuts: Sequence[Cut]) -> None:
        """Take what is cut and its cuts; cut 0 is then the left edge, the last the right one."""
        height, width = group.ink.shape
        self._group = group
        self._edges = np.array([np.full(height, -1.0), *cuts, np.full(height, width + 1.0)])

    @property
    def steps(self) -> Iterator[Step]:
        """Between which cuts a part may lie: those that do not cross, and are not too far apart."""
        most = WIDEST * self._group.ink.shape[0]
        for i, start in enumerate(self._edges):
            apart = self._edges[i + 1 :] - start
            fits = (np.median(apart, axis=1) <= most) & (apart >= 0).all(axis=1)
            yield from ((i, i + 1 + int(j)) for j in np.flatnonzero(fits))

    def part(self, step: Step) -> Group | None:
        """Return the ink between two cuts; None where there is none."""
        start, end = (self._edges[i][:, np.newaxis] for i in step)
        # Not the whole width of the group, which may hold dozens of parts.
        left, right = max(0, int(start.min())), int(end.max()) + 1
        window = Group(self._group.ink[:, left:right], self._group.x + left, self._group.y)
        columns = left + np.arange(window.ink.shape[1]) + 0.5
        return window.part((columns >= start) & (columns < end))

    def joined(self, steps: Sequence[Step]) -> Group | None:
        """Return several parts as one; None where no ink is."""
        inked = [part for step in steps if (part := self.part(step))]
        return reduce(Group.joined, inked) if inked else None

    def is_digit_sized(self, part: Group) -> bool:
        """Tell whether a part is high and wide enough for a digit."""
        high, wide = part.ink.shape
        height = self._group.ink.shape[0]
        return bool(high >= LOWEST * height and wide >= NARROWEST * height)

    def is_ligature(self, part: Group) -> bool:
        """Tell whether a part is low and lies above or below the place of a dash."""
        height = self._group.ink.shape[0]
        high, middle = part.ink.shape[0], part.middle[1] - self._group.y
        return high < LOWEST * height and not DASHED[0] * height < middle < DASHED[1] * height


def parts_between(group: Group, cuts: Sequence[Cut]) -> dict[Step, Group]:
    """Return the parts that may be digits.

    Args:
        group: the ink of touching digits.
        cuts: as `find_cuts` gives them; cut 0 is then the left edge, the last the right one.
    """
    parts = Parts(group, cuts)
    every = ((step, parts.part(step)) for step in parts.steps)
    return {step: part for step, part in every if part and parts.is_digit_sized(part)}
