"""What a shopper sees of their visits: what to do now, what comes later, what was handed in."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fieldwork.people.models import User
from fieldwork.studies.models import BriefingVersion
from fieldwork.visits import clocks, episodes
from fieldwork.visits.models import BriefingReceipt, Visit
from fieldwork.visits.states import BEFORE, COUNTED, HANDED_IN, LOOKS, TO_DO, UNDER_REVIEW, VisitState

KEPT = timedelta(days=90)  # how long a finished visit stays in the list
AT_MOST = 200
MISSED = [VisitState.EXPIRED, VisitState.NO_SHOW]


@dataclass
class Card:
    """One visit in a shopper's words."""

    visit: Visit
    is_read: bool
    has_briefing: bool

    @property
    def uuid(self) -> UUID:
        """For addresses."""
        return self.visit.uuid

    @property
    def title(self) -> str:
        """Place and story."""
        return self.visit.title

    @property
    def window(self) -> str:
        """When to go, at the location; a later part of a visit has days of its own."""
        return clocks.window(self.visit.part_opens_at, self.visit.part_due_at, self.visit.location.timezone)

    @property
    def part(self) -> str:
        """The dated part that is to be done: "Part 2 of 4: Delivery"; empty for a visit of one part or handed in."""
        return "" if self.state in HANDED_IN else episodes.name_of(self.visit)

    @property
    def is_waiting(self) -> bool:
        """The next part has a day to come."""
        return episodes.is_waiting(self.visit)

    @property
    def state(self) -> str:
        """The state of the visit."""
        return self.visit.state

    @property
    def since(self) -> int:
        """When the visit came into its state, in ms since 1970: a page kept before then is of an earlier round."""
        return int(self.visit.state_since.timestamp() * 1000)

    @property
    def clock(self) -> datetime | None:
        """The moment that counts now; ``None`` when the shopper has nothing to do."""
        if self.state in BEFORE and self.visit.due_at >= timezone.now():
            return self.visit.due_at
        if self.state == VisitState.RETURNED:
            return self.hand_in_by
        return self.visit.hand_in_by if self.state in {*BEFORE, VisitState.STARTED, *MISSED} else None

    @property
    def hand_in_by(self) -> datetime:
        """Until when the work is expected: a question of the reviewer has a moment of its own."""
        asked = self.visit.return_due_at if self.state == VisitState.RETURNED else None
        return asked or self.visit.hand_in_by

    @property
    def is_late(self) -> bool:
        """The clock ran out; the work is still taken."""
        return self.clock is not None and self.clock < timezone.now()

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
        """The form may be opened: under way, asked back, or the briefing is read and the first day has come.

        A passed date never shuts the form.
        """
        if self.state in {VisitState.STARTED, VisitState.RETURNED}:
            return True
        return self.is_read and self.state in {*BEFORE, *MISSED} and self.visit.opens_at <= timezone.now()

    @property
    def has_form(self) -> bool:
        """The form may be kept on the phone: also for a visit whose first day is still to come."""
        return self.can_start or (self.is_read and self.state in {*BEFORE, *MISSED})

    @property
    def opens_later(self) -> bool:
        """Nothing is left to do but to wait for the first day."""
        return self.has_form and not self.can_start and not self.can_confirm

    @property
    def opens_ms(self) -> int:
        """When the visit may begin, in ms since 1970."""
        return int(self.visit.opens_at.timestamp() * 1000)

    @property
    def badge(self) -> dict[str, str]:
        """Tone, icon and word, as the shopper needs it."""
        if self.can_confirm:
            return {"tone": "warn", "icon": "person", "text": _("Say yes or no")}
        if self.needs_briefing:
            return {"tone": "info", "icon": "document", "text": _("Read the briefing")}
        if self.state in BEFORE:
            return {"tone": "ok", "icon": "check", "text": _("Ready to start") if self.can_start else _("Confirmed")}
        if self.is_waiting:
            day = date_format(self._local(self.visit.part_opens_at), "DAY_FORMAT")
            return {"tone": "", "icon": "calendar", "text": _("From %(day)s") % {"day": day}}
        words = {
            VisitState.STARTED: pgettext("visit", "Under way"),
            VisitState.RETURNED: _("Question for you"),
            **dict.fromkeys(UNDER_REVIEW, _("In review")),
            **dict.fromkeys(COUNTED, _("Approved")),
        }
        tone, icon = LOOKS[self.state]
        text = words.get(VisitState(self.state)) or str(VisitState(self.state).label).capitalize()
        return {"tone": tone, "icon": icon, "text": text}

    @property
    def next_step(self) -> str:
        """One sentence: what to do now."""
        if self.is_waiting:
            return _("This part comes later. Was it earlier than planned? Then fill it in now.")
        if self.state == VisitState.STARTED:
            return _("Go on where you left off, and hand in.")
        if self.state == VisitState.RETURNED:
            return _("The reviewer has a question. Only that question is open.")
        if self.state in MISSED and self.is_read:
            return _("The date has passed. Did you go? Then you can still hand in.")
        if self.can_confirm:
            return _("Confirm that you go, or give the visit back.")
        if self.needs_briefing:
            return _("Read the briefing. After that you can start the visit.")
        if self.can_start:
            return _("Start the visit when you begin. Hand in on time.")
        if self.state in BEFORE and not self.has_briefing:
            return _("The briefing is being written. You can read it here when it is ready.")
        if self.state in BEFORE:
            first = self._local(self.visit.opens_at)
            moment = date_format(first, "DAY_TIME_FORMAT")
            return _("You are ready. You can start from %(moment)s.") % {"moment": moment}
        if self.state in UNDER_REVIEW:
            due = self.visit.review_due_at
            if due is None or due < timezone.now():
                return _("Your work is being checked. You hear from us here.")
            day = date_format(self._local(due), "DAY_FORMAT")
            return _("Your work is being checked. You hear from us by %(day)s at the latest.") % {"day": day}
        return ""

    def _local(self, moment: datetime) -> datetime:
        return timezone.localtime(moment, ZoneInfo(self.visit.location.timezone))

    @property
    def timeline(self) -> list[dict[str, Any]]:
        """What happened so far, in the shopper's words: ``at``, ``text`` and ``remark``, oldest first."""
        visit = self.visit
        points = [
            (visit.assigned_at, _("given to you")),
            (visit.confirmed_at, _("confirmed")),
            (visit.started_at, _("started")),
            (visit.submitted_at, _("handed in")),
            (visit.approved_at if self.state in COUNTED else None, _("approved")),
            (visit.state_since if self.state == VisitState.RETURNED else None, _("asked back")),
            (visit.state_since if self.state == VisitState.CANCELLED else None, _("called off")),
        ]
        told = sorted((at, text) for at, text in points if at)
        return [{"at": at, "text": text, "remark": ""} for at, text in told]


