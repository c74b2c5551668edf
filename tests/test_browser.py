from pathlib import Path

import pytest

from tests.browser import need_chromium


def test_without_chromium_one_sentence_says_what_to_install(tmp_path: Path):
    with pytest.raises(pytest.fail.Exception, match="`apt-get install chromium`") as caught:
        need_chromium(tmp_path / "chromium")
    assert not caught.value.pytrace
    assert caught.value.msg.count(".") == 1
