"""What a push measures."""

from __future__ import annotations

from pathlib import Path

import pytest

from mnist_space.hub.pull import pull
from mnist_space.hub.push import push
from tests.hub.stand_in import StandIn

REPO = "owner/digits"


@pytest.mark.usefixtures("few_redrawn")
def test_a_pulled_model_is_not_measured_again(hub: StandIn, measured: Path):
    push(REPO, measured)
    said: list[str] = []
    again = push(REPO, pull(REPO).folder, progress=said.append)
    assert again.comparison.old == again.comparison.new
    assert not any("redrawn" in text for text in said)
