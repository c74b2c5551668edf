"""From a Prediction to the HTML of the answer. Pure functions, no gradio."""

from __future__ import annotations

from html import escape

from mnist_space import Prediction
from mnist_space.reading.predictor import SEVERAL

DIGITS = range(10)
WORDS = ((0.98, "Almost certain"), (0.9, "Very likely"), (0.7, "Likely"), (0.0, "Probably"))
# Below it the answer is more likely wrong than right, and is shown as a guess.
SURE_ENOUGH = 0.5


def answer_html(prediction: Prediction | None) -> str:
    """Show an answer: the digit, how sure it is, and ten bars; None where there is no picture.

    The structure is the same in every state, so that the page changes in place and nothing jumps.
    """
    if prediction is None:
        return _panel("blank", "", "Draw a digit", "or choose a picture. It is read as you draw.")
    if prediction.label is None:
        return _panel("blank", "", "No digit", prediction.reason or "")
    digit, percentage = str(prediction.label), percent(prediction.confidence)
    guess = f"Perhaps {'an' if digit == '8' else 'a'} {digit}, not sure."
    if prediction.accepted and prediction.confidence < SURE_ENOUGH:
        return _panel("unsure", digit, guess, percentage, prediction)
    if prediction.accepted:
        return _panel("accepted", digit, words(prediction.confidence), percentage, prediction)
    if prediction.reason == SEVERAL:
        return _panel("rejected", "?", "Several digits.", "Read them as a number.", prediction)
    if prediction.digit_probability < SURE_ENOUGH:
        return _panel("rejected", "?", "No digit found.", "", prediction)
    return _panel("rejected", "?", guess, percentage, prediction)


def unreadable_html(reason: str) -> str:
    """Show why the picture chosen last could not be read, so no old answer stands beside it."""
    return _panel("blank", "", "No answer", reason)


def words(confidence: float) -> str:
    """Put the confidence of an answer that is shown as sure, [0.5, 1], into words."""
    return next(word for least, word in WORDS if confidence >= least)


def percent(share: float) -> str:
    """Write a share in [0, 1] as a percentage that never claims certainty.

    >>> percent(0.9999), percent(0.5), percent(0.0)
    ('>99.9%', '50.0%', '<0.1%')
    """
    if share > 0.9995:
        return ">99.9%"
    return f"{100 * share:.1f}%" if share >= 0.0005 else "<0.1%"


def head_html(state: str, digit: str, heading: str, note: str, spoken: str) -> str:
    """Show the head of an answer; `spoken` is what a screen reader says when it changes."""
    return (
        f'<div class="answer-head answer-{state}">'
        f'<div class="answer-digit" aria-hidden="true">{escape(digit)}</div>'
        f'<div class="answer-text" aria-hidden="true"><p class="answer-words">{escape(heading)}</p>'
        f'<p class="answer-note">{escape(note)}</p></div></div>'
        f'<p class="answer-spoken" role="status" aria-live="polite">{escape(spoken)}</p>'
    )


def _panel(
    state: str, digit: str, heading: str, note: str, prediction: Prediction | None = None
) -> str:
    sure = f"Read as {digit}: {heading.lower()}, {note}."
    spoken = sure if state == "accepted" else _sentences(heading, note)
    return (
        f"<div>{head_html(state, digit, heading, note, spoken)}"
        f'<div class="bars bars-{state}" role="group" aria-label="Probability of each digit">'
        f"{''.join(_bar(number, prediction) for number in DIGITS)}</div></div>"
    )


def _sentences(*parts: str) -> str:
    said = ""
    for part in filter(None, parts):
        # What begins small goes on with the sentence.
        ends = not said or said.endswith(".") or part[0].islower()
        said += f"{'' if ends else '.'} {part}"
    return said.strip() if said.endswith(".") else f"{said.strip()}."


def _bar(number: int, prediction: Prediction | None) -> str:
    share = prediction.confidences[number] if prediction else 0.0
    text = percent(share) if prediction else "no answer"
    best = " bar-best" if prediction and number == prediction.label else ""
    return (
        f'<div class="bar{best}" role="meter" aria-label="Digit {number}" aria-valuemin="0" '
        f'aria-valuemax="1" aria-valuenow="{share:.6f}" aria-valuetext="{escape(text)}">'
        f'<span class="bar-name">{number}</span>'
        f'<span class="bar-track"><span class="bar-fill" style="width:{100 * share:.2f}%"></span>'
        f'</span><span class="bar-share">{escape(text) if prediction else ""}</span></div>'
    )
