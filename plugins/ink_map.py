from typing import Annotated

import cv2
import numpy as np

from mnist_space.preprocessing import ColorImage, GrayImage, Range, register_step
from mnist_space.preprocessing.toolbox.ink_map import ink_shares, matte, widened

SURE = 0.5  # where no pixel is likelier ink than not, there is none
GAIN = 2.5  # of a share: from a tenth to a half, ink fades in


@register_step
def ink_map(image: ColorImage, *, rest: Annotated[float, Range(0, 1)] = 0.2) -> GrayImage:
    """Find ink with a small network.

    A U-Net (Ronneberger et al. 2015, 1505.04597) of 80,000 weights, trained on drawn pages under
    shade of all kinds, says where at 96 pixels there is ink. There each pixel counts as far as its
    colour is on the way from the paper's to the ink's, both measured nearby.

    Args:
        image: uint8 (H, W, 3).
        rest: how much counts what looks like ink elsewhere; `clear_ground` takes it away, but it
            tells how rough the ground is.

    Returns:
        uint8 (H, W): 0 = paper, 255 = ink; all 0 where the network finds none.
    """
    reduced, shares = ink_shares(image)
    if shares.max() < SURE:
        return np.zeros(image.shape[:2], np.uint8)
    near = cv2.resize(widened(shares), image.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    gate = rest + (1 - rest) * np.clip(GAIN * (near - 0.1), 0, 1)
    return np.rint(255 * gate * matte(image, reduced, shares)).astype(np.uint8)