@dataclass
class CardGroup:
    """Visits under one heading."""

    key: str
    title: str
    visits: list[Card] = field(default_factory=list)


def for_shopper(user: User) -> tuple[Card | None, list[CardGroup]]:
    """The visit to do now and the rest in groups; one query, however many visits there are."""
    since = timezone.now() - KEPT
    mine = _annotated(user).filter(Q(state__in=TO_DO) | Q(state_since__gte=since)).exclude(state=VisitState.DRAFT)
    cards = [_card(visit) for visit in mine.order_by("due_at", "pk")[:AT_MOST]]
    todo = [card for card in cards if card.state in TO_DO or (card.state in MISSED and card.is_read)]
    todo.sort(key=_order)
    now = next((card for card in todo if card.state not in MISSED), None)
    rest = [card for card in todo if card is not now]
    groups = [
        CardGroup("returned", _("Asks for your answer"), [card for card in rest if card.state == VisitState.RETURNED]),
        CardGroup("later", _("Later"), [card for card in rest if card.state != VisitState.RETURNED]),
        CardGroup(
            "handed_in", _("Handed in"), [card for card in cards if card.state in HANDED_IN - {VisitState.RETURNED}]
        ),
        CardGroup("over", _("Over"), [card for card in cards if card not in todo and card.state not in HANDED_IN]),
    ]
    return now, [group for group in groups if group.visits]


def _order(card: Card) -> tuple[int, datetime]:
    """What is under way first, then what may be done today, then what has a day to come; then what closes first."""
    is_to_come = card.visit.part_opens_at > timezone.now()
    rank = 2 if is_to_come else 0 if card.state == VisitState.STARTED else 1
    return rank, card.clock or card.visit.due_at


def _annotated(user: User) -> QuerySet[Visit]:
    """The shopper's visits with the current briefing and whether they read it."""
    versions = BriefingVersion.objects.filter(briefing__wave=OuterRef("wave")).order_by("-number")
    receipts = BriefingReceipt.objects.filter(
        visit=OuterRef("pk"), shopper=OuterRef("shopper"), version=OuterRef("current_version")
    )
    visits = Visit.objects.visible_to(user).select_related("location", "scenario", "persona")
    visits = visits.annotate(current_version=Subquery(versions.values("pk")[:1]))
    return visits.annotate(has_read_current=Exists(receipts))


def _card(visit: Visit) -> Card:
    found: dict[str, Any] = vars(visit)
    return Card(visit, bool(found["has_read_current"]), found["current_version"] is not None)


def card_of(visit_uuid: UUID, user: User) -> Card | None:
    """One visit of the shopper, or ``None``; one query."""
    visit = _annotated(user).filter(uuid=visit_uuid).first()
    return _card(visit) if visit else None
