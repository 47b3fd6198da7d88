"""What happens to visits. Every move is one guarded write plus one event."""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fieldwork.common.errors import Invalid, MovedMeanwhile, NotAllowedNow
from fieldwork.journeys.episodes import episodes_of
from fieldwork.people.models import User
from fieldwork.people.states import Role
from fieldwork.studies.models import BriefingVersion
from fieldwork.visits import episodes
from fieldwork.visits.models import BriefingReceipt, Visit, VisitEvent
from fieldwork.visits.news import visit_moved, visits_moving
from fieldwork.visits.states import BEFORE, FREE, MOVES, EventKind, ReturnReason, VisitState

NOT_COLUMNS = {"id", "pk", "uuid", "state", "state_since", "shopper", "shopper_id"}


def refuse(field: str, code: str, message: str | Promise) -> Invalid:
    """The error for one thing that is wrong."""
    return Invalid(message, problems=[{"field": field, "code": code, "message": message}])


@transaction.atomic
def move(
    visit: Visit,
    to: VisitState,
    *,
    by: User | None,
    remark: str = "",
    kind: str = EventKind.MOVED,
    data: dict | None = None,
    batch: UUID | None = None,
    **columns: object,
) -> None:
    """Move the visit and log it, or change nothing.

    ``columns`` are further columns of the visit to write in the same guarded write; ``kind``, ``data`` and
    ``batch`` go to the event. Raises ``NotAllowedNow`` when there is no such arrow in ``MOVES`` and
    ``MovedMeanwhile`` when another request or worker was first.
    """
    came_from = VisitState(visit.state)
    if to not in MOVES[came_from]:
        raise NotAllowedNow()
    columns |= {"state": to, "state_since": timezone.now()}
    if not Visit.objects.filter(pk=visit.pk, state=came_from).update(**columns):
        raise was_first(visit, by)
    event = VisitEvent.objects.create(
        visit=visit, by=by, kind=kind, came_from=came_from, went_to=to,
        remark=remark[:500], data=data or {}, batch=batch,
    )  # fmt: skip
    for name, value in columns.items():
        setattr(visit, name, value)
    visits_moving.send(Visit, visit_ids=[visit.pk], went_to=str(to))
    news = {"visit_id": visit.pk, "went_to": str(to), "event_id": event.pk}
    transaction.on_commit(partial(visit_moved.send_robust, Visit, **news))


@transaction.atomic
def move_all(pks: Iterable[int], came_from: VisitState, to: VisitState, *, by: User | None) -> None:
    """Move those of these visits that stand in ``came_from``, and log each: thousands in a moment.

    Raises ``NotAllowedNow`` when there is no such arrow in ``MOVES``.
    """
    if to not in MOVES[came_from]:
        raise NotAllowedNow()
    standing = Visit.objects.select_for_update().filter(pk__in=list(pks), state=came_from).order_by("pk")
    moved = list(standing.values_list("pk", flat=True))
    Visit.objects.filter(pk__in=moved).update(state=to, state_since=timezone.now())
    VisitEvent.objects.bulk_create(
        [VisitEvent(visit_id=pk, by=by, came_from=came_from, went_to=to) for pk in moved], batch_size=500
    )
    visits_moving.send(Visit, visit_ids=moved, went_to=str(to))
    for pk in moved:
        news = {"visit_id": pk, "went_to": str(to), "event_id": None}
        transaction.on_commit(partial(visit_moved.send_robust, Visit, **news))


def was_first(visit: Visit, reader: User | None) -> MovedMeanwhile:
    """The error for who came second: it says who did what, and how long ago. Shoppers are told no names."""
    last = VisitEvent.objects.filter(visit=visit).exclude(went_to="").select_related("by").last()
    if last is None or last.by is None or reader is None or reader.role == Role.SHOPPER:
        return MovedMeanwhile()
    seconds = max(1, int((timezone.now() - last.at).total_seconds()))
    ago = timesince(last.at) if seconds >= 120 else ngettext("%(n)d second", "%(n)d seconds", seconds) % {"n": seconds}
    shopper = User.objects.filter(visits=visit).first()
    if last.kind == EventKind.ASSIGNED and shopper:
        text = _("This visit was given to %(name)s %(ago)s ago. Nothing was changed.")
        return MovedMeanwhile(text % {"name": shopper.name, "ago": ago})
    text = _("%(who)s moved this visit to “%(state)s” %(ago)s ago. Nothing was changed.")
    return MovedMeanwhile(text % {"who": last.by.name, "state": VisitState(last.went_to).label, "ago": ago})


def check_mark(visit: Visit, mark: str, by: User) -> None:
    """Raise ``MovedMeanwhile`` when the visit moved since somebody saw it; an empty mark asks nothing."""
    if mark and mark != visit.mark:
        raise was_first(visit, by)


