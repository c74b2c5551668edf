"""A confusion matrix as a table of buttons. Pure functions, no gradio."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mnist_space.ui.components import Html

Kind = Literal["right", "refused", "error"]
CHOOSE = "Choose a cell to see its pictures."


@dataclass(frozen=True)
class Heatmap:
    """A confusion matrix whose cells are buttons with a data-cell, such as "4-9".

    Attributes:
        rows, columns: their heads.
        caption: stands below, and says what they are.
        kind: of a cell, by its row and column; only errors have a colour.
        words: what a cell is, for those who do not see where it stands.
    """

    rows: Sequence[str]
    columns: Sequence[str]
    caption: str
    kind: Callable[[int, int], Kind]
    words: Callable[[int, int], str]

    @property
    def cells(self) -> tuple[str, ...]:
        """The names of all cells."""
        every = np.ndindex(len(self.rows), len(self.columns))
        return tuple(f"{row}-{column}" for row, column in every)

    def html(self, counts: NDArray[np.int64], chosen: str = "", percent: bool = False) -> Html:
        """Show counts, (rows, columns), or with `percent` their shares of each row.

        Args:
            counts: empty cells stay empty.
            chosen: the pressed cell.
            percent: whether shares are shown.
        """
        sums = np.maximum(counts.sum(axis=1, keepdims=True), 1)
        shown = 100 * counts / sums if percent else counts
        errors = [shown[at] for at in np.ndindex(*counts.shape) if self.kind(*at) == "error"]
        most = max(1e-9, float(max(errors)))

        def cell(row: int, column: int) -> Html:
            count, value = int(counts[row, column]), float(shown[row, column])
            text = f"{value:.1f}" if percent else str(count)
            return self._cell(row, column, count, text, value / most, chosen)

        head = "".join(f'<th scope="col">{name}</th>' for name in self.columns)
        body = "".join(
            f'<tr><th scope="row">{name}</th>'
            + "".join(cell(row, column) for column in range(len(self.columns)))
            + "</tr>"
            for row, name in enumerate(self.rows)
        )
        return (
            '<div class="eval-scroll"><table class="eval-matrix">'
            f"<caption>{self.caption} {CHOOSE}</caption>"
            f"<thead><tr><td></td>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        )

    def _cell(
        self, row: int, column: int, count: int, text: str, share: float, chosen: str
    ) -> Html:
        if not count:
            return "<td></td>"
        kind, name = self.kind(row, column), f"{row}-{column}"
        # Square roots, so that a single error can be told from none beside a cell of thirty.
        heat = round(100 * share**0.5) if kind == "error" else 0
        pressed = "true" if name == chosen else "false"
        return (
            f'<td><button type="button" class="eval-cell eval-{kind}" data-cell="{name}" '
            f'style="--heat:{heat}%" aria-pressed="{pressed}" '
            f'aria-label="{self.words(row, column)}: {count}">{text}</button></td>'
        )


def pressed(names: Sequence[str], name: object) -> str:
    """Return `name` if it is one of `names`, else "": what the browser sends is not trusted."""
    return name if isinstance(name, str) and name in names else ""
