"""A browser for the tests that open the form on our own files, without a server."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.capture.browser import launch


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One Chromium for the tests of a module; ``phone`` of ``tests.capture.browser`` makes a phone of it."""
    with sync_playwright() as play:
        browser = launch(play)
        yield browser
        browser.close()
