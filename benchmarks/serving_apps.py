"""The two apps that serve.py starts: python benchmarks/serving_apps.py ours|plain PORT.

`ours` is the real app with one more endpoint, /control: a constant function with the same picture
as input. `plain` is a Gradio app of ten lines, with the same constant function.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import gradio as gr

ANSWER = {"label": 7, "confidence": 1.0}


def constant(image: object, *_: object) -> dict[str, Any]:
    """Answer without a look at the picture."""
    return ANSWER


def serve_plain(port: int) -> None:
    """Serve what a tutorial's app would be, without its network."""
    with gr.Blocks(title="Digits") as demo:
        image = gr.Image(type="filepath", label="A digit")
        answer = gr.JSON(label="Answer")
        image.change(constant, image, answer, api_name="predict")
    demo.launch(server_port=port, max_file_size="20mb", enable_monitoring=False)


def serve_ours(port: int) -> None:
    """Serve the real app and the control, which is bare Gradio: nothing opens the picture."""
    from mnist_space.cli.serving import built_app
    from mnist_space.ui import LAUNCH_SETTINGS

    demo = built_app()
    with demo:
        image, answer = gr.Image(type="filepath", visible=False), gr.JSON(visible=False)
        gr.on([], constant, image, answer, api_name="control", preprocess=False)
    demo.launch(server_port=port, **LAUNCH_SETTINGS)


if __name__ == "__main__":
    {"plain": serve_plain, "ours": serve_ours}[sys.argv[1]](int(sys.argv[2]))
