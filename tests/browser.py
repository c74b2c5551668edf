"""Pages of a real browser, in which a script error or a request elsewhere fails the test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM = Path("/usr/bin/chromium")
# Chromium's own pages for what is typed into its address bar: 0.7 s of the processor a window.
ADDRESS_BAR = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup")
# What Playwright turns off: a second list takes the place of its own.
PLAYWRIGHT_OFF = (
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"),
    *("ThirdPartyStoragePartitioning", "OptimizationHints", "AimEnabled", "PreconnectToSearch"),
    *("AvoidCorsURLLoaderRestartOnRedirect", "NetworkTimeServiceQuerying"),
)
CHROMIUM_OPTIONS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
    f"--disable-features={','.join(ADDRESS_BAR + PLAYWRIGHT_OFF)}",
)
# Patience for a machine whose cores are all taken; nothing waits longer than it must.
PATIENCE_MS = 90_000
TRAINING_SECONDS = 900  # every other process goes before a training
NO_CHROMIUM = f"The browser tests need {CHROMIUM}: install it with `apt-get install chromium`."


def need_chromium(path: Path = CHROMIUM) -> None:
    """Fail, with one sentence and no traceback, where there is no Chromium."""
    if not path.exists():
        pytest.fail(NO_CHROMIUM, pytrace=False)


@contextmanager
def opened(browser: Browser, url: str, **options: Any) -> Iterator[Page]:
    """Open the app in a profile of its own, such as a phone's or a dark one."""
    context = browser.new_context(**options)
    with opened_in(context, url) as page:
        yield page
    context.close()


@contextmanager
def opened_in(context: BrowserContext, url: str) -> Iterator[Page]:
    """Open the app in a new tab and wait until its pad listens."""
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    complaints: list[str] = []
    home = url.partition("#")[0]
    page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
    page.on("request", lambda request: complaints.extend(_foreign(request.url, home)))
    page.goto(url, wait_until="domcontentloaded")
    page.wait_for_selector("#sketchpad .pad[data-ready]", state="attached")  # on any tab
    yield page
    page.close()
    assert complaints == []


def _foreign(url: str, home: str) -> list[str]:
    return [] if url.startswith((home, "data:", "blob:")) else [f"request to {url}"]
