"""Everything that explains one answer, in one call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np

from mnist_space.artifact import ArtifactError
from mnist_space.explaining.diagnosis import Finding, diagnose
from mnist_space.explaining.members import Member, ask_members
from mnist_space.explaining.neighbours import Neighbour, nearest
from mnist_space.explaining.occlusion import occlusion_map
from mnist_space.preprocessing.images import ImageSource, decode
from mnist_space.preprocessing.pipelines import PipelineSource
from mnist_space.preprocessing.running import as_one_picture
from mnist_space.reading.network import Floats
from mnist_space.reading.prediction import Prediction
from mnist_space.reading.predictor import Predictor

Part = TypeVar("Part")


@dataclass(frozen=True)
class Explanation:
    """Why a picture was read as it was.

    Attributes:
        prediction: the answer.
        findings: what is particular about the picture: see `diagnose`.
        runner_up: the digit that is likeliest after the answer; None where nothing is drawn.
        heatmap: float32 (28, 28), in logits: which ink spoke for the answer and against the
            runner-up; see `occlusion_map`. Zeros where nothing is drawn.
        neighbours: the digits of MNIST that are most like this one, the nearest first.
        members: what each network of a joined model says.
        missing: a sentence for each part that cannot be had, because a file of it is damaged.
    """

    prediction: Prediction
    findings: tuple[Finding, ...]
    runner_up: int | None
    heatmap: Floats = field(repr=False)
    neighbours: tuple[Neighbour, ...] = field(repr=False)
    members: tuple[Member, ...] = field(repr=False)
    missing: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return all but the pictures as plain JSON values; the heatmap as rows of numbers."""
        return {
            **self.prediction.to_json(),
            "findings": [finding.to_json() for finding in self.findings],
            "runner_up": self.runner_up,
            "heatmap": np.round(self.heatmap.astype(np.float64), 3).tolist(),
            "neighbours": [neighbour.to_json() for neighbour in self.neighbours],
            "members": [member.to_json() for member in self.members],
            "missing": list(self.missing),
        }


@as_one_picture
def explain(
    predictor: Predictor, source: ImageSource, pipeline: PipelineSource = None
) -> Explanation:
    """Read the digit on a picture and say why it was read so.

    Args:
        predictor: the model.
        source, pipeline: as in `Predictor.predict`.

    Raises:
        ImageError, PipelineError, TypeError: as in `Predictor.predict`.
    """
    image = decode(source)
    answer = predictor.predict(image, pipeline)
    findings = diagnose(predictor, image, pipeline, answer)
    tensor = answer.trace[-1].image
    if answer.label is None:
        return Explanation(answer, findings, None, np.zeros_like(tensor), (), ())
    second, missing = answer.runner_up, list[str]()
    near = _unless_damaged(lambda: nearest(tensor), missing)
    members = _unless_damaged(lambda: ask_members(predictor, tensor), missing)
    return Explanation(
        answer,
        findings,
        runner_up=second,
        heatmap=occlusion_map(predictor, tensor, answer.label, second),
        neighbours=near,
        members=members,
        missing=tuple(missing),
    )


def _unless_damaged(part: Callable[[], tuple[Part, ...]], missing: list[str]) -> tuple[Part, ...]:
    """What `part` gives; nothing, and the reason in `missing`, where its file is damaged."""
    try:
        return part()
    except ArtifactError as error:
        missing.append(str(error))
        return ()
