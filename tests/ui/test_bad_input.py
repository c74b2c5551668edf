"""Every kind of odd file through the API: either it is read, or one sentence says what is wrong."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from PIL import Image

from mnist_space.ui.predict.examples import example_path

TWO = Image.open(example_path("two-white-on-black.png")).convert("L")


def saved(image: Image.Image, format: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return buffer.getvalue()


def bomb(side: int = 12_000) -> bytes:
    """A PNG of 12000 x 12000 black pixels in 18 kB."""

    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = zlib.compress(bytes(side * (side // 8 + 1)), 9)
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def sixteen_bits() -> Image.Image:
    return Image.fromarray(np.asarray(TWO).astype(np.uint16) * 257)


def alpha_only() -> Image.Image:
    layer = Image.new("RGBA", TWO.size, (0, 0, 0, 0))
    layer.putalpha(TWO)
    return layer


def turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return saved(TWO.transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif)


READABLE = {
    "16-bit.png": lambda: saved(sixteen_bits()),
    "palette.png": lambda: saved(TWO.convert("P")),
    "palette.gif": lambda: saved(TWO, "GIF"),
    "alpha.png": lambda: saved(alpha_only()),
    "cmyk.jpg": lambda: saved(TWO.convert("RGB").convert("CMYK"), "JPEG"),
    "exif-turned.jpg": turned,
    "animated.gif": lambda: saved(
        TWO, "GIF", save_all=True, append_images=[Image.new("L", TWO.size)]
    ),
    "wrong-suffix.jpg": lambda: saved(TWO),
}
EMPTY = {
    "one-pixel.png": lambda: saved(Image.new("L", (1, 1))),
    "one-column.png": lambda: saved(Image.new("L", (1, 5000), 255)),
    "white.png": lambda: saved(Image.new("RGB", (300, 200), "white")),
}
REFUSED = {
    "text.png": (lambda: b"no picture at all", "not a picture"),
    "truncated.png": (lambda: saved(TWO)[:600], "broken or cut short"),
    "empty.png": (lambda: b"", "empty"),
    "drawing.svg": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
    "phone.heic": (lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "broken or cut"),
    "bomb.png": (bomb, "million pixels"),
}


@pytest.mark.parametrize("name", READABLE)
def test_an_odd_but_whole_file_is_read(client: Client, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(READABLE[name]())
    answer = client.predict(handle_file(str(tmp_path / name)), api_name="/predict")
    assert (answer["label"], answer["accepted"]) == (2, True)


@pytest.mark.parametrize("name", EMPTY)
def test_no_digit_is_made_of_nothing(client: Client, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(EMPTY[name]())
    file = handle_file(str(tmp_path / name))
    answer = client.predict(file, api_name="/predict")
    assert (answer["label"], answer["accepted"]) == (None, False)
    assert answer["reason"]
    reading = client.predict(file, api_name="/read_number")
    assert (reading["text"], reading["digits"], reading["accepted"]) == ("", [], False)
    table = client.predict(file, api_name="/read_table")
    assert (table["rows"], table["accepted"], bool(table["reason"])) == ([], False, True)


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("endpoint", ["/predict", "/read_number", "/read_table"])
def test_what_is_no_picture_gets_one_sentence(
    client: Client, tmp_path: Path, name: str, endpoint: str
) -> None:
    make, words = REFUSED[name]
    (tmp_path / name).write_bytes(make())
    with pytest.raises(AppError) as caught:
        client.predict(handle_file(str(tmp_path / name)), api_name=endpoint)
    sentence = str(caught.value)
    assert words in sentence
    assert "\n" not in sentence
    assert "Traceback" not in sentence
    assert str(tmp_path) not in sentence
    assert "/tmp" not in sentence


def test_a_file_above_the_limit_is_refused_before_it_is_stored(
    client: Client, tmp_path: Path
) -> None:
    (tmp_path / "large.png").write_bytes(bytes(21 * 10**6))
    with pytest.raises(ValueError, match="exceeds"):
        client.predict(handle_file(str(tmp_path / "large.png")), api_name="/predict")
