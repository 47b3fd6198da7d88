"""Telling somebody something, once: a row now, a mail through the job ledger when it may leave."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from fieldwork.common import jobs
from fieldwork.common.models import JobQueue
from fieldwork.notices import mails, quiet
from fieldwork.notices.models import MailChoice, Notice
from fieldwork.notices.states import REMINDERS, Dropped, NoticeKind
from fieldwork.people.models import User
from fieldwork.visits.models import Visit

MAIL = "notices.mail"
KEPT = timedelta(days=365)
TRIED_FOR = timedelta(days=3)  # after that a mail would tell old news
LEFT_BEHIND = timedelta(minutes=10)
AT_MOST = 200  # notices left behind that one look takes up again


@dataclass(frozen=True)
class Telling:
    """Something to tell: the visit with its location loaded, and JSON-safe ids and numbers as context."""

    person: User
    kind: str
    key: str
    visit: Visit | None = None
    context: dict[str, Any] = field(default_factory=dict)
    wait: timedelta = timedelta(0)


def tell(
    person: User,
    kind: str,
    context: dict[str, Any],
    *,
    key: str,
    visit: Visit | None = None,
    wait: timedelta = timedelta(0),
    now: datetime | None = None,
) -> Notice:
    """Tell one person one thing by mail, at the earliest after ``wait`` and outside quiet hours.

    The same ``key`` again tells nothing and gives back the first notice. ``context`` holds ids and numbers, never
    a name or address. Raises ``ValueError`` for a kind that does not exist.
    """
    tell_all([Telling(person, kind, key, visit, context, wait)], now)
    return Notice.objects.get(key=key)


def tell_all(tellings: Iterable[Telling], now: datetime | None = None) -> list[Notice]:
    """As ``tell``, for many, in a handful of queries; gives back those that were not told before."""
    now = now or timezone.now()
    wanted = {one.key: one for one in tellings}
    known = set(Notice.objects.filter(key__in=wanted).values_list("key", flat=True)) if wanted else set()
    rows = [
        Notice(
            person=one.person, kind=NoticeKind(one.kind), visit=one.visit, context=one.context, key=one.key,
            created_at=now, not_before=_leaves_at(now + one.wait, one.person, one.visit, one.kind),
        )
        for one in wanted.values()
        if one.key not in known
    ]  # fmt: skip
    if not rows:
        return []
    with transaction.atomic():
        Notice.objects.bulk_create(rows, ignore_conflicts=True)
        kept = list(Notice.objects.filter(key__in=[row.key for row in rows]))
        _queue(kept)
    return kept


def _leaves_at(moment: datetime, person: User, visit: Visit | None, kind: str) -> datetime:
    return quiet.leaves_at(moment, person, visit, can_wait=kind in REMINDERS)


def _job_key(notice: Notice) -> str:
    # With the moment: a notice that was put off until the morning gets a job of its own.
    return f"{MAIL}:{notice.pk}:{int(notice.not_before.timestamp())}"


def _queue(notices: Iterable[Notice]) -> None:
    jobs.enqueue_all(MAIL, [({"notice": one.pk}, _job_key(one), one.not_before) for one in notices])


# --- when its job runs --------------------------------------------------------------------------------
def deliver(notice_id: int, now: datetime | None = None) -> jobs.Effect:
    """Send one notice, put it off, or drop it; gives the write that says so, for the transaction of its job.

    Nothing when that was done already. A worker that dies after sending makes another one send again: both carry
    the same Message-ID, so a mail program shows one. Raises what the mail server raises.
    """
    now = now or timezone.now()
    waiting = Notice.objects.waiting().select_related("person__mail_choice", "visit__location")
    notice = waiting.filter(pk=notice_id).first()
    if notice is None:
        return None
    moment = _leaves_at(max(now, notice.not_before), notice.person, notice.visit, notice.kind)
    if moment > now:  # the worker came late, in the evening
        return partial(_put_off, notice, moment)
    if why := _unwanted(notice):
        return partial(_end, notice, dropped=why)
    mail = mails.compose(notice)
    if mail is None:
        return partial(_end, notice, dropped=Dropped.OVERTAKEN)
    mail.send()
    return partial(_end, notice, sent_at=now)


def _unwanted(notice: Notice) -> str:
    if not notice.person.is_active:
        return Dropped.INACTIVE
    choice = getattr(notice.person, "mail_choice", None)
    refused = choice is not None and not choice.wants_reminders
    return Dropped.UNWANTED if refused and notice.kind in REMINDERS else ""


def _put_off(notice: Notice, moment: datetime) -> None:
    Notice.objects.filter(pk=notice.pk).update(not_before=moment)
    notice.not_before = moment
    _queue([notice])


def _end(notice: Notice, **columns: Any) -> None:
    Notice.objects.waiting().filter(pk=notice.pk).update(**columns)


# --- what is left behind ------------------------------------------------------------------------------
def send_again(now: datetime | None = None) -> int:
    """Queue anew what a mail server that was down kept back; drop what is three days old. Returns how many."""
    now = now or timezone.now()
    waiting = Notice.objects.waiting()
    waiting.filter(not_before__lt=now - TRIED_FOR).update(dropped=Dropped.LATE)
    left = list(waiting.filter(not_before__lt=now - LEFT_BEHIND).order_by("not_before")[:AT_MOST])
    for notice in left:
        jobs.retry(jobs.enqueue(MAIL, {"notice": notice.pk}, queue=JobQueue.BULK, key=_job_key(notice)))
    return len(left)


def forget(now: datetime | None = None) -> int:
    """Remove what was told longer than a year ago. Returns how many rows."""
    old = Notice.objects.filter(created_at__lt=(now or timezone.now()) - KEPT)
    return old.delete()[0]


# --- what people choose -------------------------------------------------------------------------------
def choose(person: User, wants_reminders: bool) -> None:
    """Keep whether this person wants reminders; what waits to be sent obeys at once."""
    said = {"wants_reminders": wants_reminders, "changed_at": timezone.now()}
    MailChoice.objects.update_or_create(person=person, defaults=said)


def wants_reminders(person: User) -> bool:
    """What this person chose; yes, as long as they never said no."""
    return not MailChoice.objects.filter(person=person, wants_reminders=False).exists()
