"""Pictures to train further on, as a trained model meets them (hard-example mining)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mnist_space.artifact import Artifact
from mnist_space.data import NOT_A_DIGIT
from mnist_space.files import save_arrays
from mnist_space.model.odds import each_sample
from mnist_space.preprocessing.images import decode
from mnist_space.reading.predictor import Predictor
from mnist_space.reading.second_look import Look
from mnist_space.synthesis.mixture import Sample
from mnist_space.synthesis.renderings import is_upright


def mine(out: Path, artifact: Artifact, samples: Sequence[Sample], processes: int) -> None:
    """Draw pictures and write what the network sees of them to `out`, for `train --extra`.

    Each gives its first reading and the surest of the others. Of digits only what is read rightly
    is kept: it is to become surer. Of what is none, upright strokes are left out, which nobody
    could tell from a 1.

    Args:
        out: the .npz file: images uint8 (N, 28, 28), labels uint8 (N,) with 10 = not a digit.
        artifact: the model that is to be trained further.
        samples: what is drawn.
        processes: that draw at the same time.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    made = each_sample(_kept, artifact, samples, processes)
    labels = [sample.label for sample, images in zip(samples, made, strict=True) for _ in images]
    recipe = f"mine --count {len(samples)} --seed {samples[0].seed}"
    save_arrays(
        out,
        images=np.stack([image for images in made for image in images]),
        labels=np.array(labels, np.uint8),
        recipe=np.array(recipe),
    )
    print(f"{len(labels):,} pictures of {len(samples):,} kept in {out}.")


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
