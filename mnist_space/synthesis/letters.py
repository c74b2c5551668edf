"""Letters, signs and little drawings as pen strokes, for pictures that are no digit.

`letters.json` has one a line: a list of strokes, each stroke a polyline of [x, y] points, both
0..4, y downwards. Left out is whatever many people write like a digit: O o Q D l I i | S s Z z B b
G g q y J p P, and what becomes one when its corners are rounded: squares, diamonds, a bolt of
lightning.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from mnist_space.synthesis.strokes import Glyph


@cache
def letters() -> Mapping[str, Glyph]:
    """Return all of them by their name, such as "A", "#" or "stick man"."""
    text = Path(__file__).with_name("letters.json").read_text(encoding="utf-8")
    glyphs: dict[str, Glyph] = json.loads(text)
    return glyphs
