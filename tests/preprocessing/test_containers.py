"""Files that are valid and small, and would take a decoder seconds or gigabytes."""

import io
import resource
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image

from mnist_space.limits import Limits
from mnist_space.preprocessing import containers
from mnist_space.preprocessing.images import ImageError, decode
from tests.preprocessing.pictures import QUARTER, encode

ROOT = Path(__file__).parents[2]
PICTURE = Image.fromarray(QUARTER)


def repeated_scans(count: int) -> bytes:
    """A progressive JPEG whose last scan comes `count` times more."""
    data = encode(Image.new("L", (4990, 4990), 255), "JPEG", progressive=True)
    last = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + last * count + b"\xff\xd9"


def jpeg_with(segments: bytes) -> bytes:
    data = encode(PICTURE, "JPEG")
    return data[:2] + segments + data[2:]


def png_with(kind: bytes, body: bytes, count: int = 1) -> bytes:
    data = encode(PICTURE, "PNG")
    chunk = struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return data[:33] + chunk * count + data[33:]


def gif_with(blocks: bytes) -> bytes:
    data = encode(PICTURE, "GIF")
    place = 13 + (3 << (1 + (data[10] & 7)))
    return data[:place] + blocks + data[place:]


def run_length_bmp(runs: int) -> bytes:
    body, start = b"\1\1" * runs, 54 + 1024
    head = struct.pack("<IiiHHIIiiII", 40, 4990, 4990, 1, 8, 1, len(body), 0, 0, 256, 256)
    return b"BM" + struct.pack("<IHHI", start + len(body), 0, 0, start) + head + bytes(1024) + body


def tiff_of_scans(count: int, side: int = 4992, rows: int = 64) -> bytes:
    """A TIFF whose strips are all one progressive JPEG with its last scan `count` times more."""
    noise = np.random.default_rng(0).integers(0, 256, (rows, side), dtype=np.uint8)
    jpeg = encode(Image.fromarray(noise), "JPEG", progressive=True)
    jpeg = jpeg[:-2] + jpeg[jpeg.rindex(b"\xff\xda") : -2] * count + b"\xff\xd9"
    strips = side // rows
    lists = 10 + 12 * 9 + 4
    entries = (
        *((256, 4, 1, side), (257, 4, 1, side), (258, 3, 1, 8), (259, 3, 1, 7), (262, 3, 1, 1)),
        *((273, 4, strips, lists), (277, 3, 1, 1), (278, 4, 1, rows)),
        (279, 4, strips, lists + 4 * strips),
    )
    head = b"II*\0" + struct.pack("<IH", 8, len(entries))
    listed = b"".join(struct.pack("<HHII", *entry) for entry in entries) + bytes(4)
    places = struct.pack("<I", lists + 8 * strips) * strips
    return head + listed + places + struct.pack("<I", len(jpeg)) * strips + jpeg


def tags(count: int, size: int, others: tuple[tuple[int, int, int, int], ...] = ()) -> bytes:
    """A TIFF of `count` tags that all point at the same `size` bytes behind them."""
    entries = [*others, *((40_000 + i, 7, size, -1) for i in range(count))]
    place = 10 + 12 * len(entries) + 4
    listed = [struct.pack("<HHII", *e[:3], place if e[3] < 0 else e[3]) for e in entries]
    head = b"II*\0" + struct.pack("<IH", 8, len(entries))
    return head + b"".join(listed) + bytes(4) + bytes(size)


SIZE = ((256, 4, 1, 28), (257, 4, 1, 28), (258, 3, 1, 8), (259, 3, 1, 1), (273, 4, 1, -1))
SLOW_FILES = {
    "scans": (repeated_scans(300), "JPEG has more than 50 scans"),
    "fill": (jpeg_with(b"\xff" * 15_000_000), "JPEG has more than 4,096 bytes of padding"),
    "segments": (jpeg_with(b"\xff\xfe\0\2" * 1_000_000), "JPEG has more than 20,000 segments"),
    "exif segments": (jpeg_with(b"\xff\xe1\0\x0cExif\0\0abcd" * 400_000), "20,000 segments"),
    "chunks": (png_with(b"teSt", b"", 1_000_000), "PNG has more than 20,000 chunks"),
    "pixel chunks": (png_with(b"IDAT", b"", 1_000_000), "PNG has more than 20,000 chunks"),
    "comments": (gif_with(b"\x21\xfe\1a\0" * 3_000_000), "GIF has more than 20,000 blocks"),
    "comment": (gif_with(b"\x21\xfe" + b"\1a" * 9_000_000 + b"\0"), "20,000 blocks"),
    "gif junk": (gif_with(bytes(15_000_000)), "GIF has more than 4,096 bytes of padding"),
    "runs": (run_length_bmp(5_000_000), "run-length compression has more than 5,000,000"),
    "webp": (b"RIFF\0\0\0\0WEBP" + b"EXIF\0\0\0\0" * 100_000, "WebP has more than 20,000 chunks"),
    "tags": (tags(900, 15_000_000, SIZE), "lie one over another"),
    "many tags": (tags(5_000, 8, SIZE), "more than 1000 tags"),
    "strips": (tags(0, 999, (*SIZE[:4], (273, 4, 1 << 18, 8))), "very many strips"),
    "lzma": (encode(PICTURE, "TIFF", compression="lzma"), "compression of this TIFF"),
    "bigtiff": (encode(PICTURE, "TIFF", big_tiff=True), "BigTIFF"),
}


