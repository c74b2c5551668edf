from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from mnist_space.hub import child
from mnist_space.hub.source import HubError
from mnist_space.limits import Limits
from tests.hub import hostile, networks
from tests.hub.repos import Fault, Tree
from tests.hub.stand_in import StandIn

REPO = "owner/digits"


def run(*arguments: str) -> list[object]:
    async def events() -> list[object]:
        return [event async for event in child.hub_child(arguments)]

    return asyncio.run(asyncio.wait_for(events(), 60))


@pytest.fixture
def instead(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Let the child run a program of the test's own."""

    def put(program: str) -> None:
        script = tmp_path / "program.sh"
        (tmp_path / "program.py").write_text(program)
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{tmp_path / "program.py"}"\n')
        script.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(script))

    return put


def test_texts_come_first_and_the_answer_last(hub: StandIn, model: Tree):
    commit = hub.add(REPO, model)
    *texts, answer = run("pull", REPO, "--anonymous")
    assert texts[0] == f"Asking the Hub for {REPO}@main ..."
    assert answer["commit"] == commit


def test_the_child_finds_the_package_whatever_lies_in_the_folder(
    hub: StandIn, model: Tree, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "mnist_space").mkdir()
    (tmp_path / "mnist_space" / "__init__.py").write_text("raise SystemExit('another one')")
    monkeypatch.chdir(tmp_path)
    commit = hub.add(REPO, model)
    assert run("pull", REPO)[-1]["commit"] == commit


def test_the_owners_token_stays_with_the_owner(hub: StandIn, model: Tree):
    hub.add(REPO, model, private=True)
    with pytest.raises(HubError, match="or it is private"):
        run("pull", REPO)


def test_a_model_that_takes_too_much_memory_is_ended(
    hub: StandIn, model: Tree, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(child, "limits", lambda: Limits(hub_bytes=1 << 26))
    hub.add(REPO, model)
    with pytest.raises(HubError, match="within the memory it may take"):
        run("pull", REPO)


def test_a_network_that_takes_too_much_memory_for_a_page_is_refused(hub: StandIn, model: Tree):
    hub.add(REPO, networks.with_network(model, networks.of_much_memory()))
    with pytest.raises(HubError, match="cannot read 256 pictures at once"):
        run("pull", REPO)


def test_what_takes_too_long_is_ended(hub: StandIn, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(child, "limits", lambda: Limits(hub_seconds=1))
    hub.faults.append(Fault("GET", "hang"))
    with pytest.raises(HubError, match="did not finish within"):
        run("pull", REPO)


def test_a_name_as_long_as_a_file_is_a_short_sentence(hub: StandIn, model: Tree):
    hub.add(REPO, hostile.with_step(model, "x" * 600_000))
    with pytest.raises(HubError, match="There is no step 'xxx") as caught:
        run("pull", REPO)
    assert len(str(caught.value)) <= 300


@pytest.mark.parametrize(
    "program",
    [
        "import sys; sys.stdout.write('x' * (1 << 22)); sys.stdout.flush()",
        "import sys; sys.stderr.write('x' * (1 << 22) + '\\n')",
        "import os; os.abort()",
    ],
)
def test_a_child_that_ends_without_an_answer_is_a_sentence(instead, program: str):
    instead(program)
    with pytest.raises(HubError, match=r"ended without an answer \(status -?\d+\)"):
        run("pull", REPO)


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_who_writes_for_ever_is_ended(instead, monkeypatch: pytest.MonkeyPatch, stream: str):
    monkeypatch.setattr(child, "limits", lambda: Limits(hub_seconds=1))
    instead(f"import sys\nwhile True: sys.{stream}.write('x' * 4096)")
    with pytest.raises(HubError, match="did not finish within"):
        run("pull", REPO)


def test_a_caller_that_leaves_ends_a_child_that_writes(instead):
    instead("import sys\nprint('Begun ...', file=sys.stderr)\nwhile True: print('x' * 4096)")

    async def leave() -> str:
        events = child.hub_child(["pull", REPO])
        first = await anext(events)
        await asyncio.wait_for(events.aclose(), 60)
        return str(first)

    assert asyncio.run(leave()) == "Begun ..."


@pytest.mark.parametrize("name", ["x" * (1 << 22), "a\0b"])
def test_what_cannot_be_an_argument_is_a_sentence(name: str):
    with pytest.raises(HubError, match="cannot be asked for that"):
        run("push", name)
