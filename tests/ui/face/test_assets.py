"""What a browser keeps of the page: files whose names change with what is in them."""

import re
import urllib.error
import urllib.request

import pytest

from tests.ui.pages import fetched


def test_scripts_are_kept_and_the_page_is_not(app_url: str) -> None:
    page = fetched(app_url).decode()
    (script,) = re.findall(r'<script [^>]*src="\./(assets/[^"]*)"', page)
    assert kept(f"{app_url}/{script}") == "public, max-age=31536000, immutable"
    assert re.search(r"-[\w-]{8,9}\.js$", script)  # the name of its content
    assert kept(app_url) is kept(app_url + "/offline.js") is None
    with pytest.raises(urllib.error.HTTPError, match="404") as missing:
        kept(f"{app_url}/assets/none.js")
    with missing.value:
        assert missing.value.headers["Cache-Control"] is None


def kept(address: str) -> str | None:
    """What an answer says of how long it holds."""
    with urllib.request.urlopen(address) as answered:
        said: str | None = answered.headers["Cache-Control"]
        return said
