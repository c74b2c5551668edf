import json
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from mnist_space import ArtifactError, ImageError, Predictor, load_predictor
from mnist_space.artifact import BUNDLED, BUNDLED_MODELS
from mnist_space.data import load_test
from mnist_space.preprocessing.pipeline import PipelineError
from mnist_space.preprocessing.pipelines import load_pipeline
from mnist_space.reading.answers import NOT_A_DIGIT, NOTHING_DRAWN

TEST = load_test()


@pytest.fixture(scope="module")
def predictor() -> Predictor:
    return load_predictor()


def drawing(digit: int, side: int = 280) -> np.ndarray:
    """A test digit as a black drawing on a white square."""
    return 255 - cv2.resize(TEST.images[digit], (side, side), interpolation=cv2.INTER_CUBIC)


def test_it_reads_digits(predictor):
    answers = predictor.predict_batch([drawing(i) for i in range(40)])
    right = sum(
        answer.label == label for answer, label in zip(answers, TEST.labels[:40], strict=True)
    )
    assert right >= 38
    for answer in answers:
        product = answer.digit_probability * max(answer.probabilities)
        assert answer.confidence == pytest.approx(product)
        assert answer.probabilities[answer.label] == max(answer.probabilities)
    for answer in answers:
        assert sum(answer.probabilities) == pytest.approx(1, abs=1e-5)


def test_the_same_picture_in_every_form_gives_the_same_answer(predictor, tmp_path):
    array = drawing(0)
    file = tmp_path / "seven.png"
    Image.fromarray(array).save(file)
    sources = [
        file,
        str(file),
        file.read_bytes(),
        Image.open(file),
        array,
        array[..., np.newaxis],
        np.repeat(array[..., np.newaxis], 3, axis=2),
        array / 255,
        array.astype(np.int64),
        array.astype(np.uint16) * 257,
        np.dstack([np.zeros_like(array)] * 3 + [255 - array]),
    ]
    answers = [predictor.predict(source) for source in sources]
    assert answers[0].label == 7
    for answer in answers[1:]:
        np.testing.assert_allclose(answer.probabilities, answers[0].probabilities, atol=1e-6)


def test_the_trace_has_every_step_and_ends_in_what_the_network_reads(predictor):
    answer = predictor.predict(drawing(0))
    pipeline = predictor.artifact.pipeline
    assert [entry.step for entry in answer.trace] == [
        call.step for call in pipeline.page + pipeline.digit
    ]
    tensor = answer.trace[-1].image
    again = predictor.probabilities(tensor[np.newaxis])[0]
    np.testing.assert_allclose(answer.probabilities, again, atol=1e-6)


def test_an_answer_in_a_shell_is_one_line_without_pixels(predictor):
    answer, reading = predictor.predict(drawing(0)), predictor.read_number(drawing(0))
    assert "label=7" in repr(answer)
    assert "array" not in repr(answer) + repr(reading)


def test_no_tensors_no_logits(predictor):
    assert predictor.logits(np.zeros((0, 28, 28), np.float32)).shape == (0, 10)


@pytest.mark.parametrize("size", [(280, 280), (28, 28), (1, 1), (1, 5000), (600, 300)])
@pytest.mark.parametrize("level", [0, 128, 255])
@pytest.mark.parametrize("model", BUNDLED_MODELS)
def test_a_blank_picture_is_no_digit(predictor, model, level, size):
    reader = predictor if model == "convnet" else load_predictor(model)
    answer = reader.predict(np.full(size, level, np.uint8), load_pipeline("robust"))
    assert (answer.label, answer.accepted, answer.reason) == (None, False, NOTHING_DRAWN)
    assert answer.probabilities == (0.1,) * 10
    assert answer.to_json()["label"] is None


def test_an_empty_pad_is_no_digit(predictor):
    answer = predictor.predict(np.zeros((280, 280, 4), np.uint8))
    assert (answer.label, answer.reason) == (None, NOTHING_DRAWN)


def test_what_is_no_digit_is_rejected(predictor):
    star = BUNDLED / "examples" / "star.jpg"
    answer = predictor.predict(star)
    assert (answer.accepted, answer.reason) == (False, NOT_A_DIGIT)
    assert answer.label is not None


@pytest.mark.parametrize("source", [b"", b"text", None, np.full((3, 3), np.nan), Path("none.png")])
def test_bad_pictures_are_an_image_error(predictor, source):
    with pytest.raises(ImageError):
        predictor.predict(source)


def test_a_bad_picture_in_a_batch_is_an_image_error(predictor):
    with pytest.raises(ImageError, match="empty"):
        predictor.predict_batch([drawing(0), b""])
    assert predictor.predict_batch([]) == []


def test_a_batch_gives_what_single_pictures_give(predictor):
    pictures = [drawing(i, side) for i, side in enumerate((280, 28, 100, 280, 333))]
    for model in BUNDLED_MODELS:
        reader = predictor if model == "convnet" else load_predictor(model)
        batch = reader.predict_batch(pictures)
        for picture, answer in zip(pictures, batch, strict=True):
            single = reader.predict(picture)
            assert single.label == answer.label
            np.testing.assert_allclose(single.probabilities, answer.probabilities, atol=1e-6)


