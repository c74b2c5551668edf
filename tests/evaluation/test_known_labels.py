"""The labels that are known to be wrong, and the accuracy without them."""

import numpy as np

from mnist_space.data import load_test
from mnist_space.evaluation.known_labels import KNOWN_LABELS, corrected, is_mnist_test


def test_the_list_tells_what_the_test_split_says():
    labels = load_test().labels
    assert len(KNOWN_LABELS) == 15
    assert all(labels[known.index] == known.label for known in KNOWN_LABELS.values())


def test_a_model_that_repeats_every_label_is_wrong_where_the_label_is():
    labels = load_test().labels
    right = corrected(labels, labels.astype(int))
    # Ten labels are another digit, two are one of two digits, and three are no digit.
    assert (len(right), int((~right).sum())) == (9997, 10)


def test_the_digit_that_people_see_is_right():
    labels = load_test().labels
    predicted = labels.astype(int)
    predicted[947], predicted[2130], predicted[2654] = 9, 9, 1
    right = corrected(labels, predicted)
    assert right[947]
    assert right[2130]
    assert int((~right).sum()) == 9


def test_only_the_whole_split_in_its_order_is_corrected():
    labels = load_test().labels
    assert is_mnist_test(labels)
    assert not is_mnist_test(labels[:1000])
    assert not is_mnist_test(np.roll(labels, 1))


def test_sentences():
    assert KNOWN_LABELS[947].sentence == "labelled 8, but most people see 9"
    assert KNOWN_LABELS[2130].sentence == "labelled 4, but it may be 4 or 9"
    assert KNOWN_LABELS[2654].sentence == "labelled 6, but most people see no digit"
