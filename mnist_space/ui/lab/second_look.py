"""From the other readings of an edited pipeline to HTML: what each changes, on or off."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from html import escape
from typing import Any

from mnist_space.artifact import Artifact
from mnist_space.preprocessing.calls import Reading
from mnist_space.preprocessing.pipeline import Pipeline
from mnist_space.preprocessing.pipelines import load_pipeline
from mnist_space.preprocessing.registry import STEPS, Scalar
from mnist_space.ui.components import Html
from mnist_space.ui.lab.catalogue import control_html
from mnist_space.ui.lab.kept import (
    View,
    is_on,
    items_of,
    readings_of,
    steps_of,
    values_of,
    view_of,
)
from mnist_space.ui.lab.rows import buttons_html, fold_html

PART = "second_look"
WHAT = (
    "A picture whose first reading is doubtful is read again in these ways, from the first on; the "
    "surest reading counts. The steps say which one it was."
)
NEVER = "This model reads every picture once: it was not made to look again."


def second_look_html(kept: Mapping[str, Any], model: Artifact) -> Html:
    """Show the other readings; those of the model and of `robust`, and new ones, can be added.

    Raises:
        PipelineError: what is kept is no list of readings.
    """
    view = view_of(kept)
    page = {item["step"] for item in items_of(kept, "page") if is_on(item)}
    found = readings_of(kept)
    values = {item["step"]: values_of(item) for item in items_of(kept, "page")}
    rows = "".join(
        _row(place, item, reading, steps_of(reading) - page, _tuning(reading, values, view))
        for place, (item, reading) in enumerate(found)
    )
    named = {reading.name for _, reading in found}
    possible = [*declared(model.pipeline), *new_readings(kept)]
    others = [one for one in possible if one["name"] not in named]
    on = sum(is_on(item) and steps_of(reading) <= page for item, reading in found)
    title = f"The second look: {on} other reading{'s' * (on != 1)}"
    what = WHAT if model.config.second_look else NEVER
    inside = f'<p class="lab-note">{what}</p><ol class="lab-chain">{rows}</ol>{_adding(others)}'
    return fold_html(title, PART, inside, view, "lab-second")


def declared(own: Pipeline) -> list[dict[str, Any]]:
    """Return the readings that can be added, as JSON: a model's own, and those that ship."""
    both = [pipeline.to_json().get(PART, []) for pipeline in (own, load_pipeline("robust"))]
    return list({one["name"]: one for readings in both for one in readings}.values())


def new_readings(kept: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return new readings, as JSON: each without a page step, or with its parameters tuned."""
    steps = dict.fromkeys(item["step"] for item in items_of(kept, "page"))
    without = [
        {"name": f"without {name}", "without": [name], "changes": []}
        for name in steps
        if STEPS[name].takes == STEPS[name].gives  # else the chain breaks
    ]
    tuned = [
        {"name": f"with {name} tuned", "without": [], "changes": [{"step": name, "params": {}}]}
        for name in steps
        if STEPS[name].parameters
    ]
    return [*without, *tuned]


def sentence(reading: Reading) -> str:
    """Say in words what a reading does differently."""
    parts = []
    if reading.instead:
        instead = _listed(call.step for call in reading.instead)
        parts.append(f"{instead} in the place of {_listed(reading.without)}")
    elif reading.without:
        parts.append(f"{_listed(reading.without)} left out")
    for call in reading.changes:
        values = _listed(f"{name} {value}" for name, value in call.params.items())
        own = f"{call.step} with {values}" if values else f"{call.step} with values of its own"
        parts.append(own)
    return f"Read again {reading.name}: {'; '.join(parts) or 'as before'}."


def _tuning(reading: Reading, values: Mapping[str, Mapping[str, Scalar]], view: View) -> Html:
    """Make the controls of a reading's own calls; what it leaves open is as in the first one."""
    calls = [("changes", at, call) for at, call in enumerate(reading.changes)]
    calls += [("instead", at, call) for at, call in enumerate(reading.instead)]
    controls = "".join(
        control_html(
            replace(parameter, default=given.get(parameter.name, parameter.default)),
            f'data-of="{of}" data-call="{at}" data-tune',
        )
        for of, at, call in calls
        for given in ({**values.get(call.step, {}), **call.params},)
        for parameter in STEPS[call.step].parameters
    )
    return fold_html("Tune", f"tune {reading.name}", controls, view) if controls else ""


def _row(
    place: int, item: Mapping[str, Any], reading: Reading, gone: set[str], tuning: Html
) -> Html:
    on = is_on(item)
    rests = f" It rests: {_listed(sorted(gone))} is not in force." if on and gone else ""
    name = escape(reading.name)
    return (
        f'<li data-part="{PART}" data-place="{place}"{" data-off" * (not on)}>'
        f'<div class="lab-row"><label><input type="checkbox" data-on{" checked" * on}> {name}'
        f"</label>{buttons_html(name)}</div>"
        f'<p class="lab-says">{escape(sentence(reading) + rests)}</p>{tuning}</li>'
    )


def _adding(others: list[dict[str, Any]]) -> Html:
    if not others:
        return ""
    options = "".join(
        f'<option value="{escape(json.dumps(one))}">{escape(one["name"])}</option>'
        for one in others
    )
    return (
        f'<label class="lab-field"><span>Add a reading</span><select data-add="{PART}">'
        f'<option value="">choose ...</option>{options}</select></label>'
    )


def _listed(names: Iterable[str]) -> str:
    return " and ".join(names)
