"""Draw the app's icon and its preview in other people's messages: python docs/social.py.

The preview shows an example, what some of the steps made of it, and the answer.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from mnist_space import load_predictor  # noqa: E402
from mnist_space.ui.api_pictures import viewable  # noqa: E402
from mnist_space.ui.face import SOCIAL  # noqa: E402
from mnist_space.ui.face.installing import ICON, INDIGO  # noqa: E402
from mnist_space.ui.page import SENTENCE, TITLE  # noqa: E402
from mnist_space.ui.predict.examples import example_path  # noqa: E402

EXAMPLE = "seven-squared-paper.jpg"
STEPS = ("flatten_background", "find_ink", "keep_digit", "rescale")
INK, GRAY, PAPER = "#0f172a", "#475569", "#f8fafc"
SEVEN = ((0.27, 0.27), (0.73, 0.27), (0.43, 0.78))
# Drawn four times as large: PIL draws no smooth edges.
FINE = 4


def icon(side: int) -> Image.Image:
    """A white 7 on a rounded ground."""
    whole = FINE * side
    made = Image.new("RGBA", (whole, whole))
    draw = ImageDraw.Draw(made)
    draw.rounded_rectangle((0, 0, whole - 1, whole - 1), whole * 0.22, fill=INDIGO)
    points = [(x * whole, y * whole) for x, y in SEVEN]
    draw.line(points, "white", round(whole * 0.13), "curve")
    for x, y in points:
        half = whole * 0.065
        draw.ellipse((x - half, y - half, x + half, y + half), fill="white")
    return made.resize((side, side), Image.Resampling.LANCZOS)


def social() -> Image.Image:
    """1200 x 630: the title, the sentence, and from a photo to its answer."""
    made = Image.new("RGB", (1200, 630), PAPER)
    draw = ImageDraw.Draw(made)
    mark = icon(96)
    made.paste(mark, (70, 70), mark)
    draw.text((190, 118), TITLE, INK, ImageFont.load_default(64), "lm")
    first, second = SENTENCE.split(", ", 1)
    for row, line in enumerate((f"{first},", second)):
        draw.text((70, 222 + 46 * row), line, GRAY, ImageFont.load_default(34), "lm")
    answer = load_predictor().predict(example_path(EXAMPLE))
    pictures = [answer.trace[0].image, *(e.image for e in answer.trace if e.step in STEPS)]
    for place, picture in enumerate(pictures):
        _frame(made, viewable(picture), (70 + 180 * place, 370))
    draw.rounded_rectangle((970, 370, 1130, 530), 28, fill=INDIGO)
    draw.text((1050, 450), str(answer.label), "white", ImageFont.load_default(120), "mm")
    return made


def _frame(made: Image.Image, picture: np.ndarray, place: tuple[int, int]) -> None:
    shown = Image.fromarray(picture).convert("RGB")
    sharp = Image.Resampling.NEAREST if max(shown.size) <= 64 else Image.Resampling.LANCZOS
    side = min(shown.size)
    left, top = (shown.width - side) // 2, (shown.height - side) // 2
    shown = shown.crop((left, top, left + side, top + side)).resize((160, 160), sharp)
    mask = Image.new("L", (640, 640))
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, 639, 639), 80, fill=255)
    made.paste(shown, place, mask.resize((160, 160), Image.Resampling.LANCZOS))


def main() -> None:
    """Write both, and say how large they are."""
    icon(512).quantize(64).save(ICON, optimize=True)
    social().quantize(256, Image.Quantize.MAXCOVERAGE, kmeans=5).save(SOCIAL, optimize=True)
    for path in (ICON, SOCIAL):
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
