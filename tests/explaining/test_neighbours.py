"""The digits most like a digit, from a small index of train digits."""

import json
import shutil

import numpy as np
import pytest

from mnist_space.artifact import ArtifactError
from mnist_space.data import load_test, to_unit
from mnist_space.explaining.neighbours import FOLDER, INDEX, RECIPE, build_neighbours, nearest

TEST = load_test()
TENSORS = to_unit(TEST.images[:200])


def test_the_nearest_digits_are_mostly_of_the_same_kind():
    same = [nearest(t, 1)[0].label == label for t, label in zip(TENSORS, TEST.labels, strict=False)]
    assert np.mean(same) > 0.85


def test_the_nearest_come_first_and_the_same_each_time():
    found = nearest(TENSORS[0], 5)
    distances = [neighbour.distance for neighbour in found]
    assert distances == sorted(distances)
    assert [n.to_json() for n in found] == [n.to_json() for n in nearest(TENSORS[0], 5)]


def test_a_digit_of_the_index_is_nearest_to_itself():
    with np.load(FOLDER / INDEX) as index:
        image, label = index["images"][700], index["labels"][700]
    (first, second) = nearest(to_unit(image), 2)
    assert (first.label, first.distance) == (label, pytest.approx(0, abs=1e-5))
    assert (first.picture == image).all()
    assert second.distance > 0.001


def test_no_ink_has_no_neighbours():
    assert nearest(np.zeros((28, 28), np.float32)) == ()


def test_the_bundled_index_is_small_even_and_holds_no_test_digit():
    assert (FOLDER / INDEX).stat().st_size <= 500_000
    with np.load(FOLDER / INDEX) as index:
        images, labels = index["images"], index["labels"]
    assert np.bincount(labels).tolist() == [250] * 10
    assert not {image.tobytes() for image in images} & {image.tobytes() for image in TEST.images}


def test_an_index_is_written_alike_each_time(tmp_path):
    for name in ("one", "two"):
        build_neighbours(TEST[:2000], tmp_path / name, each=20, seed=3)
    one, two = ((tmp_path / name / INDEX).read_bytes() for name in ("one", "two"))
    assert one == two
    build_neighbours(TEST[:2000], tmp_path / "other", each=20, seed=4)
    assert (tmp_path / "other" / INDEX).read_bytes() != one
    assert nearest(TENSORS[0], 1, tmp_path / "one")[0].label == TEST.labels[0]


@pytest.mark.parametrize("damage", ["hash", "missing", "recipe", "json"])
def test_a_damaged_index_is_not_used(tmp_path, damage):
    folder = tmp_path / damage
    shutil.copytree(FOLDER, folder)
    if damage == "hash":
        data = (folder / INDEX).read_bytes()
        (folder / INDEX).write_bytes(data[:-1] + b"!")
    elif damage == "missing":
        (folder / INDEX).unlink()
    elif damage == "json":
        (folder / RECIPE).write_text("no json")
    else:
        (folder / RECIPE).write_text(json.dumps({"each": 250}))
    with pytest.raises(ArtifactError, match=r"not loaded|damaged"):
        nearest(TENSORS[0], 1, folder)