@pytest.mark.parametrize(("data", "sentence"), SLOW_FILES.values(), ids=SLOW_FILES)
def test_a_slow_file_is_refused_before_it_is_decoded(data, sentence, monkeypatch):
    monkeypatch.setattr(Image, "open", lambda *_, **__: pytest.fail("it was opened"))
    with pytest.raises(ImageError, match=sentence) as caught:
        decode(data)
    assert str(caught.value).endswith(".")


def test_a_jpeg_of_many_scans_in_a_tiff_is_refused_too():
    with pytest.raises(ImageError, match="broken"):
        decode(tiff_of_scans(40))
    assert decode(tiff_of_scans(0)).shape == (1664, 1664, 3)


CPU_LIMIT = """
import resource, sys
from mnist_space.preprocessing.images import ImageError, decode
used = resource.getrusage(resource.RUSAGE_SELF)
resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 8,) * 2)
for file in sys.argv[1:]:
    try:
        decode(file)
    except ImageError:
        pass
print("all")
"""


def test_all_of_them_together_take_few_seconds_of_the_processor(tmp_path):
    """Each one alone took 2 to 600 s."""
    slow = {name: data for name, (data, _) in SLOW_FILES.items()}
    for name, data in (slow | {"scans in a tiff": tiff_of_scans(90)}).items():
        (tmp_path / name).write_bytes(data)
    command = [sys.executable, "-c", CPU_LIMIT, *map(str, tmp_path.iterdir())]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert ran.stdout.strip() == "all", ran.stderr


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_exif_that_asks_for_gigabytes_is_passed_over(kind):
    """It took half a megabyte of file and a gigabyte of memory."""
    data = encode(PICTURE, kind, exif=tags(2_000, 500_000))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert decode(data).shape == QUARTER.shape
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 << 10


def test_exif_of_a_jpeg_that_asks_for_much_is_refused():
    """Pillow reads that of a JPEG as it opens it."""
    with pytest.raises(ImageError, match="lie one over another"):
        decode(encode(PICTURE, "JPEG", exif=b"Exif\0\0" + tags(1_000, 30_000)))


def usual_files() -> dict[str, bytes]:
    rng = np.random.default_rng(4)
    noise = Image.fromarray(rng.integers(0, 256, (300, 400, 3), dtype=np.uint8))
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "camera"
    exif[ExifTags.Base.Compression] = 6
    return {
        "baseline": encode(noise, "JPEG", quality=95, exif=exif, comment=b"note"),
        "progressive": encode(noise, "JPEG", progressive=True, icc_profile=bytes(200_000)),
        "restarts": encode(noise, "JPEG", restart_marker_blocks=1),
        "two lenses": encode(noise, "MPO", save_all=True, append_images=[noise]),
        "interlaced": encode(noise, "PNG"),
        "animated": encode(noise, "GIF", save_all=True, append_images=[PICTURE] * 9, comment=b"x"),
        "tiff": encode(noise, "TIFF", compression="tiff_lzw"),
        "tiff of jpeg": encode(noise, "TIFF", compression="jpeg"),
        "fax": encode(noise.convert("1"), "TIFF", compression="group4"),
        "webp": encode(noise, "WEBP", exif=exif, icc_profile=bytes(5_000)),
        "bmp": encode(noise, "BMP"),
    }


@pytest.mark.parametrize("name", usual_files())
def test_usual_files_are_within_the_limits(name):
    assert decode(usual_files()[name]).shape == (300, 400, 3)


def test_the_limits_are_settings(monkeypatch):
    data = encode(Image.new("L", (99, 99)), "JPEG", progressive=True)
    monkeypatch.setattr(containers, "limits", lambda: Limits(scans=5))
    with pytest.raises(ImageError, match="more than 5 scans"):
        decode(io.BytesIO(data).getvalue())
