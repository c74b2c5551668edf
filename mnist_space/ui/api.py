"""The public endpoints. Each takes plain values and gives plain JSON, like the command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr
import numpy as np
from numpy.typing import NDArray

from mnist_space.limits import limits
from mnist_space.preprocessing.images import ImageError, decode
from mnist_space.preprocessing.pipeline import PipelineError
from mnist_space.preprocessing.registry import STEPS
from mnist_space.reading.answers import Answer, answer_json
from mnist_space.reading.number_reading import NumberReading
from mnist_space.ui.api_explain import explaining_endpoints
from mnist_space.ui.api_pictures import in_form, picture_file, viewable
from mnist_space.ui.choices import Choices
from mnist_space.ui.components import PredictTab
from mnist_space.ui.errors import ChoiceError, told_later
from mnist_space.ui.lab.preparing import try_step
from mnist_space.ui.predict.reading import read_as
from mnist_space.ui.sessionless import spare_sessions
from mnist_space.ui.turns import Turns

Json = dict[str, Any]
Endpoint = Callable[..., Json | list[Json]]


def add_endpoints(choices: Choices, tab: PredictTab, turns: Turns) -> None:
    """Add every endpoint to the current gr.Blocks; none of them shows on the page."""
    image, model, pipeline, mode = tab.upload, tab.model, tab.pipeline, tab.mode
    files = gr.File(file_count="multiple", visible=False, label="images")
    step = gr.Textbox(visible=False, label="step")
    params = gr.JSON(value={}, visible=False, label="params")
    prepare = gr.Checkbox(value=False, visible=False, label="prepare")
    result = gr.JSON(visible=False, label="answer")
    picture = gr.Image(format="png", visible=False, label="picture")
    endpoints: tuple[tuple[Any, ...], ...] = (
        ("predict", _predict(choices), [image, model, pipeline, mode], result),
        ("read_number", _read_number(choices), [image, model, pipeline], result),
        ("read_table", _read_table(choices), [image, model, pipeline], result),
        ("predict_batch", _predict_batch(choices), [files, model, pipeline], result),
        ("model", _model(choices), [model], result),
        ("steps", listed_steps, [], result),
        ("apply_step", _apply_step, [image, step, params, prepare], [picture, result]),
        *((f.__name__, f, [image, model, pipeline], result) for f in explaining_endpoints(choices)),
    )
    spare_sessions([name for name, *_ in endpoints])
    for name, function, inputs, outputs in endpoints:
        gr.on(
            [],
            told_later(turns.taking(function)),
            inputs,
            outputs,
            api_name=name,
            preprocess=False,
            # Plain JSON needs none, which would be a copy more and another thread.
            postprocess=outputs is not result,
            # Of all endpoints together. `turns` holds on every way in; this keeps their line short.
            concurrency_limit=limits().at_once,
            concurrency_id="endpoints",
        )


def _predict(choices: Choices) -> Endpoint:
    def predict(image: object, model: object, pipeline: object, mode: object) -> Json:
        """Read the digit on one picture, or the number where there are several.

        Gives {"label", "confidence", "probabilities", "digit_probability", "accepted", "reason",
        "reading"}, and "confidences" as gr.Label has them: {"label", "confidence"} of every digit,
        the likeliest first. The label of a number is its text, such as "2026"; its "probabilities"
        are null, and it has all that `read_number` gives. With mode "digit" the answer is always
        one digit.
        """
        chosen = choices.pipeline(pipeline)
        answer = read_as(mode, choices.predictor(model), picture_file(image), chosen)
        return answer_json(answer) | {"confidences": _ranked(answer)}

    return predict


def _ranked(answer: Answer) -> list[Json]:
    if isinstance(answer, NumberReading):
        return [{"label": answer.text, "confidence": answer.confidence}]
    digits = sorted(enumerate(answer.confidences), key=lambda pair: -pair[1])
    return [{"label": digit, "confidence": share} for digit, share in digits]


def _predict_batch(choices: Choices) -> Endpoint:
    def predict_batch(images: object, model: object, pipeline: object) -> list[Json]:
        """Read several pictures, in order.

        Gives for each what `predict` gives but "confidences", and its "file", or {"file", "error"}.
        """
        if not isinstance(images, list) or not images:
            raise ImageError("Send a list of picture files.")
        if len(images) > limits().batch:
            raise ImageError(f"Send at most {limits().batch} pictures at once, not {len(images)}.")
        predictor, chosen = choices.predictor(model), choices.pipeline(pipeline)

        def read(image: object) -> Json:
            path = picture_file(image)
            try:
                return {"file": path.name, **answer_json(predictor.read(path, chosen))}
            except (ImageError, PipelineError) as error:
                return {"file": path.name, "error": str(error)}

        return [read(image) for image in images]

    return predict_batch


def _read_number(choices: Choices) -> Endpoint:
    def read_number(image: object, model: object, pipeline: object) -> Json:
        """Read the numbers on one picture, line by line, with their signs.

        Gives {"text", "lines", "digits", "accepted", "reason", "reading", "words", "unread",
        "turned", "size"}. Each line has "text", "box" and "numbers", which have both too, and
        their own "confidence", "accepted" and "reason"; each of the digits has "box", "label",
        "confidence" and "accepted"; "words" and "unread" are the boxes of lines that look like
        words and of marks that were not read. The whole is accepted only where all numbers are and
        nothing else is on the page. A box is [x, y, width, height] in pixels of a picture of
        `size`, as it lies; "turned" says by how many degrees counter-clockwise it was turned for
        reading.
        """
        chosen = choices.pipeline(pipeline)
        return choices.predictor(model).read_number(picture_file(image), chosen).to_json()

    return read_number


def _read_table(choices: Choices) -> Endpoint:
    def read_table(image: object, model: object, pipeline: object) -> Json:
        """Read a table of numbers, with or without lines, in rows and columns.

        Gives {"rows", "csv", "cells", "accepted", "reason", "ruled", "outside", "reading",
        "turned", "size"}. "rows" holds the text of each cell, "" where it is empty, and "csv" the
        same as a file; each of the cells has "row", "column", "span", "text", "box", "confidence",
        "accepted" and "reason".
        """
        chosen = choices.pipeline(pipeline)
        return choices.predictor(model).read_table(picture_file(image), chosen).to_json()

    return read_table


def _model(choices: Choices) -> Endpoint:
    def model(model: object) -> Json:
        """Describe a model: its configuration with the files' hashes, and its own pipeline.

        Also names the models and pipelines to choose from, and the limits that hold.
        """
        artifact = choices.predictor(model).artifact
        return {
            **artifact.config.model_dump(),
            "pipeline": artifact.pipeline.to_json(),
            "models": list(choices.models),
            "pipelines": list(choices.pipelines),
            "limits": limits().to_json(),
        }

    return model


def listed_steps() -> list[Json]:
    """List every preprocessing step with its parameters, and the plug-ins that failed to load.

    Of each of those there is {"name", "error"}.
    """
    failed = [{"name": name, "error": why} for name, why in sorted(STEPS.failures.items())]
    return [step.to_json() for step in STEPS] + failed


def _apply_step(
    image: object, step: object, params: object, prepare: object
) -> tuple[NDArray[np.uint8], Json]:
    """Run one step on one picture; gives the picture it makes and what is to be said of it.

    That is {"step", "label", "shape", "dtype", "prepared"}. A step that takes a GrayImage gets the
    picture's brightness, 0 = black = ground; one that takes a DigitTensor gets that divided by 255,
    so the picture must be 28 x 28. With `prepare`, the steps that come before it in a pipeline make
    its input, as in the Lab; "prepared" names them.
    """
    if not isinstance(step, str):
        raise ChoiceError("Name the step.")
    if not isinstance(params, dict):
        raise ChoiceError('Give the parameters as an object, such as {"radius": 3}.')
    chosen = STEPS[step]
    if not isinstance(prepare, bool):
        raise ChoiceError("'prepare' is true or false.")
    picture = decode(picture_file(image))
    if not prepare:
        picture = in_form(picture, chosen.takes)
    tried = try_step(chosen, params, picture, is_ready=not prepare)
    facts = {
        "step": step,
        "label": chosen.label,
        "shape": tried.after.shape,
        "dtype": str(tried.after.dtype),
        "prepared": list(tried.prepared),
    }
    return viewable(tried.after), facts
