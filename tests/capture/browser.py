"""The form in a real Chromium with a made-up microphone; the server is only the page and its files."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Route, expect

from tests.emotions.form_page import HERE, KINDS, STATIC, form_page

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--use-fake-device-for-media-stream", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
# Everything in one store of the phone's memory, as [key, value].
KEPT = """async (name) => {
  const [{ name: base }] = await indexedDB.databases();
  const opened = indexedDB.open(base);
  await new Promise((done) => (opened.onsuccess = done));
  const store = opened.result.transaction(name).objectStore(name);
  const [keys, values] = [store.getAllKeys(), store.getAll()];
  await new Promise((done) => (values.onsuccess = done));
  opened.result.close();
  return values.result.map((value, at) => [keys.result[at], value instanceof ArrayBuffer ? value.byteLength : value]);
}"""


def launch(play: Playwright, **options: Any) -> Browser:
    """A Chromium whose microphone hums by itself; whether it may be used is asked of the context."""
    return play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS, **options)


def serve(context: BrowserContext, pages: dict[str, str]) -> None:
    """Answer every request of a context with these pages and our own static files; nothing can be sent."""

    def answer(route: Route) -> None:
        path = re.sub(r"[?#].*", "", route.request.url.removeprefix(HERE))
        if path[1:] in pages:
            route.fulfill(body=pages[path[1:]], content_type="text/html")
        elif path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            route.fulfill(body=file.read_bytes(), content_type=KINDS.get(file.suffix, "application/octet-stream"))
        else:
            route.abort()

    context.route("**/*", answer)


@contextmanager
def phone(browser: Browser, page: str, **options: Any) -> Iterator[BrowserContext]:
    """A phone of 360 × 640 on which the form is at ``/form``."""
    context = browser.new_context(viewport={"width": 360, "height": 640}, has_touch=True, **options)
    context.set_default_timeout(15_000)
    serve(context, {"form": page})
    yield context
    context.close()


def opened(context: BrowserContext, screen: str = "") -> Page:
    """The form at one screen, or where it begins; a script that fails there fails the test."""
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"script error: {error}"))
    page.goto(f"{HERE}/form{screen and '#'}{screen}")
    expect(page.locator("#actions button").first).to_be_visible()
    return page


def kept(page: Page, name: str) -> list[list[Any]]:
    """What one store of the phone's memory holds now."""
    return page.evaluate(KEPT, name)


def said(page: Page, field: str) -> Any:
    """The newest value of a field in the phone's memory."""
    ops = [op for _key, op in kept(page, "ops") if op["field"] == field]
    return max(ops, key=lambda op: op["seq"])["value"] if ops else None


def until_said(page: Page, field: str, value: Any) -> None:
    """Wait until that is the newest value of a field on disk; half a minute at most."""
    for _try in range(300):
        if said(page, field) == value:
            return
        page.wait_for_timeout(100)
    assert said(page, field) == value


__all__ = ["HERE", "form_page", "kept", "launch", "opened", "phone", "said", "serve", "until_said"]
