"""Each network of a joined model answers for itself."""

import numpy as np
import pytest

from mnist_space import load_predictor
from mnist_space.data import load_test, to_unit
from mnist_space.explaining.members import ask_members
from mnist_space.reading.network import MemberNetwork
from mnist_space.reading.scores import softmax

DIGITS = load_test()[:20]
TENSORS = to_unit(DIGITS.images)


@pytest.fixture(scope="module")
def predictor():
    return load_predictor()


def test_the_mean_of_the_members_is_what_is_served(predictor):
    for tensor, served in zip(TENSORS, predictor.logits(TENSORS), strict=True):
        members = predictor.members.logits(tensor)
        assert members.shape == (4, 10)
        # The network that serves computes on another path of LiteRT, which rounds otherwise.
        assert members.mean(axis=0) == pytest.approx(served, abs=0.05)
        assert np.ptp(members, axis=0).max() > 0.01


def test_every_member_reads_plain_digits(predictor):
    for tensor, label in zip(TENSORS[:8], DIGITS.labels[:8], strict=True):
        members = ask_members(predictor, tensor)
        assert [member.label for member in members] == [label] * 4
        assert all(sum(member.probabilities) == pytest.approx(1, abs=1e-5) for member in members)


def test_members_are_as_sure_as_the_models_temperature_makes_them(predictor):
    logits = predictor.members.logits(TENSORS[0])
    assert predictor.artifact.config.temperature < 0.9
    expected = softmax(logits / np.float32(predictor.artifact.config.temperature))
    found = [member.probabilities for member in ask_members(predictor, TENSORS[0])]
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert np.abs(expected - softmax(logits)).max() > 1e-5


def test_a_network_alone_is_its_only_member(tutorial):
    (member,) = ask_members(tutorial, TENSORS[0])
    assert member.probabilities == pytest.approx(tutorial.probabilities(TENSORS[:1])[0], abs=1e-5)


def test_a_stack_that_is_not_what_is_averaged_is_no_member(predictor):
    network = MemberNetwork(predictor.artifact.model_bytes, "convnet")
    network._stacks = network._stacks[:-1]  # the two halves, each of two members
    assert network.logits(TENSORS[0]).shape == (1, 10)
