"""What a visitor is told of an event outside the queue."""

import asyncio
import logging

import pytest

from mnist_space.preprocessing.images import ImageError
from mnist_space.ui.errors import FAULT, told_in_words


async def failing(error: Exception) -> int:
    raise error


def test_a_fault_of_the_input_is_its_sentence(caplog: pytest.LogCaptureFixture) -> None:
    assert asyncio.run(told_in_words(failing(ImageError("Too large.")))) == "Too large."
    assert not caplog.records


def test_a_fault_of_the_app_is_one_sentence_and_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        assert asyncio.run(told_in_words(failing(KeyError("secret")))) == FAULT
    assert "secret" in caplog.text
    assert "secret" not in FAULT
