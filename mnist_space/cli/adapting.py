"""python -m mnist_space train --start MODEL --add PICTURES."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from mnist_space.artifact import ArtifactError
from mnist_space.cli.options import train_digits
from mnist_space.labelled.reading import LabelledError, read_labelled
from mnist_space.preprocessing.discovery import load_steps

if TYPE_CHECKING:
    from mnist_space.model.adapting import Adapted

OUT = Path("models") / "own"
ADD_ALONE = (
    "--add goes with --start, and beside it with --data, --out, --seed, --epochs and --json alone."
)
ROWS = {
    "right": "held-out pictures read right",
    "right_and_accepted": "and accepted",
    "wrong_and_accepted": "of them wrong and accepted",
    "wrong": "validation digits read wrong",
}


def add_pictures(
    start: Path | None,
    pictures: Path,
    data: Path | None,
    out: Path | None,
    *,
    seed: int,
    epochs: int | None,
    as_json: bool,
) -> None:
    """Train a model further on labelled pictures, and print how both read what was held out.

    As JSON: a line each time that something is known of the training, and one with what came out.
    """
    if start is None:
        raise typer.BadParameter(ADD_ALONE)
    load_steps()
    folder, printed = out or OUT, sys.stdout

    def tell(**values: object) -> None:
        print(json.dumps(values), file=printed, flush=True)

    with _told(pictures):
        labelled = read_labelled(pictures)
    digits = train_digits(data)
    # Halves the time of a convolution; read when tensorflow is imported, in the next line.
    os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
    from mnist_space.model.adapting import AdaptError, adapt

    with _told(pictures, AdaptError), contextlib.redirect_stdout(sys.stderr):
        adapted = adapt(
            start, labelled, digits, folder,
            seed=seed, epochs=epochs, follow=tell if as_json else None,
        )  # fmt: skip
    if as_json:
        before, after = (judged.to_json() for judged in (adapted.before, adapted.after))
        tell(folder=str(folder), before=before, after=after, unread=adapted.unread)
        return
    for line in lines(adapted):
        typer.echo(line)
    typer.echo(f"Written to {folder}.")


@contextlib.contextmanager
def _told(pictures: Path, *faults: type[Exception]) -> Iterator[None]:
    """End the command with a sentence."""
    kinds: tuple[type[Exception], ...] = (ArtifactError, OSError, *faults)
    try:
        yield
    except LabelledError as error:
        raise typer.BadParameter(f"{pictures.name}: {error}") from error
    except kinds as error:
        raise typer.BadParameter(str(error)) from error


def lines(adapted: Adapted) -> Iterator[str]:
    """Give the lines that say how both read what was held out."""
    before, after = (judged.to_json() for judged in (adapted.before, adapted.after))
    counts = f"{before['n']} pictures and {before['digits']:,} digits held out"
    yield f"{counts:<46}{'before':>8}{'after':>8}"
    for name, words in ROWS.items():
        yield f"{words:<46}{before[name]:>8}{after[name]:>8}"
    if adapted.unread:
        yield f"Nothing to learn from was found on {', '.join(adapted.unread)}."
