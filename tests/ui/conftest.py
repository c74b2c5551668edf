"""One page for the tests of a module: to load it anew costs more than most of what they do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser import opened_in
from tests.ui.pages import start_over


@pytest.fixture(scope="module")
def shared_page(wide: BrowserContext, app_url: str) -> Iterator[Page]:
    """A wide page in light colours, as the tests before this one left it."""
    with opened_in(wide, app_url) as page:
        yield page


@pytest.fixture
def empty_page(shared_page: Page) -> Page:
    """The module's page on the Predict tab without a picture, and with what is chosen at first."""
    start_over(shared_page)
    return shared_page
