"""The demo's municipality report: figures in this process, pages in the child that the worker uses."""

import io
import os
import resource
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.bench.harness import Figure, children_of, cpu, cpu_of, in_seconds, queries, set_up

REPEAT = 4
CLIENT = "waterrijk"


def figures(repeat: int) -> Iterator[Figure]:
    """CPU of the figures; CPU (first and warm), size, pages and memory of the file."""
    set_up()
    from reports.documents import actions

    report = newest()
    yield from _figures(report.figure_set, max(2, repeat // 2))
    yield from _pages(report.figure_set.figures, actions.pictures(report.figure_set.figures), repeat)


def newest() -> Any:
    """The municipality's last report."""
    from reports.documents.models import Report

    reports = Report.objects.filter(figure_set__study__client__code=CLIENT, figure_set__kind="journey", language="nl")
    found = reports.select_related("figure_set__study").order_by("-ordered_at", "-pk").first()
    if found is None:
        raise AssertionError("the demo has no report")
    return found


def _figures(frozen: Any, repeat: int) -> Iterator[Figure]:
    from reports.figures.queries import journey_figures

    waves = list(frozen.waves.all())

    def work_out() -> Any:
        return journey_figures(frozen.study, waves)

    yield in_seconds("figures_cpu_s", cpu([work_out] * (repeat + 1)))
    yield Figure("report_queries", queries(work_out), "queries", 1)


def _pages(found: Any, photos: dict[str, bytes], repeat: int) -> Iterator[Figure]:
    import pikepdf

    from reports.documents.child import RenderChild

    child, spent, pdf = RenderChild(), [0.0], b""
    try:
        for _again in range(repeat):
            pdf = child.render(found, language="nl", pictures=photos)
            (renderer,) = children_of(os.getpid())
            spent.append(cpu_of(renderer))
        memory = _peak_of(renderer)
    finally:
        child.stop()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        pages = len(document.pages)
    each = [after - before for before, after in pairwise(spent)]
    warm = in_seconds("report_cpu_s", each[1:] or each)
    yield Figure("report_first_cpu_s", each[0], "s", 1)
    yield warm
    yield Figure("report_cpu_per_page_s", warm.value / pages, "s", warm.n)
    yield Figure("report_pages", pages, "pages", 1)
    yield Figure("report_photos", len(photos), "photos", 1)
    yield Figure("report_bytes", len(pdf), "bytes", 1)
    yield Figure("report_rss_mb", memory, "MB", repeat)
    yield Figure("report_own_rss_mb", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB", 1)


def _peak_of(pid: int) -> float:
    """The most memory another process had at once, in MB."""
    line = next(one for one in Path(f"/proc/{pid}/status").read_text().splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
