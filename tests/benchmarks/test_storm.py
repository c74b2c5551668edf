"""The clients of the storm: what is due to them, and that a wrong answer would be seen."""

from __future__ import annotations

import asyncio
import importlib
import json
import urllib.parse
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.fixture
def parts(monkeypatch):
    """The modules storm_requests and storm_harms."""
    monkeypatch.syspath_prepend(BENCHMARKS)
    return [importlib.import_module(name) for name in ("storm_requests", "storm_harms")]


@pytest.fixture
def visitor(parts, app_url):
    return parts[0].Visitor(urllib.parse.urlsplit(app_url).port)


def test_everything_hostile_is_told_what_is_wrong(parts, visitor):
    requests, harms = parts
    for name, kind in harms.harms().items():
        verdict = asyncio.run(harms.harm(visitor, np.random.default_rng(0), kind))
        assert verdict == requests.Verdict.TOLD, name


def test_a_wrong_answer_is_seen(parts, visitor):
    requests, _ = parts
    known = requests.known_pictures(1, 0)[0]
    for seed in (0, 12, 2, 4, 17, 25):  # in each of the ways to ask
        rng = np.random.default_rng
        assert asyncio.run(requests.read_one(visitor, known, rng(seed))) == requests.Verdict.RIGHT
        other = replace(known, label=99, text="99")
        assert asyncio.run(requests.read_one(visitor, other, rng(seed))) == requests.Verdict.WRONG


@pytest.mark.parametrize(
    ("status", "body", "verdict"),
    [
        (0, "", "no answer"),
        (500, "Internal Server Error", "no answer"),
        (500, json.dumps({"error": None}), "wrong answer"),
        (
            503,
            json.dumps({"error": "256 pictures are being read already: try again soon."}),
            "refused by the queue",
        ),
        (200, json.dumps({"data": [{}]}), "right"),
    ],
)
def test_an_answer_is_judged(parts, status, body, verdict):
    reply = parts[0].Reply(status, body.encode())
    assert parts[0].judged(reply, lambda _: True) == verdict
