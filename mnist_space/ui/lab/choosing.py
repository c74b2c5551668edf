"""The picture on which the whole Lab works: chosen once, and shown."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from mnist_space.preprocessing.forms import COLOR
from mnist_space.ui.components import Html, PredictTab, styled
from mnist_space.ui.errors import told_in_words
from mnist_space.ui.lab.pictures import (
    FIRST_PICTURE,
    OWN_PICTURE,
    SAMPLE,
    picture_names,
    picture_of,
)
from mnist_space.ui.lab.rows import note
from mnist_space.ui.predict.trace import thumbnail, to_png
from mnist_space.ui.turns import Turns

PREVIEW_SIDE = 400
EVENT: dict[str, Any] = {
    "show_progress": "hidden",
    "api_visibility": "private",
    "preprocess": False,
}


@dataclass(frozen=True)
class PictureChoice:
    """The components; `given` is what `picture_of` takes after the form.

    `opened` changes whenever a lesson has set the picture and the pipeline.
    """

    picture: gr.Dropdown
    upload: gr.Image
    preview: gr.HTML
    opened: gr.State
    given: list[Any]

    @property
    def changes(self) -> list[Any]:
        """The events by which another picture is chosen."""
        return [self.picture.input, self.upload.change, self.opened.change]


def build_choice(predict: PredictTab) -> PictureChoice:
    """Lay out the choice inside the current column."""
    picture = gr.Dropdown(
        picture_names(),
        value=FIRST_PICTURE,
        label="Picture",
        filterable=False,
        elem_id="lab-picture",
    )
    upload = gr.Image(
        type="filepath",
        image_mode=None,
        sources=["upload", "clipboard"],
        label="Picture of yours",
        height=180,
        buttons=[],
        visible=False,
        elem_id="lab-upload",
    )
    preview = styled("lab", "")
    preview.elem_id = "lab-preview"
    given = [picture, upload, predict.pad, predict.upload]
    return PictureChoice(picture, upload, preview, gr.State(0), given)


def wire_choice(choice: PictureChoice, here: gr.Tab, turns: Turns) -> None:
    """Show the chosen picture, also when the tab `here` is opened."""
    choice.picture.input(
        lambda name: gr.Image(visible=name == OWN_PICTURE), choice.picture, choice.upload, **EVENT
    )
    gr.on(
        [here.select, *choice.changes],
        _preview(turns),
        choice.given,
        choice.preview,
        trigger_mode="always_last",
        queue=False,
        **EVENT,
    )


def _preview(turns: Turns) -> Callable[..., Awaitable[Html]]:
    @turns.taking
    def show(name: object, *given: object) -> tuple[Html]:
        # A step shows its sample itself, as it takes it.
        is_sample = isinstance(name, str) and name.startswith(SAMPLE)
        found = None if is_sample else picture_of(COLOR, name, *given)
        if found is None:
            return ("",)
        source = base64.b64encode(to_png(thumbnail(found[0], PREVIEW_SIDE))).decode()
        return (f'<img alt="The picture" src="data:image/png;base64,{source}">',)

    async def preview(*given: object) -> Html:
        said = await told_in_words(show(*given))
        return note(said) if isinstance(said, str) else said[0]

    return preview
