"""The job ledger: work that cannot be lost or done twice (a row is the truth, a message is a poke).

A room registers a handler for a kind with ``@job("documents.render")`` in its ``jobs.py`` (imported from
``AppConfig.ready``) and queues it with ``enqueue``. A handler works from ``params`` alone and may run
twice. What it returns decides its effect: a callable is run in the transaction that marks the job done,
so a worker that lost its lease can never leave half an effect behind.
"""

import logging
import threading
import traceback
import uuid
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, close_old_connections, connection, transaction
from django.db.models import Case, Count, F, IntegerField, Min, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone

from fieldwork.common.models import Job, JobQueue, JobState

log = logging.getLogger(__name__)
MAX_ATTEMPTS = 3
POKE_SECONDS = 1.0
Effect = Callable[[], dict | None] | dict | None
Handler = Callable[[dict, "Progress"], Effect]
OPEN = (JobState.QUEUED, JobState.RUNNING)
_handlers: dict[str, Handler] = {}
_given_up: dict[str, Callable[[dict], object]] = {}
_lines = threading.BoundedSemaphore(8)  # more calls to a broker that hangs would only pile up
_recurring: dict[str, timedelta] = {}


class JobFailed(Exception):
    """The handler's word that trying again is useless; the message is shown to the person who waits."""


class LostLease(Exception):
    """Another worker took the job over, or it was cancelled: drop everything and leave."""


def job(
    kind: str, every: timedelta | None = None, given_up: Callable[[dict], object] | None = None
) -> Callable[[Handler], Handler]:
    """Register a handler for ``kind``; with ``every`` the sweep queues it once per such period, without params.

    ``given_up`` gets the params of a job that failed for good, in the transaction that says so.
    Raises ``ValueError`` when the kind is taken by another handler.
    """

    def register(handler: Handler) -> Handler:
        known = _handlers.setdefault(kind, handler)
        if known is not handler and known.__qualname__ != handler.__qualname__:
            raise ValueError(f"job kind {kind!r} has a handler already")
        if every:
            _recurring[kind] = every
        if given_up:
            _given_up[kind] = given_up
        return handler

    return register


def enqueue(
    kind: str,
    params: dict,
    *,
    by=None,
    queue: str = JobQueue.INTERACTIVE,
    priority: int = 0,
    lane: str = "",
    key: str | None = None,
    delay: timedelta = timedelta(0),
) -> Job:
    """Write one job row and poke a worker after commit; a dead broker never fails the request.

    With ``key`` the same work is queued once: the second call returns the first row. ``lane`` says whose work it is:
    in the bulk queue lanes take turns.
    Raises ``LookupError`` for a kind nobody registered.
    """
    if kind not in _handlers:
        raise LookupError(f"no handler for job kind {kind!r}")
    fields = {"kind": kind, "params": params, "requested_by": by, "queue": queue, "priority": priority}
    fields["lane"] = lane
    fields["not_before"] = timezone.now() + delay
    try:
        with transaction.atomic():
            row = Job.objects.create(idempotency_key=key, **fields)
    except IntegrityError:
        return Job.objects.get(idempotency_key=key)
    transaction.on_commit(poke)
    return row


def enqueue_all(kind: str, rows: Iterable[tuple[dict, str, datetime]]) -> None:
    """Queue the same kind for many things at once: ``(params, key, not_before)`` each, nobody waits for them.

    A key that is known is left alone. Raises ``LookupError`` for a kind nobody registered.
    """
    if kind not in _handlers:
        raise LookupError(f"no handler for job kind {kind!r}")
    made = [
        Job(kind=kind, params=params, idempotency_key=key, not_before=moment, queue=JobQueue.BULK)
        for params, key, moment in rows
    ]
    Job.objects.bulk_create(made, ignore_conflicts=True)
    transaction.on_commit(poke)


