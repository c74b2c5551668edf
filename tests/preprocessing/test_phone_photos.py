"""HEIC and AVIF: read like any other picture, within limits, and never in this process.

The HEIC files hold QUARTER, upright, turned by 90 degrees, and with its own ink as its alpha; they
were written once by pillow-heif, because the decoder that the package depends on writes none.
"""

import struct
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image

from mnist_space.limits import Limits
from mnist_space.preprocessing import phone_photos
from mnist_space.preprocessing.images import ImageError, decode
from tests.preprocessing import fuzz
from tests.preprocessing.pictures import QUARTER, encode

ROOT = Path(__file__).parents[2]
PHOTOS = {path.stem: path.read_bytes() for path in (Path(__file__).parent / "photos").iterdir()}
PICTURE = Image.fromarray(QUARTER)


def turned_avif() -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    return encode(PICTURE, "AVIF", quality=95, exif=exif)


def transparent_avif() -> bytes:
    layer = PICTURE.copy()
    layer.putalpha(Image.fromarray(QUARTER[..., 0]))
    return encode(layer, "AVIF", quality=95)


def claiming(data: bytes, width: int, height: int) -> bytes:
    """The same photo, whose header claims another size."""
    place = data.index(b"ispe") + 8
    return data[:place] + struct.pack(">II", width, height) + data[place + 8 :]


@pytest.mark.parametrize("data", [PHOTOS["quarter"], encode(PICTURE, "AVIF", quality=95)])
def test_a_photo_is_read_like_a_png_of_it(data):
    assert abs(decode(data).astype(int) - QUARTER).mean() < 3


@pytest.mark.parametrize("data", [PHOTOS["turned"], turned_avif()])
def test_a_turned_photo_is_turned_upright(data):
    assert abs(decode(data).astype(int) - np.rot90(QUARTER, -1)).mean() < 3


@pytest.mark.parametrize("data", [PHOTOS["alpha"], transparent_avif()])
def test_what_is_transparent_is_white(data):
    """The black quarter has no alpha at all."""
    assert decode(data).mean() > 250


def test_a_large_photo_is_reduced_as_others_are():
    data = encode(Image.new("L", (4000, 10), 255), "AVIF", speed=10)
    assert decode(data).shape == (5, 2000, 3)


@cache
def white() -> bytes:
    """81 million pixels, which are made where they are tested: they take two seconds."""
    return encode(Image.new("L", (9000, 9000), 255), "AVIF", quality=10, speed=10)


BAD = {
    "cut": (lambda: PHOTOS["quarter"][:300], "broken or cut short"),
    "brand alone": (lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "broken or cut short"),
    "large": (white, r"\(9000 x 9000\) has more than 25 million pixels"),
    "claims to be large": (
        lambda: claiming(turned_avif(), 12000, 12000),
        "more than 25 million pixels",
    ),
}


@pytest.mark.parametrize(("photo", "sentence"), BAD.values(), ids=BAD)
def test_a_bad_photo_is_one_sentence(photo, sentence):
    with pytest.raises(ImageError, match=sentence) as caught:
        decode(photo())
    assert str(caught.value).endswith(".")


def test_a_photo_that_is_larger_than_it_claims_gets_no_more_memory(monkeypatch):
    """81 million pixels behind a claim of 24 x 16."""
    lying = claiming(white(), 24, 16)
    monkeypatch.setattr(phone_photos, "MAX_BYTES", 100 << 20)
    with pytest.raises(ImageError, match=r"too much time or memory|broken"):
        decode(lying)


ENDLESS = """
from mnist_space.preprocessing.phone_child import limit
limit(1, 1 << 30)
while True:
    pass
"""


@pytest.mark.parametrize("script", [ENDLESS, "import os; os.abort()"], ids=["time", "crash"])
def test_a_process_that_is_ended_is_one_sentence(script, tmp_path, monkeypatch):
    (tmp_path / "child.py").write_text(script)
    monkeypatch.setattr(phone_photos, "_CHILD", tmp_path / "child.py")
    with pytest.raises(ImageError, match="too much time or memory"):
        decode(PHOTOS["quarter"])


def test_the_limits_are_settings(monkeypatch):
    monkeypatch.setattr(phone_photos, "limits", lambda: Limits(pixels=10_000))
    with pytest.raises(ImageError, match=r"more than 0\.01 million pixels"):
        decode(encode(Image.new("L", (101, 100)), "AVIF", speed=10))


def test_nothing_of_the_owners_goes_to_the_process(tmp_path, monkeypatch):
    script = "import os, sys; sys.stdout.write(' '.join(os.environ)); sys.exit(3)"
    (tmp_path / "child.py").write_text(script)
    monkeypatch.setattr(phone_photos, "_CHILD", tmp_path / "child.py")
    monkeypatch.setenv("HF_TOKEN", "secret")
    with pytest.raises(ImageError, match="PYTHONPATH") as caught:
        decode(PHOTOS["quarter"])
    assert "HF_TOKEN" not in str(caught.value)


FUZZ = """
from tests.preprocessing.test_phone_photos import ends
print(sorted(ends(1_000)))
"""


def ends(count: int) -> Counter[str]:
    """Convert damaged photos in this process, with the limits of the real one."""
    from mnist_space.preprocessing.phone_child import converted, limit

    limit(60, 400 << 20)
    whole = [*PHOTOS.values(), turned_avif(), transparent_avif()]
    fuzz.whole_files = lambda: whole
    made: Counter[str] = Counter()
    for data in fuzz.damaged_files(count, seed=0):
        try:
            answer = converted(data, 25_000_000, 2048)
        except Exception:
            made["refused"] += 1
        else:
            made["large" if isinstance(answer, str) else "read"] += 1
    return made


def test_damaged_photos_are_read_or_refused():
    command = [sys.executable, "-c", FUZZ]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert ran.stdout.strip() == "['large', 'read', 'refused']", ran.stderr
