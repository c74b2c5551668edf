"""MNIST digits redrawn as pictures that people draw and photograph."""

from mnist_space.evaluation.redrawn.camera import Camera, Light, light, photograph
from mnist_space.evaluation.redrawn.forms import FORMS, NINE, redraw
from mnist_space.evaluation.redrawn.ink import Pen, Place, Warp, draw_ink
from mnist_space.evaluation.redrawn.paper import Lines, Paper, lay_paper
from mnist_space.evaluation.redrawn.random_picture import random_picture, random_scene
from mnist_space.evaluation.redrawn.writing import Ink, write

__all__ = [
    "FORMS",
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
