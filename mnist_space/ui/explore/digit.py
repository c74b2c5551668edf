"""One digit as it is stored: its picture, its label, its 784 numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mnist_space.data import Split
from mnist_space.evaluation.known_labels import KNOWN_LABELS
from mnist_space.ui.components import Html
from mnist_space.ui.explore.facts import picture_html

# From here on, black text has more contrast on a gray than white text.
LIGHT = 118


def digit_html(test: Split, place: int) -> Html:
    """Show the test digit at `place`, its label, and what is known to be wrong with that."""
    label = int(test.labels[place])
    known = KNOWN_LABELS.get(place)
    doubt = f'<p class="explore-doubt">{known.sentence.capitalize()}.</p>' if known else ""
    return (
        f"{picture_html(test.images[place], f'Test digit {place}, labelled {label}')}"
        f'<div role="status" aria-live="polite"><p class="explore-label">Label <b>{label}</b></p>'
        f'<p class="explore-note">Number {place} of the test split</p>{doubt}</div>'
    )


def pixels_html(image: NDArray[np.uint8]) -> Html:
    """Show the value of each pixel of (28, 28) on a ground as bright as it is."""
    columns = "".join(f'<th scope="col">{column}</th>' for column in range(image.shape[1]))
    rows = "".join(
        f'<tr><th scope="row">{number}</th>' + "".join(map(_cell, row)) + "</tr>"
        for number, row in enumerate(image.tolist())
    )
    return (
        '<div class="explore-scroll" tabindex="0" role="region" aria-label="Pixel values">'
        f'<table class="explore-pixels"><thead><tr><td></td>{columns}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _cell(value: int) -> Html:
    if value == 0:
        return "<td>0</td>"
    text = "#000" if value >= LIGHT else "#fff"
    return f'<td style="background:rgb({value},{value},{value});color:{text}">{value}</td>'
