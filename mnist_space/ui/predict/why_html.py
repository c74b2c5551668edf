"""From an Explanation to HTML: words, a heatmap, near digits, networks. Pure, no gradio."""

from __future__ import annotations

from html import escape

import cv2
import numpy as np
from numpy.typing import NDArray

from mnist_space.explaining.explanation import Explanation
from mnist_space.explaining.members import Member
from mnist_space.explaining.neighbours import Neighbour
from mnist_space.reading.network import Floats
from mnist_space.ui.api_pictures import png_data
from mnist_space.ui.components import Html
from mnist_space.ui.predict.answer import percent

FOR, AGAINST, NEITHER = (96, 165, 250), (251, 146, 60), (190, 190, 190)
SIDE = 280


def note_html(sentence: str) -> Html:
    """Say instead why there is nothing to explain."""
    return f'<p class="why-note">{escape(sentence)}</p>'


def why_html(why: Explanation) -> Html:
    """Show all parts of an explanation that there are."""
    parts = _words(why)
    label, second = why.prediction.label, why.runner_up
    if label is not None and second is not None:
        tensor = why.prediction.trace[-1].image
        parts += _heat(tensor, why.heatmap, label, second)
        parts += f'<div class="why-others">{_near(why.neighbours)}{_members(why, label, second)}'
        parts += "".join(map(note_html, why.missing)) + "</div>"
    return f'<div class="why">{parts}</div>'


def heat_picture(tensor: Floats, heatmap: Floats) -> NDArray[np.uint8]:
    """Colour a digit by which of two digits its ink spoke for.

    Args:
        tensor: float32 (28, 28) in [0, 1].
        heatmap: float32 (28, 28), as `occlusion_map` gives it.

    Returns:
        uint8 (28, 28, 3), the ink FOR where it is positive, AGAINST where it is negative, the more
        of the colour the more it counts, NEITHER where it is zero.
    """
    most = max(float(np.abs(heatmap).max()), 1e-9)
    weight = np.abs(heatmap / most)[..., np.newaxis]
    colour = np.where(heatmap[..., np.newaxis] >= 0, np.array(FOR), np.array(AGAINST))
    ink = weight * colour + (1 - weight) * np.array(NEITHER)
    return np.asarray(np.rint(tensor[..., np.newaxis] * ink), np.uint8)


def _words(why: Explanation) -> Html:
    sentences = [finding.sentence for finding in why.findings]
    # What a rejected picture looks like, and what would help, is what is asked first.
    last = [f.sentence for f in why.findings if f.kind == "rejected"]
    ordered = last + [sentence for sentence in sentences if sentence not in last]
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in ordered)
    items = items or "<li>Nothing: it is written much like MNIST's digits.</li>"
    return (
        f'<section class="why-words"><h2>What is particular about it</h2><ul>{items}</ul></section>'
    )


def _heat(tensor: Floats, heatmap: Floats, label: int, second: int) -> Html:
    spoke = float(heatmap.clip(min=0).sum()) / max(float(np.abs(heatmap).sum()), 1e-9)
    large = cv2.resize(heat_picture(tensor, heatmap), (SIDE, SIDE), interpolation=cv2.INTER_NEAREST)
    words = f"Of all that its ink says between the two, {percent(spoke)} speaks for {label}."
    legend = "".join(
        f'<li><span style="background:rgb{colour}"></span>{text}</li>'
        for colour, text in (
            (FOR, f"spoke for {label}"),
            (AGAINST, f"spoke for {second} instead"),
            (NEITHER, "made no difference"),
        )
    )
    return (
        f'<section class="why-heat"><h2>Which ink spoke for {label}, which for {second}</h2>'
        f'<img alt="The digit as the network sees it, its ink coloured. {words}" '
        f'width="{SIDE}" height="{SIDE}" src="{png_data(large)}">'
        f'<ul class="why-legend">{legend}</ul><p>{words} Found by covering a patch at a time and '
        "reading again.</p></section>"
    )


def _near(neighbours: tuple[Neighbour, ...]) -> Html:
    if not neighbours:
        return ""
    items = "".join(
        f'<li><img alt="A {one.label} of MNIST, distance {one.distance:.2f}" '
        f'src="{png_data(one.picture)}"><span aria-hidden="true"><b>{one.label}</b> '
        f"{one.distance:.2f}</span></li>"
        for one in neighbours
    )
    return (
        '<section class="why-near"><h2>The digits of MNIST most like it</h2>'
        f"<ol>{items}</ol><p>Distance: 0 is the same picture, 1 has no ink in common.</p></section>"
    )


def _members(why: Explanation, label: int, second: int) -> Html:
    if not why.members:
        return ""
    rows = "".join(
        _member(number, member, label, second) for number, member in enumerate(why.members, 1)
    )
    count = len(why.members)
    alone = "one network: there are no others to ask."
    said = f"{count} networks, whose mean is the answer." if count > 1 else alone
    return (
        f'<section class="why-members"><h2>What each network says</h2><table><thead><tr>'
        f'<th scope="col">network</th><th scope="col">reads</th><th scope="col">{label}</th>'
        f'<th scope="col">{second}</th></tr></thead><tbody>{rows}</tbody></table>'
        f"<p>The model is {said}</p></section>"
    )


def _member(number: int, member: Member, label: int, second: int) -> Html:
    shares = "".join(
        f"<td>{escape(percent(member.probabilities[d]))}</td>" for d in (label, second)
    )
    return f'<tr><th scope="row">{number}</th><td><b>{member.label}</b></td>{shares}</tr>'
