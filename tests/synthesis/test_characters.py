"""Letters and digits from the glyphs of fonts; matplotlib brings the font that the tests use."""

import unicodedata
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from PIL import ImageFont
from typer.testing import CliRunner

from mnist_space.cli.app import app
from mnist_space.data import NOT_A_DIGIT, DataError
from mnist_space.loading import load_predictor
from mnist_space.model.pools import read_extra
from mnist_space.synthesis.characters import (
    HELD_OUT,
    MOST,
    alphabet_of,
    described,
    find_characters,
    glyph_mask,
    lookalikes,
    render_characters,
    written,
)
from mnist_space.synthesis.strokes import mnist_form

TTF = Path(matplotlib.get_data_path()) / "fonts/ttf"
SANS, SERIF = TTF / "DejaVuSans.ttf", TTF / "DejaVuSerif.ttf"


@pytest.fixture(scope="module")
def characters():
    return list(find_characters([SANS, SERIF]))


def test_digits_have_their_label_and_letters_none(characters):
    labels = {c.text: c.label for c in characters}
    assert {text: label for text, label in labels.items() if label != NOT_A_DIGIT} == {
        str(digit): digit for digit in range(10)
    }
    assert {"A", "i", "&", "Ф", "Λ"} <= set(labels)


def test_what_reads_as_a_digit_is_left_out_in_every_width(characters):
    texts = {c.text for c in characters}
    assert not texts & set("OoIlSsZzBbGgqyDQJPp")
    assert "\N{DOUBLE-STRUCK CAPITAL Z}" not in texts
    assert 500 <= len(lookalikes()) <= 1000


def test_the_list_of_lookalikes_does_not_shift_the_choice_from_large_alphabets(monkeypatch):
    few, listed = {c.text for c in find_characters([SANS])}, lookalikes()
    monkeypatch.setattr("mnist_space.synthesis.characters.lookalikes", frozenset)
    every = {c.text for c in find_characters([SANS])}
    assert few < every
    assert {unicodedata.normalize("NFKC", text) for text in every - few} <= listed


def test_alphabets_of_a_few_letters_count_among_the_signs(characters):
    assert {c.alphabet for c in characters if c.text in "\N{OHM SIGN}\N{ALEF SYMBOL}"} <= {"SIGN"}


def test_large_alphabets_are_thinned_out(characters):
    sizes = {}
    for character in characters:
        sizes[character.alphabet] = sizes.get(character.alphabet, 0) + 1
    assert sizes["ASCII"] >= 40
    assert max(sizes.values()) <= MOST
    assert len(sizes) >= 15


def test_two_fonts_give_two_forms_and_a_font_named_twice_one(characters):
    assert len(next(c.forms for c in characters if c.text == "A")) == 2
    assert len({c.text: c.forms for c in find_characters([SANS, SANS])}["A"]) == 1


@pytest.mark.parametrize(
    ("text", "alphabet"),
    [
        ("7", "DIGIT"), ("k", "ASCII"), ("&", "ASCII"), ("Ж", "CYRILLIC"), ("€", "SIGN"),
        (".", None), (" ", None), ("٣", None), ("\N{COMBINING ACUTE ACCENT}", None), ("\x00", None),
    ],
)  # fmt: skip
def test_alphabets_are_named_as_unicode_names_them(text, alphabet):
    assert alphabet_of(text) == alphabet


def test_a_glyph_fills_the_box_of_mnist_and_stands_in_the_middle():
    mask = glyph_mask("H", ImageFont.truetype(SANS, 96))
    rows, columns = np.nonzero(mask > 127)
    assert mask.shape == (112, 112)
    assert abs(np.ptp(rows) + 1 - 80) <= 1
    assert abs((rows.min() + rows.max()) / 2 - 55.5) <= 1
    assert abs((columns.min() + columns.max()) / 2 - 55.5) <= 1


def test_no_two_drawings_of_a_glyph_are_alike_and_a_seed_repeats_one(characters):
    mask = next(c.forms[0] for c in characters if c.text == "A")
    first, again, other = (written(mask, np.random.default_rng(seed)) for seed in (0, 0, 1))
    assert first.max() > 200
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_the_network_that_ships_reads_the_digits_and_rejects_the_letters(characters):
    rng = np.random.default_rng(5)
    chosen = characters[::9] + [c for c in characters if c.label != NOT_A_DIGIT] * 3
    labels = np.array([c.label for c in chosen])
    drawn = np.stack([mnist_form(written(c.forms[0], rng)) for c in chosen])
    predictor = load_predictor()
    logits = predictor.logits(drawn.astype(np.float32) / 255)
    accepted = predictor.odds(logits) >= predictor.artifact.config.reject_threshold
    assert (logits.argmax(axis=1) == labels)[labels != NOT_A_DIGIT].mean() >= 0.95
    assert (~accepted)[labels == NOT_A_DIGIT].mean() >= 0.93


def test_the_command_writes_a_file_to_train_with(tmp_path):
    out = tmp_path / "new" / "characters.npz"
    result = CliRunner().invoke(
        app, ["characters", str(out), str(SANS), "--count", "100", "--processes", "1"]
    )
    assert result.exit_code == 0, result.output
    file = read_extra(out)
    assert file.split.images.shape == (100, 28, 28)
    assert file.recipe == f"characters --count 100 --seed 0, {described([SANS])}"
    assert described([SANS]) != described([SERIF])
    digits = file.split.labels < NOT_A_DIGIT
    assert 0.05 <= digits.mean() <= 0.2
    assert file.split.images.reshape(100, -1).max(axis=1).min() > 100


def test_held_out_alphabets_are_not_drawn(tmp_path, characters, monkeypatch):
    assert "TIFINAGH" in HELD_OUT & {c.alphabet for c in characters}
    only = [c for c in characters if c.alphabet in HELD_OUT]
    monkeypatch.setattr("mnist_space.synthesis.characters.find_characters", lambda fonts: only)
    with pytest.raises(DataError, match="no letters"):
        render_characters(tmp_path / "none.npz", [SANS], 10, 0, 1)


def test_a_file_that_is_no_font_is_named(tmp_path):
    path = tmp_path / "letter.ttf"
    path.write_bytes(b"no font at all")
    result = CliRunner().invoke(app, ["characters", str(tmp_path / "out.npz"), str(path)])
    assert result.exit_code == 2
    assert "letter.ttf is no font" in result.output


def test_a_full_disk_leaves_the_characters_as_they_were(tmp_path, half_written):
    path = tmp_path / "characters.npz"
    path.write_bytes(b"old")
    with pytest.raises(OSError, match="disk is full"):
        render_characters(path, [SANS], count=2, seed=0, processes=1)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [(path.name, b"old")]
