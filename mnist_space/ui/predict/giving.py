"""The box under "Was this right?": what is kept is also given to the owner's dataset."""

from __future__ import annotations

from dataclasses import replace

import gradio as gr

from mnist_space.hub.collecting import Collecting
from mnist_space.hub.gifts import Gift
from mnist_space.hub.source import HubError
from mnist_space.labelled.kept import Kept
from mnist_space.reading.prediction import Prediction
from mnist_space.ui.choices import Choices

# What a visitor brought is not named: a name of the Hub may be a person's.
BROUGHT, EDITED = "a visitor's", "edited"
TERMS = (
    "Public, under [CC0 1.0](https://creativecommons.org/publicdomain/zero/1.0/): by giving you "
    "let anybody use it for anything. Stored are the picture, its digit and the model's answer, "
    "nothing about you. Each gift has a number: to have it removed, name it in the "
    "[discussions of the dataset]({url}/discussions)."
)


def giving_box(collecting: Collecting | None) -> gr.Checkbox | gr.State:
    """Lay out the box, not ticked; nothing on the page where nothing is collected."""
    if collecting is None:
        return gr.State(False)
    return gr.Checkbox(
        False,
        label=f"Also give it to {collecting.dataset}",
        info=TERMS.format(url=collecting.url),
        container=False,
        elem_id="own-give",
    )


def given(
    collecting: Collecting, kept: Kept, read: Prediction, model: str, pipeline: str
) -> tuple[Kept, str]:
    """Give a picture that is kept; return it, with its number if it was taken, and a sentence."""
    gift = Gift(kept.picture, kept.label, read, model, pipeline)
    try:
        number = collecting.give(gift)
    except HubError as error:
        return kept, f"It was not given. {error}"
    sentence = f"Given to {collecting.dataset}, number {number}."
    if collecting.problem:
        sentence += f" It waits here until it can be sent. {collecting.problem}"
    return replace(kept, given=number), sentence


def names(choices: Choices, model: object, pipeline: object) -> tuple[str, str]:
    """Return how a gift names the model and the pipeline that were chosen, None for the first."""
    chosen = choices.models[0] if model is None else str(model)
    how = choices.pipelines[0] if pipeline is None else str(pipeline)
    return (
        chosen if chosen in choices.models else BROUGHT,
        how if how in choices.pipelines else EDITED,
    )
