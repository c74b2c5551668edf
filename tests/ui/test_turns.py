"""The shared limit holds in the function, whatever way a request takes; memory comes back."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import gradio as gr
import pytest
from PIL import Image

from mnist_space.limits import Limits
from mnist_space.ui.errors import BusyError
from mnist_space.ui.turns import Turns
from tests.preprocessing.pictures import encode
from tests.serving import ROOT, served
from tests.ui.test_odd_values import META, post, upload


def test_calls_from_one_page_end_in_the_order_in_which_they_began():
    turns, go, ended = Turns(Limits(at_once=3, queue=5)), threading.Event(), list[str]()

    def work(name: str) -> None:
        if name == "slow":
            assert go.wait(60)
        ended.append(name)

    async def calls() -> None:
        ordered, one, other = (turns.taking_in_order(work), *map(asked_by, "ab"))
        slow, quick = (asyncio.ensure_future(ordered(one, name)) for name in ("slow", "quick"))
        await asyncio.ensure_future(ordered(other, "another page's"))  # begins after both
        go.set()
        await asyncio.gather(slow, quick)

    asyncio.run(calls())
    assert ended == ["another page's", "slow", "quick"]


def test_calls_that_wait_for_others_of_their_page_have_places_in_the_line():
    turns, go = Turns(Limits(at_once=1, queue=2)), threading.Event()

    async def calls() -> list[object]:
        ordered = turns.taking_in_order(go.wait)
        all_calls = [asyncio.ensure_future(ordered(asked_by("a"), 60)) for _ in range(5)]
        await asyncio.wait(all_calls, return_when=asyncio.FIRST_COMPLETED)
        go.set()
        return list(await asyncio.gather(*all_calls, return_exceptions=True))

    ended = asyncio.run(calls())
    assert [type(each) for each in ended] == [bool, bool, bool, BusyError, BusyError]


def asked_by(page: str) -> gr.Request:
    return gr.Request(session_hash=page)


def test_a_few_work_others_wait_and_the_rest_is_told():
    held = Limits(at_once=3, queue=5)
    turns, go = Turns(held), threading.Event()
    running = threading.Semaphore(0)

    def work(number: int) -> int:
        running.release()
        assert go.wait(60)
        return number

    async def all_of_them() -> list[int | BaseException]:
        waiting = [asyncio.ensure_future(turns.taking(work)(number)) for number in range(12)]
        for _ in range(held.at_once):
            await asyncio.to_thread(running.acquire)
        assert not running.acquire(blocking=False)  # no fourth one has begun
        go.set()
        first = await asyncio.gather(*waiting, return_exceptions=True)
        return [*first, await turns.taking(work)(99)]

    *answers, later = asyncio.run(all_of_them())
    assert answers[:8] == list(range(8))
    assert all(isinstance(answer, BusyError) for answer in answers[8:])
    assert later == 99


def test_a_failure_gives_its_place_back():
    turns = Turns(Limits(at_once=1, queue=1))

    def fail() -> None:
        raise ValueError("no")

    async def many() -> None:
        for _ in range(9):
            with pytest.raises(ValueError, match="no"):
                await turns.taking(fail)()

    asyncio.run(many())


LARGE_READS = """
import asyncio, sys
from mnist_space.limits import Limits
from mnist_space.preprocessing.images import decode
from mnist_space.ui import turns
turns.QUIET_SECONDS = 0.1

def resident():
    line = next(line for line in open("/proc/self/status") if line.startswith("VmRSS"))
    return int(line.split()[1]) >> 10

async def main():
    few = turns.Turns(Limits(at_once=8))
    await few.taking(decode)(sys.argv[1])
    before = resident()
    await asyncio.gather(*(few.taking(decode)(sys.argv[2]) for _ in range(24)))
    for _ in range(200):
        await asyncio.sleep(0.1)
        if resident() < before + 60:
            return print("back")
    print(resident() - before, "MB are kept")

asyncio.run(main())
"""


def test_memory_comes_back_after_large_pictures(tmp_path):
    """24 pictures of 25 megapixels by 8 threads kept 600 MB."""
    (tmp_path / "small").write_bytes(encode(Image.new("L", (28, 28)), "PNG"))
    large = Image.new("LA", (4000, 4000), (0, 9))
    (tmp_path / "large").write_bytes(encode(large, "PNG", compress_level=1))
    ran = subprocess.run(
        [sys.executable, "-c", LARGE_READS, str(tmp_path / "small"), str(tmp_path / "large")],
        cwd=ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert ran.stdout.strip() == "back", ran.stderr


@pytest.fixture(scope="module")
def narrow_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An app that reads one picture at a time, with room for two others, and trains nothing."""
    folder = tmp_path_factory.mktemp("narrow")
    settings = {"MNIST_SPACE_AT_ONCE": "1", "MNIST_SPACE_QUEUE": "2"}
    settings["MNIST_SPACE_TRAINING_SECONDS"] = "0"
    with served(folder, **settings) as (url, _):
        yield url


def test_who_comes_too_late_is_told_so_on_every_way_in(narrow_app: str):
    large = encode(Image.new("L", (4900, 4900), 255), "PNG")
    data = json.dumps({"data": [{"path": upload(narrow_app, large), "meta": META}]}).encode()

    def ask(route: str) -> str:
        return post(f"{narrow_app}/gradio_api/{route}/predict", data)[1]

    with ThreadPoolExecutor(16) as clients:
        answers = list(clients.map(ask, ["run"] * 16))
        joined = list(clients.map(ask, ["call"] * 16))
    busy = [answer for answer in answers if "3 pictures are being read already" in answer]
    read = [answer for answer in answers if "Nothing is drawn." in answer]
    assert busy
    assert read
    assert len(busy) + len(read) == 16
    assert [answer for answer in joined if "Queue is full" in answer]
    assert "Nothing is drawn." in ask("run")


def test_without_time_for_a_training_there_is_no_tab_for_it(narrow_app: str, app_url: str):
    def tabs(url: str) -> list[str]:
        with urllib.request.urlopen(f"{url}/config") as answer:
            parts = json.load(answer)["components"]
        return [part["props"]["label"] for part in parts if part["type"] == "tabitem"]

    assert tabs(app_url) == [*tabs(narrow_app), "Train"]
