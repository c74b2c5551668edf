"""Bad files and arrays: one sentence each, within bounds of memory."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image

from mnist_space.preprocessing.images import ImageError, decode
from tests.preprocessing.fuzz import outcomes
from tests.preprocessing.pictures import QUARTER, encode, header_only_png, png

ROOT = Path(__file__).parents[2]

SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>"
BAD_FILES = {
    "empty": (b"", "empty"),
    "text": (b"This is a letter, not a picture.", "not a picture"),
    "svg": (SVG, "SVG drawings are not supported"),
    "bare svg": (b"  <svg></svg>", "SVG drawings are not supported"),
    "pdf": (b"%PDF-1.7\n%binary", "not a picture"),
    "zip": (b"PK\x03\x04" + bytes(40), "not a picture"),
    "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "not a picture"),
    "half a png": (png(QUARTER)[:60], "broken"),
    "half a jpeg": (encode(Image.effect_noise((99, 99), 90), "JPEG")[:800], "broken"),
    "half a webp": (encode(Image.effect_noise((99, 99), 90), "WEBP")[:300], "broken"),
    "half a gif": (encode(Image.effect_noise((99, 99), 90), "GIF")[:900], "broken"),
    "half a tiff": (encode(Image.effect_noise((99, 99), 90), "TIFF")[:900], "broken"),
    "png signature": (b"\x89PNG\r\n\x1a\n", "not a picture"),
    "bomb": (header_only_png(12000, 12000), r"\(12000 x 12000\) has more than 25 million"),
}


@pytest.mark.parametrize(("data", "sentence"), BAD_FILES.values(), ids=BAD_FILES)
def test_bad_files_are_one_sentence(data, sentence):
    with pytest.raises(ImageError, match=sentence) as caught:
        decode(data)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")


def test_a_large_webp_is_refused_earlier():
    data = encode(Image.new("1", (4100, 4100)), "WEBP", lossless=True, method=0)
    with pytest.raises(ImageError, match="more than 15 million"):
        decode(data)


def test_a_large_jpeg_is_refused_though_it_could_be_decoded_smaller():
    data = encode(Image.new("L", (6250, 4001)), "JPEG")
    with pytest.raises(ImageError, match="more than 25 million"):
        decode(data)


def test_files_that_cannot_be_opened(tmp_path):
    with pytest.raises(ImageError, match=r"'none\.png' cannot be opened: No such file"):
        decode(tmp_path / "none.png")
    with pytest.raises(ImageError, match="is no name of a file"):
        decode("no\0ne.png")
    with pytest.raises(ImageError, match="Is a directory"):
        decode(tmp_path)


@pytest.mark.parametrize(
    ("array", "sentence"),
    [
        (np.array([[np.nan, 0.5]]), "NaN"),
        (np.array([[np.inf, 0.5]]), "infinite"),
        (np.array([[-1.0, 1.0]]), r"not -1 to 1"),
        (np.array([[0, 256]]), "not 0 to 256"),
        (np.array([["a", "b"]]), "must hold numbers"),
        (np.array([[1 + 2j]]), "must hold numbers"),
        (np.array([[None, 1]], object), "must hold numbers"),
        (np.array([["2020-01-01"]], "datetime64[D]"), "must hold numbers"),
        (np.zeros(5, np.uint8), r"not \(5,\)"),
        (np.zeros((), np.uint8), r"not \(\)"),
        (np.zeros((0, 5), np.uint8), r"not \(0, 5\)"),
        (np.zeros((5, 5, 2), np.uint8), r"not \(5, 5, 2\)"),
        (np.zeros((1, 5, 5, 3), np.uint8), r"not \(1, 5, 5, 3\)"),
        (np.broadcast_to(np.uint8(0), (12000, 12000)), "more than 25 million"),
    ],
)
def test_bad_arrays_are_one_sentence(array, sentence):
    with pytest.raises(ImageError, match=sentence):
        decode(array)


@pytest.mark.parametrize("source", [None, 7, [[0, 1]], {"image": 1}, object()])
def test_other_things_are_no_picture(source):
    with pytest.raises(ImageError, match="must be a file, its bytes, a PIL image or an array"):
        decode(source)


@pytest.mark.parametrize("value", [np.nan, -1, np.inf])
def test_float_pictures_with_nan_or_negative_pixels_are_refused(value):
    data = encode(Image.fromarray(np.array([[value, 1]], np.float32)), "TIFF")
    with pytest.raises(ImageError, match="negative or not a number"):
        decode(data)


def test_damaged_files_are_read_or_refused():
    assert set(outcomes(10_000, seed=0)) == {"read", "refused"}


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
@pytest.mark.parametrize("other", [b"\x01\x1a\x00\x02", b"\x01\x00\x00\x05"], ids=["type", "tag"])
def test_a_turned_picture_with_a_damaged_field_is_turned(kind, other):
    """The field cannot be written anew: a text as a fraction, a fraction as a width."""
    whole = Image.Exif()
    whole[ExifTags.Base.Orientation] = 6
    whole[ExifTags.Base.XResolution] = 72.0
    data = encode(Image.fromarray(QUARTER), kind, exif=whole)
    damaged = data.replace(b"\x01\x1a\x00\x05", other)
    assert damaged != data
    np.testing.assert_array_equal(decode(damaged), decode(data))
    assert decode(data).shape == (24, 16, 3)


MEMORY = """
import sys
from mnist_space.preprocessing.images import ImageError, decode

def peak():
    # Not getrusage: its maximum survives exec, so a child starts with its parent's.
    line = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024

before = peak()
for file in sys.argv[1:]:
    try:
        decode(file)
    except ImageError:
        pass
    print(peak() - before)
"""


def test_no_upload_takes_300_megabytes(tmp_path):
    large = {
        "bomb": header_only_png(12000, 12000),
        "16 bits": header_only_png(4999, 4999, depth=16),
        "alpha": encode(Image.new("RGBA", (4999, 4999), (0, 0, 0, 9)), "PNG", compress_level=1),
        "webp": encode(Image.new("RGB", (3870, 3870), "red"), "WEBP", quality=1, method=0),
    }
    for name, data in large.items():
        (tmp_path / name).write_bytes(data)
    ran = subprocess.run(
        [sys.executable, "-c", MEMORY, *(str(tmp_path / name) for name in large)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    peaks = dict(zip(large, map(float, ran.stdout.split()), strict=True))
    assert max(peaks.values()) < 300, peaks
