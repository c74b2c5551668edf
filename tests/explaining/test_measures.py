"""What is measured of pictures of which everything is known."""

import numpy as np
import pytest

from mnist_space.explaining.measures import measure
from mnist_space.preprocessing.calls import StepCall
from mnist_space.preprocessing.pipeline import TraceEntry

SIDE = 60


def entry(step, mask):
    return TraceEntry(StepCall(step), step, np.where(mask, 255, 0).astype(np.uint8), 0.0)


def boxes(*places):
    """A picture's ink, bool (60, 60), in boxes of rows and columns."""
    mask = np.zeros((SIDE, SIDE), bool)
    for rows, columns in places:
        mask[rows, columns] = True
    return mask


BAR = (slice(10, 40), slice(20, 26))


def picture(mask, paper=200, ink=50, scale=1):
    gray = np.where(mask, ink, paper).astype(np.uint8).repeat(scale, 0).repeat(scale, 1)
    return gray[..., np.newaxis].repeat(3, 2)


def measured(mask, image=None):
    image = picture(mask) if image is None else image
    return measure(image, [entry("find_ink", mask)], [entry("keep_digit", mask)])


def test_lengths_are_those_of_the_picture_as_given():
    mask = boxes(BAR)
    for scale in (1, 3):
        m = measured(mask, picture(mask, scale=scale))
        assert m.side == 30 * scale
        assert m.offset == pytest.approx(((23 - 30) * scale, (25 - 30) * scale))
        assert (m.shorter, m.wide) == (SIDE * scale, 6 / 30)


def test_contrast_is_of_the_paper_close_by_beside_all_ink():
    """Another mark close by is no paper, nor is what lies far away."""
    mask = boxes(BAR, (slice(10, 40), slice(30, 36)))
    image = picture(mask)
    image[:, 50:] = 0
    own = boxes(BAR)
    m = measure(image, [entry("find_ink", mask)], [entry("keep_digit", own)])
    assert m.contrast == 50 - 200
    assert measured(own, picture(own, paper=10, ink=250)).contrast == 240


def test_a_picture_that_is_all_ink_has_no_paper():
    mask = np.ones((SIDE, SIDE), bool)
    assert measured(mask, picture(mask, ink=120)).contrast == 120


def test_the_pen_is_measured_in_a_digit_as_large_as_mnists():
    wide = measured(boxes((slice(10, 50), slice(20, 28)))).pen
    assert wide == pytest.approx(8 * 20 / 40, rel=0.15)
    assert measured(boxes((slice(10, 50), slice(20, 24)))).pen == pytest.approx(2, rel=0.15)


def test_pieces_much_smaller_than_the_largest_do_not_count():
    large = (slice(5, 25), slice(5, 15))  # 200 pixels
    tenth = (slice(40, 45), slice(5, 9))  # 20
    speck = (slice(40, 43), slice(30, 36))  # 18
    assert measured(boxes(large)).pieces == 1
    assert measured(boxes(large, tenth, speck)).pieces == 2


def test_lines_are_what_steps_for_lines_took_away():
    bar, line = boxes(BAR), boxes((slice(45, 47), slice(0, 48)))
    first, digit = entry("find_ink", bar | line), [entry("keep_digit", bar)]
    image = picture(bar | line)

    def share(step):
        return measure(image, [first, entry(step, bar)], digit).lines

    assert share("remove_lines") == share("remove_grid") == 48 / SIDE
    assert share("drop_specks") == 0


def test_shade_is_over_the_light_of_the_lightest_side():
    mask = boxes(BAR)
    image = picture(mask)
    image[:, :10], image[-10:] = 100, 150
    image[2 * SIDE // 6 : 4 * SIDE // 6, 2 * SIDE // 6 : 4 * SIDE // 6] = 120
    shade = measured(mask, image).shade
    assert shade == pytest.approx(
        {"left": 0.5, "right": 1, "top": 1, "bottom": 0.75, "middle": 0.6}
    )


def test_no_ink_has_no_measures():
    assert measured(boxes()) is None
