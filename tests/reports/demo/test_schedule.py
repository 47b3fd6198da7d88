from collections import Counter
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from fieldwork.visits.states import VisitState
from reports.demo.ground import named
from reports.demo.moments import times
from reports.demo.schedule import STAGES, WORKED, aware, bookings, starts
from reports.demo.stories import STORIES

S = VisitState
# A Monday, a Thursday, a Saturday and the turn of a year.
NOWS = [datetime(2026, 11, 16 + day, 10, 20, tzinfo=UTC) for day in (0, 3, 5)] + [
    datetime(2027, 1, 1, 3, 4, tzinfo=UTC)
]
WATERRIJK, VONK = STORIES


@cache
def booked(key, wave, stage, now):
    return bookings({story.key: story for story in STORIES}[key], wave, stage, now)


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("now", NOWS, ids=str)
def test_every_booking_is_in_order_on_every_day(stage, now):
    for story in STORIES:
        for wave in (1, 2):
            begin = aware(datetime.combine(starts(story, stage, now)[wave], datetime.min.time()))
            made = booked(story.key, wave, stage, now)
            assert len(made) == len(story.plan(wave))
            for one in made:
                assert one.opens <= one.due <= one.submit_by
                assert one.starts_at.date() >= one.opens
                at = times(story, one, begin, now)
                if one.state in WORKED - {S.STARTED}:
                    assert one.ends_at <= now
                if one.state in WORKED:
                    moments = [getattr(at, name) for name in at.__dataclass_fields__]
                    assert moments == sorted(moments)
                    assert moments[-1] <= now or one.state == S.STARTED
                assert at.planned_at < at.assigned_at < now
                assert at.assigned_at <= at.confirmed_at <= now


@pytest.mark.parametrize("now", NOWS, ids=str)
def test_the_first_wave_lies_half_a_year_back_and_the_second_ends_about_now(now):
    for story in STORIES:
        first, second = starts(story, "reported", now).values()
        assert first.isoweekday() == second.isoweekday() == 1
        assert timedelta(days=210) < now.date() - first < timedelta(days=222)
        assert {one.state for one in booked(story.key, 1, "reported", now)} == {S.APPROVED}


@pytest.mark.parametrize("now", NOWS, ids=str)
def test_nearly_over_leaves_work_for_everybody(now):
    for story in STORIES:
        made = booked(story.key, 2, "reported", now)
        states = Counter(one.state for one in made)
        assert states[S.APPROVED] >= 0.75 * len(made)
        assert states[S.SUBMITTED] >= 2
        assert states[S.IN_REVIEW] == states[S.RETURNED] == 1
        assert states[S.OPEN]
        assert states[S.ASSIGNED]
    made = booked(WATERRIJK.key, 2, "reported", now)
    mine = [one for one in made if one.shopper.email == "shopper@veldwerk.demo"]
    assert {S.BRIEFED, S.ASSIGNED, S.RETURNED} <= {one.state for one in mine}
    ready = next(one for one in mine if one.state == S.BRIEFED)
    assert ready.opens <= now.date() <= ready.due
    english = [one for one in made if one.shopper.email == "english@veldwerk.demo"]
    assert {S.BRIEFED, S.ASSIGNED} <= {one.state for one in english}
    checks = [one for one in booked(VONK.key, 2, "reported", now) if one.state == S.IN_REVIEW]
    assert [one.reviewer.email for one in checks] == ["controle@veldwerk.demo"]


@pytest.mark.parametrize("now", NOWS, ids=str)
def test_the_other_stages_are_what_they_are_called(now):
    before = Counter(one.state for story in STORIES for one in booked(story.key, 2, "briefing", now))
    assert set(before) == {S.OPEN, S.ASSIGNED, S.BRIEFED}

    for story in STORIES:
        halfway = Counter(one.state for one in booked(story.key, 2, "fieldwork", now))
        assert set(halfway) >= {
            S.OPEN, S.ASSIGNED, S.BRIEFED, S.STARTED, S.SUBMITTED, S.APPROVED, S.NO_SHOW, S.EXPIRED,
        }  # fmt: skip

    late = Counter(one.state for story in STORIES for one in booked(story.key, 2, "review", now))
    handed_in = sum(late[state] for state in (S.SUBMITTED, S.IN_REVIEW, S.RETURNED, S.APPROVED))
    assert handed_in >= 0.75 * late.total()
    assert late[S.SUBMITTED] >= 15


def test_it_is_the_same_at_every_run():
    now = NOWS[3]
    assert bookings(VONK, 2, "fieldwork", now) == bookings(VONK, 2, "fieldwork", now)


def test_a_wave_is_named_after_the_season_in_which_it_begins():
    assert named("Hermeting najaar 2026", datetime(2027, 4, 5).date()) == "Hermeting voorjaar 2027"
    assert named("Wave autumn 2026", datetime(2026, 12, 7).date()) == "Wave winter 2027"
    assert named("Golf 3", datetime(2026, 12, 7).date()) == "Golf 3"
