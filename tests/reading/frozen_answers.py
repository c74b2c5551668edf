"""200 pictures and what the bundled network says to them, kept in a file beside this one.

`python -m tests.reading.frozen_answers` writes the file anew, after the model or its pipeline has
changed on purpose.
"""

from pathlib import Path

import cv2
import numpy as np

from mnist_space import load_predictor
from mnist_space.data import load_test

FROZEN = Path(__file__).with_name("frozen_answers.npz")
COUNT = 200


def pictures():
    """Test digits in five forms in turn, with nothing random in them."""
    forms = (as_they_are, on_paper, in_a_corner, ruled_under_a_lamp, coloured)
    digits = load_test().images
    return [forms[i % len(forms)](digits[37 * i]) for i in range(COUNT)]


def as_they_are(digit):
    return digit


def enlarged(digit, side):
    return cv2.resize(digit, (side, side), interpolation=cv2.INTER_CUBIC)


def on_paper(digit):
    return 255 - enlarged(digit, 280)


def in_a_corner(digit):
    page = np.full((300, 420), 235, np.uint8)
    page[150:290, 260:400] -= enlarged(digit, 140) // 4 * 3
    return page


def ruled_under_a_lamp(digit):
    rows, columns = np.mgrid[0:320, 0:320]
    paper = 235.0 - 0.2 * columns - 0.1 * rows
    paper[40::70] -= 40
    ink = cv2.copyMakeBorder(enlarged(digit, 240), *[40] * 4, cv2.BORDER_CONSTANT)
    return (paper * (1 - 0.7 / 255 * ink)).clip(0, 255).astype(np.uint8)


def coloured(digit):
    share = enlarged(digit, 200)[..., np.newaxis] / np.float32(255)
    page = np.float32([250, 244, 225]) * (1 - share) + np.float32([30, 60, 150]) * share
    return page.clip(0, 255).astype(np.uint8)


def answers():
    """Probabilities float32 (200, 10) and whether each is accepted, bool (200,)."""
    predictions = load_predictor().predict_batch(pictures())
    probabilities = np.array([p.probabilities for p in predictions], np.float32)
    return probabilities, np.array([p.accepted for p in predictions])


if __name__ == "__main__":
    probabilities, accepted = answers()
    np.savez_compressed(FROZEN, probabilities=probabilities, accepted=accepted)
