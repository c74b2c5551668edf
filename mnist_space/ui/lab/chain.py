"""From a pipeline being edited to HTML: its two parts, step by step, with their controls."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import Any
from urllib.parse import quote

from mnist_space.artifact import Artifact
from mnist_space.preprocessing.pipeline import Pipeline
from mnist_space.preprocessing.registry import STEPS
from mnist_space.preprocessing.running import ChainError, PipelineError
from mnist_space.ui.components import Html
from mnist_space.ui.lab.catalogue import control_html
from mnist_space.ui.lab.kept import PARTS, View, in_force, is_on, items_of, values_of, view_of
from mnist_space.ui.lab.rows import buttons_html, fold_html
from mnist_space.ui.lab.second_look import second_look_html
from mnist_space.ui.shared_pipeline import to_link


def chain_html(kept: Mapping[str, Any], model: Artifact) -> Html:
    """Show the steps of both parts, and the second look; `data-model` has what the page edits.

    Args:
        kept: see `kept`.
        model: that reads; its own other readings can be added.

    Raises:
        PipelineError, StepError: a step or a parameter that is not known here.
    """
    view, broken = view_of(kept), _broken(kept)
    parts = "".join(
        _part(part, title, items_of(kept, part), view, broken) for part, title in PARTS.items()
    )
    less = " data-less" * bool(view.hidden or view.shown)
    return (
        f'<div data-chain{less} data-hides="{" ".join(view.hidden)}" '
        f'data-model="{escape(json.dumps({"second_look": [], **kept}))}">'
        f"{parts}{second_look_html(kept, model)}</div>"
    )


def keeping_html(pipeline: Pipeline) -> Html:
    """Offer a whole pipeline as a file and as a link."""
    text = quote(json.dumps(pipeline.to_json(), indent=2))
    return (
        '<p class="lab-keep"><a download="pipeline.json" '
        f'href="data:application/json,{text}">Save as a file</a>'
        f'<a data-link href="#pipeline={to_link(pipeline)}">Link to this pipeline</a></p>'
    )


def _broken(kept: Mapping[str, Any]) -> dict[tuple[str, int | None], str]:
    """Return what is wrong with the chain, by the part and the place of its row; None: its end."""
    try:
        in_force(kept)
    except ChainError as error:
        rows = [
            (part, place)
            for part in PARTS
            for place, item in enumerate(items_of(kept, part))
            if is_on(item)
        ]
        row = (error.part, None) if error.number is None else rows[error.number - 1]
        return {row: f'<p class="lab-breaks" aria-hidden="true">{escape(str(error))}</p>'}
    except PipelineError:
        pass  # it is said below, of the whole
    return {}


def _part(
    part: str,
    title: str,
    items: list[dict[str, Any]],
    view: View,
    broken: Mapping[tuple[str, int | None], Html],
) -> Html:
    rows = "".join(
        _row(part, place, item, view, broken.get((part, place), ""))
        for place, item in enumerate(items)
    )
    options = "".join(f"<option>{escape(step.name)}</option>" for step in STEPS)
    none = bool(items) and not any(_shows(item, view) for item in items)
    return (
        f'<section{" hidden" * none}><h3 class="lab-name">{title}</h3>'
        f'<ol class="lab-chain">{rows}</ol>{broken.get((part, None), "")}'
        f'<label class="lab-field lab-order"><span>Add a step</span><select data-add="{part}">'
        f'<option value="">choose ...</option>{options}</select></label></section>'
    )


def _shows(item: Mapping[str, Any], view: View) -> bool:
    return not view.shown or item["step"] in view.shown


def _row(part: str, place: int, item: dict[str, Any], view: View, breaks: Html) -> Html:
    step = STEPS[item["step"]]
    values = values_of(item)
    controls = "".join(
        control_html(replace(parameter, default=values[parameter.name]), "data-tune")
        for parameter in step.parameters
    )
    name, on = escape(step.name), is_on(item)
    hidden = " hidden" * (not _shows(item, view))
    # Where a lesson shows a few steps, it says what they do.
    label = f'<p class="lab-says">{escape(step.label)}</p>' if view.shown else ""
    tune = fold_html("Tune", f"tune {step.name}", controls, view) if controls else ""
    return (
        f'<li data-part="{part}" data-place="{place}" data-step="{name}"'
        f"{' data-off' * (not on)}{hidden}>"
        f'<div class="lab-row"><label title="{escape(step.label)}">'
        f'<input type="checkbox" data-on{" checked" * on}> {name}</label>'
        f"{buttons_html(name)}</div>{breaks}{label}{tune}</li>"
    )
