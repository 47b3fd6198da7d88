"""A worker that is killed while it renders: the report is made by the next one, once."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from fieldwork.common import jobs
from fieldwork.common.models import Job, JobState
from fieldwork.people.states import Role
from reports.documents import actions
from reports.documents.models import Report
from reports.documents.states import ReportState
from tests.factories import UserFactory, WaveFactory
from tests.reports.field import walked_visit

WORKER = "import django; django.setup(); from fieldwork.common import jobs; jobs.run_all()"


def database_url() -> str:
    """The address of the test database, for another process."""
    kept = connection.settings_dict
    if kept["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{kept['NAME']}"
    who = f"{kept['USER']}:{kept['PASSWORD']}" if kept["PASSWORD"] else kept["USER"]
    return f"postgres://{who}@{kept['HOST']}:{kept['PORT']}/{kept['NAME']}"


@pytest.mark.engine
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_rendering_costs_time_and_nothing_else(own_files):
    wave = WaveFactory(number=1)
    walked_visit(wave)
    report = actions.order(wave.study, [wave], None, "nl", UserFactory(role=Role.PLANNER, manages=[wave.study.client]))
    Job.objects.exclude(pk=report.job_id).delete()

    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "fieldwork.settings",
        "DATABASE_URL": database_url(),
        "DATA_DIR": str(own_files / "data"),
        "STORAGE_URL": f"file://{own_files / 'files'}",
    }
    root = Path(settings.BASE_DIR)
    worker = subprocess.Popen([sys.executable, "-c", WORKER], cwd=root, env=env, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while Job.objects.get(pk=report.job_id).progress < 15:
            assert worker.poll() is None, "the worker ended before it rendered"
            assert time.monotonic() < until
            time.sleep(0.02)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait()

    left = Job.objects.get(pk=report.job_id)
    assert (left.state, Report.objects.get().state) == (JobState.RUNNING, ReportState.BEING_MADE)
    assert jobs.run_all() == 0  # its lease has not run out yet
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert jobs.run_all() == 1

    done = Report.objects.get()
    assert (done.state, Job.objects.get(pk=report.job_id).attempts) == (ReportState.READY, 2)
    assert len(list((own_files / "files" / "reports").rglob("*.pdf"))) == 1
