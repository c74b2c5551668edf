"""The options that several commands have, each in one place."""

from __future__ import annotations

from typing import Annotated

import typer

ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model", help="A bundled name, a model folder, or user/repo[@revision].", metavar="SOURCE"
    ),
]
PipelineOption = Annotated[
    str | None,
    typer.Option(
        "--pipeline", help="notebook, robust or FILE.json instead of the model's own pipeline."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
