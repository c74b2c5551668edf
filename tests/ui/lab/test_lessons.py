"""Lessons: what ours claim is true, and what comes by a link is read as what a stranger sends."""

from __future__ import annotations

import base64
import copy
from typing import Any

import numpy as np
import pytest
from PIL import Image

from mnist_space.data import load_test
from mnist_space.evaluation import trial
from mnist_space.loading import load_predictor
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.images import ImageError
from mnist_space.preprocessing.pipeline import PipelineError
from mnist_space.preprocessing.pipelines import load_pipeline
from mnist_space.preprocessing.registry import StepError
from mnist_space.synthesis.scenes import FORMS
from mnist_space.ui.errors import ChoiceError
from mnist_space.ui.lab.kept import PARTS, in_force
from mnist_space.ui.lab.lesson_bar import lesson_html, list_html
from mnist_space.ui.lab.lessons import (
    LONGEST,
    MAX_LINK,
    NAMES,
    bundled_lesson,
    from_json,
    from_link,
    to_link,
)
from mnist_space.ui.lab.pictures import MAX_LINKED, linked_picture, named_picture
from mnist_space.ui.packing import pack
from mnist_space.ui.predict.sketchpad import PREFIX
from tests.ui.test_bad_input import bomb, saved

load_steps()
ROBUST = load_pipeline("robust").to_json()
SIX, NUMBER, STAR = "six-transparent.png", "number-blue-pen.jpg", "star.jpg"
REFUSED = "This does not look like a single digit."
SEVERAL = "There are several digits: read them as a number."

# What the texts say: the lesson, what is switched or tuned, another picture, and the answer, which
# is a digit that is accepted, or why none is.
CLAIMS: list[tuple[str, dict[str, Any], str | None, int | str]] = [
    ("centre-by-mass", {}, None, 9),
    ("centre-by-mass", {"center_mass": True}, None, 0),
    ("why-not-just-resize", {}, None, REFUSED),
    ("why-not-just-resize", {"crop_ink": True}, None, 5),
    ("a-shadow", {}, None, REFUSED),
    ("a-shadow", {"flatten_background": True}, None, 7),
    *(("a-shadow", {"flatten_background": {"order": n}}, None, 7) for n in (1, 2, 3, 4)),
    ("thin-and-thick-pens", {}, None, REFUSED),
    ("thin-and-thick-pens", {"even_stroke": True}, None, 4),
    *(("thin-and-thick-pens", {"even_stroke": {"thickest": n}}, None, REFUSED) for n in (5, 8)),
    ("never-seen", {}, None, REFUSED),
    ("never-seen", {}, NUMBER, SEVERAL),
    ("99-percent", {}, None, 5),
]


def changed(name: str, changes: dict[str, Any]) -> dict[str, Any]:
    """What the editor keeps of a lesson after steps were switched on or tuned."""
    kept = copy.deepcopy(dict(bundled_lesson(name).kept))
    items = {item["step"]: item for part in PARTS for item in kept[part]}
    for step, change in changes.items():
        items[step].pop("off", None)
        items[step]["params"] |= change if isinstance(change, dict) else {}
    return kept


@pytest.mark.parametrize(("name", "changes", "picture", "expected"), CLAIMS)
def test_what_a_lesson_says_is_what_is_seen(name, changes, picture, expected) -> None:
    image, _ = named_picture(picture or bundled_lesson(name).picture)
    answer = load_predictor("convnet").predict(image, in_force(changed(name, changes)))
    assert (answer.label if answer.accepted else answer.reason) == expected


def test_what_lessons_say_of_others_is_so() -> None:
    convnet, tutorial = load_predictor("convnet"), load_predictor("notebook_mlp")
    star, _ = named_picture(STAR)
    answer = tutorial.predict(star, in_force(bundled_lesson("never-seen").kept))
    assert (answer.label, answer.accepted) == (8, True)
    four, _ = named_picture(bundled_lesson("99-percent").picture)
    assert convnet.predict(four).label == 4
    six, _ = named_picture(SIX)
    name = "why-not-just-resize"
    stretched = convnet.predict(six, in_force(changed(name, {"crop_ink": True})))
    steps = dict.fromkeys(("crop_ink", "fit_box", "center_mass"), True)
    centred = convnet.predict(six, in_force(changed(name, steps)))
    assert stretched.label == centred.label == 6
    assert stretched.confidence < 0.95 < 0.99 < centred.confidence


def test_the_figures_of_the_last_lesson_are_as_it_says(monkeypatch) -> None:
    every_second = {name: FORMS[name] for name in list(FORMS)[::2]}
    monkeypatch.setattr("mnist_space.synthesis.scenes.FORMS", every_second)
    monkeypatch.setattr(trial, "TEST_DIGITS", 40)
    monkeypatch.setattr(trial, "EACH_FORM", 1)
    chain = in_force(bundled_lesson("99-percent").kept)
    (found,) = trial.measure_pipelines(load_predictor("convnet"), [chain], load_test())
    assert found.of(False)[0].mean() >= 0.95, "almost all test digits were right"
    assert 0.2 < 1 - found.of(True)[0].mean() < 0.5, "about a third of the redrawn were wrong"


def test_a_lesson_of_ours_says_that_another_model_reads() -> None:
    shadow = bundled_lesson("a-shadow")
    assert "here, mine reads" in lesson_html(shadow, "a-shadow", "mine")
    assert "written with" not in lesson_html(shadow, "a-shadow", "convnet")


