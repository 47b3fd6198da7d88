"""Black box: workers are killed in the middle of real work, and nothing is lost and nothing is done twice."""

import copy
import hashlib
import io
import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import pypdf
import pytest
from django.core.files.storage import default_storage
from django.db.models import Count, Sum
from django.urls import reverse
from PIL import Image

from fieldwork.capture.models import Media
from fieldwork.capture.states import MediaState
from fieldwork.common import jobs
from fieldwork.common.models import Job, JobState
from fieldwork.common.storage import read, store_once
from fieldwork.people.states import Role
from fieldwork.visits.models import Visit, VisitEvent
from fieldwork.visits.states import VisitState
from reports.documents.models import Report
from reports.documents.states import Failure, ReportState
from reports.figures.models import FigureSet
from tests.engine.processes import LEASE, ROOT, SWEEP, below, is_alive, until
from tests.factories import BriefingVersionFactory, RoundFactory, StudyFactory, UserFactory, VisitFactory, WaveFactory
from tests.reports.sample_figures import sample

CHILD = "reports.documents.child"


def photo_to_prepare(data: bytes, round_) -> Media:
    """A photo that came in and was not prepared: its request ended too early."""
    original = store_once(data, "originals", ".jpg")
    media = Media.objects.create(
        id=uuid4(), round=round_, field="waiting/screen", sha256=hashlib.sha256(data).hexdigest(), size=len(data),
        offset=len(data), state=MediaState.RECEIVED, original=original,
    )  # fmt: skip
    jobs.enqueue("capture.prepare", {"media": str(media.pk)}, key=f"capture.prepare:{media.pk}")
    return media


def briefing_to_read_again(visits: int) -> None:
    """A wave whose briefed shoppers must be asked to read again: one event per visit, which can be counted."""
    wave = WaveFactory()
    version = BriefingVersionFactory(briefing__wave=wave)
    VisitFactory.create_batch(visits, wave=wave, state=VisitState.BRIEFED, shopper=UserFactory())
    jobs.enqueue("visits.briefing_changed", {"version": version.pk})


def large_photos(number: int) -> list[bytes]:
    """Photos of 12 megapixels: each takes a worker a good tenth of a second."""
    found = []
    for shade in range(number):
        out = io.BytesIO()
        Image.effect_noise((400, 300), 40 + shade).resize((4000, 3000)).convert("RGB").save(out, "JPEG")
        found.append(out.getvalue())
    return found


def survives(crew, *, n_photos: int, n_briefings: int, kills: int) -> None:
    """Queue real work, kill the tree ``kills`` times while a job runs, and count what became of it."""
    round_ = RoundFactory()
    for data in large_photos(n_photos):
        photo_to_prepare(data, round_)
    for _number in range(n_briefings):
        briefing_to_read_again(25)
    total = n_photos + n_briefings
    work = Job.objects.filter(kind__in=["capture.prepare", "visits.briefing_changed"])
    workers = crew()
    for kill in range(kills):
        workers.start()
        so_far = total * kill // (kills + 2)

        def is_in_the_middle(so_far: int = so_far) -> bool:
            return work.filter(state=JobState.DONE).count() > so_far and work.filter(state=JobState.RUNNING).exists()

        assert workers.kill_when(is_in_the_middle), f"no job was running at kill {kill}"
    workers.start()
    came_back = time.monotonic()
    assert until(lambda: work.filter(state=JobState.DONE).count() == total), list(work.values_list("state", "error"))
    # Start-up and what was left over take their part; the lease and the sweep are all that a kill may cost.
    assert time.monotonic() - came_back < LEASE + SWEEP + 15 + total

    assert set(work.values_list("state", flat=True)) == {JobState.DONE}  # nothing lost
    assert work.aggregate(tries=Sum("attempts"))["tries"] > total  # and the kills did hit
    assert set(Media.objects.values_list("state", flat=True)) == {MediaState.PREPARED}
    asked = VisitEvent.objects.values("visit").annotate(times=Count("pk")).values_list("times", flat=True)
    assert list(asked) == [1] * 25 * n_briefings  # nothing done twice
    assert Visit.objects.filter(state=VisitState.ASSIGNED, briefing_receipts=None).count() >= 25 * n_briefings


