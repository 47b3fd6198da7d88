"""What every group needs: figures as lines, CPU time, queries, a database of its own."""

import json
import os
import statistics
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple


class Figure(NamedTuple):
    """One measured figure; ``n`` is how many repetitions the median was taken of."""

    name: str
    value: float
    unit: str
    n: int

    def line(self) -> str:
        """As ``make bench`` prints it."""
        return json.dumps(self._asdict() | {"value": round(self.value, 3)})


def cpu(calls: Iterable[Callable[[], Any]], *, warm: int = 1) -> list[float]:
    """CPU seconds of each call in this process, all its threads included; the first ``warm`` calls do not count."""
    seconds = []
    for call in calls:
        before = time.process_time()
        call()
        seconds.append(time.process_time() - before)
    return seconds[warm:]


def in_ms(name: str, seconds: list[float]) -> Figure:
    """The median in milliseconds."""
    return Figure(name, statistics.median(seconds) * 1000, "ms", len(seconds))


def in_seconds(name: str, seconds: list[float]) -> Figure:
    """The median in seconds."""
    return Figure(name, statistics.median(seconds), "s", len(seconds))


def queries(call: Callable[[], Any]) -> int:
    """How often a call asks the database; it must have been made once before."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        call()
    return len(asked)


def page(name: str, call: Callable[[], Any], repeat: int) -> list[Figure]:
    """Queries and CPU of one page."""
    spent = cpu([call] * (repeat + 2), warm=2)
    return [Figure(f"{name}_queries", queries(call), "queries", 1), in_ms(f"{name}_cpu_ms", spent)]


def reader(user: Any, address: str) -> Callable[[], Any]:
    """A call that reads one page as somebody, through the whole stack; fails on anything but the page."""
    from django.test import Client

    browser = Client()
    browser.force_login(user)

    def read() -> Any:
        answer = browser.get(address)
        if answer.status_code != 200:
            raise AssertionError(f"{address}: {answer.status_code}")
        return answer

    return read


def cpu_of(pid: int) -> float:
    """CPU seconds that another process has used so far, and its children that ended."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(ticks) for ticks in after_name[11:15]) / os.sysconf("SC_CLK_TCK")


def children_of(pid: int) -> list[int]:
    """Processes that another one started and that still run."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def set_up(*, with_static: bool = False) -> None:
    """Start Django on the folder in ``DATA_DIR`` and bring its database up to date."""
    import django
    from django.core.management import call_command

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fieldwork.settings")
    django.setup()
    from django.conf import settings

    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    if with_static and not (settings.STATIC_ROOT / "staticfiles.json").exists():
        call_command("collectstatic", verbosity=0, interactive=False, skip_checks=True)
