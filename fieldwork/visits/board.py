"""The board: every visit somebody may see, filtered by what stands in the address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from fieldwork.people.models import Location, User
from fieldwork.people.states import LocationKind
from fieldwork.studies.models import Wave
from fieldwork.studies.states import Channel
from fieldwork.visits import clocks, episodes
from fieldwork.visits.attention import Need, with_need
from fieldwork.visits.models import HAND_IN_BY, PART_DUE_AT, PART_OPENS_AT, Visit, mark_of
from fieldwork.visits.states import BEFORE, COUNTED, FREE, LOOKS, VisitState

PER_PAGE = 50
HIDDEN = [VisitState.CANCELLED, VisitState.DRAFT]  # unless asked for
COLUMNS = (
    "uuid", "state", "state_since", "due_at", "confirmed_at", "answered", "channel",
    "fee_cents", "currency", "location__name", "location__timezone", "scenario__title", "persona__name",
    "shopper__name", "wave__title", "episode", "episodes", "episode_title",
)  # fmt: skip
MOMENTS = {"from_at": PART_OPENS_AT, "until_at": PART_DUE_AT, "hand_in_at": HAND_IN_BY}


@dataclass(frozen=True)
class Filters:
    """What stands in the address; anything unknown there counts as not said."""

    wave: int | None = None
    state: str = ""
    channel: str = ""
    location: int | None = None
    week: str = ""
    need: str = ""
    search: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filters":
        """From an address. Never raises: an address is typed by people."""

        def number(name: str) -> int | None:
            word = query.get(name, "")
            return int(word) if word.isascii() and word.isdigit() and len(word) < 10 else None

        def one_of(name: str, known: list[str]) -> str:
            return query.get(name, "") if query.get(name, "") in known else ""

        return cls(
            wave=number("wave"),
            state=one_of("state", VisitState.values),
            channel=one_of("channel", Channel.values),
            location=number("location"),
            week=query.get("week", "") if clocks.days_of(query.get("week", "")) else "",
            need=one_of("need", Need.values),
            search=query.get("q", "").strip()[:80],
        )

    @property
    def are_used(self) -> bool:
        """Something was chosen."""
        return self != Filters()

    def narrow(self, visits: QuerySet[Visit]) -> QuerySet[Visit]:
        """Under every filter; cancelled visits and drafts only when they are asked for."""
        rest = self.apply(visits)
        return rest.filter(state=self.state) if self.state else rest.exclude(state__in=HIDDEN)

    def apply(self, visits: QuerySet[Visit]) -> QuerySet[Visit]:
        """Everything but the state, so that the states can be counted."""
        if self.wave:
            visits = visits.filter(wave=self.wave)
        if self.channel:
            visits = visits.filter(channel=self.channel)
        if self.location:
            node = self.location
            visits = visits.filter(Q(location=node) | Q(location__district=node) | Q(location__region=node))
        if days := clocks.days_of(self.week):
            visits = visits.alias(from_at=PART_OPENS_AT, until_at=PART_DUE_AT)
            visits = visits.filter(from_at__lt=days[1], until_at__gte=days[0])
        if self.need:
            visits = with_need(visits).filter(need=self.need)
        for word in self.search.split()[:5]:
            visits = visits.filter(
                Q(location__name__icontains=word)
                | Q(scenario__title__icontains=word)
                | Q(shopper__name__icontains=word)
                | Q(location__code__iexact=word)
            )
        return visits


@dataclass
class Row:
    """One visit as a line of the board."""

    uuid: UUID
    place: str
    story: str
    wave: str
    channel: str
    window: str
    state: str
    mark: str
    shopper: str
    is_confirmed: bool
    is_late: bool
    due_at: datetime
    fee_cents: int
    currency: str
    part: str  # of a visit in dated parts

    @property
    def can_be_assigned(self) -> bool:
        """Nobody has it."""
        return self.state in FREE

    @property
    def badge(self) -> dict[str, str]:
        """Tone, icon and word: late and confirmed say more than the state alone."""
        if self.is_late:
            return {"tone": "bad", "icon": "clock", "text": _("late")}
        if self.is_confirmed and self.state == VisitState.ASSIGNED:
            return {"tone": "ok", "icon": "check", "text": _("confirmed")}
        tone, icon = LOOKS[self.state]
        return {"tone": tone, "icon": icon, "text": str(VisitState(self.state).label)}


def row_of(value: dict[str, Any], now: datetime) -> Row:
    """A line from the values of ``COLUMNS`` and ``MOMENTS``."""
    state = value["state"]
    busy = state in BEFORE or state == VisitState.STARTED
    return Row(
        uuid=value["uuid"],
        place=value["location__name"],
        story=value["scenario__title"],
        wave=value["wave__title"],
        channel=str(Channel(value["channel"]).label),
        window=clocks.window(value["from_at"], value["until_at"], value["location__timezone"]),
        state=state,
        mark=mark_of(state, value["state_since"]),
        shopper=value["shopper__name"] or "",
        is_confirmed=value["confirmed_at"] is not None,
        is_late=(busy and value["hand_in_at"] < now) or (state in FREE and value["due_at"] < now),
        due_at=value["until_at"],
        fee_cents=value["fee_cents"],
        currency=value["currency"],
        part=episodes.name(value["episode"], value["episodes"], value["episode_title"]),
    )


def first_things_first(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """What needs somebody, then what goes as planned, then what is over; the soonest first in each."""
    over = [*COUNTED, VisitState.EXCLUDED, VisitState.CANCELLED, VisitState.EXPIRED, VisitState.NO_SHOW]
    turn = Case(When(need__isnull=False, then=Value(0)), When(state__in=over, then=Value(2)), default=Value(1))
    return with_need(visits).annotate(turn=turn).order_by("turn", PART_DUE_AT, "pk")


class Board:
    """One page of the board with everything to filter by: four queries, however many visits there are."""

    def __init__(self, user: User, query: Mapping[str, str]) -> None:
        self.user = user
        self.filters = Filters.read(query)
        self._page = query.get("page", "1")
        self._mine = Visit.objects.visible_to(user)

    @cached_property
    def counts(self) -> dict[str, int]:
        """Visits per state under the other filters."""
        visits = self.filters.apply(self._mine).order_by()
        return dict(visits.values_list("state").annotate(n=Count("pk")))

    @cached_property
    def page(self) -> Page:
        """The rows of the page in the address."""
        state = self.filters.state
        visits = self.filters.narrow(self._mine)
        total = self.counts.get(state, 0) if state else sum(n for s, n in self.counts.items() if s not in HIDDEN)
        pages = Counted(first_things_first(visits).values(*COLUMNS, **MOMENTS), PER_PAGE, total)
        page = pages.get_page(self._page)
        now = timezone.now()
        page.object_list = [row_of(value, now) for value in page.object_list]
        return page

    @cached_property
    def waves(self) -> list[Wave]:
        """Waves to choose from, newest first."""
        waves = Wave.objects.visible_to(self.user).select_related("study__client")
        return list(waves.only("title", "visit_from", "submit_by", "study__client__name").order_by("-visit_from", "pk"))

    @cached_property
    def wave(self) -> Wave | None:
        """The chosen wave."""
        return next((wave for wave in self.waves if wave.pk == self.filters.wave), None)

    @cached_property
    def locations(self) -> list[tuple[int, str]]:
        """Nodes of the tree to choose from; of the chosen wave's client when there is one."""
        nodes = Location.objects.visible_to(self.user)
        if self.wave:
            nodes = nodes.filter(client=self.wave.study.client_id)
        order: dict[str, int] = {LocationKind.REGION: 0, LocationKind.DISTRICT: 1, LocationKind.SITE: 2}
        rows = sorted(nodes.values_list("kind", "name", "pk"), key=lambda row: (order[row[0]], row[1]))
        site = LocationKind.SITE
        return [(pk, name if kind == site else f"{name} ({LocationKind(kind).label})") for kind, name, pk in rows]

    @property
    def weeks(self) -> list[str]:
        """Weeks to choose from; a week in the address is always among them."""
        weeks = clocks.weeks_around(self.wave.visit_from, self.wave.submit_by) if self.wave else clocks.weeks_around()
        return weeks if not self.filters.week or self.filters.week in weeks else [self.filters.week, *weeks]

    @property
    def states(self) -> list[tuple[str, str, int]]:
        """States to choose from with how many visits are in each; empty ones are left out."""
        return [
            (state.value, str(state.label), self.counts.get(state.value, 0))
            for state in VisitState
            if self.counts.get(state.value) or state == self.filters.state
        ]

    @property
    def channels(self) -> list[tuple[str, str]]:
        """Channels to choose from."""
        return [(channel.value, str(channel.label)) for channel in Channel]

    @property
    def needs(self) -> list[tuple[str, str]]:
        """Exceptions to choose from."""
        return [(need.value, str(need.label)) for need in Need]


class Counted(Paginator):
    """A paginator that was told how many rows there are."""

    def __init__(self, rows: Any, per_page: int, total: int) -> None:
        super().__init__(rows, per_page)
        self.count = total
