"""For each check a step that breaks exactly what it checks."""

import dataclasses
import inspect

import pytest

from mnist_space.preprocessing import checks
from mnist_space.preprocessing.checks import StepCheckError, step_checks
from mnist_space.preprocessing.forms import CANVAS, COLOR, DIGIT, GRAY
from mnist_space.preprocessing.registry import Step, StepError
from mnist_space.preprocessing.samples import SAMPLE_NAMES, samples
from tests.preprocessing.good_step import GOOD


def complaints(step: Step) -> dict[str, str]:
    """Which checks the step does not pass, and what they say."""
    found = {}
    for check in step_checks():
        try:
            check(step)
        except StepCheckError as error:
            found[check.__name__] = str(error)
    return found


def test_a_good_step_passes(step):
    assert complaints(step(GOOD)) == {}


def test_every_check_of_the_module_is_yielded():
    here = {
        name
        for name, function in inspect.getmembers(checks, inspect.isfunction)
        if name.startswith("check_")
    }
    assert {check.__name__ for check in step_checks()} == here


def test_checks_need_no_pytest():
    assert "pytest" not in inspect.getsource(checks)


def test_name_of_the_file(step):
    found = complaints(step(GOOD, file="many_steps"))
    assert list(found) == ["check_name"]
    assert found["check_name"] == (
        "Step 'flip_ink' is the function 'flip_ink' in many_steps.py; use one name."
    )


def test_a_step_may_live_in_the_init_of_a_package(step, tmp_path):
    (tmp_path / "many_steps").mkdir()
    assert complaints(step(GOOD, file="many_steps/__init__")) == {}


@pytest.mark.parametrize("line", ["", "flip the ink.", "Flip the ink", "Flip."])
def test_docstring(step, line):
    found = complaints(step(GOOD.replace("Flip the ink.", line)))
    assert list(found) == ["check_docstring"]
    assert "'flip_ink' must begin its docstring with a sentence" in found["check_docstring"]


def test_another_dtype_than_promised(step):
    bad = step('''
        def too_long(image: GrayImage) -> GrayImage:
            """Give another dtype."""
            return image * 1.0
    ''')
    sentence = complaints(bad)["check_output_form"]
    assert "'too_long' should give GrayImage, but gives dtype float64 instead of uint8" in sentence
    assert "on the sample blank (60, 60)" in sentence


def test_an_error_on_a_single_shape(step):
    bad = step('''
        def drop_row(image: GrayImage) -> GrayImage:
            """Drop the first row."""
            return image[1:]
    ''')
    sentence = complaints(bad)["check_output_form"]
    assert "'drop_row' should give GrayImage, but gives shape (0, 1)" in sentence
    assert "on the sample 1x1 (1, 1)" in sentence


def test_ending_the_program(step):
    bad = step('''
        def leave(image: GrayImage) -> GrayImage:
            """End the program."""
            raise SystemExit(0)
    ''')
    sentence = complaints(bad)["check_output_form"]
    assert sentence == "Step 'leave' fails on the sample blank (60, 60): SystemExit: 0"


def test_writing_into_the_input(step):
    bad = step('''
        def blacken(image: GrayImage) -> GrayImage:
            """Write in place."""
            image[0, 0] = 0
            return image
    ''')
    sentence = complaints(bad)["check_input_is_never_written"]
    assert "Step 'blacken' fails on the sample blank" in sentence
    assert "read-only" in sentence


def test_samples_cannot_be_made_writable(step):
    bad = step('''
        def force(image: GrayImage) -> GrayImage:
            """Insist on writing."""
            image.flags.writeable = True
            image[0, 0] = 0
            return image
    ''')
    assert "check_input_is_never_written" in complaints(bad)


def test_writing_behind_the_back_of_numpy(step):
    """Memory that is read-only to NumPy can still be written through a pointer."""
    bad = step('''
        import ctypes

        def poke(image: GrayImage) -> GrayImage:
            """Write through a pointer."""
            ctypes.memset(image.ctypes.data, int(image[0, 0]) ^ 1, 1)
            return np.zeros_like(image)
    ''')
    try:
        with pytest.raises(StepCheckError, match=r"'poke' writes into its input \(sample blank\)"):
            checks.check_input_is_never_written(bad)
    finally:
        samples.cache_clear()


