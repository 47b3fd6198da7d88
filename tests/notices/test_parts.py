"""Visits in dated parts: a mail when a later part opens, one a day before a part is due, and none too many."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fieldwork.capture.models import Op, Round
from fieldwork.notices import mails, parts, silence
from fieldwork.notices.models import Notice
from fieldwork.notices.states import NoticeKind
from fieldwork.people.states import Role
from fieldwork.visits import actions as visits
from fieldwork.visits.models import Visit
from fieldwork.visits.states import VisitState
from tests.capture.test_episodes import hand_in, in_parts
from tests.factories import LocationFactory, UserFactory
from tests.notices.ground import SECRET, briefed_visit, shopper, work, zone_at

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now()


def in_part(number: int, opens: datetime, due: datetime, **changes) -> Visit:
    """A visit of three parts whose part ``number`` is to be done between these moments."""
    dates = {"episode_opens_at": opens, "episode_due_at": due} if number > 1 else {"opens_at": opens, "due_at": due}
    known = {
        "state": VisitState.STARTED, "shopper": shopper("en"), "episodes": 3, "episode": number, "round_number": number,
        "episode_title": {"nl": f"Levering door {SECRET}"}, "started_at": opens - 9 * DAY,
        "last_sync_at": opens - 3 * DAY if number > 1 else None, "submit_by": due + 30 * DAY,
    }  # fmt: skip
    visit = briefed_visit(**known | dates | changes)
    for part in range(1, number + 1):
        Round.objects.create(
            visit=visit, number=part, episode=part, shopper=visit.shopper, opened_at=opens, due_at=due,
            final_at=opens - 3 * DAY if part < number else None,
        )  # fmt: skip
    return visit


def told() -> list[str]:
    return list(Notice.objects.order_by("pk").values_list("kind", flat=True))


def test_a_part_that_opens_and_a_day_before_it_is_due_are_one_mail_each(now):
    visit = in_part(2, now, now + 7 * DAY)
    moments = [now + hours * HOUR for hours in range(-12, 24 * 9, 3)]
    heard = [(moment - now, kinds) for moment in moments if parts.remind(moment) and (kinds := told()[-1])]
    assert heard == [(timedelta(0), NoticeKind.PART_OPENS), (7 * DAY - 36 * HOUR, NoticeKind.PART_DUE)]
    for notice in Notice.objects.all():
        message = mails.compose(notice)
        assert "Part 2 of 3" in message.subject
        assert SECRET not in message.subject + message.body
        assert f"/phone/visits/{visit.uuid}/" in message.body


def test_the_first_part_is_reminded_of_before_its_day_too_also_when_it_was_not_begun(now):
    in_part(1, now - 5 * DAY, now + 35 * HOUR, state=VisitState.BRIEFED)
    assert parts.remind(now) == 1
    assert told() == [NoticeKind.PART_DUE]


def test_a_part_that_was_open_when_the_one_before_was_handed_in_is_no_news(now):
    in_part(2, now - HOUR, now + 7 * DAY, last_sync_at=now - timedelta(minutes=5))
    assert parts.remind(now) == 0


def test_a_part_of_two_days_has_one_mail(now):
    in_part(2, now - HOUR, now + 34 * HOUR)
    assert parts.remind(now) == 1
    assert parts.remind(now + 2 * HOUR) == 0
    assert told() == [NoticeKind.PART_OPENS]


@pytest.mark.parametrize(
    "changes",
    [
        {"state": VisitState.SUBMITTED}, {"state": VisitState.CANCELLED}, {"state": VisitState.RETURNED},
        {"state": VisitState.EXPIRED}, {"episodes": 1, "episode": 1},
    ],
)  # fmt: skip
def test_nobody_is_reminded_of_what_is_over_or_has_no_parts(changes, now):
    in_part(2, now - 6 * DAY, now + DAY, **changes)
    in_part(2, now, now + 6 * DAY, **changes)
    assert parts.remind(now) == 0


def test_handed_in_meanwhile_the_reminder_stays(now):
    visit = in_part(2, now - 6 * DAY, now + DAY)
    assert parts.remind(now) == 1
    visits.write_columns(visit.pk, episode=3, episode_opens_at=now + DAY, episode_due_at=now + 4 * DAY)
    assert work() == []


def test_who_takes_over_is_told_of_their_own_parts(now):
    visit = in_part(2, now - 6 * DAY, now + DAY)
    parts.remind(now)
    visits.unassign(visit, None)
    other = shopper("en")
    Visit.objects.filter(pk=visit.pk).update(
        shopper=other, state=VisitState.STARTED, episodes=3, episode=1, round_number=3, episode_opens_at=None,
        episode_due_at=None, opens_at=now - 6 * DAY, due_at=now + DAY,
    )  # fmt: skip
    assert parts.remind(now) == 1
    assert Notice.objects.latest("pk").person == other


def test_a_later_part_that_nobody_began_is_no_silent_phone(now):
    in_part(2, now - 4 * DAY, now + 7 * DAY)
    assert silence.remind(now) == 0


def test_a_later_part_of_which_something_came_in_is_one(now):
    visit = in_part(2, now - 4 * DAY, now + 7 * DAY, last_sync_at=now - 3 * DAY)
    Op.objects.create(
        id=uuid4(), round=visit.rounds.get(number=2), device=uuid4(), seq=1, field="waiting/waited", value={"v": "yes"}
    )
    assert silence.remind(now) == 1


def test_the_day_in_the_mail_is_the_day_at_the_place(now):
    visit = in_part(2, now - 6 * DAY, now + DAY)
    parts.remind(now)
    (message,) = (mails.compose(notice) for notice in Notice.objects.all())
    due = visit.episode_due_at.astimezone(ZoneInfo(visit.location.timezone))
    assert f"Hand in by: {due:%A} {due.day} {due:%B}, {due:%H:%M}" in message.body


def test_one_part_and_fifty_ask_the_database_equally_often(now):
    counts = []
    for how_many in (1, 50):
        for _part in range(how_many):
            in_part(2, now - 6 * DAY, now + DAY)
        with CaptureQueriesContext(connection) as asked:
            assert parts.remind(now) == how_many
        words = [query["sql"].split()[0] for query in asked]
        counts.append([word for word in words if word != "INSERT"])
        with CaptureQueriesContext(connection) as again:
            assert parts.remind(now) == 0
        assert len(again) == 3  # what opened, what is due, what was told already
    assert counts[0] == counts[1]


def test_a_stranger_is_told_nothing(now):
    UserFactory(role=Role.SHOPPER)
    visit = in_part(2, now - 6 * DAY, now + DAY)
    parts.remind(now)
    assert [message.to for message in work()] == [[visit.shopper.email]]


def test_the_whole_way_of_a_visit_in_three_parts_as_its_shopper_hears_it(now):
    visit = in_parts(shopper=shopper("en"), location=LocationFactory(timezone=zone_at(12)))
    _phone, _said, visit = hand_in(visit, 1)
    (receipt,) = work()
    assert receipt.subject.startswith("Received: Part 1 of 3 of your visit, code ")
    assert "What comes now: Part 2 of 3, " in receipt.body

    assert parts.remind(visit.episode_opens_at - HOUR) == 0
    assert parts.remind(visit.episode_opens_at + HOUR) == 1
    assert parts.remind(visit.episode_due_at - DAY) == 1
    assert told() == [NoticeKind.RECEIVED, NoticeKind.PART_OPENS, NoticeKind.PART_DUE]
    assert silence.remind(visit.episode_due_at) == 0  # nothing of it was begun

    _phone, _said, visit = hand_in(visit, 2)
    assert parts.remind(now + HOUR) == 0  # the third is open since today, and the receipt said so
    hand_in(visit, 3)
    assert [message.subject[:18] for message in work()] == ["Received: Part 2 o", "Received: your vis"]