def note(visit: Visit, kind: str, by: User | None, remark: str = "", **data: object) -> VisitEvent:
    """Write an event that is not a move."""
    return VisitEvent.objects.create(visit=visit, by=by, kind=kind, remark=remark[:500], data=data)


def write_columns(visit_pk: int | Collection[int], **columns: object) -> None:
    """Write columns that a higher room keeps on a visit, or on several (progress, claim, clocks, scores).

    Raises ``ValueError`` for a column that only a move may write.
    """
    if forbidden := NOT_COLUMNS & columns.keys():
        raise ValueError(f"only a move writes {', '.join(sorted(forbidden))}")
    pks = [visit_pk] if isinstance(visit_pk, int) else list(visit_pk)
    Visit.objects.filter(pk__in=pks).update(**columns)


# --- from free to somebody, and back ------------------------------------------------------------------
def assign(visit: Visit, shopper: User, by: User | None, batch: UUID | None = None) -> None:
    """Give a free visit to a shopper, who is asked to confirm.

    Raises ``Invalid`` for somebody who is no active shopper, ``NotAllowedNow`` and ``MovedMeanwhile`` as ``move``.
    """
    if shopper.role != Role.SHOPPER or not shopper.is_active:
        raise refuse("shopper", "no_shopper", _("This person is not an active shopper. Choose somebody else."))
    if visit.state not in FREE:
        raise was_first(visit, by) if visit.state in BEFORE else NotAllowedNow()
    data = {"shopper": shopper.pk}
    move(
        visit, VisitState.ASSIGNED, by=by, kind=EventKind.ASSIGNED, data=data, batch=batch,
        shopper=shopper, assigned_at=timezone.now(), confirmed_at=None,
    )  # fmt: skip


def release(visit: Visit, by: User | None, kind: str, remark: str = "", **data: object) -> None:
    """Back to open without a shopper; what the phone of the former one still sends is no longer for this visit.

    Somebody else begins with its first part: nobody receives what another person ordered.
    """
    first = episodes.columns(episodes_of(visit.journey_version.document)) if visit.episode > 1 else {}
    move(
        visit, VisitState.OPEN, by=by, kind=kind, remark=remark, data={"shopper": visit.shopper_id, **data},
        shopper=None, assigned_at=None, confirmed_at=None, started_at=None, phone_silent_at=None, answered=0,
        waiting_photos=0, token_epoch=visit.token_epoch + 1, **first,
    )  # fmt: skip


def unassign(visit: Visit, by: User | None, remark: str = "") -> None:
    """Take a visit back from its shopper and make it free again."""
    if visit.state not in BEFORE | {VisitState.OFFERED, VisitState.STARTED}:
        raise NotAllowedNow()
    release(visit, by, EventKind.UNASSIGNED, remark)


def decline(visit: Visit, by: User, reason: str, remark: str = "") -> None:
    """The shopper cannot go: the visit is free again and the reason is kept."""
    if reason not in ReturnReason.values:
        raise refuse("reason", "unknown", _("Choose a reason."))
    if visit.state not in BEFORE:
        raise NotAllowedNow()
    release(visit, by, EventKind.DECLINED, remark, reason=reason)


def reopen(visit: Visit, by: User | None, due_at: datetime | None = None, submit_by: datetime | None = None) -> None:
    """Make an expired or missed visit free again, with a new last day when one is given."""
    if visit.state not in {VisitState.EXPIRED, VisitState.NO_SHOW}:
        raise NotAllowedNow()
    due = due_at or visit.due_at
    last = max(submit_by or visit.submit_by, due)
    if due < visit.opens_at:
        raise refuse("due_at", "order", _("The last visit day lies before the first visit day."))
    move(
        visit, VisitState.OPEN, by=by, kind=EventKind.REOPENED, data={"shopper": visit.shopper_id},
        shopper=None, assigned_at=None, confirmed_at=None, due_at=due, submit_by=last,
        token_epoch=visit.token_epoch + 1,
    )  # fmt: skip


def cancel(visit: Visit, by: User | None, remark: str = "") -> None:
    """Call a visit off for good."""
    move(visit, VisitState.CANCELLED, by=by, remark=remark)


def mark_no_show(visit: Visit, by: User | None, remark: str = "") -> None:
    """The shopper did not go."""
    move(visit, VisitState.NO_SHOW, by=by, remark=remark)


def expire(visit: Visit) -> None:
    """The date passed and nothing came in."""
    move(visit, VisitState.EXPIRED, by=None, kind=EventKind.EXPIRED)


def remind(visit: Visit, by: User) -> None:
    """Note that the shopper was asked for an answer. Raises ``NotAllowedNow`` when nobody has the visit to do."""
    if visit.state not in BEFORE | {VisitState.STARTED, VisitState.RETURNED}:
        raise NotAllowedNow()
    note(visit, EventKind.REMINDED, by)


