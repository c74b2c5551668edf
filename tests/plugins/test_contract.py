"""Every registered step keeps the public contract."""

from pathlib import Path

import pytest

from mnist_space.preprocessing.checks import Check, step_checks
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.golden import golden_check
from mnist_space.preprocessing.registry import Step

GOLDEN = Path(__file__).parents[1] / "golden"
CHECKS = [*step_checks(), golden_check(GOLDEN)]
STEPS = [step for step in load_steps() if step.function.__module__.startswith("plugins.")]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_step_keeps_the_contract(step: Step, check: Check):
    check(step)


def test_no_frozen_output_outlives_its_step():
    names = {step.name for step in STEPS}
    assert {path.stem for path in GOLDEN.glob("*.npz")} == names


def test_every_plug_in_loads():
    assert not load_steps().failures
