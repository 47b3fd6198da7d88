"""WebKitGTK, the second engine: its small browser on a screen of its own, driven through WebDriver."""

import glob
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium.common.exceptions import ElementClickInterceptedException, StaleElementReferenceException
from selenium.webdriver import WebKitGTK
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from tests.services import Missing

DRIVER = "/usr/bin/WebKitWebDriver"
BROWSERS = "/usr/lib/*/webkit2gtk-4.*/MiniBrowser"
# A screen was drawn anew under the thumb: look again.
MOVED = (StaleElementReferenceException, ElementClickInterceptedException)
PATIENCE = 60.0  # seconds; how long something may stay away on a busy machine before it counts as missing


@contextmanager
def display() -> Iterator[str]:
    """A screen that nobody sees, at the first free number; yields its name."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1024x1024x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            yield f":{told.readline().strip()}"
    finally:
        server.terminate()
        server.wait(timeout=20)


@contextmanager
def webkit(home: Path) -> Iterator["Thumb"]:
    """A browser whose files all lie in ``home``. Raises ``Missing`` where Debian's package is not installed."""
    found = sorted(glob.glob(BROWSERS))
    if not found or not Path(DRIVER).exists():
        raise Missing("apt-get install --yes webkit2gtk-driver xvfb")
    options = Options()
    options.binary_location = found[-1]
    options.add_argument("--automation")
    with display() as screen:
        own = {"DISPLAY": screen, "GDK_BACKEND": "x11", "LANG": "C.UTF-8"}
        own |= dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), str(home))
        service = Service(DRIVER, log_output=str(home / "driver.log"), env=os.environ | own)
        driver = WebKitGTK(options=options, service=service)
        try:
            driver.set_window_size(390, 844)
            yield Thumb(driver)
        finally:
            driver.quit()


class Thumb:
    """What a thumb does on a page, and what the eye beside it waits for."""

    def __init__(self, driver: WebKitGTK) -> None:
        self.driver = driver

    def until(self, question: Callable[[], Any], what: str) -> Any:
        """Ask until the answer is true and return it; an assertion that names ``what`` when time is up."""
        waiting = WebDriverWait(self.driver, PATIENCE, 0.1, MOVED)
        return waiting.until(lambda _driver: question(), f"in vain: {what}")

    def all(self, css: str) -> list[WebElement]:
        """Everything in sight that fits."""
        return [one for one in self.driver.find_elements(By.CSS_SELECTOR, css) if one.is_displayed()]

    def see(self, css: str, words: str = "") -> WebElement:
        """Wait for an element in sight, with these words in it."""
        return self.until(
            lambda: next((one for one in self.all(css) if words in one.text), None), f"{css} {words}".strip()
        )

    def script(self, code: str, *arguments: Any) -> Any:
        """Run a line of script on the page."""
        return self.driver.execute_script(code, *arguments)

    def press(self, css: str) -> None:
        """Press something in the middle of the screen, clear of the bar and of the row at the thumb."""

        def pressed() -> bool:
            target = self.see(css)
            self.script("arguments[0].scrollIntoView({ block: 'center' })", target)
            target.click()
            return True

        self.until(pressed, f"pressing {css}")

    def pick(self, css: str) -> None:
        """Press the words beside a box or a round button until it is chosen."""

        def chosen() -> bool:
            if self.script("return document.querySelector(arguments[0])?.checked", css):
                return True
            within, _space, control = css.rpartition(" ")
            self.press(f"{within} label:has({control})")
            return False

        self.until(chosen, f"{css} chosen")

    def write(self, css: str, text: str) -> None:
        """Type, then leave the field."""
        field = self.see(css)
        field.clear()
        field.send_keys(text)
        self.script("arguments[0].blur()", field)

    def tap(self, css: str, right: float, up: float) -> None:
        """One tap inside an element, at a share of its width from the left and of its height from the bottom."""
        target = self.see(css)
        width, height = target.size["width"], target.size["height"]
        across, down = round((right - 0.5) * width), round((0.5 - up) * height)
        ActionChains(self.driver).move_to_element_with_offset(target, across, down).click().perform()
