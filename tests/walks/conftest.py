"""A product of its own for the walks (web, worker and beat as real processes) and a real Chromium."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect, sync_playwright

from tests.prepared import lay as lay_product
from tests.services import free_port
from tests.walks.ground import PEOPLE, WORD

ROOT = Path(__file__).resolve().parent.parent.parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-fake-device-for-media-stream",
]  # fmt: skip
PROGRAM = "import django; django.setup(); from fieldwork.common.tree import Tree; Tree({port}).run()"
# How long something may stay away on a busy machine before it counts as missing; no speed is judged here.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)
SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}


class Product:
    """Where the running product is, what laying its ground told, and its manage.py."""

    def __init__(self, url: str, environment: dict[str, str]) -> None:
        self.url = url
        self.environment = environment
        self.laid = ""

    def manage(self, *arguments: str) -> str:
        """Run one management command on the product's data; returns what it printed."""
        command = [sys.executable, "-W", "ignore", "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True, text=True)
        return done.stdout


@contextmanager
def running(data: Path, *lay: str) -> Iterator[Product]:
    """The product on an empty database, once ``python -m LAY`` has run; on the engines that the environment names."""
    environment = os.environ | {
        "DATA_DIR": str(data),
        "DJANGO_SETTINGS_MODULE": "fieldwork.settings",
        "SWEEP_SECONDS": "3",
    }
    found = Product("", environment)
    lay_product(data, environment)
    command = [sys.executable, "-W", "ignore", "-m", *lay]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    found.laid = done.stdout
    port = free_port()
    found.url = f"http://127.0.0.1:{port}"
    tree = subprocess.Popen([sys.executable, "-c", PROGRAM.format(port=port)], cwd=ROOT, env=environment)
    try:
        wait_until_healthy(found.url)
        yield found
    finally:
        tree.terminate()
        tree.wait(timeout=20)


def wait_until_healthy(url: str) -> None:
    """Wait until the product says that all its parts are up; fails after half a minute."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while True:
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=1)
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


@pytest.fixture(scope="session")
def product(tmp_path_factory):
    """The product with the ground laid, shared by the walks: each has people and visits of its own."""
    with running(tmp_path_factory.mktemp("walk-data"), "tests.walks.ground") as found:
        yield found


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all walks; every person gets a context of their own."""
    # The walks hold no database connection, so Django's guard against queries in an event loop has no business here.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Remember on the test itself whether it failed, for the pictures below."""
    report = yield
    if report.when == "call":
        item.failed = report.failed
    return report


@pytest.fixture
def log_in(request, browser, product):
    """``log_in("shopper", language="nl")`` → a page at the right size, logged in through the front door."""
    contexts = []
    errors: list[str] = []

    def enter(who: str, language: str = "nl") -> Page:
        phone = PEOPLE[who][2] == "shopper"
        size = SIZES["phone" if phone else "desk"]
        context = browser.new_context(viewport=size, locale="nl-NL", accept_downloads=True, has_touch=phone)
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
        page.goto(product.url)
        page.get_by_label("E-mail").fill(PEOPLE[who][0])
        page.locator("input[type=password]").fill(WORD)
        page.locator("input[type=password]").press("Enter")
        page.wait_for_url(lambda url: "/account/" not in url)
        # Chosen once, it stays with the person, whoever walked before.
        other = page.get_by_role("button", name={"nl": "Nederlands", "en": "English"}[language])
        if other.count():
            other.click()
            expect(page.locator("html")).to_have_attribute("lang", language)
        return page

    yield enter
    for number, context in enumerate(contexts):
        if getattr(request.node, "failed", False):
            # What the person saw when it went wrong: test-results/ is where CI looks for it.
            for page in context.pages:
                page.screenshot(path=ROOT / "test-results" / f"{request.node.name}-{number}.png", full_page=True)
        context.close()
    assert not errors, "script errors:\n" + "\n".join(errors)


def assert_accessible(page: Page) -> None:
    """No axe violation on the page as it stands now."""
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    problems = [
        f"{rule['id']}: {rule['help']} — {[node['target'] for node in rule['nodes']][:4]}"
        for rule in found.response["violations"]
    ]
    assert not problems, f"{page.url}\n" + "\n".join(problems)
