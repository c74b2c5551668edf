"""A pipeline as a text in a link: compressed JSON, read as what a stranger sends."""

from __future__ import annotations

import json

from mnist_space.preprocessing.pipeline import Pipeline, PipelineError
from mnist_space.ui.packing import PackingError, pack, unpack

MAX_LINK = 8_000  # characters; `robust` with its four other readings takes some 700
MAX_JSON = 64_000  # bytes of the JSON; forty steps take 4 kB
NO_LINK = "The link holds no whole pipeline: copy it again."


def to_link(pipeline: Pipeline) -> str:
    """Return the pipeline as text of letters, digits, `-` and `_`."""
    return pack(json.dumps(pipeline.to_json(), separators=(",", ":")).encode())


def from_link(text: str) -> Pipeline:
    """Read what `to_link` gave.

    Raises:
        PipelineError, StepError: it is too long, damaged, or no pipeline of steps known here.
    """
    if len(text) > MAX_LINK:
        raise PipelineError(f"A link's pipeline has at most {MAX_LINK:,} characters.")
    try:
        data = unpack(text, MAX_JSON)
    except PackingError as error:
        raise PipelineError(NO_LINK) from error
    return from_text(data)


def from_text(data: bytes | str) -> Pipeline:
    """Read a pipeline's JSON.

    Raises:
        PipelineError, StepError: it is too long, no JSON, or no pipeline of steps known here.
    """
    if len(data) > MAX_JSON:
        raise PipelineError(f"A pipeline's JSON has at most {MAX_JSON:,} bytes.")
    try:
        parsed = json.loads(data)
    except (ValueError, RecursionError) as error:  # the latter: brackets nested too deep
        raise PipelineError("The pipeline is not valid JSON.") from error
    return Pipeline.from_json(parsed)
