"""From the picture of a table to its cells: by its printed lines, or by how its numbers stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from mnist_space.preprocessing.calls import Reading
from mnist_space.preprocessing.forms import ColorImage
from mnist_space.preprocessing.pipeline import Pipeline
from mnist_space.reading.found_numbers import PageInk
from mnist_space.reading.lines import reading_order
from mnist_space.reading.number_reading import surest
from mnist_space.reading.number_search import NumberSearch
from mnist_space.reading.segmentation import Group
from mnist_space.reading.table_alone import table_alone
from mnist_space.reading.table_columns import find_rows
from mnist_space.reading.table_free import free_table
from mnist_space.reading.table_grid import Place
from mnist_space.reading.table_reading import TableReading, table_turned_back, with_note
from mnist_space.reading.table_ruled import ruled_table
from mnist_space.reading.table_ruling import Ruling, find_ruling

LEFT_OUT = "What lies around the table was not looked at."


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
            chain: the pipeline of the first reading.
            others: the other readings, which are made while the numbers of none are accepted.
        """
        page, again, degrees = self.search.pages(image, chain, others)
        ruling = find_ruling(page)
        if ruling is None:
            alone = table_alone(image)
            # Before any of the page is read: a desk or a shadow takes many looks.
            found = None if alone is None else self._read_alone(alone, chain, others)
            if found:
                return found
        return self._read(page, ruling, again, degrees)

    def _read_alone(
        self, image: ColorImage, chain: Pipeline, others: Sequence[tuple[Reading, Pipeline]]
    ) -> TableReading | None:
        """Read a picture that holds a table alone, first as its lines are a table's."""
        for name, first in ((None, chain), *((reading.name, other) for reading, other in others)):
            page, again, degrees = self.search.pages(image, first, others)
            ruling = find_ruling(page)
            if ruling:
                found = self._read(replace(page, reading=name), ruling, again, degrees)
                return with_note(found, LEFT_OUT)
        return None

    def _read(
        self,
        page: PageInk,
        ruling: Ruling | None,
        again: Iterable[Callable[[], PageInk]],
        degrees: int,
    ) -> TableReading:
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
