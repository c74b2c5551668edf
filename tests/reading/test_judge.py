"""The judge asks for each picture once, and for no more of them than a page may cost."""

import numpy as np
import pytest

from mnist_space.reading.judge import BoundedJudge, Seen

MOST_LOOKS, MOST_PIXELS = 800, 16_000_000  # for one page


class Counted:
    """Scores a picture by its sum, with logits that say which, and keeps what it was asked."""

    def __init__(self):
        self.asked = []

    def __call__(self, pictures):
        self.asked.append(len(pictures))
        sums = [float(picture.sum()) for picture in pictures]
        return [Seen(total, total * np.arange(10), ()) for total in sums]


def picture(value, shape=(2, 3)):
    image = np.zeros(shape, np.uint8)
    image[0, 0] = value
    return image


def many(count, first=0):
    """Pictures that differ from each other; their sums are the numbers from `first` on."""
    return [np.full((1, 1 + number), 1, np.uint8) for number in range(first, first + count)]


def test_scores_come_in_the_order_of_the_pictures():
    judge = BoundedJudge(Counted())
    assert judge([picture(3), picture(1), picture(2)]) == [3, 1, 2]
    assert not judge.is_exhausted


def test_each_picture_is_scored_once():
    scores = Counted()
    judge = BoundedJudge(scores)
    assert judge([picture(5), picture(5), picture(7)]) == [5, 5, 7]
    assert judge([picture(7), picture(9), picture(5)]) == [7, 9, 5]
    assert judge([picture(5)]) == [5]
    assert scores.asked == [2, 1]
    assert judge.looks == 3


def test_nothing_is_asked_for_no_pictures():
    scores = Counted()
    assert BoundedJudge(scores)([]) == []
    assert scores.asked == []


def test_pictures_of_the_same_bytes_and_another_shape_are_others():
    scores = Counted()
    judge = BoundedJudge(scores)
    judge([picture(5, (2, 3)), picture(5, (3, 2))])
    assert scores.asked == [2]


def test_a_picture_that_is_changed_later_is_another():
    judge, image = BoundedJudge(Counted()), picture(5)
    judge([image])
    image[0, 0] = 6
    assert judge([image, picture(5)]) == [6, 5]


@pytest.mark.parametrize(("more", "exhausted"), [(0, False), (1, True)])
def test_so_many_pictures_are_scored_and_no_more(more, exhausted):
    scores = Counted()
    judge = BoundedJudge(scores)
    answers = judge(many(MOST_LOOKS + more))
    assert answers[:MOST_LOOKS] == list(range(1, MOST_LOOKS + 1))
    assert answers[MOST_LOOKS:] == [-np.inf] * more
    assert judge.is_exhausted == exhausted
    assert judge.looks == sum(scores.asked) == MOST_LOOKS


def test_the_limit_is_of_the_page_and_not_of_one_call():
    scores = Counted()
    judge = BoundedJudge(scores)
    judge(many(MOST_LOOKS - 1))
    assert judge(many(3, MOST_LOOKS)) == [MOST_LOOKS + 1, -np.inf, -np.inf]
    assert judge.is_exhausted
    assert scores.asked == [MOST_LOOKS - 1, 1]


def test_what_is_known_has_its_score_after_the_limit():
    scores = Counted()
    judge = BoundedJudge(scores)
    judge(many(MOST_LOOKS))
    assert judge(many(2)) == [1, 2]
    assert not judge.is_exhausted
    assert judge([picture(99), *many(1)]) == [-np.inf, 1]
    assert judge(many(1)) == [1]
    assert judge.is_exhausted
    assert scores.asked == [MOST_LOOKS]


def test_what_was_seen_in_a_picture_that_was_scored_is_known():
    judge = BoundedJudge(Counted())
    judge([picture(3), picture(2)])
    for value in (2, 3):
        seen = judge.seen(picture(value))
        assert (seen.score, seen.trace) == (value, ())
        np.testing.assert_array_equal(seen.logits, value * np.arange(10))


def test_what_is_seen_in_a_picture_that_was_not_scored_is_not_known():
    scores = Counted()
    judge = BoundedJudge(scores)
    judge(many(MOST_LOOKS))
    judge([picture(4)])  # beyond the limit
    assert judge.seen(picture(4)) is None
    assert judge.seen(picture(5)) is None
    assert scores.asked == [MOST_LOOKS]


def large(value, side):
    return np.full((side, side), value, np.uint8)


def test_of_more_pixels_than_a_page_may_cost_the_smallest_pictures_are_scored():
    """Ten of two million pixels each, of which eight fit beside a small one that comes last."""
    scores = Counted()
    judge = BoundedJudge(scores)
    side = 1414
    answers = judge([*(large(value, side) for value in range(1, 11)), picture(3)])
    assert answers[-1] == 3
    assert [answer > 0 for answer in answers[:-1]] == [True] * 8 + [False] * 2
    assert 8 * side * side <= MOST_PIXELS < 9 * side * side
    assert judge.is_exhausted
    assert judge([large(11, side)]) == [-np.inf]
