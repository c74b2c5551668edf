"""Your own data: the chosen model and pipeline on a visitor's labelled pictures."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr
from PIL import Image

from mnist_space.evaluation.answers import Cancelled, EvaluationCancelled, Progress
from mnist_space.evaluation.own_pictures import OwnReport, evaluate_own
from mnist_space.files import megabytes
from mnist_space.labelled.reading import LabelledError, read_labelled, read_picture
from mnist_space.limits import limits
from mnist_space.preprocessing.forms import ColorImage
from mnist_space.preprocessing.images import decode
from mnist_space.ui.choices import uploaded
from mnist_space.ui.errors import ChoiceError, told
from mnist_space.ui.evaluation.heatmap import pressed
from mnist_space.ui.evaluation.own_view import (
    MATRIX,
    own_figures_html,
    own_gallery_html,
    own_matrix_html,
)
from mnist_space.ui.evaluation.parts import Evaluator, chooser, chosen_place, html, wire_measuring
from mnist_space.ui.handoff import OpenInPredict
from mnist_space.ui.long_work import QUIET, long_work
from mnist_space.ui.uploads import to_uploads

# Of all pictures of a visitor, which are in memory while they are read; packed they are smaller.
UNPACKED = 64 << 20
SIDE = 96  # pixels of a picture's longer side in the gallery; 400 bytes, noise has 5 kB
SMALL = 2 << 20  # bytes of these pictures in a visitor's session; what comes then has none
FILE = "my-data-evaluation.json"
READY = "Reads each picture as one digit, with the model and the pipeline chosen at the top."
HINT = """How well does it read your own pictures? Bring them as a zip: the one that **Your digits**
on the Predict tab downloads, or a folder of yours.

