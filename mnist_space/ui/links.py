"""Links that open the app as somebody saw it: all of it stands in the link, nothing on a server.

A link's fragment is a query, such as `example=star.jpg&mode=digit` or `tab=lab`; a drawing is its
strokes, packed. It comes from strangers: nothing in it is believed.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from itertools import accumulate
from typing import Any
from urllib.parse import parse_qsl, urlencode

from mnist_space.ui.errors import ChoiceError
from mnist_space.ui.packing import PackingError, unpack

TABS = {
    "predict": "predict",
    "evaluation": "evaluation-tab",
    "explore": "explore-tab",
    "lab": "lab-tab",
    "model": "model-tab",
    "train": "train-tab",
}
MAX_LINK = 20_000  # characters; a drawing of 12 digits takes some 2,000
MAX_STROKES = 64_000  # bytes of their JSON
UNIT = 4  # a point's coordinates are in quarters of a pixel
SIDE = 280
WIDTHS = range(6, 41)
NO_LINK = "This link is damaged, or of another version: it shows no picture."
NO_DRAWING = "The drawing in this link is damaged: ask for the link again."


@dataclass(frozen=True)
class Link:
    """What a link says; None is not said.

    Attributes:
        tab: a name in TABS.
        example: the file name of an example.
        drawing: strokes, as the pad packs them.
        model: a model's name, or user/repo@revision.
        pipeline: a pipeline's name, or `pipeline=` and a packed one.
        mode: what the picture is read as.
    """

    tab: str | None = None
    example: str | None = None
    drawing: str | None = None
    model: str | None = None
    pipeline: str | None = None
    mode: str | None = None

    def text(self) -> str:
        """Return the link's fragment, without `#`."""
        return urlencode({key: value for key, value in asdict(self).items() if value is not None})


def parse(text: object) -> Link:
    """Read a fragment; what it names is not looked for.

    Raises:
        ChoiceError: it is no link of this app.
    """
    if not isinstance(text, str) or not 0 < len(text) <= MAX_LINK:
        raise ChoiceError(NO_LINK)
    try:
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True, max_num_fields=6)
        link = Link(**dict(pairs))
    except (ValueError, TypeError) as error:
        raise ChoiceError(NO_LINK) from error
    if link.tab is not None and link.tab not in TABS:
        raise ChoiceError(f"This link names a tab that is not here; there are {', '.join(TABS)}.")
    return link


def strokes(drawing: str) -> list[dict[str, Any]]:
    """Return the strokes of a drawing, as the pad keeps them: points, width and erase.

    Raises:
        ChoiceError: they are damaged, too many, or outside the pad.
    """
    try:
        data = unpack(drawing, MAX_STROKES)
        if len(data) > MAX_STROKES:
            raise ValueError("too long")
        whole = json.loads(data)
        if not isinstance(whole, list) or not whole:
            raise ValueError("no drawing")
        return [_stroke(packed) for packed in whole]
    except (PackingError, ValueError, TypeError, RecursionError) as error:
        raise ChoiceError(NO_DRAWING) from error


def _stroke(packed: object) -> dict[str, Any]:
    """Read [width, erase, x, y, and how far each next point lies from the one before]."""
    if not isinstance(packed, list) or not all(type(value) is int for value in packed):
        raise ValueError("no stroke")
    width, erase, *values = packed
    if width not in WIDTHS or erase not in (0, 1) or not values or len(values) % 2:
        raise ValueError("no stroke")
    points = [
        [x / UNIT, y / UNIT]
        for x, y in zip(*map(accumulate, (values[::2], values[1::2])), strict=True)
    ]
    # A pointer that draws may leave the pad.
    if not all(-SIDE <= value <= 2 * SIDE for point in points for value in point):
        raise ValueError("outside the pad")
    return {"points": points, "width": width, "erase": bool(erase)}
