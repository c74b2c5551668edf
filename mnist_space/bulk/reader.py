"""A picture in, a line out: what the command line and every worker say of a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, TypeAlias

import cv2

from mnist_space.bulk.pictures import Pictures
from mnist_space.preprocessing.images import ImageError, ImageSource
from mnist_space.preprocessing.pipeline import Pipeline, PipelineError
from mnist_space.reading.predictor import Predictor

Answer: TypeAlias = dict[str, Any]
Read: TypeAlias = Callable[[ImageSource, Pipeline | None], Answer]
# The number of a part, and its answers, one JSON object a line.
Part: TypeAlias = tuple[int, bytes]
Parts: TypeAlias = Generator[Part, None, None]


def answer(read: Read, file: str, picture: ImageSource, pipeline: Pipeline | None) -> Answer:
    """Return {"file", ...} with what is read of a picture, or {"file", "error"}."""
    try:
        return {"file": file} | read(picture, pipeline)
    except (ImageError, PipelineError) as error:
        return {"file": file, "error": str(error)}


@dataclass(frozen=True)
class Reader:
    """Reads the pictures of a run, part by part; goes to workers as a pickle.

    Attributes:
        predictor: on one core, for there is a worker for each.
        number: whether all digits of each picture are read.
    """

    predictor: Predictor
    pipeline: Pipeline | None
    number: bool
    pictures: Pictures

    def part(self, number: int) -> bytes:
        """Return the answers to a part, one JSON object a line."""
        return b"".join(self._line(*named) for named in self.pictures.part(number))

    def one(self, number: int, place: int) -> bytes:
        """Return the answer to one picture of a part."""
        return self._line(*self.pictures.part(number)[place])

    def failed(self, number: int, place: int, sentence: str) -> bytes:
        """Return the answer to a picture of a part that cannot be read, and why."""
        return _encoded({"file": self.pictures.part(number)[place][0], "error": sentence})

    def _line(self, file: str, picture: ImageSource) -> bytes:
        return _encoded(answer(self._read, file, picture, self.pipeline))

    def _read(self, source: ImageSource, pipeline: Pipeline | None) -> Answer:
        if self.number:
            return self.predictor.read_number(source, pipeline).to_json()
        return self.predictor.predict(source, pipeline).to_json()


def settle_in() -> None:
    """Prepare a process for being one of several, each of which has a core."""
    cv2.setNumThreads(1)


def _encoded(line: Answer) -> bytes:
    return json.dumps(line).encode() + b"\n"
