"""What the editor in the browser asks for, read as what a stranger sends."""

from __future__ import annotations

import json
from typing import Any

from mnist_space.preprocessing.pipeline import Pipeline, PipelineError
from mnist_space.ui.lab.kept import NOT_SENT, VIEW, in_force
from mnist_space.ui.shared_pipeline import MAX_JSON, from_link, from_text


def asked_pipeline(request: object, own: Pipeline) -> Pipeline:
    """Return the pipeline that the editor sends: its own, a file's text, or a link's.

    Args:
        request: the text that the page sends; nothing is sent before the first edit.
        own: the model's own pipeline, with which it begins.

    Raises:
        PipelineError, StepError: it is none.
    """
    return in_force(asked_model(asked(request), own))


def asked(request: object) -> dict[str, Any]:
    """Return the fields of a request.

    Raises:
        PipelineError: it is too long, or no JSON object.
    """
    if not request:
        return {}
    if not isinstance(request, str) or len(request) > 2 * MAX_JSON:
        raise PipelineError(NOT_SENT)
    try:
        fields = json.loads(request)
    except (ValueError, RecursionError) as error:
        raise PipelineError(NOT_SENT) from error
    if not isinstance(fields, dict):
        raise PipelineError(NOT_SENT)
    return fields


def asked_model(fields: dict[str, Any], own: Pipeline) -> dict[str, Any]:
    """Return what the editor is to keep: see `kept`.

    Raises:
        PipelineError, StepError: as `asked_pipeline`.
    """
    if isinstance(fields.get("link"), str):
        return from_link(fields["link"]).to_json()
    if isinstance(fields.get("text"), str):
        return from_text(fields["text"]).to_json()
    model = fields.get("model", {"reset": True})
    if not isinstance(model, dict):
        raise PipelineError(NOT_SENT)
    if model.get("reset"):
        return {**own.to_json(), **{key: model[key] for key in VIEW if key in model}}
    return model
