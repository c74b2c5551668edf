import numpy as np
import pytest

from plugins.find_ink import find_ink


def drawing(paper, ink):
    """A page of 40 x 40 with an upright stroke of 20 x 4."""
    image = np.full((40, 40, 3), paper, np.uint8)
    image[10:30, 18:22] = ink
    return image


@pytest.mark.parametrize(
    ("paper", "ink"),
    [(255, 0), (0, 255), (128, 20), (128, 230), (240, (240, 240, 0)), (255, (0, 255, 255))],
    ids=["dark", "light", "dark on gray", "light on gray", "yellow", "cyan"],
)
def test_ink_is_high_and_paper_is_0(paper, ink):
    found = find_ink(drawing(paper, ink))
    assert found.shape == (40, 40)
    assert (found[10:30, 18:22] > 180).all()
    assert not found[:, :16].any()
    assert not found[:, 24:].any()


def test_black_on_white_and_white_on_black_are_the_same():
    image = drawing(255, 0)
    np.testing.assert_array_equal(find_ink(image), find_ink(255 - image))


def test_a_soft_shadow_is_no_ink():
    image = drawing(200, 255).astype(int)
    image -= np.linspace(0, 90, 40).astype(int)[:, np.newaxis, np.newaxis] * (image == 200)
    found = find_ink(image.astype(np.uint8))
    assert (found[10:30, 19:21] > 100).all()


def test_a_dark_desk_along_the_frame_does_not_make_dark_the_ink():
    image = drawing(120, 250)
    image[36:] = 0
    assert (find_ink(image)[10:30, 19:21] > 200).all()


@pytest.mark.parametrize("invert", [False, True])
def test_in_a_tight_crop_the_inside_of_a_ring_is_not_the_ink(invert):
    """A 6 cut out along its ink, as `flatten_background` may leave it."""
    rows = (
        "......####......",
        "....####........",
        "...###..........",
        "..###...........",
        ".###............",
        ".##.............",
        "##.....#####....",
        "##...##-----##..",
        "##..##-------##.",
        "##.##---------##",
        "####----------##",
        "##------------##",
        "##-----------###",
        "###---------###.",
        ".####----#####..",
        "...#########....",
    )
    levels = {"#": 255, ".": 128, "-": 1}  # "-": paper that was taken for dark ink
    gray = np.array([[levels[mark] for mark in row] for row in rows], np.uint8)
    image = np.repeat(gray[..., np.newaxis], 3, axis=2)
    found = find_ink(255 - image if invert else image)
    assert found[gray == 255].min() > 200
    assert not found[gray == 1].any()


@pytest.mark.parametrize("level", [0, 128, 255])
def test_an_empty_page_has_no_ink(level):
    assert not find_ink(np.full((30, 20, 3), level, np.uint8)).any()


def test_a_picture_that_is_ink_all_over():
    row = np.array([[[0, 128, 255], [128, 255, 0], [255, 0, 128]]], np.uint8).repeat(2, axis=1)
    assert (find_ink(row) > 200).all()  # the paper is (128, 128, 128), and no pixel is
