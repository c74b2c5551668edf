"""Light on the paper, and what a camera makes of it."""

from dataclasses import dataclass

import cv2
import numpy as np

from mnist_space.preprocessing.forms import ColorImage
from mnist_space.synthesis.noise import FloatImage, grain, soft_field
from mnist_space.synthesis.writing import Color, add_gray

_COARSE = 48


@dataclass(frozen=True)
class Light:
    """How the paper is lit; every strength is a fraction of the light that is lost.

    Attributes:
        level: brightness of the whole picture, 1 is the paper's own.
        gradient: fall from one side of the picture to the other, in a random direction.
        vignette: fall from the middle to the corners.
        shadow: darkness of a cast shadow that covers a part of the picture.
        softness: width of the shadow's edge, as a fraction of the picture.
        unevenness: standard deviation of smooth random changes.
        color: RGB of the light, 1 is neutral.
    """

    level: float = 1.0
    gradient: float = 0.0
    vignette: float = 0.0
    shadow: float = 0.0
    softness: float = 0.1
    unevenness: float = 0.0
    color: Color = (1.0, 1.0, 1.0)


@dataclass(frozen=True)
class Camera:
    """What the camera adds.

    Attributes:
        defocus: standard deviation of the blur, as a fraction of the picture's shorter side.
        motion: length of the motion blur, in the same unit, in a random direction.
        noise: standard deviation, in grey levels.
        quality: of the JPEG file, 1 to 100; None writes none.
    """

    defocus: float = 0.0
    motion: float = 0.0
    noise: float = 0.0
    quality: int | None = None


def light(picture: ColorImage, setting: Light, rng: np.random.Generator) -> ColorImage:
    """Light a picture (uint8 (H, W, 3) RGB) unevenly: uint8 (H, W, 3)."""
    size = picture.shape[:2]
    gain = cv2.resize(_gain(setting, rng), size[::-1], interpolation=cv2.INTER_LINEAR)
    channels = [gain * tint if tint != 1 else gain for tint in setting.color]
    return np.asarray(cv2.multiply(picture, cv2.merge(channels), dtype=cv2.CV_8U), np.uint8)


def _gain(setting: Light, rng: np.random.Generator) -> FloatImage:
    """The light at each place of a coarse picture: float32 (48, 48)."""
    row, column = np.mgrid[-1 : 1 : _COARSE * 1j, -1 : 1 : _COARSE * 1j].astype(np.float32)
    angle, shift, tilt = rng.uniform(0, 2 * np.pi), rng.uniform(-0.5, 0.5), rng.uniform(-0.4, 0.4)
    along = column * np.cos(angle) + row * np.sin(angle)
    across = row * np.cos(angle) - column * np.sin(angle)
    gain = setting.level * (1 - setting.gradient * np.clip(0.5 + along / 2, 0, 1))
    gain *= 1 - setting.vignette * np.clip((column**2 + row**2) / 2, 0, 1) ** 1.5
    if setting.shadow > 0:
        edge = (along - shift + tilt * across) / max(2 * setting.softness, 1e-3)
        gain *= 1 - setting.shadow / (1 + np.exp(-np.clip(4 * edge, -30, 30)))
    if setting.unevenness > 0:
        gain *= 1 + setting.unevenness * soft_field((_COARSE, _COARSE), 4, rng)
    return np.asarray(np.clip(gain, 0.05, None), np.float32)


def photograph(picture: ColorImage, camera: Camera, rng: np.random.Generator) -> ColorImage:
    """Blur, noise and JPEG, in this order: uint8 (H, W, 3) -> uint8 (H, W, 3)."""
    short = min(picture.shape[:2])
    if camera.defocus * short > 0.25:
        picture = np.asarray(cv2.GaussianBlur(picture, (0, 0), camera.defocus * short), np.uint8)
    if camera.motion * short > 1:
        kernel = _motion_kernel(camera.motion * short, rng.uniform(0, np.pi))
        blurred = cv2.filter2D(picture, -1, kernel, borderType=cv2.BORDER_REPLICATE)
        picture = np.asarray(blurred, np.uint8)
    if camera.noise > 0:
        picture = add_gray(picture, grain((picture.shape[0], picture.shape[1]), rng) * camera.noise)
    return picture if camera.quality is None else jpeg(picture, camera.quality)


def _motion_kernel(length: float, angle: float) -> FloatImage:
    side = 2 * int(np.ceil(length / 2)) + 1
    kernel = np.zeros((side, side), np.float32)
    reach = length / 2 * np.array([np.cos(angle), np.sin(angle)])
    first, last = ((np.rint((side // 2 + sign * reach) * 16)).astype(int) for sign in (-1, 1))
    cv2.line(kernel, first.tolist(), last.tolist(), 1.0, 1, cv2.LINE_8, 4)
    return kernel / np.float32(kernel.sum())


def jpeg(picture: ColorImage, quality: int) -> ColorImage:
    """What is left of a picture after it was stored as a JPEG file: uint8 (H, W, 3)."""
    bgr = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
    _, stored = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.asarray(cv2.imdecode(stored, cv2.IMREAD_COLOR_RGB), np.uint8)
