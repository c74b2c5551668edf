"""What a push compares: the report of the model here, and the figures of the one there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from huggingface_hub import HfApi, ModelInfo

from mnist_space.artifact import LITERT, METRICS
from mnist_space.data import load_test, to_unit
from mnist_space.evaluation.answers import EvaluationError, answer_tensors
from mnist_space.evaluation.report import Report, ReportError, build_report
from mnist_space.hub.client import cache_folder, one_sentence
from mnist_space.hub.figures import measure_redrawn, report_figures
from mnist_space.hub.listing import checked_sizes
from mnist_space.hub.source import HubError, HubSource, cut
from mnist_space.preprocessing.pipeline import PipelineError
from mnist_space.reading.network import BATCH
from mnist_space.reading.predictor import Predictor

# Between processors confidences differ in their last bits; another temperature moves some by more.
SAME_CONFIDENCE = 1e-3


class ForeignReport(HubError):
    """The target's metrics.json is not a report, so that there is nothing to compare with."""


def measured(predictor: Predictor, progress: Callable[[str], None]) -> Report:
    """Return the report of a model with its accuracy by redrawn form.

    It is made anew unless the stored one is of this very model.

    Raises:
        HubError: the network or a step fails on test digits.
    """
    try:
        report = _stored_report(predictor)
        if report is None:
            progress("Evaluating ...")
            report = build_report(predictor)
        if report.redrawn is None:
            progress("Reading redrawn digits ...")
            report = report.model_copy(update={"redrawn": measure_redrawn(predictor)})
        return report
    except (EvaluationError, PipelineError, RuntimeError) as error:
        raise HubError(cut(f"This model cannot be measured: {error}")) from error


def figures_there(api: HfApi, target: HubSource, there: ModelInfo) -> dict[str, float]:
    """Return the figures of the model at the target; none where it holds no model.

    Raises:
        ForeignReport: its metrics.json is no report.
        HubError: the Hub refuses.
    """
    names = {file.rfilename for file in there.siblings or []}
    if METRICS not in names:
        return {}
    checked_sizes(target, there, required=())
    with one_sentence(f"{METRICS} of {target}"):
        path = api.hf_hub_download(
            target.repo_id, METRICS, revision=there.sha, cache_dir=cache_folder()
        )
    text = Path(path).read_text(encoding="utf-8", errors="replace")
    try:
        return report_figures(json.loads(text))
    except (ValueError, RecursionError) as error:
        sentence = f"{METRICS} of {target} is not a report; with --force it is replaced."
        raise ForeignReport(sentence) from error


def _stored_report(predictor: Predictor) -> Report | None:
    """The report in the model's folder if it is of this network, pipeline and temperature."""
    artifact = predictor.artifact
    try:
        report = Report.from_json(artifact.report or {})
        report_figures(artifact.report)
    except ReportError:
        return None
    same = (
        report.model.sha256 == artifact.config.sha256[LITERT]
        and report.pipeline == artifact.pipeline.to_json()
        and _as_sure(predictor, report)
    )
    return report if same else None


def _as_sure(predictor: Predictor, report: Report) -> bool:
    """Whether the first test digits are read with the confidences that the report has."""
    images = load_test().images
    here = answer_tensors(predictor, to_unit(images[:BATCH])).confidence
    there = report.answers.confidence()[:BATCH]
    return report.n == len(images) and np.allclose(here, there, rtol=0, atol=SAME_CONFIDENCE)
