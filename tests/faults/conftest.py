"""A real server, a real Chromium, and phones whose lines fail on order."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from tests.faults.handset import PHONE, Handset
from tests.faults.line import Line
from tests.faults.phone import Phone
from tests.faults.server import Server
from tests.walks.conftest import CHROMIUM, FLAGS


@pytest.fixture(scope="session")
def prepared(tmp_path_factory) -> Path:
    """A data folder with tables and static files; made once, also when several test processes run."""
    if ready := os.environ.get("FAULTS_PREPARED"):
        return Path(ready)
    root = tmp_path_factory.getbasetemp()
    root = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root
    folder = root / "prepared"
    with open(root / "prepared.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            fresh = root / "preparing"
            fresh.mkdir()
            Server(fresh).prepare()
            fresh.rename(folder)
    return folder


@pytest.fixture(scope="session")
def server(prepared, tmp_path_factory) -> Iterator[Server]:
    """One server for all scenarios of this process."""
    data = tmp_path_factory.mktemp("server") / "data"
    shutil.copytree(prepared, data)
    running = Server(data)
    running.start()
    yield running
    running.close()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright itself, for one browser after another."""
    # No scenario holds a database connection, so Django's guard against queries in an event loop has no business here.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright) -> Iterator[Browser]:
    """One Chromium for the scenarios in which it survives; every phone has a context of its own."""
    chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield chromium
    chromium.close()


@pytest.fixture
def phones(server, browser, request) -> Iterator[Callable[..., Phone]]:
    """``phones()``: a phone with its own shopper and visit; ``phones(like=phone)``: another one of that shopper.

    ``phones(in_parts=True)``: the visit has two dated parts; ``phones(spoken=True)``: it may have spoken notes.
    """
    made: list[Phone] = []
    if server.process is None:
        server.start()

    def make(like: Phone | None = None, *, in_parts: bool = False, spoken: bool = False) -> Phone:
        mine = {"visit": like.visit, "shopper": like.shopper} if like else None
        about = mine or server.ask("plan", in_parts=in_parts, spoken=spoken)
        context = browser.new_context(**PHONE, permissions=["microphone"] if spoken else [])
        phone = Phone(context, Line(server.port), server, **about)
        phone.log_in()
        made.append(phone)
        return phone

    yield make
    for number, phone in enumerate(made):
        if getattr(request.node, "failed", False):
            for page in phone.context.pages:
                page.screenshot(path=Path("test-results") / f"{request.node.name[:80]}-{number}.png")
        phone.context.close()
        phone.line.close()


@pytest.fixture
def phone(phones) -> Phone:
    """One phone."""
    return phones()


@pytest.fixture
def handset(playwright, server, tmp_path) -> Iterator[Handset]:
    """A phone that may die."""
    if server.process is None:
        server.start()
    made = Handset(playwright, tmp_path / "profile", Line(server.port), server, **server.ask("plan"))
    made.log_in()
    yield made
    made.kill()
    with suppress(PlaywrightError):
        made.context.close()
    made.line.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Remember on the test itself whether it failed, for the pictures above."""
    report = yield
    if report.when == "call":
        item.failed = report.failed
    return report
