"""A million answers: filling, scoring, cuts through all of them, and the figures of one large wave.

On SQLite in this process, and on PostgreSQL (when its programs are here) in a second one on a server of its own.
CPU of a query on PostgreSQL is that of this process plus that of all processes of the server, read from the system
before and after many repetitions: its clock ticks every 10 ms. Which cut is the dearest goes to stderr.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from tests.bench import ROOT
from tests.bench.harness import Figure, children_of, cpu, cpu_of, in_ms, in_seconds, page, reader, set_up
from tests.services import Missing, postgresql

REPEAT = 10
QUESTIONS, WAVES = 50, 10
VISITS = int(os.environ.get("BENCH_VISITS", "20000"))
LARGE = {"visits": VISITS // 10, "steps": 12, "waves": 1}  # one wave, for the figure set
Call = Callable[[], Any]


def figures(repeat: int) -> Iterator[Figure]:
    """Everything on SQLite, then the same on PostgreSQL."""
    set_up(with_static=True)
    yield from measured("sqlite", repeat)
    try:
        with postgresql() as url:
            environment = os.environ | {"DATABASE_URL": url}
            command = [sys.executable, "-m", "tests.bench.volume", str(repeat)]
            other = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
            for line in other.stdout or ():
                yield Figure(**json.loads(line))
            if other.wait():
                raise AssertionError("the figures on PostgreSQL did not come")
    except Missing as line:
        print(f"left out: PostgreSQL. To run it: {line}", file=sys.stderr)


def measured(engine: str, repeat: int) -> Iterator[Figure]:
    """The figures on the database of this process."""
    for part in (_filled(), _scored(), _cuts(repeat), _live(max(1, repeat // 4))):
        for figure in part:
            yield figure._replace(name=f"volume_{engine}_{figure.name}")


# --- filling and scoring ------------------------------------------------------------------------------
class Spent(NamedTuple):
    """What a command of its own cost: CPU seconds with those of the database server, and memory in MB."""

    seconds: float
    memory: float
    said: str


def command(*arguments: str) -> Spent:
    """Run ``manage.py`` in a process of its own, its start included. Raises when it fails."""
    server = server_cpu()
    with tempfile.TemporaryFile("w+") as out:
        running = subprocess.Popen(
            [sys.executable, "-W", "ignore", "manage.py", *arguments, "--skip-checks"], cwd=ROOT, stdout=out
        )
        memory, used = _watched(running)
        out.seek(0)
        said = out.read()
    if running.returncode:
        raise AssertionError(f"{arguments}: {said[-500:]}")
    return Spent(used.ru_utime + used.ru_stime + server_cpu() - server, memory, said)


def _watched(running: "subprocess.Popen[Any]") -> tuple[float, Any]:
    """Wait for a process; the most memory it had at once in MB, and what it used.

    Looked up while it runs: what ``wait4`` tells of memory begins with that of the process that started it.
    """
    memory = 0.0
    while True:
        pid, status, used = os.wait4(running.pid, os.WNOHANG)
        if pid:
            running.returncode = os.waitstatus_to_exitcode(status)
            return memory, used
        lines = Path(f"/proc/{running.pid}/status").read_text().splitlines()
        memory = next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), memory)
        time.sleep(0.05)


def _filled() -> Iterator[Figure]:
    sizes = {"visits": VISITS, "questions": QUESTIONS, "waves": WAVES}
    made = command("seed_volume", *_options(sizes))
    command("seed_volume", *_options({"questions": QUESTIONS} | LARGE))
    _vacuum()
    yield Figure("seed_cpu_s", made.seconds, "s", 1)
    yield Figure("seed_rss_mb", made.memory, "MB", 1)


def _options(sizes: dict[str, int]) -> list[str]:
    return [part for name, value in sizes.items() for part in (f"--{name}", str(value))]


def _scored() -> Iterator[Figure]:
    from fieldwork.capture.models import PartScore, StepScore

    checked = command("rebuild_scores", "--check")
    looked_at, differing = (int(word) for word in checked.said.splitlines()[-1].split() if word.isdigit())
    per_visit = 20_000 / looked_at  # as for the twenty thousand of the target
    yield Figure("rebuild_check_differences", differing, "visits", looked_at)
    yield Figure("rebuild_check_cpu_s_20000", checked.seconds * per_visit, "s", 1)
    yield Figure("rebuild_check_rss_mb", checked.memory, "MB", 1)
    StepScore.objects.all()._raw_delete("default")
    PartScore.objects.all()._raw_delete("default")
    made = command("rebuild_scores")
    yield Figure("rebuild_from_nothing_cpu_s_20000", made.seconds * per_visit, "s", 1)
    yield Figure("rebuild_from_nothing_rss_mb", made.memory, "MB", 1)
    _vacuum()


def _vacuum() -> None:
    """What PostgreSQL does by itself when there is time; it never saw a million new rows. SQLite does no such thing."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


