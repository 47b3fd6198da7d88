"""What shoppers hear when something happens to a visit: the real actions, the real ledger, the real mails."""

from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone

from fieldwork.common import jobs
from fieldwork.common.models import Job
from fieldwork.notices.hush import nobody_is_told
from fieldwork.notices.models import Notice
from fieldwork.notices.states import Dropped, NoticeKind
from fieldwork.people.states import Role
from fieldwork.review import actions as review
from fieldwork.review.states import Choice
from fieldwork.studies import actions as studies
from fieldwork.visits import actions as visits
from fieldwork.visits import planning
from fieldwork.visits.jobs import briefing_changed
from fieldwork.visits.models import Visit
from fieldwork.visits.states import ReturnReason, VisitState
from tests.capture.phones import Phone
from tests.factories import UserFactory
from tests.notices.ground import briefed_visit, let_wait_pass, published, secret_visit, shopper, work

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def planner():
    return UserFactory(role=Role.PLANNER)


def free_visit(**changes):
    return secret_visit(state=VisitState.OPEN, shopper=None, **changes)


def subjects() -> list[str]:
    """Of all mails that leave now, and once all waiting is over."""
    at_once = work()
    let_wait_pass()
    return [message.subject for message in [*at_once, *work()]]


def told() -> list[tuple[str, str]]:
    return list(Notice.objects.order_by("pk").values_list("kind", "dropped"))


# --- given and taken back -----------------------------------------------------------------------------
def test_a_shopper_is_asked_to_confirm_once_undoing_is_over(planner):
    visit = free_visit()
    sam = shopper()
    visits.assign(visit, sam, planner, batch=uuid4())
    assert work() == []
    notice = Notice.objects.get()
    assert timedelta(minutes=9) < notice.not_before - timezone.now() <= planning.UNDO_FOR
    let_wait_pass()
    (message,) = work()
    assert (message.subject, message.to) == ("Een bezoek voor je: ga je?", [sam.email])
    assert f"http://127.0.0.1:8000/phone/visits/{visit.uuid}/" in message.body


def test_visits_given_in_one_go_are_one_mail_that_leads_to_the_list(planner):
    sam, batch = shopper("en"), uuid4()
    given = [free_visit() for _ in range(3)]
    for visit in given:
        visits.assign(visit, sam, planner, batch=batch)
    work()
    visits.confirm(Visit.objects.get(pk=given[0].pk), sam)
    let_wait_pass()
    (message,) = work()
    assert message.subject == "2 visits for you: do you go?"
    assert "http://127.0.0.1:8000/phone/visits/\n" in message.body
    assert set(Notice.objects.about(given[2])) == set(Notice.objects.all())


def test_who_confirmed_already_is_not_asked(planner):
    visit, sam = free_visit(), shopper()
    visits.assign(visit, sam, planner)
    visits.confirm(visit, sam)
    assert subjects() == []
    assert told() == [(NoticeKind.ASSIGNED, Dropped.OVERTAKEN)]


def test_what_was_undone_in_time_was_never_told(planner):
    visit, batch = free_visit(), uuid4()
    visits.assign(visit, shopper(), planner, batch=batch)
    work()
    assert planning.undo(batch, UserFactory(role=Role.ADMINISTRATOR)) == (1, 0)
    assert subjects() == []
    assert told() == [(NoticeKind.ASSIGNED, Dropped.OVERTAKEN)]


def test_taken_back_before_the_first_mail_left_is_no_mail_at_all(planner):
    visit = free_visit()
    visits.assign(visit, shopper(), planner)
    work()
    visits.unassign(visit, planner)
    assert subjects() == []


@pytest.mark.parametrize("how", ["unassign", "cancel"])
def test_a_shopper_hears_that_they_need_not_go(planner, how):
    visit = secret_visit(shopper=shopper())
    getattr(visits, how)(visit, planner)
    assert subjects() == ["Je hoeft niet meer te gaan: een bezoek is teruggenomen"]


def test_giving_back_is_the_shoppers_own_act_and_no_news_to_them():
    visit = secret_visit(shopper=shopper())
    visits.decline(visit, visit.shopper, ReturnReason.TIME)
    assert subjects() == []


def test_given_to_the_same_person_again_takes_back_nothing(planner):
    visit = secret_visit(shopper=shopper())
    sam = visit.shopper
    visits.unassign(visit, planner)
    visits.assign(visit, sam, planner)
    assert subjects() == ["Een bezoek voor je: ga je?"]
    assert (NoticeKind.WITHDRAWN, Dropped.OVERTAKEN) in told()


def test_planning_and_expiring_tell_nobody(planner):
    visit = free_visit(submit_by=timezone.now() + timedelta(days=9))
    planning.plan(visit.wave, [visit.location], visit.scenario, planner, per_location=3)
    visits.expire(visit)
    assert not Job.objects.filter(kind="notices.move").exists()


# --- briefings ----------------------------------------------------------------------------------------
def publish(wave, by, text="# Je opdracht", changes=None):
    briefing = studies.briefing_of(wave)
    studies.save_briefing(wave, {"nl": text, "en": text}, by, revision=briefing.revision)
    return studies.publish_briefing(wave, by, changes)


def test_everybody_of_the_wave_hears_once_that_the_briefing_is_there(planner):
    first = secret_visit(shopper=shopper())
    second = secret_visit(wave=first.wave, shopper=first.shopper)
    other = secret_visit(wave=first.wave, shopper=shopper("en"))
    secret_visit()  # of another wave
    publish(first.wave, planner)
    work()
    assert sorted((message.subject, message.to[0]) for message in mail.outbox) == sorted(
        [
            ("De briefing van je bezoek is klaar", first.shopper.email),
            ("The briefing of your visit is ready", other.shopper.email),
        ]
    )
    (mine,) = (message for message in mail.outbox if message.to == [first.shopper.email])
    assert "je 2 bezoeken" in mine.body
    assert str(second.uuid) not in mine.body  # to the list


