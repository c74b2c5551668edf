"""Processes on this machine: the same answers, whichever process dies meanwhile."""

from __future__ import annotations

import json
import multiprocessing
import os
import select
import shutil
from dataclasses import replace

import pytest

from mnist_space import load_predictor
from mnist_space.artifact import BUNDLED, ArtifactError
from mnist_space.bulk.local import ENDED, cores, read_locally
from mnist_space.bulk.reader import Part, Reader
from mnist_space.bulk.run import predict_bulk


class Stopped(Exception):
    """What ends a run in the middle."""


def joined(parts: list[Part]) -> list[dict]:
    """The answers in order; no part comes twice."""
    assert len(dict(parts)) == len(parts)
    return [json.loads(line) for _, lines in sorted(parts) for line in lines.splitlines()]


def alone(reader: Reader) -> list[dict]:
    """What one process says, this one."""
    return joined([(number, reader.part(number)) for number in range(len(reader.pictures.sizes))])


def test_the_answers_are_those_of_one_process_and_only_what_is_asked_for_is_read(reader):
    asked = [0, 1, 2, 4, 6]
    parts = list(read_locally(reader, asked, 2))
    assert set(reader.pictures.read()) == set(asked)
    assert joined(parts) == joined([(number, reader.part(number)) for number in asked])


def test_a_worker_that_is_killed_costs_no_answer(reader):
    parts = list(
        read_locally(replace(reader, pictures=replace(reader.pictures, killed=3)), range(7), 1)
    )
    assert len(set(reader.pictures.read()[3])) > 1
    assert joined(parts) == alone(reader)


def test_a_picture_that_ends_its_process_is_named_and_the_others_are_read(reader):
    deadly = replace(reader, pictures=replace(reader.pictures, deadly=(2, 7)))
    answers = joined(list(read_locally(deadly, range(7), 1)))
    expected = alone(reader)
    place = 2 * 50 + 7
    assert answers[place] == {"file": expected[place]["file"], "error": ENDED}
    assert answers[:place] + answers[place + 1 :] == expected[:place] + expected[place + 1 :]


def test_workers_end_when_nobody_takes_the_answers_any_more(reader):
    parts = read_locally(reader, range(7), 2)
    next(parts)
    pids = {pid for readers in reader.pictures.read().values() for pid in readers}
    handles = [os.pidfd_open(pid) for pid in pids]
    parts.close()
    assert handles
    for handle in handles:  # it can be read from once the process has ended
        assert select.select([handle], [], [], 30)[0]


def test_a_model_that_is_gone_is_said(reader, tmp_path):
    folder = tmp_path / "model"
    shutil.copytree(BUNDLED / "notebook_mlp", folder)
    gone = replace(reader, predictor=load_predictor(folder))
    shutil.rmtree(folder)
    with pytest.raises(ArtifactError, match="The model folder 'model' is gone"):
        list(read_locally(gone, range(7), 1))


def test_there_is_a_core():
    assert 1 <= cores() <= (os.cpu_count() or 1)


def test_an_error_of_the_run_ends_its_workers_at_once(small, digits, tmp_path):
    """Not when Python ends, once all that waits for them is read."""

    def progress(done: int, _: int) -> None:
        if done:
            raise Stopped

    with pytest.raises(Stopped) as held:
        predict_bulk(digits, tmp_path / "out.jsonl", small, workers=1, progress=progress)
    assert held.tb is not None
    assert multiprocessing.active_children() == []
