"""A real Chromium under a thumb; the server is only the page and its files."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, sync_playwright

from fieldwork.common.storage import smaller
from tests.emotions.form_page import HERE, KINDS, STATIC, WHOLE, form_page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture
def phone(browser) -> Iterator[BrowserContext]:
    pages = {"nl": form_page("nl", {}), "en": form_page("en", {}), "whole": form_page("nl", WHOLE)}
    pages["faces"] = form_page("nl", {}, "faces")

    def serve(route: Route) -> None:
        path = re.sub(r"[?#].*", "", route.request.url.removeprefix(HERE))
        if path[1:] in pages:
            route.fulfill(body=pages[path[1:]], content_type="text/html")
        elif path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            body = smaller(file.read_text()) if file.suffix == ".js" else file.read_bytes()  # as it is served
            route.fulfill(body=body, content_type=KINDS.get(file.suffix, "application/octet-stream"))
        else:
            route.abort()

    context = browser.new_context(viewport={"width": 360, "height": 640}, has_touch=True)
    context.set_default_timeout(15_000)
    context.route("**/*", serve)
    yield context
    context.close()
