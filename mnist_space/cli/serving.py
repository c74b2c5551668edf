"""The command serve, which app.py is too."""

from __future__ import annotations

import functools
from typing import Annotated, Any

import typer

from mnist_space.extras import require


def serve(
    share: Annotated[bool, typer.Option("--share", help="Make a temporary public link.")] = False,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on (127.0.0.1, or 0.0.0.0 on a Space).")
    ] = None,
    port: Annotated[
        int | None, typer.Option(help="Port to listen on (the first free from 7860).")
    ] = None,
) -> None:
    """Serve the app in the browser until it is stopped."""
    app = built_app()
    from mnist_space.ui import LAUNCH_SETTINGS

    app.launch(share=share, server_name=host, server_port=port, **LAUNCH_SETTINGS)


@functools.cache
def built_app() -> Any:  # noqa: ANN401 - gradio's Blocks, whose import is the page's alone
    """Return the app, a gradio.Blocks around the model that it starts with.

    Raises:
        MissingExtraError: gradio is not installed.
        ArtifactError: the bundled model is damaged.
        StepError: the preprocessing steps are missing.
    """
    require("app", "gradio", "huggingface_hub", "matplotlib", "seaborn")
    from mnist_space.startup import begin_startup

    # Before gradio, whose import takes seconds: a model on the Hub comes meanwhile.
    startup = begin_startup()
    from mnist_space.ui import build_ui

    return build_ui(startup.started())
