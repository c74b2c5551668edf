"""A training for a visitor: the command `train` in a process of its own, one at a time."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from gradio.utils import get_upload_folder

from mnist_space.child import (
    Allowed,
    Ended,
    TooLongError,
    child_environment,
    lacked_memory,
    run_child,
)
from mnist_space.extras import MissingExtraError, require
from mnist_space.hub.digits import FETCHED, NOWHERE, train_digits_at
from mnist_space.limits import limits
from mnist_space.model.sizes import sized
from mnist_space.ui.errors import ChoiceError, TrainingError

DATA_VARIABLE = "MNIST_SPACE_DATA"
MODULE = "mnist_space"
WAIT = "Another visitor's network is being trained. Yours begins when it is done."
READY = "Learns from MNIST's train digits; 5,000 of them are held out to judge by."
FETCH = f"{READY} They are downloaded at the first training, 15 MB."
NO_DIGITS = "No training here: MNIST's train digits are not on this machine and cannot be fetched."
NO_EXTRA = "No training here: TensorFlow is not installed (pip install 'mnist-space[train]')."


@dataclass(frozen=True)
class Plan:
    """What a visitor wants trained; checked when it is made into a command."""

    family: Any
    layers: Any
    width: Any
    epochs: Any
    rate: Any
    percent: Any

    def command(self, folder: Path) -> list[str]:
        """Return the arguments of `python -m mnist_space` that train it into `folder`.

        Raises:
            ChoiceError: a value is none that the page offers.
        """
        try:
            name = sized(self.family, self.layers, self.width)
            fits = self.epochs in range(1, 21) and self.percent in range(1, 101)
            if not (fits and 1e-5 <= self.rate <= 1):
                raise ValueError("Train 1 to 20 epochs at a rate from 0.00001 to 1.")
        except (ValueError, TypeError, KeyError) as error:
            why = str(error) if type(error) is ValueError else "That network cannot be trained."
            raise ChoiceError(why) from error
        return [
            *("train", name, "--recipe", "small", "--json", "--epochs", str(int(self.epochs))),
            *("--rate", str(float(self.rate)), "--used", str(self.percent / 100)),
            *("--out", str(folder), *_data()),
        ]


@dataclass(frozen=True)
class Addition:
    """What a visitor wants a model to read better.

    Attributes:
        start: the model's folder.
        pictures: a zip of them, as "Your digits" packs it.
    """

    start: Path
    pictures: Path

    def command(self, folder: Path) -> list[str]:
        """Return the arguments of `python -m mnist_space` that train it further into `folder`."""
        given = ["--start", str(self.start), "--add", str(self.pictures)]
        return ["train", "--json", *given, "--out", str(folder), *_data()]


def _data() -> list[str]:
    folder = os.environ.get(DATA_VARIABLE)
    return ["--data", folder] if folder else []


def readiness() -> tuple[bool, str]:
    """Return whether a training can begin here, and a sentence on it; takes up to some seconds."""
    try:
        require("train", "tensorflow", "matplotlib", "scipy")
    except MissingExtraError:
        return False, NO_EXTRA
    folder = os.environ.get(DATA_VARIABLE)
    found = train_digits_at(Path(folder) if folder else None)
    return found != NOWHERE, {FETCHED: FETCH, NOWHERE: NO_DIGITS}.get(found, READY)


class Trainer:
    """Trains one network at a time, for all visitors together; others wait in line."""

    def __init__(self) -> None:
        """Nothing is trained yet."""
        self._turn = asyncio.Lock()

    async def train(self, plan: Plan | Addition) -> AsyncGenerator[str | Mapping[str, Any], None]:
        """Train, and end the process when the caller leaves: use `aclosing`.

        Yields:
            A text where it has to wait, then what `train --json` prints. The last one has
            "folder", the model's, which lies among the uploads and goes as they do.

        Raises:
            ChoiceError: the plan is none.
            TrainingError: the process failed, or took too much time or memory.
        """
        folder = Path(get_upload_folder()) / "trained" / uuid4().hex / "model"
        command = plan.command(folder)
        if self._turn.locked():
            yield WAIT
        done = False
        async with self._turn:
            try:
                async with aclosing(_lines(command)) as lines:
                    async for line in lines:
                        done = done or "folder" in line
                        yield line
            finally:
                if not done:
                    shutil.rmtree(folder.parent, ignore_errors=True)
        if not done:
            raise TrainingError("The training ended without a network.")


async def _lines(command: list[str]) -> AsyncGenerator[Mapping[str, Any], None]:
    held = limits()
    allowed = Allowed(held.training_seconds, held.training_bytes, behind=True)
    try:
        async with aclosing(
            run_child([MODULE, *command], child_environment(), allowed, "stdout")
        ) as events:
            async for event in events:
                if not isinstance(event, Ended):
                    yield json.loads(event)
                elif event.status:
                    raise TrainingError(_why(event))
    except TooLongError as error:
        raise TrainingError(
            f"The training did not end within {held.training_seconds} seconds: choose fewer "
            "epochs, fewer digits or a smaller network."
        ) from error


def _why(ended: Ended) -> str:
    if lacked_memory(ended.status, ended.rest):
        return "The training needs more memory than it may take."
    # The command line draws a frame around its sentence.
    said = " ".join(ended.rest.decode("utf-8", "replace").replace("│", " ").split())
    if "MNIST train split cannot be had" in said:
        return NO_DIGITS
    told = re.search(r"Invalid value: ([^╰]+)", said)
    # A path of this machine is nothing for a visitor.
    if told and os.sep not in told[1]:
        return told[1].strip()
    return f"The training failed (status {ended.status})."
