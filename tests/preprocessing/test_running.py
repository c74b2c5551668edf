"""Steps that do harm: each is named, and the program goes on."""

import sys
import threading
from contextlib import suppress

import numpy as np
import pytest

from mnist_space.limits import Limits
from mnist_space.preprocessing import (
    ColorImage,
    Pipeline,
    PipelineError,
    StepCall,
    checks,
    deadline,
    pipeline,
    running,
)
from mnist_space.preprocessing.checks import StepCheckError
from mnist_space.preprocessing.deadline import OutOfTime, within
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.registry import Registry
from tests.preprocessing.good_step import GOOD

PICTURE = np.full((40, 30, 3), 110, np.uint8)
DIGIT = tuple(map(StepCall, ("resize_to_canvas", "rescale")))
STEPS = Registry(dict(load_steps().steps))


@STEPS.register
def brighten_in_place(image: ColorImage) -> ColorImage:
    """Write into the input."""
    image += 1
    return image


@STEPS.register
def leave(image: ColorImage) -> ColorImage:
    """End the program."""
    sys.exit("gone")


@STEPS.register
def never_end(image: ColorImage) -> ColorImage:
    """Go on for ever, whatever is raised."""
    while True:
        try:
            image = image[:]
        except Exception:
            continue


@STEPS.register
def copied(image: ColorImage) -> ColorImage:
    """Copy."""
    return image.copy()


def with_steps(*names: str) -> Pipeline:
    return Pipeline(tuple(map(StepCall, (*names, "grayscale"))), DIGIT, registry=STEPS)


def test_a_step_that_writes_into_its_input_is_named():
    with pytest.raises(PipelineError, match=r"Step 1 'brighten_in_place' failed .* read-only"):
        with_steps("brighten_in_place").run(PICTURE)
    assert (PICTURE == 110).all()


def test_a_step_that_ends_the_program_is_named():
    with pytest.raises(PipelineError, match=r"Step 2 'leave' failed .* SystemExit: gone"):
        with_steps("copied", "leave").run(PICTURE)


def test_a_step_that_does_not_end_is_ended_and_named(monkeypatch):
    monkeypatch.setattr(running, "limits", lambda: Limits(step_seconds=1))
    with pytest.raises(PipelineError, match="Step 1 'never_end' was ended after 1 s"):
        with_steps("never_end").run(PICTURE)
    assert with_steps("copied").run(PICTURE).shape == (28, 28)


def test_all_steps_on_a_picture_share_its_time(monkeypatch):
    monkeypatch.setattr(running, "limits", lambda: Limits(picture_seconds=1))
    read = running.as_one_picture(with_steps("never_end").run)
    with pytest.raises(PipelineError, match="'never_end' was ended because all took 1 s"):
        read(PICTURE)

    @running.as_one_picture
    def many() -> None:
        while True:
            with_steps("copied").run(PICTURE)

    with pytest.raises(PipelineError, match="was ended because all took 1 s"):
        many()
    assert with_steps("copied").run(PICTURE).shape == (28, 28)


def test_the_time_of_one_thread_is_not_that_of_another():
    ended, go = [], threading.Event()

    def forever() -> None:
        while True:
            pass

    def late() -> None:
        try:
            within(0.01, forever)
        except OutOfTime:
            ended.append("late")
            go.set()

    def patient() -> str:
        threading.Thread(target=late).start()
        assert go.wait(60)
        return "done"

    assert within(60, patient) == "done"
    assert ended == ["late"]


def test_what_ends_just_in_time_is_not_ended_later(monkeypatch):
    """The exception is taken back where it has not been raised yet."""
    monkeypatch.setattr(deadline, "INTERVAL", 0.0)
    monkeypatch.setattr(deadline, "_watch", deadline._Watch())
    late = 0
    try:
        for _ in range(2000):
            with suppress(OutOfTime):
                within(0.0, lambda: None)
            sum(range(50))  # where it would come up
    except OutOfTime:
        late += 1
    assert not late


def test_forty_steps_cannot_keep_half_a_gigabyte():
    picture = np.zeros((2048, 2048, 3), np.uint8)
    with pytest.raises(PipelineError, match=r"up to step 11 'copied' take more than 128 MB"):
        with_steps(*["copied"] * 30).run(picture)
    assert 11 * picture.nbytes > pipeline.MAX_TRACE_BYTES


def test_inside_a_picture_the_earlier_end_holds():
    with deadline.one_picture(1), deadline.one_picture(1000):
        assert deadline.seconds_left() <= 1
    with deadline.one_picture(1000), deadline.one_picture(1):
        assert deadline.seconds_left() <= 1


def test_a_step_that_does_not_end_is_ended(step, monkeypatch):
    monkeypatch.setattr(checks, "limits", lambda: Limits(step_seconds=1))
    slow = GOOD.replace("    return", "    while True:\n        pass\n    return", 1)
    with pytest.raises(StepCheckError, match=r"'flip_ink' was ended after 1 s on the sample"):
        checks.check_output_form(step(slow))
