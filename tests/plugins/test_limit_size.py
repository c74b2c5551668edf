import numpy as np

from plugins.limit_size import limit_size


def test_a_small_picture_stays_as_it_is():
    picture = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
    np.testing.assert_array_equal(limit_size(picture), picture)


def test_the_longer_side_is_the_limit_and_the_aspect_stays():
    assert limit_size(np.zeros((200, 100, 3), np.uint8), longer_side=64).shape == (64, 32, 3)
    assert limit_size(np.zeros((100, 200, 3), np.uint8), longer_side=64).shape == (32, 64, 3)


def test_a_side_never_falls_below_one_pixel():
    assert limit_size(np.zeros((1, 5000, 3), np.uint8), longer_side=64).shape == (1, 64, 3)


def test_thin_strokes_get_fainter_but_never_break():
    picture = np.full((256, 256, 3), 255, np.uint8)
    picture[:, 101] = 0
    # One black column of four: the mean is 3/4 of white, in every row.
    reduced = limit_size(picture, longer_side=64)
    assert (reduced[:, 25] == 191).all()
    assert (np.delete(reduced, 25, axis=1) == 255).all()
