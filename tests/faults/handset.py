"""A phone whose browser may be killed."""

import os
import signal
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import BrowserContext, Playwright
from playwright.sync_api import Error as PlaywrightError

from tests.faults.line import Line
from tests.faults.phone import PATIENCE, Phone
from tests.faults.server import Server
from tests.walks.conftest import CHROMIUM, FLAGS, SIZES

PHONE = {"viewport": SIZES["phone"], "locale": "nl-NL", "has_touch": True, "accept_downloads": True}


class Handset(Phone):
    """A phone whose browser may be killed: all it has lives in a profile folder, and it starts again on that."""

    def __init__(self, playwright: Playwright, profile: Path, line: Line, server: Server, **about) -> None:
        self.playwright, self.profile = playwright, profile
        self.scripts: list[str] = []
        super().__init__(self._launch(), line, server, **about)

    def _launch(self) -> BrowserContext:
        chromium = self.playwright.chromium
        return chromium.launch_persistent_context(str(self.profile), executable_path=CHROMIUM, args=FLAGS, **PHONE)

    def on_every_page(self, script: str) -> None:
        """Run this before every page, also when the browser was started again."""
        self.scripts.append(script)
        self.context.add_init_script(script)

    def kill(self) -> None:
        """SIGKILL to every process of the browser."""
        mark = f"--user-data-dir={self.profile}".encode()
        for folder in Path("/proc").iterdir():
            with suppress(OSError):
                if folder.name.isdigit() and mark in (folder / "cmdline").read_bytes():
                    os.kill(int(folder.name), signal.SIGKILL)

    def launch_again(self) -> None:
        """Start the browser on the same profile and log in."""
        self.kill()
        with suppress(PlaywrightError):
            self.context.close()
        self.context = self._launch()
        self.context.set_default_timeout(PATIENCE * 1000)
        for script in self.scripts:
            self.context.add_init_script(script)
        self.page = self.context.pages[0]
        self.log_in()

    def start_again(self) -> None:
        """As ``launch_again``, and open the form."""
        self.launch_again()
        self.reopens()
