"""Settings of the tests that train."""

import os

import pytest

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")


def pytest_itemcollected(item):
    """TensorFlow 2.21 warns under numpy 2.4 whenever Keras reads a variable."""
    item.add_marker(
        pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
    )
