"""A million cells as a workbook and as CSV, answers out of the database, and the files of one report."""

import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.bench.harness import Figure, cpu, in_ms, in_seconds, set_up

REPEAT = 3
VISITS, QUESTIONS = 10_000, 50  # an answer and its status: a million cells
STORED = {"visits": 2_000, "questions": 50}
TEXTS = ("Er stond iemand klaar.", "=1+1", "Na negen dagen had ik nog niets gehoord; ik belde zelf.", "goed")


def figures(repeat: int) -> Iterator[Figure]:
    """CPU and memory of writing; then of reading and writing together."""
    set_up()
    yield from _million(repeat)
    yield from _stored()
    yield from _report(10 * repeat)


def _memory() -> float:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Made:
    """Visits out of thin air: half numbers, a quarter keys, a quarter texts."""

    is_inside, language, has_several = False, "nl", False
    stops: list[Any] = []

    def __init__(self) -> None:
        from reports.figures.released import Asked

        title = {"nl": "Stap", "en": "Step"}
        question = {"kind": "long_text", "text": {"nl": "Vraag", "en": "Question"}}
        self.questions = [
            Asked(f"step/q{n}", 1, "step", 1, title, question | {"key": f"q{n}"}) for n in range(QUESTIONS)
        ]

    def __iter__(self) -> Iterator[Any]:
        from reports.exports.visit_files import VISIT
        from reports.figures.released import Given, Released

        values = (7, 8.5, "clean", None)
        for number in range(VISITS):
            cells = dict.fromkeys(VISIT) | {"visit": f"visit-{number}"}
            answers = {
                one.key: Given("answered", values[place % 4] or TEXTS[(number + place) % 4], "")
                for place, one in enumerate(self.questions)
            }
            yield Released(cells, answers)


def _million(repeat: int) -> Iterator[Figure]:
    from django.utils import timezone

    from reports.exports import visit_files

    release: Any = Made()
    idle = cpu([lambda: sum(1 for _one in release)] * repeat, warm=0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "million.xlsx"

        def book() -> None:
            visit_files.workbook(release, path, timezone.now(), lambda _number: None)

        def text(*, comma: bool) -> Callable[[], None]:
            def write() -> None:
                with path.with_suffix(".csv").open("wb") as file:
                    file.writelines(visit_files.csv_of(release, lambda _number: None, comma=comma))

            return write

        before = _memory()
        yield in_seconds("export_csv_1m_cells_cpu_s", _less(cpu([text(comma=False)] * repeat, warm=0), idle))
        yield in_seconds("export_csv_comma_1m_cells_cpu_s", _less(cpu([text(comma=True)] * repeat, warm=0), idle))
        yield Figure("export_csv_1m_cells_memory_mb", max(0.1, _memory() - before), "MB", 1)
        yield in_seconds("export_xlsx_1m_cells_cpu_s", _less(cpu([book] * repeat, warm=0), idle))
        yield Figure("export_xlsx_1m_cells_memory_mb", max(0.1, _memory() - before), "MB", 1)
        yield Figure("export_xlsx_1m_cells_file_mb", path.stat().st_size / 1e6, "MB", 1)


def _less(spent: list[float], idle: list[float]) -> list[float]:
    """Without what making up the visits costs."""
    return [seconds - min(idle) for seconds in spent]


def _stored() -> Iterator[Figure]:
    """A hundred thousand answers out of the database, by the same road as the job."""
    from django.core.management import call_command
    from django.utils import timezone

    from fieldwork.people.models import User
    from fieldwork.people.states import Role
    from reports.exports import visit_files
    from reports.figures.published import Filters
    from reports.figures.released import Release

    call_command("seed_volume", verbosity=0, **STORED)
    user = User.objects.create(email="exports@bench.example", role=Role.ADMINISTRATOR)
    tell = lambda _number: None  # noqa: E731
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stored.xlsx"
        roads: dict[str, Callable[[], Any]] = {
            "csv": lambda: sum(map(len, visit_files.csv_of(Release(user, Filters()), tell, comma=True))),
            "json": lambda: sum(map(len, visit_files.json_lines(Release(user, Filters()), tell))),
            "xlsx": lambda: visit_files.workbook(Release(user, Filters()), path, timezone.now(), tell),
        }
        for name, road in roads.items():
            began = time.process_time()
            road()
            yield Figure(f"export_{name}_100k_answers_cpu_s", time.process_time() - began, "s", 1)


def _report(repeat: int) -> Iterator[Figure]:
    """The files that go with a report."""
    from reports.exports.figure_files import json_of, workbook_of
    from reports.exports.slides import slides_of
    from tests.reports.exports.interpreted import interpretation
    from tests.reports.sample_figures import sample, with_drivers

    found, said = with_drivers(sample()), interpretation()
    files: dict[str, Callable[[], bytes]] = {
        "workbook": lambda: workbook_of(found, "nl", said),
        "json": lambda: json_of(found, said),
        "slides": lambda: slides_of(found, "nl", said),
    }
    for name, make in files.items():
        yield in_ms(f"export_report_{name}_cpu_ms", cpu([make] * (repeat + 1)))
        yield Figure(f"export_report_{name}_kb", len(make()) / 1000, "kB", 1)
