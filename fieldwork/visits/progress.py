"""How far each open wave is, per channel, and whether it will make its date."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils import timezone

from fieldwork.people.models import User
from fieldwork.studies.models import Wave
from fieldwork.studies.states import Channel
from fieldwork.visits.states import COUNTED, FREE, HANDED_IN, TO_DO, VisitState

LEFT_OUT = [VisitState.CANCELLED, VisitState.EXCLUDED]
TO_PLAN = [*FREE, VisitState.DRAFT, VisitState.EXPIRED, VisitState.NO_SHOW]
UNDER_WAY = [*TO_DO, VisitState.SUBMITTED, VisitState.IN_REVIEW]
DAYS_NEEDED = VISITS_NEEDED = 3  # before that a pace says nothing


@dataclass
class Line:
    """One channel of a wave; counts of visits.

    ``came_in`` counts the visits whose first part (mostly the only one) was handed in: that one is bound to the last
    visit day. Later parts come after it on purpose, and say nothing of how fast visits are being done.
    """

    channel: str
    total: int
    approved: int
    under_way: int
    came_in: int
    in_parts: int
    to_plan: int
    visit_from: date
    due: date

    @property
    def name(self) -> str:
        """The channel in words."""
        return str(Channel(self.channel).label)

    def share(self, count: int, width: int = 150) -> int:
        """A count as length of a bar."""
        return round(width * count / self.total) if self.total else 0

    @property
    def approved_width(self) -> int:
        """Length of the dark bar."""
        return self.share(self.approved)

    @property
    def moving_width(self) -> int:
        """Length of the light bar, which starts under the dark one."""
        return self.share(self.approved + self.under_way)

    @property
    def finish(self) -> date | None:
        """The day the last visit, or its first part, comes in at the pace so far.

        ``None`` when that cannot be said or is in time.
        """
        today = timezone.localdate()
        days, rest = (today - self.visit_from).days + 1, self.total - self.came_in
        if days < DAYS_NEEDED or self.came_in < VISITS_NEEDED or rest <= 0:
            return None
        last = today + timedelta(days=min(3650, ceil(rest * days / self.came_in)))
        return last if last > self.due else None

    @property
    def days_late(self) -> int:
        """Days between the wave's last visit day and ``finish``."""
        return (self.finish - self.due).days if self.finish else 0


@dataclass
class WaveProgress:
    """One open wave."""

    pk: int
    title: str
    client: str
    currency: str
    visit_from: date
    due: date
    lines: list[Line] = field(default_factory=list)
    committed_cents: int = 0
    approved_cents: int = 0

    def _sum(self, name: str) -> int:
        return sum(getattr(line, name) for line in self.lines)

    @property
    def total(self) -> int:
        """Visits needed."""
        return self._sum("total")

    @property
    def approved(self) -> int:
        """Visits approved."""
        return self._sum("approved")

    @property
    def under_way(self) -> int:
        """Visits given to somebody and not approved yet."""
        return self._sum("under_way")

    @property
    def to_plan(self) -> int:
        """Visits without a shopper."""
        return self._sum("to_plan")

    @property
    def behind(self) -> Line | None:
        """The channel that ends last after the wave's last day."""
        late = [line for line in self.lines if line.finish]
        return max(late, key=lambda line: line.days_late, default=None)


def waves(user: User) -> list[WaveProgress]:
    """Every open wave the user may see, the first to end first. One query."""
    counted = ~Q(visits__state__in=LEFT_OUT) & Q(visits__isnull=False)

    def count(states: list | set) -> Count:
        return Count("visits", filter=Q(visits__state__in=list(states)))

    began = Q(visits__state__in=list(HANDED_IN)) | Q(visits__state__in=list(TO_DO), visits__episode__gt=1)
    given = counted & ~Q(visits__state__in=TO_PLAN)
    rows: Any = (
        Wave.objects.visible_to(user)
        .filter(is_open=True)
        .order_by("due", "pk", "visits__channel")
        .values("pk", "title", "currency", "visit_from", "due", "study__client__name", "visits__channel")
        .annotate(
            total=Count("visits", filter=counted),
            approved=count(COUNTED),
            under_way=count(UNDER_WAY),
            came_in=Count("visits", filter=began),
            in_parts=Count("visits", filter=counted & Q(visits__episodes__gt=1)),
            to_plan=count(TO_PLAN),
            committed=Sum("visits__fee_cents", filter=given, default=0),
            earned=Sum("visits__fee_cents", filter=Q(visits__state__in=COUNTED), default=0),
        )
    )
    found: dict[int, WaveProgress] = {}
    for row in rows:
        wave = found.setdefault(
            row["pk"],
            WaveProgress(
                row["pk"], row["title"], row["study__client__name"], row["currency"], row["visit_from"], row["due"]
            ),
        )
        wave.committed_cents += row["committed"]
        wave.approved_cents += row["earned"]
        if row["total"]:
            names = ("total", "approved", "under_way", "came_in", "in_parts", "to_plan", "visit_from", "due")
            wave.lines.append(Line(channel=row["visits__channel"], **{name: row[name] for name in names}))
    return list(found.values())


@dataclass(frozen=True)
class Money:
    """What was promised in open waves, in one currency."""

    currency: str
    committed_cents: int
    approved_cents: int
    visits: int

    @property
    def per_visit_cents(self) -> int | None:
        """Promised per visit that somebody has, half-up to a cent."""
        return (2 * self.committed_cents + self.visits) // (2 * self.visits) if self.visits else None


def budget(rows: list[WaveProgress]) -> list[Money]:
    """The promised and approved fees of the waves, per currency: amounts of two currencies are never added."""
    found: dict[str, list[int]] = {}
    for wave in rows:
        sums = found.setdefault(wave.currency, [0, 0, 0])
        sums[0] += wave.committed_cents
        sums[1] += wave.approved_cents
        sums[2] += wave.total - wave.to_plan
    return [Money(currency, *sums) for currency, sums in sorted(found.items()) if sums[2]]
