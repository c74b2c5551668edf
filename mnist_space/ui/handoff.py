"""How other tabs open a picture in the Predict tab."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import gradio as gr
from numpy.typing import NDArray

from mnist_space.ui.components import PredictTab

PREDICT = "predict"


@dataclass(frozen=True)
class OpenInPredict:
    """What an event of another tab needs to open a picture in Predict, the tab PREDICT of `tabs`.

    open_in_predict = OpenInPredict(predict, tabs)
    button.click(lambda i: open_in_predict.show(images[i]), index, open_in_predict.outputs)
    """

    predict: PredictTab
    tabs: gr.Tabs

    @property
    def outputs(self) -> list[Any]:
        """The outputs of the event."""
        tab = self.predict
        return [tab.upload, tab.pad, tab.model, tab.pipeline, self.tabs, tab.why]

    def show(
        self, image: NDArray[Any], model: str | None = None, pipeline: str | None = None
    ) -> tuple[Any, ...]:
        """Return the values for `outputs`.

        The picture, uint8 (H, W) or (H, W, 3), or float32 (H, W) in [0, 1], goes into the upload
        box, and the pad is emptied. The model and the pipeline, by name, are chosen there, so that
        the answer is the one it was opened for, and it is said why; None leaves what is chosen.
        """
        chosen = (gr.skip() if name is None else name for name in (model, pipeline))
        why = gr.skip() if model is None else gr.Accordion(open=True)
        return image, None, *chosen, gr.Tabs(selected=PREDICT), why


def wire_use(use: gr.Button, name: gr.State, predict: PredictTab, tabs: gr.Tabs) -> None:
    """Let a button choose the model that `name` names, and go to Predict."""
    use.click(
        lambda model: (model, uuid4().hex, gr.Tabs(selected=PREDICT)),
        name, [predict.model, predict.loaded, tabs],
        show_progress="hidden", api_visibility="private",
    )  # fmt: skip
