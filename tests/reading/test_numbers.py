import io
from dataclasses import replace

import cv2
import numpy as np
import pytest
from PIL import Image

from mnist_space import load_predictor
from mnist_space.data import load_test
from mnist_space.preprocessing.registry import Registry
from mnist_space.reading.found_numbers import CROWDED
from mnist_space.reading.judge import MOST_LOOKS
from mnist_space.reading.number_lines import NO_DIGIT
from mnist_space.reading.predictor import SEVERAL
from mnist_space.reading.segmentation import MAX_GROUPS

TEST = load_test()
# The second of each kind in the test split: the first 3 and the first 5 are hard to read.
PLACES = {digit: np.flatnonzero(TEST.labels == digit)[1] for digit in range(10)}


@pytest.fixture(scope="module")
def predictor():
    return load_predictor()


def ink(digit, scale=3):
    image = TEST.images[PLACES[digit]]
    rows, columns = np.nonzero(image > 60)
    crop = image[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    return cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)


def write(page, text, x, y, gap=14, fall=0.0):
    """Write digits on a page of ink, their feet on one line that falls by `fall` a pixel."""
    for character in text:
        mark = ink(int(character))
        top = int(y + fall * x) - mark.shape[0]
        place = page[top : top + mark.shape[0], x : x + mark.shape[1]]
        np.maximum(place, mark, out=place)
        x += mark.shape[1] + gap
    return page


def paper(page):
    return 255 - page


@pytest.mark.parametrize("text", ["7210", "40", "95", "3168"])
def test_spaced_digits_are_read_in_order(predictor, text):
    reading = predictor.read_number(paper(write(np.zeros((140, 420), np.uint8), text, 30, 110)))
    assert reading.text == text
    assert reading.accepted
    assert [digit.label for _, digit in reading.digits] == list(map(int, text))


def test_boxes_lie_around_the_ink(predictor):
    reading = predictor.read_number(paper(write(np.zeros((140, 300), np.uint8), "72", 40, 110)))
    (x, y, width, height), _ = reading.digits[0]
    mark = ink(7)
    assert abs(x - 40) <= 3
    assert abs(y - (110 - mark.shape[0])) <= 3
    assert abs(width - mark.shape[1]) <= 6
    assert abs(height - mark.shape[0]) <= 6


def test_boxes_refer_to_the_picture_also_where_it_is_reduced(predictor):
    small = write(np.zeros((140, 300), np.uint8), "72", 40, 110)
    large = cv2.resize(paper(small), None, fx=6, fy=6, interpolation=cv2.INTER_LINEAR)
    reading = predictor.read_number(large)
    assert reading.text == "72"
    assert reading.size == (1800, 840)
    assert abs(reading.digits[0][0][0] - 240) <= 18


def test_several_lines(predictor):
    page = write(np.zeros((320, 420), np.uint8), "7210", 30, 110)
    assert predictor.read_number(paper(write(page, "406", 40, 260))).text == "7210\n406"


def test_the_digits_in_a_table_are_read_without_its_lines(predictor):
    """A sudoku of four by four on a page: no line crosses the picture, digits touch some."""
    cell, left = 70, 90
    page = np.zeros((600, 460), np.uint8)
    rows = ["7210", "4068", "9531", "2764"]
    for row, text in enumerate(rows):
        for column, digit in enumerate(text):
            mark = ink(int(digit), scale=2.6)
            x = left + cell * column + (cell - mark.shape[1]) // 2
            y = left + cell * row + (cell - mark.shape[0]) // 2
            page[y : y + mark.shape[0], x : x + mark.shape[1]] = mark
    for i in range(5):
        at, end, width = left + cell * i, left + 4 * cell, 4 if i in (0, 2, 4) else 2
        cv2.line(page, (left, at), (end, at + 3), 255, width)
        cv2.line(page, (at, left), (at - 3, end), 255, width)
    reading = predictor.read_number(paper(page))
    assert reading.text.replace(" ", "") == "\n".join(rows)
    assert reading.accepted


@pytest.mark.parametrize("fall", [-0.35, 0.35])
def test_a_slanted_number_is_one_line(predictor, fall):
    page = write(np.zeros((460, 460), np.uint8), "7210", 40, 240 - fall * 200, fall=fall)
    assert predictor.read_number(paper(page)).text == "7210"


def test_touching_digits_are_cut(predictor):
    page = write(np.zeros((140, 300), np.uint8), "72", 60, 110, gap=-3)
    reading = predictor.read_number(paper(page))
    assert reading.text == "72" or not reading.accepted


def test_a_turned_photo_is_read_upright(predictor):
    upright = Image.fromarray(paper(write(np.zeros((140, 420), np.uint8), "7210", 30, 110)))
    exif = upright.getexif()
    exif[0x0112] = 6  # shown turned by 90 degrees to the right
    buffer = io.BytesIO()
    upright.transpose(Image.Transpose.ROTATE_90).save(buffer, "JPEG", quality=95, exif=exif)
    assert predictor.read_number(buffer.getvalue()).text == "7210"


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_a_page_with_no_digit_gives_an_empty_reading_with_its_reason(predictor, shade):
    reading = predictor.read_number(np.full((300, 400), shade, np.uint8))
    assert (reading.text, reading.digits, reading.accepted) == ("", (), False)
    assert reading.reason == NO_DIGIT


