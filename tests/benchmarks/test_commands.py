"""Each benchmark runs, on a tiny size, on nothing but what the project ships."""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from PIL import Image

from mnist_space import load_predictor
from mnist_space.data import load_test
from mnist_space.synthesis import FORMS, HELD_OUT, redraw
from mnist_space.synthesis.corruptions import CORRUPTIONS
from mnist_space.synthesis.held_out_hands import HELD_OUT_STYLES
from mnist_space.synthesis.styles import STYLES

ROOT = Path(__file__).resolve().parents[2]
# A font that comes with matplotlib; of the alphabets that are held out it has one.
SANS = Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSans.ttf"


def run(name, *arguments):
    command = [sys.executable, f"benchmarks/{name}.py", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900)


def result(name, *arguments):
    done = run(name, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert data["model"] == "convnet"
    assert re.fullmatch("[0-9a-f]{8}", data["sha256"])
    assert isinstance(data.get("seed", 0), int)
    return data


def write_set(folder, name, rows, pictures):
    """One set as wild.py reads it: labels.csv and images/."""
    (folder / name / "images").mkdir(parents=True)
    with (folder / name / "labels.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    for row, picture in zip(rows, pictures, strict=True):
        Image.fromarray(picture).save(folder / name / "images" / row["file"])


@pytest.fixture
def wild(tmp_path):
    """Test digits in the place of other people's."""
    split = load_test()
    digits = [redraw("dark_on_light", split.images[i], i, 0) for i in range(4)]
    rows = [{"file": f"{i}.png", "label": split.labels[i]} for i in range(4)]
    kinds = ["handwritten", "handwritten", "printed", "printed"]
    cells = [row | {"kind": kind} for row, kind in zip(rows, kinds, strict=True)]
    write_set(tmp_path, "sudoku_cells", cells, digits)
    write_set(tmp_path, "odbl_scans", rows, digits)
    blank = np.full((50, 50, 3), 255, np.uint8)
    write_set(tmp_path, "omniglot", [{"file": "a.png", "what": "nothing"}], [blank])
    write_set(tmp_path, "number_pictures", [rows[0]], digits[:1])
    page = np.rot90(np.hstack(digits[:3]), -1)
    grid = "".join(map(str, split.labels[:3]))
    turned = {"file": "p.png", "grid_rows": grid, "rotate_ccw_degrees_to_upright": 90}
    write_set(tmp_path, "sudoku_pages", [turned], [page])
    (tmp_path / "semeion").mkdir()
    np.savez(tmp_path / "semeion" / "data.npz", X=split.images[:5], y=split.labels[:5])
    return tmp_path


def test_alphabets():
    data = result("alphabets", SANS, "--drawings", 1)
    tifinagh, every = data["rows"]
    assert (tifinagh["alphabet"], every["alphabet"]) == ("Tifinagh", "All")
    assert tifinagh["n"] == every["n"] == data["letters"] >= 30
    assert every["notebook"]["share"] < 0.2
    assert every["convnet"]["share"] > 0.8


def test_fonts_with_none_of_the_alphabets():
    done = run("alphabets", SANS.with_name("STIXGeneral.ttf"))
    assert done.returncode == 2
    assert "none of the alphabets" in done.stderr


def test_wild(wild):
    rows = {row["set"]: row for row in result("wild", wild)["rows"]}
    assert {name: row["n"] for name, row in rows.items()} == {
        "sudoku_cells: handwritten": 2,
        "sudoku_cells: printed": 2,
        "odbl_scans": 4,
        "omniglot": 1,
        "semeion": 5,
        "number_pictures": 1,
        "sudoku_pages": 3,
    }
    for name in ("odbl_scans", "semeion", "number_pictures", "sudoku_pages"):
        assert rows[name]["convnet"]["share"] == 1, name
    assert rows["omniglot"]["counts"] == "rejected"
    assert rows["omniglot"]["convnet"] == {
        "share": 1,
        "interval": pytest.approx([0.207, 1], abs=0.001),
        "accepted": 0,
        "both": 0,
    }
    assert rows["odbl_scans"]["notebook"]["share"] < 1


def test_wild_reads_a_folder_of_numbers_alone(tmp_path):
    digit = redraw("dark_on_light", load_test().images[0], 0, 0)
    write_set(tmp_path, "number_pictures", [{"file": "7.png", "label": 7}], [digit])
    (row,) = result("wild", tmp_path)["rows"]
    assert (row["set"], row["n"], row["convnet"]["share"]) == ("number_pictures", 1, 1)


def test_wild_says_what_is_missing(tmp_path):
    done = run("wild", tmp_path)
    assert done.returncode == 2
    assert "none of the sets" in " ".join(done.stderr.replace("│", " ").split())


def test_redrawn_is_what_the_predictor_reads():
    data = result("redrawn", "--digits", 1, "--seed", 3)
    assert [row["form"] for row in data["rows"]] == list(FORMS)
    split, predictor = load_test(), load_predictor("convnet")
    for row in data["rows"]:
        if row["nine"]:
            read = predictor.predict(redraw(row["form"], split.images[0], 0, 3))
            assert row["convnet"]["share"] == (read.label == split.labels[0])
            assert row["convnet"]["accepted"] == read.accepted
            both = row["convnet"]["share"] and row["convnet"]["accepted"]
            assert row["convnet"]["both"] == both
        assert row["held_out"] == (row["form"] in HELD_OUT)


def test_styles():
    rows = result("styles", "--drawings", 2)["rows"]
    every = STYLES + HELD_OUT_STYLES
    assert [row["style"] for row in rows] == [f"{digit}, {name}" for digit, name, _ in every]
    assert [row["held_out"] for row in rows] == [style in HELD_OUT_STYLES for style in every]
    assert np.mean([row["convnet"]["share"] for row in rows]) >= 0.85
    assert np.mean([row["notebook"]["share"] for row in rows]) <= 0.3


def test_optdigits_enlarged_and_as_they_are():
    enlarged, tiny = result("optdigits", "--count", 30)["rows"]
    assert enlarged["n"] == tiny["n"] == 30
    assert enlarged["convnet"]["share"] >= 0.9
    assert tiny["convnet"]["share"] >= 0.8
    for row in (enlarged, tiny):
        assert row["notebook"]["share"] < row["convnet"]["share"]
        assert row["convnet"]["both"] <= min(row["convnet"]["share"], row["convnet"]["accepted"])


def test_corruptions():
    data = result("corruptions", "--digits", 40, "--pictures", 1, "--strength", 0)
    assert [row["corruption"] for row in data["rows"]] == list(CORRUPTIONS)
    for row in data["rows"]:
        assert row["convnet"]["network"]["error"] <= 0.05, "untouched digits"
        assert row["convnet"]["pipeline"]["error"] == 0


def test_ablation_prints_a_table():
    done = run("ablation", "--digits", 2)
    assert done.returncode == 0, done.stderr
    assert "| whole pipeline" in done.stdout
    assert re.search(r"\| rescale +\| +needed", done.stdout)
    assert re.search(r"\| center_mass \(resize_to_canvas instead\) +\| +[+-]\d", done.stdout)
    assert re.search(r"model convnet, sha256 [0-9a-f]{8}, seed 28", done.stdout)


def test_latency_prints_the_ratio():
    for row in result("latency", "--runs", 2)["rows"]:
        assert row["ratio"] == pytest.approx(
            row["tutorial"]["p50"] / row["convnet"]["p50"], abs=0.02
        )


# The command with few measurements: most of its time goes into starting apps.
FEW = """
import sys

sys.path.insert(0, "benchmarks")
import serve
import serving_parts

serve.QUICK = serving_parts.Sizes(
    turns=2, rounds=1, each=1, starts=1, side=280, batch=4, clients=4
)
serving_parts.CLIENTS = (1, 4)
both = serving_parts.pictures
serving_parts.pictures = lambda seed: dict([*both(seed).items()][:1])
parts = [serve.Part.REQUEST, serve.Part.START, serve.Part.GROWTH]
serve.main(parts, quick=True, seed=28, as_json=True)
"""


def test_serve_prints_ratios_of_what_was_measured_in_turn():
    done = subprocess.run([sys.executable, "-c", FEW], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)["rows"]
    assert {row["unit"] for row in rows} == {"ms", "/s", "s", "MB"}
    for row in rows:
        low, high = row["spread"]
        assert 0 < low <= row["ratio"] <= high
    named = {row["what"]: row for row in rows}
    assert "/predict, drawing 280x280, 4 clients: requests/s to control" in named
    memory = named["peak memory, to the same"]
    assert memory["ratio"] == pytest.approx(memory["one"] / memory["other"], abs=0.01)
    assert "JPEG of 28 x 28 to one of 280" in named
    assert "4 clients: requests/s to one client" in named
    assert rows[-1]["what"] == "a batch of 4, each, to predict"


def test_an_unknown_model_is_one_sentence():
    done = run("redrawn", "--model", "nobody")
    assert done.returncode == 2
    assert "There is no model 'nobody'" in " ".join(done.stderr.replace("│", " ").split())
    assert not done.stdout
