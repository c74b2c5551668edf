"""What is particular about a picture, in words; and what would help where it is refused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from mnist_space.artifact import ACCEPT_ALL
from mnist_space.explaining.measures import LINE_STEPS, SIDES, Measures, measure
from mnist_space.preprocessing.images import ImageSource, decode
from mnist_space.preprocessing.pipeline import Pipeline, TraceEntry
from mnist_space.preprocessing.pipelines import PipelineSource, load_pipeline
from mnist_space.preprocessing.running import as_one_picture
from mnist_space.reading.answers import NOTHING_DRAWN
from mnist_space.reading.prediction import Prediction
from mnist_space.reading.predictor import SEVERAL, Predictor

# Chosen by what `benchmarks/diagnosis.py` prints of validation digits.
NO_INK = 5  # gray levels: with less contrast the ink was not found
FAINT = 80  # gray levels
OFF_CENTRE = 0.15  # of the picture's shorter side
USUAL_PEN = 2.6  # MNIST's median
THICK, THIN = 1.6, 0.55  # times that
LINES = 0.6  # of the picture's longer side
SHADE = 0.7  # of the lightest side's light
EVEN = 0.1  # at least so much darker than the side across
AROUND = 0.9  # of the middle's light, at every side: there is less of it all around
SMALL = 20  # pixels: as large as MNIST's digits are
LEAD = 1.0  # log-odds that a digit must gain by being turned
INK_STEPS = {"find_ink", "ink_map"}
MARGIN = 4  # pixels of ground around a digit alone
WIDE = 2.5  # times as wide as high: a dash


@dataclass(frozen=True)
class Finding:
    """One thing that is particular about a picture.

    Attributes:
        kind: "polarity", "off_centre", "thick", "thin", "ruled", "shade", "faint", "turned",
            "several", "small", "empty" or "rejected".
        sentence: what a person reads.
        value: how much of it, in `unit`.
        unit: such as "px"; "" for what has none.
    """

    kind: str
    sentence: str
    value: float
    unit: str

    def to_json(self) -> dict[str, Any]:
        """Return the finding as plain JSON values."""
        return asdict(self)


TWO = Finding("several", "It looks like two digits or more: read them as a number.", 2, "digits")


@as_one_picture
def diagnose(
    predictor: Predictor,
    source: ImageSource,
    pipeline: PipelineSource = None,
    prediction: Prediction | None = None,
) -> tuple[Finding, ...]:
    """Say what is particular about a picture of one digit, the most telling first.

    The picture is measured by the ink that the steps of `robust` find, whatever pipeline read it.

    Args:
        predictor: the model.
        source, pipeline: as in `Predictor.predict`.
        prediction: its answer to this picture, where it is known.

    Raises:
        ImageError, PipelineError, TypeError: as in `Predictor.predict`.
    """
    image = decode(source)
    answer = prediction or predictor.predict(image, pipeline)
    if answer.label is None:
        return (Finding("empty", f"{NOTHING_DRAWN} Draw a digit, or take darker ink.", 0.0, ""),)
    robust = load_pipeline("robust")
    page = robust.trace_page(image, answer.trace)
    digit = robust.trace_digit(page[-1].image)
    found: list[Finding] = []
    # Of a picture that is refused, `predict` does not ask.
    if answer.reason == SEVERAL or (
        not answer.accepted and predictor.holds_several(page[-1].image, robust)
    ):
        found.append(TWO)
    elif turn := _turn(predictor, digit, robust):
        found.append(_turned(turn))
    measures = measure(image, page, digit)
    if measures:
        steps = {entry.step for entry in answer.trace}
        # Of several digits together pen, place and size say nothing of one.
        found += _measured(measures, steps, of_one=TWO not in found)
    if not answer.accepted:
        found.append(_rejected(answer, found, measures))
    return tuple(found)


def _turn(predictor: Predictor, digit: Sequence[TraceEntry], chain: Pipeline) -> int:
    """By how many degrees counter-clockwise a digit is to be turned: 90, 270, or 0."""
    threshold = predictor.artifact.config.reject_threshold
    if threshold <= ACCEPT_ALL:  # it finds digits in everything
        return 0
    # Not the whole page: on a large photo that took three times as long.
    alone = np.pad(next(e.image for e in digit if e.step == "crop_ink"), MARGIN)
    ways = [np.ascontiguousarray(np.rot90(alone, turn)) for turn in (1, 3)]
    tensors = [digit[-1].image, *(chain.trace_digit(way)[-1].image for way in ways)]
    upright, left, right = map(float, predictor.odds(predictor.logits(np.stack(tensors))))
    if max(left, right) < max(threshold, upright + LEAD):
        return 0
    return 90 if left >= right else 270


def _turned(degrees: int) -> Finding:
    side = "left" if degrees == 90 else "right"
    sentence = f"It lies on its side: turned by 90 degrees to the {side}, it reads better."
    return Finding("turned", sentence, degrees, "degrees counter-clockwise")


def _measured(m: Measures, steps: AbstractSet[str], of_one: bool) -> Iterator[Finding]:
    """What the measures say, and what the steps that made the answer did about it."""
    if m.lines >= LINES:
        done = "removed" if steps & LINE_STEPS else "left as they are"
        yield Finding("ruled", f"There are ruled lines: {done}.", m.lines, "of a side")
    # Where lines had to be left for the digit to be read, its ink was not told from theirs.
    if m.lines < LINES or steps & LINE_STEPS:
        yield from _of_digit(m, of_one)
    if m.contrast < -NO_INK:
        yield from _shaded(m)
        done = "inverted" if steps & INK_STEPS else "left so"
        sentence = f"Dark ink on light paper: {done}; MNIST has light ink on dark."
        yield Finding("polarity", sentence, m.contrast, "gray levels")


def _of_digit(m: Measures, of_one: bool) -> Iterator[Finding]:
    if -FAINT < m.contrast < -NO_INK or NO_INK < m.contrast < FAINT:
        sentence = "The ink is faint: it hardly differs from the paper."
        yield Finding("faint", sentence, abs(m.contrast), "gray levels")
    if not of_one:
        return
    off = float(np.hypot(*m.offset))
    if off > OFF_CENTRE * m.shorter:
        yield Finding("off_centre", f"The digit is off centre by {off:.0f} px.", off, "px")
    pen = m.pen / USUAL_PEN
    if pen >= THICK:
        yield Finding("thick", f"The pen is thick: {pen:.1f} times MNIST's.", pen, "times")
    if 0 < pen <= THIN:
        yield Finding("thin", f"The pen is thin: {pen:.1f} times MNIST's.", pen, "times")
    if m.side < SMALL:
        sentence = f"The picture is small: the digit is {m.side:.0f} px large."
        yield Finding("small", sentence, m.side, "px")


def _shaded(m: Measures) -> Iterator[Finding]:
    darkest = min(SIDES, key=lambda side: m.shade[side])
    across = SIDES[SIDES.index(darkest) ^ 1]
    light = m.shade[darkest]
    if max(m.shade[side] for side in SIDES) < AROUND:
        yield Finding("shade", "There is shade around the edge.", 1 - light, "of the light")
    elif light < SHADE and m.shade[across] - light > EVEN:
        where = {"left": "at the left", "right": "at the right"}.get(darkest, f"at the {darkest}")
        yield Finding("shade", f"There is shade {where}.", 1 - light, "of the light")


HELP = {
    "several": "read it as a number, or cut out one digit",
    "turned": "turn the picture upright",
    "faint": "use a darker pen or more light",
    "small": "use a larger picture",
    "thick": "use a thinner pen",
    "ruled": "write on plain paper",
    "shade": "take the picture in even light",
    "off_centre": "cut the picture closer to the digit",
}


def _rejected(answer: Prediction, found: list[Finding], m: Measures | None) -> Finding:
    """What the picture looks like instead of a digit, and what would help, in one sentence."""
    kinds = {finding.kind for finding in found}
    helps = next((text for kind, text in HELP.items() if kind in kinds), None)
    second = answer.runner_up
    if "several" in kinds:
        what = "It looks like more than one digit"
    elif "turned" in kinds:
        what = "It looks like a digit that lies on its side"
    elif m and m.wide >= WIDE:
        what = "It looks like a dash or a sign"
    elif m and m.pieces > 3:
        what = "It looks like a thing or a pattern of many parts"
    elif answer.digit_probability >= 0.5 or answer.probabilities[second] >= 0.2:
        first, other = _with_article(answer.label), _with_article(second)
        what = f"It may be {first}, or {other}, but is not written like either"
    elif answer.digit_probability >= 0.1:
        first = _with_article(answer.label)
        what = f"It looks a little like {first}, but more like a letter or a sign"
    else:
        what = "It looks like a letter, a sign or a thing"
    help_ = helps or "write one digit, alone, in one colour"
    sentence = f"{what}: {help_}."
    return Finding("rejected", sentence, answer.digit_probability, "probability of a digit")


def _with_article(digit: int | None) -> str:
    return f"an {digit}" if digit == 8 else f"a {digit}"
