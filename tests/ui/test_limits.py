"""How many requests of all visitors together the app works at, at once."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from mnist_space.limits import Limits
from mnist_space.ui.api_evaluate import AT_ONCE
from mnist_space.ui.model.tab import PULLS_AT_ONCE
from tests.ui.test_api import ENDPOINTS

ROOT = Path(__file__).resolve().parents[2]
CODE = """
import json
from app import demo
print(json.dumps([
    (name, event.concurrency_id, event.concurrency_limit)
    for event in demo.fns.values()
    for name in (f"/{event.api_name}", *(demo.blocks[by].elem_id for by, _ in event.targets if by))
]))
"""
Limit = tuple[str, int]
EVALUATING = {"/evaluate", "/evaluate_data"}


@pytest.fixture(scope="module")
def limits() -> dict[str, Limit]:
    """The group and the limit of each event, by its endpoint and by what starts it on the page."""
    run = subprocess.run(
        [sys.executable, "-c", CODE], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert run.returncode == 0, run.stderr
    events = json.loads(run.stdout)
    return {name: (group, limit) for name, group, limit in events if name}


def test_the_endpoints_share_one_limit(limits: dict[str, Limit]) -> None:
    assert {limits[name] for name in ENDPOINTS - EVALUATING} == {("endpoints", Limits().at_once)}


def test_one_evaluation_of_the_api_runs_at_once(limits: dict[str, Limit]) -> None:
    assert {limits[name][1] for name in EVALUATING} == {AT_ONCE} == {1}


def test_a_few_pulls_run_at_once(limits: dict[str, Limit]) -> None:
    assert limits["model-start"][1] == PULLS_AT_ONCE == 4
