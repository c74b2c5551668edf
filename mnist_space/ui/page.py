"""The page: a title, one tab after another, and the endpoints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr
from fastapi.middleware import Middleware

from mnist_space.limits import limits
from mnist_space.startup import Started, startup_folders
from mnist_space.ui.addresses import refuse_addresses
from mnist_space.ui.api import add_endpoints
from mnist_space.ui.api_evaluate import add_evaluate
from mnist_space.ui.api_page import OwnAddress, picture_route, show_snippets
from mnist_space.ui.choices import Choices
from mnist_space.ui.components import STYLES, PredictTab
from mnist_space.ui.evaluation.parts import Evaluator
from mnist_space.ui.evaluation.tab import evaluation_tab
from mnist_space.ui.explore.tab import explore_tab
from mnist_space.ui.face import Preview, routes
from mnist_space.ui.face.assets import KeptAssets
from mnist_space.ui.face.installing import ICON
from mnist_space.ui.guarded import HANDLERS, GuardedBlocks
from mnist_space.ui.handoff import PREDICT, OpenInPredict
from mnist_space.ui.lab.large import wire_large
from mnist_space.ui.lab.opening import wire_trying
from mnist_space.ui.lab.tab import OPEN_LINK, lab_tab
from mnist_space.ui.mcp_tools import offer_tools
from mnist_space.ui.model.tab import model_tab
from mnist_space.ui.opening import Opening, wire_opening
from mnist_space.ui.predict.tab import predict_tab
from mnist_space.ui.theme import theme
from mnist_space.ui.train.tab import train_tab
from mnist_space.ui.turns import Turns
from mnist_space.ui.uploads import LimitedBodies, sweeping
from mnist_space.ui.viewer import viewer
from mnist_space.ui.words import head_script, language_switch, words_route

TITLE = "MNIST Space"
ACCORDIONS = Path(__file__).with_name("accordions.js").read_text(encoding="utf-8")
SENTENCE = (
    "Draw a digit or bring a photo of one, and see every step between the picture and the answer."
)
MENDING = (Path(__file__).parent / "mending.js").read_text(encoding="utf-8")

LAUNCH_SETTINGS: dict[str, Any] = {
    "max_file_size": limits().file_bytes,
    "state_session_capacity": limits().sessions,
    "enable_monitoring": False,
    "run_history": False,
    "show_error": False,
    "ssr_mode": False,
    "mcp_server": False,
    "css_paths": [STYLES / "page.css"],
    "footer_links": ["api"],
    "theme": theme(),
    "favicon_path": ICON,
    "pwa": True,
    "app_kwargs": {
        "exception_handlers": HANDLERS,
        "lifespan": sweeping,
        "routes": [*routes(TITLE, SENTENCE), picture_route(), words_route()],
        "middleware": [
            Middleware(LimitedBodies),
            Middleware(KeptAssets),
            Middleware(OwnAddress),
            Middleware(Preview, TITLE, SENTENCE, head_script()),
        ],
    },
}


def build_ui(started: Started) -> GuardedBlocks:
    """Build the app around the model it starts with; `.launch(**LAUNCH_SETTINGS)` serves it."""
    refuse_addresses()
    show_snippets()
    offer_tools()
    kept = limits().upload_seconds
    choices, turns = Choices(started, startup_folders()), Turns(limits())
    demo = GuardedBlocks(title=TITLE, delete_cache=(kept, kept))
    demo.collecting = started.collecting
    with demo:
        # The first event: gradio's script takes event 0 for `/predict`, and warns at each of its
        # calls where it has more inputs.
        demo.load(None, None, None, js=OPEN_LINK, api_visibility="private")
        gr.Markdown(f"# {TITLE}\n{SENTENCE}", elem_id="heading")
        language_switch()
        if started.notice:
            gr.Markdown(started.notice, elem_id="notice", elem_classes="card")
        with gr.Tabs() as tabs:
            with gr.Tab("Predict", id=PREDICT):
                predict = predict_tab(choices, turns, started.collecting)
            evaluator = _other_tabs(choices, predict, OpenInPredict(predict, tabs))
            with gr.Tab("Lab", id="lab-tab") as lab:
                steps = lab_tab(lab, evaluator, predict, turns, tabs)
            with gr.Tab("Model", id="model-tab"):
                model = model_tab(choices, predict)
            if limits().training_seconds:
                with gr.Tab("Train", id="train-tab") as train:
                    train_tab(train, choices, predict, model.model, tabs)
        wire_opening(Opening(predict.share, predict, tabs, model.source), choices)
        pictures = viewer()
        wire_trying(pictures, steps, tabs)
        wire_large(pictures, steps.choice, turns)
        for script in (ACCORDIONS, MENDING):
            demo.load(None, None, None, js=script, api_visibility="private")
        add_endpoints(choices, predict, turns)
        add_evaluate(evaluator, predict)
    return demo


def _other_tabs(choices: Choices, predict: PredictTab, open_in_predict: OpenInPredict) -> Evaluator:
    """Add the other tabs, two lines each; returns what they measure with."""
    with gr.Tab("Evaluation", id="evaluation-tab") as evaluation:
        evaluator = evaluation_tab(evaluation, choices, predict, open_in_predict)
    with gr.Tab("Explore", id="explore-tab") as explore:
        explore_tab(explore, open_in_predict)
    return evaluator
