"""Folders and zips of labelled pictures, as people and strangers make them."""

import io
import json
import zipfile

import numpy as np
import pytest

from mnist_space.data import idx_layout, load_test
from mnist_space.labelled import reading
from mnist_space.labelled.packing import IMAGES_FILE, packed
from mnist_space.labelled.reading import (
    Labelled,
    LabelledError,
    is_labelled,
    read_labelled,
    read_picture,
)
from mnist_space.limits import limits


def folder(path, table, **files):
    path.mkdir(exist_ok=True)
    (path / "labels.csv").write_text(table)
    for name, data in files.items():
        (path / f"{name}.png").write_bytes(data)
    return path


def zipped(path, entries):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return path


def test_a_folder_is_read_in_the_order_of_its_table(tmp_path):
    made = folder(tmp_path / "set", "file,label\nb.png,none\na.png,3\n", a=b"one", b=b"two")
    read = read_labelled(made)
    assert [(each.name, each.picture, each.label) for each in read] == [
        ("b.png", b"two", 10),
        ("a.png", b"one", 3),
    ]


def test_what_is_packed_is_read_again(tmp_path):
    images = load_test().images[:3]
    data = packed([b"x", b"y", b"z"], [7, 10, 1], images)
    (tmp_path / "own.zip").write_bytes(data)
    read = read_labelled(tmp_path / "own.zip")
    assert [(each.picture, each.label) for each in read] == [(b"x", 7), (b"y", 10), (b"z", 1)]
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        raw = file.read(IMAGES_FILE)
    start, shape = idx_layout(raw, IMAGES_FILE)
    assert np.array_equal(np.frombuffer(raw, np.uint8, offset=start).reshape(shape), images)


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("file,label\na.png,seven\n", "A label is 0 to 9"),
        ("file,label\na.png,12\n", "A label is 0 to 9"),
        ("file,label\na.png,\n", "A label is 0 to 9"),
        ("a.png,1\n", "first line of labels.csv must be"),
        ("", "first line of labels.csv must be"),
        ("file,label\n", "names no picture"),
        ("file,label\na.png\n", "Line 2 of labels.csv"),
        ("file,label\nmissing.png,1\n", "There is no file 'missing.png'"),
        ("file,label\n../secret.png,1\n", "no path inside"),
        ("file,label\n/etc/passwd,1\n", "no path inside"),
        ("file,label\nlink.png,1\n", "outside the folder"),
        ("file,label\na.png,1\nb.png,2\n", "same picture with two labels"),
        ("file,label\n" + "a.png,1\n" * 10_001, "more than 10,000"),
        ('file,label\n"a.png,1\n', "is no table"),
    ],
)
def test_what_is_wrong_is_a_sentence(tmp_path, table, sentence):
    made = folder(tmp_path / "set", table, a=b"one", b=b"one")
    (tmp_path / "secret.png").write_bytes(b"secret")
    (made / "link.png").symlink_to(tmp_path / "secret.png")
    with pytest.raises(LabelledError, match=sentence):
        read_labelled(made)
    if "link" not in table:
        entries = {path.name: path.read_bytes() for path in made.iterdir()}
        with pytest.raises(LabelledError, match=sentence):
            read_labelled(zipped(tmp_path / "set.zip", entries))


def line(name, label):
    return json.dumps({"file_name": name, "label": label}) + "\n"


def collected(path, **lines):
    for name, text in lines.items():
        (path / name).mkdir(parents=True)
        (path / name / "metadata.jsonl").write_text(text)
        (path / name / "digit.png").write_bytes(name.encode())
    return path


def test_folders_with_a_line_for_each_picture_are_read_as_one(tmp_path):
    made = collected(tmp_path / "set", b=line("digit.png", "none"), a=line("digit.png", 7) + "\n")
    expected = [("a/digit.png", b"a", 7), ("b/digit.png", b"b", 10)]
    entries = {f"{n}/{f.name}": f.read_bytes() for n in "ab" for f in (made / n).iterdir()}
    for source in (made, zipped(tmp_path / "set.zip", entries)):
        read = read_labelled(source)
        assert [(each.name, each.picture, each.label) for each in read] == expected
    assert is_labelled(made)
    assert not is_labelled(tmp_path)
    folder(made, "file,label\nb/digit.png,3\n")
    assert [each.label for each in read_labelled(made)] == [3]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("7\n", "Line 1 of 'a/metadata.jsonl' is no JSON object"),
        ("\n{}\n", "Line 2 of"),
        ("[" * 100_000, "Line 1 of"),
        (line("../b/digit.png", "7"), "no path inside"),
        (line("digit.png", True), "A label is 0 to 9"),
        (line("digit.png", "7") * 10_001, "more than 10,000"),
        ("", "names no picture"),
    ],
)
def test_what_is_wrong_with_a_line_is_a_sentence(tmp_path, text, sentence):
    with pytest.raises(LabelledError, match=sentence):
        read_labelled(collected(tmp_path / "set", a=text))


