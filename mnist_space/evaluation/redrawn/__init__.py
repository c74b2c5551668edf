"""MNIST digits redrawn as pictures that people draw and photograph."""

from mnist_space.evaluation.redrawn.camera import Camera, Light, light, photograph
from mnist_space.evaluation.redrawn.forms import FORMS, NINE
from mnist_space.evaluation.redrawn.ink import Pen, Place, Warp, draw_ink
from mnist_space.evaluation.redrawn.paper import Lines, Paper, lay_paper

__all__ = [
    "FORMS",
    "NINE",
    "Camera",
    "Light",
    "Lines",
    "Paper",
    "Pen",
    "Place",
    "Warp",
    "draw_ink",
    "lay_paper",
    "light",
    "paint",
    "photograph",
]
