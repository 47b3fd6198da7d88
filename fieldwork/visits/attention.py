"""Which visits need the planner now: six kinds of exceptions, each with its clock and its one next step."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Case, Count, F, Q, QuerySet, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fieldwork.people.models import User
from fieldwork.visits.models import HAND_IN_BY, Visit, mark_of
from fieldwork.visits.states import BEFORE, FREE, LOOKS, TO_DO, VisitState

SOON = timedelta(days=7)  # a free visit is an exception from here on
URGENT = timedelta(hours=48)
CONFIRM_WITHIN = timedelta(hours=48)
STUCK_AFTER = timedelta(hours=24)
SHOWN = 6


class Need(models.TextChoices):
    """Why a visit is on the first page; in the order of the page."""

    FREE = "free", _("Nobody assigned")
    LATE = "late", _("Late")
    SILENT = "silent", _("Not confirmed by the shopper")
    RETURNED = "returned", _("Asked back without answer")
    QUIET = "quiet", _("Nothing heard from the phone")
    STUCK = "stuck", _("Stuck in review")


EXPLAINED = {
    Need.FREE: _("last visit day within a week"),
    Need.LATE: _("visited or missed, the form is not in"),
    Need.SILENT: _("assigned more than 48 hours ago"),
    Need.RETURNED: _("the date to answer has passed"),
    Need.QUIET: _("the shopper was reminded twice"),
    Need.STUCK: _("longer than 24 hours"),
}


@dataclass
class Row:
    """One visit on the first page."""

    uuid: UUID
    title: str
    client: str
    shopper: str
    state: str
    clock: datetime
    zone: str
    answered: int
    waiting_photos: int
    mark: str

    @property
    def is_past(self) -> bool:
        """The clock ran out."""
        return self.clock < timezone.now()

    @property
    def tone(self) -> str:
        """How bad it is."""
        if self.is_past:
            return "bad"
        return "warn" if self.clock < timezone.now() + URGENT else "info"

    @property
    def looks(self) -> tuple[str, str]:
        """Tone and icon of the state."""
        return LOOKS[self.state]

    @property
    def state_name(self) -> str:
        """The state in words."""
        return str(VisitState(self.state).label)


@dataclass
class Group:
    """One kind of exception: how many there are, and the first few."""

    need: Need
    total: int = 0
    urgent: int = 0
    rows: list[Row] = field(default_factory=list)

    @property
    def explained(self) -> str:
        """What makes it an exception."""
        return str(EXPLAINED[self.need])

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.rows)


def with_need(visits: QuerySet[Visit], now: datetime | None = None) -> Any:
    """Annotate ``need`` (null when all is well) and ``clock``; each visit has one need, the first that fits."""
    now = now or timezone.now()
    review = [VisitState.SUBMITTED, VisitState.IN_REVIEW]
    missed = [VisitState.EXPIRED, VisitState.NO_SHOW]
    busy = [*BEFORE, VisitState.STARTED]
    stuck = Q(review_due_at__lt=now + STUCK_AFTER) | Q(review_due_at=None, state_since__lt=now - STUCK_AFTER)
    quiet = Q(phone_silent_at__gt=F("last_sync_at")) | Q(phone_silent_at__isnull=False, last_sync_at=None)
    need = Case(
        When(wave__is_open=False, then=None),
        When(state__in=FREE, due_at__lt=now + SOON, then=Value(Need.FREE)),
        When(Q(state__in=missed) | Q(state__in=busy, hand_in_at__lt=now), then=Value(Need.LATE)),
        When(state__in=BEFORE, confirmed_at=None, assigned_at__lt=now - CONFIRM_WITHIN, then=Value(Need.SILENT)),
        When(state=VisitState.RETURNED, return_due_at__lt=now, then=Value(Need.RETURNED)),
        When(quiet, state__in=TO_DO, then=Value(Need.QUIET)),
        When(stuck, state__in=review, then=Value(Need.STUCK)),
        default=None,
        output_field=models.CharField(),
    )
    clock = Case(
        When(Q(state__in=FREE) | Q(state__in=BEFORE, submit_by__gte=now), then=F("due_at")),
        When(state=VisitState.RETURNED, then=Coalesce("return_due_at", "submit_by")),
        When(state__in=review, then=Coalesce("review_due_at", F("state_since"))),
        default=F("hand_in_at"),
        output_field=models.DateTimeField(),
    )
    return visits.alias(hand_in_at=HAND_IN_BY).annotate(need=need, clock=clock)


def groups(user: User, shown: int = SHOWN) -> list[Group]:
    """Every kind with at least one visit, worst clock first. Two queries, however many visits there are."""
    troubled = with_need(Visit.objects.visible_to(user)).exclude(need=None)
    urgent = Count("pk", filter=Q(clock__lt=timezone.now() + URGENT))
    found = {need: Group(need) for need in Need}
    for need, total, soon in troubled.order_by().values_list("need").annotate(n=Count("pk"), soon=urgent):
        found[Need(need)].total, found[Need(need)].urgent = total, soon
    place = Window(RowNumber(), partition_by=F("need"), order_by=[F("clock").asc(), F("pk").asc()])
    first = troubled.annotate(place=place).filter(place__lte=shown).order_by("place")
    for need, row in _rows(first):
        found[need].rows.append(row)
    return [group for group in found.values() if group.total]


def _rows(visits: QuerySet[Visit]) -> Iterable[tuple[Need, Row]]:
    names = (
        "need", "uuid", "location__name", "scenario__title", "wave__study__client__name", "shopper__name",
        "state", "clock", "answered", "waiting_photos", "state_since", "location__timezone",
    )  # fmt: skip
    values: Any = visits.values(*names)
    for value in values:
        yield (
            Need(value["need"]),
            Row(
                uuid=value["uuid"],
                title=f"{value['location__name']}: {value['scenario__title']}",
                client=value["wave__study__client__name"],
                shopper=value["shopper__name"] or "",
                state=value["state"],
                clock=value["clock"],
                zone=value["location__timezone"],
                answered=value["answered"],
                waiting_photos=value["waiting_photos"],
                mark=mark_of(value["state"], value["state_since"]),
            ),
        )
