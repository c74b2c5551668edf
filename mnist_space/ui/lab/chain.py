"""From a pipeline being edited to HTML: its two parts, step by step, with their controls."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import Any
from urllib.parse import quote

from mnist_space.preprocessing.pipeline import MAX_STEPS, Pipeline, PipelineError
from mnist_space.preprocessing.registry import STEPS
from mnist_space.ui.components import Html
from mnist_space.ui.lab.catalogue import control_html
from mnist_space.ui.shared_pipeline import to_link

PARTS = {"page": "The whole picture", "digit": "One digit on it"}
NOT_SENT = "The pipeline did not arrive as the editor sends it."
ACTS = (
    ("up", "Move up", "&uarr;"),
    ("down", "Move down", "&darr;"),
    ("remove", "Remove", "&times;"),
)


def in_force(kept: Mapping[str, Any]) -> Pipeline:
    """Return the pipeline without the steps that are off.

    A reading of the second look that names a step which is gone goes with it.

    Raises:
        PipelineError, StepError: as `Pipeline.from_json`.
    """
    parts = {
        part: [_call(item) for item in items_of(kept, part) if item.get("off") is not True]
        for part in PARTS
    }
    second = kept.get("second_look", [])
    if not isinstance(second, list):
        raise PipelineError(NOT_SENT)
    names = {str(call.get("step")) for call in parts["page"]}
    fitting = [reading for reading in second if _named(reading) <= names]
    return Pipeline.from_json({**kept, **parts, "second_look": fitting})


def items_of(kept: Mapping[str, Any], part: str) -> list[dict[str, Any]]:
    """Return the steps of one part, on and off.

    Raises:
        PipelineError: it is no list of at most MAX_STEPS objects.
    """
    items = kept.get(part)
    if not isinstance(items, list) or len(items) > MAX_STEPS:
        raise PipelineError(f"{part!r} of a pipeline is a list of at most {MAX_STEPS} steps.")
    if not all(isinstance(item, dict) and isinstance(item.get("step"), str) for item in items):
        raise PipelineError(NOT_SENT)
    return items


def chain_html(kept: Mapping[str, Any]) -> Html:
    """Show the steps of both parts; `data-model` has what the page edits.

    Raises:
        PipelineError, StepError: a step or a parameter that is not known here.
    """
    parts = "".join(_part(part, title, items_of(kept, part)) for part, title in PARTS.items())
    return f'<div data-chain data-model="{escape(json.dumps(kept))}">{parts}</div>'


def keeping_html(pipeline: Pipeline) -> Html:
    """Offer a whole pipeline as a file and as a link."""
    text = quote(json.dumps(pipeline.to_json(), indent=2))
    return (
        '<p class="lab-keep"><a download="pipeline.json" '
        f'href="data:application/json,{text}">Save as a file</a>'
        f'<a data-link href="#pipeline={to_link(pipeline)}">Link to this pipeline</a></p>'
    )


def _call(item: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in item.items() if key != "off"}


def _named(reading: object) -> set[str]:
    """Names of the page steps that a reading changes; what is no reading is refused later."""
    if not isinstance(reading, dict):
        return set()
    without, changes = reading.get("without"), reading.get("changes")
    names = {str(name) for name in without} if isinstance(without, list) else set()
    calls = changes if isinstance(changes, list) else []
    return names | {str(call.get("step")) for call in calls if isinstance(call, dict)}


def _part(part: str, title: str, items: list[dict[str, Any]]) -> Html:
    rows = "".join(_row(part, place, item) for place, item in enumerate(items))
    options = "".join(f"<option>{escape(step.name)}</option>" for step in STEPS)
    return (
        f'<h3 class="lab-name">{title}</h3><ol class="lab-chain">{rows}</ol>'
        f'<label class="lab-field"><span>Add a step</span><select data-add="{part}">'
        f'<option value="">choose ...</option>{options}</select></label>'
    )


def _row(part: str, place: int, item: dict[str, Any]) -> Html:
    step = STEPS[item["step"]]
    given = item.get("params")
    if not isinstance(given, dict):
        raise PipelineError(NOT_SENT)
    values = step.complete(given)
    controls = "".join(
        control_html(replace(parameter, default=values[parameter.name]), "data-tune")
        for parameter in step.parameters
    )
    name, off = escape(step.name), item.get("off") is True
    buttons = "".join(
        f'<button type="button" data-act="{act}" aria-label="{words} {name}">{sign}</button>'
        for act, words, sign in ACTS
    )
    tune = f"<details><summary>Tune</summary>{controls}</details>" if controls else ""
    return (
        f'<li data-part="{part}" data-place="{place}"{" data-off" * off}><div class="lab-row">'
        f'<label><input type="checkbox" data-on{" checked" * (not off)}> {name}</label>'
        f"<span>{buttons}</span></div>{tune}</li>"
    )
