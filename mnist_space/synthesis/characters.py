"""python -m mnist_space characters: letters of many alphabets, and digits, as hands write them.

Nobody's handwriting holds a hundred alphabets; fonts do. Their glyphs are thinned to middle lines
and drawn anew: slanted, bent, with pens of all widths.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
from matplotlib.ft2font import FT2Font
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from tqdm import tqdm

from mnist_space.data import NOT_A_DIGIT, DataError
from mnist_space.files import save_arrays
from mnist_space.synthesis.ink import Pen, Place, Warp, draw_ink
from mnist_space.synthesis.streams import stream
from mnist_space.synthesis.strokes import CANVAS, Picture, mnist_form

ASCII, DIGIT, SIGN = "ASCII", "DIGIT", "SIGN"
# How much of the pictures; the other alphabets share the rest, each by the root of its size.
SHARES = {ASCII: 0.25, DIGIT: 0.12}
# Never drawn for training, so that a benchmark can tell how alphabets are read that are new.
HELD_OUT = frozenset(
    ("BALINESE", "BATAK", "BENGALI", "ELBASAN", "GOTHIC", "OSAGE", "SHAVIAN", "TIFINAGH")
)
# Of an alphabet with more characters, such as CJK, no more are looked at, evenly spread.
MOST = 120
# An alphabet of which fonts have fewer letters counts among the signs.
LEAST = 8
SIGNS_OF_ASCII = "#$%&*+<=?@^~"
# A glyph's longer side on the canvas, as MNIST's box of 20 pixels on its canvas of 28.
SIDE = CANVAS * 20 // 28
POINTS = 96


@dataclass(frozen=True, eq=False)
class Character:
    """One character in the forms that fonts have of it.

    Attributes:
        alphabet: the first word of its Unicode name; "DIGIT", "ASCII" and "SIGN" for 0 to 9, for
            the usual letters, and for mathematics, currencies and alphabets of a few letters.
        text: the character.
        forms: masks of its glyphs, uint8 (112, 112), ink 255.
    """

    alphabet: str
    text: str
    forms: tuple[Picture, ...]

    @property
    def label(self) -> int:
        """The digit, or 10."""
        return int(self.text) if self.alphabet == DIGIT else NOT_A_DIGIT


def lookalikes() -> frozenset[str]:
    """Return the characters that people write like a digit or read as one.

    Of the characters that `find_characters` looks at with the fonts of CONTRIBUTING.md, they are
    those of which the network that was bundled before accepted a third or more of twelve drawings,
    but for those in which a person sees no digit.
    """
    lines = Path(__file__).with_name("lookalikes.txt").read_text(encoding="utf-8").splitlines()
    return frozenset("".join(line for line in lines if not line.startswith("# ")))


def find_characters(fonts: Sequence[Path]) -> Iterator[Character]:
    """Give the characters of the fonts: digits, and letters that read as none.

    Args:
        fonts: files that FreeType reads.

    Raises:
        DataError: a file is no font.
    """
    holders: dict[str, list[Path]] = {}
    for font in fonts:
        for code in _codes(font):
            holders.setdefault(chr(code), []).append(font)
    loaded = {font: ImageFont.truetype(font, POINTS) for font in fonts}
    left_out = lookalikes()
    for alphabet, texts in _alphabets(holders).items():
        # Chosen before look-alikes are left out: the list holds those among the chosen.
        for text in texts[:: -(-len(texts) // MOST)]:
            if unicodedata.normalize("NFKC", text) not in left_out:
                forms = _forms(glyph_mask(text, loaded[font]) for font in holders[text])
                if forms:
                    yield Character(alphabet, text, forms)


def _alphabets(texts: Iterable[str]) -> dict[str, list[str]]:
    """The letters and signs among `texts` by their alphabet, in the order of Unicode."""
    alphabets: dict[str, list[str]] = {}
    for text in sorted(texts):
        if alphabet := alphabet_of(text):
            alphabets.setdefault(alphabet, []).append(text)
    few = [name for name, letters in alphabets.items() if len(letters) < LEAST]
    rest = [letter for name in few for letter in alphabets.pop(name)]
    if rest:
        alphabets[SIGN] = sorted(alphabets.get(SIGN, []) + rest)
    return alphabets


def _codes(font: Path) -> list[int]:
    try:
        return list(FT2Font(str(font)).get_charmap())
    except (OSError, RuntimeError) as error:
        raise DataError(f"{font.name} is no font.") from error


def alphabet_of(text: str) -> str | None:
    """Return the alphabet of a character: see `Character`; None where it is no letter or sign."""
    name, category = unicodedata.name(text, ""), unicodedata.category(text)
    if text.isascii():
        if text.isdigit():
            return DIGIT
        return ASCII if text.isalpha() or text in SIGNS_OF_ASCII else None
    if category in ("Sm", "Sc"):
        return SIGN
    return name.split()[0] if name and category in ("Lu", "Ll", "Lt", "Lo") else None


def glyph_mask(text: str, font: ImageFont.FreeTypeFont) -> Picture:
    """Return a glyph as uint8 (112, 112), its longer side 80 pixels, in the middle.

    All 0 where it has no ink, or is that of a font that is broken: ten times its own height.
    """
    left, top, right, bottom = font.getbbox(text)
    width, height = int(right - left), int(bottom - top)
    canvas = Image.new("L", (CANVAS, CANVAS))
    if not 0 < max(width, height) <= 10 * POINTS:
        return np.asarray(canvas)
    drawn = Image.new("L", (width, height))
    ImageDraw.Draw(drawn).text((-left, -top), text, 255, font)
    if box := drawn.getbbox():
        ink = drawn.crop(box)
        scale = SIDE / max(ink.size)
        ink = ink.resize((max(1, round(ink.width * scale)), max(1, round(ink.height * scale))))
        canvas.paste(ink, ((CANVAS - ink.width) // 2, (CANVAS - ink.height) // 2))
    return np.asarray(canvas)


def _forms(masks: Iterable[Picture]) -> tuple[Picture, ...]:
    """The masks that have ink, one of those that are nearly the same."""
    return tuple({_coarse(mask): mask for mask in masks if mask.any()}.values())


def _coarse(mask: Picture) -> bytes:
    small = cv2.resize(mask, (14, 14), interpolation=cv2.INTER_AREA)
    return np.asarray(small > 127).tobytes()


def written(mask: Picture, rng: np.random.Generator) -> Picture:
    """Return a glyph as some hand writes it: uint8 (112, 112), ink 255."""
    pen = Pen(float(np.clip(rng.normal(2.5, 0.9), 1.2, 5.0)), float(rng.uniform(0, 0.3)))
    warp = Warp(
        rotation=float(rng.normal(0, 7)),
        shear=float(rng.normal(0, 0.15)),
        stretch=float(np.exp(rng.normal(0, 0.15))),
        elastic=float(rng.uniform(0, 1.2)),
    )
    ink = draw_ink(mask, (CANVAS, CANVAS), pen, warp, rng, Place(fill=0.8))
    return np.rint(ink * 255).astype(np.uint8)


def render_characters(
    out: Path, fonts: Sequence[Path], count: int, seed: int, processes: int
) -> None:
    """Draw characters of the fonts, in MNIST's form, and write them to `out`.

    Args:
        out: the .npz file: images uint8 (N, 28, 28), labels uint8 (N,) with 10 = not a digit.
        fonts: files that FreeType reads.
        count: pictures to draw.
        seed: of everything random.
        processes: that draw at the same time.

    Raises:
        DataError: a file is no font, or they hold no letters.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    characters = [c for c in find_characters(fonts) if c.alphabet not in HELD_OUT]
    if not characters:
        raise DataError("These fonts have no letters and no digits.")
    rng = stream(seed)
    chosen = [characters[i] for i in rng.choice(len(characters), count, p=_shares(characters))]
    jobs = [(c.forms[rng.integers(len(c.forms))], seed, i) for i, c in enumerate(chosen)]
    with get_context("spawn").Pool(processes, cv2.setNumThreads, (1,)) as pool:
        made = list(tqdm(pool.imap(_drawn, jobs, chunksize=64), total=count, mininterval=10))
    save_arrays(
        out,
        images=np.stack(made),
        labels=np.array([c.label for c in chosen], np.uint8),
        recipe=np.array(f"characters --count {count} --seed {seed}, {described(fonts)}"),
    )
    print(f"{count:,} drawings of {len(characters):,} characters in {out}.")


def described(fonts: Sequence[Path]) -> str:
    """Return how many fonts these are and the SHA-256 of their bytes, one after the other."""
    digest = hashlib.sha256(b"".join(font.read_bytes() for font in fonts)).hexdigest()
    return f"{len(fonts)} fonts {digest}"


def _drawn(job: tuple[Picture, int, int]) -> Picture:
    mask, seed, number = job
    return mnist_form(written(mask, stream(seed, number)))


def _shares(characters: Sequence[Character]) -> NDArray[np.float64]:
    """How likely each character is drawn; their sum is 1."""
    names, which, sizes = np.unique(
        [c.alphabet for c in characters], return_inverse=True, return_counts=True
    )
    fixed = np.array([SHARES.get(str(name), 0.0) for name in names])
    roots = np.sqrt(sizes) * (fixed == 0)
    shares = fixed + (1 - fixed.sum()) * roots / max(roots.sum(), 1)
    each = (shares / sizes)[which]
    return np.asarray(each / each.sum(), np.float64)
