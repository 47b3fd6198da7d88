"""A phone that opened a visit and stays silent: two reminders, then the planner; never one too many."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fieldwork.capture.actions import current_round
from fieldwork.capture.models import Round
from fieldwork.notices import silence
from fieldwork.notices.models import Notice
from fieldwork.notices.states import Dropped, NoticeKind
from fieldwork.people.states import Role
from fieldwork.visits import actions as visits
from fieldwork.visits import attention
from fieldwork.visits.attention import Need
from fieldwork.visits.models import Visit
from fieldwork.visits.states import VisitState
from tests.capture.phones import Phone
from tests.factories import UserFactory
from tests.notices.ground import briefed_visit, let_wait_pass, secret_visit, shopper, work

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now()


def opened(hours: float, state=VisitState.STARTED, **changes) -> Visit:
    """A visit whose form a phone opened so many hours ago, and then no sign."""
    then = timezone.now() - hours * HOUR
    late = {"due_at": timezone.now() + 20 * DAY, "submit_by": timezone.now() + 21 * DAY}
    started = {"started_at": then} if state == VisitState.STARTED else {}
    visit = briefed_visit(**{"state": state, "shopper": shopper()} | late | started | changes)
    current_round(visit)
    Round.objects.filter(visit=visit).update(opened_at=then, seen_at=then)
    return visit


def test_after_48_hours_of_silence_the_shopper_is_reminded_once(now):
    visit = opened(48.1)
    opened(47.9)
    assert silence.remind(now) == 1
    assert silence.remind(now) == 0
    (message,) = work()
    assert message.to == [visit.shopper.email]
    assert "Je antwoorden staan misschien nog op je telefoon. Open het bezoek met internet" in message.body


def test_the_second_comes_five_days_later_and_then_it_is_the_planners_turn(now):
    visit = opened(49)
    planner = UserFactory(role=Role.PLANNER, manages=[visit.wave.study.client])
    moments = [now + hours * HOUR for hours in range(0, 24 * 21, 6)]
    told = [moment for moment in moments if silence.remind(moment)]
    assert told == [now, now + 5 * DAY + 6 * HOUR]  # the first look after five days
    visit.refresh_from_db()
    assert visit.phone_silent_at == told[1]
    (group,) = attention.groups(planner)
    assert (group.need, [row.uuid for row in group.rows]) == (Need.QUIET, [visit.uuid])

    Phone(visit).fill({"waiting/waited": {"v": "yes"}})
    visits.write_columns(visit.pk, last_sync_at=told[1] + HOUR)
    assert attention.groups(planner) == []


@pytest.mark.parametrize("state", [VisitState.ASSIGNED, VisitState.BRIEFED, VisitState.RETURNED, VisitState.EXPIRED])
def test_also_before_the_start_after_a_question_and_when_the_date_passed(state, now):
    opened(49, state)
    assert silence.remind(now) == 1


@pytest.mark.parametrize(
    "state",
    sorted(
        set(VisitState)
        - {VisitState.ASSIGNED, VisitState.BRIEFED, VisitState.STARTED, VisitState.RETURNED, VisitState.EXPIRED}
        - {VisitState.DRAFT, VisitState.OPEN, VisitState.OFFERED}
    ),
)
def test_never_when_it_is_handed_in_or_over(state, now):
    opened(500, state)
    assert silence.remind(now) == 0


def test_never_when_no_phone_opened_it_or_the_wave_is_closed(now):
    briefed_visit(opens_at=now - 30 * DAY)
    closed = opened(500)
    closed.wave.is_open = False
    closed.wave.save()
    assert silence.remind(now) == 0


def test_never_to_who_has_it_no_longer_nor_to_who_has_not_opened_it(now):
    visit = opened(100)
    visits.unassign(visit, None)
    assert silence.remind(now) == 0
    other = shopper()
    visits.assign(visit, other, None)
    Visit.objects.filter(pk=visit.pk).update(last_sync_at=now - 90 * HOUR)
    assert silence.remind(now) == 0  # nothing of theirs is on a phone
    current_round(visit)
    Round.objects.filter(visit=visit, number=2).update(opened_at=now - 50 * HOUR, seen_at=now - 50 * HOUR)
    assert silence.remind(now) == 1
    assert Notice.objects.get(kind=NoticeKind.SILENT).person == other


def test_a_handed_in_part_is_no_silence(now):
    visit = opened(500)
    Round.objects.filter(visit=visit).update(final_at=now - 400 * HOUR)
    assert silence.remind(now) == 0


def test_a_sign_starts_the_clock_anew_but_never_two_reminders_in_48_hours(now):
    visit = opened(49)
    assert silence.remind(now) == 1
    Visit.objects.filter(pk=visit.pk).update(last_sync_at=now - timedelta(seconds=5))  # on its way when we looked
    assert silence.remind(now + 47 * HOUR) == 0
    assert silence.remind(now + 48 * HOUR - timedelta(seconds=1)) == 0
    Visit.objects.filter(pk=visit.pk).update(last_sync_at=now + HOUR)
    assert silence.remind(now + 49 * HOUR) == 0
    assert silence.remind(now + 50 * HOUR) == 1  # a silence of its own: again the first of two
    visit.refresh_from_db()
    assert visit.phone_silent_at is None


def test_what_came_in_meanwhile_makes_the_reminder_stay(now):
    visit = opened(49)
    silence.remind(now)
    Phone(visit).fill({"waiting/waited": {"v": "yes"}})
    assert work() == []
    assert Notice.objects.get().dropped == Dropped.OVERTAKEN


def test_the_next_shopper_starts_with_a_clean_slate(now):
    visit = opened(49)
    Visit.objects.filter(pk=visit.pk).update(phone_silent_at=now)
    visit.refresh_from_db()
    visits.unassign(visit, None)
    visit.refresh_from_db()
    assert visit.phone_silent_at is None


def test_at_night_nobody_is_reminded_even_on_the_last_day(now):
    visit = opened(49, due_at=now + timedelta(minutes=1))
    silence.remind(now)
    local = Notice.objects.get().not_before
    assert local == now  # it is noon there
    visit.location.timezone = "UTC"
    visit.location.save()
    midnight = now.replace(hour=23, minute=30) + 10 * DAY
    silence.remind(midnight)
    assert Notice.objects.latest("pk").not_before == (midnight + DAY).replace(hour=8, minute=0, second=0, microsecond=0)


def test_one_silent_phone_and_fifty_ask_the_database_equally_often(now):
    counts = []
    for how_many in (1, 50):
        for _visit in range(how_many):
            opened(49)
        with CaptureQueriesContext(connection) as asked:
            assert silence.remind(now) == how_many
        # SQLite takes 999 values at once, so that fifty rows may need a second insert; all else is the same.
        words = [query["sql"].split()[0] for query in asked]
        counts.append([word for word in words if word != "INSERT"])
        assert len(asked) <= 9
    assert counts[0] == counts[1]


@pytest.mark.parametrize("how_many", [1, 50])
def test_looking_again_is_one_query(how_many, now, django_assert_num_queries):
    for _visit in range(how_many):
        opened(49)
    silence.remind(now)
    with django_assert_num_queries(1):
        assert silence.remind(now) == 0


def test_a_stranger_learns_nothing(now):
    opened(49)
    secret_visit()
    silence.remind(now)
    let_wait_pass()
    assert [message.to for message in work()] == [[Notice.objects.get().person.email]]
    for role in (Role.PLANNER, Role.CLIENT_VIEWER, Role.SHOPPER):
        assert not Notice.objects.visible_to(UserFactory(role=role)).exists()


def test_a_form_that_a_phone_only_fetched_to_keep_it_was_not_opened(now):
    visit = opened(60, state=VisitState.BRIEFED)
    Round.objects.filter(visit=visit).update(seen_at=None)
    assert silence.remind(now) == 0
