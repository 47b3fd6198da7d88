"""What one round of a visit is about, and which round comes after it.

A visit in dated parts (order, delivery, return) has a round per part. Each is handed in by itself; the next one is
opened by the final of the one before, with dates counted from that day at the location.
"""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from fieldwork.capture.fields import Scope, Sheet, sheet_of
from fieldwork.capture.models import Round
from fieldwork.capture.states import RoundKind
from fieldwork.journeys.episodes import Episode
from fieldwork.measurement.conditions import Walk
from fieldwork.people.models import Location
from fieldwork.visits import actions as visits
from fieldwork.visits import clocks, episodes
from fieldwork.visits.models import Visit
from fieldwork.visits.states import UNDER_REVIEW


def is_return(round_: Round) -> bool:
    """Asked back by a reviewer."""
    return round_.kind == RoundKind.RETURN


def scope_of(round_: Round, sheet: Sheet) -> Scope:
    """The fields that are open in this round."""
    return sheet.asked_back(round_.asked) if is_return(round_) else sheet.part(round_.episode)


def following(round_: Round, sheet: Sheet, walked: Walk) -> Episode | None:
    """The part after this round; ``None`` when it is the last, so that the visit is handed in with it.

    A part none of whose steps apply, by the answers so far, is passed over. The last one never is: the whole
    visit is graded there.
    """
    later = () if is_return(round_) else sheet.episodes[round_.episode :]
    apply = {step.step.key for step in walked.steps}
    return next((part for part in later if part is later[-1] or apply.intersection(part.steps)), None)


def settled(round_: Round, sheet: Sheet, after: Episode | None) -> set[str]:
    """The steps whose answers stand with this final: those of its part, and of parts passed over until ``after``."""
    first = 1 if is_return(round_) else round_.episode
    until = after.number if after else len(sheet.episodes) + 1
    return {key for part in sheet.episodes[first - 1 : until - 1] for key in part.steps}


def dates_of(part: Episode, handed_in: datetime, location: Location) -> tuple[datetime, datetime]:
    """When a part opens and is due, when the part before it was handed in at this moment: days at the location."""
    day = timezone.localdate(handed_in, ZoneInfo(location.timezone))
    opens, due = (day + timedelta(days=days) for days in (part.opens_after_days, part.due_after_days))
    return clocks.moment(opens, location, end=False), clocks.moment(due, location, end=True)


def open_next(round_: Round, sheet: Sheet, after: Episode, now: datetime, **counts: int) -> Round:
    """Open the round of the part ``after``, and tell the lists. The visit stays under way; a date blocks nothing.

    ``counts`` are further columns of the visit, written with those of the part.
    """
    visit = round_.visit
    opened_at, due_at = dates_of(after, now, visit.location)
    opened = Round.objects.create(
        visit=visit, number=round_.number + 1, episode=after.number, shopper_id=visit.shopper_id,
        opened_at=opened_at, due_at=due_at,
    )  # fmt: skip
    visits.write_columns(visit.pk, **counts, **columns_of(opened, sheet))
    return opened


def columns_of(round_: Round, sheet: Sheet) -> dict[str, Any]:
    """What the visit's own columns say while this round is the one to be filled."""
    dates = (round_.opened_at, round_.due_at) if round_.episode > 1 else (None, None)
    return {"round_number": round_.number, **episodes.columns(sheet.episodes, round_.episode, *dates)}


def told_review(visit: Visit) -> str:
    """By when a reviewer looks at a visit that was handed in, in one line; without a day when no term runs."""
    due = visit.review_due_at
    if visit.state not in UNDER_REVIEW or due is None or due < timezone.now():
        return _("A reviewer looks at it within a few days; you will hear from us.")
    day = date_format(due.astimezone(ZoneInfo(visit.location.timezone)), "WEEKDAY_FORMAT")
    return _("A reviewer looks at it by %(day)s at the latest; you will hear from us.") % {"day": day}


def told_next(round_: Round) -> str:
    """Which part comes after a round that was handed in, and when, in one line; empty after the last."""
    parts = sheet_of(round_.visit.journey_version).episodes
    if len(parts) < 2 or is_return(round_):
        return ""
    later = Round.objects.filter(visit=round_.visit_id, kind=RoundKind.EPISODE, number__gt=round_.number)
    after = later.order_by("number").first()
    if after is None or after.due_at is None:
        return ""
    window = clocks.window(after.opened_at, after.due_at, round_.visit.location.timezone)
    return f"{episodes.name(after.episode, len(parts), parts[after.episode - 1].title)}, {window}"
