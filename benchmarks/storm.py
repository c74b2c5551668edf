"""The real app under 64 clients: python benchmarks/storm.py [--seconds 120].

Each client sends one request after another: pictures whose answers this process knows, or, a
tenth of them, what is made to do harm. Afterwards the app is left alone until its upload folder
has been swept. What must hold: no wrong answer, no crash, no file left, and at most 60 MB more
memory than before the storm. The status is 1 where it does not.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from common import SEED, JsonOption, SeedOption, contenders, report, table
from storm_harms import harm, harms
from storm_requests import Known, Verdict, Visitor, known_pictures, read_one

ROOT = Path(__file__).resolve().parents[1]
CLIENTS, HOSTILE, PICTURES = 64, 0.1, 24
UPLOAD_SECONDS = 60  # the shortest that may be set: the sweep comes within two minutes
START_SECONDS, IDLE_SECONDS = 120.0, 10.0
MOST = {"wrong answers": 0, "crashes": 0, "files left": 0, "MB kept": 60}
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Running:
    """The app: its process, where it listens, and where its uploads and its log are."""

    process: subprocess.Popen[bytes]
    port: int
    uploads: Path
    log: Path

    def memory(self) -> float:
        """MB that the process holds."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        # A process that has ended has no such line.
        return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024

    def files(self) -> int:
        """How many files the upload folder holds."""
        return sum(path.is_file() for path in self.uploads.rglob("*"))

    def crashes(self) -> int:
        """Tracebacks in the log, and 1 if the process has ended."""
        text = self.log.read_text(errors="replace")
        return text.count("Traceback (most recent call last)") + (self.process.poll() is not None)


@contextmanager
def app(folder: Path) -> Iterator[Running]:
    """Start `python app.py`, wait until it listens, and end it after."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    uploads, log = folder / "uploads", folder / "log.txt"
    settings = {"GRADIO_TEMP_DIR": str(uploads), "MNIST_SPACE_UPLOAD_SECONDS": str(UPLOAD_SECONDS)}
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "app.py", "--port", str(port)],
            cwd=ROOT, env=os.environ | settings, stdout=subprocess.DEVNULL, stderr=file,
        )  # fmt: skip
        try:
            running, last = Running(process, port, uploads, log), time.monotonic() + START_SECONDS
            while asyncio.run(Visitor(port).ask("GET", "/gradio_api/info", b"", {})).status != 200:
                if process.poll() is not None or time.monotonic() > last:
                    raise RuntimeError(f"The app does not start: {log.read_text()[-500:]}")
                time.sleep(0.1)
            yield running
        finally:
            process.kill()
            process.wait()


async def storm(port: int, pictures: list[Known], seconds: float, seed: int) -> Counter[str]:
    """Let all clients send for so long; counts the verdicts on the answers."""
    end, counts, kinds = time.monotonic() + seconds, Counter[str](), harms()

    async def client(rng: np.random.Generator) -> None:
        visitor = Visitor(port)
        while time.monotonic() < end:
            if rng.random() < HOSTILE:
                who = list(kinds)[rng.integers(len(kinds))]
                verdict = await harm(visitor, rng, kinds[who])
            else:
                who = "a picture"
                verdict = await read_one(visitor, pictures[rng.integers(len(pictures))], rng)
            counts[f"{who}: {verdict}"] += 1

    seeds = np.random.SeedSequence(seed).spawn(CLIENTS)
    await asyncio.gather(*(client(np.random.default_rng(one)) for one in seeds))
    return counts


def measured(seconds: float, seed: int) -> tuple[Rows, dict[str, int]]:
    """Run the storm; returns what must hold, and all else that was counted."""
    pictures = known_pictures(PICTURES, seed)
    with tempfile.TemporaryDirectory() as folder, app(Path(folder)) as running:
        warm_up(running.port, pictures)
        time.sleep(IDLE_SECONDS)
        before = running.memory()
        counts = asyncio.run(storm(running.port, pictures, seconds, seed))
        at_end = {"MB before": round(before), "MB at the end of the storm": round(running.memory())}
        at_end["files at the end of the storm"] = running.files()
        last = time.monotonic() + 2 * UPLOAD_SECONDS + IDLE_SECONDS
        while running.files() and time.monotonic() < last:
            time.sleep(1)
        time.sleep(IDLE_SECONDS)
        found = {
            "wrong answers": sum(n for what, n in counts.items() if what.endswith(Verdict.WRONG)),
            "crashes": running.crashes()
            + sum(n for what, n in counts.items() if what.endswith(Verdict.CRASH)),
            "files left": running.files(),
            "MB kept": round(running.memory() - before, 1),
        }
        counts[f"a picture: {Verdict.REFUSED}"] += 0
        show_log(running)
    rows = [{"what": what, "found": found[what], "most": MOST[what]} for what in MOST]
    return rows, dict(counts) | at_end


def warm_up(port: int, pictures: list[Known]) -> None:
    """Ask for every picture once: what the app loads at its first answers is no leak."""

    async def ask() -> None:
        rng = np.random.default_rng(0)
        for known in pictures:
            await read_one(Visitor(port), known, rng)

    asyncio.run(ask())


def show_log(running: Running) -> None:
    """Show what went wrong in the app, if anything did."""
    if running.crashes():
        typer.echo(running.log.read_text(errors="replace")[-5000:], err=True)


def main(
    seconds: Annotated[float, typer.Option(help="Of the storm.")] = 120.0,
    seed: SeedOption = SEED,
    as_json: JsonOption = False,
) -> None:
    """Print what the storm did to the app."""
    rows, counts = measured(seconds, seed)
    ours = contenders()[1]
    facts = {"model": ours.name, "sha256": ours.digest, "seed": seed, "seconds": seconds}
    body = [[row["what"], str(row["found"]), str(row["most"])] for row in rows]
    body += [[what, str(count), ""] for what, count in sorted(counts.items())]
    if as_json:
        facts["counts"] = counts
    report(facts, rows, table(["what", "found", "at most"], body), as_json)
    if any(row["found"] > row["most"] for row in rows):
        raise typer.Exit(1)


if __name__ == "__main__":
    typer.run(main)
