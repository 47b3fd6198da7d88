"""The same report printed by a browser that was not running: what our renderer is measured against."""

import ctypes
import os
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.harness import Figure, in_seconds, set_up
from tests.bench.report import newest

REPEAT = 2
ADOPT = 36  # PR_SET_CHILD_SUBREAPER: processes whose parent went become ours
ORPHANS_LEAVE_WITHIN = 10.0  # seconds
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
    ctypes.CDLL(None).prctl(ADOPT, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory(prefix="veldwerk-peers-") as folder:
        page = Path(folder) / "report.html"
        page.write_text(render_html(found, "nl", pictures=actions.pictures(found)))
        spent = [_printed(program, page, number) for number in range(repeat)]
    yield in_seconds("report_chromium_cold_cpu_s", spent)


def _printed(program: str, page: Path, number: int) -> float:
    """Print with a fresh profile; CPU seconds of the browser and all it started."""
    file = page.with_name(f"{number}.pdf")
    command = [program, *OPTIONS, f"--user-data-dir={page.parent}/profile{number}", f"--print-to-pdf={file}"]
    before = _cpu_of_the_dead()
    subprocess.run([*command, page.as_uri()], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    _bury(time.monotonic() + ORPHANS_LEAVE_WITHIN)
    if not file.exists():
        raise AssertionError(f"{program} made no file")
    return _cpu_of_the_dead() - before


def _cpu_of_the_dead() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _bury(deadline: float) -> None:
    """Wait for what the browser left behind: only then does its time count."""
    while time.monotonic() < deadline:
        try:
            pid, _status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            time.sleep(0.05)
