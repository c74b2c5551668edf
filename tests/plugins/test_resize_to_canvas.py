import numpy as np

from plugins.resize_to_canvas import resize_to_canvas


def test_the_aspect_is_lost():
    wide = np.zeros((28, 280), np.uint8)
    wide[:, :140] = 255  # the left half stays the left half
    canvas = resize_to_canvas(wide)
    assert canvas.shape == (28, 28)
    assert (canvas[:, :14] == 255).all()
    assert (canvas[:, 14:] == 0).all()


def test_thin_strokes_are_skipped():
    picture = np.zeros((280, 280), np.uint8)
    picture[100] = 255  # bilinear samples are taken at rows 4.5, 14.5 ... 94.5, 104.5 ...
    assert not resize_to_canvas(picture).any()


def test_a_canvas_stays_as_it_is():
    canvas = np.arange(784).reshape(28, 28).astype(np.uint8)
    np.testing.assert_array_equal(resize_to_canvas(canvas), canvas)
