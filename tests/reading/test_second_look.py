"""The policy by itself: which readings are made, and which one counts."""

import numpy as np
import pytest

from mnist_space.artifact import SecondLook
from mnist_space.preprocessing.calls import Reading, StepCall
from mnist_space.reading.evidence import Evidence
from mnist_space.reading.second_look import Look, second_look

SETTINGS = SecondLook(below=2.0, bar=0.5)
WITHOUT = Reading("without removing lines", without=("remove_lines",))
OTHERWISE = Reading("otherwise")
INSTEAD = Reading("with other steps", without=("find_ink",), instead=(StepCall("grayscale"),))


def look(odds, reading=None, removed=0.0):
    evidence = Evidence(explained=1, near=1, roughness=-5, at_frame=0, removed=removed)
    return Look(reading, (), (), np.zeros(10, np.float32), evidence, odds)


class Others:
    """Other readings that note which of them were made."""

    def __init__(self, *looks):
        self.looks = looks
        self.made = []

    def __iter__(self):
        for one in self.looks:
            yield one.reading, lambda one=one: self.made.append(one.reading) or one


@pytest.mark.parametrize(
    ("first", "others", "counts", "made"),
    [
        (look(2.1), [look(9, WITHOUT)], None, []),  # sure: it costs nothing more
        (look(1.9), [look(1.0, WITHOUT), look(1.5, OTHERWISE)], None, [WITHOUT, OTHERWISE]),
        (look(0.5), [look(1.0, WITHOUT), look(1.5, OTHERWISE)], OTHERWISE, [WITHOUT, OTHERWISE]),
        (look(0.5), [look(2.0, WITHOUT), look(5.0, OTHERWISE)], WITHOUT, [WITHOUT]),
        (look(-np.inf), [look(-3.0, OTHERWISE)], OTHERWISE, [OTHERWISE]),
        # Sure, but steps took ink from around it: a 4 that lost its stem is a sure 1.
        (look(6.0, removed=0.2), [look(4.0, WITHOUT), look(9, OTHERWISE)], WITHOUT, [WITHOUT]),
        (look(6.0, removed=0.2), [look(1.0, WITHOUT), look(9, OTHERWISE)], None, [WITHOUT]),
        (look(6.0, removed=0.02), [look(7.0, WITHOUT)], None, []),
        # Other steps may find less ink than there was: they do not tell what was taken.
        (look(6.0, removed=0.2), [look(9.0, INSTEAD)], None, []),
        (look(0.5), [look(2.5, INSTEAD)], INSTEAD, [INSTEAD]),
    ],
)
def test_readings_are_made_while_there_is_doubt_and_the_surest_counts(first, others, counts, made):
    alternatives = Others(*others)
    assert second_look(first, alternatives, SETTINGS).reading == counts
    assert alternatives.made == made
