"""Days that come near: each reminder once, in time to do something, and not to who is done or was just asked."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fieldwork.notices import due
from fieldwork.notices.models import Notice
from fieldwork.notices.states import NoticeKind
from fieldwork.visits.states import VisitState
from tests.notices.ground import secret_visit, shopper

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now()


def to_do(now, ends_in=10 * DAY, **changes):
    """A visit whose last day ends then, to be handed in two days later."""
    known = {
        "state": VisitState.BRIEFED, "shopper": shopper(), "assigned_at": now - 9 * DAY, "opens_at": now - DAY,
        "due_at": now + ends_in, "submit_by": now + ends_in + 2 * DAY,
    }  # fmt: skip
    return secret_visit(**known | changes)


def heard(now, until=15 * DAY):
    """Which reminders came when, looking every hour."""
    found = []
    for hours in range(int(until / HOUR)):
        if due.remind(now + hours * HOUR):
            found.append((Notice.objects.latest("pk").kind, hours))
    return found


def test_a_visit_that_nobody_begins_is_reminded_of_twice_and_on_the_last_day(now):
    to_do(now)
    assert heard(now) == [
        (NoticeKind.VISIT_DUE, 10 * 24 - 60), (NoticeKind.VISIT_DUE, 10 * 24 - 36), (NoticeKind.DEADLINE, 12 * 24 - 14),
    ]  # fmt: skip


def test_who_is_under_way_hears_of_the_day_to_hand_in_only(now):
    to_do(now, state=VisitState.STARTED)
    assert heard(now) == [(NoticeKind.DEADLINE, 12 * 24 - 14)]


def test_nobody_hears_of_what_is_done_or_not_theirs_any_more(now):
    to_do(now, state=VisitState.SUBMITTED)
    to_do(now, state=VisitState.CANCELLED)
    to_do(now, episodes=2)  # parts have reminders of their own
    closed = to_do(now).wave
    closed.is_open = False
    closed.save()
    assert heard(now) == []


def test_who_got_it_just_now_is_not_reminded_in_the_same_breath(now):
    to_do(now, ends_in=30 * HOUR, assigned_at=now)
    assert due.remind(now) == 0
    assert due.remind(now + 13 * HOUR) == 1


def test_a_short_window_has_one_reminder_and_a_visit_is_told_of_once_in_one_look(now):
    to_do(now, ends_in=40 * HOUR, opens_at=now - HOUR)
    assert [kind for kind, _hours in heard(now, 3 * DAY)] == [NoticeKind.VISIT_DUE]
    to_do(now, ends_in=30 * HOUR, opens_at=now - 9 * DAY)  # nobody looked for a while: both would be due
    assert due.remind(now) == 1


def test_who_takes_over_hears_anew(now):
    visit = to_do(now, ends_in=DAY)
    assert due.remind(now) == 1
    visit.shopper = shopper()
    visit.save()
    assert (due.remind(now), due.remind(now)) == (1, 0)


def test_a_question_is_reminded_of_when_half_of_the_time_is_over(now):
    to_do(now, state=VisitState.RETURNED, return_due_at=now + 48 * HOUR)
    assert heard(now, 4 * DAY) == [(NoticeKind.QUESTION_DUE, 24)]
