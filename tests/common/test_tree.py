"""The process tree with real processes: it serves, revives a child, and leaves no orphan behind."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.prepared import lay
from tests.services import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = "import django; django.setup(); from fieldwork.common.tree import Tree; Tree({port}).run()"


def children(parent: int) -> list[int]:
    """Process ids below ``parent``, with their children."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                stat = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(stat[1]) == parent and stat[0] != "Z":
                found += [int(folder.name), *children(int(folder.name))]
    return found


def until(question, seconds: float = 45):
    """Ask until the answer is true; returns it, or the last answer when time is up."""
    deadline = time.monotonic() + seconds
    while not (answer := question()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return answer


def answers(port: int) -> bool:
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).status == 200
    except OSError:
        return False


def alive(pids: list[int]) -> list[int]:
    return [pid for pid in pids if Path(f"/proc/{pid}").exists() and "Z" not in _state(pid)]


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "Z"


@pytest.fixture
def tree(tmp_path):
    """A running tree on a port and data folder of its own."""
    environment = os.environ | {"DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "fieldwork.settings"}
    environment.pop("DATABASE_URL", None)
    environment.pop("CELERY_BROKER_URL", None)
    lay(tmp_path, environment)
    port = free_port()
    program = PROGRAM.format(port=port)
    process = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, env=environment)
    process.port = port
    yield process
    if process.poll() is None:
        process.terminate()
        process.wait(timeout=20)


def test_no_orphan_survives_a_killed_parent(tree):
    assert until(lambda: answers(tree.port)), "the first page did not come"
    below = children(tree.pid)
    assert len(below) >= 3

    tree.send_signal(signal.SIGKILL)

    assert until(lambda: not alive(below), seconds=10), f"still there: {alive(below)}"


def web_of(tree) -> set[int]:
    """The processes of the web child."""
    return {pid for pid in children(tree.pid) if "tree\0web" in _command(pid)}


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def test_a_child_that_dies_comes_back(tree):
    assert until(lambda: answers(tree.port))
    before = web_of(tree)
    assert before
    for pid in before:
        os.kill(pid, signal.SIGKILL)

    assert until(lambda: web_of(tree) and not web_of(tree) & before), "the web was not started again"
    assert until(lambda: answers(tree.port))