def test_randomness(step):
    bad = step('''
        def jitter(image: GrayImage) -> GrayImage:
            """Add noise."""
            return np.random.default_rng().integers(0, 256, image.shape).astype(np.uint8)
    ''')
    found = complaints(bad)
    assert list(found) == ["check_same_output_twice"]
    assert "'jitter' gives another output the second time" in found["check_same_output_twice"]


def test_state_between_calls(step):
    bad = step('''
        BUFFER = np.zeros((2000, 2000), np.uint8)

        def reuse(image: GrayImage) -> GrayImage:
            """Give a view of one buffer."""
            view = BUFFER[: image.shape[0], : image.shape[1]]
            view[:] = image
            return view
    ''')
    found = complaints(bad)
    assert list(found) == ["check_same_output_twice"]
    assert "'reuse' changes an output that it gave before" in found["check_same_output_twice"]


def test_a_choice_that_does_not_run(step):
    bad = step('''
        def choose(image: GrayImage, *, how: Literal["a", "b"] = "a") -> GrayImage:
            """Know one choice alone."""
            return {"a": image}[how].copy()
    ''')
    found = complaints(bad)
    assert list(found) == ["check_every_choice_and_bound_runs"]
    assert "with {'how': 'b'}: KeyError" in found["check_every_choice_and_bound_runs"]


@pytest.mark.parametrize("bound", ["0", "10"])
def test_a_bound_that_does_not_run(step, bound):
    bad = step(f'''
        def divide_by(image: GrayImage, *, by: Annotated[int, Range(0, 10)] = 3) -> GrayImage:
            """Fail at one bound."""
            return (image // (1 // (by - {bound} and 1))).astype(np.uint8)
    ''')
    found = complaints(bad)
    assert list(found) == ["check_every_choice_and_bound_runs"]
    assert f"with {{'by': {bound}}}" in found["check_every_choice_and_bound_runs"]


class Careless(Step):
    """A step that takes any parameters: what the registry's own checks make impossible."""

    def complete(self, params):
        return {p.name: params.get(p.name, p.default) for p in self.parameters}


class Forgetful(Step):
    """A step that refuses, but does not say that it was this step."""

    def complete(self, params):
        try:
            return super().complete(params)
        except StepError as error:
            raise StepError("Something is wrong with a parameter.") from error


class Inexact(Step):
    """A step that changes its parameters each time they are written out."""

    def complete(self, params):
        complete = super().complete(params)
        return complete | {"share": complete["share"] * 0.5}


def copied(step: Step, kind: type[Step]) -> Step:
    return kind(**{field.name: getattr(step, field.name) for field in dataclasses.fields(step)})


def test_wrong_parameters_that_are_accepted(step):
    found = complaints(copied(step(GOOD), Careless))
    assert list(found) == ["check_wrong_parameters_are_refused"]
    assert "'flip_ink' accepts no_such_parameter=1" in found["check_wrong_parameters_are_refused"]


def test_an_error_that_does_not_name_the_step(step):
    found = complaints(copied(step(GOOD), Forgetful))
    assert list(found) == ["check_wrong_parameters_are_refused"]


def test_parameters_that_json_changes(step):
    found = complaints(copied(step(GOOD), Inexact))
    assert list(found) == ["check_parameters_survive_json"]
    assert "'flip_ink' has parameters that JSON changes" in found["check_parameters_survive_json"]


@pytest.mark.parametrize("form", [COLOR, GRAY, CANVAS, DIGIT], ids=lambda form: form.name)
def test_samples_are_of_their_form_and_made_once(form):
    made = samples(form)
    assert samples(form) is made
    assert tuple(made) == SAMPLE_NAMES
    assert {"blank", "full", "1x1", "tall", "wide", "strided", "280x280", "1000x700"} == set(made)
    for image in made.values():
        assert form.complaint(image) is None
        with pytest.raises(ValueError, match="WRITEABLE"):
            image.flags.writeable = True
    assert not made["strided"].flags.c_contiguous
    if form.shape[0] is None:
        assert made["1x1"].shape[:2] == (1, 1)
        assert made["1000x700"].shape[:2] == (700, 1000)