@pytest.mark.parametrize("count", [1, 3, 257])
def test_tensors_in_batches_of_any_size(predictor, count):
    tensors = (TEST.images[:count] / 255).astype(np.float32)
    logits = predictor.logits(tensors)
    assert logits.shape == (count, 10)
    for i in {0, count // 2, count - 1}:
        np.testing.assert_allclose(logits[i], predictor.logits(tensors[i : i + 1])[0], atol=1e-4)


def test_many_threads_get_the_answers_of_one(predictor):
    pictures = [drawing(i) for i in range(16)]
    tensors = (TEST.images[:9] / 255).astype(np.float32)
    expected = [predictor.predict(picture).probabilities for picture in pictures]
    logits = predictor.logits(tensors)

    def work(turn: int):
        if turn % 12 == 0:  # another batch size at the same time: the network is resized
            np.testing.assert_allclose(predictor.logits(tensors), logits, atol=1e-4)
        i = turn % len(pictures)
        return i, predictor.predict(pictures[i]).probabilities

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(work, range(48)))
    for i, probabilities in answers:
        np.testing.assert_allclose(probabilities, expected[i], atol=1e-6)


def test_who_accepts_all_takes_no_holes_for_digits():
    page = np.full((280, 280), 255, np.uint8)
    for middle in (85, 195):
        cv2.circle(page, (140, middle), 45, 0, 20)
    answer = load_predictor("notebook_mlp").predict(page)
    assert (answer.accepted, answer.reason) == (True, None)


def test_another_pipeline_than_the_models_own(predictor):
    answer = predictor.predict(drawing(0), load_pipeline("notebook"))
    assert [entry.step for entry in answer.trace] == ["grayscale", "resize_to_canvas", "rescale"]
    assert answer.probabilities != predictor.predict(drawing(0)).probabilities


def test_odd_pictures_never_raise_anything_but_an_image_error(predictor):
    rng = np.random.default_rng(8)
    for _ in range(40):
        shape = tuple(rng.integers(1, 90, 2))
        channels = int(rng.choice([0, 1, 3, 4]))
        array = rng.integers(0, 256, (*shape, channels) if channels else shape).astype(np.uint8)
        array[rng.random(shape) < rng.random()] = int(rng.choice([0, 255]))
        answer = predictor.predict(array)
        assert answer.label in {None, *range(10)}
        assert np.isfinite(answer.probabilities).all()
        assert (answer.reason is None) == answer.accepted


@pytest.mark.parametrize("source", ["convnets", "no/such/folder", "/", Path("none")])
def test_there_is_no_such_model(source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ArtifactError):
        load_predictor(source)


def test_a_pipeline_is_a_pipeline_a_name_or_a_file(predictor, tmp_path):
    notebook = load_pipeline("notebook")
    file = tmp_path / "mine.json"
    file.write_text(json.dumps(notebook.to_json()))
    picture = drawing(1)
    expected = predictor.predict(picture, notebook)
    for source in ("notebook", file, str(file)):
        assert predictor.predict(picture, source).probabilities == expected.probabilities
        assert predictor.predict_batch([picture], source)[0].label == expected.label
    with pytest.raises(PipelineError, match="There is no pipeline 'robst'"):
        predictor.predict(picture, "robst")
    for other in ({}, [], 0, False):
        for read in (predictor.predict, predictor.read_number):
            with pytest.raises(TypeError, match="a Pipeline, a name or a JSON file, not a"):
                read(picture, other)


UNPICKLE = """
import pickle, sys
predictor = pickle.load(sys.stdin.buffer)
print(predictor.predict(sys.argv[1]).confidence, predictor.artifact.pipeline.page[0].step)
"""


def test_a_predictor_goes_to_another_process(predictor):
    file = BUNDLED / "examples" / "two-white-on-black.png"
    changed = Predictor(replace(predictor.artifact, pipeline=load_pipeline("notebook")))
    ran = subprocess.run(
        [sys.executable, "-c", UNPICKLE, str(file)],
        input=pickle.dumps(changed), capture_output=True, check=True, timeout=60,
        cwd=BUNDLED.parents[1],
    )  # fmt: skip
    confidence, first = ran.stdout.decode().split()
    assert first == "grayscale"
    assert float(confidence) == pytest.approx(changed.predict(file).confidence, abs=1e-5)


@pytest.mark.parametrize("dtype", [np.int8, np.int64, np.uint32])
def test_zeros_and_ones_of_any_integers_are_a_drawing(predictor, dtype):
    assert predictor.predict((drawing(1) > 128).astype(dtype)).label == TEST.labels[1]


def test_a_batch_keeps_small_pictures(predictor):
    (answer,) = predictor.predict_batch([drawing(1, side=1200)])
    assert answer.trace[-1].image.shape == (28, 28)
    assert max(max(entry.image.shape) for entry in answer.trace) == 240
