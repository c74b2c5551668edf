"""What a reading says of marks that are no sure digits, and of a page that lies on its side."""

from dataclasses import replace

import numpy as np
import pytest

from mnist_space.preprocessing.pipeline import TraceEntry
from mnist_space.reading.number_lines import number_reading
from mnist_space.reading.number_reading import surest, turned_back
from mnist_space.reading.prediction import Prediction

PAGE = (TraceEntry("find_ink", "Find the ink", np.zeros((100, 200), np.uint8), 0.0),)
SIZE = 200, 100


def digit(label, confidence=0.9, accepted=True):
    reason = None if accepted else "This does not look like a single digit."
    probability = 1.0 if accepted else 0.02
    return Prediction(label, confidence, (0.1,) * 10, probability, accepted, reason, None, ())


def row(*marks):
    """Marks 20 x 40, 30 pixels from each other."""
    return [((10 + 30 * i, 30, 20, 40), mark) for i, mark in enumerate(marks)]


def reading(*marks, **options):
    return number_reading([row(*marks)], PAGE, SIZE, **options)


def test_signs_stand_in_the_text_but_are_no_digits():
    answer = reading(digit(1), ".", digit(5), "%")
    assert answer.text == "1.5%"
    assert [mark.label for _, mark in answer.digits] == [1, 5]
    assert [character.text for character in answer.characters] == list("1.5%")
    assert answer.accepted


def test_lines_and_numbers_have_boxes_around_what_they_hold():
    marks = [*row(digit(1), digit(2)), ((150, 20, 20, 60), digit(3))]
    (line,) = number_reading([marks], PAGE, (400, 200)).lines
    assert [number.text for number in line.numbers] == ["12", "3"]
    assert [number.box for number in line.numbers] == [(20, 60, 100, 80), (300, 40, 40, 120)]
    assert line.box == (20, 40, 320, 120)


@pytest.mark.parametrize(("confidence", "accepted"), [(0.8, True), (0.79, False)])
def test_a_number_with_a_digit_that_may_be_another_is_not_accepted(confidence, accepted):
    answer = reading(digit(1), digit(7, confidence))
    assert answer.accepted == accepted
    assert answer.reason == (None if accepted else "1 of 2 digits may be another one.")


@pytest.mark.parametrize(
    ("marks", "reason"),
    [
        ([digit(1, 0.95), digit(7, 0.95)], None),
        ([digit(1, 0.95), digit(7, 0.94)], "All digits are right with a probability of 89% only."),
        ([digit(1, 1.0), digit(7, 1.0, accepted=False)], "A mark may be no single digit."),
        ([digit(1, 1.0), digit(None, 0.0, accepted=False)], "A mark was not read."),
        ([digit(1, 1.0), "."], "A sign stands where no number has one."),
    ],
)
def test_each_number_is_accepted_by_itself(marks, reason):
    beside = [((300, 30, 20, 40), digit(5, 1.0))]
    ((first, second),) = (
        line.numbers for line in number_reading([row(*marks) + beside], PAGE, SIZE).lines
    )
    assert (first.accepted, first.reason) == (reason is None, reason)
    assert second.accepted
    assert second.to_json() == {
        "text": "5",
        "box": [300, 30, 20, 40],
        "confidence": 1.0,
        "accepted": True,
        "reason": None,
    }


def test_what_is_odd_about_a_mark_makes_its_number_doubtful():
    marks = [*row(digit(1, 1.0), digit(2, 1.0)), ((300, 30, 20, 40), digit(5, 1.0))]
    answer = number_reading([marks], PAGE, SIZE, doubts={(40, 30, 20, 40): "It is odd."})
    assert [n.reason for n in answer.lines[0].numbers] == ["It is odd.", None]


@pytest.mark.parametrize(("count", "sure"), [(2, False), (3, True)])
def test_a_short_number_on_a_page_of_words_is_doubtful(count, sure):
    letters = [((x, 80, 20, 15), digit(2, accepted=False)) for x in range(10, 110, 20)]
    answer = number_reading([row(*[digit(1, 1.0)] * count), letters], PAGE, SIZE)
    assert len(answer.words) == 1
    (number,) = answer.lines[0].numbers
    reason = None if sure else "It is short, and there are lines that look like words."
    assert number.reason == reason