def test_hundreds_of_specks_are_not_hundreds_of_digits(predictor):
    rng = np.random.default_rng(0)
    page = np.zeros((1000, 1200), np.uint8)
    for x, y in rng.integers(10, [1190, 990], (900, 2)).tolist():
        cv2.circle(page, (x, y), 3, 255, -1)
    counted, pictures = counting(predictor.artifact.pipeline)
    reading = predictor.read_number(paper(page), counted)
    assert len(pictures) <= MOST_LOOKS
    assert len(reading.digits) <= MAX_GROUPS
    assert not reading.accepted
    assert CROWDED in reading.reason


def test_a_mark_of_which_the_digit_steps_leave_nothing_is_not_read():
    tutorial = load_predictor("notebook_mlp")
    page = np.zeros((1000, 1000), np.uint8)
    page[300:700, 300:340] = 255
    page[200:800, 500] = 255
    assert set(tutorial.read_number(page).text) <= set("0123456789 ?")
    page[:, :400] = 0
    assert tutorial.read_number(page).reason == NO_DIGIT


def counting(pipeline):
    """The pipeline, and a list that grows by each picture that its digit steps are shown."""
    pictures = []
    crop = pipeline.registry["crop_ink"]
    counted = replace(crop, function=lambda image: pictures.append(image) or crop.function(image))
    steps = pipeline.registry.steps | {"crop_ink": counted}
    return replace(pipeline, registry=Registry(steps)), pictures


def test_no_mark_is_read_again_and_again(predictor):
    """The search asks for the same picture several times; the digit steps run once for it."""
    page = write(np.zeros((200, 400), np.uint8), "407", 40, 150)
    counted, pictures = counting(predictor.artifact.pipeline)
    assert predictor.read_number(paper(page), counted).text == "407"
    assert len(pictures) == 2 * 3  # in the search, and for the answer


def test_one_digit_is_asked_for_but_two_are_there(predictor):
    two = predictor.predict(paper(write(np.zeros((140, 300), np.uint8), "72", 60, 110, gap=30)))
    assert not two.accepted
    assert two.reason == SEVERAL
    assert predictor.predict(paper(write(np.zeros((140, 300), np.uint8), "7", 60, 110))).accepted


def test_a_reading_is_plain_json(predictor):
    reading = predictor.read_number(paper(write(np.zeros((140, 300), np.uint8), "72", 60, 110)))
    answer = reading.to_json()
    assert answer["text"] == "72"
    assert answer["size"] == [300, 140]
    assert {"box", "label", "confidence", "accepted", "reason"} == set(answer["digits"][0])
    assert all(isinstance(side, int) for side in answer["digits"][0]["box"])


def test_what_stands_beside_the_digits_and_is_not_read_is_said(predictor):
    """Zeros that touch are one large mark: without a word, 1000 would be an accepted 1."""
    page = np.full((150, 420), 255, np.uint8)
    cv2.line(page, (40, 30), (40, 120), (0,), 7, cv2.LINE_AA)
    for left in (80, 148, 216):
        cv2.ellipse(page, (left + 34, 75), (34, 45), 0, 0, 360, (0,), 7, cv2.LINE_AA)
    reading = predictor.read_number(page)
    assert reading.text == "1000" or not reading.accepted


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_is_read_whichever_way_up_it_lies(predictor, turned):
    page = paper(write(np.zeros((160, 420), np.uint8), "72354", 40, 120))
    upright = predictor.read_number(page)
    reading = predictor.read_number(np.ascontiguousarray(np.rot90(page, -turned // 90)))
    assert (upright.text, upright.turned) == ("72354", 0)
    assert (reading.text, reading.turned) == ("72354", turned)
    assert reading.size == (page.shape[::-1] if turned == 180 else page.shape[:2])


def test_digits_in_boxes_are_read_and_the_boxes_are_not(predictor):
    page = np.zeros((160, 420), np.uint8)
    for number, label in enumerate("427"):
        write(page, label, 40 + 100 * number, 110)
    for left in (20, 120, 220, 320):
        cv2.rectangle(page, (left, 20), (left + 90, 140), 255, 2)
    assert predictor.read_number(paper(page)).text == "427"


FOUR_TWO = (
    ((36, 62), (22, 140), (22, 146), (118, 140)),
    ((90, 70), (84, 224)),
    ((162, 98), (182, 62), (224, 56), (246, 98), (210, 154), (157, 224), (258, 218)),
)


def test_two_drawn_digits_are_not_accepted_as_one_by_another_reading(predictor):
    """With the paper close by, the 2 is left out and the 4 is sure."""
    page = np.full((280, 280), 255, np.uint8)
    for stroke in FOUR_TWO:
        cv2.polylines(page, [np.int32(stroke)], False, (0,), 14, cv2.LINE_AA)
    answer = predictor.predict(page)
    assert (answer.accepted, answer.reason) == (False, SEVERAL)
