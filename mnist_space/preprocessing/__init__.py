"""From any picture to what the network reads: decoding, steps, pipelines.

A plug-in needs no more than these names.
"""

from mnist_space.preprocessing.adapters import register_function
from mnist_space.preprocessing.calls import Reading, StepCall
from mnist_space.preprocessing.forms import CanvasImage, ColorImage, DigitTensor, GrayImage
from mnist_space.preprocessing.images import ImageError, decode
from mnist_space.preprocessing.pipeline import Pipeline, PipelineError, TraceEntry
from mnist_space.preprocessing.registry import Range, StepError, register_step

__all__ = [
    "CanvasImage",
    "ColorImage",
    "DigitTensor",
    "GrayImage",
    "ImageError",
    "Pipeline",
    "PipelineError",
    "Range",
    "Reading",
    "StepCall",
    "StepError",
    "TraceEntry",
    "decode",
    "register_function",
    "register_step",
]
