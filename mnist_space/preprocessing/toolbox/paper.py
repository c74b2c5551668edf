"""The colour of the paper around the ink."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.preprocessing.forms import ColorImage, GrayImage

FLAT = 12  # gray levels between closing and opening; where they differ less is paper
LEAST_FLAT = 0.05  # a smaller share of the picture is no paper
TWO_COLOURED = 0.8  # share of the variance between the parts; noise cut in two has 0.64
MUCH_INK = 0.25  # least share of the smaller part where either may be the ink
EVEN = 1.0  # gray levels; paper that differs no more (standard deviation) is one colour
FLOOR = 96  # dark ink on paper darker than this is measured as on this, else noise is blown up
NEAR = 0.12  # of the longer side: how far around the paper is looked at (sigma)


def reduce_blocks(image: ColorImage, longer_side: int) -> ColorImage:
    """Return the mean of square blocks of pixels; what fills no block at the far edges is left out.

    With whole blocks cv2.INTER_AREA takes a fifth of the time that it takes with any other factor.

    Args:
        image: uint8 (H, W, 3).
        longer_side: at most so many blocks, but in a strip that is narrower than a block would be;
            a smaller picture stays as it is.
    """
    factor = min(-(-max(image.shape) // longer_side), *image.shape[:2])
    height, width = (side // factor for side in image.shape[:2])
    whole = image[: height * factor, : width * factor]
    return cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA)


def look_up(image: ColorImage, table: NDArray[np.uint8]) -> ColorImage:
    """Return cv2.LUT with one column of `table`, uint8 (256, 3), for each channel.

    Where the columns are alike, as on white paper, one table for all takes a third of the time.
    """
    if (table == table[:, :1]).all():
        return cv2.LUT(image, np.ascontiguousarray(table[:, 0]))
    return cv2.LUT(image, table[:, np.newaxis])


def largest_of_three(image: ColorImage, table: NDArray[np.uint8]) -> GrayImage:
    """Look each channel up in its column of `table`; return the largest of the three.

    Args:
        image: uint8 (H, W, 3).
        table: uint8 (256, 3); its columns all rise or all fall.
    """
    if (table == table[:, :1]).all():
        # One look-up, of the smallest or the largest level, takes a third of the time of three.
        extreme = cv2.min if table[0, 0] > table[-1, 0] else cv2.max
        red, green, blue = cv2.split(image)
        return cv2.LUT(extreme(extreme(red, green), blue), np.ascontiguousarray(table[:, 0]))
    red, green, blue = cv2.split(cv2.LUT(image, table[:, np.newaxis]))
    return cv2.max(cv2.max(red, green), blue)


def paper_between_ink(image: ColorImage) -> NDArray[np.float64]:
    """Return the colour of the paper, also where the picture is cut along its ink.

    There the median colour may be the ink's; its form tells: ink hangs together, while the paper is
    in many pieces and has most of the frame. Any other picture has the median colour.

    Args:
        image: uint8 (H, W, 3), reduced to some hundred pixels.

    Returns:
        float64 (3,).
    """
    gray = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    light = cv2.threshold(gray, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1]
    for ink in (light, 1 - light):
        if _is_two_coloured(gray, ink) and _fills(ink):
            return np.median(image[ink == 0], axis=0)
    return _median_color(image)


def _median_color(image: ColorImage) -> NDArray[np.float64]:
    """The median of each channel, from counts of its levels: a third of the time of np.median."""
    middle = (image.size // 3 - 1) // 2, image.size // 3 // 2
    channels = (cv2.calcHist([image], [i], None, [256], [0, 256]).ravel() for i in range(3))
    return np.array(
        [np.searchsorted(np.cumsum(counts), middle, side="right").mean() for counts in channels]
    )


def _is_two_coloured(gray: GrayImage, mask: GrayImage) -> bool:
    """Tell whether a mask explains most of the variance: not where it cuts noise in two."""
    share = float(mask.mean())
    if not MUCH_INK <= share <= 1 - MUCH_INK:
        return False
    step = cv2.mean(gray, mask)[0] - cv2.mean(gray, 1 - mask)[0]
    return share * (1 - share) * step**2 >= TWO_COLOURED * float(gray.var())


def _fills(mask: GrayImage) -> bool:
    """Tell whether the mask (1) rather than the rest (0) is a digit that reaches all four sides."""
    labels, areas = cv2.connectedComponentsWithStats(mask, connectivity=8)[1:3]
    digit = labels == 1 + areas[1:, cv2.CC_STAT_AREA].argmax()
    sides = (digit[0], digit[-1], digit[:, 0], digit[:, -1])
    if not all(side.any() for side in sides):
        return False
    frame = np.concatenate([mask[0], mask[-1], mask[1:-1, 0], mask[1:-1, -1]])
    paper = cv2.connectedComponentsWithStats(1 - mask, connectivity=4)[2]
    ink_parts, paper_parts = (
        np.count_nonzero(found[1:, cv2.CC_STAT_AREA] >= mask.size / 100) for found in (areas, paper)
    )
    return bool(ink_parts <= paper_parts and frame.mean() < 0.5)


def paper_color(image: ColorImage, closed: ColorImage, opened: ColorImage) -> ColorImage:
    """Return the mean colour of the flat places near each pixel.

    Where hardly anything is flat, the places count that have the colour of `paper_between_ink`.

    Args:
        image: uint8 (H, W, 3), reduced to some hundred pixels.
        closed, opened: its morphological closing and opening; flat is where they agree.

    Returns:
        uint8 (H, W, 3).
    """
    red, green, blue = cv2.split(cv2.subtract(closed, opened))
    relief = np.asarray(cv2.max(cv2.max(red, green), blue))
    fifth = relief.size // 5
    most = np.clip(np.partition(relief.ravel(), fifth)[fifth], FLAT, 4 * FLAT)
    flat = (relief <= most).astype(np.float32)
    if flat.mean() < LEAST_FLAT:
        middle = paper_between_ink(image).astype(np.int16)
        flat = (abs(image - middle).max(axis=2) <= 4 * FLAT).astype(np.float32)
        if not flat.any():
            flat[:] = 1
    mean, deviation = cv2.meanStdDev(image, mask=flat.astype(np.uint8))
    if deviation.max() <= EVEN:
        return cv2.merge([np.full(flat.shape, round(level), np.uint8) for level in mean[:, 0]])
    size = tuple(-(-side // 4) for side in flat.shape[::-1])
    weight = cv2.resize(flat, size, interpolation=cv2.INTER_AREA)
    light = cv2.resize(image * flat[..., np.newaxis], size, interpolation=cv2.INTER_AREA)
    # Far from all flat places the mean of the whole picture takes over.
    anywhere = light.mean(axis=(0, 1)) / weight.mean() * np.float32(1e-3)
    sigma = NEAR * max(size)
    light = cv2.GaussianBlur(light, (0, 0), sigma) + anywhere
    weight = cv2.GaussianBlur(weight, (0, 0), sigma)[..., np.newaxis] + np.float32(1e-3)
    return cv2.resize(np.rint(light / weight).astype(np.uint8), image.shape[1::-1])


def relief(
    image: ColorImage, paper: ColorImage, dark_end: ColorImage, light_end: ColorImage
) -> ColorImage:
    """Return how far each value is beyond the paper's two ends, as a share of what is possible.

    Args:
        image: uint8 (H, W, 3).
        paper: its paper's colour, uint8 (h, w, 3), reduced.
        dark_end, light_end: what is darker than the one or lighter than the other is ink; reduced.

    Returns:
        uint8 (H, W, 3): 128 = paper, 1 = as dark as can be, 255 = as light as can be.
    """
    ends = paper, dark_end, light_end
    if all(_is_even(end) for end in ends):
        # A canvas of one colour, as most drawings have: a table instead, a fifth of the time.
        levels = np.repeat(np.arange(256, dtype=np.uint8)[:, np.newaxis], 3, axis=1)[np.newaxis]
        table = _beyond(levels, *(np.tile(end[:1, :1], (1, 256, 1)) for end in ends))
        return look_up(image, table[0])
    size = image.shape[1::-1]
    return _beyond(image, *(cv2.resize(end, size, interpolation=cv2.INTER_LINEAR) for end in ends))


def _is_even(part: ColorImage) -> bool:
    """Tell whether all pixels have one colour."""
    color = tuple(part[0, 0].tolist())
    return cv2.countNonZero(cv2.inRange(part, color, color)) == part.shape[0] * part.shape[1]


def _beyond(
    image: ColorImage, paper: ColorImage, dark_end: ColorImage, light_end: ColorImage
) -> ColorImage:
    # One array instead of a number takes a tenth of the time in np.maximum, as a threshold does.
    darkest = np.full_like(paper, FLOOR)
    darker = cv2.divide(cv2.subtract(dark_end, image), np.maximum(paper, darkest), scale=127)
    lighter = cv2.divide(cv2.subtract(image, light_end), np.maximum(paper, ~paper), scale=127)
    darker, lighter = (
        cv2.threshold(part, 127, 255, cv2.THRESH_TRUNC)[1] for part in (darker, lighter)
    )
    return np.uint8(128) - darker + lighter
