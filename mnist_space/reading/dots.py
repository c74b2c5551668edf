"""The two dots of a colon, told from parts of digits by how they stand."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

MAX_DOTS = 200  # small pieces of a page that may be dots, the largest first
# In units of the usual height of a digit on the page.
COLON_DOT = 0.3  # the largest side of a dot
ACROSS, DOWN = 0.2, (0.25, 0.8)  # how far aside, and how far apart, the two may be
LESS = 0.5  # of the larger one's side: the least side of the other


def dot_partners(boxes: NDArray[Any], usual: float) -> NDArray[np.bool_]:
    """Tell which boxes stand one above the other as the dots of a colon do.

    Args:
        boxes: (N, 4): x, y, width, height in pixels.
        usual: side of a digit, pixels.

    Returns:
        bool (N, N).
    """
    middle = boxes[:, :2] + boxes[:, 2:] / 2
    across, down = abs(middle[:, np.newaxis] - middle).transpose(2, 0, 1)
    sides = boxes[:, 2:].max(axis=1, initial=0)
    smaller, larger = (pick(sides[:, np.newaxis], sides) for pick in (np.minimum, np.maximum))
    dots = sides <= COLON_DOT * usual
    pair = (across <= ACROSS * usual) & (DOWN[0] * usual <= down) & (down <= DOWN[1] * usual)
    return np.asarray(pair & (smaller >= LESS * larger) & dots & dots[:, np.newaxis], np.bool_)