def test_a_snapshot_in_the_cache_of_the_hub_links_to_its_blobs_alone(tmp_path):
    made = collected(tmp_path / "snapshots" / "1f", a=line("digit.png", "7"))
    (tmp_path / "blobs").mkdir()
    (made / "a" / "digit.png").rename(tmp_path / "blobs" / "2c")
    (made / "a" / "digit.png").symlink_to("../../../blobs/2c")
    assert [each.picture for each in read_labelled(made)] == [b"a"]
    (tmp_path / "blobs" / "2c").rename(tmp_path / "secret")
    (tmp_path / "blobs" / "2c").symlink_to(tmp_path / "secret")
    with pytest.raises(LabelledError, match="outside the folder"):
        read_labelled(made)


def test_a_bomb_is_read_no_further_than_its_limit(tmp_path):
    entries = {"labels.csv": "file,label\na.png,1\n", "a.png": bytes(limits().file_bytes + 1)}
    with pytest.raises(LabelledError, match=r"'a\.png' has more than 20 MB"):
        read_labelled(zipped(tmp_path / "bomb.zip", entries))


def test_all_pictures_together_have_a_limit(tmp_path):
    made = folder(tmp_path / "set", "file,label\na.png,1\nb.png,2\n", a=b"a" * 600, b=b"b" * 600)
    assert len(read_labelled(made, 2, 1200)) == 2
    with pytest.raises(LabelledError, match="MB together, unpacked"):
        read_labelled(made, 2, 1199)
    with pytest.raises(LabelledError, match="There are more than 1 pictures"):
        read_labelled(made, 1)


def test_a_folder_may_be_zipped_with_its_own_name(tmp_path):
    table = "file,label\nsevens/a.png,7\n"
    entries = {
        "digits/labels.csv": table,
        "digits/sevens/a.png": b"one",
        "__MACOSX/digits/._labels.csv": b"\0",
    }
    path = zipped(tmp_path / "set.zip", entries)
    assert read_labelled(path) == [Labelled("digits/sevens/a.png", b"one", 7)]
    assert read_picture(path, "digits/sevens/a.png") == b"one"
    with pytest.raises(LabelledError, match="no path inside"):
        read_picture(path, "../labels.csv")
    with pytest.raises(LabelledError, match=r"labels\.csv more than once"):
        read_labelled(zipped(path, {**entries, "more/labels.csv": table}))
    path.unlink()
    with pytest.raises(LabelledError, match="neither a folder nor a whole zip"):
        read_picture(path, "digits/sevens/a.png")


def test_many_tables_have_a_limit_together(tmp_path):
    blank = "\n" * reading.MOST_TABLE
    made = collected(tmp_path / "set", **dict.fromkeys("abcde", blank))
    with pytest.raises(LabelledError, match="tables have more than 8 MB together"):
        read_labelled(made)


def test_a_zip_of_very_many_files_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_ENTRIES", 2)
    entries = {"labels.csv": "file,label\na.png,1\n", "a.png": b"a"}
    assert len(read_labelled(zipped(tmp_path / "a.zip", entries))) == 1
    with pytest.raises(LabelledError, match="more than 2 files"):
        read_labelled(zipped(tmp_path / "a.zip", {**entries, "b.png": b"b"}))


@pytest.mark.parametrize(("mark", "place", "value"), [(b"PK\1\2", 6, 255), (b"e\xc3\xa9", 1, 255)])
def test_a_newer_zip_and_a_name_that_is_no_text_are_a_sentence(tmp_path, mark, place, value):
    path = zipped(tmp_path / "a.zip", {"e\xe9.png": b"a"})
    data = bytearray(path.read_bytes())
    data[data.rindex(mark) + place] = value
    path.write_bytes(data)
    with pytest.raises(LabelledError, match=r"'a\.zip' is neither a folder nor a whole zip"):
        read_labelled(path)


def test_what_is_no_zip_or_damaged_is_a_sentence(tmp_path):
    path = zipped(tmp_path / "a.zip", {"labels.csv": "file,label\na.png,1\n", "a.png": b"x" * 99})
    whole = path.read_bytes()
    place = whole.index(b"a.png") + 5
    path.write_bytes(whole[:place] + b"\xff\xff" + whole[place + 2 :])
    with pytest.raises(LabelledError, match="damaged"):
        read_labelled(path)
    for data in (b"", whole[:40]):
        path.write_bytes(data)
        with pytest.raises(LabelledError, match="neither a folder nor a whole zip"):
            read_labelled(path)
    with pytest.raises(LabelledError, match="neither a folder nor a whole zip"):
        read_labelled(tmp_path / "none")
