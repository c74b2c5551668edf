"""When a model looks again, and what it accepts: fitted to what the product meets."""

from __future__ import annotations

from dataclasses import replace

from mnist_space.artifact import Artifact, write_artifact
from mnist_space.data import Split, hold_out
from mnist_space.model.odds import fit_odds, see_all
from mnist_space.model.trained import held_out
from mnist_space.preprocessing.pipelines import load_pipeline
from mnist_space.synthesis.mixture import mixture


class AcceptanceError(ValueError):
    """The model cannot be fitted."""


def fit_acceptance(
    artifact: Artifact, digits: Split, *, count: int, seed: int, processes: int
) -> Artifact:
    """Fit the log-odds, the second look and the threshold, and write them into the model's folder.

    The model's pipeline becomes the robust one of today.

    Args:
        artifact: a sealed model that has held out digits.
        digits: MNIST's train digits; those that it held out are redrawn.
        count: pictures of digits and of what is none, half and half.
        seed: of everything random.
        processes: that draw and read at the same time.

    Raises:
        AcceptanceError: the model held out no digits.
        ArtifactError: what its recipe says of them is no count, or a file is missing.
    """
    unseen = held_out(artifact)
    if not unseen:
        raise AcceptanceError("A model that held out no digits cannot be fitted.")
    today = replace(artifact, pipeline=load_pipeline("robust"))
    samples = list(mixture(hold_out(digits, unseen)[1], count, seed))
    odds, second_look, threshold = fit_odds(see_all(today, samples, processes))
    config = artifact.config
    return write_artifact(
        artifact.folder, name=config.name, architecture=config.architecture,
        pipeline=today.pipeline, temperature=config.temperature, reject_threshold=threshold,
        odds=odds, second_look=second_look, versions=config.versions, recipe=config.recipe,
        seed=config.seed,
    )  # fmt: skip
