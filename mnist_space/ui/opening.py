"""Opening a link of `links`: the tab, the picture, the model and the pipeline that it names."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr
from gradio.processing_utils import save_file_to_cache

from mnist_space.hub.source import HubError, HubSource
from mnist_space.limits import limits
from mnist_space.ui.choices import EDITED, OWN, Choices
from mnist_space.ui.components import PredictTab
from mnist_space.ui.errors import ChoiceError, told
from mnist_space.ui.links import MAX_LINK, NO_LINK, TABS, Link, parse, strokes
from mnist_space.ui.predict.examples import example_path
from mnist_space.ui.predict.reading import AUTO, ONE, SEVERAL
from mnist_space.ui.predict.tab import PIPELINE_LABELS

NO_TRAINING = "This app does not train: its Train tab is switched off."
LOAD_FIRST = "This link is of the model {}. Press Load, then open the link again."


@dataclass(frozen=True)
class Opening:
    """The components that a link sets."""

    row: gr.HTML
    predict: PredictTab
    tabs: gr.Tabs
    source: gr.Textbox


def wire_opening(opening: Opening, choices: Choices) -> None:
    """Open the link with which the page was opened, or to which its address was changed."""
    tab = opening.predict
    opening.row.select(
        _open(choices, tab.upload.GRADIO_CACHE),
        [opening.row, tab.names],
        [opening.tabs, tab.upload, tab.pad, tab.model, tab.pipeline, tab.mode, opening.source],
        preprocess=False,
        show_progress="hidden",
        api_visibility="private",
    )


def _open(choices: Choices, cache: str) -> Callable[[object, Sequence[str]], tuple[Any, ...]]:
    shipped = [(PIPELINE_LABELS.get(name, name), name) for name in choices.pipelines]

    @told
    def open_link(request: object, names: Sequence[str]) -> tuple[Any, ...]:
        link = _asked(request)
        picture = _picture(link, cache)
        model = _known(choices, link.model, names)
        if link.model and model is None:
            source = _source(link.model)
            gr.Info(LOAD_FIRST.format(source), title="One more step")
            return gr.Tabs(selected=TABS["model"]), *[gr.skip()] * 5, source
        choices.pipeline(link.pipeline)
        if link.mode not in (None, AUTO, ONE, SEVERAL):
            raise ChoiceError(NO_LINK)
        # A picture is answered by the default, where the link names nothing else.
        usual = (choices.models[0], OWN, AUTO) if picture else (gr.skip(),) * 3
        pipeline: Any = link.pipeline or usual[1]
        if link.pipeline and link.pipeline.startswith(EDITED):
            pipeline = gr.Radio([*shipped, ("From the link", link.pipeline)], value=link.pipeline)
        return (
            gr.Tabs(selected=tab_of(link)),
            *(picture or (gr.skip(), gr.skip())),
            *(model or usual[0], pipeline, link.mode or usual[2], gr.skip()),
        )

    return open_link


def tab_of(link: Link) -> str:
    """Return the id of the tab that a link opens.

    Raises:
        ChoiceError: the app goes without that tab.
    """
    if link.tab == "train" and not limits().training_seconds:
        raise ChoiceError(NO_TRAINING)
    return TABS[link.tab or "predict"]


def _picture(link: Link, cache: str) -> tuple[Any, Any] | None:
    """What goes into the upload box and onto the pad, or None where the link has no picture."""
    if link.example is not None:
        return save_file_to_cache(example_path(link.example), cache), None
    if link.drawing is not None:
        return None, json.dumps({"strokes": strokes(link.drawing)})
    return None


def _known(choices: Choices, model: str | None, names: Sequence[str]) -> str | None:
    """Return the model that a link names, by its name or by its revision; None is not here."""
    if model is None:
        return None
    offered = choices.still_known(dict.fromkeys([*choices.models, *names]))
    return next((name for name in offered if model in (name, choices.origin(name))), None)


def _source(model: str) -> str:
    try:
        source = HubSource.parse(model)
    except HubError as error:
        raise ChoiceError("This link names a model that is not here, nor on the Hub.") from error
    return f"{source.repo_id}@{source.revision}"


def _asked(request: object) -> Link:
    try:
        if not isinstance(request, str) or len(request) > 2 * MAX_LINK:
            raise ValueError("no request")
        return parse(json.loads(request)["open"])
    except ChoiceError:
        raise
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ChoiceError(NO_LINK) from error
