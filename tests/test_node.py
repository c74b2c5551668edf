from pathlib import Path

import pytest

from tests.node import PACKAGES, need_packages


@pytest.mark.parametrize("node", ["node", "no-such-node"])
def test_without_node_or_its_packages_one_sentence_says_what_to_install(tmp_path: Path, node: str):
    packages = tmp_path if node == "node" else PACKAGES
    with pytest.raises(pytest.fail.Exception, match="`npm ci --prefix tests/ui/node`") as caught:
        need_packages(packages, node)
    assert not caught.value.pytrace
    assert caught.value.msg.count(". ") == 0
