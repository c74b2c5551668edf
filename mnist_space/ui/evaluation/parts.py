"""What the parts of the Evaluation tab share: its style, its choosers, how they measure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr
import numpy as np
from numpy.typing import NDArray

from mnist_space.evaluation.answers import Cancelled, Progress
from mnist_space.evaluation.report import Report
from mnist_space.preprocessing.pipeline import Pipeline
from mnist_space.reading.predictor import Predictor
from mnist_space.ui.choices import OWN, Choices
from mnist_space.ui.components import Html, styled
from mnist_space.ui.errors import ChoiceError, told
from mnist_space.ui.evaluation import view
from mnist_space.ui.evaluation.reports import Reports
from mnist_space.ui.evaluation.turn import Turn
from mnist_space.ui.handoff import OpenInPredict
from mnist_space.ui.long_work import LongWork, Say, wire_long_work

UNCHANGED = "The figures shown have not changed."
VISITORS_AT_ONCE = 16

_JS = """
element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-cell], button[data-place]");
  if (button) trigger("select", { chosen: button.dataset.cell ?? button.dataset.place });
});
"""

# Takes what `Turn.run` gives its work, then the inputs; gives what is said in the end, the result.
Measure = Callable[..., tuple[str, Any]]


@dataclass(frozen=True)
class Evaluator:
    """What the panels evaluate with: the choices, the reports, and one turn for all of them."""

    choices: Choices
    reports: Reports
    turn: Turn

    def evaluate(
        self, progress: Progress, cancelled: Cancelled, model: object, pipeline: object
    ) -> Report:
        """Evaluate a model with a pipeline, both by name.

        Raises:
            ChoiceError: there is none of that name. What `build_report` raises.
        """
        return self.reports.make(*self.chosen(model, pipeline), progress, cancelled)

    def chosen(self, model: object, pipeline: object) -> tuple[Predictor, Pipeline | None]:
        """Return a model and a pipeline to evaluate, by name; None is the model's own.

        Raises:
            ChoiceError: there is none of that name.
        """
        # One from a link would take this turn, which is all visitors', for as long as it likes.
        if pipeline is not None and pipeline not in self.choices.pipelines:
            raise ChoiceError(f"Evaluate with one of {', '.join(self.choices.pipelines)}.")
        return self.choices.predictor(model), self.choices.pipeline(pipeline)


def html(name: str, value: Html = "") -> gr.HTML:
    """Make an HTML component `#eval-name` in the tab's style."""
    component = styled("evaluation", value)
    component.elem_id = f"eval-{name}"
    return component


def pipeline_choices(choices: Choices) -> list[tuple[str, str]]:
    """The pipelines with their labels, for a gr.Radio or a gr.Dropdown."""
    return [("the model's own" if name == OWN else name, name) for name in choices.pipelines]


def chooser(name: str, value: Html = "") -> gr.HTML:
    """Make an HTML component whose buttons fire `select` with their data-cell or data-place."""
    component = html(name, value)
    component.js_on_load = _JS
    return component


def open_place(open_in_predict: OpenInPredict) -> Callable[..., tuple[Any, ...]]:
    """Return a handler of `chooser`'s select that opens the chosen test digit in Predict.

    Its inputs are the names of the model and the pipeline whose answer was shown.
    """

    @told
    def opened(model: str, pipeline: str, event: gr.EventData) -> tuple[Any, ...]:
        image = chosen_digit(str(getattr(event, "chosen", "")))
        return open_in_predict.show(image, model, pipeline)

    return opened


def chosen_digit(place: str) -> NDArray[np.uint8]:
    """Return the test digit (28, 28) at a place that a button named.

    Raises:
        ChoiceError: there is no such place.
    """
    split = view.test_split()
    image: NDArray[np.uint8] = split.images[chosen_place(place, len(split))]
    return image


def chosen_place(place: str, count: int) -> int:
    """Return which of `count` pictures a button named.

    Raises:
        ChoiceError: there is no such picture.
    """
    # Python refuses to read numbers of thousands of digits.
    if len(place) > 5 or not place.isdecimal() or int(place) >= count:
        raise ChoiceError("There is no such picture.")
    return int(place)


def wire_measuring(
    evaluator: Evaluator,
    block: LongWork,
    doing: str,
    measure: Measure,
    inputs: Sequence[Any],
    result: gr.State | gr.HTML,
    preprocess: bool = True,
) -> Any:  # noqa: ANN401 - what an event of gradio gives
    """Measure in the evaluator's turn when the block's button is pressed; see `wire_long_work`."""

    async def work(say: Say, *values: object) -> tuple[str, Any]:
        return await evaluator.turn.run(lambda *job: measure(*job, *values), say, doing)

    return wire_long_work(
        block, work, inputs, [result], UNCHANGED, VISITORS_AT_ONCE, preprocess=preprocess
    )
