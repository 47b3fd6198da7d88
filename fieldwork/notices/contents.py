"""What each mail says, read from the rows as they are when it leaves; ``None`` when it is no longer true.

A mail lies open in a mailbox: it names no client, no place, no scenario and no result. Days, counts and states are
enough to know which visit is meant, and its page says the rest to whoever logs in.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from fieldwork.capture import rounds
from fieldwork.capture.models import Round
from fieldwork.capture.states import RoundKind
from fieldwork.notices import days
from fieldwork.notices.models import Notice
from fieldwork.notices.states import NoticeKind
from fieldwork.studies.models import BriefingVersion, Wave
from fieldwork.visits import attention, episodes
from fieldwork.visits.models import BriefingReceipt, Visit
from fieldwork.visits.states import BEFORE, COUNTED, FREE, HANDED_IN, TO_DO, EventKind, VisitState


@dataclass(frozen=True)
class Content:
    """Where its one link leads (a path), and what its words need."""

    path: str
    words: dict[str, Any] = field(default_factory=dict)


Says = Callable[[Notice], Content | None]
_contents: dict[str, Says] = {}


def says(*kinds: NoticeKind) -> Callable[[Says], Says]:
    """Register what finds the content of these kinds; a higher room does so for its own."""

    def register(function: Says) -> Says:
        _contents.update(dict.fromkeys(kinds, function))
        return function

    return register


def content_of(notice: Notice) -> Content | None:
    """What this notice says now, in the active language."""
    return _contents[notice.kind](notice)


def _own(notice: Notice, *states: str) -> Visit | None:
    """Its visit, when it is this person's and in one of these states."""
    visit = notice.visit
    mine = visit is not None and visit.shopper_id == notice.person_id and visit.state in states
    return visit if mine else None


def _one(visit: Visit, page: str = "visit", **words: Any) -> Content:
    return Content(reverse(f"phone:{page}", args=[visit.uuid]), {"window": days.window(visit), **words})


def _several(visits: list[Visit], page: str, **words: Any) -> Content | None:
    """About one visit its page, about more the list; nothing is left to tell about none."""
    if not visits:
        return None
    path = reverse(f"phone:{page}", args=[visits[0].uuid]) if len(visits) == 1 else reverse("phone:visits")
    return Content(path, {"windows": [days.window(visit) for visit in visits], "n": len(visits), **words})


@says(NoticeKind.ASSIGNED)
def _assigned(notice: Notice) -> Content | None:
    """All that was given in one go and still waits for a yes."""
    given = Visit.objects.filter(shopper=notice.person_id, state__in=BEFORE, confirmed_at=None)
    if "batch" in notice.context:
        given = given.filter(events__batch=notice.context["batch"], events__kind=EventKind.ASSIGNED).distinct()
    else:
        given = given.filter(notices=notice)
    return _several(list(given.select_related("location").order_by("due_at", "pk")), "visit")


@says(NoticeKind.WITHDRAWN)
def _withdrawn(notice: Notice) -> Content | None:
    visit = notice.visit
    if visit is None or _own(notice, *set(VisitState) - {VisitState.CANCELLED}):
        return None  # they have it again
    return Content(reverse("phone:visits"), {"window": days.window(visit)})


def unread(version: BriefingVersion, person: int | None = None) -> QuerySet[Visit]:
    """Visits of the wave whose shopper must still read this version before they can begin."""
    read = BriefingReceipt.objects.filter(visit=OuterRef("pk"), shopper=OuterRef("shopper"), version=version)
    visits = Visit.objects.filter(~Exists(read), wave__briefing=version.briefing_id, state__in=BEFORE)
    return visits.filter(shopper=person) if person else visits


@says(NoticeKind.BRIEFING_READY, NoticeKind.BRIEFING_CHANGED)
def _briefing(notice: Notice) -> Content | None:
    version = BriefingVersion.objects.filter(pk=notice.context["version"]).first()
    newest = version and not version.briefing.versions.filter(number__gt=version.number).exists()
    if version is None or not newest:
        return None
    visits = unread(version, notice.person_id).select_related("location").order_by("due_at", "pk")
    return _several(list(visits), "briefing")


@says(NoticeKind.RECEIVED)
def _received(notice: Notice) -> Content | None:
    visit = _own(notice, *VisitState)
    round_ = visit and Round.objects.filter(visit=visit, number=notice.context["round"]).first()
    if visit is None or not round_ or round_.final_at is None:
        return None
    at, zone = days.moment(round_.final_at, visit.location.timezone), visit.location.timezone
    words = {"code": round_.receipt, "at": at, "part": "", "next": "", "next_window": ""}
    words["review"] = rounds.told_review(visit)
    later = visit.rounds.filter(kind=RoundKind.EPISODE, number__gt=round_.number).order_by("number").first()
    if round_.kind == RoundKind.EPISODE and later and later.due_at:
        words["part"] = episodes.name(round_.episode, visit.episodes)
        words["next"] = episodes.name(later.episode, visit.episodes)
        words["next_window"] = days.span(later.opened_at, later.due_at, zone)
    return _one(visit, "done", **words)


@says(NoticeKind.RETURNED)
def _returned(notice: Notice) -> Content | None:
    visit = _own(notice, VisitState.RETURNED)
    if visit is None or visit.return_due_at is None:
        return None
    return _one(visit, n=notice.context["questions"], due=days.moment(visit.return_due_at, visit.location.timezone))


