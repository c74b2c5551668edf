"""Share or keep an answer, under it: a link, files, code, and what was read in this visit."""

from __future__ import annotations

import base64
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import gradio as gr

from mnist_space.preprocessing.forms import ColorImage
from mnist_space.preprocessing.images import ImageError, decode
from mnist_space.reading.answers import Answer
from mnist_space.ui.choices import EDITED, OWN, Choices, uploaded
from mnist_space.ui.components import PredictTab, scripted
from mnist_space.ui.errors import told_in_words
from mnist_space.ui.links import Link, strokes
from mnist_space.ui.predict.examples import EXAMPLES, FOLDER
from mnist_space.ui.predict.keeping import Asked, boxed, code, csv_text, json_text
from mnist_space.ui.predict.reading import AUTO, ONE, SEVERAL, read_as
from mnist_space.ui.predict.sketchpad import PREFIX, decode_drawing
from mnist_space.ui.shared_pipeline import from_link
from mnist_space.ui.turns import Turns

MAX_REQUEST = 40_000
NOT_LINKED = "A photo is not in a link: nothing is stored here. Its answer can be kept."
NO_PICTURE = "There is no picture whose answer could be kept."
NO_REQUEST = "That cannot be kept."
# In the repository, where the lines of code are run.
EXAMPLES_PATH = "mnist_space/bundled/examples"


def sharing() -> gr.HTML:
    """Make the row: it fires `input` with what is asked for, and `select` with a link to open."""
    return scripted(Path(__file__).parent, "sharing", "history.js", "sharing.js")


def wire_sharing(row: gr.HTML, tab: PredictTab, choices: Choices, turns: Turns) -> None:
    """Answer what the row asks for; the picture is read anew, so that nothing is kept here."""
    keep = turns.taking(_keep(choices))

    async def kept(request: object, *given: object) -> str:
        asked = keep(request, *given)
        answered: Awaitable[dict[str, Any] | str] = asked
        made = await told_in_words(answered)
        return json.dumps({"kept": {"said": made} if isinstance(made, str) else made})

    inputs = [row, tab.pad, tab.upload, tab.model, tab.pipeline, tab.mode]
    row.input(
        kept,
        inputs,
        row,
        queue=False,
        preprocess=False,
        show_progress="hidden",
        api_visibility="private",
    )


def _keep(choices: Choices) -> Callable[..., dict[str, Any]]:
    def keep(
        request: object, drawing: object, upload: object, model: object, name: object, mode: object
    ) -> dict[str, Any]:
        kind, packed = _asked(request)
        path = uploaded(upload)
        drawn = None if path else decode_drawing(drawing)
        if path is None and drawn is None:
            raise ImageError(NO_PICTURE)
        picture = decode(path) if path else drawn
        assert picture is not None
        chosen = choices.pipeline(name)
        about = _about(choices, path, upload, model, name, mode)
        if kind == "link":
            return _link(about, path, packed)
        if kind == "code":
            return _code(about, drawing if drawn is not None else None)
        answer = read_as(mode, choices.predictor(model), picture, chosen)
        return _file(kind, answer, about, picture)

    return keep


def _about(
    choices: Choices, path: Path | None, upload: object, model: object, name: object, mode: object
) -> Asked:
    example = _example(path)
    given = upload.get("orig_name") if isinstance(upload, dict) else None
    file = f"{EXAMPLES_PATH}/{example}" if example else Path(str(given or "photo.png")).name
    origin = choices.origin(model)
    used = str(model or choices.models[0])
    pipeline = None if name in (None, OWN) else str(name)
    edited = pipeline is not None and pipeline.startswith(EDITED)
    whole = from_link(pipeline.removeprefix(EDITED)).to_json() if edited and pipeline else None
    return Asked(
        file if path else "drawing.png",
        origin if "@" in origin else used,
        None if used == choices.models[0] else used,
        pipeline,
        mode if mode in (ONE, SEVERAL) else AUTO,
        json.dumps(whole) if whole else None,
    )


def _link(about: Asked, path: Path | None, packed: str | None) -> dict[str, Any]:
    example = _example(path)
    if path and not example:
        return {"said": NOT_LINKED}
    if packed is not None:
        strokes(packed)  # what the page packs can be opened, or it is said now
    mode = None if about.mode == AUTO else about.mode
    drawing = None if example else packed
    model = about.model and about.source
    link = Link(None, example, drawing, model, about.pipeline, mode)
    return {"text": "#" + link.text(), "kind": "link"}


def _code(about: Asked, drawing: object) -> dict[str, Any]:
    texts = code(about)
    made: dict[str, Any] = {"texts": texts, "kind": "code"}
    if isinstance(drawing, str) and drawing.startswith(PREFIX):
        made |= {"name": about.file, "data": drawing}
    return made


def _file(kind: str, answer: Answer, about: Asked, picture: ColorImage) -> dict[str, Any]:
    if kind == "json":
        return {"text": json_text(answer, about), "name": "answer.json"}
    if kind == "csv":
        return {"text": csv_text(answer), "name": "answer.csv"}
    data = base64.b64encode(boxed(answer, picture)).decode()
    return {"data": PREFIX + data, "name": "answer.png", "kind": "picture"}


def _example(path: Path | None) -> str | None:
    """Return which example an upload is, by its content: names are the visitor's."""
    names = {example.file for example in EXAMPLES}
    if path is None or path.name not in names:
        return None
    whole = (FOLDER / path.name).read_bytes()
    return path.name if path.stat().st_size == len(whole) and path.read_bytes() == whole else None


def _asked(request: object) -> tuple[str, str | None]:
    """What is to be kept, and the packed strokes of the drawing."""
    try:
        if not isinstance(request, str) or len(request) > MAX_REQUEST:
            raise ValueError("no request")
        match json.loads(request):
            case {"ask": "link" | "json" | "csv" | "picture" | "code" as kind, **rest}:
                packed = rest.get("strokes")
                return kind, packed if isinstance(packed, str) else None
        raise ValueError("another request")
    except (ValueError, RecursionError) as error:
        raise ImageError(NO_REQUEST) from error
