"""A broker that is down or hangs while a report is asked for: the request is quick, and the report comes."""

import shutil
import socket
import time
from contextlib import ExitStack

import pytest
from django.urls import reverse

from fieldwork.common import jobs
from fieldwork.common.models import Job, JobState
from fieldwork.people.states import Role
from reports.documents.models import Report
from reports.documents.states import ReportState
from tests import services
from tests.engine.processes import until
from tests.factories import UserFactory, WaveFactory
from tests.reports.field import walked_visit

QUICK = 2.0  # seconds


def ask_for_a_report(client) -> tuple[Report, float]:
    """Order over the page, as a planner does; the report and how long the answer took, in seconds."""
    wave = WaveFactory()
    walked_visit(wave)
    client.force_login(UserFactory(role=Role.PLANNER, manages=[wave.study.client]))
    wanted = {"study": wave.study.pk, "waves": [wave.pk], "place": "", "language": "nl"}
    client.get(reverse("documents:new"))  # the first request of a process loads what later ones have
    began = time.monotonic()
    answer = client.post(reverse("documents:new"), wanted)
    took = time.monotonic() - began
    report = Report.objects.select_related("job").get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("documents:detail", args=[report.uuid])
    assert client.get(answer["Location"]).status_code == 200
    assert report.state == ReportState.WAITING
    return report, took


def is_ready(report: Report) -> bool:
    return Report.objects.exclude(pdf="").filter(pk=report.pk).exists()


def test_the_sweep_makes_a_report_that_was_asked_for_without_a_broker(crew, client):
    workers = crew("filesystem://")
    workers.start()
    jobs.enqueue("visits.expire", {})
    assert until(lambda: Job.objects.filter(kind="visits.expire", state=JobState.DONE).exists())  # it works
    away = workers.queue.with_name("away")
    workers.queue.rename(away)
    workers.queue.write_text("in the way")

    report, took = ask_for_a_report(client)

    assert took < QUICK
    workers.queue.unlink()
    away.rename(workers.queue)
    assert until(lambda: is_ready(report))


@pytest.mark.engine
def test_the_sweep_makes_a_report_that_was_asked_for_while_redis_was_away(crew, client):
    if not shutil.which("redis-server"):
        pytest.skip("needs redis-server")  # where services are required, a skipped test fails the run
    port = services.free_port()
    with ExitStack() as before:
        workers = crew(before.enter_context(services.redis(port)))
        workers.start()
        jobs.enqueue("visits.expire", {})
        assert until(lambda: Job.objects.filter(kind="visits.expire", state=JobState.DONE).exists())

    report, took = ask_for_a_report(client)

    assert took < QUICK
    with services.redis(port):
        assert until(lambda: is_ready(report))


def test_a_broker_that_hangs_does_not_hold_up_the_request(crew, client):
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes calls and never says a word
        crew(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")
        report, took = ask_for_a_report(client)
    assert took < QUICK
    assert report.job.state == JobState.QUEUED
