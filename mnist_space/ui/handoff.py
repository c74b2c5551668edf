"""How other tabs open a picture in the Predict tab."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr
from gradio.blocks import Block
from gradio.processing_utils import save_bytes_to_cache
from numpy.typing import NDArray

from mnist_space.ui.components import PredictTab
from mnist_space.ui.predict.trace import to_png

PREDICT = "predict"

OpenInPredict = tuple[Callable[[NDArray[Any]], tuple[Any, ...]], Sequence[Block]]


def open_in_predict(tab: PredictTab, tabs: gr.Tabs) -> OpenInPredict:
    """Return a function and its outputs, for any event of another tab.

    The function takes one image, uint8 (H, W) or (H, W, 3), or float32 (28, 28) in [0, 1]. It puts
    that picture into the upload box, empties the pad, has it read by the model and the pipeline
    chosen there, and turns to the Predict tab:

        show, outputs = open_in_predict(tab, tabs)
        button.click(lambda index: show(images[index]), [index], outputs)
    """

    def show(image: NDArray[Any]) -> tuple[Any, ...]:
        path = save_bytes_to_cache(to_png(image), "picture.png", tab.upload.GRADIO_CACHE)
        return path, None, gr.Tabs(selected=PREDICT)

    return show, [tab.upload, tab.pad, tabs]