@says(NoticeKind.APPROVED)
def _approved(notice: Notice) -> Content | None:
    visit = _own(notice, *COUNTED)
    return _one(visit) if visit else None


@says(NoticeKind.EXCLUDED)
def _excluded(notice: Notice) -> Content | None:
    visit = _own(notice, VisitState.EXCLUDED)
    return _one(visit, is_paid=notice.context["payable"]) if visit else None


@says(NoticeKind.SILENT)
def _silent(notice: Notice) -> Content | None:
    """Still to be done, and the phone said nothing since the reminder was made."""
    visit = _own(notice, *TO_DO, VisitState.EXPIRED)
    if visit is None or (visit.last_sync_at and visit.last_sync_at > notice.created_at):
        return None
    return _one(visit)


@says(NoticeKind.PART_OPENS, NoticeKind.PART_DUE)
def _part(notice: Notice) -> Content | None:
    """A dated part that is still the one to be done. Its title stays out: the client wrote it."""
    visit = _own(notice, VisitState.ASSIGNED, VisitState.BRIEFED, VisitState.STARTED)
    if visit is None or visit.episode != notice.context["episode"]:
        return None
    due = days.moment(visit.part_due_at, visit.location.timezone)
    return _one(visit, part=episodes.name(visit.episode, visit.episodes), due=due)


# --- days that come near ------------------------------------------------------------------------------
@says(NoticeKind.VISIT_DUE)
def _visit_due(notice: Notice) -> Content | None:
    """Not begun, and there is still time."""
    visit = _own(notice, *BEFORE)
    return _one(visit) if visit and visit.due_at > timezone.now() else None


@says(NoticeKind.DEADLINE)
def _deadline(notice: Notice) -> Content | None:
    visit = _own(notice, *BEFORE, VisitState.STARTED)
    return _one(visit, due=days.moment(visit.submit_by, visit.location.timezone)) if visit else None


@says(NoticeKind.QUESTION_DUE)
def _question_due(notice: Notice) -> Content | None:
    visit = _own(notice, VisitState.RETURNED)
    if visit is None or visit.return_due_at is None:
        return None
    return _one(visit, due=days.moment(visit.return_due_at, visit.location.timezone))


# --- to the desk --------------------------------------------------------------------------------------
def _seen(notice: Notice, *states: str) -> Visit | None:
    """Its visit, when this person may still see it and it is in one of these states."""
    if notice.visit is None:
        return None
    visits = Visit.objects.visible_to(notice.person).filter(pk=notice.visit.pk, state__in=states)
    return visits.select_related("location").first()


@says(NoticeKind.DIGEST)
def _digest(notice: Notice) -> Content | None:
    """How many visits need somebody, by what they need; which ones stands behind the log-in."""
    groups = attention.groups(notice.person, shown=0)
    lines = [f"{group.need.label}: {group.total}" for group in groups]
    words = {"lines": lines, "n": sum(group.total for group in groups), "day": days.day(timezone.localtime())}
    return Content(reverse("visits:today"), words) if groups else None


@says(NoticeKind.GIVEN_BACK)
def _given_back(notice: Notice) -> Content | None:
    visit = _seen(notice, *FREE)
    path = visit and f"{reverse('visits:board')}?visit={visit.uuid}"
    return Content(path, {"window": days.window(visit)}) if visit and path else None


@says(NoticeKind.ANSWERED)
def _answered(notice: Notice) -> Content | None:
    visit = _seen(notice, VisitState.SUBMITTED, VisitState.IN_REVIEW)
    return Content(reverse("review:visit", args=[visit.pk]), {"window": days.window(visit)}) if visit else None


@says(NoticeKind.REVIEW_DUE)
def _review_due(notice: Notice) -> Content | None:
    """What still waits for this reviewer of all that the notice is about."""
    wanted = [int(one.partition(":")[0]) for one in notice.context["visits"]]
    states = [VisitState.SUBMITTED, VisitState.IN_REVIEW]
    visits = Visit.objects.visible_to(notice.person).filter(pk__in=wanted, state__in=states)
    mine = visits.filter(Q(claimed_by=None) | Q(claimed_by=notice.person)).exclude(review_due_at=None)
    found = list(mine.order_by("review_due_at", "pk"))
    if not found or (due := found[0].review_due_at) is None:
        return None
    path = reverse("review:visit", args=[found[0].pk]) if len(found) == 1 else reverse("review:queue")
    return Content(path, {"n": len(found), "due": days.moment(due, timezone.get_default_timezone_name())})


# --- to the client ------------------------------------------------------------------------------------
@says(NoticeKind.FIELD_BEGUN, NoticeKind.FIELD_DONE)
def _fieldwork(notice: Notice) -> Content | None:
    """How many visits, never what they found."""
    wave = Wave.objects.filter(pk=notice.context["wave"], study__client=notice.person.client_id).first()
    if wave is None:
        return None
    handed_in = wave.visits.filter(state__in=HANDED_IN).count()
    planned = wave.visits.exclude(state__in=[VisitState.CANCELLED, VisitState.DRAFT]).count()
    path = f"{reverse('client:overview')}?study={wave.study_id}&wave={wave.pk}"
    words = {"n": handed_in, "planned": planned, "window": days.whole_days(wave.visit_from, wave.due)}
    return Content(path, words | {"report_by": days.day(wave.report_by)}) if planned else None
