"""When things happened: the story's own times, and putting rows back in time after an action wrote "now".

The actions of the product take the moment from the clock, as they must. A demo tells of the past half year,
so seeding runs the real action and then, in the same transaction, moves what it just wrote to when it
happened in the story. Nothing else in the product does this.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from reports.demo.schedule import ZONE, Booking, aware, dice_of
from reports.demo.story import Story

AWAKE = (8, 21)
AT_WORK = (9, 17)


@dataclass(frozen=True)
class Times:
    """Every moment of one visit, each after the one before it and none after now."""

    planned_at: datetime
    assigned_at: datetime
    confirmed_at: datetime
    briefed_at: datetime
    started_at: datetime
    submitted_at: datetime
    claimed_at: datetime
    returned_at: datetime
    answered_at: datetime
    reclaimed_at: datetime
    decided_at: datetime


def times(story: Story, booking: Booking, begin: datetime, now: datetime) -> Times:
    """When everything of a booking happened; ``begin`` is the first moment of its wave."""
    dice = dice_of(story, booking.planned, "times")
    started = min(aware(booking.starts_at), now - timedelta(minutes=20))
    planned = min(begin - timedelta(days=dice.uniform(18, 20)), now - timedelta(days=9))
    planned = min(planned, started - timedelta(days=9))
    last = now - timedelta(hours=30 if booking.is_confirmed else dice.uniform(12, 120))
    lead = timedelta(days=dice.uniform(5, 7.5))
    assigned = awake(min(started - lead, last), AT_WORK, dice)
    confirmed = within(assigned, min(assigned + timedelta(hours=26), started, now), dice)
    briefed = within(max(confirmed, started - timedelta(hours=50)), started, dice)
    submitted = min(booking.ends_at + timedelta(minutes=dice.uniform(1, 5)), now - timedelta(minutes=5))
    checks = [submitted]
    for hours in (30, 0.4, 34, 30, 0.4):  # claimed, sent back, answered, claimed again, decided
        checks.append(within(checks[-1], min(checks[-1] + timedelta(hours=hours), now), dice))
    return Times(planned, assigned, confirmed, briefed, started, submitted, *checks[1:])


def within(low: datetime, high: datetime, dice: random.Random) -> datetime:
    """A moment between two others, when people are awake if there is room for that."""
    if high <= low:
        return low
    for _try in range(12):
        found = low + (high - low) * dice.uniform(0.1, 0.95)
        if AWAKE[0] <= found.astimezone(ZONE).hour < AWAKE[1]:
            break
    return found


def awake(moment: datetime, hours: tuple[int, int], dice: random.Random) -> datetime:
    """The same day at an hour between both; weekends stay weekends."""
    local = moment.astimezone(ZONE)
    if hours[0] <= local.hour < hours[1]:
        return moment
    clock = time(dice.randrange(*hours), dice.randrange(60), dice.randrange(60))
    return datetime.combine(local.date(), clock, tzinfo=ZONE)
