"""Links of the app: what they say comes back, and nothing else comes in."""

import json

import pytest

from mnist_space.ui.errors import ChoiceError
from mnist_space.ui.links import MAX_LINK, NO_DRAWING, NO_LINK, Link, parse, strokes
from mnist_space.ui.packing import PackingError, pack, unpack


def packed(value: object) -> str:
    return pack(json.dumps(value).encode())


def test_a_link_says_what_it_was_made_of() -> None:
    link = Link("lab", "star.jpg", "eJw-_", "user/repo@1f", "pipeline=eJw&=", "digit")
    assert parse(link.text()) == link
    assert parse(Link(example="star.jpg").text()) == Link(example="star.jpg")


@pytest.mark.parametrize(
    "text",
    [*(None, 7, "", "example", "color=red", "a=1&" * 9), "example=a" + "a" * MAX_LINK, "%ff=1"],
)
def test_another_text_is_no_link(text: object) -> None:
    with pytest.raises(ChoiceError, match=NO_LINK):
        parse(text)


def test_a_tab_must_be_here() -> None:
    with pytest.raises(ChoiceError, match="there are predict, evaluation"):
        parse("tab=settings")


def test_strokes_are_points_in_pixels() -> None:
    (stroke, dot) = strokes(packed([[18, 0, 40, 80, 1, -4], [40, 1, -8, 1120]]))
    assert stroke == {"points": [[10, 20], [10.25, 19]], "width": 18, "erase": False}
    assert dot == {"points": [[-2, 280]], "width": 40, "erase": True}


@pytest.mark.parametrize(
    "value",
    [
        *(7, {}, [7], [[]], [[18, 0]], [[18, 0, 1]], [[18, 2, 1, 1]], [[99, 0, 1, 1]]),
        *([[18, 0, 1.5, 1]], [["18", 0, 1, 1]], [[18, 0, 1, None]], [[18, True, 1, 1]]),
        *([[18, 0, 9999, 1]], [[18, 0, 1, 1, 10**30, 1]], [[18, 0, *[0] * 60_000]]),
    ],
)
def test_another_drawing_is_refused(value: object) -> None:
    with pytest.raises(ChoiceError, match=NO_DRAWING):
        strokes(packed(value))


@pytest.mark.parametrize("text", ["", "x", "é", packed([])[:-2], pack(b"[" * 10_000)])
def test_a_damaged_drawing_is_refused(text: str) -> None:
    with pytest.raises(ChoiceError, match=NO_DRAWING):
        strokes(text)


def test_unpacking_is_bounded() -> None:
    assert unpack(pack(b"all of it"), 9) == b"all of it"
    assert len(unpack(pack(bytes(50_000_000)), 1_000)) == 1_001
    with pytest.raises(PackingError):
        unpack("no zlib", 9)
