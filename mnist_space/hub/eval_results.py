"""A model's accuracy as the Hub keeps results of evaluations: .eval_results/mnist.yaml.

The format is that of https://huggingface.co/docs/hub/eval-results: a file of entries, each with the
data set, the task in it, and the value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml
from huggingface_hub import EvalResultEntry, eval_result_entries_to_yaml

from mnist_space.hub.card import MNIST

EVAL_RESULTS = ".eval_results/mnist.yaml"
# The data set's one configuration.
TASK = "mnist"
NOTES = "the 10,000 test digits, divided by 255, straight to the network"


def eval_results(report: Mapping[str, Any]) -> bytes:
    """Return the file of a Report as JSON: the accuracy by the standard protocol, in percent."""
    entry = EvalResultEntry(MNIST, TASK, round(100 * report["accuracy"], 4), notes=NOTES)
    text: str = yaml.safe_dump(eval_result_entries_to_yaml([entry]), sort_keys=False)
    return text.encode()
