"""An answer to take away: as JSON, as CSV, as a picture with boxes, as code. No gradio."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
from dataclasses import dataclass

import cv2
import numpy as np

from mnist_space import NumberReading, Prediction
from mnist_space.preprocessing.forms import ColorImage
from mnist_space.reading.answers import Answer, answer_json
from mnist_space.ui.predict.answer import percent

URL = "http://127.0.0.1:7860"
BLUE, BROWN = (79, 70, 229), (180, 83, 9)
METHODS = {"auto": "read", "digit": "predict", "number": "read_number"}


@dataclass(frozen=True)
class Asked:
    """What an answer was given to.

    Attributes:
        file: the picture's name, or its path in the repository.
        source: the model as others find it: a name, or user/repo@revision.
        model: its name in this app, or None for the app's first one.
        pipeline: a name, `pipeline=` and a packed one, or None for the model's own.
        mode: "auto", "digit" or "number".
        whole: a packed pipeline's JSON.
    """

    file: str
    source: str
    model: str | None
    pipeline: str | None
    mode: str
    whole: str | None = None


def json_text(answer: Answer, asked: Asked) -> str:
    """Return the answer as `/predict` gives it, with what it was asked of."""
    about = {"file": asked.file, "model": asked.source, "pipeline": asked.pipeline}
    return json.dumps(about | answer_json(answer), indent=2)


def csv_text(answer: Answer) -> str:
    """Return ten rows of digit and confidence, or a row for each digit of a number."""
    made = io.StringIO()
    rows = csv.writer(made, lineterminator="\n")
    if isinstance(answer, Prediction):
        rows.writerow(["digit", "confidence"])
        rows.writerows(enumerate(answer.confidences))
        return made.getvalue()
    rows.writerow(["text", "confidence", "accepted", "x", "y", "width", "height"])
    rows.writerows([d.text, d.confidence, d.accepted, *box] for box, d in answer.digits)
    return made.getvalue()


def boxed(answer: Answer, picture: ColorImage) -> bytes:
    """Return a PNG of the picture, with the answer below it and a box around each digit."""
    drawn = picture.copy()
    height, width = drawn.shape[:2]
    line = max(1, round(max(height, width) / 320))
    if isinstance(answer, NumberReading):
        for (x, y, w, h), digit in answer.digits:
            colour = BLUE if digit.accepted else BROWN
            cv2.rectangle(drawn, (x, y), (x + w, y + h), colour, line)
            _write(drawn, digit.text, (x, max(y - 2 * line, 8 * line)), 0.35 * line, colour)
    strip = np.full((max(24, 24 * line), width, 3), 255, np.uint8)
    words = answer.text.replace("\n", " ") + f", {percent(answer.confidence)}"
    words += "" if answer.accepted else ", not accepted"
    _write(strip, words, (6 * line, 17 * line), 0.5 * line, (17, 17, 17))
    made = cv2.imencode(".png", np.vstack([drawn, strip])[..., ::-1])[1]
    return made.tobytes()


def code(asked: Asked) -> dict[str, str]:
    """Return the lines that give this very answer, by what runs them."""
    return {"gradio_client": _client(asked), "curl": _curl(asked), "Python": _python(asked)}


def _client(asked: Asked) -> str:
    chosen = "".join(f"{name}={value!r}, " for name, value in _chosen(asked).items())
    return (
        "from gradio_client import Client, handle_file\n\n"
        f'client = Client("{URL}", verbose=False)\n'
        f"picture = handle_file({asked.file!r})\n"
        f'print(client.predict(picture, {chosen}api_name="/predict"))\n'
    )


def _curl(asked: Asked) -> str:
    values = [asked.model, asked.pipeline, asked.mode]
    # Inside the shell's double quotes.
    data = re.sub(r'([\\"$`])', r"\\\1", json.dumps(values)[1:-1])
    return (
        f"URL={URL}/gradio_api\n"
        f"FILE=$(curl -s -F {shlex.quote('files=@' + asked.file)} $URL/upload | cut -d '\"' -f 2)\n"
        "ID=$(curl -s $URL/call/predict -H 'Content-Type: application/json' -d \\\n"
        '  "{\\"data\\": [{\\"path\\": \\"$FILE\\", \\"meta\\": {\\"_type\\": '
        f'\\"gradio.FileData\\"}}}}, {data}]}}" | cut -d \'"\' -f 4)\n'
        "curl -sN $URL/call/predict/$ID\n"
    )


def _python(asked: Asked) -> str:
    lines = ["from mnist_space import load_predictor"]
    chosen = "" if asked.pipeline is None else f", {asked.pipeline!r}"
    if asked.whole:
        lines = ["import json\n", *lines]
        lines.append("from mnist_space.preprocessing.pipeline import Pipeline")
        chosen = f", Pipeline.from_json(json.loads({asked.whole!r}))"
    call = f"load_predictor({asked.source!r}).{METHODS[asked.mode]}({asked.file!r}{chosen})"
    return "\n".join([*lines, "", f"print({call}.to_json())", ""])


def _chosen(asked: Asked) -> dict[str, str]:
    chosen = {"model": asked.model, "pipeline": asked.pipeline}
    chosen["mode"] = None if asked.mode == "auto" else asked.mode
    return {name: value for name, value in chosen.items() if value is not None}


def _write(
    picture: ColorImage, text: str, place: tuple[int, int], size: float, colour: tuple[int, ...]
) -> None:
    thick = max(1, round(2 * size))
    cv2.putText(picture, text, place, cv2.FONT_HERSHEY_SIMPLEX, size, colour, thick, cv2.LINE_AA)
