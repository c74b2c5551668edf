"""Pictures to train further on, as a trained model meets them (hard-example mining)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mnist_space.artifact import Artifact
from mnist_space.data import NOT_A_DIGIT, Split
from mnist_space.files import save_arrays
from mnist_space.model.odds import each_sample
from mnist_space.preprocessing.images import decode
from mnist_space.reading.predictor import Predictor
from mnist_space.reading.second_look import Look
from mnist_space.synthesis.mixture import Sample
from mnist_space.synthesis.renderings import is_upright


def mine(artifact: Artifact, samples: Sequence[Sample], processes: int) -> Split:
    """Draw pictures and return what the network sees of them.

    Each gives its first reading and the surest of the others. Of digits only what is read rightly
    is kept: it is to become surer. Of what is none, upright strokes are left out, which nobody
    could tell from a 1.

    Args:
        artifact: the model that is to be trained further.
        samples: what is drawn.
        processes: that draw at the same time.
    """
    made = each_sample(_kept, artifact, samples, processes)
    labels = [sample.label for sample, images in zip(samples, made, strict=True) for _ in images]
    return Split(
        np.stack([image for images in made for image in images]), np.array(labels, np.uint8)
    )


def write_mined(out: Path, parts: Sequence[Split], recipe: str) -> None:
    """Write what was kept for `train --extra`.

    Args:
        out: the .npz file: images uint8 (N, 28, 28), labels uint8 (N,) with 10 = not a digit.
        parts: from single pictures and from pages.
        recipe: how they were made.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    images = np.concatenate([part.images for part in parts])
    labels = np.concatenate([part.labels for part in parts])
    save_arrays(out, images=images, labels=labels, recipe=np.array(recipe))
    print(f"{len(labels):,} pictures kept in {out}.")


def _kept(predictor: Predictor, sample: Sample) -> list[NDArray[np.uint8]]:
    chain, image = predictor.artifact.pipeline, decode(sample.draw())
    first = predictor.look(image, chain)
    others = [look() for _, look in predictor.others(image, chain, first)]
    looks = [first, max(others, key=lambda look: look.odds, default=first)]
    canvases = [_canvas(look) for look in looks if _teaches(look, sample.label)]
    same = len(canvases) == 2 and np.array_equal(canvases[0], canvases[1])
    return canvases[:1] if same else canvases


def _teaches(look: Look, label: int) -> bool:
    if look.odds == -np.inf:
        return False
    if label == NOT_A_DIGIT:
        return not is_upright(_canvas(look))
    return int(look.logits.argmax()) == label


def _canvas(look: Look) -> NDArray[np.uint8]:
    return np.asarray(np.rint(look.digit[-1].image * 255), np.uint8)
