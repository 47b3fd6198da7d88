"""Black box: an order of many real reports outlives workers that are killed in the middle of it.

On whatever broker the run has: files where everything is embedded, Redis where the engines are tested.
"""

import hashlib
import io
import time
from pathlib import Path

import pypdf
import pytest
from django.core.files.storage import default_storage
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone

from fieldwork.common.models import Job, JobState
from fieldwork.common.storage import read
from fieldwork.people.states import Role
from reports.documents import bundles, keeping
from reports.documents.models import Report
from reports.figures.models import FigureSet
from tests.engine.processes import LEASE, SWEEP, is_alive, until
from tests.factories import LocationFactory, UserFactory, WaveFactory
from tests.reports.field import walked_visit

CHILD = "reports.documents.child"
KINDS = ["documents.bundle", "documents.render"]


def order_of(number: int):
    """A bundle over so many places with one approved visit each, and who ordered it."""
    wave = WaveFactory(number=1)
    for place in range(number):
        walked_visit(wave, location=LocationFactory(client=wave.study.client, name=f"Balie {place:02d}"))
    planner = UserFactory(role=Role.PLANNER, manages=[wave.study.client])
    return bundles.order(wave.study, [wave], "site", "nl", planner), planner


def survives(crew, client, *, number: int, kills: int) -> None:
    """Order, kill the whole tree ``kills`` times while a report is made, and count what became of it."""
    bundle, planner = order_of(number)
    client.force_login(planner)
    page = reverse("documents:bundle", args=[bundle.uuid])
    work = Job.objects.filter(kind__in=KINDS)
    ready = bundle.parts.exclude(report__pdf="").filter(report__isnull=False)
    workers, renderers = crew(), set()
    for kill in range(kills):
        workers.start()
        so_far = number * kill // (kills + 1)

        def is_in_the_middle(so_far: int = so_far) -> bool:
            return ready.count() > so_far and work.filter(kind=KINDS[1], state=JobState.RUNNING).exists()

        assert until(lambda: any(CHILD in command for command in workers.pids().values()))
        renderers |= {pid for pid, command in workers.pids().items() if CHILD in command}
        assert workers.kill_when(is_in_the_middle, seconds=180), f"no report was being made at kill {kill}"
        assert client.get(page).status_code == 200  # nobody at a page notices
    workers.start()
    came_back, left = time.monotonic(), number - ready.count()
    assert until(lambda: ready.count() == number, seconds=180), list(work.values_list("state", "error"))
    assert time.monotonic() - came_back < LEASE + SWEEP + 15 + 4 * left
    assert until(lambda: not work.exclude(state=JobState.DONE).exists())
    workers.stop()

    assert bundles.counts_of([bundle])[bundle.pk].ready == number  # nothing lost
    assert Report.objects.count() == FigureSet.objects.count() == number  # nothing done twice
    assert work.filter(kind=KINDS[1]).count() == number
    assert work.aggregate(tries=Sum("attempts"))["tries"] > work.count()  # and the kills did hit
    assert renderers
    assert not [pid for pid in renderers if is_alive(pid)]  # no renderer without a worker
    for report in Report.objects.all():
        pdf = read(report.pdf)
        assert hashlib.sha256(pdf).hexdigest() == report.pdf_sha256
        assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == report.pages
    # A worker killed between writing a file and naming it leaves a file; the daily look takes it away.
    keeping.remove_left_over(timezone.now() + keeping.LEFT_OVER)
    kept = {path.name for path in Path(default_storage.path("reports")).rglob("*.*")}
    assert kept == {Path(report.pdf).name for report in Report.objects.all()}
    assert len(kept) == number


@pytest.mark.engine
def test_forty_reports_and_six_killed_trees(crew, client):
    survives(crew, client, number=40, kills=6)


@pytest.mark.soak
@pytest.mark.engine
@pytest.mark.parametrize("time_", range(3))
def test_forty_reports_and_six_killed_trees_once_more(crew, client, time_):
    survives(crew, client, number=40, kills=6)
