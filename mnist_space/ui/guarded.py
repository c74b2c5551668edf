"""The app answers whatever is sent to it with one sentence, and keeps its own faults to its log."""

from __future__ import annotations

import logging
from typing import Any

import gradio as gr
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from gradio.route_utils import FnIndexInferError  # not public, and raised by public routes
from starlette.requests import ClientDisconnect

from mnist_space.hub.collecting import Collecting
from mnist_space.limits import ECHOED, limits
from mnist_space.ui.api_page import with_examples

FAULT = "This is a fault of the app: its owner finds it in the log."
UNFIT = "The values sent do not fit this endpoint."
log = logging.getLogger(__name__)


class GuardedBlocks(gr.Blocks):
    """A gr.Blocks for which no value is missing, and whose every error is a gr.Error.

    Gradio answers `{"error": null}` to all other exceptions, and prints a traceback for each, also
    where only the visitor's values are wrong.

    Attributes:
        collecting: what takes the pictures that visitors give, if anything does.
    """

    collecting: Collecting | None = None

    def queue(self, *args: Any, **kwargs: Any) -> gr.Blocks:  # noqa: ANN401 - gradio's own
        """Make the queue, with a place for each request that may wait.

        Not a call after the app is built: gradio makes one itself, and its routes anew with each.
        """
        made: gr.Blocks = super().queue(*args, **{"max_size": limits().queue, **kwargs})
        return made

    def get_api_info(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - gradio's own
        """Describe the public endpoints, with example values that work."""
        return with_examples(super().get_api_info(*args, **kwargs))

    async def preprocess_data(
        self,
        block_fn: Any,  # noqa: ANN401 - gradio.blocks.BlockFunction, which is not public
        inputs: list[Any],
        *args: Any,  # noqa: ANN401 - gradio's own
        **kwargs: Any,  # noqa: ANN401
    ) -> list[Any]:
        """Check what an event was sent; what was left out has the value that its component has."""
        left_out = [getattr(block, "value", None) for block in block_fn.inputs[len(inputs) :]]
        try:
            processed: list[Any] = await super().preprocess_data(
                block_fn, [*inputs, *left_out], *args, **kwargs
            )
        except gr.Error:
            raise
        except Exception as error:  # pydantic's, gradio's own, and what they do not foresee
            raise gr.Error(_complaint(block_fn), print_exception=False) from error
        return processed

    async def process_api(self, *args: Any, **kwargs: Any) -> dict[str, Any]:  # noqa: ANN401
        """Run an event from what it was sent to what it answers."""
        try:
            answer: dict[str, Any] = await super().process_api(*args, **kwargs)
        except gr.Error:
            raise
        except Exception as error:
            log.exception("An event failed.")
            raise gr.Error(FAULT, print_exception=False) from error
        return answer


async def no_request(_: Request, error: Exception) -> JSONResponse:
    """Say what is wrong with a body; FastAPI's own answer repeats all of it."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(map(str, first["loc"]))[:ECHOED]
    return JSONResponse({"error": f"{where}: {first['msg']}."}, 422)


async def no_endpoint(_: Request, __: Exception) -> JSONResponse:
    """Answer who asks for an endpoint that is not there; gradio looks it up without a guard."""
    return JSONResponse({"error": "There is no such endpoint."}, 404)


async def no_values(_: Request, __: Exception) -> JSONResponse:
    """Refuse named values of /call/v2 that are too few, or have names that the endpoint lacks."""
    log.exception("A request could not be taken up.")
    return JSONResponse({"error": UNFIT}, 422)


async def hung_up(_: Request, __: Exception) -> JSONResponse:
    """End a request that was broken off, or whose body went on after its limit."""
    return JSONResponse({"error": "The request was broken off, or is too large."}, 413)


async def too_deep(_: Request, __: Exception) -> JSONResponse:
    """Refuse JSON that is nested deeper than it can be read or written."""
    return JSONResponse({"error": "The body is nested too deeply."}, 422)


HANDLERS: dict[type[Exception], Any] = {
    RequestValidationError: no_request,
    RecursionError: too_deep,
    FnIndexInferError: no_endpoint,
    KeyError: no_endpoint,
    TypeError: no_values,
    ClientDisconnect: hung_up,
}


def _complaint(block_fn: Any) -> str:  # noqa: ANN401 - as above
    files = [block for block in block_fn.inputs if isinstance(block, gr.Image | gr.File)]
    if not files:
        return UNFIT
    if getattr(files[0], "file_count", "single") == "multiple":
        return "Send a list of picture files."
    what = "picture" if isinstance(files[0], gr.Image) else "zip"
    return f"Send the {what} as an uploaded file."
