"""From a trace to the HTML of its gallery: one picture a step, with its label and its time."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space import Prediction
from mnist_space.preprocessing.calls import StepCall
from mnist_space.preprocessing.pipeline import TraceEntry
from mnist_space.reading.number_reading import NumberReading
from mnist_space.ui.predict.answer import percent
from mnist_space.ui.viewer import view_button

THUMBNAIL = 240
MOST_DIGITS = 24
NO_TRACE = '<p class="trace-empty">The steps appear here as soon as there is a picture.</p>'


def trace_html(trace: Sequence[TraceEntry], reading: str | None = None) -> str:
    """Show every step in order: what it made, what it is called, how long it took.

    Args:
        trace: the steps of the reading that counts.
        reading: how the picture was read again, as in `Prediction`.
    """
    if not trace:
        return NO_TRACE
    total = sum(entry.milliseconds for entry in trace)
    again = f"The first reading was doubtful. Read again {escape(reading)}: " if reading else ""
    figures = "".join(_figure(number, entry) for number, entry in enumerate(trace, 1))
    return (
        f'<p class="trace-sum">{again}{len(trace)} steps, {total:.1f} ms. The last picture is all '
        f'that the network sees.</p><ol class="trace-list" data-views>{figures}</ol>'
    )


def number_trace_html(reading: NumberReading) -> str:
    """Show the steps for the whole page, then what the network saw of each digit."""
    page = "".join(_figure(number, entry) for number, entry in enumerate(reading.trace, 1))
    shown = [digit for _, digit in reading.digits if digit.trace][:MOST_DIGITS]
    digits = "".join(_digit(number, digit) for number, digit in enumerate(shown, 1))
    return (
        f'<p class="trace-sum">{len(reading.trace)} steps for the whole picture, then what the '
        f'network sees of each digit.</p><ol class="trace-list" data-views '
        f'data-turned="{reading.turned}">{page}{digits}</ol>'
    )


def to_png(image: NDArray[Any]) -> bytes:
    """Encode an image of any form as PNG: uint8 (H, W), uint8 (H, W, 3), float32 (28, 28)."""
    if image.dtype != np.uint8:
        image = np.rint(image * 255).astype(np.uint8)
    if image.ndim == 3:
        image = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
    return cv2.imencode(".png", image, [cv2.IMWRITE_PNG_COMPRESSION, 2])[1].tobytes()


def _figure(number: int, entry: TraceEntry) -> str:
    height, width = entry.image.shape[:2]
    facts = f"{width} &times; {height}, {entry.milliseconds:.1f} ms"
    alt = f"Step {number}, {entry.label}: {width} x {height} pixels"
    return _picture(entry.image, alt, f"{number}. {entry.label}", entry.step, facts, entry.call)


def _digit(number: int, digit: Prediction) -> str:
    seen = digit.trace[-1].image
    doubt = "" if digit.accepted else ", unsure"
    read = "not read" if digit.label is None else f"read as {digit.label}"
    alt = f"Mark {number}, {read}: what the network sees"
    return _picture(seen, alt, f"{digit.text}{doubt}", f"mark {number}", percent(digit.confidence))


def _picture(
    image: NDArray[Any],
    alt: str,
    label: str,
    name: str,
    facts: str,
    call: StepCall | None = None,
) -> str:
    source = base64.b64encode(to_png(thumbnail(image, THUMBNAIL))).decode()
    pixels = " trace-pixels" if max(image.shape) <= 64 else ""
    broken = escape(name).replace("_", "_<wbr>")  # where it is too long for a phone
    img = (
        f'<img class="trace-image{pixels}" decoding="sync" alt="{escape(alt)}" '
        f'src="data:image/png;base64,{source}">'
    )
    return (
        f"<li><figure>{view_button(img, 'trace-frame', label, facts, call)}"
        f'<figcaption><span class="trace-label">{escape(label)}</span>'
        f'<span class="trace-facts"><code>{broken}</code>'
        f"<span>{facts}</span></span>"
        "</figcaption></figure></li>"
    )


def thumbnail(image: NDArray[Any], side: int) -> NDArray[Any]:
    """Return an image of any form, (H, W) or (H, W, 3), with at most `side` pixels a side."""
    factor = side / max(image.shape[:2])
    if factor >= 1:
        return image
    size = [max(1, round(side * factor)) for side in image.shape[1::-1]]
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA)
