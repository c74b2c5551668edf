"""A whole run: what it writes, what it goes on from, and what it refuses."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from mnist_space import load_predictor
from mnist_space.artifact import BUNDLED
from mnist_space.bulk import run
from mnist_space.bulk.job import Done, Job
from mnist_space.bulk.pictures import BulkError
from mnist_space.bulk.run import predict_bulk
from mnist_space.data import load_test
from mnist_space.preprocessing.pipelines import load_pipeline

SEVEN = BUNDLED / "examples" / "seven-squared-paper.jpg"


class Stopped(Exception):
    """What ends a run in the middle."""


@pytest.fixture(autouse=True)
def one_process(monkeypatch):
    """The engine in this process, where the processes are not what is tested."""

    def here(reader, parts, _):
        return ((number, reader.part(number)) for number in parts)

    monkeypatch.setattr(run, "_engine", lambda _: here)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out.jsonl"


def rows(out: Path) -> list[dict]:
    return [json.loads(line) for line in out.read_text().splitlines()]


def stop_after(parts: int):
    """A progress that ends the run once so many parts are done."""

    def progress(done: int, total: int) -> None:
        if done >= 50 * parts:
            raise Stopped

    return progress


def test_every_picture_has_its_line_in_order(small, digits, out):
    shown: list[tuple[int, int]] = []
    done = predict_bulk(digits, out, small, progress=lambda *counts: shown.append(counts))
    assert done == Done(330, 0, [])
    assert [row["file"] for row in rows(out)] == [f"{digits}#{i}" for i in range(330)]
    for row, image in zip(rows(out), load_test().images[:3], strict=False):
        assert row == {"file": row["file"], **small.predict(image).to_json()}
    assert shown[0] == (0, 330)
    assert shown[-1] == (330, 330)
    assert not Job(digits, out).folder.exists()


def test_a_run_goes_on_where_it_was_stopped(small, digits, out, monkeypatch):
    with pytest.raises(Stopped):
        predict_bulk(digits, out, small, progress=stop_after(3))
    folder = Job(digits, out).folder
    assert not out.exists()
    # Were a part read again, its mark would be gone.
    first = folder / "0000000.jsonl"
    first.write_text(first.read_text().replace('"reading": null', '"reading": "kept"', 1))
    shown: list[int] = []
    predict_bulk(digits, out, small, progress=lambda done, _: shown.append(done))
    assert shown == [150, 200, 250, 300, 330]
    assert [row["file"] for row in rows(out)] == [f"{digits}#{i}" for i in range(330)]
    assert [row["reading"] for row in rows(out)] == ["kept"] + [None] * 329


def test_what_comes_into_a_folder_meanwhile_is_for_another_run(small, out, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(60):
        shutil.copy(SEVEN, folder / f"{number:02}.jpg")
    with pytest.raises(Stopped):
        predict_bulk(folder, out, small, progress=stop_after(1))
    shutil.copy(SEVEN, folder / "05a.jpg")
    (folder / "59.jpg").unlink()
    done = predict_bulk(folder, out, small)
    assert [row["file"] for row in rows(out)] == [str(folder / f"{n:02}.jpg") for n in range(60)]
    assert (done.pictures, done.failed) == (60, 1)
    assert "cannot be opened" in rows(out)[59]["error"]


def test_bad_files_are_counted_and_the_first_are_told(small, out, tmp_path):
    (tmp_path / "list.txt").write_text(f"{SEVEN}\n" + "".join(f"no-{n}.png\n" for n in range(12)))
    done = predict_bulk(tmp_path / "list.txt", out, small)
    assert (done.pictures, done.failed, len(done.first_failed)) == (13, 12, 10)
    assert done.first_failed == rows(out)[1:11]
    assert set(rows(out)[12]) == {"file", "error"}


def test_other_pictures_models_or_options_do_not_go_on(small, digits, out):
    with pytest.raises(Stopped):
        predict_bulk(digits, out, small, progress=stop_after(1))
    others = [
        {"predictor": load_predictor()},
        {"pipeline": load_pipeline("robust")},
        {"number": True},
    ]
    for other in others:
        with pytest.raises(BulkError, match="was begun with other pictures, another model"):
            predict_bulk(digits, out, **{"predictor": small, **other})
    os.utime(digits, (1, 1))
    with pytest.raises(BulkError, match="was begun with other pictures"):
        predict_bulk(digits, out, small)


def test_answers_that_are_there_are_never_written_over(small, digits, out):
    predict_bulk(digits, out, small)
    before = out.read_bytes()
    with pytest.raises(BulkError, match="is there already"):
        predict_bulk(digits, out, small)
    assert out.read_bytes() == before


def test_what_a_removed_run_left_is_not_gone_on_with(small, digits, out):
    with pytest.raises(Stopped):
        predict_bulk(digits, out, small, progress=stop_after(2))
    folder = Job(digits, out).folder
    (folder / "job.json").unlink()
    (folder / "0000001.jsonl").write_text("{}\n")
    assert predict_bulk(digits, out, small).pictures == 330


def test_two_runs_into_one_file_are_refused(small, digits, out):
    def again(done: int, _: int) -> None:
        with pytest.raises(BulkError, match="Another process is at"):
            predict_bulk(digits, out, small)

    assert predict_bulk(digits, out, small, progress=again).pictures == 330


@pytest.mark.parametrize(
    ("source", "out", "words"),
    [
        ("digits-idx3-ubyte", "out.txt", "ends in .jsonl, .ndjson, .parquet"),
        ("digits-idx3-ubyte", "none/out.jsonl", "There is no folder"),
        (".", "out.jsonl", "There is no picture in"),
        ("photo.jpg", "out.jsonl", "is no IDX file"),
    ],
)
def test_what_cannot_begin_is_said(small, digits, tmp_path, source, out, words):
    shutil.copy(SEVEN, tmp_path / "photo.jpg")
    (tmp_path / "photo.jpg").rename(tmp_path / ("photo.jpg" if source != "." else ".photo"))
    with pytest.raises(BulkError, match=words):
        predict_bulk(tmp_path / source, tmp_path / out, small)
    assert not (tmp_path / out).exists()
    assert not Job(tmp_path / source, tmp_path / out).folder.exists()