def enqueue_recurring() -> None:
    """Queue every recurring kind whose period has begun; the period in the key makes it once."""
    now = timezone.now()
    for kind, every in _recurring.items():
        period = int(now.timestamp() // every.total_seconds())
        enqueue(kind, {}, queue=JobQueue.BULK, key=f"{kind}:{every.total_seconds():.0f}:{period}")


def poke() -> None:
    """Tell a worker that there is work, within a second or not at all: the sweep finds the row anyway.

    In a thread of its own, because a broker that takes the call and then hangs would hold up the request.
    """
    if not _lines.acquire(blocking=False):
        log.warning("The broker does not answer; the sweep will find the work.")
        return
    call = threading.Thread(target=_call, name="poke", daemon=True)
    call.start()
    call.join(timeout=POKE_SECONDS)


def _call() -> None:
    from fieldwork.celery import app

    try:
        app.send_task("jobs.run", retry=False, ignore_result=True)
    except Exception as problem:  # whatever the broker's client raises: the row is safe
        log.warning("The broker did not take a poke (%s); the sweep will.", problem)
    finally:
        _lines.release()


def _ready() -> Q:
    now = timezone.now()
    return Q(state=JobState.QUEUED, not_before__lte=now) | Q(state=JobState.RUNNING, lease_until__lt=now)


def claim() -> Job | None:
    """Take the next row, or ``None``. One conditional write: two workers never get the same one."""
    while True:
        with transaction.atomic():
            row = _next()
            if row is None:
                return None
            if row.attempts >= MAX_ATTEMPTS:
                _close(row, JobState.FAILED, "The worker stopped three times while doing this.")
                continue
            token, now = uuid.uuid4(), timezone.now()
            taken = Job.objects.filter(_ready(), pk=row.pk, attempts=row.attempts).update(
                state=JobState.RUNNING,
                token=token,
                attempts=F("attempts") + 1,
                lease_until=now + timedelta(seconds=settings.JOB_LEASE_SECONDS),
                started_at=now,
                error="",
            )
            if taken:
                return Job.objects.get(pk=row.pk)


def _next() -> Job | None:
    """The row whose turn it is. Who waits goes first; in the bulk queue lanes take turns within a priority."""
    ready = Job.objects.filter(_ready())
    bulk = ready.filter(queue=JobQueue.BULK).order_by()
    # In the same query, so that a single lane costs nothing more; a subquery of its own, so that it is counted once.
    lanes = Subquery(bulk.values("queue").annotate(n=Count("lane", distinct=True)).values("n"))
    how_many = Case(When(queue=JobQueue.BULK, then=lanes), default=1, output_field=IntegerField())
    row = _first(ready.annotate(lanes=how_many))
    if row is None or getattr(row, "lanes", 1) == 1:
        return row
    equals = bulk.filter(priority=row.priority)
    for lane in _turns(equals):
        if lane == row.lane:
            return row
        if found := _first(equals.filter(lane=lane)):
            return found
    return row  # others hold all the rest


def _first(rows: "QuerySet[Job]") -> Job | None:
    # "bulk" sorts before "interactive"; somebody who waits goes first.
    rows = rows.order_by("-queue", "-priority", "created_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    return rows.first()


def _turns(rows: "QuerySet[Job]") -> list[str]:
    """The lanes of these rows: first who never had a turn, then whose last start is longest ago."""
    starts = Job.objects.filter(queue=JobQueue.BULK, lane=OuterRef("lane"), started_at__isnull=False)
    last = Subquery(starts.order_by("-started_at").values("started_at")[:1])
    lanes = rows.values("lane").annotate(waits_since=Min("created_at"), last=last)
    return list(lanes.order_by(F("last").asc(nulls_first=True), "waits_since", "lane").values_list("lane", flat=True))


@transaction.atomic
def _close(row: Job, state: str, error: str = "") -> None:
    # Fenced by the token: whoever lost the lease has no say in how the job ends.
    closed = Job.objects.filter(pk=row.pk, token=row.token, state=row.state).update(
        state=state, error=error[:4000], finished_at=timezone.now(), token=None, lease_until=None
    )
    if closed and row.kind in _given_up:
        try:
            with transaction.atomic():
                _given_up[row.kind](row.params)
        except Exception:  # a row that cannot be closed would come back for ever
            log.exception("What follows on the end of job %s (%s) failed", row.pk, row.kind)


class Progress:
    """The handler's line to the person who waits; also the place where a cancelled job ends."""

    def __init__(self, row: Job) -> None:
        self.row = row

    def __call__(self, percent: int, note: str = "") -> None:
        """Store how far the work is (0-100). Raises ``LostLease`` when the job is no longer ours."""
        mine = Job.objects.filter(pk=self.row.pk, token=self.row.token, state=JobState.RUNNING)
        if not mine.update(progress=max(0, min(100, int(percent))), progress_note=str(note)[:200]):
            raise LostLease


@contextmanager
def _heartbeat(row: Job):
    """Renew the lease in the background while the handler works."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(settings.JOB_LEASE_SECONDS / 3):
            until = timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
            try:
                mine = Job.objects.filter(pk=row.pk, token=row.token, state=JobState.RUNNING)
                if not mine.update(lease_until=until):
                    break
            except Exception:
                log.exception("The lease of job %s could not be renewed", row.pk)
        connection.close()

    thread = threading.Thread(target=beat, name=f"lease-{row.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)


def run(row: Job) -> None:
    """Do one claimed job and write its end; never raises for what the handler did."""
    try:
        with _heartbeat(row):
            effect = _handlers[row.kind](row.params, Progress(row))
        with transaction.atomic():
            mine = Job.objects.filter(pk=row.pk, token=row.token, state=JobState.RUNNING)
            done = {"state": JobState.DONE, "progress": 100, "finished_at": timezone.now(), "lease_until": None}
            if not mine.update(**done):
                raise LostLease
            result = effect() if callable(effect) else effect
            if result:
                Job.objects.filter(pk=row.pk).update(result=result)
    except LostLease:
        log.warning("Job %s was taken over or cancelled", row.pk)
    except JobFailed as reason:
        _close(row, JobState.FAILED, str(reason))
    except Exception as problem:
        log.exception("Job %s (%s) failed", row.pk, row.kind)
        _retry(row, problem)


def _retry(row: Job, problem: Exception) -> None:
    text = f"{type(problem).__name__}: {problem}\n{traceback.format_exc(limit=-4)}"
    if row.attempts >= MAX_ATTEMPTS:
        _close(row, JobState.FAILED, text)
        return
    wait = timedelta(seconds=2 ** (row.attempts * 2))
    mine = Job.objects.filter(pk=row.pk, token=row.token, state=JobState.RUNNING)
    mine.update(
        state=JobState.QUEUED, error=text[:4000], not_before=timezone.now() + wait, token=None, lease_until=None
    )


def run_all() -> int:
    """Claim and run until nothing is left; returns how many were run."""
    count = 0
    while row := claim():
        run(row)
        count += 1
        if not connection.in_atomic_block:
            close_old_connections()
    return count


def cancel(row: Job) -> bool:
    """Stop a job that is not over; its effect is fenced off. False when it was over already."""
    return bool(cancel_all(Job.objects.filter(pk=row.pk)))


def cancel_all(rows: "QuerySet[Job]") -> int:
    """As ``cancel``, for many in one write; returns how many were stopped."""
    return rows.filter(state__in=OPEN).update(
        state=JobState.CANCELLED, token=None, lease_until=None, finished_at=timezone.now()
    )


def hurry(row: Job, by) -> bool:
    """Somebody waits from now on for what was one of many. False when it is over, or somebody waited already."""
    rows = Job.objects.filter(pk=row.pk, state__in=OPEN, queue=JobQueue.BULK)
    return bool(rows.update(queue=JobQueue.INTERACTIVE, requested_by=by))


def retry(row: Job, *, queue: str = "", by=None) -> bool:
    """Queue a failed or cancelled job again with fresh attempts. False when there is nothing to retry.

    With ``queue`` it goes to that one, for ``by``; else it stays where it was.
    """
    whose = {"queue": queue, "requested_by": by} if queue else {}
    again = Job.objects.filter(pk=row.pk, state__in=[JobState.FAILED, JobState.CANCELLED]).update(
        state=JobState.QUEUED, attempts=0, error="", progress=0, not_before=timezone.now(), finished_at=None, **whose
    )
    if again:
        transaction.on_commit(poke)
    return bool(again)
