"""Many pictures in, one file of answers out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from mnist_space import __version__
from mnist_space.bulk.job import Done, Job
from mnist_space.bulk.local import read_locally
from mnist_space.bulk.pictures import PART
from mnist_space.bulk.reader import Parts, Reader
from mnist_space.extras import require
from mnist_space.preprocessing.pipeline import Pipeline
from mnist_space.reading.predictor import Predictor

Progress = Callable[[int, int], object]


class Engine(StrEnum):
    """What runs the workers."""

    LOCAL = "local"
    RAY = "ray"


def predict_bulk(
    source: Path,
    out: Path,
    predictor: Predictor,
    pipeline: Pipeline | None = None,
    *,
    number: bool = False,
    engine: Engine = Engine.LOCAL,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Done:
    """Read many pictures in several processes, and write a line for each, in order.

    A run that was stopped, in whatever way, goes on where it was when it is called again with the
    same arguments: every picture is in `out` once. Memory does not grow with the pictures, but for
    the names in the largest folder, 100 bytes for each 50 pictures and, of a Parquet file, a row
    group in each worker.

    Args:
        source: a folder with all folders inside; a .txt or .csv of paths; an IDX file of pictures,
            plain or as .gz; or a .parquet file with a column of pictures.
        out: a file that is not there yet: .jsonl or .ndjson, whose lines are those of `predict
            --digit --json` (with `number`, of `--number`), or .parquet with the same values as
            columns. It appears when all is read; until then the answers lie beside it, in a folder
            of its name with `.parts` at the end.
        predictor: the model.
        pipeline: another pipeline than the model's own.
        number: read all digits of each picture (`read_number`), not one (`predict`).
        engine: processes on this machine, or actors of Ray, for which `source` and the folder of
            `out` lie on a disk that all its machines see.
        workers: how many; by default one for each core that this process may use, or that Ray has.
        progress: called with the number of pictures done and of all.

    Raises:
        BulkError: see `Job.begun`; with Ray, a picture ended the worker again and again.
        MissingExtraError: Parquet or Ray is asked for without its package.
        OSError: something cannot be read or written.
        ArtifactError: the model's folder is gone or has changed.
    """
    job = Job(source, out)
    if engine == Engine.RAY:
        require("ray", "ray", "pyarrow")
    with job.begun(_settings(predictor, pipeline, number)):
        # The report is nine tenths of what would go to every worker.
        light = Predictor(replace(predictor.artifact, report=None), cores=1)
        reader = Reader(light, pipeline, number, job.pictures)
        read = _engine(engine)
        _read_missing(job, lambda parts: read(reader, parts, workers), progress)
        return job.finish(number)


def _read_missing(
    job: Job, read: Callable[[Sequence[int]], Parts], progress: Progress | None
) -> None:
    missing, sizes = job.missing(), job.pictures.sizes
    total = sum(sizes)
    done = total - sum(sizes[part] for part in missing)
    if progress:
        progress(done, total)
    # Closed even while an error is under way: else the workers read on until Python ends.
    with closing(read(missing)) as parts:
        for part, lines in parts:
            job.write(part, lines)
            done += sizes[part]
            if progress:
                progress(done, total)


def _settings(
    predictor: Predictor, pipeline: Pipeline | None, number: bool
) -> dict[str, str | bool | int]:
    """What the answers depend on beside the pictures, and how they are divided."""
    config, chain = predictor.artifact.config, pipeline or predictor.artifact.pipeline
    values = json.dumps([config.model_dump(), chain.to_json()]).encode()
    model = hashlib.sha256(values).hexdigest()
    return {"version": __version__, "model": model, "number": number, "part": PART}


def _engine(engine: Engine) -> Callable[[Reader, Sequence[int], int | None], Parts]:
    if engine == Engine.LOCAL:
        return read_locally
    from mnist_space.bulk.ray_data import read_with_ray  # needs an extra, and takes a second

    return read_with_ray
