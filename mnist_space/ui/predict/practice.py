"""Each digit three times: a button under the pad keeps a drawing as the digit that comes next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import gradio as gr

from mnist_space.labelled.kept import Kept

TIMES, DIGITS = 3, 10
HINT = (
    "Each digit three times, and the model can learn how you write, in the Train tab. A button "
    "under the pad then says which digit comes next, and keeps it."
)
START = "Draw each digit three times"
DONE = "Each digit is kept three times"
CLEAR = "() => document.querySelector('#sketchpad button[data-act=clear]').click()"
SHOW_PAD = "() => document.querySelector('#predict-pad').scrollIntoView({block: 'center'})"


@dataclass(frozen=True)
class Practice:
    """The button under the pad, which is hidden at first, and the digit that it keeps."""

    keep: gr.Button
    wanted: gr.State


def practice_button() -> Practice:
    """Lay out the button inside the current column."""
    return Practice(gr.Button("", visible=False, elem_id="own-next"), gr.State(None))


def comes_next(kept: Sequence[Kept]) -> tuple[int | None, gr.Button]:
    """Return the digit that was kept least often, and an update of the button, which names it."""
    digit, text = next_digit(kept)
    return digit, gr.Button(text, interactive=digit is not None)


def begin(kept: Sequence[Kept]) -> tuple[int | None, gr.Button]:
    """Do what `comes_next` does, and show the button."""
    digit, text = next_digit(kept)
    return digit, gr.Button(text, interactive=digit is not None, visible=True)


def next_digit(kept: Sequence[Kept]) -> tuple[int | None, str]:
    """Return the digit that was kept least often, None where each was often enough, and a text."""
    counts = Counter(each.label for each in kept if each.label < DIGITS)
    done = sum(min(counts[digit], TIMES) for digit in range(DIGITS))
    if done == TIMES * DIGITS:
        return None, DONE
    digit = min(range(DIGITS), key=lambda each: counts[each])
    return digit, f"Keep as {digit} ({done + 1} of {TIMES * DIGITS})"
