"""Learning curves and a confusion matrix as HTML. Pure functions, no gradio."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mnist_space.ui.components import Html

WIDTH, HEIGHT = 320, 170
LEFT, RIGHT, TOP, BOTTOM = 44, 10, 10, 24
CURVES = (("", "train", "train digits"), ("val_", "held", "held-out digits"))
Points = Sequence[Mapping[str, Any]]
LOSS = '<p class="train-loss">The loss is 0 if all are surely right.</p>'
NOTHING_READ = ((0,) * 10,) * 10


def curves_html(points: Points) -> Html:
    """Show loss and accuracy of each epoch, and how far the epoch under way is.

    Args:
        points: what `train --json` printed: epochs, of, loss, accuracy, val_loss, val_accuracy.
    """
    whole = [point for point in points if "val_loss" in point]
    now = [point for point in points[-1:] if "loss" in point and point not in whole]
    figures = "".join(
        _figure(name, title, [*whole, *now], points) for name, title in
        (("loss", "Loss"), ("accuracy", "Accuracy"))
    )  # fmt: skip
    legend = "".join(f'<span class="train-{kind}">{label}</span>' for _, kind, label in CURVES)
    return f'<div class="train-curves">{figures}</div><p class="train-legend">{legend}</p>{LOSS}'


def _figure(name: str, title: str, shown: Points, points: Points) -> Html:
    epochs = max([1, *(point.get("of", 1) for point in points)])
    values = [point[key] for point in shown for prefix, *_ in CURVES
              if (key := f"{prefix}{name}") in point]  # fmt: skip
    low, high = _range(name, values)
    lines = "".join(
        _line(prefix + name, kind, shown, epochs, low, high) for prefix, kind, _ in CURVES
    )
    axes = "".join(
        f'<text x="{LEFT - 6}" y="{_y(value, low, high) + 4:.0f}" text-anchor="end">'
        f"{_written(name, value)}</text>"
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{_y(value, low, high):.1f}" '
        f'y2="{_y(value, low, high):.1f}"/>'
        for value in (low, (low + high) / 2, high)
    )
    last = "; ".join(
        f"{label} {_written(name, held[-1])}" for prefix, _, label in CURVES
        if (held := [point[prefix + name] for point in shown if prefix + name in point])
    )  # fmt: skip
    said = f"{title}: {last or 'none yet'}"
    return (
        f"<figure><figcaption>{title}<span>{last}</span></figcaption>"
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{said}">'
        f'{axes}<text x="{LEFT}" y="{HEIGHT - 4}">epoch 0</text>'
        f'<text x="{WIDTH - RIGHT}" y="{HEIGHT - 4}" text-anchor="end">{epochs}</text>{lines}</svg>'
        "</figure>"
    )


def _line(key: str, kind: str, shown: Points, epochs: int, low: float, high: float) -> Html:
    held = [(point["epochs"], point[key]) for point in shown if key in point]
    places = [
        (LEFT + x / epochs * (WIDTH - LEFT - RIGHT), _y(min(max(y, low), high), low, high))
        for x, y in held
    ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in places)
    return f'<g class="train-{kind}"><polyline points="{path}"/>{dots}</g>'


def _range(name: str, values: Sequence[float]) -> tuple[float, float]:
    """From where to where the axis goes, so that it seldom changes while a curve grows."""
    real = [value for value in values if value == value and abs(value) < 1e6]
    if name == "accuracy":
        low = min([0.9, *real])
        return next(floor for floor in (0.9, 0.8, 0.5, 0.0) if low >= floor), 1.0
    high = max([0.1, *real])
    return 0.0, next((top for top in (0.1, 0.2, 0.5, 1, 2, 5, 10) if high <= top), high)


def _y(value: float, low: float, high: float) -> float:
    return TOP + (high - value) / (high - low) * (HEIGHT - TOP - BOTTOM)


def _written(name: str, value: float) -> str:
    return f"{value:.1%}" if name == "accuracy" else f"{value:.3g}"


def accuracy_of(matrix: Sequence[Sequence[int]]) -> tuple[float, int]:
    """Return the share on the diagonal of a confusion matrix, and how many it counts."""
    count = sum(map(sum, matrix))
    return sum(matrix[digit][digit] for digit in range(10)) / max(1, count), count


def matrix_html(matrix: Sequence[Sequence[int]]) -> Html:
    """Show a confusion matrix: rows are true digits, columns what was read."""
    most = max(1, *(matrix[a][b] for a in range(10) for b in range(10) if a != b))
    _, count = accuracy_of(matrix)
    told = (
        f"The {count:,} digits were held out: the network has not learned from them."
        if count
        else "Shown when a network is trained."
    )
    head = "".join(f'<th scope="col">{digit}</th>' for digit in range(10))
    rows = "".join(
        f'<tr><th scope="row">{true}</th>'
        + "".join(_cell(count, true == read, most) for read, count in enumerate(row))
        + "</tr>"
        for true, row in enumerate(matrix)
    )
    return (
        '<div class="train-scroll"><table><caption>Rows: the true digit. Columns: what was read. '
        f"{told}</caption>"
        f"<thead><tr><td></td>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cell(count: int, right: bool, most: int) -> Html:
    if right:
        return f'<td class="train-right">{count or ""}</td>'
    return f'<td style="--heat:{round(100 * (count / most) ** 0.5)}%">{count or ""}</td>'
