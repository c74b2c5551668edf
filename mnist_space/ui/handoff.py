"""How other tabs open a picture in the Predict tab."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr
from numpy.typing import NDArray

PREDICT = "predict"


@dataclass(frozen=True)
class OpenInPredict:
    """What an event of another tab needs to open a picture in Predict, the tab PREDICT of `tabs`.

    open_in_predict = OpenInPredict(predict.upload, predict.pad, tabs)
    button.click(lambda i: open_in_predict.show(images[i]), index, open_in_predict.outputs)
    """

    upload: gr.Image
    pad: gr.HTML
    tabs: gr.Tabs

    @property
    def outputs(self) -> list[Any]:
        """The outputs of the event."""
        return [self.upload, self.pad, self.tabs]

    def show(self, image: NDArray[Any]) -> tuple[Any, ...]:
        """Return the values for `outputs`.

        The picture, uint8 (H, W) or (H, W, 3), or float32 (H, W) in [0, 1], goes into the upload
        box, where the model and the pipeline chosen there read it; the pad is emptied.
        """
        return image, None, gr.Tabs(selected=PREDICT)
