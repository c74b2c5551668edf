"""Push: one commit with the whole model and its card, unless it would make things worse."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi, ModelInfo
from huggingface_hub.errors import RepositoryNotFoundError

from mnist_space.artifact import (
    CARD,
    CONFIG,
    LITERT,
    METRICS,
    PREPROCESSING,
    WEIGHTS,
    Artifact,
    read_artifact,
)
from mnist_space.data import load_test
from mnist_space.evaluation.plots import confusion_plot, mistakes_plot, reliability_plot, to_png
from mnist_space.evaluation.report import Report
from mnist_space.hub.card import HEATMAP, MISTAKES, RELIABILITY, CardFacts, model_card
from mnist_space.hub.client import TIMEOUT, Token, hub_api, one_sentence
from mnist_space.hub.eval_results import EVAL_RESULTS, eval_results
from mnist_space.hub.figures import FigureChange, report_figures
from mnist_space.hub.reports import ForeignReport, figures_there, measured
from mnist_space.hub.source import MAIN, HubError, HubSource
from mnist_space.hub.tokens import refuse_tokens
from mnist_space.preprocessing.discovery import load_steps
from mnist_space.reading.predictor import Predictor

COPIED = (CONFIG, PREPROCESSING, LITERT)


class PushRefused(HubError):
    """The model at the target is better; the message holds the table that shows it."""


@dataclass(frozen=True)
class Terms:
    """How to push.

    Attributes:
        force: push a worse model too, its card says so, and one that cannot be compared.
        dry_run: do everything but send.
        private: whether a new repository is private; None for the account's own setting.
        create_pr: open a pull request instead of committing to main.
        tag: a name for the commit.
    """

    force: bool = False
    dry_run: bool = False
    private: bool | None = None
    create_pr: bool = False
    tag: str | None = None


@dataclass(frozen=True)
class Pushed:
    """What was sent, or would be.

    Attributes:
        commit: its id; None after a dry run.
        url: where to see the commit or the pull request; None after a dry run.
        files: sizes in bytes by name.
        card: the text of README.md.
        comparison: with the model at the target; None where there is none.
    """

    repo_id: str
    commit: str | None
    url: str | None
    files: Mapping[str, int]
    card: str
    comparison: FigureChange | None


def push(
    repo_id: str,
    folder: Path,
    terms: Terms = Terms(),
    *,
    token: Token = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Pushed:
    """Send a model folder to the Hub in one commit.

    Args:
        repo_id: "user/repo"; made if there is none.
        folder: the model; its report is made if metrics.json is missing or is another model's.
        terms: see `Terms`.
        token: None for the one of `hf auth login` or HF_TOKEN; in the app, that of the person.
        progress: called with a short text when something begins.

    Raises:
        PushRefused: the model at the target is better, and `terms.force` is not set.
        HubError: the Hub refuses or cannot be reached, a file holds something like a token, or
            the target's report is none, and `terms.force` is not set.
        ArtifactError: the folder is no whole model.
    """
    target = HubSource.parse(repo_id)
    if target.revision != MAIN or (terms.tag and terms.create_pr):
        raise HubError("Push to user/repo, with a tag or as a pull request, not both.")
    load_steps()
    artifact, api = read_artifact(folder), hub_api(token)
    progress(f"Asking the Hub for {target} ...")
    there = _target(api, target, terms)
    report = measured(Predictor(artifact), progress).to_json()
    comparison = _comparison(api, target, there, report_figures(report), terms) if there else None
    card = model_card(CardFacts(repo_id, artifact.config, report, comparison))
    files = _files(artifact, report, card)
    sizes = {name: len(data) for name, data in files.items()}
    if terms.dry_run:
        return Pushed(repo_id, None, None, sizes, card, comparison)
    progress(f"Sending {sum(sizes.values()) >> 10} kB ...")
    return Pushed(repo_id, *_send(api, target, files, there, terms), sizes, card, comparison)


def _target(api: HfApi, target: HubSource, terms: Terms) -> ModelInfo | None:
    """What is at the target now; None where there is nothing."""
    with one_sentence(target.repo_id):
        try:
            info = api.model_info(target.repo_id, files_metadata=True, timeout=TIMEOUT)
        except RepositoryNotFoundError:
            # What the Hub also says of a private repository to those without a good token.
            if not terms.dry_run:
                api.whoami()
            return None
        if terms.tag:
            refs = api.list_repo_refs(target.repo_id)
            if terms.tag in {ref.name for ref in (*refs.tags, *refs.branches)}:
                raise HubError(f"{target.repo_id} has a revision called {terms.tag!r} already.")
        return info


def _comparison(
    api: HfApi, target: HubSource, there: ModelInfo, figures: Mapping[str, float], terms: Terms
) -> FigureChange | None:
    """With the model at the target; None where it cannot be compared, and need not be.

    Raises:
        PushRefused: that model is better, and nobody insists.
    """
    try:
        comparison = FigureChange(figures_there(api, target, there), figures)
    except ForeignReport:
        if terms.force:
            return None
        raise
    if comparison.worse and not terms.force:
        raise PushRefused(f"{target.repo_id} holds a better model:\n\n{comparison.table()}")
    return comparison


def _files(artifact: Artifact, report: Mapping[str, Any], card: str) -> dict[str, bytes]:
    files = {name: (artifact.folder / name).read_bytes() for name in COPIED}
    if (artifact.folder / WEIGHTS).is_file():
        files[WEIGHTS] = artifact.weights_file.read_bytes()
    files[METRICS] = (json.dumps(report, indent=2, ensure_ascii=False) + "\n").encode()
    files[CARD] = card.encode()
    drawn = Report.from_json(report)
    files[HEATMAP] = to_png(confusion_plot(drawn))
    files[RELIABILITY] = to_png(reliability_plot(drawn))
    files[MISTAKES] = to_png(mistakes_plot(drawn, load_test()))
    files[EVAL_RESULTS] = eval_results(report)
    refuse_tokens(files)
    return files


def _operations(
    files: Mapping[str, bytes], there: ModelInfo | None
) -> list[CommitOperationAdd | CommitOperationDelete]:
    """What makes the repository hold `files`, and no weights of another model."""
    operations: list[CommitOperationAdd | CommitOperationDelete] = [
        CommitOperationAdd(name, data) for name, data in files.items()
    ]
    own = json.loads(files[CONFIG])["sha256"].get(WEIGHTS)
    for file in (there.siblings or []) if there else []:
        known = file.lfs.sha256 if file.lfs else None
        if file.rfilename == WEIGHTS and WEIGHTS not in files and known != own:
            operations.append(CommitOperationDelete(WEIGHTS))
    return operations


def _send(
    api: HfApi,
    target: HubSource,
    files: Mapping[str, bytes],
    there: ModelInfo | None,
    terms: Terms,
) -> tuple[str, str]:
    """Commit on top of what was compared with; the Hub refuses if that is no longer the newest."""
    with one_sentence(target.repo_id):
        if there is None:
            api.create_repo(target.repo_id, private=terms.private)
        done = api.create_commit(
            target.repo_id,
            _operations(files, there),
            commit_message=f"Model of {len(files)} files, pushed by mnist-space",
            parent_commit=there.sha if there else None,
            create_pr=terms.create_pr,
        )
        if terms.tag:
            api.create_tag(target.repo_id, tag=terms.tag, revision=done.oid)
    return done.oid, done.pr_url or done.commit_url