def test_a_changed_briefing_is_told_to_who_must_read_it_again_but_not_under_way(planner):
    visit = briefed_visit(shopper=shopper())
    briefed_visit(wave=visit.wave, state=VisitState.STARTED, shopper=shopper())
    publish(visit.wave, planner, "# Anders", {"nl": "De balie is verhuisd.", "en": ""})
    assert subjects() == ["De briefing van je bezoek is veranderd"]
    visit.refresh_from_db()
    assert visit.state == VisitState.ASSIGNED
    assert [message.to for message in mail.outbox] == [[visit.shopper.email]]
    assert f"/phone/visits/{visit.uuid}/briefing/" in mail.outbox[0].body


def test_what_somebody_else_read_before_does_not_count(planner):
    visit = briefed_visit(state=VisitState.ASSIGNED, shopper=shopper())
    version = visit.briefing_receipts.get().version
    Visit.objects.filter(pk=visit.pk).update(shopper=shopper("en"))
    jobs.enqueue("notices.briefing", {"version": version.pk})
    assert subjects() == ["The briefing of your visit is ready"]


def test_a_version_that_a_newer_one_replaced_meanwhile_is_not_told(planner):
    visit = briefed_visit(shopper=shopper())
    second = published(visit.wave, 2)
    published(visit.wave, 3)
    briefing_changed({"version": second.pk}, lambda *_: None)
    jobs.enqueue("notices.briefing", {"version": second.pk})
    assert subjects() == []


# --- handed in and judged -----------------------------------------------------------------------------
def handed_in(**changes) -> Visit:
    visit = briefed_visit(state=VisitState.STARTED, shopper=shopper(**changes))
    phone = Phone(visit)
    phone.fill()
    assert phone.final().status_code == 200
    assert phone.final().status_code == 200  # the phone asks again: one receipt
    visit.refresh_from_db()
    return visit


def judged(visit: Visit, choice: Choice, requests=None, reason="") -> None:
    reviewer = UserFactory(role=Role.REVIEWER)
    review.decide(review.claim(visit, reviewer), choice, requests or {}, reason, reviewer)


def test_what_was_handed_in_gets_a_receipt_with_its_code():
    visit = handed_in(language="en")
    code = visit.rounds.get().receipt
    (message,) = work()
    assert message.subject == f"Received: your visit, code {code}"
    assert f"Receipt code: {code}" in message.body
    assert f"/phone/visits/{visit.uuid}/done/" in message.body


def test_a_question_tells_how_many_and_until_when_but_not_what():
    visit = handed_in(language="en")
    work()
    remark = "De foto is onscherp."
    judged(visit, Choice.RETURN, {"waiting/minutes": remark, "helped/solved": remark})
    (message,) = work()
    assert message.subject == "2 questions about your visit"
    visit.refresh_from_db()
    due = visit.return_due_at.astimezone(ZoneInfo(visit.location.timezone))
    assert f"Answer by: {due:%A} {due.day} {due:%B}, {due:%H:%M}" in message.body
    assert remark not in message.body

    phone = Phone(visit, number=2)
    phone.fill({"waiting/minutes": {"v": 9}, "helped/solved": {"v": "no"}})
    assert phone.final().status_code == 200
    (again,) = work()
    assert again.subject.startswith("Received: your visit")


@pytest.mark.parametrize(
    "choice, word",
    [
        (Choice.APPROVE, "goedgekeurd"),
        (Choice.EXCLUDE_PAID, "maar wordt wel betaald"),
        (Choice.EXCLUDE, "wordt niet betaald"),
    ],
)
def test_a_verdict_is_told_without_its_reason(choice, word):
    visit = handed_in()
    work()
    judged(visit, choice, reason="Verkeerde winkel")
    (message,) = work()
    assert word in message.body
    assert "Verkeerde winkel" not in message.body


def test_a_second_look_that_confirms_is_no_news():
    visit = handed_in()
    judged(visit, Choice.APPROVE)
    work()
    reviewer = UserFactory(role=Role.REVIEWER)
    visit.refresh_from_db()
    review.decide(review.look_again(visit, reviewer, "Nog eens kijken."), Choice.APPROVE, {}, "", reviewer)
    assert subjects() == []


# --- who hears nothing --------------------------------------------------------------------------------
def test_what_is_played_from_the_past_tells_nobody(planner):
    with nobody_is_told():
        visit = handed_in()
        judged(visit, Choice.APPROVE)
        visits.assign(free_visit(), shopper(), planner)
        publish(secret_visit().wave, planner)
        work()
    assert subjects() == []
    assert not Notice.objects.exists()
    assert not Job.objects.filter(kind__startswith="notices.").exists()
    visits.assign(free_visit(), shopper(), planner)
    assert len(subjects()) == 1  # and afterwards it is news again


def test_only_the_shopper_of_the_visit_is_told(planner):
    UserFactory(name="Buurvrouw")
    visit = handed_in()
    judged(visit, Choice.RETURN, {"waiting/minutes": "Kijk nog eens."})
    visits.assign(free_visit(), shopper(), planner)
    subjects()
    assert len(mail.outbox) == 3
    assert set(Notice.objects.values_list("person__name", flat=True)) == {"Sam Vis"}
