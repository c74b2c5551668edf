"""Which lines of a page are words: what their marks are read as tells."""

import pytest

from mnist_space.reading.prediction import Prediction
from mnist_space.reading.words import evidence_of_numbers, words_and_numbers


def line(*marks):
    """Marks beside each other, each a label and its probability of a digit, or a sign."""
    return [
        ((20 * i, 0, 15, 30), m if isinstance(m, str) else mark(*m)) for i, m in enumerate(marks)
    ]


def mark(label, probability):
    return Prediction(label, 0.9, (0.1,) * 10, probability, probability > 0.8, None, None, ())


NUMBER = line(*[(5, 0.99)] * 4)
WORD = line(*[(5, 0.01)] * 4)


def parted(*lines):
    """Which of these lines are words."""
    words, numbers = words_and_numbers(lines)
    assert len(words) + len(numbers) == len(lines)
    return [any(each is word for word in words) for each in lines]


def test_sure_zeros_and_ones_make_no_number_of_letters():
    """They are what o, l and i look like: another digit tells more."""
    letters = [(7, 0.05)] * 3
    assert parted(line(*[(0, 0.95), (1, 0.95)] * 3, *letters)) == [True]
    assert parted(line(*[(2, 0.95), (3, 0.95)] * 3, *letters)) == [False]


@pytest.mark.parametrize("labels", [(1, 0, 1, 0, 1), (0, 0, 0, 0), (1, 1, 1, 1, 1, 1)])
def test_sure_zeros_and_ones_alone_are_a_number(labels):
    assert parted(line(*[(label, 0.97) for label in labels])) == [False]


def test_an_untidy_number_is_none_of_letters():
    assert parted(line((1, 0.99), (2, 0.43), (2, 0.47), (0, 1.0))) == [False]
    assert parted(line((0, 0.98), (7, 1.0), (7, 0.01), (1, 0.01), (1, 0.99), (9, 0.71))) == [False]


def test_a_line_that_tells_little_is_words_where_others_are():
    short = line((0, 0.8), (2, 0.1))
    assert parted(short, NUMBER) == [False, False]
    assert parted(short, NUMBER, WORD) == [True, False, True]
    assert parted(line((4, 0.97), (2, 0.97)), WORD) == [False, True]


def test_signs_tell_nothing_and_a_single_mark_too_little_by_itself():
    assert evidence_of_numbers(line("-", "/")) == 0.0
    assert evidence_of_numbers([*WORD, ((0, 0, 5, 5), ",")]) == evidence_of_numbers(WORD)
    assert parted(line((1, 0.01))) == parted(line((1, 0.9))) == [False]
    assert parted(line((1, 0.9)), line((4, 0.97)), WORD) == [True, False, True]


def test_each_mark_tells_as_much_at_most_and_one_of_another_size_little():
    assert evidence_of_numbers(line(*[(5, 1.0)] * 2)) == evidence_of_numbers(
        line(*[(5, 0.995)] * 2)
    )
    assert evidence_of_numbers(line(*[(5, 0.0)] * 2)) == -6.0
    assert evidence_of_numbers(line(*[(None, 0.0)] * 2)) == -2.0
