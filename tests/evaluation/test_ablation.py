"""Each step off in turn: which chains still fit, and that their figures are those of the chains."""

import numpy as np
import pytest

from mnist_space import load_predictor
from mnist_space.data import load_test
from mnist_space.evaluation.ablation import ablate, run_variants, variants
from mnist_space.preprocessing.images import decode
from mnist_space.preprocessing.pipelines import load_pipeline
from mnist_space.synthesis import redraw


@pytest.fixture(scope="module")
def predictor():
    return load_predictor("convnet")


@pytest.fixture(scope="module")
def robust(predictor):
    return load_pipeline("robust")


@pytest.fixture(scope="module")
def pictures():
    digits = load_test().images
    return [decode(redraw("dark_on_light", digits[i], i, 1)) for i in range(3)]


def test_a_chain_that_breaks_everywhere_needs_every_step(predictor):
    found = variants(load_pipeline("notebook"))
    assert [variant.step for variant in found] == [None, "grayscale", "resize_to_canvas", "rescale"]
    assert [variant.pipeline is None for variant in found] == [False, True, True, True]


def test_every_step_of_robust_is_off_once(robust):
    found = variants(robust)
    calls = robust.page + robust.digit
    assert [variant.step for variant in found[1:]] == [call.step for call in calls]
    for variant in found[1:]:
        if variant.pipeline:
            left = [call.step for call in variant.pipeline.page + variant.pipeline.digit]
            expected = [call.step for call in calls]
            at = variant.number - 1
            expected[at : at + 1] = [variant.stand_in] if variant.stand_in else []
            assert left == expected
    off = {variant.step: variant for variant in found}
    assert off["limit_size"].stand_in is None
    assert off["center_mass"].stand_in == "resize_to_canvas"
    assert off["rescale"].pipeline is None


def test_shared_beginnings_change_nothing(robust, pictures):
    found = variants(robust)
    for picture in pictures:
        alone = [variant.pipeline.run(picture) for variant in found if variant.pipeline]
        assert (run_variants(found, picture) == np.stack(alone)).all()


def test_rows_have_the_accuracy_of_each_chain(predictor, robust, pictures):
    labels = np.array([predictor.predict(p, robust).label for p in pictures], np.uint8)
    labels[0] = (labels[0] + 1) % 10
    calls = []
    rows = ablate(
        predictor,
        {"three": (pictures, labels), "two": (iter(pictures[1:]), labels[1:])},
        robust,
        lambda done, total: calls.append((done, total)),
    )
    assert calls == [(done, 5) for done in range(1, 6)]
    assert rows[0].accuracy == {"three": pytest.approx(2 / 3), "two": 1.0}
    for row, variant in zip(rows, variants(robust), strict=True):
        assert row.needed == (variant.pipeline is None)
        if not row.needed:
            read = [predictor.predict(p, variant.pipeline).label for p in pictures]
            right = np.mean(np.array(read) == labels)
            assert row.accuracy["three"] == pytest.approx(right)
            assert row.change["three"] == pytest.approx(100 * (right - 2 / 3))
    assert rows[0].to_json()["change"] == {"three": 0.0, "two": 0.0}


def test_a_caller_that_gives_up_stops_the_run(predictor, pictures):
    class Stopped(Exception):
        pass

    def stop(done, total):
        raise Stopped

    with pytest.raises(Stopped):
        ablate(predictor, {"set": (pictures, np.zeros(3, np.uint8))}, progress=stop)
