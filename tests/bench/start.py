"""From the command to the first page, and to a filled demo: wall time, because that is what somebody waits.

The CPU of all processes until the first page stands beside it: it tells a busy machine from a slow start.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.bench import ROOT
from tests.bench.harness import Figure, children_of, cpu_of
from tests.services import free_port

REPEAT = 1  # an empty folder is empty once
FIRST_PAGE_WITHIN, FILLED_WITHIN = 60.0, 360.0  # seconds


def figures(repeat: int) -> Iterator[Figure]:
    """``make demo`` on an empty folder once the static files are there."""
    data = Path(os.environ["DATA_DIR"])
    subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"], cwd=ROOT, check=True)
    port = free_port()
    began = time.monotonic()
    demo = subprocess.Popen(
        [sys.executable, "-W", "ignore", "manage.py", "demo", "--port", str(port)], cwd=ROOT, stdout=sys.stderr
    )
    try:
        _wait_until(lambda: _answers(f"http://127.0.0.1:{port}/"), began + FIRST_PAGE_WITHIN, every=0.02)
        waited, tree = time.monotonic() - began, [demo.pid, *children_of(demo.pid)]
        yield Figure("first_page_seconds", waited, "s", 1)
        yield Figure("first_page_cpu_seconds", sum(cpu_of(pid) for pid in tree), "s", 1)
        status = f"http://127.0.0.1:{port}/start/status"
        if _wait_until(lambda: _is_over(status), began + FILLED_WITHIN, every=1.0, is_required=False):
            yield Figure("start_to_seeded_seconds", time.monotonic() - began, "s", 1)
            (data / "filled").touch()
    finally:
        demo.send_signal(signal.SIGINT)
        demo.wait(timeout=30)


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, ConnectionError, TimeoutError):
        return False


def _is_over(address: str) -> bool:
    try:
        with urlopen(address, timeout=10) as answer:
            told = json.load(answer)
    except (URLError, ConnectionError, TimeoutError):
        return False
    return bool(told["isOver"] and told["percent"] == 100)


def _wait_until(is_so, deadline: float, *, every: float, is_required: bool = True) -> bool:
    while not is_so():
        if time.monotonic() > deadline:
            if is_required:
                raise TimeoutError("the first page did not come")
            return False
        time.sleep(every)
    return True
