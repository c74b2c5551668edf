"""Frozen outputs: what each step made of a small sample when it was added.

A step's name means one function for ever, for saved models name their steps. So that a change of
output is noticed, each step has a file `<step>.npz` with an input, sets of parameters, and outputs.
Write the missing ones (a frozen file is never overwritten; delete it to freeze a step anew):

    python -m mnist_space.preprocessing.golden tests/golden
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import cv2
import numpy as np

from mnist_space.preprocessing.checks import Check, StepCheckError, corners
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.registry import Step, StepError
from mnist_space.preprocessing.samples import sample

# Builds of OpenCV round an area mean or a resize differently, by one gray level of 255.
TOLERANCE = 1 / 255


def golden_check(folder: Path) -> Check:
    """Return the check that a step still gives the outputs frozen in `folder`."""

    def check_golden(step: Step) -> None:
        """Check that the output for the frozen input and parameters is the frozen output."""
        path = folder / f"{step.name}.npz"
        if not path.exists():
            raise StepCheckError(
                f"Step {step.name!r} has no frozen output {path.name}. "
                f"Write it: python -m mnist_space.preprocessing.golden {folder}"
            )
        with np.load(path, allow_pickle=False) as frozen:
            image = frozen["image"]
            for number, params in enumerate(json.loads(str(frozen["params"]))):
                expected = frozen[f"output_{number}"]
                try:
                    output = step(image, **params)
                except StepError as error:
                    raise StepCheckError(f"A saved model cannot run: {error}") from error
                scale = 1 if expected.dtype.kind == "f" else 255
                if output.shape != expected.shape or output.dtype != expected.dtype:
                    difference = f"{output.dtype} {output.shape}, not {expected.shape}"
                elif (worst := cv2.norm(output, expected, cv2.NORM_INF) / scale) > TOLERANCE:
                    difference = f"values that differ by up to {worst:.1%}"
                else:
                    continue
                raise StepCheckError(
                    f"Step {step.name!r} with {params} gives {difference}: not its frozen output. "
                    f"A step with another output needs another name ({step.name}_v2)."
                )

    return check_golden


def freeze(step: Step, folder: Path) -> None:
    """Write `<step>.npz`: a drawing of 64 x 56, every corner of the parameters, the outputs."""
    height, width = (side or least for side, least in zip(step.takes.shape, (64, 56), strict=False))
    image = sample(step.takes, height, width)
    params = [step.complete(corner) for corner in corners(step)]
    arrays = {f"output_{number}": step(image, **chosen) for number, chosen in enumerate(params)}
    arrays |= {"image": image, "params": np.array(json.dumps(params))}
    np.savez_compressed(folder / f"{step.name}.npz", allow_pickle=False, **arrays)


def main(folder: Path) -> None:
    """Freeze every registered step that has no file in `folder` yet."""
    for step in load_steps():
        if not (folder / f"{step.name}.npz").exists():
            freeze(step, folder)
            print(f"frozen: {step.name}", file=sys.stderr)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