def test_every_lesson_of_ours_is_offered_and_shows_the_steps_that_it_names() -> None:
    for name in NAMES:
        lesson = bundled_lesson(name)
        assert f'href="#lesson={name}"' in list_html()
        steps = {item["step"] for part in PARTS for item in lesson.kept[part]}
        assert set(lesson.kept["shown"]) <= steps
        assert from_link(to_link(lesson)) == lesson
        assert from_link(name) == lesson
        assert len(to_link(lesson)) < MAX_LINK / 3


def lesson(**changes: Any) -> dict[str, Any]:
    return {
        **{"format": 1, "title": "T", "question": "Q", "try": ["One"], "seen": "S"},
        **{"picture": STAR, "pipeline": ROBUST, "hidden": [], "shown": []},
        **changes,
    }


def drawing(data: bytes) -> str:
    return PREFIX + base64.b64encode(data).decode()


OFF = {"step": "grayscale", "off": True}
NOISE = Image.fromarray(np.random.default_rng(0).integers(0, 255, (120, 120), np.uint8))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"script": "x"}, "exactly the keys"),
        ({"format": 2}, "format 2"),
        ({"format": True}, "format True"),
        ({"title": 3}, "'title' of a lesson is one line"),
        ({"title": "a\nb"}, "'title' of a lesson is one line"),
        ({"title": "\u202eabc"}, "'title' of a lesson is one line"),
        ({"seen": " "}, "'seen' of a lesson is one line"),
        ({"title": "x" * (LONGEST["title"] + 1)}, "at most 80 characters"),
        ({"try": []}, "1 to 6 things"),
        ({"try": ["x"] * 7}, "1 to 6 things"),
        ({"try": "x"}, "1 to 6 things"),
        ({"try": [{}]}, "'try' of a lesson is one line"),
        ({"picture": "../../etc/passwd"}, "no such example"),
        ({"picture": "http://example.org/x.png"}, "no such example"),
        ({"picture": {"path": "/etc/passwd"}}, "example's name or a PNG"),
        ({"picture": PREFIX + "%%"}, "damaged"),
        ({"picture": drawing(b"GIF89a")}, "at most 280 pixels"),
        ({"picture": drawing(bomb()[:5000])}, "at most 280 pixels"),
        ({"picture": drawing(saved(Image.new("L", (281, 20))))}, "at most 280 pixels"),
        ({"picture": drawing(saved(NOISE))}, "at most 9,000 characters"),
        ({"pipeline": []}, "is the JSON of one"),
        ({"pipeline": {**ROBUST, "hidden": []}}, "is the JSON of one"),
        ({"pipeline": {**ROBUST, "page": []}}, "page part"),
        ({"pipeline": {**ROBUST, "page": ROBUST["page"] * 6}}, "at most 40 steps"),
        ({"pipeline": {**ROBUST, "page": [{"step": "os.system", "params": {}}]}}, "no step"),
        ({"pipeline": {**ROBUST, "page": [*ROBUST["page"], OFF]}}, "did not"),
        ({"hidden": ["everything"]}, "not 'everything'"),
        ({"hidden": ["x"] * 1000}, "did not arrive"),
        ({"hidden": "steps"}, "did not arrive"),
        ({"shown": ["os.system"]}, "no step 'os.system'"),
    ],
)
def test_what_is_no_lesson_is_refused_with_the_reason(changes, reason) -> None:
    with pytest.raises((ChoiceError, ImageError, PipelineError, StepError), match=reason):
        from_json(lesson(**changes))


@pytest.mark.parametrize("text", ["", "x", "%", "ä", to_link(bundled_lesson("a-shadow"))[:-9]])
def test_a_damaged_link_is_refused(text) -> None:
    with pytest.raises(ChoiceError, match="holds no whole lesson"):
        from_link(text)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b" " * (1 << 20), "64,000 bytes"),
        (b"[" * 60_000, "not valid JSON"),
        (b"\xff", "not valid JSON"),
        (b"[]", "exactly the keys"),
    ],
    ids=["bomb", "deep", "bytes", "list"],
)
def test_what_a_link_holds_is_bounded(data, reason) -> None:
    with pytest.raises(ChoiceError, match=reason):
        from_link(pack(data))
    with pytest.raises(ChoiceError, match="16,000 characters"):
        from_link("a" * (1 << 20))


def test_text_is_text() -> None:
    evil = "<img src=x onerror=alert(1)> [a](http://b) ${1+1} {{value}}"
    shown = lesson_html(
        from_json(lesson(title=evil, question=evil, seen=evil, **{"try": [evil]})), "x", "convnet"
    )
    assert "<img" not in shown
    assert shown.count("&lt;img src=x onerror=alert(1)&gt; [a](http://b) ${1+1} {{value}}") == 4
    assert "Who made the link wrote this text." in shown


def test_a_link_carries_an_example_by_name_and_any_other_picture_small() -> None:
    assert linked_picture(STAR, None, None, None) == STAR
    stroke = np.full((280, 280, 3), 255, np.uint8)
    stroke[60:220, 130:150] = 0
    pad = drawing(saved(Image.fromarray(stroke)))
    image, _ = named_picture(linked_picture("predict", None, pad, None))
    assert image.shape == (280, 280, 3)
    np.testing.assert_array_equal(image, stroke)
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (280, 280, 3), np.uint8))
    pad = drawing(saved(noise))
    assert len(linked_picture("predict", None, pad, None)) <= MAX_LINKED
    for name in ("predict", "sample:full", "upload"):
        with pytest.raises(ImageError):
            linked_picture(name, None, None, None)
