"""MNIST: the bundled test split, and the train split from a folder, the Hub or Keras."""

from __future__ import annotations

import gzip
import hashlib
import importlib
import importlib.util
import math
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal
from zipfile import BadZipFile

import cv2
import numpy as np
from numpy.typing import NDArray

BUNDLED_TEST = Path(__file__).parent / "bundled" / "mnist-test"
HUB_DATASET = "ylecun/mnist"
HUB_FILE = "mnist/train-00000-of-00001.parquet"
KERAS_FILE = "mnist.npz"

Digits = Annotated[NDArray[np.uint8], "(N, 28, 28), 0 = ground, 255 = ink"]
Tensors = Annotated[NDArray[np.float32], "(N, 28, 28) in [0, 1]"]
Labels = Annotated[NDArray[np.uint8], "(N,), 0..9; 10 = not a digit, in pictures for training"]
SplitName = Literal["train", "test"]

NOT_A_DIGIT = 10

IDX_FILES: dict[SplitName, tuple[str, str]] = {
    "train": ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
    "test": ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
}
# Of the canonical IDX files, unpacked: the same bytes whatever the source was.
MD5: dict[SplitName, tuple[str, str]] = {
    "train": ("6bbc9ace898e44ae57da46a324031adb", "a25bea736e30d166cdddb491f175f624"),
    "test": ("2646ac647ad5339dbf082846283269ea", "27ae3e4e09519cfbb04c329615203637"),
}
# The largest of the files has 47,040,016 bytes: a compressed file that goes on is not MNIST.
MAX_BYTES = 47_040_016


class DataError(ValueError):
    """MNIST cannot be had, or what was found is not MNIST."""


@dataclass(frozen=True)
class Split:
    """Digits and what they are.

    Attributes:
        images: uint8 (N, 28, 28), 0 = ground, 255 = ink.
        labels: uint8 (N,), 0..9.
    """

    images: Digits
    labels: Labels

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, chosen: slice | NDArray[np.int64]) -> Split:
        return Split(self.images[chosen], self.labels[chosen])


