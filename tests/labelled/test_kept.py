import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from mnist_space.labelled import kept
from mnist_space.labelled.kept import data_set, kept_as, with_one_more
from mnist_space.labelled.reading import LabelledError, read_labelled

WHITE = np.full((300, 600, 3), 255, np.uint8)
SEEN = np.full((28, 28), 0.5, np.float32)


def picture(shade):
    return np.full((20, 30, 3), shade, np.uint8)


def test_a_large_picture_is_kept_small_and_what_was_seen_beside_it():
    one = kept_as(WHITE, 3, SEEN)
    assert Image.open(io.BytesIO(one.picture)).size == (280, 140)
    assert (one.image == 128).all()
    assert not kept_as(WHITE, 10, None).image.any()


def test_a_picture_is_kept_once_and_a_second_label_is_told():
    all_of_them = with_one_more((), kept_as(picture(1), 4, SEEN))
    with pytest.raises(LabelledError, match=r'kept already, as "4"\.'):
        with_one_more(all_of_them, kept_as(picture(1), 4, SEEN))
    with pytest.raises(LabelledError, match=r'as "4": remove it there'):
        with_one_more(all_of_them, kept_as(picture(1), 9, SEEN))


def test_there_is_room_for_so_many(monkeypatch):
    monkeypatch.setattr(kept, "MOST", 2)
    two = with_one_more(
        with_one_more((), kept_as(picture(1), 1, SEEN)), kept_as(picture(2), 2, SEEN)
    )
    with pytest.raises(LabelledError, match="At most 2"):
        with_one_more(two, kept_as(picture(3), 3, SEEN))
    monkeypatch.setattr(kept, "MOST", 9)
    monkeypatch.setattr(kept, "MOST_BYTES", sum(len(each.picture) for each in two))
    with pytest.raises(LabelledError, match="MB are kept"):
        with_one_more(two, kept_as(picture(3), 3, SEEN))


def test_what_is_downloaded_can_be_read(tmp_path):
    (tmp_path / "my.zip").write_bytes(data_set([kept_as(picture(9), 5, SEEN)]))
    (read,) = read_labelled(tmp_path / "my.zip")
    assert read.name == "001-5.png"
    assert (read.label, np.array(Image.open(io.BytesIO(read.picture)))[0, 0, 0]) == (5, 9)


def test_a_picture_that_was_given_says_its_number_in_the_download(tmp_path):
    one = replace(kept_as(picture(9), 5, SEEN), given="1f3a")
    (tmp_path / "my.zip").write_bytes(data_set([kept_as(picture(1), 10, SEEN), one]))
    names = [each.name for each in read_labelled(tmp_path / "my.zip")]
    assert names == ["001-none.png", "002-5-given-1f3a.png"]
