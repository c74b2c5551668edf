import numpy as np

from plugins.rescale import rescale


def test_every_gray_level_is_divided_by_255():
    canvas = np.arange(784).reshape(28, 28).astype(np.uint8)
    tensor = rescale(canvas)
    assert tensor.dtype == np.float32
    assert tensor[0, :3].tolist() == [0, np.float32(1 / 255), np.float32(2 / 255)]
    assert (tensor.min(), tensor.max()) == (0, 1)


def test_no_level_is_lost():
    canvas = np.arange(784).reshape(28, 28).astype(np.uint8)
    np.testing.assert_array_equal(np.rint(rescale(canvas) * 255).astype(np.uint8), canvas)