# --- cuts ---------------------------------------------------------------------------------------------
def _cuts(repeat: int) -> Iterator[Figure]:
    """Each possible pair: of the newest wave, of all waves, of one step of all waves, of one region of them."""
    from reports.figures.cuts import By, Selection, cut, pairs

    study = _studies()[0]
    waves = tuple(study.waves.order_by("number"))
    region = study.client.locations.filter(kind="region").order_by("pk")[:1]
    kinds = {
        "one_wave": Selection(study, waves[-1:]),
        "one_step_of_all_waves": Selection(study, waves, step="step3"),
        "region_of_all_waves": Selection(study, waves, tuple(region)),
        "all_waves": Selection(study, waves),
    }
    for name, selection in kinds.items():
        queries: dict[str, float] = {}
        whole: dict[str, float] = {}
        for by, of in [(by, of) for by, wanted in pairs(selection.step).items() for of in wanted]:
            call = partial(cut, selection, by, of)
            queries |= {f"{by} {of} {number}": _cost(query, repeat) for number, query in enumerate(_asked(call))}
            whole[f"{by} {of}"] = _cost(call, repeat)
        but_by_step = {one: cost for one, cost in queries.items() if not one.startswith(By.STEP)}
        for what, found in (("query", queries), ("query_but_by_step", but_by_step), ("cut", whole)):
            dearest = max(found, key=lambda one: found[one])
            print(f"{name}: the dearest {what} is {dearest}", file=sys.stderr)
            yield Figure(f"cuts_{name}_{what}_max_cpu_ms", found[dearest], "ms", len(found))
            yield Figure(f"cuts_{name}_{what}_median_cpu_ms", statistics.median(found.values()), "ms", len(found))


def _asked(call: Call) -> list[Call]:
    """The queries of a call, each to be asked again by itself, rows fetched."""
    from django.db import connection

    seen: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        call()

    def again(sql: str, params: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            cursor.fetchall()

    return [lambda sql=sql, params=params: again(sql, params) for sql, params in seen]


def _cost(call: Call, repeat: int) -> float:
    """CPU milliseconds of a call in this process and in the server, the mean after one that does not count."""
    call()
    here, server = time.process_time(), server_cpu()
    for _again in range(repeat):
        call()
    return (time.process_time() - here + server_cpu() - server) * 1000 / repeat


_postmaster: list[int] = []


def server_cpu() -> float:
    """CPU seconds that all processes of the database server have used; 0 where there is no server."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0.0
    if not _postmaster:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            backend = cursor.fetchone()[0]
        _postmaster.append(int(Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()[1]))
    total = cpu_of(_postmaster[0])
    for child in children_of(_postmaster[0]):
        try:
            total += cpu_of(child)
        except FileNotFoundError:  # ended meanwhile: counted with its parent from the next look on
            continue
    return total


# --- figures and pages --------------------------------------------------------------------------------
def _studies() -> list[Any]:
    from fieldwork.studies.models import Study

    return list(Study.objects.filter(client__code__startswith="volume").select_related("client").order_by("pk"))


def _live(repeat: int) -> Iterator[Figure]:
    """The figure set of one large wave, and the client's overview of the newest of ten."""
    from django.core.cache import cache
    from django.urls import reverse

    from fieldwork.people.models import User
    from fieldwork.people.states import Role
    from reports.figures.queries import journey_figures

    million, large = _studies()[:2]
    waves = list(large.waves.all())
    yield in_seconds("figure_set_cpu_s", cpu([lambda: journey_figures(large, waves)] * (repeat + 1)))
    yield in_seconds(
        "figure_set_without_details_cpu_s", cpu([lambda: journey_figures(large, waves, details=False)] * (repeat + 1))
    )
    person = User.objects.create_user("reader@volume.invalid", role=Role.CLIENT_MANAGER, client=million.client)
    read = reader(person, reverse("client:overview"))

    def anew() -> None:
        cache.clear()
        read()

    yield in_ms("overview_cold_cpu_ms", cpu([anew] * (repeat + 1)))
    yield from page("overview_cached", read, repeat)


if __name__ == "__main__":
    set_up(with_static=True)
    for one in measured("postgresql", int(sys.argv[1])):
        print(one.line(), flush=True)
