"""From a picture and what the visitor chose to the HTML that answers it."""

from __future__ import annotations

from mnist_space import Prediction, Predictor
from mnist_space.limits import echo
from mnist_space.preprocessing.forms import ColorImage
from mnist_space.preprocessing.images import ImageSource, decode
from mnist_space.preprocessing.pipeline import Pipeline
from mnist_space.ui.choices import Choices
from mnist_space.ui.components import Html
from mnist_space.ui.errors import ChoiceError
from mnist_space.ui.predict.answer import answer_html
from mnist_space.ui.predict.number import number_html
from mnist_space.ui.predict.trace import NO_TRACE, number_trace_html, trace_html

ONE, SEVERAL = "digit", "number"
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
        """
        if mode not in (ONE, SEVERAL):
            raise ChoiceError(f"Read one {ONE!r} or a {SEVERAL!r}, not {echo(mode)}.")
        predictor, chosen = self._choices.predictor(model), self._choices.pipeline(pipeline)
        if source is None:
            return NOTHING
        image = decode(source)
        if mode == ONE:
            return _one(predictor, image, chosen)
        reading = predictor.read_number(image, chosen)
        return number_html(reading, image), number_trace_html(reading)


def _one(predictor: Predictor, image: ColorImage, pipeline: Pipeline | None) -> tuple[Html, Html]:
    prediction = predictor.predict(image, pipeline)
    hint = _hint(predictor, prediction, image, pipeline)
    return answer_html(prediction, hint), trace_html(prediction.trace, prediction.reading)


def _hint(
    predictor: Predictor, prediction: Prediction, image: ColorImage, pipeline: Pipeline | None
) -> str:
    """Say what to choose where several digits lie on a picture rejected as one."""
    if prediction.accepted or prediction.label is None:
        return ""
    reading = predictor.read_number(image, pipeline)
    if len(reading.digits) < 2 or not reading.accepted:
        return ""
    return f"It looks like {len(reading.digits)} digits: choose Several digits."
