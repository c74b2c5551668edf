"""Benchmarks on folders of pictures, and those that compare with other engines."""

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from mnist_space.data import load_test
from mnist_space.synthesis import FORMS, redraw
from mnist_space.synthesis.textures import TEXTURES

ROOT = Path(__file__).resolve().parents[2]
TEST = load_test()
SEED = 28  # of the benchmarks


def run(name, *arguments, **environment):
    command = [sys.executable, f"benchmarks/{name}.py", *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=300, **environment
    )


def rows(name, *arguments):
    done = run(name, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)["rows"]


def complaint(done):
    assert done.returncode == 2
    assert not done.stdout
    return " ".join(done.stderr.replace("│", " ").split())


@pytest.fixture
def cases(tmp_path):
    """A digit, the same with a wrong label, a number, a table of two rows, a blank page."""
    digits = [redraw("dark_on_light", TEST.images[i], i, 0) for i in range(4)]
    labels = "".join(map(str, TEST.labels[:4].tolist()))
    pair = np.hstack(digits[:2])
    table = np.vstack([pair, np.hstack(digits[2:])])
    pictures = {
        "digit.png": ("digit", labels[0], digits[0]),
        "wrong.png": ("digit", str((int(labels[0]) + 1) % 10), digits[0]),
        "number.png": ("number", labels[:2], pair),
        "table.png": ("table", f"{labels[0]}.{labels[1]}|...|{labels[2:]}", table),
        "blank.png": ("digit", "3", np.full((90, 90, 3), 250, np.uint8)),
    }
    with (tmp_path / "labels.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["file", "kind", "label", "what"])
        for name, (kind, label, picture) in pictures.items():
            Image.fromarray(picture).save(tmp_path / name)
            writer.writerow([name, kind, label, "what it shows"])
    return tmp_path


def test_cases(cases):
    found = {row["file"]: row for row in rows("cases", cases)}
    assert {name: (row["right"], row["accepted"]) for name, row in found.items()} == {
        "digit.png": (True, True),
        "wrong.png": (False, True),
        "number.png": (True, True),
        "table.png": (True, True),
        "blank.png": (False, False),
    }
    assert found["blank.png"]["read"] == ""


def test_the_table_of_cases_counts_what_is_wrong_and_accepted(cases):
    lines = [
        [cell.strip() for cell in line.split("|")[1:-1]]
        for line in run("cases", cases).stdout.splitlines()
    ]
    assert lines[0][4:] == ["right", "accepted", "right and accepted", "wrong and accepted"]
    (digits,) = [line for line in lines if line and line[0] == "all of kind digit"]
    assert digits[4:] == ["1/3", "2/3", "1/3", "1/3"]


@pytest.mark.parametrize("text", [None, "file,kind,label\n", "file,kind,label\na.png,thing,1\n"])
def test_a_folder_without_cases_is_one_sentence(tmp_path, text):
    if text is not None:
        (tmp_path / "labels.csv").write_text(text)
    assert "labels.csv" in complaint(run("cases", tmp_path))


def test_cuttings_of_drawn_textures():
    found = rows("cuttings", "--count", 16)
    assert [row["cut from"] for row in found] == [*TEXTURES, "all"]
    assert [row["n"] for row in found] == [2] * len(TEXTURES) + [16]
    assert found[-1]["notebook"]["accepted"] == 1
    assert sum(found[-1]["notebook"]["as"].values()) == 16
    assert found[-1]["convnet"]["accepted"] <= 0.2


def test_cuttings_of_photos(tmp_path):
    (tmp_path / "inner").mkdir()
    for i, place in enumerate(("a.png", "inner/b.jpg")):
        texture = list(TEXTURES.values())[i](np.random.default_rng(i))
        Image.fromarray(texture).save(tmp_path / place)
    found = rows("cuttings", tmp_path, "--count", 6)
    assert [(row["cut from"], row["n"]) for row in found] == [
        ("a.png", 3),
        ("b.jpg", 3),
        ("all", 6),
    ]


def test_a_cutting_is_a_square_of_the_photo(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    from cuttings import cutting

    photo = np.random.default_rng(0).integers(0, 255, (70, 90, 3), np.uint8)
    Image.fromarray(photo).save(tmp_path / "photo.png")
    sides = set()
    for number in range(30):
        cut = cutting((str(tmp_path / "photo.png"), number, 1))
        assert cut.shape[0] == cut.shape[1] >= 32
        assert cut.tobytes() == cutting((str(tmp_path / "photo.png"), number, 1)).tobytes()
        first = (photo[: -len(cut) + 1 or None, : -len(cut) + 1 or None] == cut[0, 0]).all(-1)
        assert any(
            (photo[y : y + len(cut), x : x + len(cut)] == cut).all() for y, x in np.argwhere(first)
        )
        sides.add(len(cut))
    assert len(sides) > 10


def test_a_folder_without_photos_or_with_a_broken_one_is_one_sentence(tmp_path):
    assert "has no photos" in complaint(run("cuttings", tmp_path))
    (tmp_path / "broken.jpg").write_bytes(b"no picture")
    assert "broken.jpg" in complaint(run("cuttings", tmp_path))


@pytest.mark.parametrize("name", TEXTURES)
def test_a_texture_has_no_two_pictures_alike(name):
    first, again, other = (TEXTURES[name](np.random.default_rng(seed)) for seed in (0, 0, 1))
    assert (first.shape, first.dtype) == ((480, 640, 3), np.uint8)
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_without_an_engine_each_is_named_and_how_to_get_it(tmp_path):
    code = "import sys, runpy; sys.modules['rapidocr_onnxruntime'] = None; sys.argv[1:] = []; "
    code += "sys.path.insert(0, 'benchmarks'); "
    code += "runpy.run_path('benchmarks/engines.py', run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True,
        env={"PATH": str(tmp_path)}, timeout=120,
    )  # fmt: skip
    said = complaint(done)
    assert "apt-get install tesseract-ocr" in said
    assert "pip install rapidocr-onnxruntime" in said


@pytest.mark.skipif(not shutil.which("tesseract"), reason="Tesseract is not installed")
def test_tesseract_beside_ours(monkeypatch, capsys):
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    import engines

    # Tesseract takes half a second a picture.
    monkeypatch.setattr(engines, "FORMS", [*FORMS][::12])
    engines.main(digits=1, seed=SEED, as_json=True)
    found = json.loads(capsys.readouterr().out)["rows"]
    assert [row["form"] for row in found] == [*FORMS][::12]
    for name, least in (("Tesseract", 0.05), ("convnet", 0.7)):
        assert np.mean([row[name]["share"] for row in found]) >= least
    for row in found:
        assert row["Tesseract"]["share"] == row["Tesseract"]["both"] <= row["Tesseract"]["accepted"]


def test_of_an_answer_one_digit_counts(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    from engines import judged, pp_ocr

    found = judged(["7", "77", "", "3"], np.array([7, 7, 7, 7], np.uint8))
    assert (found["share"], found["accepted"], found["both"]) == (0.25, 0.75, 0.25)
    calls = []

    def nothing_found(picture, **options):
        calls.append(options)
        return ([["box", "I", 0.9]], 0) if not options else ([["4", 0.8]], 0)

    assert pp_ocr(nothing_found)(np.zeros((9, 9, 3), np.uint8)) == "4"
    assert calls == [{}, {"use_det": False}]
