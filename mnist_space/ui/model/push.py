"""Pushing from the app: only for who signs in with Hugging Face, with that person's own rights."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from typing import Any

import gradio as gr
from gradio.utils import get_space

from mnist_space import ArtifactError
from mnist_space.hub.child import hub_child
from mnist_space.ui.choices import Choices
from mnist_space.ui.components import status_html
from mnist_space.ui.errors import ChoiceError


def signing_in_is_possible() -> bool:
    """Whether this is a Space whose settings have `hf_oauth: true`.

    Where gradio itself does not see a Space, its login button is a mock that signs every visitor
    in with the token of the machine's owner.
    """
    # Not public, but it is what the login button itself goes by.
    return get_space() is not None and bool(os.environ.get("OAUTH_CLIENT_ID"))


def push_panel(choices: Choices, model: gr.Radio) -> None:
    """Lay out the sign-in and the push; nothing where nobody can sign in."""
    if not signing_in_is_possible():
        return
    with gr.Accordion("Push this model", open=False, elem_id="model-push"):
        gr.LoginButton()
        target = gr.Textbox(label="To", placeholder="user/repo", max_lines=1, max_length=200)
        proposal = gr.Checkbox(label="As a pull request")
        button = gr.Button("Push", elem_id="model-push-button")
        status = gr.HTML(status_html("A model that is worse than the one there is refused."))
    button.click(
        push_events(choices),
        [model, target, proposal],
        status,
        concurrency_limit=1,
        trigger_mode="once",
        show_progress="hidden",
        api_visibility="private",
        preprocess=False,
    )


def push_events(choices: Choices) -> Any:  # noqa: ANN401 - an asynchronous generator function
    """Return the handler of the button; without a token it sends nothing."""

    async def push(
        model: object, target: object, proposal: object, token: gr.OAuthToken | None
    ) -> AsyncIterator[str]:
        if token is None:
            yield status_html("Sign in with Hugging Face first.", "failed")
            return
        try:
            folder = choices.predictor(model).artifact.folder
            arguments = [
                "push",
                *(["--create-pr"] if proposal else []),
                "--",
                str(target),
                str(folder),
            ]
            async for event in hub_child(arguments, token.token):
                if isinstance(event, str):
                    yield status_html(event, "busy")
                else:
                    yield status_html(f"Pushed: {event['url']}", "done")
        except (ArtifactError, ChoiceError) as error:
            yield f"<pre>{status_html(str(error), 'failed')}</pre>"

    return push
