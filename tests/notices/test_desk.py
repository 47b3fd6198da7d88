"""What the desk and the client are told: to whom, once, and to nobody else."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from fieldwork.capture.models import Round
from fieldwork.capture.states import RoundKind
from fieldwork.notices import actions, desk, telling
from fieldwork.notices.models import Notice
from fieldwork.notices.states import NoticeKind
from fieldwork.people.states import Role
from fieldwork.review import actions as review
from fieldwork.visits import actions as visits
from fieldwork.visits.states import EventKind, VisitState
from tests.factories import ClientFactory, LocationFactory, UserFactory
from tests.notices.ground import briefed_visit, secret_visit, shopper, work

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now()


def at(hour: int) -> datetime:
    """Today at this hour of the agency."""
    return timezone.localtime().replace(hour=hour, minute=20)


def told(kind: NoticeKind) -> list:
    return [notice.person for notice in Notice.objects.filter(kind=kind).order_by("person")]


def who_works_for(visit, role):
    UserFactory(role=role, manages=[ClientFactory()])  # somebody of another client
    UserFactory(role=role, manages=[visit.wave.study.client], is_active=False)
    return UserFactory(role=role, manages=[visit.wave.study.client], language="en")


# --- the planner --------------------------------------------------------------------------------------
def test_a_planner_with_exceptions_has_one_digest_in_the_morning():
    visit = secret_visit(state=VisitState.EXPIRED)
    planner = who_works_for(visit, Role.PLANNER)
    assert desk.remind(at(7)) == 0
    assert (desk.remind(at(8)), desk.remind(at(9))) == (1, 0)
    assert desk.remind(at(12) + DAY) == 0
    assert desk.remind(at(8) + DAY) == 1
    assert told(NoticeKind.DIGEST) == [planner, planner]


def test_the_digest_counts_what_the_first_page_shows(mailoutbox):
    planner = who_works_for(secret_visit(state=VisitState.EXPIRED), Role.PLANNER)
    notice = actions.tell(planner, NoticeKind.DIGEST, {}, key="d")
    (message,) = work()
    assert message.subject == "1 visit needs you"
    assert "Late: 1" in message.body
    assert f"{actions.mails.address('/desk/')}" in message.body
    notice.refresh_from_db()
    assert notice.sent_at


def test_who_wants_no_reminders_has_no_digest():
    planner = who_works_for(secret_visit(state=VisitState.EXPIRED), Role.PLANNER)
    actions.choose(planner, False)
    assert desk.remind(at(8)) == 0


@pytest.mark.parametrize(("ends_in", "hears"), [(47 * HOUR, True), (49 * HOUR, False)])
def test_planners_hear_of_a_visit_given_back_at_short_notice(now, ends_in, hears):
    visit = briefed_visit(opens_at=now - DAY, due_at=now + ends_in, submit_by=now + 9 * DAY)
    planner = who_works_for(visit, Role.PLANNER)
    visits.decline(visit, visit.shopper, "ill")
    work()
    assert told(NoticeKind.GIVEN_BACK) == ([planner] if hears else [])


def test_what_the_planner_took_back_is_no_news_to_them(now):
    visit = briefed_visit(opens_at=now - DAY, due_at=now + DAY, submit_by=now + 9 * DAY)
    visits.unassign(visit, who_works_for(visit, Role.PLANNER))
    work()
    assert told(NoticeKind.GIVEN_BACK) == []
    assert visit.events.filter(kind=EventKind.UNASSIGNED).exists()


# --- the reviewer -------------------------------------------------------------------------------------
def test_every_reviewer_of_the_client_hears_once_of_reviews_that_run_out(now):
    visit = secret_visit(state=VisitState.SUBMITTED, review_due_at=now + 9 * HOUR)
    reviewer = who_works_for(visit, Role.REVIEWER)
    assert desk._reviews(now) == []
    assert [one.person for one in desk._reviews(now + 2 * HOUR)] == [reviewer]
    actions.tell_all(desk._reviews(now + 2 * HOUR), now)
    assert desk._reviews(now + 3 * HOUR) == []
    more = [
        secret_visit(state=VisitState.SUBMITTED, review_due_at=now + 9 * HOUR, wave=visit.wave) for _number in range(3)
    ]
    (telling_,) = desk._reviews(now + 4 * HOUR)
    assert telling_.context == {"visits": [f"{one.pk}:1" for one in more]}


def test_what_somebody_claimed_is_theirs(now):
    visit = secret_visit(state=VisitState.IN_REVIEW, review_due_at=now + HOUR)
    other, mine = who_works_for(visit, Role.REVIEWER), who_works_for(visit, Role.REVIEWER)
    visit.claimed_by = mine
    visit.save()
    assert [one.person for one in desk._reviews(now)] == [mine]
    assert other != mine


def test_who_asked_hears_that_the_answer_came_back():
    visit = secret_visit(state=VisitState.SUBMITTED, shopper=shopper())
    reviewer = who_works_for(visit, Role.REVIEWER)
    asked = review.claim(visit, reviewer)
    asked.verdict, asked.decided_at = "returned", timezone.now()
    asked.save()
    visit.state = VisitState.SUBMITTED
    visit.save()
    Round.objects.create(visit=visit, number=1, shopper=visit.shopper, final_at=timezone.now())
    Round.objects.create(
        visit=visit, number=2, kind=RoundKind.RETURN, shopper=visit.shopper, final_at=timezone.now(), receipt="AB-CD"
    )
    telling.of_round(visit.pk, 1)
    assert told(NoticeKind.ANSWERED) == []
    telling.of_round(visit.pk, 2)
    telling.of_round(visit.pk, 2)
    assert told(NoticeKind.ANSWERED) == [reviewer]


# --- the client ---------------------------------------------------------------------------------------
def test_who_reads_all_of_it_hears_that_the_fieldwork_began_and_that_it_is_done(now):
    first = secret_visit(state=VisitState.STARTED, started_at=now - HOUR)
    customer = first.wave.study.client
    last = secret_visit(state=VisitState.BRIEFED, wave=first.wave)
    board = UserFactory(role=Role.CLIENT_MANAGER, client=customer)
    region = UserFactory(role=Role.CLIENT_VIEWER, client=customer)
    region.scope.add(LocationFactory(client=customer))
    UserFactory(role=Role.CLIENT_MANAGER, client=ClientFactory())
    assert [(one.person, one.kind) for one in desk._fieldwork(now)] == [(board, NoticeKind.FIELD_BEGUN)]
    assert desk._fieldwork(now + 3 * DAY) == []  # no news any more

    first.state, first.submitted_at = VisitState.SUBMITTED, now + 5 * DAY
    first.save()
    assert desk._fieldwork(now + 5 * DAY) == []  # one visit is not in yet
    last.state = VisitState.EXPIRED
    last.save()
    assert [(one.person, one.kind) for one in desk._fieldwork(now + 5 * DAY)] == [(board, NoticeKind.FIELD_DONE)]


@pytest.mark.parametrize("how_many", [1, 3])
def test_one_look_costs_the_same_for_one_visit_and_three(now, how_many, django_assert_num_queries):
    first = secret_visit(state=VisitState.SUBMITTED, review_due_at=now + HOUR)
    who_works_for(first, Role.REVIEWER)
    for _number in range(how_many - 1):
        secret_visit(state=VisitState.SUBMITTED, review_due_at=now + HOUR, wave=first.wave)
    with django_assert_num_queries(4):  # the visits, the reviewers with their clients, what was told
        desk._reviews(now)
