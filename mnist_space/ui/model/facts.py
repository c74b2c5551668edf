"""What the Model tab says of a model. Pure functions, no gradio."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from mnist_space import Artifact
from mnist_space.artifact import LITERT, WEIGHTS

FIGURES = (
    ("accuracy", "Test accuracy", ".2%"),
    ("pipeline_accuracy", "Through its pipeline", ".2%"),
    ("ece", "Calibration error", ".4f"),
)
UNKNOWN = "not measured"


@dataclass(frozen=True)
class Offer:
    """A model that this visitor can choose: its name, where it comes from, and what it is."""

    name: str
    origin: str
    artifact: Artifact


def facts_html(offer: Offer) -> str:
    """Show what a model is: where it comes from, the exact files, and its report in short."""
    config = offer.artifact.config
    repo, _, commit = offer.origin.partition("@")
    rows = [("Source", repo)]
    if commit:
        rows.append(("Commit", commit))
    rows += [
        ("Network", f"sha256 {config.sha256[LITERT]}"),
        (
            "Size",
            f"{_size(offer, LITERT)} to serve, {_size(offer, WEIGHTS)} of weights to train on",
        ),
        ("Architecture", config.architecture),
        *((label, _figure(offer, name, form)) for name, label, form in FIGURES),
    ]
    pairs = "".join(f"<dt>{escape(key)}</dt><dd>{escape(value)}</dd>" for key, value in rows)
    return f'<h2 class="model-name">{escape(offer.name)}</h2><dl class="model-facts">{pairs}</dl>'


def table_html(offers: Sequence[Offer], chosen: str) -> str:
    """Show the report of every model side by side; the chosen one is marked."""
    head = "".join(f"<th scope='col'>{label}</th>" for _, label, _ in FIGURES)
    rows = "".join(_row(offer, offer.name == chosen) for offer in offers)
    return (
        '<div class="model-scroll" tabindex="0" role="region" aria-label="Models side by side">'
        '<table class="model-table"><thead><tr>'
        f"<th scope='col'>Model</th>{head}<th scope='col'>Network</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(offer: Offer, chosen: bool) -> str:
    figures = "".join(f"<td>{_figure(offer, name, form)}</td>" for name, _, form in FIGURES)
    mark = ' aria-current="true"' if chosen else ""
    name = escape(offer.name)
    return f"<tr{mark}><th scope='row'>{name}</th>{figures}<td>{_size(offer, LITERT)}</td></tr>"


def _figure(offer: Offer, name: str, form: str) -> str:
    report: Any = offer.artifact.report
    value = report.get(name) if isinstance(report, dict) else None
    # All of them are shares; a file from anywhere may hold any number, even one above all floats.
    known = isinstance(value, float | int) and 0 <= value <= 1
    return format(value, form) if known else UNKNOWN


def _size(offer: Offer, file: str) -> str:
    path = offer.artifact.folder / file
    return f"{path.stat().st_size / 1024:,.0f} kB" if path.is_file() else "no file"
