"""The endpoints that say why a picture was read as it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mnist_space.explaining.diagnosis import diagnose as find
from mnist_space.explaining.explanation import explain as explained
from mnist_space.preprocessing.pipeline import TraceEntry
from mnist_space.ui.api_pictures import picture_file, png_data
from mnist_space.ui.choices import Choices

Json = dict[str, Any]
Explaining = Callable[[object, object, object], Json]


def explaining_endpoints(choices: Choices) -> tuple[Explaining, ...]:
    """Return them; each is called as its endpoint is, with a picture, a model and a pipeline."""
    return _trace(choices), _diagnose(choices), _explain(choices)


def _trace(choices: Choices) -> Explaining:
    def trace(image: object, model: object, pipeline: object) -> Json:
        """Read the digit on one picture and show what every step made of it.

        Gives {"label", "accepted", "reading", "steps"}. Each step has its name ("step"), "label",
        "params", "milliseconds", "shape", and "picture": an address that holds a PNG file, of at
        most 240 pixels a side.
        """
        chosen = choices.pipeline(pipeline)
        answer = choices.predictor(model).predict(picture_file(image), chosen)
        said = {"label": answer.label, "accepted": answer.accepted, "reading": answer.reading}
        return said | {"steps": [_entry(entry) for entry in answer.trace]}

    return trace


def _entry(entry: TraceEntry) -> Json:
    return {
        "step": entry.step,
        "label": entry.label,
        "params": dict(entry.call.params),
        "milliseconds": round(entry.milliseconds, 3),
        "shape": list(entry.image.shape),
        "picture": png_data(entry.reduced().image),
    }


def _diagnose(choices: Choices) -> Explaining:
    def diagnose(image: object, model: object, pipeline: object) -> Json:
        """Say in words what is particular about one picture.

        Gives {"findings"}: each has "kind", "sentence", "value" and "unit".
        """
        chosen = choices.pipeline(pipeline)
        found = find(choices.predictor(model), picture_file(image), chosen)
        return {"findings": [finding.to_json() for finding in found]}

    return diagnose


def _explain(choices: Choices) -> Explaining:
    def explain(image: object, model: object, pipeline: object) -> Json:
        """Read the digit on one picture and say why it was read so.

        Gives what `predict` gives, and "findings" (see `diagnose`), "runner_up", "heatmap",
        "neighbours", "members" and "missing". The heatmap has 28 rows of 28 logits: positive where
        ink spoke for the answer, negative where it spoke for the runner-up. Each of the neighbours
        has "label", "distance" and "picture", an address that holds a PNG file; each of the members
        "label" and "probabilities"; "missing" has sentences on what a damaged file withholds.
        """
        chosen = choices.pipeline(pipeline)
        whole = explained(choices.predictor(model), picture_file(image), chosen)
        near = [one.to_json() | {"picture": png_data(one.picture)} for one in whole.neighbours]
        return whole.to_json() | {"neighbours": near}

    return explain
