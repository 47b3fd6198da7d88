"""A visit from handing in to a verdict, with a real phone before it and a real round after it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from fieldwork.capture.models import StepScore
from fieldwork.common import jobs
from fieldwork.common.errors import Invalid, MovedMeanwhile, NotAllowedNow
from fieldwork.common.models import AuditEvent
from fieldwork.people.states import Role
from fieldwork.review import actions
from fieldwork.review.models import ReturnRequest, Review
from fieldwork.review.news import review_decided
from fieldwork.review.states import Verdict
from fieldwork.visits.states import VisitState
from tests.capture.phones import Phone, handed_in
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def visit():
    return handed_in().visit


@pytest.fixture
def reviewer(visit):
    return UserFactory(role=Role.REVIEWER, manages=[visit.wave.study.client])


@pytest.fixture
def other(visit):
    return UserFactory(role=Role.REVIEWER, manages=[visit.wave.study.client], name="Noor de Wit")


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_claiming_is_one_write_and_claiming_again_changes_nothing(visit, reviewer, other):
    review = actions.claim(visit, reviewer)
    assert (visit.state, visit.claimed_by) == (VisitState.IN_REVIEW, reviewer)
    assert actions.claim(fresh(visit), reviewer).pk == review.pk
    with pytest.raises(MovedMeanwhile):
        actions.claim(fresh(visit), other)
    assert Review.objects.count() == 1


def test_of_two_who_saw_it_free_one_gets_it(visit, reviewer, other):
    first, second = fresh(visit), fresh(visit)
    actions.claim(first, reviewer)
    with pytest.raises(MovedMeanwhile):
        actions.claim(second, other)
    assert fresh(visit).claimed_by == reviewer
    assert list(Review.objects.values_list("reviewer", flat=True)) == [reviewer.pk]


def test_approving_counts_at_once(visit, reviewer, django_capture_on_commit_callbacks):
    heard = []
    review_decided.connect(
        lambda **news: heard.append((news["visit_id"], news["verdict"])), weak=False, dispatch_uid="t"
    )
    try:
        with django_capture_on_commit_callbacks(execute=True):
            actions.approve(actions.claim(visit, reviewer), reviewer)
    finally:
        review_decided.disconnect(dispatch_uid="t")
    visit = fresh(visit)
    assert (visit.state, visit.claimed_by) == (VisitState.APPROVED, None)
    assert visit.approved_at is not None
    assert set(StepScore.objects.filter(visit=visit).values_list("status", flat=True)) == {"approved"}
    assert heard == [(visit.pk, "approved")]
    assert AuditEvent.objects.get(verb="visit.approved").actor == reviewer


def test_nobody_approves_their_own_work(visit, reviewer):
    visit.shopper.role = Role.REVIEWER
    visit.shopper.save()
    with pytest.raises(PermissionDenied):
        actions.claim(visit, visit.shopper)
    review = actions.claim(visit, reviewer)
    Review.objects.filter(pk=review.pk).update(reviewer=visit.shopper)
    with pytest.raises(PermissionDenied):
        actions.approve(review, visit.shopper)
    assert fresh(visit).state == VisitState.IN_REVIEW


def test_only_the_one_who_has_it_decides_and_only_once(visit, reviewer, other):
    review = actions.claim(visit, reviewer)
    with pytest.raises(MovedMeanwhile):
        actions.approve(review, other)
    actions.approve(review, reviewer)
    with pytest.raises(MovedMeanwhile):
        actions.exclude(review, reviewer, "te laat", is_payable=True)
    assert fresh(visit).state == VisitState.APPROVED


def test_putting_back_keeps_the_notes_for_the_same_reviewer(visit, reviewer, other):
    typed = {"questions": {"waiting/minutes": {"back": True, "remark": "De bon zegt iets anders."}}}
    review = actions.claim(visit, reviewer)
    actions.save_notes(review, typed, reviewer)
    actions.release(review, reviewer)
    assert (fresh(visit).state, fresh(visit).claimed_by) == (VisitState.SUBMITTED, None)
    with pytest.raises(MovedMeanwhile):
        actions.save_notes(review, {}, reviewer)
    assert actions.claim(fresh(visit), reviewer).notes == typed
    actions.release(actions.open_review(visit), reviewer)
    assert actions.claim(fresh(visit), other).notes == {}


def test_what_goes_back_opens_just_those_questions(visit, reviewer, django_capture_on_commit_callbacks):
    actions.send_back(
        actions.claim(visit, reviewer), {"waiting/minutes": " Hoeveel minuten vanaf binnenkomst? "}, reviewer
    )
    visit = fresh(visit)
    round_ = visit.rounds.get(number=2)
    assert (visit.state, visit.round_number, visit.return_due_at) == (VisitState.RETURNED, 2, round_.due_at)
    assert round_.asked == {"waiting/minutes": "Hoeveel minuten vanaf binnenkomst?"}
    request = ReturnRequest.objects.get()
    assert (request.path, request.round_number, request.old_value["value"]) == ("waiting/minutes", 2, 12)

    phone = Phone(visit, number=2)
    answer = phone.put([phone.op("waiting/minutes", {"v": 9}), phone.op("helped/solved", {"v": "no"})])
    assert [one["field"] for one in answer.json()["rejected"]] == ["helped/solved"]
    with django_capture_on_commit_callbacks(execute=True):
        assert phone.final().status_code == 200
    jobs.run_all()
    visit = fresh(visit)
    assert visit.state == VisitState.SUBMITTED
    assert fresh(request).answered_at is not None
    assert visit.answers.get(path="waiting/minutes").value == 9

    actions.approve(actions.claim(visit, reviewer), reviewer)
    assert list(visit.reviews.order_by("pk").values_list("verdict", flat=True)) == [Verdict.RETURNED, Verdict.APPROVED]


@pytest.mark.parametrize(
    "requests",
    [
        {},
        {"waiting/@tap": "Voelde u dat echt?"},
        {"waiting/@named": "Andere emotie?"},
        {"waiting/@grade": "Een 6?"},
        {"@overall": "Zeker?"},
        {"nergens/vraag": "?"},
        {"waiting/minutes": "   "},
        {"waiting/minutes": "x" * 1001},
        {"waiting/minutes": "goed", "waiting/@tap": "fout"},
    ],
)
def test_feelings_strange_questions_and_empty_remarks_cannot_go_back(visit, reviewer, requests):
    review = actions.claim(visit, reviewer)
    with pytest.raises(Invalid):
        actions.send_back(review, requests, reviewer)
    assert fresh(visit).state == VisitState.IN_REVIEW
    assert fresh(review).decided_at is None
    assert visit.rounds.count() == 1


def test_a_question_that_was_not_asked_cannot_go_back(reviewer, visit):
    visit.answers.filter(path="waiting/minutes").update(status="not_asked", value=None)
    with pytest.raises(Invalid):
        actions.send_back(actions.claim(visit, reviewer), {"waiting/minutes": "Hoe lang?"}, reviewer)


@pytest.mark.parametrize("payable", [True, False])
def test_excluding_needs_a_reason_and_can_be_looked_at_again(visit, reviewer, payable):
    review = actions.claim(visit, reviewer)
    with pytest.raises(Invalid):
        actions.exclude(review, reviewer, "  ", is_payable=payable)
    actions.exclude(review, reviewer, "Verkeerde locatie bezocht.", is_payable=payable)
    assert (fresh(visit).state, fresh(review).is_payable) == (VisitState.EXCLUDED, payable)
    assert fresh(review).remark == "Verkeerde locatie bezocht."
    with pytest.raises(NotAllowedNow):
        actions.claim(fresh(visit), reviewer)
    with pytest.raises(Invalid):
        actions.look_again(fresh(visit), reviewer, "")
    again = actions.look_again(fresh(visit), reviewer, "De locatie klopt toch.")
    actions.approve(again, reviewer)
    assert fresh(visit).state == VisitState.APPROVED


@pytest.mark.parametrize("state", [VisitState.APPROVED, VisitState.PUBLISHED])
def test_a_second_look_takes_the_visit_out_of_the_figures(visit, reviewer, state, django_capture_on_commit_callbacks):
    actions.approve(actions.claim(visit, reviewer), reviewer)
    type(visit).objects.filter(pk=visit.pk).update(state=state)
    with django_capture_on_commit_callbacks(execute=True):
        actions.look_again(fresh(visit), reviewer, "Bezwaar van de klant bij vraag 2.")
    visit = fresh(visit)
    assert (visit.state, visit.approved_at) == (VisitState.IN_REVIEW, None)
    assert set(StepScore.objects.filter(visit=visit).values_list("status", flat=True)) == {"in_review"}
    assert AuditEvent.objects.get(verb="visit.second_look").data["was"] == state


def test_a_second_look_is_for_what_was_decided(visit, reviewer):
    with pytest.raises(NotAllowedNow):
        actions.look_again(visit, reviewer, "Zomaar")


def test_the_answer_of_the_shopper_ends_a_look_without_it(visit, reviewer, other):
    actions.send_back(actions.claim(visit, reviewer), {"waiting/minutes": "Hoe lang?"}, reviewer)
    stale = actions.claim(fresh(visit), other)
    phone = Phone(fresh(visit), number=2)
    phone.fill({"waiting/minutes": {"v": 9}})
    assert phone.final().status_code == 200
    again = actions.claim(fresh(visit), reviewer)
    assert again.pk != stale.pk
    with pytest.raises(MovedMeanwhile):
        actions.approve(stale, other)
    actions.approve(again, reviewer)


@pytest.mark.parametrize("gone", ["switched off", "other role", "other clients"])
def test_what_a_reviewer_left_behind_can_be_put_back_by_another(visit, reviewer, other, gone):
    review = actions.claim(visit, reviewer)
    actions.save_notes(review, {"remark": "half done"}, reviewer)
    with pytest.raises(PermissionDenied):
        actions.free(review, other)
    if gone == "switched off":
        reviewer.is_active = False
    elif gone == "other role":
        reviewer.role = Role.PLANNER
    else:
        reviewer.managed_clients.clear()
    reviewer.save()
    actions.free(actions.open_review(visit), other)
    assert fresh(visit).state == VisitState.SUBMITTED
    assert fresh(review).notes == {"remark": "half done"}
    assert actions.claim(fresh(visit), other).reviewer == other
    assert AuditEvent.objects.filter(verb="visit.review_freed").count() == 1
    with pytest.raises(MovedMeanwhile):
        actions.approve(review, reviewer)


def test_an_administrator_puts_back_what_anybody_has(client, visit, reviewer):
    review = actions.claim(visit, reviewer)
    client.force_login(UserFactory(role=Role.ADMINISTRATOR, language="en"))
    page = client.get(reverse("review:visit", args=[visit.pk])).content.decode()
    assert "Put back in the queue" in page
    client.post(reverse("review:release", args=[visit.pk]))
    assert fresh(visit).state == VisitState.SUBMITTED
    assert fresh(review).verdict == Verdict.RELEASED
