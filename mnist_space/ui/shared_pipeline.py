"""A pipeline as a text in a link: compressed JSON, read as what a stranger sends."""

from __future__ import annotations

from mnist_space.preprocessing.pipeline import Pipeline, PipelineError
from mnist_space.ui.links import LinkError, packed, parsed, unpacked

MAX_LINK = 8_000  # characters; `robust` with its four other readings takes some 700
MAX_JSON = 64_000  # bytes of the JSON; forty steps take 4 kB
WHAT = "pipeline"


def to_link(pipeline: Pipeline) -> str:
    """Return the pipeline as text of letters, digits, `-` and `_`."""
    return packed(pipeline.to_json())


def from_link(text: str) -> Pipeline:
    """Read what `to_link` gave.

    Raises:
        PipelineError, StepError: it is too long, damaged, or no pipeline of steps known here.
    """
    try:
        value = unpacked(WHAT, text, MAX_LINK, MAX_JSON)
    except LinkError as error:
        raise PipelineError(str(error)) from error
    return Pipeline.from_json(value)


def from_text(data: bytes | str) -> Pipeline:
    """Read a pipeline's JSON.

    Raises:
        PipelineError, StepError: it is too long, no JSON, or no pipeline of steps known here.
    """
    try:
        value = parsed(WHAT, data, MAX_JSON)
    except LinkError as error:
        raise PipelineError(str(error)) from error
    return Pipeline.from_json(value)
