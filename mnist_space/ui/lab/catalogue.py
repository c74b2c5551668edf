"""From the registry to HTML: which steps there are, and the controls that a signature asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from html import escape
from types import MappingProxyType

from mnist_space.preprocessing.describing import source_of
from mnist_space.preprocessing.registry import Parameter, Registry, Scalar, Step
from mnist_space.ui.components import Html


def catalogue_html(
    registry: Registry, chosen: Step, values: Mapping[str, Scalar] = MappingProxyType({})
) -> Html:
    """List every step, the chosen one first told about; then the plug-ins that failed to load.

    Its parameters have their defaults but for those among `values`.
    """
    options = "".join(
        f'<option value="{escape(step.name)}"{" selected" * (step is chosen)}>'
        f"{escape(step.name)} - {escape(step.label)}</option>"
        for step in registry
    )
    return (
        f'<label class="lab-field"><span>Step ({len(registry)})</span>'
        f'<select data-lab="step">{options}</select></label>'
        f"{_about(chosen)}{_controls(chosen, values)}{_failures(registry)}"
    )


def control_html(parameter: Parameter, attribute: str = "data-param") -> Html:
    """Make the control of one parameter: its type, its range and its choices say which.

    Its `attribute` has the parameter's name.
    """
    name, default = escape(parameter.name), escape(str(parameter.default))
    kind = f'{attribute}="{name}" data-type="{parameter.type.__name__}"'
    if parameter.choices:
        options = "".join(
            f"<option{' selected' * (choice == parameter.default)}>{escape(str(choice))}</option>"
            for choice in parameter.choices
        )
        return _field(name, f"<select {kind}>{options}</select>")
    if parameter.type is bool:
        return _field(name, f'<input type="checkbox" {kind}{" checked" * bool(parameter.default)}>')
    if parameter.range:
        low, high = parameter.range.low, parameter.range.high
        step = 1 if parameter.type is int else "any"
        slider = (
            f'<input type="range" {kind} min="{low:g}" max="{high:g}" step="{step}" '
            f'value="{default}">'
        )
        said = f"{name}, {low:g} to {high:g}"
        return _field(said, f"{slider}<output>{default}</output>")
    return _field(name, f'<input type="text" maxlength="200" {kind} value="{default}">')


def _field(label: str, control: Html) -> Html:
    return f'<label class="lab-field"><span>{label}</span>{control}</label>'


def _about(step: Step) -> Html:
    said = step.description
    paragraphs = [*said.paragraphs, *([f"It gives: {said.returns}"] if said.returns else [])]
    told = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    return (
        f'<h3 class="lab-name">{escape(step.label)}</h3>'
        f'<p class="lab-facts">{escape(step.takes.name)} &rarr; {escape(step.gives.name)}'
        f"<code>{escape(source_of(step.function))}</code></p>"
        f"<details><summary>What it does</summary>{told}</details>"
    )


def _controls(step: Step, values: Mapping[str, Scalar]) -> Html:
    if not step.parameters:
        return '<p class="lab-note">It has no parameters.</p>'
    controls = "".join(
        control_html(replace(parameter, default=values.get(parameter.name, parameter.default)))
        + _note(parameter.description)
        for parameter in step.parameters
    )
    return f'{controls}<button type="button" class="lab-reset" data-lab="reset">Defaults</button>'


def _note(text: str) -> Html:
    return f'<p class="lab-about">{escape(text)}</p>' if text else ""


def _failures(registry: Registry) -> Html:
    items = "".join(
        f"<li><code>{escape(name)}</code> {escape(why)}</li>"
        for name, why in sorted(registry.failures.items())
    )
    return f'<div class="lab-failures"><p>Not loaded:</p><ul>{items}</ul></div>' if items else ""
