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
SURFACE_SIDE = 48  # the surface is fitted at this size: about 1 ms
ROUNDS = 8  # of reweighting; the weights hardly change after the fifth
OUTLIER = 3.0  # robust standard deviations; what is farther from the surface is no paper
LEAST_NOISE = 2.0  # gray levels
LEAST_PAPER = 0.5  # share of the picture that must lie on the surface
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
    return np.median(image.reshape(-1, 3), axis=0)


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


def add_levels(image: ColorImage, levels: NDArray[np.float32]) -> ColorImage:
    """Add gray levels to a picture, uint8 (H, W, 3), rounded and kept between 0 and 255."""
    return np.rint(image + levels).clip(0, 255).astype(np.uint8) if levels.any() else image


def paper_tilt(image: ColorImage, order: int) -> NDArray[np.float32]:
    """Return how much lighter or darker than usual each place of the paper is.

    A polynomial surface is fitted by least squares, reweighted by Tukey's biweight (Beaton and
    Tukey 1974), so that ink and desk do not bend it.

    Args:
        image: uint8 (H, W, 3), reduced to some hundred pixels.
        order: degree of the polynomial in x and y together; 0: the paper is level.

    Returns:
        float32 (H, W, 3), gray levels about 0; (1, 1, 3) zeros where the paper is level, or no
        surface holds half of the picture.
    """
    level = np.zeros((1, 1, 3), np.float32)
    if not order:
        return level
    factor = min(1.0, SURFACE_SIDE / max(image.shape))
    small = cv2.resize(image, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    terms = _monomials(small.shape[:2], order)
    gray = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).ravel().astype(np.float32)
    weight = np.ones(gray.size, np.float32)
    for _ in range(ROUNDS):
        distance = gray - terms @ _fitted(terms, weight, gray)
        spread = OUTLIER * max(LEAST_NOISE, 1.4826 * float(np.median(np.abs(distance))))
        weight = np.clip(1 - np.square(distance / spread), 0, 1) ** 2
    if np.count_nonzero(weight > 0.1) < LEAST_PAPER * weight.size:
        return level
    colors = _fitted(terms, weight, small.reshape(-1, 3).astype(np.float32))
    surface = (_monomials(image.shape[:2], order) @ colors).reshape(image.shape)
    tilt: NDArray[np.float32] = surface - np.median(surface, axis=(0, 1))
    return tilt


def _monomials(shape: tuple[int, ...], order: int) -> NDArray[np.float32]:
    """x^i y^j with i + j <= order at each pixel, x and y from -1 to 1: (H * W, terms)."""
    y, x = np.meshgrid(*(np.linspace(-1, 1, side) for side in shape), indexing="ij")
    powers = [(i, j) for i in range(order + 1) for j in range(order + 1 - i)]
    return np.stack([(x**i * y**j).ravel() for i, j in powers], axis=1).astype(np.float32)


def _fitted(
    terms: NDArray[np.float32], weight: NDArray[np.float32], values: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Coefficients of the weighted least squares; a touch of ridge where there is little paper."""
    weighted = terms.T * weight
    ridge = np.eye(terms.shape[1], dtype=np.float32) * np.float32(1e-3)
    return np.linalg.solve(weighted @ terms + ridge, weighted @ values)
