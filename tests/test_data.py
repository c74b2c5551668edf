"""The MNIST splits: every source, and what is said when none has them."""

import gzip
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from mnist_space.data import BUNDLED_TEST, IDX_FILES, DataError, idx_bytes, load_test, load_train

SHARED_MNIST = Path(__file__).parents[2] / "shared" / "data" / "mnist"
IMAGES, LABELS = IDX_FILES["test"]


def test_the_bundled_test_split_has_its_ten_thousand_digits():
    test = load_test()
    assert test.images.shape == (10_000, 28, 28)
    assert test.images.dtype == test.labels.dtype == np.uint8
    assert test.labels[:5].tolist() == [7, 2, 1, 0, 4]
    assert np.bincount(test.labels).tolist() == [
        980,
        1135,
        1032,
        1010,
        982,
        892,
        958,
        1028,
        974,
        1009,
    ]


def test_licence_and_credit_lie_beside_the_digits():
    text = (BUNDLED_TEST / "README.md").read_text()
    assert "Attribution-ShareAlike 3.0" in text
    assert "LeCun" in text


def test_plain_idx_files_are_read_from_a_folder(tmp_path):
    for file in IDX_FILES["test"]:
        (tmp_path / file).write_bytes(gzip.decompress((BUNDLED_TEST / f"{file}.gz").read_bytes()))
    assert np.array_equal(load_test(tmp_path).images, load_test().images)


def test_idx_files_written_here_equal_the_canonical_ones():
    canonical = gzip.decompress((BUNDLED_TEST / f"{LABELS}.gz").read_bytes())
    assert idx_bytes(load_test().labels) == canonical


def test_keras_file_is_read_from_a_folder(tmp_path):
    test = load_test()
    np.savez(tmp_path / "mnist.npz", x_test=test.images, y_test=test.labels)
    assert np.array_equal(load_test(tmp_path).labels, test.labels)


def test_train_split_is_read_from_a_folder():
    if not SHARED_MNIST.is_dir():
        pytest.skip("../shared/data/mnist, which holds the train split, is not on this machine")
    train = load_train(SHARED_MNIST)
    assert train.images.shape == (60_000, 28, 28)
    assert train.labels[:5].tolist() == [5, 0, 4, 1, 9]


@pytest.fixture
def idx_folder(tmp_path):
    for file in IDX_FILES["test"]:
        (tmp_path / f"{file}.gz").write_bytes((BUNDLED_TEST / f"{file}.gz").read_bytes())
    return tmp_path


def _pack(folder, raw):
    (folder / f"{IMAGES}.gz").write_bytes(gzip.compress(raw, 1))


def test_one_changed_pixel_is_refused(idx_folder):
    images = load_test().images.copy()
    images[77, 14, 14] ^= 1
    _pack(idx_folder, idx_bytes(images))
    with pytest.raises(DataError, match=r"test images .* wrong md5"):
        load_test(idx_folder)


def test_exchanged_labels_are_refused(idx_folder):
    (idx_folder / f"{LABELS}.gz").write_bytes(gzip.compress(idx_bytes(load_test().labels[::-1])))
    with pytest.raises(DataError, match=r"test labels .* wrong md5"):
        load_test(idx_folder)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0\0\x08\x03",
        b"\0\0\x08\xff",
        b"GIF89a",
        idx_bytes(np.zeros((3, 28, 28), np.uint8))[:-1],
        b"\0\0\x08\x04" + 4 * b"\0\1\0\0",
    ],
    ids=["empty", "no lengths", "255 axes", "another format", "cut short", "2^64 bytes"],
)
def test_damaged_idx_files_are_refused(idx_folder, raw):
    _pack(idx_folder, raw)
    with pytest.raises(DataError, match="damaged"):
        load_test(idx_folder)


@pytest.mark.parametrize("keep", [0.0, 0.5])
def test_damaged_gzip_files_are_refused(idx_folder, keep):
    path = idx_folder / f"{IMAGES}.gz"
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * keep)] or b"not gzip")
    with pytest.raises(DataError, match="damaged"):
        load_test(idx_folder)


def test_a_compressed_bomb_is_not_unpacked(idx_folder):
    _pack(idx_folder, b"\0\0\x08\x03" + bytes(100_000_000))
    with pytest.raises(DataError, match="damaged"):
        load_test(idx_folder)


def test_damaged_keras_file_is_refused(tmp_path):
    (tmp_path / "mnist.npz").write_bytes(b"PK\x03\x04 but no more")
    with pytest.raises(DataError, match=r"damaged or is not Keras' mnist\.npz"):
        load_train(tmp_path)


def test_an_array_alone_is_no_keras_file(tmp_path):
    with (tmp_path / "mnist.npz").open("wb") as file:
        np.save(file, np.zeros(3))
    with pytest.raises(DataError, match="damaged"):
        load_train(tmp_path)


def test_keras_file_with_other_arrays_is_refused(tmp_path):
    np.savez(tmp_path / "mnist.npz", x=np.zeros(3))
    with pytest.raises(DataError, match="damaged"):
        load_train(tmp_path)


def test_missing_folder_and_empty_folder_are_named(tmp_path):
    with pytest.raises(DataError, match=r"no folder .*nowhere"):
        load_train(tmp_path / "nowhere")
    with pytest.raises(DataError, match=r"neither train-images.* nor mnist\.npz"):
        load_train(tmp_path)


def test_with_no_source_one_error_says_what_to_do(tmp_path):
    """Hub and Keras point at a closed local port and empty caches: both ways really fail."""
    code = "from mnist_space.data import load_train\nload_train()"
    closed = "http://127.0.0.1:9"
    env = {"PATH": "", "HOME": str(tmp_path), "KERAS_HOME": str(tmp_path), "HF_HOME": str(tmp_path)}
    env |= {
        "HF_ENDPOINT": closed,
        "HF_HUB_OFFLINE": "1",
        "http_proxy": closed,
        "https_proxy": closed,
    }
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[1], env=env, capture_output=True,
        text=True, check=False, timeout=120,
    )  # fmt: skip
    last = done.stderr.strip().splitlines()[-1]
    assert done.returncode == 1
    assert last.startswith("mnist_space.data.DataError: The MNIST train split cannot be had.")
    assert "--data" in last
    assert "Hub" in last
    assert "keras.datasets.mnist cannot be downloaded" in last
