"""Every kind of picture that can be read."""

import io
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image

from mnist_space.preprocessing.forms import DIGIT, GRAY
from mnist_space.preprocessing.images import MAX_SIDE, decode
from tests.preprocessing.pictures import QUARTER, encode, png

ROOT = Path(__file__).parents[2]
EXIF_ORIENTATION = 274


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF"])
def test_every_format_reads_the_same(kind):
    image = decode(encode(Image.fromarray(QUARTER), kind))
    assert image.dtype == np.uint8
    np.testing.assert_allclose(image.astype(int), QUARTER, atol=12)


@pytest.mark.parametrize("kind", ["WEBP", "TIFF", "GIF", "BMP"])
def test_a_format_is_read_by_a_fresh_process(kind, tmp_path):
    """Pillow loads some formats on demand; a test that has written one would hide that."""
    file = tmp_path / "picture"
    file.write_bytes(encode(Image.fromarray(QUARTER), kind))
    code = (
        f"from mnist_space.preprocessing.images import decode; print(decode({str(file)!r}).shape)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert ran.stdout.strip() == "(16, 24, 3)", ran.stderr


def test_a_two_lens_jpeg_is_its_first_picture():
    first = Image.fromarray(QUARTER)
    data = encode(first, "MPO", save_all=True, append_images=[Image.new("RGB", (8, 8))])
    assert decode(data).shape == (16, 24, 3)


def test_path_bytes_pil_and_array_give_the_same(tmp_path):
    file = tmp_path / "quarter.png"
    file.write_bytes(png(QUARTER))
    sources = [file, str(file), file.read_bytes(), Image.fromarray(QUARTER), QUARTER]
    for source in sources:
        np.testing.assert_array_equal(decode(source), QUARTER)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_exif_turns_the_picture_upright(orientation, kind):
    stored = {
        1: QUARTER,
        2: QUARTER[:, ::-1],
        3: QUARTER[::-1, ::-1],
        4: QUARTER[::-1],
        5: QUARTER.transpose(1, 0, 2),
        6: np.rot90(QUARTER),
        7: QUARTER[::-1, ::-1].transpose(1, 0, 2),
        8: np.rot90(QUARTER, -1),
    }[orientation]
    exif = Image.Exif()
    exif[EXIF_ORIENTATION] = orientation
    data = encode(Image.fromarray(np.ascontiguousarray(stored)), kind, exif=exif)
    np.testing.assert_allclose(decode(data).astype(int), QUARTER, atol=12)


@pytest.mark.parametrize("dtype", [np.uint16, np.int32, np.float32])
def test_exif_turns_deep_pictures_too(dtype):
    gray = np.full((4, 6), 60000, dtype)
    gray[0, 0] = 0
    exif = Image.Exif()
    exif[EXIF_ORIENTATION] = 3
    image = decode(encode(Image.fromarray(gray), "TIFF", exif=exif))
    assert (image[3, 5] == 0).all()
    assert (image[0, 0] > 200).all()


@pytest.mark.parametrize("damage", [b"II*\0\x08", b"", b"MM\0*\0\0\0\xff"])
def test_a_picture_with_damaged_exif_is_read_as_it_lies(damage):
    data = encode(Image.fromarray(QUARTER), "PNG", exif=damage)
    np.testing.assert_array_equal(decode(data), decode(QUARTER))


def test_another_damaged_tag_does_not_hinder_the_turn():
    whole = Image.Exif()
    whole[ExifTags.Base.Orientation] = 6
    whole[ExifTags.Base.XResolution] = 72.0
    # Type 5, a fraction, becomes 3, a whole number that the bytes do not fit.
    data = bytearray(encode(Image.fromarray(QUARTER), "JPEG", exif=whole.tobytes()))
    place = data.index(b"\x01\x1a\x00\x05")
    data[place + 3] = 3
    turned = decode(encode(Image.fromarray(QUARTER), "JPEG", exif=whole.tobytes()))
    np.testing.assert_array_equal(decode(bytes(data)), turned)


def test_a_pil_image_of_the_caller_keeps_its_size():
    image = Image.open(io.BytesIO(encode(Image.new("RGB", (3000, 2400), "white"), "JPEG")))
    assert decode(image).shape == (1200, 1500, 3)
    assert image.size == (3000, 2400)


def test_sixteen_bits_are_scaled_not_clipped():
    ramp = np.linspace(0, 65535, 256).astype(np.uint16).reshape(16, 16)
    expected = np.arange(256).reshape(16, 16)
    for image in (decode(png(ramp)), decode(ramp)):
        np.testing.assert_allclose(image[..., 0].astype(int), expected, atol=1)


@pytest.mark.parametrize("white", [1.0, 255.0, 65535.0, 70000.0])
def test_numbers_of_any_span_are_scaled_to_it(white):
    gray = np.float32([[0, white / 2, white]])
    image = decode(encode(Image.fromarray(gray), "TIFF"))
    np.testing.assert_allclose(image[0, :, 0].astype(int), [0, 128, 255], atol=1)


def test_palette_shows_its_colours():
    picture = Image.fromarray(QUARTER).convert("P", palette=Image.Palette.ADAPTIVE)
    np.testing.assert_array_equal(decode(encode(picture, "PNG")), QUARTER)
    np.testing.assert_array_equal(decode(encode(picture, "GIF")), QUARTER)


def test_a_transparent_palette_entry_is_white():
    indices = np.array([[0, 1]], np.uint8)
    picture = Image.fromarray(indices, "L").convert("P")
    picture.putpalette([0, 0, 0, 10, 20, 30])
    image = decode(encode(picture, "PNG", transparency=0))
    assert image.tolist() == [[[255, 255, 255], [10, 20, 30]]]


def test_alpha_is_laid_on_white():
    layer = np.zeros((1, 3, 4), np.uint8)  # black: transparent, half, opaque
    layer[0, :, 3] = (0, 128, 255)
    for image in (decode(png(layer)), decode(layer), decode(Image.fromarray(layer))):
        assert image[0, :, 0].tolist() == [255, 127, 0]


def test_gray_with_alpha_is_laid_on_white():
    layer = Image.merge("LA", [Image.new("L", (2, 1), 0), Image.new("L", (2, 1), 0)])
    assert (decode(encode(layer, "PNG")) == 255).all()


def test_cmyk_is_turned_into_colours():
    cyan = Image.new("CMYK", (8, 8), (255, 0, 0, 0))
    red, green, blue = decode(encode(cyan, "JPEG", quality=100))[4, 4].tolist()
    assert red < 10
    assert min(green, blue) > 245


def test_an_animation_is_its_first_frame():
    frames = [Image.fromarray(QUARTER), Image.new("RGB", (24, 16), "red")]
    for kind in ("GIF", "WEBP", "PNG"):
        data = encode(frames[0], kind, save_all=True, append_images=frames[1:])
        np.testing.assert_allclose(decode(data).astype(int), QUARTER, atol=12)


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 1)])
def test_odd_shapes_keep_at_least_a_pixel(shape):
    image = decode(png(np.full(shape, 200, np.uint8)))
    assert (image == 200).all()
    assert max(image.shape) <= MAX_SIDE
    assert min(image.shape[:2]) == min(shape)


