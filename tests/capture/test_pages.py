"""The shopper's pages around the form, and who may see the evidence."""

from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from fieldwork.capture import actions, tokens
from fieldwork.capture.models import Media
from fieldwork.capture.states import PhotoProblem
from fieldwork.people.states import Role
from fieldwork.visits import actions as visits
from fieldwork.visits.models import Visit
from fieldwork.visits.states import VisitState
from tests.capture.phones import Phone, handed_in, picture, visit_under_way, whole_form
from tests.factories import UserFactory, VisitFactory

pytestmark = pytest.mark.django_db


def get(client, name, visit):
    return client.get(reverse(f"phone:{name}", args=[visit.uuid]))


def test_the_form_brings_everything_the_phone_needs(client):
    visit = visit_under_way()
    phone = Phone(visit)
    phone.fill({"waiting/room": {"v": "fair"}})
    client.force_login(visit.shopper)
    answer = get(client, "form", visit)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    data = answer.context["form_data"]
    assert data["schema"] == visit.journey_version.checksum
    assert data["server_state"] == {"waiting/room": {"value": {"v": "fair"}, "seq": 1}}
    assert (data["asked"], data["remarks"], data["round"], data["round_kind"]) == (None, {}, 1, "episode")
    assert data["urls"]["media"].endswith("/rounds/1/media/00000000-0000-0000-0000-000000000000")
    assert "points" not in str(data["document"])
    assert data["tile_side"] == visit.shopper.profile.tile_side
    assert tokens.check(data["token"], visit.uuid) == visit


def test_a_form_asked_back_brings_questions_remarks_and_earlier_answers(client):
    phone = handed_in()
    visit = phone.visit
    visits.move(visit, VisitState.IN_REVIEW, by=None)
    actions.open_return_round(visit, {"waiting/room": "Welke van de twee?"}, None)
    visits.move(visit, VisitState.RETURNED, by=None)
    client.force_login(visit.shopper)
    data = get(client, "form", visit).context["form_data"]
    assert (data["asked"], data["round"]) == (["waiting/room"], 2)
    assert data["remarks"] == {"waiting/room": "Welke van de twee?"}
    assert data["server_state"]["waiting/room"] == {"value": {"v": "fair"}, "seq": 0}
    assert not any("@" in field for field in data["server_state"])


def test_beside_the_question_that_came_back_stands_what_was_answered(client):
    visit = handed_in().visit
    visits.move(visit, VisitState.IN_REVIEW, by=None)
    asked = dict.fromkeys(("waiting/room", "waiting/minutes", "arriving/remark"), "Klopt dit?")
    actions.open_return_round(visit, asked, None)
    visits.move(visit, VisitState.RETURNED, by=None)
    type(visit.shopper).objects.filter(pk=visit.shopper_id).update(language="nl")
    client.force_login(visit.shopper)
    earlier = get(client, "form", visit).context["form_data"]["earlier"]
    assert earlier == {"waiting/room": "Redelijk", "waiting/minutes": "12 minuten"}  # nothing was remarked
    Phone(visit, number=2).fill({"waiting/room": {"v": "dirty"}})
    assert get(client, "form", visit).context["form_data"]["earlier"] == earlier


def test_another_phone_learns_which_photos_were_refused(client):
    visit = visit_under_way()
    phone = Phone(visit)
    good, text, half = uuid4(), uuid4(), uuid4()
    phone.upload(picture(), media=good)
    phone.upload(b"this is no photo", media=text)
    phone.part(half, picture(), 0, picture()[:100])
    client.force_login(visit.shopper)
    media = get(client, "form", visit).context["form_data"]["media"]
    refused = str(PhotoProblem.NOT_A_PHOTO.label)
    assert media == {str(good): {"sent": 1}, str(text): {"refused": refused}}


def test_the_form_is_shut_until_the_current_briefing_is_read(client):
    visit = VisitFactory(state=VisitState.ASSIGNED)
    client.force_login(visit.shopper)
    answer = get(client, "form", visit)
    assert answer.status_code == 409
    assert reverse("phone:briefing", args=[visit.uuid]) in answer.content.decode()
    assert not visit.rounds.exists()


def test_a_withdrawn_visit_says_so(client):
    visit = visit_under_way(state=VisitState.CANCELLED)
    client.force_login(visit.shopper)
    assert get(client, "form", visit).status_code == 410


def test_starting_twice_starts_once(client):
    visit = visit_under_way(state=VisitState.BRIEFED)
    client.force_login(visit.shopper)
    for _n in range(2):
        answer = client.post(reverse("phone:start", args=[visit.uuid]))
        assert answer.headers["Location"] == reverse("phone:form", args=[visit.uuid])
    assert visit.events.filter(went_to="started").count() == 1


def test_starting_without_the_briefing_is_refused(client):
    visit = visit_under_way(state=VisitState.BRIEFED, briefed=False)
    client.force_login(visit.shopper)
    assert client.post(reverse("phone:start", args=[visit.uuid])).status_code == 409
    visit.refresh_from_db()
    assert visit.state == VisitState.BRIEFED


