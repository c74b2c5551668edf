"""Ray on this machine, with two cores: the same answers, also where a worker is killed."""

from __future__ import annotations

from dataclasses import replace

import pytest

pytestmark = pytest.mark.filterwarnings("ignore")  # Ray's own


@pytest.fixture
def ray_data():
    """Imported here: every process of a test run imports this file, and Ray takes a second."""
    from mnist_space.bulk import ray_data

    return ray_data


def test_nothing_is_lost_or_doubled_where_a_worker_is_killed_in_the_middle(ray_data, reader):
    """And the answers are those of one process."""
    pictures = replace(reader.pictures, killed=3)
    parts = list(ray_data.read_with_ray(replace(reader, pictures=pictures), range(7), 2))
    first, *others = pictures.read()[3]
    assert others
    assert first not in others, "another worker took its place"
    assert sorted(number for number, _ in parts) == list(range(7))
    assert dict(parts) == {number: reader.part(number) for number in range(7)}
    assert [len(lines.splitlines()) for _, lines in sorted(parts)] == list(pictures.sizes)
    assert not ray_data.ray.is_initialized()


def test_nothing_to_read_starts_nothing(ray_data, reader):
    assert list(ray_data.read_with_ray(reader, [], 2)) == []
    assert not ray_data.ray.is_initialized()
