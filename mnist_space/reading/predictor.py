"""The predictor: a picture in, a digit or a number out. App, API, CLI and tests all use it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import Self

import numpy as np

from mnist_space.artifact import ACCEPT_ALL, Artifact
from mnist_space.preprocessing.calls import Reading
from mnist_space.preprocessing.forms import ColorImage, GrayImage
from mnist_space.preprocessing.images import ImageSource, decode
from mnist_space.preprocessing.pipeline import Pipeline, TraceEntry
from mnist_space.preprocessing.pipelines import PipelineSource, chosen_pipeline
from mnist_space.preprocessing.running import as_one_picture
from mnist_space.reading.answers import NOT_A_DIGIT, Answer, is_number, may_be_number, prediction_of
from mnist_space.reading.digit_search import Mark
from mnist_space.reading.evidence import CLEAN, Evidence, digit_odds, features, find_evidence
from mnist_space.reading.judge import BoundedJudge, Seen
from mnist_space.reading.network import CLASSES, Floats, MemberNetwork, Network
from mnist_space.reading.number_reading import NumberReading
from mnist_space.reading.number_search import NumberSearch
from mnist_space.reading.prediction import Prediction
from mnist_space.reading.scores import digit_score, softmax
from mnist_space.reading.second_look import Look, second_look
from mnist_space.reading.several import holds_several
from mnist_space.reading.table_reading import TableReading
from mnist_space.reading.table_search import TableSearch

UNSEEN = Seen(-np.inf, np.zeros(CLASSES, np.float32), ())
SEVERAL = "There are several digits: read them as a number."


class Predictor:
    """A model with its pipeline; may be called from several threads at once."""

    def __init__(self, artifact: Artifact, cores: int = 2) -> None:
        """Load the network of `artifact` into LiteRT.

        Args:
            artifact: a verified model folder.
            cores: threads of one call of the network.

        Raises:
            ArtifactError: the file is no LiteRT network from (N, 28, 28) to (N, 10).
        """
        self.artifact = artifact
        self._cores = cores
        self._network = Network(artifact.model_bytes, artifact.folder.name, cores)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.artifact, self._cores)  # an interpreter cannot be pickled

    def on_one_core(self) -> Self:
        """Return the same model in an interpreter of its own, for long work beside other work.

        Raises:
            ArtifactError: the model's folder is gone or has changed.
        """
        return type(self)(self.artifact, cores=1)

    @as_one_picture
    def predict(self, source: ImageSource, pipeline: PipelineSource = None) -> Prediction:
        """Read the digit on a picture.

        Args:
            source: a path, the bytes of a file, a PIL image or an array: see `decode`.
            pipeline: another pipeline than the model's own, its name, or a JSON file. One that
                declares no other readings reads every picture once.

        Raises:
            ImageError: the picture cannot be read.
            PipelineError: there is no such pipeline, or a step failed.
            TypeError: the pipeline is something else.
        """
        return self._read_one(decode(source), chosen_pipeline(pipeline, self.artifact.pipeline))[0]

    def _read_one(self, image: ColorImage, chain: Pipeline) -> tuple[Prediction, Look]:
        """The digit on a picture, and its first reading."""
        first, look = self._looks(image, chain)
        answer = prediction_of(look, self.artifact.config)
        # Another reading may be left with one of two digits, or make one of both.
        pages = {id(page): page for page in (first.page[-1].image, look.page[-1].image)}
        if answer.accepted and any(self.holds_several(page, chain) for page in pages.values()):
            answer = replace(answer, accepted=False, reason=SEVERAL)
        return answer, first

    def holds_several(self, page: GrayImage, chain: Pipeline) -> bool:
        """Tell whether the ink of a page, uint8 (H, W), is that of two digits."""
        threshold = self.artifact.config.reject_threshold
        # A model that accepts everything would take the holes of an 8 for digits.
        return threshold > ACCEPT_ALL and holds_several(page, self._judge(chain), threshold)

    def predict_batch(
        self, sources: Sequence[ImageSource], pipeline: PipelineSource = None
    ) -> list[Prediction]:
        """Do what `predict` does for several pictures, in order; their traces have small images."""
        chain = chosen_pipeline(pipeline, self.artifact.pipeline)
        answers = (self.predict(source, chain) for source in sources)
        return [replace(a, trace=tuple(entry.reduced() for entry in a.trace)) for a in answers]

    @as_one_picture
    def read(self, source: ImageSource, pipeline: PipelineSource = None) -> Answer:
        """Read what is on a picture: one digit, or the number where there are several.

        What `predict` accepts is the answer, at the same cost. Only a picture that it refuses, and
        whose ink may be several digits, is read as a number too; the number is the answer where it
        has two digits at least and is accepted, or nearly all of them are sure.

        Args:
            source: a path, the bytes of a file, a PIL image or an array: see `decode`.
            pipeline: as in `predict`.

        Raises:
            ImageError, PipelineError, TypeError: as in `predict`.
        """
        image, chain = decode(source), chosen_pipeline(pipeline, self.artifact.pipeline)
        digit, first = self._read_one(image, chain)
        if digit.accepted or digit.label is None:
            return digit
        several = digit.reason == SEVERAL
        if not several and not may_be_number(first.page[-1].image):
            return digit
        number = self._search(chain).read_page(image, chain, self._readings(chain), first.page)
        return number if is_number(number, several) else digit

    @as_one_picture
    def read_number(self, source: ImageSource, pipeline: PipelineSource = None) -> NumberReading:
        """Read the numbers on a picture, line by line, whichever way up it lies.

        Args:
            source: a path, the bytes of a file, a PIL image or an array: see `decode`.
            pipeline: as in `predict`.

        Raises:
            ImageError, PipelineError, TypeError: as in `predict`.
        """
        chain = chosen_pipeline(pipeline, self.artifact.pipeline)
        return self._search(chain).read_page(decode(source), chain, self._readings(chain))

    @as_one_picture
    def read_table(self, source: ImageSource, pipeline: PipelineSource = None) -> TableReading:
        """Read the table of numbers on a picture, whichever way up it lies.

        Args:
            source: a path, the bytes of a file, a PIL image or an array: see `decode`.
            pipeline: as in `predict`.

        Raises:
            ImageError, PipelineError, TypeError: as in `predict`.
        """
        chain = chosen_pipeline(pipeline, self.artifact.pipeline)
        search = TableSearch(self._search(chain))
        return search.read_page(decode(source), chain, self._readings(chain))

    def _search(self, chain: Pipeline) -> NumberSearch:
        judge, threshold = self._judge(chain), self.artifact.config.reject_threshold
        return NumberSearch(judge, partial(self._mark, judge), threshold)

    def _readings(self, chain: Pipeline) -> tuple[tuple[Reading, Pipeline], ...]:
        return chain.readings if self.artifact.config.second_look else ()

    def look(self, image: ColorImage, chain: Pipeline) -> Look:
        """Return the reading of a picture, uint8 (H, W, 3), that counts."""
        return self._looks(image, chain)[1]

    def _looks(self, image: ColorImage, chain: Pipeline) -> tuple[Look, Look]:
        """The first reading, and the one that counts."""
        first, settings = self._once(image, chain), self.artifact.config.second_look
        if settings is None:
            return first, first
        return first, second_look(first, self.others(image, chain, first), settings)

    def others(
        self, image: ColorImage, chain: Pipeline, first: Look
    ) -> Iterator[tuple[Reading, Callable[[], Look]]]:
        """Give each other reading of a picture, and what makes it from the first one's trace."""
        for reading, pipeline in chain.readings:
            yield reading, partial(self._once, image, pipeline, reading, first.page)

    def probabilities(self, tensors: Floats) -> Floats:
        """Return calibrated probabilities (N, 10) for digit tensors (N, 28, 28) in [0, 1]."""
        return softmax(self.logits(tensors) / np.float32(self.artifact.config.temperature))

    def logits(self, tensors: Floats) -> Floats:
        """Return the network's logits (N, 10) for digit tensors (N, 28, 28) in [0, 1]."""
        return self._network.logits(tensors)

    @cached_property
    def members(self) -> MemberNetwork:
        """The networks whose mean is the answer, loaded when they are first asked."""
        return MemberNetwork(self.artifact.model_bytes, self.artifact.folder.name)

    def odds(self, logits: Floats, evidence: Sequence[Evidence] | None = None) -> Floats:
        """Return the log-odds (N,) that each picture is a digit.

        Args:
            logits: the network's (N, 10).
            evidence: what lies around each; None: nothing does, as in MNIST.
        """
        around = [CLEAN] * len(logits) if evidence is None else evidence
        rows = features(digit_score(logits), logits.argmax(axis=1), around)
        return digit_odds(rows, self.artifact.config.odds)

    def _judge(self, chain: Pipeline) -> BoundedJudge:
        def look(pictures: Sequence[GrayImage]) -> list[Seen]:
            traces = [chain.trace_digit(picture) for picture in pictures]
            logits = self.logits(np.stack([trace[-1].image for trace in traces]))
            odds = map(float, self.odds(logits))
            return [Seen(*seen) for seen in zip(odds, logits, traces, strict=True)]

        return BoundedJudge(look)

    def _mark(self, judge: BoundedJudge, mark: Mark) -> Prediction:
        seen = judge.seen(mark.picture) or UNSEEN
        look = Look(None, (), seen.trace, seen.logits, CLEAN, seen.score)
        answer = prediction_of(look, self.artifact.config)
        if mark.is_read:
            return answer
        return replace(answer, label=None, confidence=0.0, accepted=False, reason=NOT_A_DIGIT)

    def _once(
        self,
        image: ColorImage,
        chain: Pipeline,
        reading: Reading | None = None,
        known: Sequence[TraceEntry] = (),
    ) -> Look:
        page = chain.trace_page(image, known)
        return self._look(page, chain.trace_digit(page[-1].image), reading)

    def _look(
        self, page: tuple[TraceEntry, ...], digit: tuple[TraceEntry, ...], reading: Reading | None
    ) -> Look:
        tensor, config = digit[-1].image, self.artifact.config
        if np.ptp(tensor) == 0:
            return Look(reading, page, digit, np.zeros(CLASSES, np.float32), CLEAN, -np.inf)
        logits = self.logits(tensor[np.newaxis])
        evidence = find_evidence(page, digit)
        bar = config.second_look.bar if reading and config.second_look else 0.0
        odds = float(self.odds(logits, [evidence])[0]) - bar
        return Look(reading, page, digit, logits[0], evidence, odds)