In the folder lies a table, `labels.csv`: first the line `file,label`, then a line for each picture,
such as `photo.jpg,7`, or `photo.jpg,none` where there is no digit
([an example](examples/digits.zip)). At most {pictures:,} pictures and {size}; they are for you
alone, and deleted after {minutes:,} minutes."""


@dataclass(frozen=True, eq=False)
class Evaluated:
    """What this visitor sees.

    Attributes:
        report: what was read.
        thumbnails: a WebP of each picture, SIDE pixels wide or high; empty where room is short.
        source: the uploaded zip, as long as it is kept.
        model, pipeline: by what names they were chosen.
    """

    report: OwnReport
    thumbnails: tuple[bytes, ...]
    source: Path
    model: str
    pipeline: str


def sent_zip(data: object) -> Path:
    """Return where an uploaded zip lies, given what gradio makes of it.

    Raises:
        ImageError, ChoiceError: there is none.
        LabelledError: it has been deleted since.
    """
    source = uploaded(data, "zip")
    if source is None:
        raise ChoiceError("Choose a zip with your pictures first.")
    if not source.is_file():
        raise LabelledError("The zip is no longer here: choose it again.")
    return source


def evaluate_zip(
    evaluator: Evaluator,
    progress: Progress,
    cancelled: Cancelled,
    source: Path,
    model: object,
    pipeline: object,
    seen: Callable[[ColorImage], object] = lambda _: None,
) -> OwnReport:
    """Evaluate on a visitor's zip, within the limits.

    Args:
        evaluator: what it is chosen from.
        progress, cancelled: as `Turn.run` gives them.
        source: the zip.
        model, pipeline: by name; None is the first model, and its own pipeline.
        seen: given each picture as it was decoded.

    Raises:
        EvaluationCancelled: `cancelled` gave True.
        ChoiceError: there is no such model or pipeline.
        LabelledError: the zip is none, damaged, or too much for the limits; the sentence says it.
    """
    held = limits()
    chosen, chain = evaluator.chosen(model, pipeline)
    ends = time.monotonic() + held.data_seconds

    def count(share: float) -> None:
        if cancelled():
            raise EvaluationCancelled
        if share < 1 and time.monotonic() > ends:
            raise LabelledError(
                f"Only {share:.0%} of the pictures were read in {held.data_seconds} seconds, which "
                "is all the time there is: send fewer or smaller ones."
            )
        progress(share)

    pictures = read_labelled(source, held.data_pictures, UNPACKED)
    return evaluate_own(chosen, pictures, chain, count, seen)


def own_data_panel(
    evaluator: Evaluator, model: gr.Radio, pipeline: gr.Radio, open_in_predict: OpenInPredict
) -> None:
    """Lay out the panel inside the current accordion; it evaluates the model of `model`."""
    held = limits()
    hint = HINT.format(
        pictures=held.data_pictures,
        size=megabytes(held.file_bytes),
        minutes=held.upload_seconds // 60,
    )
    gr.Markdown(hint, elem_classes="caption")
    data = gr.File(file_types=[".zip"], label="Zip of pictures", height=130, elem_id="data-zip")
    block = long_work("data", "Evaluate", READY)
    with gr.Column(visible=False) as results:
        figures = html("data-figures")
        with gr.Row():
            with gr.Column(min_width=280):
                matrix = chooser("data-matrix")
            with gr.Column(min_width=280):
                gallery = chooser("data-gallery")
                everything = gr.Button("Show all mistakes", size="sm", elem_id="data-mistakes")
        download = gr.DownloadButton("Download JSON", size="sm", elem_id="data-json")
    evaluated = gr.State(None)
    wire_measuring(
        evaluator, block, "Reading ...", _measure(evaluator), [data, model, pipeline], evaluated,
        preprocess=False,
    ).then(_shown, evaluated, [results, figures, matrix, gallery, download], **QUIET)  # fmt: skip
    chosen = [matrix, gallery]
    matrix.select(_press, evaluated, chosen, queue=False, **QUIET)
    everything.click(_mistakes, evaluated, chosen, queue=False, **QUIET)
    gallery.select(_opener(open_in_predict), evaluated, open_in_predict.outputs, **QUIET)


def _measure(evaluator: Evaluator) -> Callable[..., tuple[str, Evaluated]]:
    def measure(
        progress: Progress, cancelled: Cancelled, data: object, model: str, pipeline: str
    ) -> tuple[str, Evaluated]:
        small: list[bytes] = []
        source = sent_zip(data)
        report = evaluate_zip(
            evaluator, progress, cancelled, source, model, pipeline,
            lambda image: small.append(_thumbnail(image) if sum(map(len, small)) < SMALL else b""),
        )  # fmt: skip
        return "Evaluated.", Evaluated(report, tuple(small), source, model, pipeline)

    return measure


def _thumbnail(image: ColorImage) -> bytes:
    small = Image.fromarray(image)
    small.thumbnail((SIDE, SIDE))
    file = io.BytesIO()
    small.save(file, "WEBP", quality=60)
    return file.getvalue()


def _shown(evaluated: Evaluated | None) -> tuple[Any, ...]:
    if evaluated is None:
        return tuple(gr.skip() for _ in range(5))
    report = evaluated.report
    data = json.dumps(report.to_json(), indent=2).encode()
    path = to_uploads(data, FILE)
    return gr.Column(visible=True), own_figures_html(report), *_mistakes(evaluated), path


def _mistakes(evaluated: Evaluated | None) -> tuple[Any, ...]:
    if evaluated is None:
        return gr.skip(), gr.skip()
    report = evaluated.report
    return own_matrix_html(report), own_gallery_html(report, evaluated.thumbnails)


def _press(evaluated: Evaluated | None, event: gr.EventData) -> tuple[Any, ...]:
    cell = pressed(MATRIX.cells, getattr(event, "chosen", ""))
    if evaluated is None or not cell:
        return gr.skip(), gr.skip()
    report = evaluated.report
    return own_matrix_html(report, cell), own_gallery_html(report, evaluated.thumbnails, cell)


def _opener(open_in_predict: OpenInPredict) -> Callable[..., tuple[Any, ...]]:
    @told
    def opened(evaluated: Evaluated | None, event: gr.EventData) -> tuple[Any, ...]:
        answers = evaluated.report.answers if evaluated else []
        place = chosen_place(str(getattr(event, "chosen", "")), len(answers))
        assert evaluated
        image = decode(read_picture(evaluated.source, answers[place].file))
        return open_in_predict.show(image, evaluated.model, evaluated.pipeline)

    return opened
