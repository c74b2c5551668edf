import pytest

from mnist_space import load_predictor
from mnist_space.evaluation.report import Report, build_report
from mnist_space.reading.predictor import Predictor


@pytest.fixture(scope="session")
def tutorial() -> Predictor:
    """The small network: its evaluation takes two seconds."""
    return load_predictor("notebook_mlp")


@pytest.fixture(scope="session")
def shares_done() -> list[float]:
    """What the evaluation of `report` said of its progress."""
    return []


@pytest.fixture(scope="session")
def report(tutorial: Predictor, shares_done: list[float]) -> Report:
    """The small network on the 10,000 test digits, measured once for all tests."""
    return build_report(tutorial, progress=shares_done.append)
