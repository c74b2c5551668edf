"""A digit recognizer that works on your own handwriting."""

from mnist_space.artifact import Artifact, ArtifactError
from mnist_space.loading import load_predictor
from mnist_space.preprocessing.images import ImageError
from mnist_space.reading.number_reading import NumberReading
from mnist_space.reading.prediction import Prediction
from mnist_space.reading.predictor import Predictor
from mnist_space.reading.table_reading import TableReading

__version__ = "0.1.0"

__all__ = [
    "Artifact",
    "ArtifactError",
    "ImageError",
    "NumberReading",
    "Prediction",
    "Predictor",
    "TableReading",
    "__version__",
    "load_predictor",
]
