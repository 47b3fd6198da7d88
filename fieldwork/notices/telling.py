"""What is told when something happened in a room below: who, which words, with what key."""

from collections.abc import Callable
from datetime import timedelta

from fieldwork.capture.models import Round
from fieldwork.capture.states import RoundKind
from fieldwork.notices.actions import Telling, tell_all
from fieldwork.notices.contents import unread
from fieldwork.notices.desk import team
from fieldwork.notices.models import Notice
from fieldwork.notices.states import NoticeKind
from fieldwork.people.models import User
from fieldwork.people.states import Role
from fieldwork.review.models import Review
from fieldwork.review.states import Verdict
from fieldwork.studies.models import BriefingVersion
from fieldwork.visits.models import VisitEvent
from fieldwork.visits.planning import UNDO_FOR
from fieldwork.visits.states import EventKind, VisitState

# Taken back by somebody else; giving a visit back is the shopper's own act, and undoing comes before any mail.
TAKEN_BACK = {EventKind.UNASSIGNED, EventKind.REOPENED}
SHORT_NOTICE = timedelta(hours=48)  # before the end of the last visit day


def of_move(event_id: int) -> list[Notice]:
    """What the shopper hears of one move of a visit."""
    event = (
        VisitEvent.objects.select_related("visit__location", "visit__shopper", "visit__wave__study")
        .filter(pk=event_id)
        .first()
    )
    if event is None or event.went_to not in _MOVES:
        return []
    telling = _MOVES[VisitState(event.went_to)](event)
    return tell_all([*([telling] if telling else []), *_given_back(event)])


def _assigned(event: VisitEvent) -> Telling | None:
    """Once for all visits given in one go, and not before the planner can no longer undo it."""
    person = User.objects.filter(pk=event.data.get("shopper")).first()
    if event.kind != EventKind.ASSIGNED or person is None:
        return None
    context = {"batch": str(event.batch)} if event.batch else {}
    key = f"assigned:{event.batch or event.pk}:{person.pk}"
    return Telling(person, NoticeKind.ASSIGNED, key, event.visit, context, wait=UNDO_FOR)


def _taken_back(event: VisitEvent) -> Telling | None:
    person = User.objects.filter(pk=event.data.get("shopper")).first()
    return _withdrawn(event, person) if event.kind in TAKEN_BACK else None


def _called_off(event: VisitEvent) -> Telling | None:
    return _withdrawn(event, event.visit.shopper)


def _withdrawn(event: VisitEvent, person: User | None) -> Telling | None:
    """Not to somebody whose mail that they have it did not leave yet: that one is dropped, and they never knew."""
    if (
        person is None
        or Notice.objects.waiting().about(event.visit).filter(person=person, kind=NoticeKind.ASSIGNED).exists()
    ):
        return None
    return Telling(person, NoticeKind.WITHDRAWN, f"withdrawn:{event.pk}", event.visit)


def _given_back(event: VisitEvent) -> list[Telling]:
    """To the planners of the client, when there is little time left to find somebody else."""
    if event.kind != EventKind.DECLINED or event.visit.due_at - event.at > SHORT_NOTICE:
        return []
    planners = team([event.visit.wave.study.client_id], Role.PLANNER)
    return [Telling(one, NoticeKind.GIVEN_BACK, f"given_back:{event.pk}:{one.pk}", event.visit) for one in planners]


def _returned(event: VisitEvent) -> Telling | None:
    if event.visit.shopper is None:
        return None
    context = {"questions": event.data.get("questions", 1)}
    return Telling(event.visit.shopper, NoticeKind.RETURNED, f"returned:{event.pk}", event.visit, context)


def _approved(event: VisitEvent) -> Telling | None:
    """Once: that a second look confirmed it is nothing new to the shopper."""
    person = event.visit.shopper
    key = f"approved:{event.visit_id}:{event.visit.shopper_id}"
    return Telling(person, NoticeKind.APPROVED, key, event.visit) if person else None


def _excluded(event: VisitEvent) -> Telling | None:
    person, context = event.visit.shopper, {"payable": bool(event.data.get("payable"))}
    return Telling(person, NoticeKind.EXCLUDED, f"excluded:{event.pk}", event.visit, context) if person else None


_MOVES: dict[VisitState, Callable[[VisitEvent], Telling | None]] = {
    VisitState.ASSIGNED: _assigned,
    VisitState.OPEN: _taken_back,
    VisitState.CANCELLED: _called_off,
    VisitState.RETURNED: _returned,
    VisitState.APPROVED: _approved,
    VisitState.EXCLUDED: _excluded,
}
TOLD = set(_MOVES)


def of_round(visit_id: int, number: int) -> list[Notice]:
    """The receipt of what was handed in; who asked for it hears that an answer came back."""
    rounds = Round.objects.filter(visit=visit_id, number=number, final_at__isnull=False)
    round_ = rounds.select_related("visit__location", "visit__shopper").first()
    if round_ is None or round_.visit.shopper is None:
        return []
    key, context = f"received:{round_.pk}", {"round": number}
    return tell_all(
        [Telling(round_.visit.shopper, NoticeKind.RECEIVED, key, round_.visit, context), *_answered(round_)]
    )


def _answered(round_: Round) -> list[Telling]:
    """To who asked: the answer is there."""
    if round_.kind != RoundKind.RETURN:
        return []
    asked = Review.objects.filter(visit=round_.visit, verdict=Verdict.RETURNED).select_related("reviewer")
    last = asked.order_by("-decided_at").first()
    return [Telling(last.reviewer, NoticeKind.ANSWERED, f"answered:{round_.pk}", round_.visit)] if last else []


def of_briefing(version_id: int) -> list[Notice]:
    """Everybody of the wave who must read this version, once however many visits they have."""
    version = BriefingVersion.objects.filter(pk=version_id).first()
    if version is None:
        return []
    kind = NoticeKind.BRIEFING_READY if version.number == 1 else NoticeKind.BRIEFING_CHANGED
    visits = unread(version).select_related("location", "shopper").order_by("due_at", "pk")
    first = {visit.shopper: visit for visit in reversed(visits) if visit.shopper}
    context = {"version": version.pk}
    return tell_all(
        Telling(person, kind, f"briefing:{version.pk}:{person.pk}", visit, context) for person, visit in first.items()
    )
