"""What else is on a picture: the light's fall to the corners, and parts of neighbours."""

import numpy as np
import pytest

from mnist_space.data import load_test
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.synthesis import FORMS, Pen, random_picture, redraw
from mnist_space.synthesis.camera import Light, light
from mnist_space.synthesis.renderings import Drawing, drawings, rendered
from mnist_space.synthesis.surroundings import SIDES, border_fragments

TEST = load_test()[:200]
BLOCK = np.zeros((28, 28), np.uint8)
BLOCK[4:24, 4:24] = 255
BAR = np.zeros_like(BLOCK)
BAR[4:24, 13:15] = 255


def rng(seed=0):
    return np.random.default_rng(seed)


def test_a_vignette_darkens_the_corners_and_leaves_the_middle():
    paper = np.full((200, 300, 3), 200, np.uint8)
    lit = light(paper, Light(vignette=0.6), rng())[..., 0]
    assert lit[100, 150] == pytest.approx(200, abs=2)
    for row, column in ((0, 0), (0, -1), (-1, 0), (-1, -1)):
        assert lit[row, column] == pytest.approx(80, abs=4)
    assert (light(paper, Light(), rng()) == paper).all()


@pytest.mark.parametrize(("form", "darker"), [("dark_corners", 0.6), ("grey_photo", 0.95)])
def test_the_corners_of_a_photo_are_darker_than_its_middle(form, darker):
    """Of ten digits, so that the light from one side is at each of them."""
    photos = np.stack([redraw(form, TEST.images[i], i, 5)[..., 0] for i in range(10)])
    corners = [photos[:, rows, columns] for rows in (0, -1) for columns in (0, -1)]
    assert np.mean(corners) < darker * np.median(photos)


def reaching(side, mask):
    """The ink of a mask in lines from one side of the picture inwards."""
    turned = {"left": mask.T, "right": mask.T[::-1], "top": mask, "bottom": mask[::-1]}[side]
    return (turned > 0.5).any(axis=1)


def test_neighbours_reach_in_from_every_side_and_no_further_than_they_may():
    seen = set()
    for seed in range(24):
        mask = border_fragments([BLOCK], (120, 160), Pen(), dict.fromkeys(SIDES, 20), rng(seed))
        (side,) = [side for side in SIDES if reaching(side, mask)[0] and mask.any()][:1] or [None]
        inked = np.flatnonzero(reaching(side, mask)) if side else []
        assert len(inked) > 0
        assert max(inked) < 20
        seen.add(side)
    assert seen == set(SIDES)


def test_a_page_with_neighbours_shows_them():
    assert "neighbours" in FORMS
    for index in range(5):
        photo = redraw("neighbours", TEST.images[index], index, 5)[..., 0]
        border = np.concatenate([photo[0], photo[-1], photo[:, 0], photo[:, -1]])
        assert border.min() < 0.6 * np.median(border)


def test_a_third_of_random_photos_shows_neighbours():
    """Which ones they are makes a difference there, and only there."""
    pairs = [
        [random_picture(TEST.images[0], rng(seed), 80, [one] * 3) for one in (BLOCK, BAR)]
        for seed in range(60)
    ]
    differ = sum(not np.array_equal(first, second) for first, second in pairs)
    assert 6 <= differ <= 24


def test_each_rendering_is_given_neighbours():
    for drawing in drawings(TEST, 20, 0):
        assert drawing.neighbours.shape == (3, 28, 28)
        assert all(
            any((image == other).all() for image in TEST.images) for other in drawing.neighbours
        )


def test_the_neighbours_of_a_rendering_are_drawn():
    load_steps()
    made = [
        [
            rendered(Drawing(TEST.images[0], 7, np.stack([one] * 3), 5, number))
            for number in range(12)
        ]
        for one in (BLOCK, BAR)
    ]
    same = [
        first is second is None or bool(first and second and (first[0] == second[0]).all())
        for first, second in zip(*made, strict=True)
    ]
    assert 1 <= same.count(False) <= 8
