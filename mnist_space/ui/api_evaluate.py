"""The endpoint /evaluate: the Report of a model, as the command line gives it."""

from __future__ import annotations

from typing import Any

import gradio as gr

from mnist_space.ui.components import PredictTab
from mnist_space.ui.errors import TOLD
from mnist_space.ui.evaluation.parts import Evaluator

# Nobody can cancel a request of the API: those who ask wait in gradio's queue.
AT_ONCE = 1


def add_evaluate(evaluator: Evaluator, tab: PredictTab) -> None:
    """Add the endpoint to the current gr.Blocks; it takes turns with the evaluations of the tab."""

    async def evaluate(model: object, pipeline: object) -> dict[str, Any]:
        """Evaluate a model on MNIST's 10,000 test digits; gives the Report, some seconds later."""
        try:
            report = await evaluator.turn.run(
                lambda progress, cancelled: evaluator.evaluate(
                    progress, cancelled, model, pipeline
                ),
                _silent,
                "",
            )
        except TOLD as error:
            raise gr.Error(str(error), print_exception=False) from error
        return report.to_json()

    gr.on(
        [],
        evaluate,
        [tab.model, tab.pipeline],
        gr.JSON(visible=False, label="report"),
        api_name="evaluate",
        preprocess=False,
        concurrency_limit=AT_ONCE,
    )


def _silent(*_: object) -> None:
    pass
