"""A warm child process that renders reports, so that a report can be stopped and cannot eat the worker.

The child knows no database, no secrets and no apps: it gets frozen figures and pictures, and gives back bytes. It
keeps WeasyPrint, fonts and style loaded between reports. The parent watches the clock, the child's memory and its
progress; at a limit the child is killed, the reason is told, and the next report gets a fresh one.
"""

import gc
import os
import pickle
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from reports.improvement.shape import Interpretation

from .archiving import Attached
from .printing import AnyFigures, print_figures
from .rendering import PLAIN, ROOT, NotRendered, Options, Progress

SECONDS = 120.0
MEGABYTES = 600
REPORTS_PER_CHILD = 25  # then a fresh one: laying out leaves about 1.2 MB behind each time, outside of Python
HEADER = 8
# Only what finding fonts and libraries needs; no settings, addresses or keys of the product.
KEPT = ("PATH", "HOME", "LANG", "LD_LIBRARY_PATH", "FONTCONFIG_PATH", "FONTCONFIG_FILE", "XDG_CACHE_HOME")


class RenderStopped(NotRendered):
    """The child was stopped at a limit or died; the words say which."""


class RenderChild:
    """A handle on one warm child. Safe to use from several threads: one report at a time."""

    def __init__(self, *, seconds: float = SECONDS, megabytes: float = MEGABYTES) -> None:
        self.seconds, self.megabytes = seconds, megabytes
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = os.getpid()
        self._done = 0
        self._lock = threading.Lock()

    def render(
        self,
        figures: AnyFigures,
        *,
        language: str,
        pictures: Mapping[str, bytes],
        progress: Progress | None = None,
        options: Options = PLAIN,
        interpretation: Interpretation | None = None,
        chapters: Collection[str] | None = None,
        attachments: tuple[Attached, ...] = (),
    ) -> bytes:
        """As ``printing.print_figures``, in the child.

        Raises ``RenderStopped`` at the limit of time or memory, or when the child died, and ``NotRendered``
        for figures that cannot be printed. Either way the next call works again.
        """
        order = {
            "figures": figures,
            "language": language,
            "pictures": dict(pictures),
            "options": options,
            "interpretation": interpretation,
            "chapters": chapters,
            "attachments": attachments,
        }
        with self._lock:
            watch = _Watch(self._started(), self.seconds, self.megabytes)
            try:
                kind, content = self._ask(watch.process, order, progress)
            finally:
                watch.end()
            if kind == "gone":
                self.stop()
                raise RenderStopped(watch.reason or "The renderer ended without a report.")
        if kind == "refused":
            raise NotRendered(content.decode())
        return bytes(content)

    def stop(self) -> None:
        """End the child, if there is one."""
        process, self._process, self._done = self._process, None, 0
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._owner != os.getpid():  # the worker forked: the child belongs to its parent, leave it alone
            self._process, self._owner, self._done = None, os.getpid(), 0
        if self._process and (self._done >= REPORTS_PER_CHILD or self._process.poll() is not None):
            self.stop()
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "reports.documents.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=ROOT,
                env={name: os.environ[name] for name in KEPT if name in os.environ},
            )
        return self._process

    def _ask(
        self, process: "subprocess.Popen[bytes]", order: dict[str, Any], progress: Progress | None
    ) -> tuple[str, Any]:
        """One order and its answer, passing progress on; ``("gone", None)`` when the child is no more."""
        if process.stdin is None or process.stdout is None:
            return "gone", None
        try:
            _send(process.stdin, ("order", order))
        except OSError:
            return "gone", None
        while (answer := _receive(process.stdout))[0] == "progress":
            if progress:
                progress(*answer[1])
        self._done += 1
        return answer


class _Watch:
    """Looks ten times a second at clock and memory, and kills at a limit."""

    def __init__(self, process: "subprocess.Popen[bytes]", seconds: float, megabytes: float) -> None:
        self.process, self.seconds, self.megabytes = process, seconds, megabytes
        self.reason = ""
        self._ended = threading.Event()
        threading.Thread(target=self._look, args=(time.monotonic() + seconds,), daemon=True).start()

    def end(self) -> None:
        self._ended.set()

    def _look(self, until: float) -> None:
        while not self._ended.wait(0.1):
            if time.monotonic() > until:
                self.reason = f"Rendering took longer than {self.seconds:g} seconds."
            elif _megabytes(self.process.pid) > self.megabytes:
                self.reason = f"Rendering needed more than {self.megabytes:g} MB of memory."
            if self.reason:
                self.process.kill()
                return


def _megabytes(pid: int) -> float:
    """Resident memory of a process; 0 when it has gone or the system does not tell."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def _send(pipe: IO[bytes], message: object) -> None:
    body = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    pipe.write(len(body).to_bytes(HEADER, "big") + body)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> tuple[str, Any]:
    """The next message, ``(kind, content)``; ``("gone", None)`` when the other side has ended.

    Only ever read from our own child or parent, over a pipe nobody else can write to.
    """
    header = pipe.read(HEADER)
    length = int.from_bytes(header, "big")
    body = pipe.read(length) if len(header) == HEADER else b""
    if not body or len(body) < length:
        return "gone", None
    kind, content = pickle.loads(body)  # noqa: S301
    return kind, content


def _serve(orders: IO[bytes], answers: IO[bytes]) -> None:
    """The child's life: an order in, progress and one answer out, until the parent goes."""

    def tell(done: int, total: int) -> None:
        _send(answers, ("progress", (done, total)))

    gc.disable()  # it has its moment below
    has_settled = False
    while (message := _receive(orders))[0] == "order":
        try:
            answer = "pdf", print_figures(**message[1], progress=tell)
        except NotRendered as refused:
            answer = "refused", str(refused).encode()
        except BrokenPipeError:  # the parent went while it was told how far we are
            return
        except Exception as broken:
            traceback.print_exc()
            answer = "refused", f"The report could not be drawn ({type(broken).__name__}).".encode()
        with suppress(BrokenPipeError):
            _send(answers, answer)
        # A laid out page is full of cycles: left to itself, the collector lets several reports pile up.
        del message, answer
        gc.collect()
        if not has_settled:
            gc.freeze()  # what is there now, stays: the next collections need not look at it
            has_settled = True


def _set_up() -> None:
    """The least of Django that translates and fills templates: no apps, no database, no secrets."""
    import django
    from django.conf import settings

    settings.configure(
        USE_I18N=True,
        USE_TZ=True,
        LANGUAGE_CODE="nl",
        LANGUAGES=[("nl", "Nederlands"), ("en", "English")],
        LOCALE_PATHS=[str(ROOT / "fieldwork" / "locale")],
        INSTALLED_APPS=[],
    )
    django.setup()


def _leave_with_parent() -> None:
    """End this process within a second of the worker's end, also in the middle of a report.

    Orders come over the pipe that would tell, but nobody reads it while drawing; and whoever was killed can
    no longer stop a renderer that hangs.
    """
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(0)

    threading.Thread(target=watch, name="parent", daemon=True).start()


if __name__ == "__main__":
    _leave_with_parent()
    _set_up()
    held = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a stray print must not end up between the messages
    _serve(sys.stdin.buffer, held)
