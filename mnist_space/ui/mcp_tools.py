"""Some of the endpoints as tools of the Model Context Protocol, for programs that speak it.

`launch(mcp_server=True)` alone would make a tool of every endpoint, named after its function, ask
for pictures by addresses that this app refuses, and answer in Python's notation.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any
from urllib.parse import unquote

import gradio.mcp

from mnist_space.files import megabytes
from mnist_space.limits import limits
from mnist_space.preprocessing.images import ImageError
from mnist_space.ui.api_page import META
from mnist_space.ui.choices import uploaded
from mnist_space.ui.uploads import to_uploads

Json = dict[str, Any]

# A tool's name, its endpoint, and what a program reads of it.
TOOLS = {
    "read_digit": (
        "predict",
        "Read the handwritten digit on a picture, or the number where there are several digits. "
        "Gives the label, its confidence, the probabilities of all ten digits, and whether it is "
        "accepted; where not, reason says why.",
    ),
    "read_number": (
        "read_number",
        "Read the handwritten numbers on a picture, such as a page or a form, line by line with "
        "their signs. Gives the text, and the box and confidence of every digit; a ? is a mark "
        "that was not read.",
    ),
    "read_table": (
        "read_table",
        "Read a table of handwritten numbers, with or without printed lines. Gives its rows, the "
        "same as CSV, and for every cell whether it is sure.",
    ),
    "explain": (
        "explain",
        "Say why the one digit on a picture was read as it was: what is particular about the "
        "picture in words, the runner-up, what each network of the model says, and pictures of "
        "digits that are like it.",
    ),
    "list_steps": (
        "steps",
        "List the preprocessing steps that bring a picture into the form that the network reads, "
        "with their parameters.",
    ),
}
PICTURE = (
    "The picture as a data URI, such as data:image/png;base64,..., or the address that the tool "
    "upload_file_to_gradio gave. JPEG, PNG, GIF, WebP, BMP, TIFF, "
    "HEIC or AVIF."
)
PARAMETERS = {
    "image": PICTURE,
    "model": "Who reads: convnet, or notebook_mlp, the network of the classic tutorial.",
    "pipeline": "The preprocessing: own is the one that belongs to the model.",
    "mode": "What is on the picture: one digit, a number, or auto to find out.",
}
REFUSED = (
    "Send the picture as a data URI (data:image/png;base64,...) or as the address of an upload to "
    "this app: it opens nothing else."
)
UPLOAD = "/gradio_api/file="
# Addresses that hold a picture are sent as pictures; 784 numbers say little in a conversation.
DATA, UNSAID = "data:image/png;base64,", ("heatmap",)


def offer_tools() -> None:
    """Make gradio offer TOOLS where it is launched with `mcp_server=True`; no setting does that."""
    setattr(gradio.mcp, "GradioMCPServer", Tools)  # noqa: B010 - to mypy it is a type


class Tools(gradio.mcp.GradioMCPServer):
    """The server of the tools; what it overrides is not public, and the tests hold it."""

    def get_tool_to_endpoint(self) -> dict[str, str]:
        """Name the tools; on a Space, with the Space's name in front, as gradio does."""
        return {
            self.valid_and_unique_tool_name(self.tool_prefix + tool, set()): f"/{endpoint}"
            for tool, (endpoint, _) in TOOLS.items()
        }

    def get_fn_description(self, _: object, tool_name: str) -> tuple[str, dict[str, str]]:
        """Describe a tool and its parameters."""
        endpoint = self.tool_to_endpoint[tool_name].lstrip("/")
        (said,) = [text for name, text in TOOLS.values() if name == endpoint]
        return said, PARAMETERS

    def get_input_schema(self, *args: Any, **kwargs: Any) -> tuple[Json, Any]:  # noqa: ANN401
        """Describe what a tool takes: texts, one of which may be a picture, and nothing else."""
        schema, positions = super().get_input_schema(*args, **kwargs)
        for value in schema["properties"].values():
            for said_better in ("format", "title"):
                value.pop(said_better, None)
        return {**schema, "additionalProperties": False}, positions

    def convert_strings_to_filedata(self, value: Json, filedata_positions: Any) -> Json:  # noqa: ANN401
        """Store the pictures of a call; only what was sent or uploaded gets that far."""
        if not all(isinstance(given, str) for given in value.values()):
            raise ImageError("Send every value as text.")
        return {
            key: picture_file(given) if [key] in filedata_positions else given
            for key, given in value.items()
        }

    def postprocess_output_data(self, data: Any, _: object) -> list[Any]:  # noqa: ANN401
        """Give JSON, and the pictures in it as pictures."""
        pictures: list[str] = []

        def seen(value: object) -> object:
            if isinstance(value, str) and value.startswith(DATA):
                pictures.append(value.removeprefix(DATA))
                return f"picture {len(pictures)}"
            if isinstance(value, dict):
                return {key: seen(each) for key, each in value.items() if key not in UNSAID}
            return [seen(each) for each in value] if isinstance(value, list | tuple) else value

        texts = [self.types.TextContent(type="text", text=json.dumps(seen(each))) for each in data]
        return texts + [
            self.types.ImageContent(type="image", data=picture, mimeType="image/png")
            for picture in pictures
        ]


def picture_file(text: str) -> Json:
    """Return the picture of a call as a file in the upload folder, in gradio's form.

    Args:
        text: a data URI, whose picture is stored, or the address of an upload to this app, which
            is looked up by its path and not asked for.

    Raises:
        ImageError: it is neither, or too large.
    """
    if text.startswith("data:"):
        return {"path": _stored(text), "meta": META}
    _, found, path = text.partition(UPLOAD)
    if not found:
        raise ImageError(REFUSED)
    file = uploaded({"path": unquote(path)})
    if file is None or not file.is_file():
        raise ImageError("That upload is no longer here: send the picture again.")
    return {"path": str(file), "meta": META}


def _stored(uri: str) -> str:
    head, _, body = uri.partition(",")
    most = limits().file_bytes
    if not head.endswith(";base64"):
        raise ImageError(REFUSED)
    if len(body) > 4 * (most // 3 + 1):
        raise ImageError(f"Send at most {megabytes(most)} a picture.")
    try:
        content = base64.b64decode("".join(body.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ImageError("The picture's data is no base64 text.") from error
    # The name says nothing: what a file is, its content says.
    return to_uploads(content, "picture.png")
