"""From a NumberReading to the HTML of its answer: the text, and the picture with its boxes."""

from __future__ import annotations

import base64
from html import escape

import cv2
import numpy as np

from mnist_space import Prediction
from mnist_space.preprocessing.forms import ColorImage
from mnist_space.preprocessing.toolbox.boxes import Box
from mnist_space.reading.number_reading import NumberReading, turned_back
from mnist_space.reading.numbers import Line, Number
from mnist_space.ui.predict.answer import head_html, percent

SHOWN_SIDE = 640
LONG = 12


def number_html(reading: NumberReading, picture: ColorImage) -> str:
    """Show the digits of one picture: their text, and a box with the label around each.

    Args:
        reading: the answer.
        picture: the decoded picture (H, W, 3) that the boxes refer to.
    """
    numbers = [number for line in reading.lines for number in line.numbers]
    sure = sum(number.accepted for number in numbers)
    counted = f"{sure} of {len(numbers)} numbers are sure." if len(numbers) > 1 else ""
    turned, notes = reading.turned, ["" if reading.accepted else counted, reading.reason or ""]
    if turned:
        picture = np.ascontiguousarray(np.rot90(picture, turned // 90))
        reading = turned_back(reading, 360 - turned)
        notes.append(f"Turned by {turned} degrees.")
    note = " ".join(filter(None, notes))
    text = reading.text.replace("\n", " ") or "none"
    count = sum(digit.label is not None for _, digit in reading.digits)
    many = f"{count} digit{'' if count == 1 else 's'}"
    state = "accepted" if reading.accepted else "rejected"
    spoken = f"{many}: {text}. {note}" if count else note
    head = head_html(state, "", many if count else "No digits", note, spoken)
    long = " number-long" if "\n" in reading.text or len(reading.text) > LONG else ""
    lines = "".join(map(_line, reading.lines)) or "<span></span>"
    return (
        f'<div class="number number-{state}">{head}'
        f'<p class="number-text{long}" aria-hidden="true" translate="no">{lines}</p>'
        f"{_boxed(reading, picture)}</div>"
    )


def _line(line: Line) -> str:
    return f"<span>{' '.join(map(_number, line.numbers))}</span>"


def _number(number: Number) -> str:
    text = escape(number.text)
    if number.accepted:
        return text
    return f'<span class="number-unsure" title="{escape(number.reason or "")}">{text}</span>'


def _boxed(reading: NumberReading, picture: ColorImage) -> str:
    height, width = picture.shape[:2]
    side = min(width, height)
    marks = "".join(_digit(box, digit, side) for box, digit in reading.digits)
    marks += "".join(_mark(box, "?", "not read", side) for box in reading.strays)
    marks += "".join(_mark(box, "?", "looks like words", side) for box in reading.words)
    label = f"The picture with a box around each digit: {reading.text or 'none found'}"
    return (
        f'<svg class="number-picture" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(label)}"><image href="data:image/jpeg;base64,{_jpeg(picture)}" '
        f'width="{width}" height="{height}"/>{marks}</svg>'
    )


def _digit(box: Box, digit: Prediction, side: int) -> str:
    title = f"{digit.text}, {percent(digit.confidence)}" if digit.text != "?" else "not read"
    return _mark(box, digit.text, title, side, "sure" if digit.accepted else "unsure")


def _mark(box: Box, text: str, title: str, side: int, state: str = "unsure") -> str:
    x, y, width, height = box
    size = max(side / 16, min(height / 3, side / 9))
    top = y - size if y >= size else y
    return (
        f'<g class="mark mark-{state}"><title>{escape(title)}</title>'
        f'<rect class="mark-box" x="{x}" y="{y}" width="{width}" height="{height}"/>'
        f'<rect class="mark-tag" x="{x}" y="{top:.1f}" width="{0.75 * size:.1f}" '
        f'height="{size:.1f}"/><text x="{x + 0.375 * size:.1f}" y="{top + 0.8 * size:.1f}" '
        f'font-size="{0.85 * size:.1f}" translate="no">{text}</text></g>'
    )


def _jpeg(picture: ColorImage) -> str:
    factor = min(1.0, SHOWN_SIDE / max(picture.shape[:2]))
    size = [max(1, round(side * factor)) for side in picture.shape[1::-1]]
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    data = cv2.imencode(".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR))[1]
    return base64.b64encode(data.tobytes()).decode()
