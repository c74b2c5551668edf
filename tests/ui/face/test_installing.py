"""The installed app: a manifest with icons that are there, and a sentence where no server is."""

import io
import json
import urllib.error
from pathlib import Path
from urllib.parse import urljoin

import pytest
from PIL import Image, ImageColor
from playwright.sync_api import Browser, expect

from mnist_space.ui.face import installing
from mnist_space.ui.face.installing import INDIGO
from mnist_space.ui.page import TITLE
from tests.browser import opened_in
from tests.ui.pages import fetched

OFFLINE = "You are offline: the digits are read on the server."


def test_the_app_can_be_installed_and_its_icons_have_two_sizes(app_url: str) -> None:
    address = app_url + "/manifest.json"
    manifest = json.loads(fetched(address))
    assert (manifest["name"], manifest["display"]) == (TITLE, "standalone")
    # The app may lie below a root path.
    assert not any(named["src"].startswith(("/", "http")) for named in manifest["icons"])
    for named in manifest["icons"]:
        with Image.open(io.BytesIO(fetched(urljoin(address, named["src"])))) as icon:
            assert "{}x{}".format(*icon.size) == named["sizes"]
            corner = icon.convert("RGBA").getpixel((0, 0))
        filled = named["purpose"] == "maskable"
        assert corner == ImageColor.getcolor(INDIGO if filled else "#0000", "RGBA")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetched(app_url + "/pwa_icon/30000")


def test_without_a_connection_the_app_says_so_and_comes_back_with_it(
    chromium: Browser, app_url: str
) -> None:
    context = chromium.new_context()
    with opened_in(context, app_url + "#tab=lab") as page:
        page.evaluate("navigator.serviceWorker.ready.then(() => null)")
        context.set_offline(True)
        page.reload()
        if page.evaluate("navigator.onLine"):  # Chromium 150 forgets it at a reload
            context.set_offline(False)
            context.set_offline(True)
        expect(page.get_by_text(OFFLINE)).to_be_visible()
        expect(page.get_by_text("The server does not answer")).to_be_hidden()
        # Nothing but the page is answered, and nothing of the app is kept.
        assert page.evaluate("fetch('theme.css').then(() => 'kept', () => 'gone')") == "gone"
        assert page.evaluate("caches.keys()") == []
        context.set_offline(False)
        expect(page.locator("#lab-chain")).to_be_visible()
    context.close()


def test_a_server_that_is_gone_is_not_taken_for_a_lost_connection(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content(Path(installing.__file__).with_name("offline.html").read_text())
    expect(page.get_by_text("The server does not answer")).to_be_visible()
    expect(page.get_by_text(OFFLINE)).to_be_hidden()
    page.close()
