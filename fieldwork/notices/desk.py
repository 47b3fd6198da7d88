"""What the desk and the client are told: what needs somebody today, reviews that run out, how far the fieldwork is."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone

from fieldwork.notices.actions import Telling, tell_all
from fieldwork.notices.models import Notice
from fieldwork.notices.states import NoticeKind
from fieldwork.people.models import User
from fieldwork.people.states import CLIENTS, Role
from fieldwork.studies.models import Wave
from fieldwork.visits import attention
from fieldwork.visits.models import Visit
from fieldwork.visits.states import BEFORE, FREE, HANDED_IN, UNDER_REVIEW, VisitState

DIGEST_FROM, DIGEST_UNTIL = 8, 12  # o'clock; a digest of the morning that nobody sent by noon is not sent
REVIEW_WITHIN = timedelta(hours=8)
NEWS_WITHIN = timedelta(days=2)  # what happened longer ago is no news, when nobody looked for a while
REMEMBERED = timedelta(days=7)
NOT_IN_YET = [*FREE, *BEFORE, VisitState.STARTED, VisitState.RETURNED]


def remind(now: datetime | None = None) -> int:
    """Tell who is to be told at ``now``. Returns how many that were; a second look finds nobody."""
    now = now or timezone.now()
    return len(tell_all([*_digests(now), *_reviews(now), *_fieldwork(now)], now))


def team(clients: Iterable[int], *roles: str) -> QuerySet[User]:
    """Active people of the agency who work for one of these clients, in one of these roles."""
    people = User.objects.filter(role__in=roles, is_active=True, managed_clients__in=clients)
    return people.distinct().order_by("pk")


# --- the planner's morning ----------------------------------------------------------------------------
def _digests(now: datetime) -> list[Telling]:
    """One mail each morning to every planner who has exceptions; none when all is well."""
    local = timezone.localtime(now)
    if not DIGEST_FROM <= local.hour < DIGEST_UNTIL:
        return []
    planners = User.objects.filter(role=Role.PLANNER, is_active=True).exclude(mail_choice__wants_reminders=False)
    day = local.date().isoformat()
    return [
        Telling(one, NoticeKind.DIGEST, f"digest:{one.pk}:{day}")
        for one in planners.order_by("pk")
        if attention.groups(one, shown=0)
    ]


# --- reviews that run out -----------------------------------------------------------------------------
def _reviews(now: datetime) -> list[Telling]:
    """To who claimed it, else to every reviewer of its client: all visits that are new to them in one mail."""
    soon = Visit.objects.filter(state__in=UNDER_REVIEW, review_due_at__gt=now, review_due_at__lte=now + REVIEW_WITHIN)
    waiting = list(soon.select_related("wave__study").order_by("review_due_at", "pk"))
    if not waiting:
        return []
    people = team({visit.wave.study.client_id for visit in waiting}, Role.REVIEWER).prefetch_related("managed_clients")
    told = _told_of_reviews(now)
    tellings = []
    for person in people:
        clients = {client.pk for client in person.managed_clients.all()}
        mine = [
            f"{visit.pk}:{visit.round_number}"
            for visit in waiting
            if visit.claimed_by_id in (None, person.pk) and visit.wave.study.client_id in clients
        ]
        fresh = [one for one in mine if one not in told.get(person.pk, ())]
        if fresh:
            key = f"review_due:{person.pk}:{fresh[0]}"
            tellings.append(Telling(person, NoticeKind.REVIEW_DUE, key, context={"visits": fresh}))
    return tellings


def _told_of_reviews(now: datetime) -> dict[int, set[str]]:
    """What each reviewer was told of, as ``visit:round``."""
    notices = Notice.objects.filter(kind=NoticeKind.REVIEW_DUE, created_at__gt=now - REMEMBERED)
    told: dict[int, set[str]] = {}
    for person, context in notices.values_list("person", "context"):
        told.setdefault(person, set()).update(context["visits"])
    return told


# --- how far the fieldwork is -------------------------------------------------------------------------
def _fieldwork(now: datetime) -> list[Telling]:
    """To the people of a client who read all of it: a wave began, a wave is wholly handed in."""
    waves: Any = Wave.objects.filter(visits__submitted_at__gt=now - NEWS_WITHIN)
    waves = Wave.objects.filter(Q(pk__in=waves) | Q(visits__started_at__gt=now - NEWS_WITHIN)).distinct()
    tellings = []
    for wave in waves.select_related("study"):
        far = progress(wave)
        kinds = [NoticeKind.FIELD_BEGUN] if far["began_at"] and far["began_at"] > now - NEWS_WITHIN else []
        if far["last_at"] and far["last_at"] > now - NEWS_WITHIN and not far["open"]:
            kinds = [NoticeKind.FIELD_DONE]  # also when it all was in one go
        tellings += [
            Telling(person, kind, f"{kind}:{wave.pk}:{person.pk}", context={"wave": wave.pk})
            for kind in kinds
            for person in readers(wave)
        ]
    return tellings


def progress(wave: Wave) -> dict[str, Any]:
    """``planned``, ``handed_in`` and ``open`` visits of a wave, when the first began and the last came in."""
    gone = (VisitState.CANCELLED, VisitState.DRAFT)
    return wave.visits.exclude(state__in=gone).aggregate(
        planned=Count("pk"),
        handed_in=Count("pk", filter=Q(state__in=HANDED_IN)),
        open=Count("pk", filter=Q(state__in=NOT_IN_YET)),
        began_at=Min("started_at"),
        last_at=Max("submitted_at"),
    )


def readers(wave: Wave) -> QuerySet[User]:
    """Active people of the client to whom the whole tree is open."""
    people = User.objects.filter(role__in=CLIENTS, is_active=True, client=wave.study.client_id, scope=None)
    return people.order_by("pk")
