"""The fit of the log-odds: on readings made by hand, and once on real pictures."""

from dataclasses import replace

import numpy as np

from mnist_space.artifact import BUNDLED, read_artifact
from mnist_space.data import NOT_A_DIGIT, load_test
from mnist_space.model.mining import mine, write_mined
from mnist_space.model.odds import Seen, fit_odds, see_all
from mnist_space.model.pools import read_extra
from mnist_space.preprocessing.calls import Reading
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.pipelines import load_pipeline
from mnist_space.reading.evidence import CLEAN
from mnist_space.reading.second_look import Look
from mnist_space.synthesis.mixture import mixture

AGAIN = Reading("again")


def look(digit, score, reading=None, evidence=CLEAN):
    """A reading whose digit score is about `score`."""
    logits = np.full(10, -20, np.float32)
    logits[digit] = score
    return Look(reading, (), (), logits, evidence, 0.0)


def made(rng, count):
    """Digits score 5, what is none 0; on rough ground what is none scores as a digit does."""
    rough = replace(CLEAN, roughness=-1.0)
    for number in range(count):
        digit = int(rng.integers(10))
        other = look(digit, rng.normal(1, 1), AGAIN)
        yield Seen((look(digit, rng.normal(5, 1)), other), digit)
        evidence, score = (rough, 5) if number % 2 else (CLEAN, 0)
        none = look(int(rng.integers(10)), rng.normal(score, 1), evidence=evidence)
        yield Seen((none, look(3, rng.normal(1, 1), AGAIN)), NOT_A_DIGIT)


def test_score_counts_for_a_digit_and_rough_ground_against_it():
    odds, second_look, threshold = fit_odds(list(made(np.random.default_rng(0), 400)))
    assert odds.score > 0.5
    assert odds.roughness < -0.2
    assert second_look.below > threshold > 0
    assert second_look.bar >= 0


def test_what_is_read_wrongly_counts_as_none():
    """The same scores, but half of the digits are read wrongly: the odds are lower."""
    right = list(made(np.random.default_rng(0), 400))
    wrong = [
        replace(item, label=(item.label + 1) % 10) if n % 4 == 0 and item.label < 10 else item
        for n, item in enumerate(right)
    ]
    assert fit_odds(wrong)[0].score < fit_odds(right)[0].score


def test_real_pictures_are_read_in_every_way_and_mined(tmp_path):
    load_steps()
    artifact = replace(read_artifact(BUNDLED / "convnet"), pipeline=load_pipeline("robust"))
    samples = list(mixture(load_test(), 24, seed=1))
    seen = see_all(artifact, samples, processes=2)
    assert [item.label for item in seen] == [sample.label for sample in samples]
    ways = 1 + len(artifact.pipeline.second_look)
    assert all(len(item.looks) == ways for item in seen)
    assert all(look.page == look.digit == () for item in seen for look in item.looks)
    digits = [item for item in seen if item.label < NOT_A_DIGIT]
    read = [
        max(look.logits[item.label] == look.logits.max() for look in item.looks) for item in digits
    ]
    assert np.mean(read) > 0.8

    write_mined(tmp_path / "mined.npz", [mine(artifact, samples, processes=1)], "two ways")
    written = read_extra(tmp_path / "mined.npz")
    assert written.recipe == "two ways"
    split = written.split
    assert len(samples) / 2 < len(split) <= 2 * len(samples)
    assert {NOT_A_DIGIT} < set(split.labels)
