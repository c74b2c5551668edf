"""Marks of drawn pages as the reading of numbers cuts them out, with what they truly are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from multiprocessing import get_context

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from mnist_space.artifact import Artifact
from mnist_space.data import NOT_A_DIGIT, Split
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.toolbox.boxes import Box
from mnist_space.preprocessing.toolbox.pieces import INK
from mnist_space.reading.cuts import find_cuts, parts_between
from mnist_space.reading.number_ink import number_ink
from mnist_space.reading.predictor import Predictor
from mnist_space.reading.segmentation import Group, find_groups
from mnist_space.synthesis.handwriting import Supply
from mnist_space.synthesis.page_truth import Character, Page
from mnist_space.synthesis.pages import KINDS, draw_page
from mnist_space.synthesis.renderings import is_upright

WHOLE, ALONE = 0.9, 0.93  # of a character's ink, and of the group's own: it is this character
PRESENT, PART = 0.7, (0.25, 0.6)  # of a character's ink: it is in the group; a part of it is
ABSENT = 0.2  # of a character's ink: less may be a neighbour's tip
SIGNS = "+-%:"  # a slash may look like a 1, a point like anything once it is enlarged
MOST = 2  # parts of one group that are no digit
SURE = 3.0  # log-odds: a part that is taken for a digit as surely as this looks like one

Canvas = NDArray[np.uint8]
"""A picture (28, 28) as the network sees it."""


def mine_pages(artifact: Artifact, supply: Supply, count: int, seed: int, processes: int) -> Split:
    """Draw pages of all kinds and cut out of them what the reading of numbers looks at.

    Whole digits are kept, whatever the network takes them for; two in one and parts of one are no
    digit.

    Args:
        artifact: the model whose pipeline finds the ink.
        supply: what the pages are written with.
        count: pages, the kinds in turn.
        seed: of everything random.
        processes: that draw at the same time.
    """
    kinds = [*KINDS]
    jobs = [(kinds[i % len(kinds)], i // len(kinds)) for i in range(count)]
    with get_context("spawn").Pool(processes, _start, (artifact, supply)) as pool:
        found = pool.imap(partial(_crops, seed=seed), jobs, chunksize=8)
        made = list(tqdm(found, total=count, mininterval=10))
    kept = [crop for page in made for crop in page]
    images = np.array([image for image, _ in kept], np.uint8).reshape(-1, 28, 28)
    return Split(images, np.array([label for _, label in kept], np.uint8))


def label_of(group: Group, page: Page) -> int | None:
    """What a group of ink on a drawn page is: a digit, 10 for none, None where it is not sure."""
    inside = [_ink_in(group, character.box) for character in page.characters]
    total = max(1, int(np.count_nonzero(group.ink > INK)))
    covered = [
        have / max(1, _truth_in(page, character.box))
        for have, character in zip(inside, page.characters, strict=True)
    ]
    order = np.argsort(covered)[::-1]
    best, rest = order[0], [covered[i] for i in order[1:2]]
    if covered[best] >= WHOLE and inside[best] >= ALONE * total and max(rest, default=0) < ABSENT:
        return _label(page.characters[best])
    if max(rest, default=0) >= PRESENT:
        return NOT_A_DIGIT
    is_part = PART[0] <= covered[best] <= PART[1] and max(rest, default=0) < ABSENT
    return NOT_A_DIGIT if is_part and page.characters[best].char.isdigit() else None


def _label(character: Character) -> int | None:
    if character.char.isdigit():
        return int(character.char)
    return NOT_A_DIGIT if character.char in SIGNS else None


def _ink_in(group: Group, box: Box) -> int:
    x, y, width, height = box[0] - group.x, box[1] - group.y, *box[2:]
    window = group.ink[max(0, y) : max(0, y + height), max(0, x) : max(0, x + width)]
    return int(np.count_nonzero(window > INK))


def _truth_in(page: Page, box: Box) -> int:
    x, y, width, height = box
    window = page.ink[y : y + height, x : x + width]
    return int(np.count_nonzero(window > INK))


_LOADED: list[tuple[Predictor, Supply]] = []


def _start(artifact: Artifact, supply: Supply) -> None:
    cv2.setNumThreads(1)  # there are as many processes as cores
    load_steps()
    _LOADED[:] = [(Predictor(artifact, cores=1), supply)]


def _crops(job: tuple[str, int], seed: int) -> list[tuple[Canvas, int]]:
    (predictor, supply), (kind, index) = _LOADED[0], job
    return list(_kept(predictor, draw_page(kind, supply, index, seed)))


def _kept(predictor: Predictor, page: Page) -> Iterator[tuple[Canvas, int]]:
    chain = predictor.artifact.pipeline
    ink = number_ink(chain.trace_page(page.picture))[0]
    if ink.shape != page.ink.shape:  # a large page was reduced, and the truth was not
        return
    for group, label in _labelled(find_groups(ink), page):
        tensor = chain.trace_digit(group.picture())[-1].image
        canvas = np.asarray(np.rint(tensor * 255), np.uint8)
        if label != NOT_A_DIGIT or _teaches(predictor, tensor, canvas):
            yield canvas, label


def _teaches(predictor: Predictor, tensor: NDArray[np.float32], canvas: Canvas) -> bool:
    odds = predictor.odds(predictor.logits(tensor[np.newaxis]))[0]
    return bool(odds < SURE) and not is_upright(canvas)


def _labelled(groups: Sequence[Group], page: Page) -> Iterator[tuple[Group, int]]:
    """The groups and some of what they may be cut into, where it is sure what they are."""
    for group in groups:
        whole = label_of(group, page)
        if whole is not None:
            yield group, whole
        parts = [*parts_between(group, find_cuts(group)).values()]
        labels = [label_of(part, page) for part in parts]
        if whole is None or whole == NOT_A_DIGIT:
            # Of parts that hold one digit at about one place, the first, which is the narrowest.
            digits: dict[tuple[int, int], tuple[Group, int]] = {}
            for part, label in zip(parts, labels, strict=True):
                if label is not None and label != NOT_A_DIGIT:
                    digits.setdefault((label, round(part.middle[0] / part.side)), (part, label))
            yield from digits.values()
        none = [part for part, label in zip(parts, labels, strict=True) if label == NOT_A_DIGIT]
        yield from ((part, NOT_A_DIGIT) for part in none[:: max(1, -(-len(none) // MOST))])
