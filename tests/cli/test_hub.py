from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from mnist_space.cli.hub import deploy, pull, push
from tests.hub.repos import Fault, Tree
from tests.hub.stand_in import OWNER_TOKEN, STRANGER_TOKEN, StandIn

REPO = "owner/digits"

pytestmark = pytest.mark.usefixtures("few_redrawn")


@pytest.fixture(scope="module")
def app() -> typer.Typer:
    app = typer.Typer(pretty_exceptions_enable=False)
    for command in (pull, push, deploy):
        app.command()(command)
    return app


@pytest.fixture
def run(app: typer.Typer):
    return lambda *arguments: CliRunner().invoke(app, list(arguments))


def test_pull_prints_the_commit_and_copies_the_files(
    hub: StandIn, model: Tree, run, tmp_path: Path
):
    commit = hub.add(REPO, model)
    folder = tmp_path / "copy"
    result = run("pull", REPO, str(folder))
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [f"{REPO}@{commit}", str(folder)]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == model
    again = run("pull", REPO, str(folder))
    assert again.exit_code == 1
    assert again.stderr.splitlines()[-1] == "The folder 'copy' is not empty: nothing is copied."


def test_json_is_all_that_is_on_stdout(hub: StandIn, model: Tree, run):
    commit = hub.add(REPO, model)
    answer = json.loads(run("pull", REPO, "--json").stdout)
    assert answer["commit"] == commit
    failed = run("pull", "owner/none", "--json")
    assert failed.exit_code == 1
    assert json.loads(failed.stdout) == {
        "error": "owner/none@main: there is no such repository, or it is private."
    }


@pytest.mark.parametrize("inside", ["", "copy"])
def test_a_file_is_no_folder_to_copy_to(
    hub: StandIn, model: Tree, run, tmp_path: Path, inside: str
):
    hub.add(REPO, model)
    file = tmp_path / "file"
    file.write_text("mine")
    sentence = f"{inside or 'file'!r} is not a folder: nothing is copied."
    failed = run("pull", REPO, str(file / inside))
    assert failed.exit_code == 1
    assert failed.stderr.splitlines()[-1] == sentence
    as_json = run("pull", REPO, str(file / inside), "--json")
    assert as_json.exit_code == 1
    assert json.loads(as_json.stdout) == {"error": sentence}
    assert file.read_text() == "mine"


def test_a_folder_that_cannot_be_made_is_a_sentence(hub: StandIn, model: Tree, run):
    hub.add(REPO, model)
    failed = run("pull", REPO, "x" * 300, "--json")
    assert failed.exit_code == 1
    assert json.loads(failed.stdout)["error"].endswith(": File name too long.")


def test_pulling_anonymously_shows_no_token(hub: StandIn, model: Tree, run, tmp_path: Path):
    hub.add(REPO, model, private=True)
    assert run("pull", REPO).exit_code == 0
    hidden = run("pull", REPO, "--anonymous", "--cache", str(tmp_path / "other"))
    assert hidden.exit_code == 1
    assert "or it is private" in hidden.stderr


def test_a_refused_push_shows_the_table(hub: StandIn, measured: Path, worse: Path, run):
    assert run("push", REPO, str(measured)).exit_code == 0
    refused = run("push", REPO, str(worse))
    assert refused.exit_code == 1
    assert f"{REPO} holds a better model:" in refused.stderr
    assert "0.9000  worse" in refused.stderr
    forced = run("push", REPO, str(worse), "--force")
    assert forced.exit_code == 0
    assert forced.stdout.splitlines()[-1].endswith(hub.repos["model", REPO].refs["main"])


def test_a_dry_run_shows_files_and_card(hub: StandIn, measured: Path, run):
    shown = run("push", REPO, str(measured), "--dry-run").stdout
    assert "  model.tflite\n" in shown
    assert "model-index:" in shown
    assert shown.splitlines()[-1] == f"Nothing was sent to {REPO}."
    space = run("deploy", "owner/space", "--dry-run", "--json")
    assert json.loads(space.stdout)["files"]["app.py"] > 0
    assert hub.repos == {}


def test_deploy_says_where_the_space_is(hub: StandIn, run):
    result = run("deploy", "owner/space", "--private")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == f"{hub.url}/spaces/owner/space"


def test_no_token_is_ever_shown(
    hub: StandIn, model: Tree, measured: Path, run, caplog, monkeypatch: pytest.MonkeyPatch
):
    caplog.set_level(logging.DEBUG)
    hub.add(REPO, model)
    said = [run("pull", REPO), run("push", "owner/new", str(measured)), run("deploy", "owner/s")]
    for token in (STRANGER_TOKEN, "hf_NobodysSecret0123456789"):
        monkeypatch.setenv("HF_TOKEN", token)
        said += [run("push", REPO, str(measured)), run("deploy", "owner/t")]
    hub.faults.append(Fault("POST", "status", 500))
    monkeypatch.setenv("HF_TOKEN", OWNER_TOKEN)
    said.append(run("push", "owner/newer", str(measured)))
    assert [result.exit_code for result in said] == [0, 0, 0, 1, 1, 1, 1, 1]
    everything = caplog.text + "".join(result.output + str(result.exception) for result in said)
    sent = b"".join(
        data
        for repo in hub.repos.values()
        for tree in repo.commits.values()
        for data in tree.values()
    )
    for token in (OWNER_TOKEN, STRANGER_TOKEN, "hf_NobodysSecret0123456789"):
        assert token not in everything
        assert token.encode() not in sent
