"""Everything that draws pictures: digits as people draw and photograph them, and what is none."""

from mnist_space.synthesis.camera import Camera, Light, light, photograph
from mnist_space.synthesis.ink import Pen, Place, Warp, draw_ink
from mnist_space.synthesis.random_picture import random_picture, random_scene
from mnist_space.synthesis.scenes import FORMS, HELD_OUT, NINE, redraw
from mnist_space.synthesis.sheets import Lines, Paper, lay_paper
from mnist_space.synthesis.writing import Ink, write

__all__ = [
    "FORMS",
    "HELD_OUT",
    "NINE",
    "Camera",
    "Ink",
    "Light",
    "Lines",
    "Paper",
    "Pen",
    "Place",
    "Warp",
    "draw_ink",
    "lay_paper",
    "light",
    "photograph",
    "random_picture",
    "random_scene",
    "redraw",
    "write",
]
