"""Damaged pictures of every format: python -m tests.preprocessing.fuzz COUNT [SEED]."""

import sys
from collections import Counter
from collections.abc import Iterator

import numpy as np
from PIL import ExifTags, Image

from mnist_space.preprocessing.images import ImageError, decode
from tests.preprocessing.pictures import QUARTER, encode

HEAD = 400


def whole_files() -> list[bytes]:
    """One or more small files of every format, turned, with metadata and without."""
    colour, gray = Image.fromarray(QUARTER), Image.fromarray(QUARTER[..., 0])
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = "camera"
    exif[ExifTags.Base.XResolution] = 72.0
    exif[ExifTags.Base.Software] = "software"
    layer = colour.copy()
    layer.putalpha(gray)
    deep = Image.fromarray(QUARTER[..., 0].astype(np.uint16) * 257)
    palette = colour.convert("P", palette=Image.Palette.ADAPTIVE)
    jpegs = [encode(colour, "JPEG", exif=exif), encode(gray, "JPEG", progressive=True, exif=exif)]
    jpegs += [encode(colour.convert("CMYK"), "JPEG"), encode(colour, "MPO", save_all=True)]
    pngs = [encode(image, "PNG", exif=exif) for image in (colour, layer, deep, palette)]
    webps = [encode(layer, "WEBP", exif=exif), encode(colour, "WEBP", lossless=True)]
    gifs = [encode(palette, "GIF", comment=b"x", save_all=True, append_images=[colour])]
    tiffs = [encode(colour, "TIFF", exif=exif, compression=c) for c in (None, "tiff_lzw", "jpeg")]
    tiffs += [encode(Image.new("F", (8, 8)), "TIFF"), encode(gray.convert("1"), "TIFF")]
    return [*jpegs, *pngs, *webps, *gifs, *tiffs, encode(colour, "BMP"), encode(palette, "BMP")]


def damaged_files(count: int, seed: int) -> Iterator[bytes]:
    """Change bytes of whole files, half of them near the start; cut, double or drop a part."""
    rng = np.random.default_rng(seed)
    whole = whole_files()
    for number in range(count):
        data = bytearray(whole[number % len(whole)])
        reach = min(len(data), HEAD) if rng.random() < 0.5 else len(data)
        for place in rng.integers(0, reach, rng.integers(1, 6)):
            data[place] = rng.choice([0, 1, 2, 127, 255, int(rng.integers(256))])
        start, end = sorted(rng.integers(0, reach, 2))
        kind = rng.integers(8)
        if kind == 0:
            del data[start:]
        elif kind == 1:
            del data[start:end]
        elif kind == 2:
            data[start:start] = data[start:end]
        yield bytes(data)


def outcomes(count: int, seed: int) -> Counter[str]:
    """Decode `count` damaged files; count what each ended in."""
    ends: Counter[str] = Counter()
    for data in damaged_files(count, seed):
        try:
            shape = decode(data).shape
        except ImageError:
            ends["refused"] += 1
        except Exception as error:
            ends[f"{type(error).__name__}: {error}"] += 1
        else:
            ends["read" if shape[2:] == (3,) else f"shape {shape}"] += 1
    return ends


if __name__ == "__main__":
    print(outcomes(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))
