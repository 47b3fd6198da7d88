"""A visit in dated parts: each part is handed in by itself, the visit with the last one."""

import copy
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from fieldwork.capture import actions, holding, rebuilding
from fieldwork.capture.models import Answer, Media, Op, StepExperience, StepScore
from fieldwork.capture.news import round_submitted
from fieldwork.journeys import documents
from fieldwork.visits import actions as visits
from fieldwork.visits.models import Visit
from fieldwork.visits.states import VisitState
from tests.capture.phones import TAP, Phone, picture, visit_under_way, whole_form
from tests.documents import small, text
from tests.factories import JourneyVersionFactory, UserFactory, WaveFactory

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
PARTS = {
    1: ("@baseline", "arriving/"),
    2: ("waiting/",),
    3: ("helped/", "@overall", "@recommend"),
}


def three_parts():
    """The small journey in three parts of one step: arriving, waiting (2 to 5 days later), helped (0 to 30 days)."""
    document = small()
    waiting, helped = document["phases"].pop()["steps"]
    for step, opens, due in ((waiting, 2, 5), (helped, 0, 30)):
        days = {"opens_after_days": opens, "due_after_days": due}
        phase = {"key": step["key"], "title": step["title"], "lifecycle": "receive", "episode": days, "steps": [step]}
        document["phases"].append(phase)
    return document


def in_parts(document=None, **changes):
    document = documents.clean(document or three_parts())
    version = JourneyVersionFactory(document=document, checksum=documents.checksum(document))
    wave = WaveFactory(study__journey=version.journey, journey_version=version)
    return visit_under_way(wave=wave, **changes)


def form_of(number, form=None):
    """The fields of one part."""
    form = whole_form() if form is None else form
    return {field: value for field, value in form.items() if field.startswith(PARTS[number])}


def hand_in(visit, number, form=None):
    """Fill one part on a phone of its own and hand it in."""
    visit = Visit.objects.get(pk=visit.pk)
    phone = Phone(visit, actions.current_round(visit).number)
    phone.fill(form_of(number, form))
    answer = phone.final()
    assert answer.status_code == 200, answer.content
    visit.refresh_from_db()
    return phone, answer.json(), visit


def heard(signal, work, django_capture_on_commit_callbacks):
    """What a signal told while ``work`` was done and committed."""
    told = []

    def listen(sender, **news):
        told.append((news["visit_id"], news["round_number"]))

    signal.connect(listen)
    with django_capture_on_commit_callbacks(execute=True):
        work()
    signal.disconnect(listen)
    return told


pytestmark = [pytest.mark.django_db, pytest.mark.engine]


# --- the way through ------------------------------------------------------------------------------------


def test_a_part_that_is_handed_in_opens_the_next_one_with_its_days():
    _phone, said, visit = hand_in(in_parts(), 1)
    assert (visit.state, visit.submitted_at) == (VisitState.STARTED, None)
    first, second = visit.rounds.order_by("number")
    today = timezone.localdate(first.final_at, AMSTERDAM)
    assert (second.number, second.kind, second.episode, second.shopper) == (2, "episode", 2, visit.shopper)
    assert second.opened_at == datetime.combine(today + timedelta(days=2), datetime.min.time(), AMSTERDAM)
    assert second.due_at == datetime(*(today + timedelta(days=5)).timetuple()[:3], 23, 59, tzinfo=AMSTERDAM)
    assert (visit.episode, visit.episodes, visit.episode_title, visit.round_number) == (
        2, 3, text("Waiting", "Waiting"), 2,
    )  # fmt: skip
    assert (visit.episode_opens_at, visit.episode_due_at) == (second.opened_at, second.due_at)
    assert said["next"].startswith("Deel 2 van 3: Waiting, ")
    assert set(visit.answers.values_list("path", flat=True)) == {"arriving/greeted", "arriving/remark"}
    assert list(visit.experiences.values_list("step", flat=True)) == ["@baseline", "arriving"]
    assert not StepScore.objects.filter(visit=visit).exists()
    assert visit.checklist_score is None


