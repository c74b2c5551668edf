"""What the rows of the editor share: their buttons, and folds that stay as they are."""

from __future__ import annotations

from html import escape

from mnist_space.ui.components import Html
from mnist_space.ui.lab.kept import View

ACTS = (
    ("up", "Move up", "&uarr;"),
    ("down", "Move down", "&darr;"),
    ("remove", "Remove", "&times;"),
)


def note(words: str) -> Html:
    """Say what is wrong."""
    return f'<p class="lab-failures" role="status">{escape(words)}</p>'


def buttons_html(name: Html) -> Html:
    """Make the buttons that move and remove a row called `name`."""
    buttons = "".join(
        f'<button type="button" data-act="{act}" aria-label="{words} {name}">{sign}</button>'
        for act, words, sign in ACTS
    )
    return f'<span class="lab-order">{buttons}</span>'


def fold_html(title: str, name: str, inside: Html, view: View, style: str = "") -> Html:
    """Make a fold called `name`, which is open where it was when the page sent its edit."""
    is_open = " open" * (name in view.open)
    return (
        f'<details class="{style}" data-fold="{escape(name)}"{is_open}>'
        f"<summary>{escape(title)}</summary>{inside}</details>"
    )
