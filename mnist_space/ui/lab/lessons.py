"""A lesson: a picture, a pipeline, and what to try with them. Ours are files, others are links."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from mnist_space.artifact import BUNDLED
from mnist_space.limits import echo
from mnist_space.ui.errors import ChoiceError
from mnist_space.ui.lab.kept import PARTS, VIEW, in_force, items_of, values_of, view_of
from mnist_space.ui.lab.pictures import named_picture
from mnist_space.ui.packing import PackingError, pack, unpack

FORMAT = 1
MAX_LINK = 16_000  # characters; a lesson with a drawing takes some 5,000
MAX_JSON = 64_000
MAX_TRIES = 6
# In the order in which they are shown; each is a file of bundled/lessons.
NAMES = (
    "centre-by-mass",
    "why-not-just-resize",
    "a-shadow",
    "thin-and-thick-pens",
    "never-seen",
    "99-percent",
)
LONGEST = {"title": 80, "question": 400, "seen": 800}
LONGEST_TRY = 400
KEYS = {"format", *LONGEST, "try", "picture", "pipeline", "hidden", "shown"}


@dataclass(frozen=True)
class Lesson:
    """What a lesson says and begins with.

    Attributes:
        title, question, seen: single lines of plain text; `seen` is what one saw in the end.
        tries: things to try, at most MAX_TRIES single lines.
        picture: an example's file name, or a PNG as a data URI.
        kept: what the editor begins with: see `kept`.
    """

    title: str
    question: str
    tries: tuple[str, ...]
    seen: str
    picture: str
    kept: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Return the lesson as plain JSON values, the form that `from_json` reads."""
        pipeline = {key: value for key, value in self.kept.items() if key not in VIEW}
        view = view_of(self.kept)
        return {
            "format": FORMAT,
            "title": self.title,
            "question": self.question,
            "try": list(self.tries),
            "seen": self.seen,
            "picture": self.picture,
            "pipeline": pipeline,
            "hidden": list(view.hidden),
            "shown": list(view.shown),
        }


def from_json(data: object) -> Lesson:
    """Build a lesson from what `to_json` gave.

    Raises:
        ChoiceError: a key too many or too few, a text that is too long or none, too many tries.
        ImageError: there is no such picture, or it cannot be read.
        PipelineError, StepError: the pipeline is none of steps known here, or what is to be hidden
            is no part of the Lab.
    """
    if not isinstance(data, dict) or data.keys() != KEYS:
        raise ChoiceError(f"A lesson has exactly the keys {', '.join(sorted(KEYS))}.")
    if type(data["format"]) is not int or data["format"] != FORMAT:
        raise ChoiceError(f"Lesson format {echo(data['format'])} is not known; only {FORMAT} is.")
    texts = {name: _line(name, data[name], longest) for name, longest in LONGEST.items()}
    tries = data["try"]
    if not isinstance(tries, list) or not 1 <= len(tries) <= MAX_TRIES:
        raise ChoiceError(f"A lesson has 1 to {MAX_TRIES} things to try.")
    said = tuple(_line("try", one, LONGEST_TRY) for one in tries)
    return Lesson(
        texts["title"], texts["question"], said, texts["seen"], _picture(data["picture"]),
        _kept(data),
    )  # fmt: skip


@cache
def bundled_lesson(name: str) -> Lesson:
    """Return one of the lessons NAMES, read from its file."""
    path = BUNDLED / "lessons" / f"{name}.json"
    return from_json(json.loads(path.read_text(encoding="utf-8")))


def to_link(lesson: Lesson) -> str:
    """Return a lesson as text of letters, digits, `-` and `_`.

    Raises:
        ChoiceError: it would be longer than MAX_LINK.
    """
    text = pack(json.dumps(lesson.to_json(), separators=(",", ":")).encode())
    if len(text) > MAX_LINK:
        raise ChoiceError(f"This lesson would take {len(text):,} characters of {MAX_LINK:,}.")
    return text


def from_link(text: str) -> Lesson:
    """Return the lesson of ours that `text` names, or the one that it holds.

    Raises:
        ChoiceError, ImageError, PipelineError, StepError: it is too long or damaged, or as in
            `from_json`.
    """
    if text in NAMES:
        return bundled_lesson(text)
    if len(text) > MAX_LINK:
        raise ChoiceError(f"A link's lesson has at most {MAX_LINK:,} characters.")
    try:
        data = unpack(text, MAX_JSON)
    except PackingError as error:
        raise ChoiceError("The link holds no whole lesson: copy it again.") from error
    if len(data) > MAX_JSON:
        raise ChoiceError(f"A lesson's JSON has at most {MAX_JSON:,} bytes.")
    try:
        fields = json.loads(data)
    except (ValueError, RecursionError) as error:  # the latter: brackets nested too deep
        raise ChoiceError("The lesson is not valid JSON.") from error
    return from_json(fields)


def _line(name: str, value: object, longest: int) -> str:
    # Control characters include those that turn the direction of what follows.
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ChoiceError(f"{name!r} of a lesson is one line of text.")
    if len(value) > longest:
        raise ChoiceError(f"{name!r} of a lesson has at most {longest} characters.")
    return value


def _picture(name: object) -> str:
    if not isinstance(name, str):
        raise ChoiceError("A lesson's picture is an example's name or a PNG as a data URI.")
    named_picture(name)
    return name


def _kept(data: Mapping[str, Any]) -> dict[str, Any]:
    pipeline = data["pipeline"]
    if not isinstance(pipeline, dict) or pipeline.keys() & set(VIEW):
        raise ChoiceError("A lesson's pipeline is the JSON of one.")
    kept = {**pipeline, "hidden": data["hidden"], "shown": data["shown"]}
    view_of(kept)
    in_force(kept)
    for part in PARTS:
        for item in items_of(kept, part):  # those that are off too: they are shown
            values_of(item)
    return kept
