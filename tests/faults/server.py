"""A real server of the tests' own: start, kill, back up, put back, deploy, and ask what its tables hold."""

import hashlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.services import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
# Another tree of sources to run instead, such as a deliberately broken one.
SOURCE = Path(os.environ.get("FAULTS_SOURCE", ROOT))
PATIENCE = 60.0
NEWER = {".js": "\nvoid 0;\n", ".css": "\n/* newer */\n"}
NOT_COPIED = ("static", "broker", "veldwerk.sqlite3*")


class Server:
    """The product's web process on a data folder of its own, and a desk that looks into its tables."""

    def __init__(self, data: Path, source: Path = SOURCE) -> None:
        self.data, self.source, self.port = data, source, free_port()
        self.process: subprocess.Popen | None = None
        self.desk: subprocess.Popen | None = None

    @property
    def environment(self) -> dict[str, str]:
        """Settings of every process on this data; no service of the machine is used."""
        own = {
            "DATA_DIR": str(self.data), "DJANGO_SETTINGS_MODULE": "fieldwork.settings", "HOST": "127.0.0.1",
            "PORT": str(self.port), "PYTHONPATH": str(self.source), "PYTHONWARNINGS": "ignore",
        }  # fmt: skip
        return {k: v for k, v in os.environ.items() if not k.endswith("_URL")} | own

    def _run(self, *arguments: str) -> subprocess.Popen:
        return subprocess.Popen([sys.executable, *arguments], cwd=self.source, env=self.environment)

    def prepare(self) -> None:
        """An empty database with its tables, and the static files."""
        jobs = [self._run("manage.py", "migrate", "-v0"), self.collect()]
        codes = [job.wait(timeout=180) for job in jobs]
        assert codes == [0, 0], "the server could not be prepared"

    def collect(self) -> subprocess.Popen:
        """Collect the static files of the present source."""
        return self._run("manage.py", "collectstatic", "--noinput", "-v0")

    def start(self) -> None:
        """Serve, and return when it answers."""
        assert self.process is None, "it runs already"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "fieldwork.common.tree", "web"], stdin=subprocess.PIPE, cwd=self.source,
            env=self.environment, start_new_session=True,
        )  # fmt: skip
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5).close()
                return
            except OSError:
                time.sleep(0.05)
        raise TimeoutError("the server does not answer")

    def kill(self) -> None:
        """SIGKILL to every process of it, whatever they are doing."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def restart(self) -> None:
        """Kill and start again."""
        self.kill()
        self.start()

    def close(self) -> None:
        """End everything that was started here."""
        self.kill()
        if self.desk and self.desk.stdin:
            self.desk.stdin.close()
            self.desk.wait(timeout=20)

    def back_up(self, to: Path) -> None:
        """A copy of database and files as they are now, made while the server runs."""
        shutil.copytree(self.data, to, ignore=shutil.ignore_patterns(*NOT_COPIED))
        now, copy = (sqlite3.connect(self._database(folder)) for folder in (self.data, to))
        with closing(now), closing(copy):
            now.backup(copy)

    def put_back(self, copy: Path) -> None:
        """What a night with a broken disk looks like: stopped, the older copy put back, started."""
        self.kill()
        for name in ("files", "uploads"):
            shutil.rmtree(self.data / name, ignore_errors=True)
        for leftover in self.data.glob("veldwerk.sqlite3*"):
            leftover.unlink()
        shutil.copytree(copy, self.data, dirs_exist_ok=True)
        self.start()

    @staticmethod
    def _database(folder: Path) -> Path:
        return folder / "veldwerk.sqlite3"

    def deploy(self, *, keep_old: bool = True) -> None:
        """A new version: every script and style sheet under a new name, then a restart."""
        root = self.data / "static"
        named = json.loads((root / "staticfiles.json").read_text())["paths"]
        newer = {
            name: (root / file).read_text() + NEWER[kind]
            for name, file in named.items()
            if (kind := Path(name).suffix) in NEWER
        }
        change_static(root, newer, keep_old=keep_old)
        self.restart()

    def ask(self, what: str, **about: Any) -> Any:
        """Let the desk do or look up one thing; see ``tests.faults.desk``."""
        if self.desk is None:
            self.desk = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.desk"], cwd=self.source, env=self.environment, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )  # fmt: skip
        assert self.desk.stdin is not None
        assert self.desk.stdout is not None
        self.desk.stdin.write(json.dumps({"what": what, **about}) + "\n")
        self.desk.stdin.flush()
        said = json.loads(self.desk.stdout.readline())
        if "error" in said:
            raise AssertionError(f"{what}: {said['error']}")
        return said["said"]


def change_static(root: Path, newer: dict[str, str], *, keep_old: bool = True) -> None:
    """Put other texts in the place of collected static files, each under the hashed name that belongs to it."""
    manifest = json.loads((root / "staticfiles.json").read_text())
    for name, text in newer.items():
        old, kind = manifest["paths"][name], Path(name).suffix
        fresh = f"{name.removesuffix(kind)}.{hashlib.md5(text.encode()).hexdigest()[:12]}{kind}"
        (root / fresh).write_text(text)
        manifest["paths"][name] = fresh
        if not keep_old:
            (root / old).unlink()
            (root / f"{old}.gz").unlink(missing_ok=True)
    (root / "staticfiles.json").write_text(json.dumps(manifest))


def copy_source(source: Path, to: Path) -> None:
    """The product's own source files, and the tests that its desk needs; no data, no environment."""
    ignore = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in ("fieldwork", "reports", "templates", "tests"):
        shutil.copytree(source / name, to / name, ignore=ignore)
    for name in ("manage.py", "pyproject.toml"):
        shutil.copy2(source / name, to / name)
