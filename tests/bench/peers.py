"""The same report printed by a browser that was not running: what our renderer is measured against."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.harness import Figure, in_seconds, set_up
from tests.bench.report import cpu_of, newest

REPEAT = 2
LOOK_EVERY = 0.02  # seconds; what a process does after the last look is not seen
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
# --headless: no windows; the rest keeps it from asking for rights, graphics and a network that are not there.
OPTIONS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-pdf-header-footer")


def figures(repeat: int) -> Iterator[Figure]:
    """CPU of a cold Chromium over the page of the demo's report, style and pictures inside."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        raise AssertionError("apt-get install --yes chromium")
    set_up()
    from reports.documents import actions
    from reports.documents.rendering import render_html

    found = newest().figure_set.figures
    with tempfile.TemporaryDirectory(prefix="veldwerk-peers-") as folder:
        page = Path(folder) / "report.html"
        page.write_text(render_html(found, "nl", pictures=actions.pictures(found)))
        spent = [_printed(program, page, number) for number in range(repeat)]
    yield in_seconds("report_chromium_cold_cpu_s", spent)


def _printed(program: str, page: Path, number: int) -> float:
    """Print with a fresh profile; CPU seconds of the browser and all it started."""
    file = page.with_name(f"{number}.pdf")
    command = [program, *OPTIONS, f"--user-data-dir={page.parent}/profile{number}", f"--print-to-pdf={file}"]
    browser = subprocess.Popen([*command, page.as_uri()], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seen: dict[int, float] = {}
    while browser.poll() is None:
        for pid in _family(browser.pid):
            try:
                seen[pid] = cpu_of(pid)
            except (FileNotFoundError, ProcessLookupError):
                continue
        time.sleep(LOOK_EVERY)
    if not file.exists():
        raise AssertionError(f"{program} made no file")
    return sum(seen.values())


def _family(pid: int) -> set[int]:
    """A process and everything below it."""
    parents: dict[int, int] = {}
    for name in os.listdir("/proc"):
        if name.isdecimal():
            try:
                parents[int(name)] = int(Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
    family, size = {pid}, 0
    while len(family) > size:
        size = len(family)
        family |= {child for child, parent in parents.items() if parent in family}
    return family
