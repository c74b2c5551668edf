"""The endpoint /evaluate: the Report of a model, as the command line gives it."""

from __future__ import annotations

from typing import Any

import gradio as gr

from mnist_space.evaluation.answers import EvaluationError
from mnist_space.evaluation.report import Report
from mnist_space.ui.components import PredictTab
from mnist_space.ui.errors import told
from mnist_space.ui.evaluation.parts import Room, asker
from mnist_space.ui.evaluation.runs import Done

# Nobody can cancel a request of the API: those who ask wait in gradio's queue, not in a thread.
AT_ONCE = 1


def add_evaluate(room: Room, tab: PredictTab) -> None:
    """Add the endpoint to the current gr.Blocks; it takes turns with the evaluations of the tab."""

    @told
    def evaluate(model: object, pipeline: object, request: gr.Request) -> dict[str, Any]:
        """Evaluate a model on MNIST's 10,000 test digits; gives the Report, some seconds later."""
        predictor, chain = room.choices.predictor(model), room.choices.pipeline(pipeline)
        asking = asker(request, "api")
        try:
            for step in room.runs.follow(asking, room.reports.make(predictor, chain)):
                if isinstance(step, Done):
                    report: Report = step.result
        except EvaluationError as error:
            raise gr.Error(str(error), print_exception=False) from error
        return report.to_json()

    gr.on(
        [],
        evaluate,
        [tab.model, tab.pipeline],
        gr.JSON(visible=False),
        api_name="evaluate",
        preprocess=False,
        concurrency_limit=AT_ONCE,
    )
