"""From what was read of a visitor's own pictures to HTML. Pure functions, no gradio."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape

import numpy as np

from mnist_space.data import NOT_A_DIGIT
from mnist_space.evaluation.own_pictures import OwnAnswer, OwnReport
from mnist_space.labelled.packing import written
from mnist_space.ui.components import Html
from mnist_space.ui.evaluation.heatmap import Heatmap, Kind
from mnist_space.ui.evaluation.view import (
    DIGITS,
    MOST_PICTURES,
    facts_html,
    name_html,
    pictures_html,
)

MISTAKES = "Mistakes"
MOST_NAME = 40  # characters of a file's name


def own_figures_html(report: OwnReport) -> Html:
    """Show the accuracy large, and beside it what a user of the model would get."""
    low, high = report.accuracy_interval
    of = f"of {_count(report.n, 'picture')}"
    facts = [
        ("Right and accepted", f"{report.right_and_accepted:,}", f"of {_digits(report.digits)}"),
        ("Wrong and accepted", f"{report.wrong_and_accepted:,}", of),
        ("Not accepted", f"{report.n - report.accepted:,}", of),
    ]
    if others := report.n - report.digits:
        refused = report.confusion_matrix[NOT_A_DIGIT][NOT_A_DIGIT]
        note = f"of {others:,} that {'is' if others == 1 else 'are'} no digit"
        facts.append(("Rightly not accepted", f"{refused:,}", note))
    head = name_html(report.model["name"], report.pipeline)
    if report.accuracy is None:
        said = f'<p class="eval-note">There is no digit on {_count(report.n, "picture")}.</p>'
    else:
        said = (
            f'<p class="eval-accuracy"><b>{report.accuracy:.1%}</b></p>'
            f'<p class="eval-note">{report.right:,} of {_digits(report.digits)} read right, '
            f"accepted or not; 95% interval {low:.0%} to {high:.0%}</p>"
        )
    return head + said + facts_html(facts)


def own_matrix_html(report: OwnReport, chosen: str = "") -> Html:
    """Show the confusion matrix; `chosen` is the pressed cell, such as "4-9"."""
    return f'<div class="eval-own">{MATRIX.html(np.array(report.confusion_matrix), chosen)}</div>'


def own_gallery_html(report: OwnReport, thumbnails: Sequence[bytes], cell: str = "") -> Html:
    """Show the pictures of a cell, or every mistake, the surest first.

    Args:
        report: what was read.
        thumbnails: a WebP of each picture.
        cell: its name; "" for the mistakes.
    """
    shown = [
        (place, each)
        for place, each in enumerate(report.answers)
        if (f"{each.cell[0]}-{each.cell[1]}" == cell if cell else each.mistaken)
    ]
    heading = _words(*map(int, cell.split("-"))) if cell else MISTAKES
    if not shown:
        return '<h3 class="eval-heading">No mistakes</h3>'
    count = _count(len(shown), "picture")
    if len(shown) > MOST_PICTURES:
        count += f", of which the {MOST_PICTURES} surest"
    surest = sorted(shown, key=lambda pair: -pair[1].confidence)[:MOST_PICTURES]
    items = "".join(_picture(place, each, thumbnails[place]) for place, each in surest)
    return f'<div class="eval-own">{pictures_html(heading, count, items)}</div>'


def _picture(place: int, answer: OwnAnswer, thumbnail: bytes) -> Html:
    read = "nothing" if answer.read is None else str(answer.read)
    what, doubt = written(answer.label), "" if answer.accepted else ", not accepted"
    name = answer.file[-MOST_NAME:]
    words = f"{name}: {what}, read as {read}, {answer.confidence:.0%} sure{doubt}. Open in Predict"
    source = base64.b64encode(thumbnail).decode()
    return (
        f'<li><button type="button" data-place="{place}" title="{escape(name)}" '
        f'aria-label="{escape(words)}"><img src="data:image/webp;base64,{source}" alt=""></button>'
        f"<span>{what} &rarr; <b>{read}</b> {answer.confidence:.0%}{doubt}</span>"
        f'<span class="eval-file">{escape(name)}</span></li>'
    )


def _words(true: int, read: int) -> str:
    what = "no digit" if true == NOT_A_DIGIT else str(true)
    if read == NOT_A_DIGIT:
        return f"{what}, not accepted"
    return f"{what} read right" if true == read else f"{what} read as {read}"


def _kind(true: int, read: int) -> Kind:
    if true == read:
        return "right"
    return "refused" if read == NOT_A_DIGIT else "error"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _digits(number: int) -> str:
    return _count(number, "digit")


MATRIX = Heatmap(
    rows=[*map(str, DIGITS), written(NOT_A_DIGIT)],
    columns=[*map(str, DIGITS), "?"],
    caption="Rows: what it is; none is no digit. Columns: what was read; ? is not accepted.",
    kind=_kind,
    words=_words,
)
