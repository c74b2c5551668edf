"""A trained network, trained a little further on pictures that somebody has labelled."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from mnist_space.artifact import Artifact, read_artifact, write_artifact
from mnist_space.data import Labels, Split, hold_out, to_unit
from mnist_space.evaluation.own_pictures import OwnReport, evaluate_own
from mnist_space.labelled.reading import Labelled
from mnist_space.model.additions import Additions, see_additions
from mnist_space.model.architectures import build_model, ends_in_sigmoids
from mnist_space.model.export import export_model
from mnist_space.model.last_layers import Features, LastLayers, cut_before_last, fit_last_layers
from mnist_space.model.pools import ExtraFile
from mnist_space.model.recipes import ADD
from mnist_space.model.sealing import versions
from mnist_space.model.trained import described, held_out, load_weights
from mnist_space.model.training import Following
from mnist_space.reading.predictor import Predictor

# By so much the accuracy on validation digits may fall; above it no model is written.
MOST_LOST = 0.0005
# How far from the old weights to the new ones; the first that loses no more is taken.
SHARES = (1.0, 0.85, 0.7, 0.5, 0.3, 0.2, 0.1)


class AdaptError(ValueError):
    """A network cannot be trained on these pictures, or has suffered from it."""


@dataclass(frozen=True)
class Judged:
    """How a network reads what it was not trained on.

    Attributes:
        own: the pictures that were held out.
        wrong: of the validation digits, straight to the network.
        digits: how many there are.
    """

    own: OwnReport
    wrong: int
    digits: int

    def to_json(self) -> dict[str, Any]:
        """Return the counts, without the single mistakes."""
        own = self.own.to_json()
        counts = ("n", "right", "right_and_accepted", "wrong_and_accepted")
        return {name: own[name] for name in counts} | {"wrong": self.wrong, "digits": self.digits}


@dataclass(frozen=True)
class Adapted:
    """The model that was written, and how both read what neither was trained on."""

    artifact: Artifact
    before: Judged
    after: Judged
    unread: tuple[str, ...]


def adapt(
    start: Path,
    pictures: Sequence[Labelled],
    digits: Split,
    out: Path,
    *,
    seed: int = 0,
    epochs: int | None = None,
    follow: Callable[..., object] | None = None,
) -> Adapted:
    """Train a model further on labelled pictures, mixed with MNIST's digits.

    Every fifth picture is held out, evenly over the labels. The last layers alone learn: where all
    did, validation digits let less of it through. Temperature and acceptance stay. Where validation
    digits suffer, the new weights are mixed with the old ones (Wortsman et al. 2022,
    arXiv:2109.01903).

    Args:
        start: folder of the model.
        pictures: what it is to read better.
        digits: MNIST's train digits.
        out: the folder to write: new, or empty.
        seed: of everything random.
        epochs: instead of the recipe's.
        follow: told of how training goes: see `Following`.

    Raises:
        AdaptError: the network is one that cannot be trained further, there are too few pictures,
            `out` holds something, or validation digits are read worse: then nothing is written.
        ArtifactError: the folder is no model, or has no weights.
        LabelledError: a picture cannot be read.
        OSError: `out` cannot be written.
    """
    if out.exists() and any(out.iterdir()):
        raise AdaptError(f"There is something in {str(out)!r} already: name another folder.")
    model, predictor = _network(start)
    held = held_out(predictor.artifact)
    if not 0 < held < len(digits):
        raise AdaptError(f"{start.name!r} held out no digits by which it could be judged.")
    train, validation = hold_out(digits, held)
    seen = see_additions(predictor, pictures, seed)
    before = _judged(predictor, seen, validation)
    out.parent.mkdir(parents=True, exist_ok=True)
    # Beside the folder to write, so that it can take its place.
    with TemporaryDirectory(dir=out.parent, prefix=".adapting-") as place:
        folder = Path(place) / out.name
        folder.mkdir()
        last = cut_before_last(model)
        known = last.features(to_unit(validation.images)), validation.labels
        old = last.model.get_weights()
        recipe = _fit(last, train, known, seen, (seed, epochs), follow)
        recipe |= {"validation": held, "start": described(predictor.artifact)}

        def seal(share: float) -> Judged:
            _seal(model, predictor.artifact, folder, recipe | {"mixed": share}, seed)
            return _judged(Predictor(read_artifact(folder)), seen, validation)

        after = _sealed_unharmed(last, old, before, known, seal)
        shutil.rmtree(out, ignore_errors=True)
        folder.replace(out)
    return Adapted(read_artifact(out), before, after, seen.unread)


def _network(start: Path) -> tuple[keras.Model, Predictor]:
    artifact = read_artifact(start)
    try:
        model = build_model(artifact.config.architecture)
    except ValueError as error:
        raise AdaptError(str(error)) from error
    if ends_in_sigmoids(model):
        raise AdaptError(
            f"{artifact.config.architecture} learns from MNIST's digits alone, as in the tutorial."
        )
    load_weights(model, artifact)
    return model, Predictor(artifact)


def _fit(
    last: LastLayers,
    train: Split,
    validation: tuple[Features, Labels],
    seen: Additions,
    chosen: tuple[int, int | None],
    follow: Callable[..., object] | None,
) -> dict[str, Any]:
    """Train the last layers in place; return what the run depends on."""
    seed, epochs = chosen
    recipe = replace(ADD, epochs=epochs or ADD.epochs)
    following = [Following(follow, recipe.epochs)] if follow else []
    fit_last_layers(last, seen.learnt, train, validation, recipe, seed, following)
    file = ExtraFile("additions", seen.sha256, "", seen.learnt)
    return {"name": "add", "extra": [file.to_json()]} | asdict(recipe)


def _sealed_unharmed(
    last: LastLayers,
    old: Sequence[NDArray[np.float32]],
    before: Judged,
    validation: tuple[Features, Labels],
    seal: Callable[[float], Judged],
) -> Judged:
    """Go back from the new weights towards the old ones until validation digits do not suffer."""
    shown, labels = validation
    new, wrong = last.model.get_weights(), 0
    for share in SHARES:
        last.model.set_weights([a + share * (b - a) for a, b in zip(old, new, strict=True)])
        wrong = int(np.count_nonzero(last.logits(shown).argmax(axis=1) != labels))
        if _suffers(before, wrong):
            continue
        # What is served has fewer bits than what was trained.
        after = seal(share)
        wrong = after.wrong
        if not _suffers(before, wrong):
            return after
    raise AdaptError(
        f"No model was written: of {before.digits:,} validation digits {before.wrong} were read "
        f"wrong before, and {wrong} after."
    )


def _suffers(before: Judged, wrong: int) -> bool:
    return (wrong - before.wrong) / before.digits > MOST_LOST


def _seal(
    model: keras.Model, start: Artifact, folder: Path, recipe: dict[str, Any], seed: int
) -> None:
    config = start.config
    export_model(model, config.architecture, folder)
    write_artifact(
        folder, name=config.name, architecture=config.architecture, pipeline=start.pipeline,
        temperature=config.temperature, reject_threshold=config.reject_threshold,
        odds=config.odds, second_look=config.second_look, versions=versions(), recipe=recipe,
        seed=seed,
    )  # fmt: skip


def _judged(predictor: Predictor, seen: Additions, validation: Split) -> Judged:
    read = predictor.logits(to_unit(validation.images)).argmax(axis=1)
    wrong = int(np.count_nonzero(read != validation.labels))
    return Judged(evaluate_own(predictor, seen.held_out), wrong, len(validation))