def test_the_last_part_hands_in_the_visit():
    visit = in_parts()
    receipts = [hand_in(visit, number)[1] for number in (1, 2, 3)]
    visit.refresh_from_db()
    assert visit.state == VisitState.SUBMITTED
    assert visit.review_due_at - visit.submitted_at == timedelta(hours=48)
    assert (visit.episode, visit.episode_opens_at, visit.episode_due_at) == (3, None, None)
    assert (visit.answered, visit.overall_grade, visit.recommend) == (6, 7, 8)
    assert len({one["code"] for one in receipts}) == 3
    assert [bool(one["next"]) for one in receipts] == [True, True, False]
    assert dict(visit.answers.values_list("step", "round_number")) == {"arriving": 1, "waiting": 2, "helped": 3}
    parts = [(event.data["episode"], event.by) for event in visit.events.filter(kind="part")]
    assert parts == [(1, visit.shopper), (2, visit.shopper), (3, visit.shopper)]
    assert visit.events.filter(went_to="submitted").count() == 1


def test_the_world_hears_of_each_part(django_capture_on_commit_callbacks):
    visit = in_parts()
    came = [
        heard(round_submitted, lambda number=number: hand_in(visit, number), django_capture_on_commit_callbacks)
        for number in (1, 2, 3)
    ]
    assert came == [[(visit.pk, 1)], [(visit.pk, 2)], [(visit.pk, 3)]]


def test_a_part_asks_only_for_its_own_fields():
    visit = in_parts()
    phone = Phone(visit)
    refused = phone.put([phone.op("waiting/room", {"v": "clean"}), phone.op("@overall", {"v": 7})]).json()["rejected"]
    assert [one["code"] for one in refused] == ["other_part", "other_part"]
    missing = {one["field"] for one in phone.final().json()["questions"]}
    assert missing == {"@baseline", "arriving/@tap", "arriving/@named", "arriving/@grade", "arriving/greeted"}

    hand_in(visit, 1)
    second = Phone(visit, 2)
    assert second.put([second.op("arriving/greeted", {"v": "no"})]).json()["rejected"][0]["code"] == "other_part"
    assert second.put([second.op("@baseline", {"v": TAP})]).json()["rejected"][0]["code"] == "other_part"
    missing = {one["field"] for one in second.final().json()["questions"]}
    assert missing == {
        "waiting/@tap", "waiting/@named", "waiting/@grade", "waiting/waited", "waiting/room",
    }  # fmt: skip


def test_a_date_blocks_nothing_neither_before_nor_after():
    visit = in_parts()
    hand_in(visit, 1)
    early = Visit.objects.get(pk=visit.pk)
    assert early.episode_opens_at > timezone.now()
    hand_in(visit, 2)
    visit.rounds.filter(number=3).update(due_at=timezone.now() - timedelta(days=400))
    _phone, _said, visit = hand_in(visit, 3)
    assert visit.state == VisitState.SUBMITTED


def test_the_same_final_of_a_part_gets_the_same_answer_and_opens_nothing_more():
    phone, said, visit = hand_in(in_parts(), 1)
    assert phone.final().json() == said
    hand_in(visit, 2)
    assert phone.final().json() == said
    assert phone.final(submission=str(uuid4())).json()["state"] == "other"
    assert list(visit.rounds.values_list("number", "episode")) == [(1, 1), (2, 2), (3, 3)]
    assert visit.events.filter(kind="part").count() == 2


def test_work_without_a_read_briefing_opens_no_next_part():
    visit = in_parts(state=VisitState.ASSIGNED, briefed=False)
    phone = Phone(visit)
    phone.fill(form_of(1))
    assert phone.final().json()["title"] == "not_allowed_now"
    assert (visit.rounds.count(), visit.answers.count(), visit.events.count()) == (1, 0, 0)


def test_an_answer_of_an_earlier_part_decides_what_a_later_one_asks():
    document = three_parts()
    steps = {step["key"]: step for step in documents.steps_of(document)}
    steps["helped"]["questions"][0]["show_if"] = {"field": "arriving/greeted", "is": "eq", "value": "no"}
    visit = in_parts(document)
    hand_in(visit, 1)
    hand_in(visit, 2)
    form = form_of(3)
    del form["helped/solved"]
    phone = Phone(visit, 3)
    phone.fill(form)
    assert phone.final().status_code == 200
    assert Answer.objects.get(visit=visit, path="helped/solved").status == "not_asked"