def to_unit(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return pictures of any shape, 0 to 255, as float32 in [0, 1]: what a network reads."""
    return images.astype(np.float32) / np.float32(255)


def load_test(folder: Path | None = None) -> Split:
    """Return the 10,000 test digits: those that ship with the package, or those in `folder`.

    Raises:
        DataError: the files are missing, damaged or not MNIST.
    """
    return _from_folder(folder or BUNDLED_TEST, "test")


def load_train(folder: Path | None = None) -> Split:
    """Return the 60,000 train digits from a folder, else from the Hub, else through Keras.

    Args:
        folder: holds the IDX files, plain or as .gz, or Keras' mnist.npz. Given, it is the only
            source; without it the digits are downloaded once and cached.

    Raises:
        DataError: no source has them, or what it has is not MNIST; the sentence says what to do.
    """
    if folder is not None:
        return _from_folder(folder, "train")
    reasons = []
    sources: tuple[Callable[[], Split], ...] = (_from_hub, _from_keras)
    for source in sources:
        try:
            return source()
        except DataError as error:
            reasons.append(str(error))
    raise DataError(
        "The MNIST train split cannot be had. Put train-images-idx3-ubyte.gz and "
        "train-labels-idx1-ubyte.gz into a folder and name it with --data. " + " ".join(reasons)
    )


def hold_out(train: Split, count: int) -> tuple[Split, Split]:
    """Return the train digits without `count` of them, and those.

    They are drawn at random, but alike in every run, whatever its seed: so a network can go on from
    another one, or be joined to it, and neither has seen the validation digits.
    """
    order: NDArray[np.int64] = np.random.default_rng(0).permutation(len(train))
    last = len(train) - count
    return train[order[:last]], train[order[last:]]


def _from_folder(folder: Path, name: SplitName) -> Split:
    if not folder.is_dir():
        raise DataError(f"There is no folder {str(folder)!r} with MNIST files.")
    files = [_find(folder, file) for file in IDX_FILES[name]]
    if all(files):
        images, labels = (_parse_idx(_read(file), file.name) for file in files if file)
        return _checked(images, labels, name, str(folder))
    if (folder / KERAS_FILE).is_file():
        return _from_npz(folder / KERAS_FILE, name)
    wanted = " and ".join(f"{file}.gz" for file in IDX_FILES[name])
    raise DataError(f"{str(folder)!r} has neither {wanted} nor {KERAS_FILE}.")


def _find(folder: Path, file: str) -> Path | None:
    candidates = (folder / f"{file}.gz", folder / file)
    return next((path for path in candidates if path.is_file()), None)


def _read(path: Path) -> bytes:
    try:
        if path.suffix != ".gz":
            return path.read_bytes()
        with gzip.open(path) as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"{path.name} is damaged or is no gzip file.") from error


def idx_layout(head: bytes, name: str) -> tuple[int, tuple[int, ...]]:
    """Return where the data of an IDX file of bytes begins, and the shape of its array.

    Args:
        head: the beginning of the file: 0, 0, type 8 = uint8, number of axes, big-endian lengths.
        name: what an error calls the file.

    Raises:
        DataError: it is no such file.
    """
    axes = head[3] if len(head) > 3 else 0
    start = 4 + 4 * axes
    if head[:3] != b"\0\0\x08" or len(head) < start:
        raise DataError(f"{name} is damaged or is no IDX file of bytes.")
    return start, tuple(int.from_bytes(head[i : i + 4], "big") for i in range(4, start, 4))


def _parse_idx(raw: bytes, name: str) -> NDArray[np.uint8]:
    start, shape = idx_layout(raw, name)
    if len(raw) != start + math.prod(shape):
        raise DataError(f"{name} is damaged or is no IDX file of bytes.")
    return np.frombuffer(raw, np.uint8, offset=start).reshape(shape)


def idx_bytes(array: NDArray[np.uint8]) -> bytes:
    """Return `array` as the bytes of an IDX file."""
    lengths = b"".join(length.to_bytes(4, "big") for length in array.shape)
    return bytes([0, 0, 8, array.ndim]) + lengths + array.tobytes()


def _from_npz(path: Path, name: SplitName) -> Split:
    try:
        with path.open("rb") as file, np.load(file) as arrays:
            images, labels = arrays[f"x_{name}"], arrays[f"y_{name}"]
    except (OSError, ValueError, TypeError, KeyError, EOFError, BadZipFile, zlib.error) as error:
        raise DataError(f"{str(path)!r} is damaged or is not Keras' {KERAS_FILE}.") from error
    return _checked(images, labels, name, str(path))


def _from_hub() -> Split:
    try:
        parquet = importlib.import_module("pyarrow.parquet")
        importlib.import_module("huggingface_hub")
    except ImportError as error:
        missing = "pip install pyarrow huggingface_hub"
        raise DataError(f"To read {HUB_DATASET} from the Hub: {missing}.") from error
    try:
        table = parquet.read_table(_hub_file())
        pictures = [picture["bytes"] for picture in table.column("image").to_pylist()]
        images = np.stack([_decode(picture) for picture in pictures])
        labels = table.column("label").to_numpy().astype(np.uint8)
    except (OSError, ValueError, KeyError, TypeError, cv2.error) as error:
        raise DataError(f"{HUB_DATASET} on the Hub does not give the train digits.") from error
    return _checked(images, labels, "train", HUB_DATASET)


def _decode(png: bytes) -> NDArray[np.uint8]:
    return np.asarray(cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_GRAYSCALE), np.uint8)


def _hub_file() -> str:
    """The path of the cached file; one that is not cached is downloaded, or fails after 20 s."""
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        return hf_hub_download(HUB_DATASET, HUB_FILE, repo_type="dataset", local_files_only=True)
    except LocalEntryNotFoundError:
        return hf_hub_download(HUB_DATASET, HUB_FILE, repo_type="dataset")


def _from_keras() -> Split:
    if importlib.util.find_spec("keras") is None:
        raise DataError("Keras is not installed.")
    import keras

    try:
        (images, labels), _ = keras.datasets.mnist.load_data()
    except Exception as error:  # Keras raises a bare Exception where a download fails.
        raise DataError("keras.datasets.mnist cannot be downloaded.") from error
    return _checked(images, labels, "train", "keras.datasets.mnist")


def _checked(
    images: NDArray[np.uint8], labels: NDArray[np.uint8], name: SplitName, source: str
) -> Split:
    for array, md5, part in zip((images, labels), MD5[name], ("images", "labels"), strict=True):
        if array.dtype != np.uint8 or hashlib.md5(idx_bytes(array)).hexdigest() != md5:
            raise DataError(f"The {name} {part} in {source} are not MNIST's: wrong md5.")
    return Split(images, labels)
