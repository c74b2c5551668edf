"""Limits are settings: each has a default, bounds, and a sentence where it is set wrongly."""

import os
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from mnist_space.limits import NAMES, LimitError, Limits, variable

ROOT = Path(__file__).parents[1]


def test_what_is_not_set_has_its_default():
    assert (
        Limits.from_environment({}) == Limits() == Limits.from_environment({variable("scans"): " "})
    )


def test_every_limit_can_be_set():
    for name in NAMES:
        default = getattr(Limits(), name)
        held = Limits.from_environment({variable(name): str(default + 1)})
        assert held.to_json() == Limits().to_json() | {name: default + 1}


@pytest.mark.parametrize("text", ["-5", "0", "1e9", "12.5", "twelve", "٣٠", "9" * 5000, "10**9"])
def test_what_is_no_number_within_bounds_is_a_sentence(text):
    with pytest.raises(
        LimitError, match=r"^MNIST_SPACE_SCANS must be a whole number from 10 to 500"
    ):
        Limits.from_environment({"MNIST_SPACE_SCANS": text})


def test_the_table_of_the_documentation_is_complete():
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(MNIST_SPACE_\w+)` \| (.+?) \| (.+?) \| (.+?) \|$", text, re.MULTILINE)
    expected = []
    for limit in fields(Limits):
        low, high, meaning = limit.metadata.values()
        bounds = f"{low:,} to {high:,}"
        expected.append((variable(limit.name), f"{limit.default:,}", bounds, meaning))
    assert rows == expected


def test_the_command_line_says_so_in_one_line():
    ran = subprocess.run(
        [sys.executable, "-m", "mnist_space", "predict", "none.png"],
        cwd=ROOT,
        env={**os.environ, "MNIST_SPACE_PIXELS": "many"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 1
    assert ran.stderr.strip().count("\n") == 0
    assert ran.stderr.startswith("MNIST_SPACE_PIXELS must be a whole number")