def test_a_part_that_does_not_apply_is_passed_over():
    document = three_parts()
    steps = {step["key"]: step for step in documents.steps_of(document)}
    steps["waiting"]["show_if"] = {"field": "arriving/greeted", "is": "eq", "value": "no"}
    _phone, said, visit = hand_in(in_parts(document), 1)
    assert said["next"].startswith("Deel 3 van 3")
    assert (visit.episode, visit.rounds.last().episode) == (3, 3)
    assert set(visit.answers.filter(step="waiting").values_list("status", flat=True)) == {"not_asked"}
    _phone, _said, visit = hand_in(visit, 3)
    assert visit.state == VisitState.SUBMITTED
    assert visit.answers.count() == 8


def test_the_last_part_is_there_even_when_none_of_its_steps_apply():
    document = three_parts()
    steps = {step["key"]: step for step in documents.steps_of(document)}
    steps["helped"]["show_if"] = {"field": "arriving/greeted", "is": "eq", "value": "no"}
    visit = in_parts(document)
    hand_in(visit, 1)
    hand_in(visit, 2)
    _phone, _said, visit = hand_in(visit, 3, {"@overall": {"v": 7}, "@recommend": {"v": 8}})
    assert (visit.state, visit.overall_grade) == (VisitState.SUBMITTED, 7)


# --- moments --------------------------------------------------------------------------------------------


def test_the_days_between_two_parts_make_no_tap_a_memory():
    visit = in_parts()
    now = timezone.now()
    for number, day in ((1, -9), (2, -6), (3, 0)):
        phone = Phone(visit, number)
        at = now + timedelta(days=day)
        # The questions first and the tap an hour later: only what comes later in the same part makes it late.
        fields = sorted(form_of(number).items(), key=lambda item: item[0].endswith("@tap"))
        phone.put(
            [phone.op(field, value, at=at + timedelta(minutes=20 * n)) for n, (field, value) in enumerate(fields)]
        )
        assert phone.final().status_code == 200
    felt = visit.experiences.exclude(step="@baseline")
    assert set(felt.values_list("delay_min", "mode")) == {(0, "live")}


def test_a_late_tap_inside_a_part_is_still_a_memory_after_the_next_part():
    document = small()
    document["phases"][1]["episode"] = {"opens_after_days": 0, "due_after_days": 3}
    document["phases"].insert(1, {**copy.deepcopy(document["phases"][1]), "key": "middle", "steps": []})
    document["phases"][1]["episode"] = None
    document["phases"][1]["steps"] = [document["phases"][2]["steps"].pop(0)]  # arriving and waiting, then helped
    visit = in_parts(document)
    now, form = timezone.now(), whole_form()
    first, last = Phone(visit), Phone(visit, 2)
    mine = {field: value for field, value in form.items() if field.startswith(("@baseline", "arriving/", "waiting/"))}
    tap = mine.pop("arriving/@tap")
    first.put([first.op(field, value, at=now) for field, value in mine.items()])
    first.put([first.op("arriving/@tap", tap, at=now + timedelta(minutes=90))])
    assert first.final().status_code == 200
    last.fill(form_of(3))
    assert last.final().status_code == 200
    felt = StepExperience.objects.get(visit=visit, step="arriving")
    assert (round(felt.delay_min), felt.mode) == (90, "recalled")
    assert list(visit.experiences.values_list("step", "seq")) == [
        ("@baseline", 0), ("arriving", 1), ("waiting", 2), ("helped", 3),
    ]  # fmt: skip


# --- phones, shoppers, reviewers ------------------------------------------------------------------------


def test_two_phones_in_different_parts():
    visit = in_parts()
    slow = Phone(visit)
    slow.fill({"arriving/greeted": {"v": "no"}})
    hand_in(visit, 1)
    late = slow.put([slow.op("arriving/remark", {"v": "Nog van het eerste deel."})]).json()
    assert (late["acked"], len(late["late"])) == ([], 1)
    assert slow.final().json()["state"] == "other"
    one, two = Phone(visit, 2), Phone(visit, 2)
    one.fill({"waiting/room": {"v": "dirty"}})
    two.fill(form_of(2))
    assert two.final().status_code == 200
    visit.refresh_from_db()
    assert visit.episode == 3
    values = dict(visit.answers.values_list("path", "value"))
    assert (values["arriving/greeted"], values["arriving/remark"], values["waiting/room"]) == ("yes", None, "fair")
    assert Op.objects.filter(round__visit=visit, is_late=True).count() == 1