# --- the shopper --------------------------------------------------------------------------------------
@transaction.atomic
def confirm(visit: Visit, by: User) -> None:
    """The shopper says they will go. Confirming twice changes nothing."""
    if visit.confirmed_at:
        return
    now = timezone.now()
    mine = Visit.objects.filter(pk=visit.pk, shopper=by, state__in=BEFORE, confirmed_at=None)
    if not mine.update(confirmed_at=now):
        raise was_first(visit, by) if visit.state in BEFORE else NotAllowedNow()
    visit.confirmed_at = now
    note(visit, EventKind.CONFIRMED, by)


def current_briefing(visit: Visit) -> BriefingVersion | None:
    """The version a shopper of this visit must have read."""
    return BriefingVersion.objects.filter(briefing__wave=visit.wave_id).order_by("-number").first()


def has_read(visit: Visit, version: BriefingVersion | None) -> bool:
    """Whether the shopper of this visit has a receipt for that version."""
    if version is None:
        return False
    return visit.briefing_receipts.filter(version=version, shopper=visit.shopper_id).exists()


@transaction.atomic
def read_briefing(visit: Visit, by: User, number: int | None = None) -> BriefingReceipt:
    """The shopper agrees that they read the briefing; an assigned visit becomes briefed.

    ``number`` is the version they had before them. Raises ``MovedMeanwhile`` when a newer one was published
    while they read, ``NotAllowedNow`` when there is none yet or the visit is over.
    """
    version = current_briefing(visit)
    if version is None:
        raise NotAllowedNow(_("The briefing is not published yet. You get a message when it is there."))
    open_states = BEFORE | {VisitState.STARTED, VisitState.EXPIRED, VisitState.NO_SHOW}
    if visit.shopper_id != by.pk or visit.state not in open_states:
        raise NotAllowedNow()
    if number is not None and number != version.number:
        raise MovedMeanwhile(_("The briefing changed while you were reading. Go back and read the new version."))
    receipt, _new = BriefingReceipt.objects.get_or_create(visit=visit, version=version, shopper=by)
    if visit.state == VisitState.ASSIGNED:
        data = {"version": version.number}
        move(visit, VisitState.BRIEFED, by=by, kind=EventKind.BRIEFED, data=data)
    return receipt


def form_is_open(visit: Visit) -> bool:
    """Whether the shopper may fill the form now: under way, asked back, or the current briefing is read.

    A visit under way stays open when a new briefing comes out: nobody is stopped at the counter.
    """
    if visit.state in {VisitState.STARTED, VisitState.RETURNED}:
        return True
    if visit.state in BEFORE | {VisitState.EXPIRED, VisitState.NO_SHOW}:
        return has_read(visit, current_briefing(visit))
    return False


@transaction.atomic
def start(visit: Visit, by: User, *, arrived: bool = False) -> None:
    """The visit begins. With ``arrived`` work of the phone is in: an older briefing that was read is enough.

    Raises ``NotAllowedNow`` when no briefing was read or the visit cannot begin from where it is.
    """
    if visit.shopper_id != by.pk:
        raise NotAllowedNow()
    read = visit.briefing_receipts.filter(shopper=by).exists() if arrived else form_is_open(visit)
    if not read:
        raise NotAllowedNow(_("The form stays shut until you have read the current briefing."))
    if visit.state == VisitState.ASSIGNED:
        # Read, then published anew while the phone was offline: the work counts, and the event says so.
        move(visit, VisitState.BRIEFED, by=by, kind=EventKind.BRIEFED, data={"older_version": True})
    late = visit.state in {VisitState.EXPIRED, VisitState.NO_SHOW}
    now = timezone.now()
    move(visit, VisitState.STARTED, by=by, kind=EventKind.STARTED, data={"late": late}, started_at=now)


@transaction.atomic
def hand_in_part(visit: Visit, number: int, of: int, *, by: User) -> None:
    """Note that a dated part of a visit under way came in, unless somebody took the visit away meanwhile.

    Raises ``NotAllowedNow`` when it is not under way and ``MovedMeanwhile`` when another request was first.
    """
    if visit.state != VisitState.STARTED:
        raise NotAllowedNow()
    # Held until the end of the transaction, so that whoever takes it back comes before or after the whole of this.
    mine = Visit.objects.select_for_update().filter(pk=visit.pk, state=VisitState.STARTED, shopper=visit.shopper_id)
    if not mine.exists():
        raise was_first(visit, by)
    note(visit, EventKind.PART, by, episode=number, episodes=of)


def ask_again(visit: Visit, version: BriefingVersion) -> None:
    """The briefing changed: a briefed visit goes back until the new version is read."""
    if visit.state == VisitState.BRIEFED and not has_read(visit, version):
        move(visit, VisitState.ASSIGNED, by=None, kind=EventKind.RE_BRIEF, data={"version": version.number})
