"""Who may push from the app, and with whose rights."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import gradio as gr
import pytest

from mnist_space.startup import begin_startup
from mnist_space.ui.choices import Choices
from mnist_space.ui.model.push import push_events, signing_in_is_possible
from tests.hub.stand_in import OWNER_TOKEN, STRANGER_TOKEN, StandIn

FOLDER = "measured (folder)"


@pytest.fixture
def push(hub: StandIn, ready: Path):
    """Press the button as whoever a token is; everything that the page showed."""
    choices = Choices(begin_startup().started(), {FOLDER: ready})

    def press(target: str, token: str | None, model: str = FOLDER) -> list[str]:
        person = token and gr.OAuthToken(token, "write-repos", int(time.time()) + 60)
        handler = push_events(choices)

        async def shown() -> list[str]:
            return [text async for text in handler(model, target, False, person)]

        return asyncio.run(shown())

    return press


def test_a_visitor_who_has_not_signed_in_cannot_push(hub: StandIn, push):
    assert "Sign in with Hugging Face first." in push("owner/new", None)[-1]
    assert hub.requests == []


def test_a_person_pushes_with_their_own_rights_not_the_owners(hub: StandIn, push):
    shown = push("owner/new", STRANGER_TOKEN)
    assert "this token has no right to do that" in shown[-1]
    assert hub.repos == {}
    assert "Pushed: " in push("stranger/mine", STRANGER_TOKEN)[-1]
    assert hub.repos["model", "stranger/mine"].owner == "stranger"
    assert not [text for text in shown if STRANGER_TOKEN in text or OWNER_TOKEN in text]


@pytest.mark.parametrize(
    ("target", "model"), [("--help", FOLDER), ("../x", FOLDER), ("owner/new", "/etc")]
)
def test_what_is_no_name_or_no_model_is_refused(hub: StandIn, push, target, model):
    assert "status-failed" in push(target, OWNER_TOKEN, model)[-1]
    assert hub.requests == []


@pytest.mark.parametrize(
    ("environment", "possible"),
    [
        ({}, False),
        ({"SPACE_ID": "a/b", "OAUTH_CLIENT_ID": "x"}, False),
        ({"SYSTEM": "spaces", "SPACE_ID": "a/b"}, False),
        ({"SYSTEM": "spaces", "SPACE_ID": "a/b", "OAUTH_CLIENT_ID": "x"}, True),
    ],
)
def test_signing_in_is_offered_on_a_space_alone(monkeypatch, environment, possible):
    for key, value in environment.items():
        monkeypatch.setenv(key, value)
    assert signing_in_is_possible() is possible
