"""A real worker and a real beat as children of a real tree, on the test's database, with a broker of their own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from kombu import Connection

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = (
    "import django; django.setup(); from fieldwork.common.tree import Tree; Tree(0, names=('worker', 'beat')).run()"
)
LEASE, SWEEP = 3, 1
PATIENCE = 60.0  # seconds; the machine may be busy with other tests


def until(question: Callable[[], Any], seconds: float = PATIENCE, pause: float = 0.05) -> Any:
    """Ask until the answer is true; returns it, or the last answer when time is up."""
    deadline = time.monotonic() + seconds
    while not (answer := question()) and time.monotonic() < deadline:
        time.sleep(pause)
    return answer


def below(parent: int) -> dict[int, str]:
    """The living processes below ``parent`` with their command lines."""
    found: dict[int, str] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (stat := _stat(int(folder.name))) and int(stat[1]) == parent:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode() if stat[0] != "Z" else ""
            if command:
                found |= {int(folder.name): command, **below(int(folder.name))}
    return found


def is_alive(pid: int) -> bool:
    """Whether a process still runs; one that only waits to be counted does not."""
    stat = _stat(pid)
    return bool(stat) and stat[0] != "Z"


def _stat(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def database_url() -> str:
    """The address of the database that this test uses, for another process."""
    has = connections["default"].settings_dict
    if has["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{has['NAME']}"
    return f"postgres://{has['USER']}:{has['PASSWORD']}@{has['HOST']}:{has['PORT']}/{has['NAME']}"


def broker_url() -> str:
    """The broker of this run: Redis where the engines are tested (a part of it per test process), files elsewhere."""
    url = settings.CELERY_BROKER_URL
    if not url.startswith("redis"):
        return "filesystem://"
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) + 1
    return f"{url.rsplit('/', 1)[0]}/{number}"


class Crew:
    """Worker and beat of one test. ``environment`` are settings for them alone."""

    def __init__(self, folder: Path, broker: str, **environment: object) -> None:
        self.folder, self.broker = folder, broker
        self.queue = folder / "broker" / "queue"
        self.process: subprocess.Popen | None = None
        files = settings.STORAGES["default"]["OPTIONS"]["location"]
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "fieldwork.settings",
            "DATA_DIR": str(folder),
            "DATABASE_URL": database_url(),
            "CELERY_BROKER_URL": broker,
            "STORAGE_URL": f"file://{files}",
            "JOB_LEASE_SECONDS": str(LEASE),
            "SWEEP_SECONDS": str(SWEEP),
            **{name: str(value) for name, value in environment.items()},
        }
        self.queue.mkdir(parents=True, exist_ok=True)

    def link(self) -> Connection:
        """A connection to the broker as the web process has one, with its patience."""
        if self.broker.startswith("filesystem"):
            folders = {"data_folder_in": str(self.queue), "data_folder_out": str(self.queue)}
            return Connection(self.broker, transport_options=folders)
        return Connection(self.broker, transport_options=settings.BROKER_PATIENCE)

    def start(self) -> None:
        """Start the tree; it works as soon as it is up."""
        self.process = subprocess.Popen([sys.executable, "-c", PROGRAM], cwd=ROOT, env=self.environment)

    def pids(self) -> dict[int, str]:
        """Every process of the tree, the parent included."""
        return {self.process.pid: "tree", **below(self.process.pid)} if self.process else {}

    def kill(self, spare: str = "\n") -> bool:
        """SIGKILL the whole tree at once, but for processes whose command holds ``spare``."""
        pids = [pid for pid, command in self.pids().items() if spare not in command]
        _signal(pids, signal.SIGKILL)
        if self.process:
            self.process.wait()
        return bool(pids)

    def kill_when(self, caught: Callable[[], bool], seconds: float = PATIENCE) -> bool:
        """Kill the tree at a moment when ``caught`` holds: it stands still while we look, so that it stays true."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if caught():
                pids = list(self.pids())
                _signal(pids, signal.SIGSTOP)
                if caught():
                    return self.kill()
                _signal(pids, signal.SIGCONT)
            time.sleep(0.01)
        return False

    def stop(self) -> None:
        """End the tree politely, then for certain."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                self.kill()


def _signal(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue
