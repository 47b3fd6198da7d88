"""The job ledger: nothing is lost, nothing is done twice, and nobody waits for a dead broker."""

import threading
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connections
from django.utils import timezone

from fieldwork.celery import app
from fieldwork.common import jobs, tasks
from fieldwork.common.models import AuditEvent, Beat, Job, JobQueue, JobState
from tests.factories import UserFactory

pytestmark = pytest.mark.engine
done: list[str] = []


@jobs.job("test.note")
def note(params, progress):
    """Write down that it ran; ``fail`` raises, ``stop`` gives up, ``effect`` leaves an audit row."""
    done.append(params.get("name", ""))
    progress(40, "half way")
    if params.get("fail"):
        raise RuntimeError("the paper is gone")
    if params.get("stop"):
        raise jobs.JobFailed("There are no approved visits.")
    if params.get("cancel"):
        jobs.cancel(progress.row)
    if params.get("take_over"):
        Job.objects.filter(pk=progress.row.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        assert jobs.claim().pk == progress.row.pk
        if params["take_over"] == "stop":
            raise jobs.JobFailed("late word of the one who lost it")
    return lambda: {"event": str(AuditEvent.objects.create(verb="job.effect", subject=params.get("name", "")).pk)}


@pytest.fixture(autouse=True)
def nothing_done_yet():
    done.clear()


def effects() -> int:
    return AuditEvent.objects.filter(verb="job.effect").count()


def rest(row: Job) -> None:
    """Let the waiting time after a failure pass."""
    Job.objects.filter(pk=row.pk).update(not_before=timezone.now() - timedelta(seconds=1))


@pytest.mark.django_db
def test_a_job_runs_and_its_effect_and_end_are_one():
    person = UserFactory()
    row = jobs.enqueue("test.note", {"name": "a"}, by=person)
    assert jobs.run_all() == 1
    row.refresh_from_db()
    assert (row.state, row.progress, row.attempts, row.requested_by) == (JobState.DONE, 100, 1, person)
    assert row.result == {"event": str(AuditEvent.objects.get(verb="job.effect").pk)}
    assert row.is_over
    assert row.lease_until is None
    assert jobs.run_all() == 0


@pytest.mark.django_db
def test_a_kind_nobody_registered_is_refused():
    with pytest.raises(LookupError):
        jobs.enqueue("test.unknown", {})
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_four_workers_share_the_rows_and_never_one_row_twice():
    for number in range(12):
        jobs.enqueue("test.note", {"name": str(number)})
    start, problems = threading.Barrier(4), []

    def work() -> None:
        try:
            start.wait(timeout=20)
            jobs.run_all()
        except Exception as problem:
            problems.append(problem)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert problems == []
    assert sorted(done, key=int) == [str(number) for number in range(12)]
    assert set(Job.objects.values_list("state", "attempts")) == {(JobState.DONE, 1)}
    assert effects() == 12


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["finish", "stop"])
def test_who_lost_the_lease_leaves_nothing_behind(how):
    row = jobs.enqueue("test.note", {"name": "slow", "take_over": how})
    jobs.run(jobs.claim())
    row.refresh_from_db()
    assert effects() == 0
    assert (row.state, row.attempts, row.error) == (JobState.RUNNING, 2, "")  # the second worker goes on


