"""A pipeline in a link is read as what a stranger sends."""

import base64
import json
import zlib

import pytest

from mnist_space.preprocessing.discovery import load_steps
from mnist_space.preprocessing.pipeline import PipelineError
from mnist_space.preprocessing.pipelines import load_pipeline
from mnist_space.preprocessing.registry import StepError
from mnist_space.ui.shared_pipeline import MAX_LINK, from_link, from_text, to_link

load_steps()
GRAY = {"step": "grayscale", "params": {}}


def packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(data, 9)).decode().rstrip("=")


def pipeline(*page: object) -> bytes:
    return json.dumps({"format": 1, "page": page, "digit": []}).encode()


@pytest.mark.parametrize("name", ["robust", "notebook"])
def test_a_pipeline_comes_back_from_its_link(name) -> None:
    link = to_link(load_pipeline(name))
    assert len(link) < MAX_LINK / 4
    assert from_link(link) == load_pipeline(name)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pipeline({"step": "os.system", "params": {}}), "There is no step 'os.system'"),
        (pipeline({"step": "limit_size", "params": {"side": "x"}}, GRAY), "limit_size"),
        (pipeline(*[GRAY] * 1000), "at most 40 steps"),
        (b"[" * 60_000, "not valid JSON"),
        (b" " * (1 << 20), "at most 64,000 bytes"),
        (b"\xff\xfe\xfd", "not valid JSON"),
    ],
    ids=["step", "parameter", "steps", "depth", "bomb", "bytes"],
)
def test_what_is_no_pipeline_is_refused_with_the_reason(data, reason) -> None:
    with pytest.raises((PipelineError, StepError), match=reason):
        from_link(packed(data))


@pytest.mark.parametrize("text", ["", "a", "%%%", "ä", to_link(load_pipeline("robust"))[:-9]])
def test_a_damaged_link_is_refused(text) -> None:
    with pytest.raises(PipelineError, match="no whole pipeline"):
        from_link(text)


def test_a_megabyte_is_refused_by_its_length() -> None:
    with pytest.raises(PipelineError, match="8,000 characters"):
        from_link("a" * (1 << 20))
    with pytest.raises(PipelineError, match="64,000 bytes"):
        from_text(" " * (1 << 20))
