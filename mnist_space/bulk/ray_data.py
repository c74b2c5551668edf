"""Ray Data: actors on the machines of a cluster, or on this one; each holds a Predictor."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

# Ray reads it at import: nothing is sent about those who use this.
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")

import ray
import ray.data

from mnist_space.bulk.pictures import BulkError
from mnist_space.bulk.reader import Parts, Reader, settle_in


class PartReader:
    """What an actor is: a model, loaded once, that reads part after part."""

    def __init__(self, reader: Reader) -> None:
        """Take the reader; it has loaded its model on the way here."""
        settle_in()
        self._reader = reader

    def __call__(self, rows: dict[str, Any]) -> dict[str, list[Any]]:
        """Read the parts whose numbers the rows hold."""
        numbers = [int(number) for number in rows["part"]]
        return {"part": numbers, "lines": [self._reader.part(number) for number in numbers]}


def read_with_ray(reader: Reader, parts: Sequence[int], workers: int | None) -> Parts:
    """Read parts in actors of Ray; where one dies, Ray starts another and gives it the part anew.

    Args:
        reader: what reads a part.
        parts: their numbers.
        workers: how many actors of one core each; None: one for each core that Ray has.

    Yields:
        A part's number and its answers, in the order in which they are ready.

    Raises:
        BulkError: Ray gives up, because its workers die again and again.
    """
    if not parts:
        return
    with _running(workers):
        actors = workers or int(ray.cluster_resources()["CPU"])
        # A block for each part: an answer comes when its block is done.
        numbers = ray.data.from_items(
            [{"part": part} for part in parts], override_num_blocks=len(parts)
        )
        read = numbers.map_batches(
            PartReader,
            fn_constructor_args=(reader,),
            batch_size=1,
            compute=ray.data.ActorPoolStrategy(size=min(actors, len(parts))),
            num_cpus=1,
        )
        try:
            for row in read.iter_rows():
                yield row["part"], row["lines"]
        except ray.exceptions.RayError as error:
            raise BulkError(
                f"Ray gave up: {(str(error).splitlines() or [type(error).__name__])[-1]}"
            ) from error


@contextmanager
def _running(workers: int | None) -> Iterator[None]:
    """Join the cluster of RAY_ADDRESS, or start Ray on this machine and end it after."""
    # Else Ray Data writes a dozen lines and a bar of its own.
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    ray.data.DataContext.get_current().enable_progress_bars = False
    began = not ray.is_initialized()
    if began:
        address = os.environ.get("RAY_ADDRESS")
        ray.init(
            address or "local",  # else it joins what somebody else has started on this machine
            num_cpus=None if address else workers,  # a cluster has its own
            log_to_driver=False,
            logging_level=logging.ERROR,
        )
    try:
        yield
    finally:
        if began:
            ray.shutdown()
