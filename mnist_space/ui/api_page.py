"""The page "Use via API": snippets that run as they stand, with pictures that the app gives away.

Gradio's own send the app to an address of its own choice for a picture, which this app refuses; its
curl lines name no picture, and lose the answer's number in most shells.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

from fastapi import Request
from fastapi.responses import FileResponse, JSONResponse, Response
from gradio import routes
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from mnist_space.preprocessing.images import ImageError
from mnist_space.ui.predict.examples import FOLDER, example_path

Json = dict[str, Any]

PICTURE = "four-pencil-ruled-paper.jpg"
NUMBER = "number-blue-pen.jpg"
DATA = "digits.zip"
PICTURES = {"/read_number": NUMBER, "/read_table": NUMBER, "/evaluate_data": DATA}
STEP = "grayscale"
INFO = "/gradio_api/info"
META = {"_type": "gradio.FileData"}


def picture_route() -> Route:
    """Return the route GET /examples/NAME, which gives an example picture, or a zip of them."""
    return Route("/examples/{name}", _picture)


async def _picture(request: Request) -> Response:
    name = request.path_params["name"]
    try:
        return FileResponse(FOLDER / DATA if name == DATA else example_path(name))
    except ImageError as error:
        return JSONResponse({"error": str(error)}, 404)


class OwnAddress:
    """An ASGI application that has the endpoints described anew for each who asks.

    Of /gradio_api/info Gradio keeps the first answer, whose snippets name the address that was
    asked: any that its sender made up. What is asked of one page it makes each time, and the app
    has one.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; only those for the description without more are changed."""
        if scope["type"] == "http" and scope["path"].rstrip("/") == INFO:
            scope = {**scope, "query_string": scope["query_string"] or b"page="}
        await self._app(scope, receive, send)


def with_examples(info: Any) -> Any:  # noqa: ANN401 - gradio's APIInfo, which is not public
    """Give the parameters of every public endpoint example values that work.

    Args:
        info: what `gr.Blocks.get_api_info` returns; it is changed.
    """
    for name, endpoint in info["named_endpoints"].items():
        for parameter in endpoint["parameters"]:
            file = {"path": PICTURES.get(name, PICTURE), "meta": META}
            if parameter["component"] == "Image":
                parameter["example_input"] = file
            elif parameter["component"] == "File":
                several = [file, {**file, "path": NUMBER}]
                parameter["example_input"] = several if name == "/predict_batch" else file
            elif parameter["parameter_name"] == "step":
                parameter["example_input"] = STEP
    return info


def show_snippets() -> None:
    """Make the page show the snippets below; no setting does that, so functions are replaced."""
    for name, stand_in in (
        ("generate_code_snippets", code_snippets),
        ("generate_cli_snippet", cli_snippets),
    ):
        if hasattr(routes, name):  # another gradio: its page is as it is
            setattr(routes, name, stand_in)


def code_snippets(
    name: str, endpoint: Json, root: str, space_id: str | None = None, **_: object
) -> dict[str, str]:
    """Return what calls an endpoint from Python, JavaScript and a shell.

    Args:
        name: of the endpoint, with a slash.
        endpoint: its part of `with_examples`.
        root: the address of the app.
        space_id: what clients may call it by instead, on a Space.
    """
    root = root.rstrip("/")
    source, values = space_id or root, _values(endpoint)
    defaults = [p["parameter_name"] for p in endpoint["parameters"] if p["parameter_has_default"]]
    needed = {key: value for key, value in values.items() if key not in defaults}
    return {
        "python": _python(name, values, root, source),
        "javascript": _javascript(name, values, root, source),
        "bash": _bash(name, needed, root),
    }


def cli_snippets(endpoints: Mapping[str, Json]) -> dict[str, str]:
    """Return what calls each endpoint by gradio's own command line, with gradio's placeholders."""
    host = os.environ.get("SPACE_HOST")
    home = f"https://{host}" if host else "{space_id}"
    snippets = {}
    for name, endpoint in endpoints.items():
        values = _values(endpoint)
        fetch = "".join(f"curl -sO {home}/examples/{file}\n" for file in _files(values))
        said = json.dumps(values, indent=2)
        snippets[name] = f"{fetch}{{command}} predict {{space_id}} {name} '{said}'\n"
    return snippets


def _values(endpoint: Json) -> Json:
    return {
        parameter["parameter_name"]: parameter["parameter_default"]
        if parameter["parameter_has_default"]
        else parameter["example_input"]
        for parameter in endpoint["parameters"]
    }


def _files(values: Json) -> list[str]:
    """Names of the files that are sent, each once."""
    sent = [each for value in values.values() for each in _listed(value) if _is_file(each)]
    return list(dict.fromkeys(file["path"] for file in sent))


def _nth(number: int) -> str:
    """What the name of the first, second ... picture ends with."""
    return str(number + 1) if number else ""


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _is_file(value: object) -> bool:
    return isinstance(value, dict) and value.get("meta") == META


def _python(name: str, values: Json, root: str, source: str) -> str:
    def written(value: object) -> str:
        if isinstance(value, list):
            return f"[{', '.join(map(written, value))}]"
        if _is_file(value):
            return f'handle_file("{value["path"]}")'  # type: ignore[index]
        return json.dumps(value) if isinstance(value, str) else repr(value)

    files = _files(values)
    fetch = [f'urlretrieve("{root}/examples/{file}", "{file}")' for file in files]
    return "\n".join(
        [
            *(["from urllib.request import urlretrieve", ""] if files else []),
            f"from gradio_client import Client{', handle_file' if files else ''}",
            "",
            *(["# Or take a file of your own.", *fetch, ""] if files else []),
            f'client = Client("{source}")',
            "result = client.predict(",
            *(f"    {key}={written(value)}," for key, value in values.items()),
            f'    api_name="{name}",',
            ")",
            "print(result)",
        ]
    )


def _javascript(name: str, values: Json, root: str, source: str) -> str:
    files = _files(values)

    def written(value: object) -> str:
        if isinstance(value, list):
            return f"[{', '.join(map(written, value))}]"
        if _is_file(value):
            return f"handle_file(picture{_nth(files.index(value['path']))})"  # type: ignore[index]
        return json.dumps(value)

    fetch = [
        f'const picture{_nth(number)} = await (await fetch("{root}/examples/{file}")).blob();'
        for number, file in enumerate(files)
    ]
    return "\n".join(
        [
            f'import {{ Client{", handle_file" if files else ""} }} from "@gradio/client";',
            "",
            *(["// Or take a File or Blob of your own.", *fetch, ""] if files else []),
            f'const client = await Client.connect("{source}");',
            f'const result = await client.predict("{name}", {{',
            *(f"  {key}: {written(value)}," for key, value in values.items()),
            "});",
            "console.log(result.data);",
            "globalThis.process?.exit(); // Node would wait for the client's heartbeat",
        ]
    )


def _bash(name: str, values: Json, root: str) -> str:
    api = f"{root}/gradio_api"
    files = _files(values)

    def written(value: object) -> str:
        if isinstance(value, list):
            return f"[{', '.join(map(written, value))}]"
        if _is_file(value):
            sent = f"'$FILE{_nth(files.index(value['path']))}'"  # type: ignore[index]
            return f'{{"path": "{sent}", "meta": {json.dumps(META)}}}'
        return json.dumps(value)

    lines = ["# Or take a file of your own."] if files else []
    for number, file in enumerate(files):
        lines += [
            f"curl -sO {root}/examples/{file}",
            f"FILE{_nth(number)}=$(curl -s -F files=@{file} {api}/upload | tr -d '[]\" ')",
        ]
    body = ", ".join(f'"{key}": {written(value)}' for key, value in values.items())
    return "\n".join(
        [
            *lines,
            f"EVENT=$(curl -s {api}/call/v2{name} -H 'Content-Type: application/json' \\",
            f"  -d '{{{body}}}' | cut -d'\"' -f4)",
            f"curl -sN {api}/call{name}/$EVENT",
        ]
    )
