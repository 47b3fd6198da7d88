"""CPU of a browser that was not running and prints one page: ``python -m tests.bench.chromium PAGE``."""

import ctypes
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ADOPT = 36  # PR_SET_CHILD_SUBREAPER: processes whose parent went become ours
ORPHANS_LEAVE_WITHIN = 10.0  # seconds
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
# --headless: no windows; the rest keeps it from asking for rights, graphics and a network that are not there.
OPTIONS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-pdf-header-footer")


def printed(page: Path) -> float:
    """CPU seconds of a browser with a fresh profile and all it started, in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.chromium", str(page)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def main(page: Path) -> None:
    """Print the page once and say what that took."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        raise SystemExit("apt-get install --yes chromium")
    ctypes.CDLL(None).prctl(ADOPT, 1, 0, 0, 0)
    with tempfile.TemporaryDirectory(prefix="veldwerk-chromium-", ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "report.pdf"
        command = [program, *OPTIONS, f"--user-data-dir={folder}/profile", f"--print-to-pdf={file}", page.as_uri()]
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        _bury(time.monotonic() + ORPHANS_LEAVE_WITHIN)
        if not file.exists():
            raise SystemExit(f"{program} made no file")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(used.ru_utime + used.ru_stime)


def _bury(deadline: float) -> None:
    """Wait for what the browser left behind: only then does its time count."""
    while time.monotonic() < deadline:
        try:
            pid, _status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            time.sleep(0.05)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