@pytest.mark.django_db
def test_a_worker_that_died_is_followed_by_another():
    row = jobs.enqueue("test.note", {"name": "again"})
    jobs.claim()  # and then the process is killed
    assert jobs.claim() is None
    Job.objects.filter(pk=row.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert jobs.run_all() == 1
    row.refresh_from_db()
    assert (row.state, row.attempts) == (JobState.DONE, 2)


@pytest.mark.django_db
def test_a_job_that_kills_three_workers_is_not_given_to_a_fourth():
    row = jobs.enqueue("test.note", {})
    for _worker in range(3):
        assert jobs.claim().pk == row.pk
        Job.objects.filter(pk=row.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert jobs.claim() is None
    row.refresh_from_db()
    assert (row.state, row.attempts) == (JobState.FAILED, 3)
    assert "three times" in row.error


@pytest.mark.django_db
def test_three_attempts_then_failed_with_the_error_kept_and_then_retried_afresh():
    row = jobs.enqueue("test.note", {"fail": True})
    for attempt in (1, 2, 3):
        assert jobs.run_all() == 1
        row.refresh_from_db()
        assert row.attempts == attempt
        assert "RuntimeError: the paper is gone" in row.error
        if attempt < 3:
            assert row.state == JobState.QUEUED
            assert jobs.run_all() == 0  # it rests first
            rest(row)
    assert row.state == JobState.FAILED
    assert jobs.run_all() == 0

    Job.objects.filter(pk=row.pk).update(params={"name": "mended"})
    assert jobs.retry(row) is True
    assert jobs.run_all() == 1
    row.refresh_from_db()
    assert (row.state, row.attempts, row.error) == (JobState.DONE, 1, "")
    assert jobs.retry(row) is False


@pytest.mark.django_db
def test_a_job_that_knows_it_is_useless_stops_at_once_with_its_own_words():
    row = jobs.enqueue("test.note", {"stop": True})
    jobs.run_all()
    row.refresh_from_db()
    assert (row.state, row.attempts, row.error) == (JobState.FAILED, 1, "There are no approved visits.")


@pytest.mark.django_db
def test_cancelled_in_the_middle_leaves_no_effect():
    row = jobs.enqueue("test.note", {"name": "x", "cancel": True})
    jobs.run_all()
    row.refresh_from_db()
    assert row.state == JobState.CANCELLED
    assert effects() == 0
    assert jobs.cancel(row) is False


@pytest.mark.django_db
def test_cancelled_while_waiting_never_runs():
    row = jobs.enqueue("test.note", {"name": "x"})
    assert jobs.cancel(row) is True
    assert jobs.run_all() == 0
    assert done == []


@pytest.mark.django_db
def test_progress_of_a_cancelled_job_ends_the_handler():
    row = jobs.enqueue("test.note", {})
    mine = jobs.claim()
    jobs.cancel(row)
    with pytest.raises(jobs.LostLease):
        jobs.Progress(mine)(50)


@pytest.mark.django_db
def test_the_same_key_is_queued_once():
    first = jobs.enqueue("test.note", {"name": "one"}, key="report-7")
    again = jobs.enqueue("test.note", {"name": "two"}, key="report-7")
    assert first.pk == again.pk
    jobs.run_all()
    assert done == ["one"]
    with pytest.raises(IntegrityError):
        Job.objects.create(kind="test.note", idempotency_key="report-7")


@pytest.mark.django_db
def test_a_dead_broker_does_not_fail_the_request_and_the_sweep_finds_the_row(
    monkeypatch, django_capture_on_commit_callbacks, caplog, settings
):
    dead = app.connection_for_write("redis://127.0.0.1:9/0", transport_options=settings.BROKER_PATIENCE)
    send = type(app).send_task
    monkeypatch.setattr(app, "send_task", lambda *args, **kwargs: send(app, *args, connection=dead, **kwargs))
    began = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True):
        row = jobs.enqueue("test.note", {"name": "kept"})
    assert time.monotonic() - began < 3
    assert "did not take a poke" in caplog.text
    assert Job.objects.get(pk=row.pk).state == JobState.QUEUED

    pokes = []
    monkeypatch.setattr(jobs, "poke", lambda: pokes.append(1))
    tasks.sweep()
    assert pokes == [1]
    tasks.run_jobs()
    assert done == ["kept"]
    assert Beat.objects.get(name="sweep").at > timezone.now() - timedelta(seconds=30)
    tasks.sweep()
    assert pokes == [1]  # nothing left to poke for


@pytest.mark.django_db
def test_bulk_waits_for_who_waits_and_higher_priority_goes_first():
    jobs.enqueue("test.note", {"name": "bulk"}, queue=JobQueue.BULK, priority=9)
    jobs.enqueue("test.note", {"name": "second"})
    jobs.enqueue("test.note", {"name": "first"}, priority=5)
    jobs.enqueue("test.note", {"name": "later"}, delay=timedelta(minutes=5))
    jobs.run_all()
    assert done == ["first", "second", "bulk"]


@pytest.mark.django_db
def test_one_kind_has_one_handler():
    with pytest.raises(ValueError):
        jobs.job("test.note")(lambda params, progress: None)
    assert jobs.job("test.note")(note) is note


@pytest.mark.django_db
def test_a_token_of_somebody_else_renews_nothing():
    jobs.enqueue("test.note", {})
    mine = jobs.claim()
    mine.token = uuid4()
    with pytest.raises(jobs.LostLease):
        jobs.Progress(mine)(10)


@pytest.mark.django_db
def test_what_recurs_is_queued_once_per_period():
    tasks.sweep()
    tasks.sweep()
    assert Job.objects.filter(kind="visits.expire").count() == 1
