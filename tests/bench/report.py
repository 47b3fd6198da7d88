"""A report of twenty pages with twenty-six photos in the child that the worker uses; the demo's report beside it."""

import hashlib
import io
import os
import resource
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.bench.content import NUMBER, content
from tests.bench.harness import Figure, children_of, cpu, cpu_of, in_seconds, queries, set_up

REPEAT = 26  # one more than a child makes before a fresh one takes over
CLIENT = "waterrijk"


def figures(repeat: int) -> Iterator[Figure]:
    """CPU (first and warm), size, memory and signature of the file; CPU of the figures and pages of the demo's."""
    set_up()
    made = _made(content().order, repeat)
    yield from _cpu("report", made)
    yield from _bytes(made.pdf)
    yield from _memory(made)
    yield in_seconds("report_sign_cpu_s", cpu([lambda: _signed(made.pdf)] * 6))
    yield Figure("report_own_rss_mb", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB", 1)
    yield from _of_the_demo(max(2, repeat // 5))


class Made(NamedTuple):
    """What several reports in a row cost: of each its CPU, what its child held after it, and whether it was new."""

    pdf: bytes
    seconds: list[float]
    megabytes: list[float]
    was_first: list[bool]
    peak: float


def _made(order: dict[str, Any], repeat: int) -> Made:
    from reports.documents.child import RenderChild

    child, seconds, megabytes, was_first, peaks, pdf = RenderChild(), [], [], [], [0.0], b""
    known, before = 0, 0.0
    try:
        for _again in range(repeat):
            pdf = child.render(**order)
            (renderer,) = children_of(os.getpid())
            was_first.append(renderer != known)
            after = cpu_of(renderer)
            seconds.append(after if was_first[-1] else after - before)
            known, before = renderer, after
            megabytes.append(_of_status(renderer, "VmRSS"))
            peaks.append(_of_status(renderer, "VmHWM"))
    finally:
        child.stop()
    return Made(pdf, seconds, megabytes, was_first, max(peaks))


def _cpu(name: str, made: Made) -> Iterator[Figure]:
    import pikepdf

    with pikepdf.open(io.BytesIO(made.pdf)) as document:
        pages = len(document.pages)
    fresh = [spent for spent, first in zip(made.seconds, made.was_first, strict=True) if first]
    warm = [spent for spent, first in zip(made.seconds, made.was_first, strict=True) if not first]
    yield in_seconds(f"{name}_first_cpu_s", fresh)
    yield in_seconds(f"{name}_cpu_s", warm or fresh)
    yield Figure(f"{name}_cpu_per_page_s", statistics.median(warm or fresh) / pages, "s", len(warm or fresh))
    yield Figure(f"{name}_pages", pages, "pages", 1)


def _bytes(pdf: bytes) -> Iterator[Figure]:
    """How heavy the file is, apart from its photos, and what a phone wrote into these."""
    photos = _photos_in(pdf)
    yield Figure("report_photos", len(photos), "photos", 1)
    yield Figure("report_bytes", len(pdf), "bytes", 1)
    yield Figure("report_bytes_per_photo", statistics.mean(len(photo) for photo in photos), "bytes", len(photos))
    yield Figure("report_bytes_beside_photos", len(pdf) - sum(len(photo) for photo in photos), "bytes", 1)
    yield Figure("report_exif_bytes", sum(_exif(photo) for photo in photos) + pdf.count(b"Exif\0"), "bytes", 1)
    if not all(_exif(upload) for upload in content().uploads.values()):
        raise AssertionError("the photos had nothing to lose")


def _photos_in(pdf: bytes) -> list[bytes]:
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as document:
        images = (one for one in document.objects if isinstance(one, pikepdf.Stream))
        return [one.read_raw_bytes() for one in images if one.get("/Filter") == "/DCTDecode"]


def _exif(photo: bytes) -> int:
    from PIL import Image

    return len(Image.open(io.BytesIO(photo)).info.get("exif", b""))


def _memory(made: Made) -> Iterator[Figure]:
    """The most at once, and how much more the first child holds after its last report than after its second."""
    held = made.megabytes[: next((n for n, first in enumerate(made.was_first) if first and n), len(made.megabytes))]
    yield Figure("report_rss_mb", made.peak, "MB", len(made.seconds))
    yield Figure("report_rss_growth_mb", held[-1] - held[min(1, len(held) - 1)], "MB", len(held))


def _of_status(pid: int, name: str) -> float:
    """A line of what the system says of a process, in MB."""
    line = next(one for one in Path(f"/proc/{pid}/status").read_text().splitlines() if one.startswith(name))
    return int(line.split()[1]) / 1024


def _signed(pdf: bytes) -> str:
    """What the worker does with a file: it signs it, and takes its checksum."""
    from reports.documents.signing import sign

    return hashlib.sha256(sign(pdf, number=NUMBER).pdf).hexdigest()


# --- the demo ---------------------------------------------------------------------------------------------
def _of_the_demo(repeat: int) -> Iterator[Figure]:
    """CPU of the municipality's figures in this process, and of its report."""
    from reports.documents import actions

    report = _newest()
    found = report.figure_set.figures
    yield from _figures(report.figure_set, repeat)
    added = {name: report.content.get(name) for name in ("interpretation", "chapters")}
    order = {"figures": found, "language": "nl", "pictures": actions.pictures(found), **added}
    yield from _cpu("demo_report", _made(order, repeat))


def _newest() -> Any:
    """The municipality's last report of a journey."""
    from reports.documents.models import Report

    reports = Report.objects.filter(figure_set__study__client__code=CLIENT, language="nl", figure_set__kind="journey")
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