def test_a_photo_belongs_to_its_part():
    visit = in_parts()
    hand_in(visit, 1)
    phone = Phone(visit, 2)
    phone.upload(picture())
    phone.fill(form_of(2) | {"waiting/screen": {"v": [phone.photos[0]["id"]]}})
    assert phone.final().status_code == 200
    hand_in(visit, 3)
    assert Answer.objects.get(visit=visit, path="waiting/screen").photos == [phone.photos[0]["id"]]
    assert Media.objects.get(pk=phone.photos[0]["id"]).round.episode == 2


def test_who_takes_over_begins_with_the_first_part():
    _phone, _said, visit = hand_in(in_parts(), 1, whole_form() | {"arriving/remark": {"v": "Van de eerste shopper."}})
    first, leaving = visit.shopper, Phone(visit, 2)
    leaving.fill({"waiting/room": {"v": "dirty"}})
    visits.unassign(visit, by=None)
    assert (visit.episode, visit.episode_opens_at, visit.episode_due_at) == (1, None, None)
    assert visit.episode_title == text("Vooraf", "Before")
    visits.assign(visit, UserFactory(), by=None)
    visits.read_briefing(visit, by=visit.shopper)
    round_ = actions.current_round(visit)
    assert (round_.number, round_.episode, round_.shopper) == (3, 1, visit.shopper)
    assert holding.fold(visit) == {}
    assert (visit.answers.count(), visit.experiences.count()) == (0, 0)
    assert leaving.final().status_code == 401

    for number in (1, 2, 3):
        _phone, _said, visit = hand_in(visit, number)
    assert visit.state == VisitState.SUBMITTED
    values = dict(visit.answers.values_list("path", "value"))
    assert (values["arriving/remark"], values["waiting/room"]) == (None, "fair")
    assert list(visit.rounds.values_list("number", "episode", "shopper")) == [
        (1, 1, first.pk),
        (2, 2, first.pk),
        *((number, number - 2, visit.shopper_id) for number in (3, 4, 5)),
    ]
    assert [done.differing for done in rebuilding.rebuild(rebuilding.handed_in(), check=True)] == [{}]


def test_who_gets_the_visit_back_goes_on_where_they_were():
    _phone, _said, visit = hand_in(in_parts(), 1)
    visits.unassign(visit, by=None)
    visits.assign(visit, visit.rounds.first().shopper, by=None)
    visits.read_briefing(visit, by=visit.shopper)
    _phone, _said, visit = hand_in(visit, 2)
    assert (visit.episode, visit.state) == (3, VisitState.STARTED)


def test_what_was_left_open_before_the_visit_went_elsewhere_is_not_handed_in_any_more():
    visit = in_parts()
    old = Phone(visit)
    old.fill(form_of(1))
    first, second = visit.shopper, UserFactory()
    for shopper in (second, first):
        visit.refresh_from_db()
        visits.unassign(visit, by=None)
        visits.assign(visit, shopper, by=None)
        visits.read_briefing(visit, by=shopper)
        assert actions.current_round(visit).shopper == shopper
        visits.start(visit, by=shopper)
    again = Phone(visit, 1)
    again.device, again.submission, again.sent = old.device, old.submission, old.sent
    assert again.final().json()["state"] == "other"
    assert visit.rounds.count() == 3


def test_a_visit_that_is_taken_away_meanwhile_is_not_handed_in():
    visit = in_parts()
    phone = Phone(visit)
    phone.fill(form_of(1))
    visits.unassign(Visit.objects.get(pk=visit.pk), by=None)
    stale = visit.rounds.get()
    with pytest.raises(visits.MovedMeanwhile):
        visits.hand_in_part(visit, 1, 3, by=visit.shopper)
    assert (stale.final_at, visit.events.filter(kind="part").count()) == (None, 0)


