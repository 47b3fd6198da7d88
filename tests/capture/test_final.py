"""Handing in: all or nothing, the same answer twice, and what is written."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from fieldwork.capture import actions, holding
from fieldwork.capture.models import Answer, Media, Op, StepExperience, StepScore
from fieldwork.capture.news import round_submitted
from fieldwork.capture.states import AnswerStatus
from fieldwork.common.errors import Invalid
from fieldwork.visits import actions as visits
from fieldwork.visits.states import VisitState
from tests.capture.phones import ANSWERS, TAP, Phone, handed_in, picture, visit_under_way, whole_form
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def fields(answer):
    return {one["field"]: one["code"] for one in answer.json()["questions"]}


def test_a_whole_form_is_handed_in_and_everything_is_written(django_capture_on_commit_callbacks):
    phone = Phone(visit_under_way())
    phone.fill()
    heard = []

    def listen(sender, **news):
        heard.append((news["visit_id"], news["round_number"]))

    round_submitted.connect(listen)
    with django_capture_on_commit_callbacks(execute=True):
        answer = phone.final()
    round_submitted.disconnect(listen)

    said = answer.json()
    assert answer.status_code == 200
    assert said["state"] == "final"
    assert len(said["code"]) == 9
    assert said["code"][4] == "-"
    visit = phone.visit
    visit.refresh_from_db()
    assert visit.state == VisitState.SUBMITTED
    assert visit.review_due_at - visit.submitted_at == timedelta(hours=48)
    assert (visit.answered, visit.overall_grade, visit.recommend) == (6, 7, 8)
    assert heard == [(visit.pk, 1)]
    statuses = dict(visit.answers.values_list("path", "status"))
    assert statuses == {
        "arriving/greeted": "answered",
        "arriving/remark": "missing",
        "waiting/waited": "answered",
        "waiting/minutes": "answered",
        "waiting/room": "answered",
        "waiting/screen": "missing",
        "helped/solved": "answered",
        "helped/judgement": "answered",
    }
    assert list(visit.experiences.values_list("step", "seq")) == [
        ("@baseline", 0), ("arriving", 1), ("waiting", 2), ("helped", 3),
    ]  # fmt: skip
    felt = visit.experiences.get(step="waiting")
    assert (felt.valence_i, felt.arousal_i, felt.grade, felt.mode) == (-0.5, 0.9, 6, "live")
    assert felt.named == [{"emotion": "irritated", "intensity": 4}]
    rows = {row.step: row for row in visit.step_scores.all()}
    assert set(rows) == {"arriving", "waiting", "helped"}
    assert {row.status for row in rows.values()} == {"submitted"}
    assert rows["waiting"].v_c == pytest.approx(-0.8)
    # (1 + ½·1 + ½·2) of 1 + 1 + 2
    assert (rows["waiting"].points, rows["waiting"].max_points) == (2.5, 4.0)
    assert visit.checklist_status == "final"
    assert visit.checklist_points == pytest.approx(1 + 2.5 + 1 + 7 / 9)


def test_the_same_submission_gets_the_same_answer_and_changes_nothing():
    phone = handed_in()
    first = actions.current_round(phone.visit)
    again = phone.final()
    assert again.status_code == 200
    assert again.json()["code"] == first.receipt
    assert phone.visit.events.filter(went_to="submitted").count() == 1
    assert Answer.objects.filter(visit=phone.visit).count() == 8


def test_another_submission_is_told_that_it_came_second():
    phone = handed_in()
    answer = phone.final(submission=str(uuid4()))
    assert answer.status_code == 409
    assert (answer.json()["title"], answer.json()["state"]) == ("already_final", "other")


def test_what_did_not_arrive_is_named_and_can_still_come():
    phone = Phone(visit_under_way())
    phone.fill()
    lost, photo = phone.op("arriving/remark", {"v": "Vriendelijk ontvangen."}), str(uuid4())
    media = [{"id": photo, "sha": "a" * 64}]
    answer = phone.final(ops=[*phone.sent, lost["id"]], media=media)
    assert answer.status_code == 409
    said = answer.json()
    assert (said["state"], said["ops"], said["media"]) == ("incomplete", [lost["id"]], [photo])
    phone.visit.refresh_from_db()
    assert phone.visit.state == VisitState.STARTED
    phone.put([lost])
    assert phone.final().status_code == 200
    assert Answer.objects.get(visit=phone.visit, path="arriving/remark").value == "Vriendelijk ontvangen."


def test_a_server_that_lost_data_after_the_final_is_filled_again():
    phone = Phone(visit_under_way())
    ops = phone.ops(whole_form())
    phone.put(ops)
    phone.final()
    Op.objects.filter(pk=ops[3]["id"]).delete()
    answer = phone.final()
    assert (answer.status_code, answer.json()["ops"]) == (409, [ops[3]["id"]])
    assert ops[3]["id"] in phone.put([ops[3]]).json()["acked"]
    assert phone.final().status_code == 200
    assert not Op.objects.filter(is_late=True).exists()


def test_a_refused_op_does_not_hold_up_the_final():
    phone = Phone(visit_under_way())
    phone.fill()
    wrong = phone.op("arriving/remark", {"v": 12})
    assert phone.put([wrong]).json()["rejected"][0]["code"] == "wrong_type"
    assert phone.final(ops=[*phone.sent, wrong["id"]]).status_code == 200


def test_every_gap_is_named_with_its_question():
    phone = Phone(visit_under_way())
    form = whole_form()
    for field in ("@baseline", "waiting/@tap", "helped/@grade", "waiting/room", "@recommend"):
        del form[field]
    phone.fill(form)
    answer = phone.final()
    assert answer.status_code == 422
    assert answer.json()["state"] == "invalid"
    assert fields(answer) == dict.fromkeys(
        ["@baseline", "waiting/@tap", "waiting/room", "helped/@grade", "@recommend"], "required"
    )
    assert all(one["message"] for one in answer.json()["questions"])
    phone.visit.refresh_from_db()
    assert phone.visit.state == VisitState.STARTED
    assert not phone.visit.answers.exists()


def test_cannot_say_and_not_applicable_count_as_given():
    phone = Phone(visit_under_way())
    form = whole_form() | {"waiting/@tap": {"skipped": "cannot_say"}}
    form |= {"waiting/room": {"na": "Er was geen wachtruimte."}}
    phone.fill(form)
    assert phone.final().status_code == 200
    felt = StepExperience.objects.get(visit=phone.visit, step="waiting")
    assert (felt.px, felt.skipped) == (None, {"tap": "cannot_say"})
    room = Answer.objects.get(visit=phone.visit, path="waiting/room")
    assert (room.status, room.na_reason) == (AnswerStatus.NA, "Er was geen wachtruimte.")


def test_a_hidden_question_is_not_asked_whatever_was_typed_before():
    phone = Phone(visit_under_way())
    phone.fill(whole_form() | {"waiting/waited": {"v": "no"}})
    assert phone.final().status_code == 200
    minutes = Answer.objects.get(visit=phone.visit, path="waiting/minutes")
    assert (minutes.status, minutes.value) == (AnswerStatus.NOT_ASKED, None)


def test_a_contact_nobody_answered_asks_for_nothing_else():
    visit = visit_under_way()
    document = visit.journey_version.document
    document["phases"][1]["steps"][0]["may_be_unanswered"] = True
    type(visit.journey_version).objects.filter(pk=visit.journey_version_id).update(document=document, checksum="c" * 64)
    visit.journey_version.refresh_from_db()
    phone = Phone(visit)
    form = {field: value for field, value in whole_form().items() if not field.startswith("waiting/")}
    phone.fill(form | {"waiting/@unanswered": {"v": True}})
    assert phone.final().status_code == 200
    assert StepExperience.objects.get(visit=visit, step="waiting").unanswered
    assert StepScore.objects.get(visit=visit, step="waiting").unanswered
    assert set(Answer.objects.filter(visit=visit, step="waiting").values_list("status", flat=True)) == {"not_asked"}


def test_a_tap_long_after_a_later_step_is_a_memory():
    phone = Phone(visit_under_way())
    now = timezone.now()
    form = whole_form()
    del form["arriving/@tap"]
    phone.put([phone.op(field, value, at=now) for field, value in form.items()])
    phone.put([phone.op("arriving/@tap", {"v": TAP}, at=now + timedelta(minutes=90))])
    assert phone.final().status_code == 200
    felt = StepExperience.objects.get(visit=phone.visit, step="arriving")
    assert (round(felt.delay_min), felt.mode) == (90, "recalled")
    assert StepExperience.objects.get(visit=phone.visit, step="helped").delay_min == 0


def test_a_clock_that_is_put_right_after_a_tap_makes_it_no_memory():
    phone = Phone(visit_under_way())
    now, form = timezone.now(), whole_form()
    tap = phone.op("arriving/@tap", {"v": form.pop("arriving/@tap")["v"]}, at=now + timedelta(days=7 * 365))
    phone.put([tap])
    phone.put([phone.op(field, value, at=now) for field, value in form.items()])
    assert phone.final().status_code == 200
    felt = StepExperience.objects.get(visit=phone.visit, step="arriving")
    assert (felt.delay_min, felt.mode) == (0, "live")


def test_photos_that_an_answer_needs():
    visit = visit_under_way()
    document = visit.journey_version.document
    document["phases"][1]["steps"][0]["questions"][3] |= {"required": True, "min": 1}
    document["phases"][0]["steps"][0]["questions"][0]["evidence"] = {"min": 1, "max": 2, "when": "no"}
    type(visit.journey_version).objects.filter(pk=visit.journey_version_id).update(document=document, checksum="d" * 64)
    visit.journey_version.refresh_from_db()
    phone = Phone(visit)
    unknown = str(uuid4())
    phone.fill(whole_form() | {"arriving/greeted": {"v": "no"}, "waiting/screen": {"v": [unknown]}})
    assert fields(phone.final()) == {"arriving/greeted": "photo_missing", "waiting/screen": "photo_lost"}

    phone.upload(picture())
    phone.upload(picture(colour="red"), "arriving/greeted")
    screen, proof = phone.photos[0]["id"], phone.photos[1]["id"]
    phone.fill({"arriving/greeted": {"v": "no", "photos": [proof]}, "waiting/screen": {"v": [screen]}})
    assert phone.final().status_code == 200
    assert Answer.objects.get(visit=visit, path="arriving/greeted").photos == [proof]
    assert Answer.objects.get(visit=visit, path="waiting/screen").photos == [screen]
    assert Media.objects.filter(round__visit=visit, state="prepared").count() == 2


def test_a_photo_that_was_refused_does_not_count():
    visit = visit_under_way()
    phone = Phone(visit)
    media = uuid4()
    assert phone.upload(b"this is only text", media=media).status_code == 422
    phone.fill(whole_form() | {"waiting/screen": {"v": [str(media)]}})
    assert fields(phone.final()) == {"waiting/screen": "photo_refused"}
    phone.fill({"waiting/screen": None})
    assert phone.final().status_code == 200


def test_the_phone_that_hands_in_counts_where_two_gave_an_answer():
    visit = visit_under_way()
    first, second = Phone(visit), Phone(visit)
    first.fill()
    second.fill({"waiting/room": {"v": "dirty"}, "arriving/remark": {"v": "Alleen op de tweede telefoon."}})
    assert first.final().status_code == 200
    values = dict(visit.answers.values_list("path", "value"))
    assert values["waiting/room"] == "fair"
    assert values["arriving/remark"] == "Alleen op de tweede telefoon."
    assert set(holding.both_values(actions.current_round(visit))) == {"waiting/room"}

    late = second.put([second.op("waiting/room", {"v": "clean"})]).json()
    assert (late["acked"], len(late["late"])) == ([], 1)
    assert Answer.objects.get(visit=visit, path="waiting/room").value == "fair"
    assert second.final().json()["state"] == "other"


def test_a_return_round_takes_only_what_was_asked_back():
    phone = handed_in()
    visit = phone.visit
    visits.move(visit, VisitState.IN_REVIEW, by=None)
    back = actions.open_return_round(visit, {"waiting/room": "Foto en antwoord spreken elkaar tegen."}, None)
    visits.move(visit, VisitState.RETURNED, by=None)
    again = Phone(visit, back.number)
    answer = again.put(
        [
            again.op("waiting/room", {"v": "clean"}),
            again.op("helped/solved", {"v": "no"}),
            again.op("waiting/@tap", {"v": TAP}),
        ]
    ).json()
    assert len(answer["acked"]) == 1
    assert [one["code"] for one in answer["rejected"]] == ["not_asked", "not_asked"]
    before = visit.experiences.get(step="waiting").pk
    assert again.final().status_code == 200
    visit.refresh_from_db()
    assert visit.state == VisitState.SUBMITTED
    rows = {row.path: row for row in visit.answers.all()}
    assert (rows["waiting/room"].value, rows["waiting/room"].round_number) == ("clean", 2)
    assert (rows["helped/solved"].value, rows["helped/solved"].round_number) == ("yes", 1)
    assert visit.experiences.get(step="waiting").pk == before
    assert visit.step_scores.get(step="waiting").points == 3.5
    assert (visit.overall_grade, visit.round_number) == (7, 2)


def test_a_return_round_needs_what_was_asked():
    phone = handed_in()
    back = actions.open_return_round(phone.visit, {"waiting/room": "Graag een keuze."}, None)
    visits.move(phone.visit, VisitState.IN_REVIEW, by=None)
    visits.move(phone.visit, VisitState.RETURNED, by=None)
    again = Phone(phone.visit, back.number)
    again.put([again.op("waiting/room", None)])
    assert fields(again.final()) == {"waiting/room": "required"}


@pytest.mark.parametrize("path", ["waiting/@tap", "waiting/nothing", "@overall"])
def test_feelings_and_unknown_questions_cannot_be_asked_back(path):
    visit = visit_under_way()
    with pytest.raises(Invalid):
        actions.open_return_round(visit, {path: "Nog eens?"}, None)
    assert not visit.rounds.filter(kind="return").exists()


@pytest.mark.parametrize("state", [VisitState.EXPIRED, VisitState.NO_SHOW, VisitState.BRIEFED, VisitState.ASSIGNED])
def test_a_passed_deadline_never_refuses_work(state):
    phone = Phone(visit_under_way(state=state))
    phone.fill()
    phone.visit.refresh_from_db()
    assert phone.visit.state == VisitState.STARTED
    assert phone.visit.events.filter(went_to="started").count() == 1
    assert phone.final().status_code == 200


def test_work_without_a_read_briefing_is_kept_and_not_handed_in():
    phone = Phone(visit_under_way(state=VisitState.ASSIGNED, briefed=False))
    assert len(phone.put(phone.ops(whole_form())).json()["acked"]) == len(whole_form())
    answer = phone.final()
    assert (answer.status_code, answer.json()["title"]) == (409, "not_allowed_now")
    assert Op.objects.filter(round__visit=phone.visit).count() == len(whole_form())


def test_handing_in_costs_the_same_for_a_short_and_a_long_form(django_assert_max_num_queries):
    phone = Phone(visit_under_way())
    phone.fill()
    phone.fill(ANSWERS)
    with django_assert_max_num_queries(30):
        phone.final()


def test_what_an_earlier_shopper_left_behind_stays_theirs(client):
    visit = visit_under_way()
    first = Phone(visit)
    first.fill({"waiting/room": {"v": "dirty"}, "arriving/remark": {"v": "Van de eerste shopper."}})
    visit.refresh_from_db()
    visits.expire(visit)
    visits.reopen(visit, by=None)
    visits.assign(visit, UserFactory(), by=None)
    visits.read_briefing(visit, by=visit.shopper)
    client.force_login(visit.shopper)
    data = client.get(reverse("phone:form", args=[visit.uuid])).context["form_data"]
    assert (data["round"], data["round_kind"], data["server_state"]) == (2, "episode", {})
    assert first.put([first.op("waiting/room", {"v": "clean"})]).status_code == 401

    assert Phone(visit, 1).put([]).status_code == 404
    second = Phone(visit, 2)
    second.fill()
    assert second.final().status_code == 200
    values = dict(visit.answers.values_list("path", "value"))
    assert (values["waiting/room"], values["arriving/remark"]) == ("fair", None)
    assert "arriving/remark" not in holding.fold(visit)
