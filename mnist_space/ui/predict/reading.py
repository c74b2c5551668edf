"""From a picture and what the visitor chose to the HTML that answers it."""

from __future__ import annotations

from mnist_space import NumberReading, Predictor
from mnist_space.limits import echo
from mnist_space.preprocessing.images import ImageSource, decode
from mnist_space.preprocessing.pipeline import Pipeline
from mnist_space.reading.answers import Answer
from mnist_space.ui.choices import Choices
from mnist_space.ui.components import Html
from mnist_space.ui.errors import ChoiceError
from mnist_space.ui.predict.answer import answer_html
from mnist_space.ui.predict.number import number_html
from mnist_space.ui.predict.trace import NO_TRACE, number_trace_html, trace_html

AUTO, ONE, SEVERAL = "auto", "digit", "number"
NOTHING = (answer_html(None), NO_TRACE)


class Reader:
    """Reads one picture with the chosen model, pipeline and mode."""

    def __init__(self, choices: Choices) -> None:
        """Offer what `choices` offers."""
        self._choices = choices

    def __call__(
        self, source: ImageSource | None, model: object, pipeline: object, mode: object
    ) -> tuple[Html, Html]:
        """Return the HTML of the answer and of the steps; None is an empty pad.

        Raises:
            ImageError, ChoiceError: the picture or a choice that cannot be.
            PipelineError, StepError: the same of a pipeline that was edited.
        """
        predictor, chosen = self._choices.predictor(model), self._choices.pipeline(pipeline)
        if source is None:
            return NOTHING
        image = decode(source)
        answer = read_as(mode, predictor, image, chosen)
        if isinstance(answer, NumberReading):
            return number_html(answer, image), number_trace_html(answer)
        return answer_html(answer), trace_html(answer.trace, answer.reading)


def read_as(
    mode: object, predictor: Predictor, source: ImageSource, pipeline: Pipeline | None
) -> Answer:
    """Read a picture as one digit, as a number, or as what is on it.

    Raises:
        ChoiceError: there is no such mode.
        ImageError, PipelineError: as in `Predictor.read`.
    """
    if mode == ONE:
        return predictor.predict(source, pipeline)
    if mode == SEVERAL:
        return predictor.read_number(source, pipeline)
    if mode in (AUTO, None):
        return predictor.read(source, pipeline)
    raise ChoiceError(f"Read {AUTO!r}, one {ONE!r} or a {SEVERAL!r}, not {echo(mode)}.")
