"""From the picture of a table to its cells: by its printed lines, or by how its numbers stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from mnist_space.preprocessing.calls import Reading
from mnist_space.preprocessing.forms import ColorImage
from mnist_space.preprocessing.pipeline import Pipeline
from mnist_space.reading.found_numbers import PageInk
from mnist_space.reading.lines import reading_order
from mnist_space.reading.number_reading import surest
from mnist_space.reading.number_search import NumberSearch
from mnist_space.reading.segmentation import Group
from mnist_space.reading.table_columns import find_rows
from mnist_space.reading.table_free import free_table
from mnist_space.reading.table_grid import Place
from mnist_space.reading.table_reading import TableReading, table_turned_back
from mnist_space.reading.table_ruled import ruled_table
from mnist_space.reading.table_ruling import Ruling, find_ruling


@dataclass(frozen=True)
class TableSearch:
    """One search for the table of one picture.

    Attributes:
        search: finds and reads its numbers.
    """

    search: NumberSearch

    def read_page(
        self, image: ColorImage, chain: Pipeline, others: Sequence[tuple[Reading, Pipeline]]
    ) -> TableReading:
        """Read the table of a picture.

        Args:
            image: uint8 (H, W, 3).
            chain: the pipeline of the first reading, by which printed lines are found.
            others: the other readings, which are made while the numbers of none are accepted.
        """
        page, again, degrees = self.search.pages(image, chain, others)
        ruling = find_ruling(page)
        first = self._table(page, ruling)
        readings = (partial(self._again, make, ruling) for make in again)
        return table_turned_back(surest(first, readings), degrees)

    def _again(self, make: Callable[[], PageInk], ruling: Ruling | None) -> TableReading:
        return self._table(make(), ruling)

    def _table(self, page: PageInk, ruling: Ruling | None) -> TableReading:
        if ruling:
            numbers = self.search.numbers(page, partial(_by_cells, ruling))
            return ruled_table(page, numbers, ruling)
        rows = find_rows(page.groups)
        return free_table(page, self.search.numbers(page, rows.segments), rows)


def _by_cells(ruling: Ruling, groups: Sequence[Group]) -> list[list[Group]]:
    """Sort groups into the lines of each cell, cell by cell, and then those outside."""
    cells: defaultdict[Place | None, list[Group]] = defaultdict(list)
    for group in groups:
        cells[ruling.place(*group.middle)].append(group)
    outside = cells.pop(None, [])
    inside = [line for _, own in sorted(cells.items()) for line in reading_order(own)]
    return inside + reading_order(outside)