def test_large_pictures_are_reduced_with_their_aspect():
    assert decode(png(np.zeros((3000, 4000), np.uint8))).shape == (1500, 2000, 3)


def test_a_transparent_part_does_not_darken_a_reduced_edge():
    layer = np.zeros((1, 4000, 4), np.uint8)  # transparent black, then opaque white
    layer[:, 2001:] = 255
    assert (decode(png(layer)) == 255).all()


@pytest.mark.parametrize(
    "array",
    [
        np.full((2, 3), True),
        np.full((2, 3), 255, np.int64),
        np.full((2, 3), 1.0),
        np.full((2, 3, 1), 255.0, np.float32),
        np.full((2, 3, 3), 65535, np.uint16),
        np.full((2, 3, 4), 255, np.uint8),
        np.full((4, 6), 255, np.uint8)[::2, ::-2],
        np.full((2, 3), 1.0, np.float16),
        np.full((2, 3), 255, ">u2") * np.uint16(257),
    ],
    ids=lambda array: f"{array.dtype.str}{array.shape}",
)
def test_arrays_of_every_kind(array):
    image = decode(array)
    assert image.shape == (2, 3, 3)
    assert (image == 255).all()


def test_the_array_given_is_not_what_comes_back():
    array = np.zeros((2, 2, 3), np.uint8)
    decode(array)[:] = 7
    assert (array == 0).all()


@pytest.mark.parametrize(
    ("form", "image", "complaint"),
    [
        (GRAY, [[0]], "list instead of an array"),
        (GRAY, np.zeros((2, 2)), "dtype float64 instead of uint8"),
        (GRAY, np.zeros((2, 2, 3), np.uint8), "instead of ('any', 'any')"),
        (GRAY, np.zeros((0, 2), np.uint8), "shape (0, 2)"),
        (DIGIT, np.zeros((28, 27), np.float32), "instead of (28, 28)"),
        (DIGIT, np.full((28, 28), 1.5, np.float32), "values 1.5 to 1.5 instead of 0 to 1"),
        (DIGIT, np.full((28, 28), np.nan, np.float32), "values nan"),
    ],
)
def test_forms_say_what_does_not_fit(form, image, complaint):
    assert complaint in form.complaint(image)
