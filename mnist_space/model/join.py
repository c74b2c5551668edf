"""Two trained networks in one: each member answers, their mean is served."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mnist_space.artifact import LITERT, Artifact, read_artifact
from mnist_space.data import Split, hold_out
from mnist_space.model.architectures import build_model, halves
from mnist_space.model.sealing import seal
from mnist_space.model.trained import described, held_out, load_weights
from mnist_space.preprocessing.discovery import load_steps

NAME = "convnet"
HALF, WHOLE = "convnet", "convnet_pair"


class JoinError(ValueError):
    """The two models cannot be joined."""


def join_models(first: Path, second: Path, out: Path, digits: Split) -> Artifact:
    """Join two models in one folder, and calibrate it; nothing is trained.

    Networks that started from other weights and saw other batches err on other digits
    (Lakshminarayanan et al. 2017, arXiv:1612.01474).

    Args:
        first: folder of a trained "convnet".
        second: another one, of the same pipeline.
        out: the folder to write; made where it is missing.
        digits: MNIST's train digits; those that both held out are what the new model is
            calibrated on.

    Raises:
        ArtifactError: a folder is no model, or has other weights than it says.
        JoinError: `out` holds something; the two are not two different networks of that kind and
            of one pipeline; or there are no digits that both have not seen.
        OSError: `out` cannot be written.
    """
    load_steps()
    if out.exists() and any(out.iterdir()):
        raise JoinError(f"There is something in {str(out)!r} already: name another folder.")
    models = [read_artifact(folder) for folder in (first, second)]
    unseen = _checked(models, len(digits))
    model = build_model(WHOLE)
    for half, artifact in zip(halves(model), models, strict=True):
        load_weights(half, artifact)
    return seal(
        model, WHOLE, out,
        name=NAME,
        pipeline=models[0].pipeline,
        validation=hold_out(digits, unseen)[1],
        recipe={"name": "join", "validation": unseen, "members": list(map(described, models))},
        seed=models[0].config.seed,
    )  # fmt: skip


def _checked(models: Sequence[Artifact], digits: int) -> int:
    """How many digits neither has seen."""
    configs = [model.config for model in models]
    if any(config.architecture != HALF for config in configs):
        raise JoinError(f"Only two models of the architecture '{HALF}' can be joined.")
    if configs[0].sha256[LITERT] == configs[1].sha256[LITERT]:
        raise JoinError("Both folders hold the same network.")
    if models[0].pipeline.to_json() != models[1].pipeline.to_json():
        raise JoinError("The two models have different pipelines.")
    unseen = min(held_out(model) for model in models)
    if not unseen:
        raise JoinError("A model that held out no digits cannot be calibrated.")
    if unseen >= digits:
        raise JoinError(f"The models say that they held out {unseen:,} of {digits:,} digits.")
    return unseen
