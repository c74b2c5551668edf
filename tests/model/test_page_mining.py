"""Marks cut out of drawn pages: what each is said to be."""

import numpy as np
import pytest

from mnist_space.artifact import BUNDLED, read_artifact
from mnist_space.data import NOT_A_DIGIT, load_test
from mnist_space.model.page_mining import label_of, mine_pages
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.reading.predictor import Predictor
from mnist_space.reading.segmentation import Group
from mnist_space.synthesis.handwriting import Supply
from mnist_space.synthesis.page_truth import Character, Line, Number, Page
from mnist_space.synthesis.styles import STYLES

# A block of ink 20 wide and 40 high for each character, 10 apart.
BLOCK = {"7": 10, "4": 40, ".": 70, "-": 100}


def page():
    ink = np.zeros((60, 140), np.uint8)
    characters = []
    for char, x in BLOCK.items():
        ink[10:50, x : x + 20] = 255
        characters.append(Character(char, (x, 10, 20, 40)))
    lines = (Line((Number(tuple(characters)),)),)
    return Page(np.full((60, 140, 3), 255, np.uint8), ink, lines)


@pytest.mark.parametrize(
    ("x", "width", "label"),
    [
        (10, 20, 7),
        (11, 19, 7),
        (8, 30, None),  # a third of it is no ink of the 7
        (10, 15, None),  # three quarters of a 7: nobody can say
        (10, 10, NOT_A_DIGIT),
        (10, 50, NOT_A_DIGIT),
        (70, 20, None),
        (100, 20, NOT_A_DIGIT),
        (70, 10, None),
    ],
    ids=["all", "nearly all", "more", "most", "half", "two", "point", "minus", "half a point"],
)
def test_ink_is_a_digit_where_it_is_one_whole_digit(x, width, label):
    group = Group(np.full((40, width), 255, np.uint8), x, 10)
    assert label_of(group, page()) == label


def test_marks_of_pages_are_kept_with_what_they_are():
    load_steps()
    artifact = read_artifact(BUNDLED / "convnet")
    test = load_test()
    supply = Supply("train", test.images, test.labels, STYLES)
    split = mine_pages(artifact, supply, 12, seed=0, processes=2)
    digits = split.labels < NOT_A_DIGIT
    assert min(digits.sum(), (~digits).sum()) > 20
    predictor = Predictor(artifact)
    read = predictor.logits(split.images[digits].astype(np.float32) / 255).argmax(axis=1)
    assert (read == split.labels[digits]).mean() > 0.95
