"""Tables of lines with test digits in them, drawn by hand."""

import numpy as np

from mnist_space.data import load_test


def blank(height=300, width=400):
    return np.full((height, width), 255, np.uint8)


def ruled_page(rows=3, columns=4, cell=80, left=60, top=60):
    """An empty table of lines."""
    page = blank(2 * top + rows * cell + 80, 2 * left + columns * cell)
    for i in range(rows + 1):
        y = top + i * cell
        page[y : y + 2, left : left + columns * cell + 2] = 0
    for i in range(columns + 1):
        x = left + i * cell
        page[top : top + rows * cell, x : x + 2] = 0
    return page


def put(page, digit, x, y, scale=2):
    """Write a test digit that is easy to read, its middle here."""
    place = np.flatnonzero(load_test().labels == digit)[1]
    mark = 255 - load_test().images[place].repeat(scale, 0).repeat(scale, 1)
    half = len(mark) // 2
    np.minimum(spot := page[y - half : y + half, x - half : x + half], mark, out=spot)
    return page