@pytest.mark.engine
def test_ten_jobs_and_two_killed_trees(crew):
    survives(crew, n_photos=6, n_briefings=4, kills=2)


@pytest.mark.soak
@pytest.mark.engine
def test_forty_jobs_and_six_killed_trees(crew):
    survives(crew, n_photos=24, n_briefings=16, kills=6)


def report_to_make(times: int = 4) -> Report:
    """A wanted report of many steps, which takes some seconds to draw."""
    figures = sample()
    steps = [copy.deepcopy(step) for step in figures["steps"] * times]
    for number, step in enumerate(steps, start=1):
        step.update(key=f"s{number}", number=number)
    figures["steps"] = steps
    frozen = FigureSet.objects.create(
        study=StudyFactory(), figures=figures, inputs_sha256=uuid4().hex * 2, formula_version="3.1"
    )
    report = Report.objects.create(figure_set=frozen, title="Rapport", render_key=uuid4().hex * 2)
    report.job = jobs.enqueue("documents.render", {"report": report.pk})
    report.save(update_fields=["job"])
    return report


def now(report: Report) -> Report:
    return Report.objects.select_related("job").get(pk=report.pk)


@pytest.mark.engine
def test_a_worker_killed_while_it_draws_a_report_leaves_it_to_the_next(crew):
    report = report_to_make()
    workers = crew()
    workers.start()
    drawing = until(lambda: [pid for pid, command in workers.pids().items() if CHILD in command])
    assert until(lambda: now(report).job.progress >= 15)

    workers.kill(spare=CHILD)

    assert now(report).state == ReportState.BEING_MADE
    assert until(lambda: not is_alive(drawing[0]), seconds=5), "the renderer lives on without its worker"
    workers.start()
    assert until(lambda: now(report).state == ReportState.READY)
    done = now(report)
    assert done.job.attempts == 2
    pdf = read(done.pdf)
    assert hashlib.sha256(pdf).hexdigest() == done.pdf_sha256
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == done.pages > 20
    assert [path.name for path in Path(default_storage.path("reports")).rglob("*.pdf")] == [Path(done.pdf).name]


@pytest.mark.engine
@pytest.mark.parametrize("limit", [{"RENDER_SECONDS": 1}, {"RENDER_MEGABYTES": 60}])
def test_a_report_that_takes_too_much_is_stopped_and_the_next_job_runs(crew, client, limit):
    report = report_to_make()
    workers = crew(WORKER_THREADS=1, **limit)
    workers.start()
    assert until(lambda: now(report).job.is_over)
    stopped = now(report)
    assert (stopped.state, stopped.job.attempts, stopped.pdf) == (ReportState.FAILED, 1, "")
    assert stopped.job.error.startswith(f"{Failure.STOPPED}: Rendering ")
    assert not [command for command in workers.pids().values() if CHILD in command]

    media = photo_to_prepare(large_photos(1)[0], RoundFactory())
    assert until(lambda: Media.objects.filter(pk=media.pk, state=MediaState.PREPARED).exists())
    client.force_login(UserFactory(role=Role.PLANNER, manages=[report.figure_set.study.client]))
    page = client.get(reverse("documents:detail", args=[report.uuid]))
    assert str(Failure.STOPPED.label) in page.content.decode()
    assert reverse("documents:retry", args=[report.uuid]) in page.content.decode()


def test_a_renderer_in_the_middle_of_a_report_does_not_outlive_its_worker():
    program = (
        "from reports.documents.child import RenderChild; from tests.reports.sample_figures import sample;"
        "figures = sample(); figures['steps'] *= 60;"  # minutes of work
        "RenderChild(seconds=600, megabytes=8000).render(figures, language='nl', pictures={})"
    )
    worker = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT)
    try:
        drawing = until(lambda: [pid for pid, command in below(worker.pid).items() if CHILD in command])
        time.sleep(3)  # so that it has begun
        assert is_alive(drawing[0])
    finally:
        worker.kill()
        worker.wait()
    assert until(lambda: not is_alive(drawing[0]), seconds=5)
