"""How honest the confidence is: digits as people draw and photograph them, and what is none."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict

import numpy as np

from mnist_space.data import NOT_A_DIGIT, Split
from mnist_space.evaluation import metrics
from mnist_space.evaluation.answers import NOTHING, Cancelled, Countdown, Progress
from mnist_space.evaluation.report_values import Mixture
from mnist_space.reading.prediction import Prediction
from mnist_space.reading.predictor import Predictor

PICTURES = 1000
SEED = 1  # of another mixture than `calibrate` draws by default
CONFIDENT = 0.9
AT_ONCE = 2  # pictures: OpenCV and the network work outside Python's lock


def measure_mixture(
    predictor: Predictor,
    digits: Split,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Mixture:
    """Read 1,000 drawn pictures, half of which are digits, through the model's own pipeline.

    They are drawn as `calibrate` draws its own: from other digits, with other random numbers.

    Args:
        predictor: the model.
        digits: that are redrawn.
        progress: called with the share done, rising to 1, one call at a time.
        cancelled: asked often; it ends when this gives True.

    Raises:
        EvaluationCancelled: `cancelled` gave True.
        PipelineError: a step failed on a picture.
    """
    # What draws pictures takes as long to import as the rest of the evaluation.
    from mnist_space.synthesis.mixture import Sample, mixture

    samples = list(mixture(digits, PICTURES, SEED))
    job = Countdown(len(samples), progress, cancelled)

    def answer(sample: Sample) -> Prediction:
        found = predictor.predict(sample.draw())
        job.advance(1)
        return found

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(answer, samples))
    return _measured([sample.label for sample in samples], answers)


def _measured(labels: Sequence[int], answers: Sequence[Prediction]) -> Mixture:
    """Sum up the answers to pictures with these labels, 10 for what is no digit."""
    true = np.array(labels)
    read = np.array([NOTHING if answer.label is None else answer.label for answer in answers])
    confidence = np.array([answer.confidence for answer in answers])
    accepted = np.array([answer.accepted for answer in answers])
    right, none = read == true, true == NOT_A_DIGIT
    bins = metrics.reliability(confidence, right)
    return Mixture.model_validate(
        {
            "n": len(true),
            "digits": int((~none).sum()),
            "right": float(right[~none].mean()),
            "right_and_accepted": float((right & accepted)[~none].mean()),
            "none_rejected": float((~accepted)[none].mean()),
            "none_confident": float((confidence > CONFIDENT)[none].mean()),
            "ece": metrics.expected_calibration_error(bins),
            "reliability": [asdict(part) for part in bins],
        }
    )
