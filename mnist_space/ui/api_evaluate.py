"""The endpoints /evaluate and /evaluate_data: reports, as the command line gives them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr

from mnist_space.ui.components import PredictTab
from mnist_space.ui.errors import told_later
from mnist_space.ui.evaluation.own_data import evaluate_zip, sent_zip
from mnist_space.ui.evaluation.parts import Evaluator

# Nobody can cancel a request of the API: those who ask wait in gradio's queue.
AT_ONCE = 1
Json = dict[str, Any]


def add_evaluate(evaluator: Evaluator, tab: PredictTab) -> None:
    """Add the endpoints to the current gr.Blocks; they take turns with the tab's evaluations."""

    async def evaluate(model: object, pipeline: object) -> Json:
        """Evaluate a model on MNIST's 10,000 test digits; gives the Report, some seconds later."""
        return await in_turn(
            lambda told, stop: evaluator.evaluate(told, stop, model, pipeline).to_json()
        )

    async def evaluate_data(data: object, model: object, pipeline: object) -> Json:
        """Evaluate a model on labelled pictures: a zip of them and of labels.csv (file,label).

        Gives "accuracy", "right_and_accepted", "wrong_and_accepted", "confusion_matrix" (the last
        row is no digit, the last column not accepted), what was read of each picture in "answers",
        and those of them that are wrong in "mistakes".
        """
        source = sent_zip(data)
        return await in_turn(
            lambda told, stop: evaluate_zip(
                evaluator, told, stop, source, model, pipeline
            ).to_json()
        )

    async def in_turn(work: Callable[..., Json]) -> Json:
        return await evaluator.turn.run(work, _silent, "")

    data = gr.File(visible=False, label="data")
    for function, inputs in (
        (evaluate, [tab.model, tab.pipeline]),
        (evaluate_data, [data, tab.model, tab.pipeline]),
    ):
        gr.on(
            [],
            told_later(function),
            inputs,
            gr.JSON(visible=False, label="report"),
            api_name=function.__name__,
            preprocess=False,
            concurrency_limit=AT_ONCE,
        )


def _silent(*_: object) -> None:
    pass
