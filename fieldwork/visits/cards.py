"""What a shopper sees of their visits: what to do now, what comes later, what was handed in."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fieldwork.people.models import User
from fieldwork.visits import clocks
from fieldwork.visits.models import BriefingReceipt, Visit
from fieldwork.visits.states import BEFORE, COUNTED, HANDED_IN, LOOKS, TO_DO, VisitState

KEPT = timedelta(days=90)  # how long a finished visit stays in the list
AT_MOST = 200
MISSED = [VisitState.EXPIRED, VisitState.NO_SHOW]
IN_REVIEW = {VisitState.SUBMITTED, VisitState.IN_REVIEW}


@dataclass
class Card:
    """One visit in a shopper's words. What is not here is read from the visit itself."""

    visit: Visit
    is_read: bool
    has_briefing: bool

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name == "visit":
            raise AttributeError(name)
        return getattr(self.visit, name)

    @property
    def id(self) -> UUID:
        """For addresses."""
        return self.visit.uuid

    @property
    def location(self) -> str:
        """The name of the place."""
        return self.visit.location.name

    @property
    def address(self) -> str:
        """Where the place is."""
        return self.visit.location.address

    @property
    def minutes(self) -> int:
        """How long it takes on site, in minutes."""
        return self.visit.scenario.minutes

    @property
    def window(self) -> str:
        """When to go, at the location."""
        return clocks.window(self.visit.opens_at, self.visit.due_at, self.visit.location.timezone)

    @property
    def state(self) -> str:
        """The state of the visit."""
        return self.visit.state

    @property
    def is_today(self) -> bool:
        """The last day to go is today, or it is under way."""
        return self.state == VisitState.STARTED or timezone.localdate(self.visit.due_at) == timezone.localdate()

    @property
    def clock(self) -> datetime:
        """The moment that counts now."""
        if self.state in BEFORE and self.visit.due_at >= timezone.now():
            return self.visit.due_at
        if self.state == VisitState.RETURNED:
            return self.visit.return_due_at or self.visit.submit_by
        return self.visit.submit_by

    @property
    def needs_briefing(self) -> bool:
        """The current briefing is still to be read."""
        return self.has_briefing and not self.is_read and self.state in {*BEFORE, *MISSED}

    @property
    def can_confirm(self) -> bool:
        """Not confirmed yet."""
        return self.state in BEFORE and self.visit.confirmed_at is None

    @property
    def can_decline(self) -> bool:
        """Nothing was done yet."""
        return self.state in BEFORE

    @property
    def can_start(self) -> bool:
        """The current briefing was read and the window has opened. A passed date never shuts the form."""
        return self.is_read and self.state in {*BEFORE, *MISSED} and self.visit.opens_at <= timezone.now()

    @property
    def action(self) -> str:
        """The one button: start, form, briefing, confirm, or none."""
        if self.state in {VisitState.STARTED, VisitState.RETURNED}:
            return "form"
        if self.can_start:
            return "start"
        if self.can_confirm:
            return "confirm"
        return "briefing" if self.needs_briefing else ""

    @property
    def _look(self) -> tuple[str, str, str]:
        if self.state in BEFORE and self.can_start:
            return "ok", "check", _("Ready to start")
        if self.can_confirm:
            return "warn", "person", _("Say yes or no")
        if self.needs_briefing:
            return "info", "document", _("Read the briefing")
        if self.state in BEFORE:
            return "ok", "check", _("Confirmed")
        words = {
            VisitState.STARTED: pgettext("visit", "Under way"),
            VisitState.RETURNED: _("Question for you"),
            **dict.fromkeys(IN_REVIEW, _("In review")),
            **dict.fromkeys(COUNTED, _("Approved")),
        }
        tone, icon = LOOKS[self.state]
        return tone, icon, words.get(VisitState(self.state)) or str(VisitState(self.state).label).capitalize()

    @property
    def tone(self) -> str:
        """Tone of the badge; on the first card also the clock's."""
        return self._look[0]

    @property
    def icon(self) -> str:
        """Icon of the badge."""
        return self._look[1]

    @property
    def badge(self) -> str:
        """Word of the badge."""
        return self._look[2]

    @property
    def next(self) -> str:
        """One sentence: what to do now."""
        if self.state == VisitState.STARTED:
            return _("Go on where you left off, and hand in.")
        if self.state == VisitState.RETURNED:
            return _("The reviewer has a question. Only that question is open.")
        if self.state in MISSED and self.is_read:
            return _("The date has passed. Did you go? Then you can still hand in.")
        if self.can_start:
            return _("Go there and start the visit when you are inside. Hand in on time.")
        if self.can_confirm:
            return _("Confirm that you go, or give the visit back.")
        if self.needs_briefing:
            return _("Read the briefing. After that you can start the visit.")
        if self.state in BEFORE and not self.has_briefing:
            return _("The briefing is being written. You can read it here when it is ready.")
        if self.state in BEFORE:
            return _("You are ready. You can start from %(moment)s.") % {"moment": self._moment(self.visit.opens_at)}
        return ""

    @property
    def line(self) -> str:
        """The sentence in a list."""
        if self.state in BEFORE:
            return _("Go %(window)s") % {"window": self.window}
        if self.state == VisitState.RETURNED:
            return _("The reviewer has a question. Answer before %(moment)s.") % {"moment": self._moment(self.clock)}
        if self.state == VisitState.STARTED:
            return _("Hand in before %(moment)s.") % {"moment": self._moment(self.clock)}
        if self.state in IN_REVIEW:
            return _("Your work is being checked. You hear from us here.")
        return self.next

    def _moment(self, when: datetime) -> str:
        local = timezone.localtime(when)
        return f"{date_format(local, 'D j N')}, {clocks.hour(local)}"

    @property
    def timeline(self) -> list[dict[str, Any]]:
        """What was done, what is now, what comes: label, moment and one of done, now, ahead."""
        visit = self.visit
        points: list[tuple[Any, datetime | None, bool]] = [
            (_("Given to you"), visit.assigned_at, visit.assigned_at is not None),
            (_("Confirmed"), visit.confirmed_at, visit.confirmed_at is not None),
            (_("Briefing read"), None, self.is_read or self.state not in {*BEFORE, *MISSED}),
            (_("Started"), visit.started_at, visit.started_at is not None),
            (_("Handed in"), visit.submitted_at, self.state in HANDED_IN - {VisitState.RETURNED}),
            (_("Approved"), visit.approved_at, self.state in COUNTED),
        ]
        if self.state == VisitState.CANCELLED:
            points = [point for point in points if point[2]] + [(_("Cancelled"), visit.state_since, True)]
        found, has_now = [], False
        for label, at, is_done in points:
            state = "done" if is_done else "ahead" if has_now else "now"
            has_now = has_now or state == "now"
            found.append({"label": label, "at": at, "state": state})
        return found


