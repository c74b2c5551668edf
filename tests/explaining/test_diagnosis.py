"""What is particular about a picture is said in words, and nothing else is."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from mnist_space import ImageError, load_predictor
from mnist_space.artifact import BUNDLED
from mnist_space.data import load_test
from mnist_space.explaining.diagnosis import diagnose
from mnist_space.reading.predictor import SEVERAL
from mnist_space.synthesis import redraw
from mnist_space.synthesis.streams import stream
from mnist_space.synthesis.things import thing_picture

DIGITS = load_test()
EXAMPLES = BUNDLED / "examples"
FOUR = int(np.flatnonzero(DIGITS.labels == 4)[0])
TWO = int(np.flatnonzero(DIGITS.labels == 2)[0])


@pytest.fixture(scope="module")
def predictor():
    return load_predictor()


def drawn(form: str, index: int) -> np.ndarray:
    return redraw(form, DIGITS.images[index], index, 3)


def kinds(predictor, picture) -> list[str]:
    return [finding.kind for finding in diagnose(predictor, picture)]


@pytest.mark.parametrize("index", [FOUR, TWO, 0])
def test_of_a_plain_drawing_there_is_only_its_polarity(predictor, index):
    assert kinds(predictor, drawn("clean", index)) == []
    assert kinds(predictor, drawn("dark_on_light", index)) == ["polarity"]
    assert kinds(predictor, drawn("alpha_layer", index)) == ["polarity"]


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("ruled_paper", "ruled"),
        ("squared_paper", "ruled"),
        ("faint_pencil", "faint"),
        ("small_in_corner", "off_centre"),
        ("thick_pen", "thick"),
        ("thin_pen", "thin"),
    ],
)
@pytest.mark.parametrize("index", [FOUR, TWO])
def test_what_a_form_is_about_is_found(predictor, form, kind, index):
    assert kind in kinds(predictor, drawn(form, index))


@pytest.mark.parametrize("turns", [1, 3])
def test_a_digit_on_its_side_is_turned_back_the_shorter_way(predictor, turns):
    picture = np.ascontiguousarray(np.rot90(drawn("dark_on_light", FOUR), turns))
    (turned,) = (f for f in diagnose(predictor, picture) if f.kind == "turned")
    assert (turned.value, turned.unit) == (90 * (4 - turns), "degrees counter-clockwise")
    assert {1: "right", 3: "left"}[turns] in turned.sentence


def test_two_digits_are_said_to_be_two(predictor):
    picture = np.hstack([drawn("dark_on_light", FOUR), drawn("dark_on_light", TWO)])
    first, *rest, last = diagnose(predictor, picture)
    assert first.kind == "several"
    # "The digit is off centre" would contradict it.
    assert {found.kind for found in rest} <= {"polarity", "shade", "faint"}
    assert last.kind == "rejected"
    assert "number" in last.sentence


def test_the_distance_off_centre_is_in_pixels_of_the_picture_as_given(predictor):
    small = cv2.resize(drawn("dark_on_light", FOUR), (700, 700), interpolation=cv2.INTER_AREA)
    canvas = np.full((1600, 2000, 3), 255, np.uint8)
    canvas[450:1150, 1150:1850] = small
    (off,) = (f for f in diagnose(predictor, canvas) if f.kind == "off_centre")
    assert off.value == pytest.approx(500, abs=30)
    assert off.unit == "px"


def test_a_vignette_is_shade_around_the_edge(predictor):
    picture = drawn("strong_vignette", FOUR)
    said = [f.sentence for f in diagnose(predictor, picture) if f.kind == "shade"]
    assert said == ["There is shade around the edge."]


@pytest.mark.parametrize(("side", "where"), [(np.s_[:, :120], "left"), (np.s_[-90:], "bottom")])
def test_shade_has_its_side(predictor, side, where):
    picture = drawn("dark_on_light", FOUR).astype(np.float32)
    light = np.ones(picture.shape[:2], np.float32)
    light[side] = 0.5
    light = cv2.GaussianBlur(light, (0, 0), 30)
    picture = (picture * light[..., np.newaxis]).astype(np.uint8)
    sentences = [f.sentence for f in diagnose(predictor, picture) if f.kind == "shade"]
    assert sentences == [f"There is shade at the {where}."]


def test_a_small_picture_is_called_small(predictor):
    picture = cv2.resize(drawn("dark_on_light", FOUR), (20, 20), interpolation=cv2.INTER_AREA)
    (small,) = (f for f in diagnose(predictor, picture) if f.kind == "small")
    assert 8 <= small.value <= 16


def test_what_is_refused_has_a_last_sentence_that_helps(predictor):
    last = diagnose(predictor, EXAMPLES / "star.jpg")[-1]
    assert last.kind == "rejected"
    assert last.sentence.count(".") == 1
    assert "looks like" in last.sentence
    assert 0 <= last.value < 0.5


def test_a_dash_looks_like_a_sign(predictor):
    picture = np.full((280, 280), 255, np.uint8)
    picture[130:150, 60:220] = 0
    last = diagnose(predictor, picture)[-1]
    assert last.kind == "rejected"
    assert "sign" in last.sentence or "on its side" in last.sentence


@pytest.mark.parametrize(
    ("index", "says"),
    [
        (0, "It may be a 0, or a 1, but is not written like either: "),
        (3, "It may be an 8, or a 1, but is not written like either: "),
        (4, "It looks a little like a 1, but more like a letter or a sign: "),
        (2, "It looks like a letter, a sign or a thing: "),
        (6, "It looks like a thing or a pattern of many parts: "),
        (24, "It looks like a dash or a sign: "),
    ],
)
def test_what_a_thing_looks_like_instead(predictor, index, says):
    last = diagnose(predictor, thing_picture(stream(5, index)))[-1]
    assert last.sentence.startswith(says)


@pytest.mark.parametrize("level", [0, 128, 255])
def test_empty_paper_is_empty(predictor, level):
    (finding,) = diagnose(predictor, np.full((90, 70, 3), level, np.uint8))
    assert finding.kind == "empty"


def test_a_model_that_accepts_everything_can_be_asked_too(tutorial):
    assert "polarity" in kinds(tutorial, drawn("dark_on_light", TWO))


def test_what_is_no_picture_is_refused(predictor):
    with pytest.raises(ImageError):
        diagnose(predictor, b"no picture")


def test_an_answer_that_is_known_gives_the_same(predictor):
    picture = drawn("ruled_paper", FOUR)
    known = predictor.predict(picture)
    assert diagnose(predictor, picture, prediction=known) == diagnose(predictor, picture)


def test_two_digits_that_the_answer_speaks_of_are_believed(predictor):
    picture = drawn("dark_on_light", FOUR)
    known = replace(predictor.predict(picture), accepted=False, reason=SEVERAL)
    assert diagnose(predictor, picture, prediction=known)[0].kind == "several"


def test_contrast_is_that_of_the_strokes_middle_not_of_their_soft_edge(predictor):
    soft = cv2.GaussianBlur(drawn("dark_on_light", FOUR), (0, 0), 6)
    (polarity,) = (f for f in diagnose(predictor, soft) if f.kind == "polarity")
    assert polarity.value < -200


def test_it_says_what_the_steps_did_of_it_and_no_more(predictor, tutorial):
    picture = EXAMPLES / "four-pencil-ruled-paper.jpg"
    done = " ".join(f.sentence for f in diagnose(predictor, picture))
    assert "lines: removed" in done
    assert "paper: inverted" in done
    left = " ".join(f.sentence for f in diagnose(tutorial, picture))
    assert "lines: left as they are" in left
    assert "paper: left so" in left


def test_where_lines_had_to_be_left_nothing_is_said_of_the_digit(predictor):
    picture = EXAMPLES / "seven-squared-paper.jpg"
    assert predictor.predict(picture).reading == "without removing lines"
    assert not {"faint", "thin", "thick", "off_centre"} & {*kinds(predictor, picture)}
    assert "ruled" in kinds(predictor, picture)
