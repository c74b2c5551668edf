"""A digit recognizer that works on your own handwriting."""

from mnist_space.artifact import Artifact, ArtifactError
from mnist_space.predictor import Prediction, Predictor, load_predictor
from mnist_space.preprocessing.images import ImageError

__all__ = [
    "Artifact",
    "ArtifactError",
    "ImageError",
    "Prediction",
    "Predictor",
    "load_predictor",
]
