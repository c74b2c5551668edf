"""What the viewer shows large: a step's input and result in their own size, and its controls."""

from __future__ import annotations

import base64
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.calls import StepCall
from mnist_space.preprocessing.forms import COLOR
from mnist_space.preprocessing.images import ImageError
from mnist_space.preprocessing.pipeline import MAX_STEPS, PipelineError
from mnist_space.preprocessing.registry import STEPS
from mnist_space.ui.errors import told_in_words
from mnist_space.ui.lab.asking import asked
from mnist_space.ui.lab.catalogue import control_html
from mnist_space.ui.lab.choosing import EVENT, PictureChoice
from mnist_space.ui.lab.kept import NOT_SENT
from mnist_space.ui.lab.pictures import OF_PREDICT, picture_of
from mnist_space.ui.lab.preparing import run_calls, try_step
from mnist_space.ui.predict.trace import thumbnail, to_png
from mnist_space.ui.turns import Turns

# Pixels a side, without loss: of a photo at most some 2 MB.
LARGE_SIDE = 1024
PREDICT, ONE_STEP = "trace", "lab-result"
"""Where a trace stands on the page: that of Predict, and that of one step in the Lab."""

TOLD_ON = """watch("value", () => {
  document.dispatchEvent(new CustomEvent("viewer-large", { detail: JSON.parse(props.value) }));
});"""


@dataclass(frozen=True)
class Large:
    """What the viewer asks for.

    Attributes:
        number: the viewer's own, which comes back with the answer.
        place: where the trace stands.
        calls: the steps up to the one that is shown, with all their parameters.
        turned: degrees counter-clockwise by which the picture was turned before the first.
    """

    number: int
    place: str
    calls: tuple[StepCall, ...]
    turned: int


def wire_large(viewer: gr.HTML, choice: PictureChoice, turns: Turns) -> None:
    """Answer the viewer's `submit`: the page gets an event, which viewer.js listens to."""
    answered = gr.HTML(html_template="<span></span>", js_on_load=TOLD_ON, elem_id="viewer-large")
    viewer.submit(
        _answer(turns),
        [viewer, *choice.given],
        answered,
        trigger_mode="always_last",
        queue=False,
        **EVENT,
    )


def asked_large(request: object) -> Large:
    """Read what the viewer sent.

    Raises:
        PipelineError: it names no steps as the viewer does.
        UnknownStepError, StepError: a step or a parameter that is not known here.
    """
    fields = asked(request)
    calls, turned, number = fields.get("calls"), fields.get("turned"), fields.get("number")
    if not isinstance(calls, list) or not 0 < len(calls) <= MAX_STEPS:
        raise PipelineError(NOT_SENT)
    if turned not in (0, 90, 180, 270) or type(number) is not int:
        raise PipelineError(NOT_SENT)
    return Large(number, str(fields.get("place")), tuple(map(_call, calls)), turned)


def _call(item: object) -> StepCall:
    if not isinstance(item, dict) or not isinstance(item.get("params"), dict):
        raise PipelineError(NOT_SENT)
    if not isinstance(item.get("step"), str):
        raise PipelineError(NOT_SENT)
    return StepCall(item["step"], STEPS[item["step"]].complete(item["params"]))


def _answer(turns: Turns) -> Callable[..., Awaitable[str]]:
    @turns.taking
    def look(request: object, *given: object) -> dict[str, Any]:
        large = asked_large(request)
        return {"answers": large.number, **_shown(large, *given)}

    async def answer(request: object, *given: object) -> str:
        said = await told_in_words(look(request, *given))
        return json.dumps({"said": said} if isinstance(said, str) else said)

    return answer


def _shown(large: Large, name: object, *given: object) -> dict[str, Any]:
    call = large.calls[-1]
    step = STEPS[call.step]
    form = step.takes if large.place == ONE_STEP else COLOR
    found = picture_of(form, OF_PREDICT if large.place == PREDICT else name, *given)
    if found is None:
        raise ImageError("There is no picture yet: choose or draw one.")
    image, is_ready = found
    if large.place == ONE_STEP:
        tried = try_step(step, dict(call.params), image, is_ready)
        before, after = tried.before, tried.after
    else:
        turned = np.ascontiguousarray(np.rot90(image, large.turned // 90))
        before, after = run_calls(large.calls, turned)
    height, width = after.shape[:2]
    reduced = f", shown {LARGE_SIDE} pixels large" if max(height, width) > LARGE_SIDE else ""
    return {
        "before": _data(before),
        "after": _data(after),
        "facts": f"{call.step}: {width} × {height}{reduced}",  # noqa: RUF001
        "controls": "".join(
            control_html(replace(parameter, default=call.params[parameter.name]), "data-set")
            for parameter in step.parameters
        ),
    }


def _data(image: NDArray[Any]) -> str:
    png = base64.b64encode(to_png(thumbnail(image, LARGE_SIDE))).decode()
    return f"data:image/png;base64,{png}"