@pytest.mark.parametrize(("parted", "gap", "sure"), [(0, 41, 1), (0, 38, 0), (1, 38, 1)])
def test_where_numbers_stand_close_it_is_unsure_where_one_ends(parted, gap, sure):
    """Digits of 20 x 40, 10 apart within numbers: a jump, but less than a digit is high."""
    left, right = row(digit(1, 1.0), digit(2, 1.0)), row(digit(3, 1.0), digit(4, 1.0))
    moved = [((box[0] + 50 + gap, *box[1:]), mark) for box, mark in right]
    answer = number_reading([left + moved], PAGE, SIZE, parted=lambda *_: bool(parted))
    numbers = answer.lines[0].numbers
    expected = None if sure else "It is unsure where it ends and the next one begins."
    assert {number.reason for number in numbers if len(number.text) == 2 or parted} == {expected}


def test_of_a_line_of_words_nothing_is_read_but_where_it_is():
    answer = reading(*[digit(1)] * 3, *[digit(2, accepted=False)] * 3)
    assert (answer.text, answer.words) == ("", ((10, 30, 170, 40),))
    assert answer.reason == "No digit was found. Lines that look like words: 1."


def test_a_mark_elsewhere_on_the_page_is_unread():
    answer = reading(digit(1), strays=[(90, 5, 10, 20)])
    assert answer.text == "1"
    assert answer.unread == answer.strays == ((90, 5, 10, 20),)
    assert (answer.accepted, answer.reason) == (
        False,
        "Marks beside the digits that were not read: 1.",
    )


@pytest.mark.parametrize(
    ("degrees", "box", "size"),
    [
        (0, (10, 30, 20, 40), (200, 100)),
        (90, (30, 10, 40, 20), (100, 200)),
        (180, (170, 30, 20, 40), (200, 100)),
        (270, (30, 170, 40, 20), (100, 200)),
    ],
)
def test_boxes_are_those_of_the_picture_as_it_lies(degrees, box, size):
    """The picture was turned counter-clockwise: turned back, a box is where its ink was."""
    page = np.zeros((100, 200), np.uint8)
    page[30:70, 10:30] = 255
    lies = np.rot90(page, -degrees // 90)
    answer = turned_back(reading(digit(1), strays=[(10, 30, 20, 40)]), degrees)
    x, y, width, height = box
    assert lies[y : y + height, x : x + width].all()
    assert answer.digits[0][0] == answer.strays[0] == box
    assert (answer.size, answer.turned) == (size, degrees)
    assert lies.shape[::-1] == size


def test_the_first_reading_that_is_accepted_counts():
    doubtful, sure = reading(digit(1, accepted=False)), reading(digit(2))

    def later():
        raise AssertionError("It was read again.")

    assert surest(sure, [later]) is sure
    assert surest(doubtful, [lambda: sure, later]) is sure


def test_of_readings_in_doubt_the_one_with_most_sure_digits_counts():
    one = reading(digit(1), digit(7, accepted=False))
    two = reading(digit(1), digit(7), digit(4, accepted=False))
    none = replace(one, lines=())
    assert surest(none, [lambda: one, lambda: two]) is two
    assert surest(one, [lambda: none]) is one


def test_a_page_without_a_digit_says_so_once_and_where_its_marks_are():
    answer = number_reading([], PAGE, SIZE, strays=[(10, 30, 20, 40)])
    assert answer.reason == "No digit was found."
    assert answer.unread == ((10, 30, 20, 40),)


def test_a_reading_that_lost_a_sign_is_not_taken_for_a_surer_digit():
    whole = reading(digit(2, 0.9, accepted=False), ":", digit(3))
    lost = reading(digit(2, 0.9, accepted=False), digit(3))
    assert surest(whole, [lambda: lost]) is whole
    assert surest(lost, [lambda: whole]) is whole


def test_specks_that_are_taken_for_points_do_not_outweigh_a_digit():
    specks = reading(*[digit(2, accepted=False), ".", ".", ".", ".", "."])
    clear = reading(digit(2))
    assert surest(specks, [lambda: clear]) is clear


def test_a_page_of_words_is_not_read_again():
    words = reading(*[digit(2, accepted=False)] * 4)

    def later():
        raise AssertionError("It was read again.")

    assert surest(words, [later]) is words
