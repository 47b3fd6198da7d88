"""One process tree: web, worker and beat as children that cannot outlive their parent.

Every child holds the reading end of a pipe on its stdin. When the parent dies, however, the pipe closes and
the child ends itself. A child that dies is started again, with a growing pause.

    python -m fieldwork.common.tree web|worker|beat     (how the parent starts a child)
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from django.conf import settings

CHILDREN = ("web", "worker", "beat")
LONGEST_PAUSE = 30.0
EVERY_ADDRESS = {"0.0.0.0", "::"}  # noqa: S104 - only compared


class Tree:
    """Starts the children, keeps them alive, and stops them together."""

    def __init__(self, port: int, host: str = "127.0.0.1", names: tuple[str, ...] = CHILDREN) -> None:
        # Celery warns a root user at every start; in a demo on a fresh machine that is only noise.
        quiet = {"PYTHONWARNINGS": os.environ.get("PYTHONWARNINGS", "ignore")}
        here = f"http://{'127.0.0.1' if host in EVERY_ADDRESS else host}:{port}"  # where links in mails lead
        known = {"SITE_URL": os.environ.get("SITE_URL") or here}
        self.environment = os.environ | quiet | known | {"PORT": str(port), "HOST": host}
        self.names = names
        self.running: dict[str, subprocess.Popen] = {}
        self.started: dict[str, float] = {}
        self.pause: dict[str, float] = {}
        self.stopping = threading.Event()

    def start(self, name: str) -> None:
        """Start one child with our pipe on its stdin."""
        command = [sys.executable, "-m", "fieldwork.common.tree", name]
        # A session of its own: Ctrl-C reaches the parent alone, which then stops the children in order.
        self.running[name] = subprocess.Popen(  # noqa: S603
            command, stdin=subprocess.PIPE, env=self.environment, cwd=settings.BASE_DIR, start_new_session=True
        )
        self.started[name] = time.monotonic()

    def run(self, ready: Callable[[], None] | None = None) -> None:
        """Serve until SIGINT or SIGTERM. ``ready`` is called once after all children were started."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.stopping.set())
        for name in self.names:
            self.start(name)
        if ready:
            ready()
        try:
            while not self.stopping.wait(0.5):
                self._revive()
        finally:
            self.stop()

    def _revive(self) -> None:
        for name, child in list(self.running.items()):
            if child.poll() is None:
                continue
            lived = time.monotonic() - self.started[name]
            pause = 0.5 if lived > 60 else min(LONGEST_PAUSE, self.pause.get(name, 0.5) * 2)
            self.pause[name] = pause
            print(f"{name} ended with {child.returncode}; starting it again in {pause:.0f} s", file=sys.stderr)
            if self.stopping.wait(pause):
                return
            self.start(name)

    def stop(self) -> None:
        """Close every pipe and wait; what does not leave within ten seconds is killed."""
        for child in self.running.values():
            if child.stdin:
                child.stdin.close()
        deadline = time.monotonic() + 10
        for child in self.running.values():
            try:
                child.wait(timeout=max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()


def _leave_with_parent() -> None:
    """End this process when the pipe on stdin closes: politely first, then at once."""

    def watch() -> None:
        while os.read(0, 1024):
            continue
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(4)
        os._exit(0)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def web() -> None:
    """gunicorn with threads; static files come from whitenoise."""
    from gunicorn.app.base import BaseApplication

    class Web(BaseApplication):
        def load_config(self) -> None:
            host, port = os.environ["HOST"], os.environ["PORT"]
            options = {
                "bind": f"{host}:{port}",
                "worker_class": "gthread",
                "workers": int(os.environ.get("WEB_WORKERS", "1")),
                "threads": int(os.environ.get("WEB_THREADS", "8")),
                "timeout": 60,
                "graceful_timeout": 3,
                "loglevel": "warning",
            }
            for key, value in options.items():
                self.cfg.set(key, value)

        def load(self) -> Callable:
            from fieldwork.wsgi import application

            return application

    Web().run()


def worker() -> None:
    """One Celery worker with threads: never prefork on the file broker, a killed child would hang the pool."""
    from fieldwork.celery import app

    threads = ["-P", "threads", "--concurrency", os.environ.get("WORKER_THREADS", "2")]
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    app.worker_main(["--quiet", "worker", *threads, *alone, "--loglevel", "WARNING"])


def beat() -> None:
    """The clock that starts the sweep."""
    from fieldwork.celery import app

    app.start(argv=["--quiet", "beat", "--loglevel", "WARNING", "--pidfile", ""])


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fieldwork.settings")
    _leave_with_parent()
    {"web": web, "worker": worker, "beat": beat}[sys.argv[1]]()
