"""How often a page is read: again where it is in doubt, once where that took long."""

import cv2
import numpy as np
import pytest

from mnist_space import load_predictor
from mnist_space.reading.number_search import NumberSearch


def boxes(rows, columns):
    """Boxes apart from each other, with a cross in the first one, which is no digit."""
    page = np.full((80 * rows + 40, 80 * columns + 40), 255, np.uint8)
    for top in range(40, 80 * rows, 80):
        for left in range(40, 80 * columns, 80):
            cv2.rectangle(page, (left, top), (left + 50, top + 50), 0, 2)
    cv2.line(page, (52, 52), (78, 78), 0, 4)
    cv2.line(page, (52, 78), (78, 52), 0, 4)
    return page


@pytest.mark.parametrize(("rows", "often"), [(2, True), (7, False)])
def test_a_page_of_many_frames_is_read_once(monkeypatch, rows, often):
    made = []
    page = NumberSearch._page

    def counted(search, *given):
        made.append(page(search, *given))
        return made[-1]

    monkeypatch.setattr(NumberSearch, "_page", counted)
    reading = load_predictor().read_number(boxes(rows, 6))
    assert not reading.accepted
    assert len(made[0].frames) == 6 * rows
    assert (len(made) > 1) == often
