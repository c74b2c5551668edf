"""Pages turned by hand, and a judge that sees a digit where the heavy end of a mark is below."""

import numpy as np
import pytest

from mnist_space.reading.segmentation import find_groups
from mnist_space.reading.way_up import way_up

ENDS = "below", "left", "above", "right"


def mark(image, x, y, side=40):
    """A thin stroke with a heavy foot: it stands upright."""
    width = side // 2
    image[y : y + side, x + width // 2 - 2 : x + width // 2 + 2] = 255
    image[y + side - 10 : y + side, x : x + width] = 255
    return image


def page(count=4, turned=0, side=40):
    """A line of such marks, turned counter-clockwise."""
    image = np.zeros((120, 40 + 60 * count), np.uint8)
    for number in range(count):
        mark(image, 30 + 60 * number, 40, side)
    return np.ascontiguousarray(np.rot90(image, turned // 90))


def heavy_end(picture):
    """Where most ink of a mark lies, seen from the middle of its box."""
    rows, columns = np.nonzero(picture > 127)
    down = rows.mean() - (rows.min() + rows.max()) / 2
    across = columns.mean() - (columns.min() + columns.max()) / 2
    if abs(down) > abs(across):
        return "below" if down > 0 else "above"
    return "right" if across > 0 else "left"


def judge_of(**scores):
    """A judge that gives a mark the score of its heavy end; without one it is no digit."""

    def judge(pictures):
        return [scores.get(heavy_end(picture), -4.0) for picture in pictures]

    return judge


UPRIGHT_ALONE = judge_of(below=5.0)


def turn_of(image, judge):
    return way_up(find_groups(image), judge)


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_turned_page_is_turned_back(turned):
    assert turn_of(page(turned=turned), UPRIGHT_ALONE) == (360 - turned) % 360


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_what_is_turned_back_stands_upright(turned):
    image = page(turned=turned)
    back = np.rot90(image, turn_of(image, UPRIGHT_ALONE) // 90)
    np.testing.assert_array_equal(back, page())


def test_a_page_without_ink_lies_as_it_is():
    assert turn_of(np.zeros((50, 50), np.uint8), UPRIGHT_ALONE) == 0


@pytest.mark.parametrize(("count", "degrees"), [(2, 0), (3, 180)])
def test_few_marks_do_not_tell(count, degrees):
    assert turn_of(page(count, turned=180), UPRIGHT_ALONE) == degrees


@pytest.mark.parametrize(("side", "degrees"), [(79, 180), (82, 0), (21, 180), (19, 0)])
def test_what_is_much_larger_or_smaller_is_no_mark(side, degrees):
    """Than the usual 40 pixels of three marks, two of which are left with the other."""
    image = np.zeros((150, 320), np.uint8)
    for number in range(2):
        mark(image, 30 + 60 * number, 40, 40)
    mark(image, 180, 30, side)
    assert turn_of(np.rot90(image, 2).copy(), UPRIGHT_ALONE) == degrees


@pytest.mark.parametrize(("score", "degrees"), [(2.0, 180), (1.9, 0)])
def test_what_is_no_digit_either_way_stays(score, degrees):
    assert turn_of(page(turned=180), judge_of(below=score)) == degrees


@pytest.mark.parametrize(("better", "degrees"), [(0.5, 180), (0.4, 0)])
def test_a_page_is_turned_only_where_that_is_surely_better(better, degrees):
    assert turn_of(page(), judge_of(below=2.5, above=2.5 + better)) == degrees


@pytest.mark.parametrize(("score", "degrees"), [(3.0, 0), (2.9, 90)])
def test_a_page_of_legible_digits_does_not_lie_on_its_side(score, degrees):
    """A quarter counter-clockwise brings the foot from below to the right."""
    assert turn_of(page(), judge_of(below=score, right=5.5)) == degrees


def test_the_judge_is_not_asked_for_the_sides_of_legible_digits():
    asked = []

    def judge(pictures):
        asked.extend(map(heavy_end, pictures))
        return [3.0] * len(pictures)

    assert turn_of(page(), judge) == 0
    assert set(asked) == {"below", "above"}


@pytest.mark.parametrize("end", ENDS)
def test_the_best_way_counts(end):
    """Of all four, with digits in each."""
    scores = dict.fromkeys(ENDS, 2.0) | {end: 4.0}
    degrees = {"below": 0, "right": 90, "above": 180, "left": 270}
    assert turn_of(page(), judge_of(**scores)) == degrees[end]


@pytest.mark.parametrize(("odd", "degrees"), [(-4.0, 180), (-1000.0, 180)])
def test_one_odd_mark_does_not_decide(odd, degrees):
    """Of four, three of which are digits on their head: its score is bounded."""

    def judge(pictures):
        marks = [5.0 if heavy_end(picture) == "below" else -4.0 for picture in pictures]
        return [odd, *marks[1:]]

    assert turn_of(page(turned=180), judge) == degrees


def test_one_mark_that_scores_very_high_does_not_decide():
    """It stands on its head among three that lie as they should."""

    def judge(pictures):
        upright = heavy_end(pictures[1]) == "below"
        return [2.0 if upright else 1000.0] + [2.0 if upright else 0.0] * (len(pictures) - 1)

    assert turn_of(page(), judge) == 0


def test_only_some_marks_are_looked_at_the_largest_first():
    """Fifteen, three of which are a little smaller."""
    image = np.hstack([page(3, side=38), page(12)])
    looked = []

    def judge(pictures):
        looked.append([int(np.ptp(np.nonzero(picture)[0])) + 1 for picture in pictures])
        return [5.0] * len(pictures)

    turn_of(image, judge)
    assert looked == [[40] * 12] * 2


def test_long_rows_of_digits_do_not_tell_how_a_page_lies():
    """Turned by a quarter, a row looks like the stroke of a 1."""
    image = np.zeros((300, 300), np.uint8)
    for number in range(4):
        image[20 + 70 * number : 60 + 70 * number, 20:260] = 255

    def upright_alone(pictures):
        return [5.0 if height > width else -4.0 for height, width in map(np.shape, pictures)]

    assert turn_of(image, upright_alone) == 0