@dataclass
class CardGroup:
    """Visits under one heading."""

    title: str
    visits: list[Card] = field(default_factory=list)


def for_shopper(user: User) -> tuple[Card | None, list[CardGroup]]:
    """The visit to do now and the rest in groups; one query, however many visits there are."""
    since = timezone.now() - KEPT
    mine = _annotated(user).filter(Q(state__in=TO_DO) | Q(state_since__gte=since)).exclude(state=VisitState.DRAFT)
    cards = [_card(visit) for visit in mine.order_by("due_at", "pk")[:AT_MOST]]
    todo = [card for card in cards if card.state in TO_DO or (card.state in MISSED and card.is_read)]
    later = sorted((card for card in todo if card.state != VisitState.RETURNED), key=_order)
    now = next((card for card in later if card.state not in MISSED), None)
    groups = [
        CardGroup(_("Asks for your answer"), [card for card in todo if card.state == VisitState.RETURNED]),
        CardGroup(_("Later"), [card for card in later if card is not now]),
        CardGroup(_("Handed in"), [card for card in cards if card.state in HANDED_IN - {VisitState.RETURNED}]),
        CardGroup(_("Over"), [card for card in cards if card not in todo and card.state not in HANDED_IN]),
    ]
    return now, [group for group in groups if group.visits]


def _order(card: Card) -> tuple[bool, datetime]:
    """What is under way first, then what closes first."""
    return card.state != VisitState.STARTED, card.clock


def _annotated(user: User) -> QuerySet[Visit]:
    """The shopper's visits with the number of the current briefing and whether they read it."""
    receipts = BriefingReceipt.objects.filter(
        visit=OuterRef("pk"), shopper=OuterRef("shopper"), version__number=OuterRef("current_number")
    )
    visits = Visit.objects.visible_to(user).select_related("location", "scenario", "persona")
    visits = visits.annotate(current_number=Max("wave__briefing__versions__number"))
    return visits.annotate(has_read_current=Exists(receipts))


def _card(visit: Visit) -> Card:
    found: dict[str, Any] = vars(visit)
    return Card(visit, bool(found["has_read_current"]), found["current_number"] is not None)


def card_of(visit_uuid: UUID, user: User) -> Card | None:
    """One visit of the shopper, or ``None``; one query."""
    visit = _annotated(user).filter(uuid=visit_uuid).first()
    return _card(visit) if visit else None
