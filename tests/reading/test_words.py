"""Which lines of a page are words: what their marks are read as tells."""

import pytest

from mnist_space.reading.prediction import Prediction
from mnist_space.reading.words import looks_like_words, words_and_numbers

SURE, UNSURE = True, False


def line(*marks):
    """Marks beside each other, each a label and whether it is surely read, or a sign."""
    return [((20 * i, 0, 15, 30), mark(*m)) for i, m in enumerate(marks)]


def mark(label, sure=SURE):
    reason = None if sure else "This does not look like a single digit."
    return Prediction(label, 0.9, (0.1,) * 10, 1.0, sure, reason, None, ())


NUMBER = line(*[(5, SURE)] * 4)
WORD = line(*[(5, UNSURE)] * 4)


@pytest.mark.parametrize(("unsure", "words"), [(3, False), (4, True)])
def test_sure_zeros_and_ones_make_no_number_of_letters(unsure, words):
    """Of 14 or 15 marks ten are sure, but these are what o, l and i look like."""
    rest = [(7, SURE)] * 3 + [(6, UNSURE)] * unsure
    assert looks_like_words(line(*[(0, SURE), (1, SURE)] * 4, *rest)) == words


@pytest.mark.parametrize("labels", [(1, 0, 1, 0, 1), (0, 0, 0, 0), (1, 1, 1, 1, 1, 1)])
def test_zeros_and_ones_alone_are_a_number(labels):
    assert not looks_like_words(line(*[(label, SURE) for label in labels]))


@pytest.mark.parametrize("short", [line((0, SURE), (1, UNSURE)), line(*[(2, UNSURE)] * 3)])
def test_a_short_line_is_one_of_words_where_others_are(short):
    assert words_and_numbers([short, NUMBER]) == ([], [short, NUMBER])
    assert words_and_numbers([short, NUMBER, WORD]) == ([short, WORD], [NUMBER])


def test_a_short_line_of_sure_digits_stays_beside_words():
    short = line((4, SURE), (2, SURE))
    assert words_and_numbers([WORD, short]) == ([WORD], [short])
    alone = line((1, UNSURE))
    assert words_and_numbers([WORD, alone]) == ([WORD], [alone])
