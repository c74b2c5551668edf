"""What is to be read: folders, lists and data sets, each picture once, in order, in parts."""

from __future__ import annotations

import gzip
import os
import pickle
from pathlib import Path

import numpy as np
import pytest

from mnist_space.bulk.pictures import (
    PART,
    BulkError,
    ListedPictures,
    Pictures,
    folder_pictures,
    list_pictures,
    open_idx,
)
from mnist_space.data import idx_bytes, load_test


def names(pictures: Pictures) -> list[str]:
    """What all parts hold, in order."""
    parts = [pictures.part(number) for number in range(len(pictures.sizes))]
    assert [len(part) for part in parts] == list(pictures.sizes)
    return [name for part in parts for name, _ in part]


def listed(source: Path, folder: Path) -> list[str]:
    list_pictures(source, folder / "listed")
    return names(ListedPictures.open(folder / "listed"))


def touched(folder: Path, *paths: str) -> None:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).touch()


def test_a_folder_is_its_pictures_and_those_of_all_folders_inside(tmp_path):
    wanted = ["a.png", "b/c.JPG", "b/deep/d.tiff", "e.webp", "f.heic"]
    touched(tmp_path, *wanted, "notes.txt", ".hidden.png", ".git/x.png", "b/.DS_Store")
    (tmp_path / "b" / "loop").symlink_to(tmp_path)
    assert [str(path.relative_to(tmp_path)) for path in folder_pictures(tmp_path)] == wanted


def test_names_of_any_kind_come_back(tmp_path):
    folder = tmp_path / "in"
    touched(folder, "line\nbreak.png", "ünï.png", os.fsdecode(b"\xff\xfe.png"))
    assert {Path(name).name for name in listed(folder, tmp_path)} == set(os.listdir(folder))


@pytest.mark.parametrize("count", [1, PART, PART + 1, 3 * PART])
def test_parts_hold_every_path_once_and_in_order(tmp_path, count):
    wanted = [f"{number}.png" for number in range(count)]
    (tmp_path / "list.txt").write_text("\n".join(wanted) + "\n\n")
    assert listed(tmp_path / "list.txt", tmp_path) == wanted
    pictures = ListedPictures.open(tmp_path / "listed")
    assert names(pickle.loads(pickle.dumps(pictures))) == wanted


def test_a_list_means_the_same_files_from_wherever_it_is_read(tmp_path, monkeypatch):
    touched(tmp_path / "in", "a.png")
    (tmp_path / "list.txt").write_text("in/a.png\n")
    monkeypatch.chdir(tmp_path)
    list_pictures(Path("list.txt"), tmp_path / "listed")
    monkeypatch.chdir("/")
    assert ListedPictures.open(tmp_path / "listed").part(0) == [
        ("in/a.png", tmp_path / "in" / "a.png")
    ]


def test_a_csv_names_its_column(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text('\ufefflabel,file_name\n3,a.png\n4,"b,c.png"\n5,\n')
    assert listed(file, tmp_path) == ["a.png", "b,c.png"]
    file.write_text("a.png,3\nb.png,4\n")
    with pytest.raises(BulkError, match="needs a column with one of these names: file, "):
        listed(file, tmp_path)


@pytest.mark.parametrize("make", [Path.mkdir, Path.touch])
def test_no_picture_is_an_error_and_leaves_no_list(tmp_path, make):
    make(tmp_path / "none.txt")
    with pytest.raises(BulkError, match="There is no picture in"):
        list_pictures(tmp_path / "none.txt", tmp_path / "listed")
    assert not (tmp_path / "listed").exists()


def test_an_idx_file_plain_and_packed(tmp_path, digits):
    packed = tmp_path / "digits.gz"
    packed.write_bytes(gzip.compress(digits.read_bytes()))
    for file in (digits, packed):
        pictures = open_idx(file, tmp_path / "unpacked")
        assert names(pictures) == [f"{file}#{number}" for number in range(330)]
        last = pictures.part(6)[-1][1]
        np.testing.assert_array_equal(last, load_test().images[329])


IMAGES = idx_bytes(np.zeros((3, 28, 28), np.uint8))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is no IDX file"),
        (b"\x89PNG\r\n\x1a\n" * 9, "is no IDX file"),
        (IMAGES[:-1], "cut short"),
        (IMAGES + b"x", "too long"),
        (idx_bytes(np.zeros(9, np.uint8)), "name the file of the images"),
        (idx_bytes(np.zeros((0, 28, 28), np.uint8)), "holds no pictures"),
        (idx_bytes(np.zeros((2, 3, 4, 5), np.uint8)), "no IDX file|name the file of the images"),
    ],
)
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_what_is_no_idx_file_of_pictures_is_refused(tmp_path, data, words, pack):
    file = tmp_path / ("x.gz" if pack is gzip.compress else "x")
    file.write_bytes(pack(data))
    with pytest.raises(BulkError, match=words):
        open_idx(file, tmp_path / "unpacked")


def test_a_packed_file_is_unpacked_no_further_than_its_head_says(tmp_path):
    file, unpacked = tmp_path / "bomb.gz", tmp_path / "unpacked"
    file.write_bytes(gzip.compress(IMAGES + bytes(100 << 20)))
    with pytest.raises(BulkError, match="too long"):
        open_idx(file, unpacked)
    assert unpacked.stat().st_size == len(IMAGES) + 1