def test_questions_of_any_part_can_be_asked_back_after_the_last():
    visit = in_parts()
    for number in (1, 2, 3):
        _phone, _said, visit = hand_in(visit, number)
    before = list(visit.experiences.values_list("pk", flat=True))
    visits.move(visit, VisitState.IN_REVIEW, by=None)
    back = actions.open_return_round(visit, {"arriving/greeted": "Weet je het zeker?"}, None)
    visits.move(visit, VisitState.RETURNED, by=None)
    assert back.number == 4
    phone = Phone(visit, 4)
    assert phone.put([phone.op("waiting/room", {"v": "dirty"})]).json()["rejected"][0]["code"] == "not_asked"
    phone.fill({"arriving/greeted": {"v": "no"}})
    said = phone.final().json()
    visit.refresh_from_db()
    assert (said["next"], visit.state, visit.episode) == ("", VisitState.SUBMITTED, 3)
    row = Answer.objects.get(visit=visit, path="arriving/greeted")
    assert (row.value, row.round_number) == ("no", 4)
    assert list(visit.experiences.values_list("pk", flat=True)) == before
    assert (visit.overall_grade, visit.verdict) == (7, "fail")
    assert visit.events.filter(kind="part").count() == 3


def test_a_visit_between_two_parts_has_no_scores_to_rebuild():
    whole, between = in_parts(), in_parts()
    for number in (1, 2, 3):
        hand_in(whole, number)
    hand_in(between, 1)
    assert rebuilding.handed_in() == [whole.pk]


# --- pages ----------------------------------------------------------------------------------------------


def test_the_form_gets_the_steps_of_its_part_and_the_answers_before_it(client):
    visit = in_parts()
    client.force_login(visit.shopper)
    address = reverse("phone:form", args=[visit.uuid])
    first = client.get(address).context["form_data"]
    assert (first["round"], first["episode"]["steps"], first["server_state"]) == (1, ("arriving",), {})
    assert (first["episode"]["first"], first["episode"]["last"]) == (True, False)
    hand_in(visit, 1)
    page = client.get(address)
    data = page.context["form_data"]
    assert (data["round"], data["round_kind"], data["asked"]) == (2, "episode", None)
    assert (data["episode"]["first"], data["episode"]["last"], data["episode"]["steps"]) == (False, False, ("waiting",))
    assert page.context["words"]["hand_in"] == "Lever deel 2 van 3 in"
    assert "Deel 2 van 3: Waiting" in page.content.decode()
    assert data["server_state"] == {"arriving/greeted": {"value": {"v": "yes"}, "seq": 0}}
    due = timezone.localtime(visit.rounds.get(number=2).due_at, AMSTERDAM)
    assert page.context["visit"]["until"].endswith(date_format(due, "DAY_TIME_FORMAT"))
    hand_in(visit, 2)
    page = client.get(address)
    last = page.context["form_data"]["episode"]
    assert (last["first"], last["last"], "received_title" in page.context["words"]) == (False, True, False)


def test_a_visit_of_one_part_is_told_nothing_about_parts(client):
    visit = visit_under_way()
    client.force_login(visit.shopper)
    page = client.get(reverse("phone:form", args=[visit.uuid]))
    assert (page.context["form_data"]["episode"], page.context["words"]) == (None, {})
    phone = Phone(visit)
    phone.fill()
    assert phone.final().json()["next"] == ""
    assert not visit.events.filter(kind="part").exists()


def test_every_part_has_a_receipt_and_nobody_else_sees_one(client):
    visit = in_parts()
    client.force_login(visit.shopper)
    codes = [hand_in(visit, number)[1]["code"] for number in (1, 2)]
    address = reverse("phone:done", args=[visit.uuid])
    newest = client.get(address).content.decode()
    assert codes[1] in newest
    assert "Deel 3 van 3: Helped" in newest
    first = client.get(address, {"part": "1"}).content.decode()
    assert codes[0] in first
    assert "We hebben deel 1 van 3 ontvangen" in first
    assert "Wat er nu gebeurt" not in first
    assert client.get(address, {"part": "3"}).status_code == 302
    assert codes[1] in client.get(address, {"part": "x"}).content.decode()
    client.force_login(UserFactory())
    assert client.get(address, {"part": "1"}).status_code == 404


def test_handing_in_a_part_costs_no_more_than_a_visit(django_assert_max_num_queries):
    visit = in_parts()
    phone = Phone(visit)
    phone.fill(form_of(1))
    with django_assert_max_num_queries(30):
        phone.final()