def test_the_receipt(client):
    phone = handed_in()
    client.force_login(phone.visit.shopper)
    assert get(client, "form", phone.visit).headers["Location"] == reverse("phone:done", args=[phone.visit.uuid])
    page = get(client, "done", phone.visit)
    assert actions.current_round(phone.visit).receipt in page.content.decode()
    assert page.context["photos"] == {"all": 0, "here": 0, "waiting": 0, "refused": 0}


@pytest.mark.parametrize(
    ("language", "by", "some_day"),
    [("nl", "Een controleur kijkt er uiterlijk {} naar; je hoort van ons.", "binnen een paar dagen"),
     ("en", "A reviewer looks at it by {} at the latest; you will hear from us.", "within a few days")],
)  # fmt: skip
def test_the_receipt_says_by_when_somebody_looks_at_it_as_far_as_that_is_known(client, language, by, some_day):
    visit = visit_under_way(shopper=UserFactory(language=language))
    phone = handed_in(visit)
    client.force_login(visit.shopper)
    with override(language):
        day = date_format(visit.review_due_at.astimezone(ZoneInfo(visit.location.timezone)), "WEEKDAY_FORMAT")
    assert phone.final().json()["by"] == by.format(day)
    assert by.format(day) in get(client, "done", visit).content.decode()
    Visit.objects.filter(pk=visit.pk).update(review_due_at=timezone.now())
    assert some_day in phone.final().json()["by"]
    assert some_day in get(client, "done", visit).content.decode()
    Visit.objects.filter(pk=visit.pk).update(state=VisitState.APPROVED)
    assert get(client, "done", visit).context["review"] == ""


def test_the_receipt_and_the_board_count_only_photos_that_belong_to_the_work(client):
    phone = Phone(visit_under_way())
    phone.upload(b"this is no photo")
    phone.upload(picture(colour="red"))
    phone.part(uuid4(), picture(), 0, picture()[:100])
    phone.photos.clear()
    phone.upload(picture())
    phone.fill(whole_form() | {"waiting/screen": {"v": [phone.photos[0]["id"]]}})
    assert phone.final().status_code == 200
    phone.visit.refresh_from_db()
    assert phone.visit.waiting_photos == 0
    phone.upload(picture(colour="blue"))  # another phone is late; what was half removed is still not waited for
    phone.visit.refresh_from_db()
    assert phone.visit.waiting_photos == 0
    client.force_login(phone.visit.shopper)
    page = get(client, "done", phone.visit)
    assert page.context["photos"] == {"all": 1, "here": 1, "waiting": 0, "refused": 0}


def test_no_receipt_before_anything_was_handed_in(client):
    visit = visit_under_way()
    client.force_login(visit.shopper)
    assert get(client, "done", visit).status_code == 302


@pytest.mark.parametrize("role", [Role.SHOPPER, Role.PLANNER, Role.CLIENT_MANAGER])
def test_a_stranger_cannot_tell_that_the_visit_exists(client, role):
    phone = Phone(visit_under_way())
    phone.upload(picture())
    client.force_login(UserFactory(role=role))
    media = Media.objects.get()
    assert get(client, "form", phone.visit).status_code == 404
    assert get(client, "done", phone.visit).status_code == 404
    assert client.post(reverse("phone:start", args=[phone.visit.uuid])).status_code == 404
    assert client.get(reverse("files:evidence", args=[media.pk, "copy"])).status_code == 404
    assert Visit.objects.get(pk=phone.visit.pk).state == VisitState.STARTED


def test_the_desk_sees_the_visit_but_never_fills_it(client):
    visit = visit_under_way()
    client.force_login(UserFactory(role=Role.PLANNER, manages=[visit.wave.study.client]))
    assert get(client, "form", visit).status_code == 403
    assert client.post(reverse("phone:start", args=[visit.uuid])).status_code == 403


@pytest.mark.parametrize("size", ["master", "copy"])
def test_the_evidence_is_for_who_may_see_the_visit(client, size):
    phone = Phone(visit_under_way())
    phone.upload(picture())
    media = Media.objects.get()
    address = reverse("files:evidence", args=[media.pk, size])
    assert client.get(address).status_code == 302
    for user in (
        phone.visit.shopper,
        UserFactory(role=Role.REVIEWER, manages=[phone.visit.wave.study.client]),
    ):
        client.force_login(user)
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert b"".join(answer.streaming_content).startswith(b"\xff\xd8\xff")


def test_the_original_has_no_road(client):
    phone = Phone(visit_under_way())
    phone.upload(picture())
    client.force_login(phone.visit.shopper)
    media = Media.objects.get()
    assert client.get(f"/files/evidence/{media.pk}/original").status_code == 404
    Media.objects.update(copy="photos/00/gone.jpg")
    assert client.get(reverse("files:evidence", args=[media.pk, "copy"])).status_code == 404


def test_the_form_costs_the_same_for_one_answer_and_for_all(client):
    counts = []
    for answers in ({"waiting/room": {"v": "fair"}}, None):
        phone = Phone(visit_under_way())
        phone.fill(answers)
        client.force_login(phone.visit.shopper)
        with CaptureQueriesContext(connection) as asked:
            get(client, "form", phone.visit)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 14
