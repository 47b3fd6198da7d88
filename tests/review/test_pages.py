"""The queue and the page of a visit: who sees what, what is refused, and that nothing typed is lost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fieldwork.capture.models import Media, Op
from fieldwork.emotions.expressions import expression_svg
from fieldwork.people.states import CLIENTS, Role
from fieldwork.review import actions
from fieldwork.review.models import Review
from fieldwork.visits.models import Visit
from fieldwork.visits.states import VisitState
from tests import documents
from tests.capture.phones import FACE, Phone, faces, handed_in, picture, visit_under_way, whole_form
from tests.factories import JourneyVersionFactory, UserFactory, VisitFactory, WaveFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def visit():
    return handed_in().visit


@pytest.fixture
def reviewer(visit):
    return UserFactory(role=Role.REVIEWER, manages=[visit.wave.study.client])


@pytest.fixture
def desk(client, reviewer):
    client.force_login(reviewer)
    return client


def page_of(client, visit):
    return client.get(reverse("review:visit", args=[visit.pk]))


def decide(client, visit, **data):
    return client.post(
        reverse("review:decide", args=[visit.pk]), {name.replace("__", ":"): one for name, one in data.items()}
    )


def take(client, visit):
    assert client.post(reverse("review:claim", args=[visit.pk])).status_code == 302


BACK, REMARK = "back:waiting/minutes", "remark:waiting/minutes"


# --- the page -----------------------------------------------------------------------------------------
def test_the_page_shows_answers_and_locked_feelings_and_never_the_shoppers_name(desk, visit):
    text = page_of(desk, visit).content.decode()
    for words in ("12 minuten", "Redelijk", visit.shopper.pseudonym, "Stap 2", 'class="feel"'):
        assert words in text
    assert visit.shopper.name not in text
    assert visit.shopper.email not in text
    assert text.count("<h1>") == 1
    assert "style=" not in text
    assert 'name="choice"' not in text  # nobody took it yet
    take(desk, visit)
    text = page_of(desk, visit).content.decode()
    assert 'name="back:waiting/minutes"' in text
    assert "@" not in "".join(part.split('"')[0] for part in text.split('name="')[1:])


def test_a_tap_on_the_face_matrix_is_shown_as_the_face_that_was_chosen(client):
    phone = Phone(visit_under_way(wave=WaveFactory(study__instrument="faces")))
    phone.fill(faces(waiting=FACE | {"face": "disgust", "q": 4}, helped=FACE | {"face": "joy", "q": 1}))
    assert phone.final().status_code == 200
    client.force_login(UserFactory(role=Role.REVIEWER, manages=[phone.visit.wave.study.client]))
    text = page_of(client, phone.visit).content.decode()
    for code, q, words in (("disgust", 4, "afkeer, heel sterk"), ("joy", 1, "blijdschap, een beetje")):
        assert expression_svg(code, q) in text
        assert words in text


def test_a_whole_review_through_the_page(desk, visit):
    take(desk, visit)
    answer = decide(desk, visit, choice="return", **{BACK: "back", REMARK: "Hoeveel minuten vanaf binnenkomst?"})
    assert answer["Location"] == reverse("review:queue")
    visit.refresh_from_db()
    assert visit.state == VisitState.RETURNED
    text = page_of(desk, visit).content.decode()
    assert "Hoeveel minuten vanaf binnenkomst?" in text

    phone = Phone(visit, number=2)
    phone.fill({"waiting/minutes": {"v": 9}})
    assert phone.final().status_code == 200
    text = page_of(desk, visit).content.decode()
    assert "<del>12 minuten</del>" in text
    assert "<ins>9 minuten</ins>" in text
    take(desk, visit)
    decide(desk, visit, choice="approve")
    visit.refresh_from_db()
    assert visit.state == VisitState.APPROVED


@pytest.mark.parametrize(
    "data",
    [
        {"choice": "return", BACK: "back", REMARK: ""},
        {"choice": "return", REMARK: "Wel getypt, niet gekozen"},
        {"choice": "approve", BACK: "back", REMARK: "Toch een vraag"},
        {"choice": "exclude", BACK: "back", REMARK: "Zie reden", "reason": " "},
        {"choice": "something", REMARK: "Getypt"},
        {REMARK: "Getypt zonder oordeel"},
    ],
)
def test_a_verdict_that_is_not_whole_is_told_and_keeps_what_was_typed(desk, visit, data):
    take(desk, visit)
    answer = desk.post(reverse("review:decide", args=[visit.pk]), data)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert 'id="errors"' in text
    assert data[REMARK] in text
    visit.refresh_from_db()
    assert visit.state == VisitState.IN_REVIEW
    assert Review.objects.get().notes["questions"].get("waiting/minutes", {"remark": ""})["remark"] == data[REMARK]


def test_notes_are_kept_while_typing_and_by_the_button(desk, visit):
    take(desk, visit)
    typed = {
        BACK: "back",
        REMARK: "Bon zegt 13.33",
        "reason": "misschien",
        "choice": "return",
        "back:waiting/@tap": "back",
    }
    answer = desk.post(reverse("review:notes", args=[visit.pk]), typed)
    assert set(answer.json()) == {"saved"}
    assert Review.objects.get().notes == {
        "questions": {"waiting/minutes": {"back": True, "remark": "Bon zegt 13.33"}},
        "choice": "return",
        "remark": "misschien",
    }
    text = page_of(desk, visit).content.decode()
    assert "Bon zegt 13.33" in text
    assert "Zet 1 vraag terug" in text or "Send 1 question back" in text
    assert decide(desk, visit, keep="1", **{REMARK: "Later"}).status_code == 302
    assert Review.objects.get().notes["questions"]["waiting/minutes"]["remark"] == "Later"


def test_a_feeling_in_the_form_is_not_even_seen(desk, visit):
    take(desk, visit)
    answer = desk.post(
        reverse("review:decide", args=[visit.pk]),
        {"choice": "return", "back:waiting/@tap": "back", "remark:waiting/@tap": "Voelde u dat echt?"},
    )
    assert answer.status_code == 422
    assert not visit.rounds.filter(number=2).exists()


def test_a_nul_byte_is_refused_politely(desk, visit):
    take(desk, visit)
    assert decide(desk, visit, choice="exclude", reason="a\0b").status_code == 400


def test_putting_back_from_the_page_keeps_what_stands_in_it(desk, visit):
    take(desk, visit)
    desk.post(reverse("review:release", args=[visit.pk]), {REMARK: "Nog doen", "reason": ""})
    visit.refresh_from_db()
    assert visit.state == VisitState.SUBMITTED
    take(desk, visit)
    assert "Nog doen" in page_of(desk, visit).content.decode()


# --- two people ---------------------------------------------------------------------------------------
def test_the_second_reviewer_reads_along_and_cannot_decide(desk, visit):
    other = UserFactory(role=Role.REVIEWER, name="Noor de Wit", manages=[visit.wave.study.client])
    actions.claim(Visit.objects.get(pk=visit.pk), other)
    text = page_of(desk, visit).content.decode()
    assert "Noor de Wit" in text
    assert 'name="choice"' not in text
    assert desk.post(reverse("review:claim", args=[visit.pk])).status_code == 409
    assert decide(desk, visit, choice="approve").status_code == 409
    assert desk.post(reverse("review:release", args=[visit.pk])).status_code == 409
    assert (
        desk.post(reverse("review:notes", args=[visit.pk]), headers={"Accept": "application/json"}).status_code == 409
    )
    visit.refresh_from_db()
    assert (visit.state, visit.claimed_by) == (VisitState.IN_REVIEW, other)


def test_ones_own_work_is_a_403_also_for_an_administrator(client, visit):
    for role in (Role.REVIEWER, Role.ADMINISTRATOR):
        visit.shopper.role = role
        visit.shopper.is_superuser = False
        visit.shopper.save()
        visit.shopper.managed_clients.set([visit.wave.study.client])
        client.force_login(visit.shopper)
        assert page_of(client, visit).status_code == 403
        assert client.post(reverse("review:claim", args=[visit.pk])).status_code == 403
    visit.refresh_from_db()
    assert visit.state == VisitState.SUBMITTED


POSTS = ["claim", "release", "decide", "notes", "look_again"]


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.REVIEWER, Role.ADMINISTRATOR)])
def test_other_roles_have_no_business_here(client, visit, role):
    customer = visit.wave.study.client
    person = UserFactory(role=role, **({"client": customer} if role in CLIENTS else {"manages": [customer]}))
    client.force_login(person)
    expected = 403 if role == Role.PLANNER else 404
    assert client.get(reverse("review:queue")).status_code == 403
    assert page_of(client, visit).status_code == expected
    for name in POSTS:
        assert client.post(reverse(f"review:{name}", args=[visit.pk]), {"choice": "approve"}).status_code == expected
    visit.refresh_from_db()
    assert visit.state == VisitState.SUBMITTED


def test_a_visit_of_another_client_does_not_exist(client, visit):
    client.force_login(UserFactory(role=Role.REVIEWER, manages=[VisitFactory().wave.study.client]))
    assert page_of(client, visit).status_code == 404
    for name in POSTS:
        assert client.post(reverse(f"review:{name}", args=[visit.pk])).status_code == 404
    assert client.get(reverse("review:queue"), {"q": str(visit.pk)}).context["page"].paginator.count == 0


def test_a_visitor_logs_in_first(visit):
    assert page_of(Client(), visit).status_code == 302
    assert Client().get(reverse("review:queue")).status_code == 302


def test_a_visit_that_is_not_handed_in_is_a_409(client):
    visit = VisitFactory(state=VisitState.STARTED)
    client.force_login(UserFactory(role=Role.REVIEWER, manages=[visit.wave.study.client]))
    assert page_of(client, visit).status_code == 409
    assert client.post(reverse("review:claim", args=[visit.pk])).status_code == 409


# --- what to look at first ----------------------------------------------------------------------------
def points(client, visit):
    return {(point.badge, point.title): point.detail for point in page_of(client, visit).context["points"]}


def titles(client, visit):
    return " | ".join(f"{title}: {detail}" for (_badge, title), detail in points(client, visit).items())


def test_the_list_names_what_is_critical_missing_not_applicable_and_late(client):
    phone = Phone(visit_under_way())
    fields = {"arriving/greeted": {"v": "no"}, "waiting/room": {"na": "De ruimte was dicht."}}
    phone.fill(whole_form() | fields)
    assert phone.final().status_code == 200
    second = Phone(phone.visit)
    second.put([second.op("waiting/minutes", {"v": 99})])
    visit = Visit.objects.get(pk=phone.visit.pk)
    visit.answers.filter(path="helped/solved").update(status="missing", value=None)
    assert Op.objects.filter(is_late=True).count() == 1
    client.force_login(UserFactory(role=Role.REVIEWER, manages=[visit.wave.study.client]))
    found = titles(client, visit)
    for words in ("greeted", "De ruimte was dicht.", "minutes", "solved"):
        assert words in found
    assert "tap" not in found


def test_what_came_in_late_is_named_in_the_order_of_the_form(client):
    phone = Phone(visit_under_way())
    phone.fill(whole_form())
    assert phone.final().status_code == 200
    second = Phone(phone.visit)
    second.put([second.op("helped/solved", {"v": "no"}), second.op("waiting/minutes", {"v": 99})])
    visit = Visit.objects.get(pk=phone.visit.pk)
    client.force_login(UserFactory(role=Role.REVIEWER, manages=[visit.wave.study.client]))
    assert "Vraag minutes?; Vraag solved?" in titles(client, visit)


def test_a_photo_that_came_in_twice_and_one_that_is_missing(client):
    document = documents.small()
    waiting = document["phases"][1]["steps"][0]
    waiting["questions"][0]["evidence"] = {"min": 1, "max": 3, "when": "yes"}
    version = JourneyVersionFactory(document=document)
    wave = WaveFactory(journey_version=version, study__journey=version.journey, study__client=version.journey.client)
    visits = []
    for _number in range(2):
        phone = Phone(visit_under_way(wave=wave))
        phone.upload(picture(), field="waiting/screen")
        photo = phone.photos[0]["id"]
        answers = whole_form() | {"waiting/screen": {"v": [photo]}, "waiting/waited": {"v": "yes", "photos": [photo]}}
        phone.fill(answers)
        assert phone.final().status_code == 200, phone.final().content
        visits.append(Visit.objects.get(pk=phone.visit.pk))
    visit = visits[1]
    answer = visit.answers.get(path="waiting/waited")
    answer.photos = []
    answer.save()
    client.force_login(UserFactory(role=Role.REVIEWER, manages=[visit.wave.study.client]))
    found = titles(client, visit)
    assert str(visits[0].pk) in found
    assert "waited" in found
    text = page_of(client, visit).content.decode()
    media = Media.objects.get(round__visit=visit)
    assert reverse("files:evidence", args=[media.pk, "master"]) in text


# --- the queue ----------------------------------------------------------------------------------------
def in_queue(client, **query):
    return [visit.pk for visit in client.get(reverse("review:queue"), query).context["page"]]


def test_the_queue_stands_by_its_clock_and_filters_in_the_address(desk, reviewer, visit):
    now, wave = timezone.now(), visit.wave
    other = UserFactory(role=Role.REVIEWER, manages=[wave.study.client], name="Noor de Wit")
    late = VisitFactory(wave=wave, state=VisitState.SUBMITTED, submitted_at=now, review_due_at=now - timedelta(hours=2))
    taken = VisitFactory(
        wave=wave, state=VisitState.IN_REVIEW, submitted_at=now, review_due_at=now + timedelta(hours=3),
        claimed_by=other, claimed_at=now,
    )  # fmt: skip
    back = VisitFactory(
        wave=wave, state=VisitState.RETURNED, submitted_at=now, review_due_at=now - timedelta(hours=30),
        return_due_at=now + timedelta(hours=1),
    )  # fmt: skip
    done = VisitFactory(wave=wave, state=VisitState.APPROVED, submitted_at=now)
    VisitFactory(wave=wave, state=VisitState.STARTED)
    Review.objects.create(visit=back, reviewer=reviewer, verdict="returned", decided_at=now)
    assert in_queue(desk) == [late.pk, back.pk, taken.pk, visit.pk]
    assert in_queue(desk, show="free") == [late.pk, visit.pk]
    assert in_queue(desk, show="mine") == [back.pk]
    assert in_queue(desk, show="returned") == [back.pk]
    assert in_queue(desk, show="done") == [done.pk]
    assert in_queue(desk, clock="late") == [late.pk]
    assert in_queue(desk, clock="soon") == [late.pk, back.pk, taken.pk]
    assert in_queue(desk, q=visit.location.name) == [visit.pk]
    assert taken.pk in in_queue(desk, q=str(taken.pk))
    assert in_queue(desk, q=late.shopper.pseudonym.lower()) == [late.pk]
    assert in_queue(desk, show="strange", page="999", clock="x") == [late.pk, back.pk, taken.pk, visit.pk]
    page = desk.get(reverse("review:queue"))
    assert page.context["counts"] == {"all": 4, "free": 2, "mine": 1, "returned": 1, "late": 1}
    assert "Noor de Wit" in page.content.decode()
    assert late.shopper.name not in page.content.decode()
    assert page_of(desk, late).context["following"] == visit.pk


def test_an_empty_queue_says_so(client):
    client.force_login(UserFactory(role=Role.REVIEWER))
    assert 'class="empty"' in client.get(reverse("review:queue")).content.decode()


def test_the_queue_costs_the_same_for_one_and_thirty(client, visit):
    wave = visit.wave
    client.force_login(UserFactory(role=Role.REVIEWER, manages=[wave.study.client]))
    client.get(reverse("review:queue"))

    def cost(**query):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("review:queue"), query).status_code == 200
        return len(queries)

    one = cost()
    now = timezone.now()
    for number in range(29):
        state = [VisitState.SUBMITTED, VisitState.IN_REVIEW, VisitState.RETURNED][number % 3]
        VisitFactory(
            wave=wave, state=state, submitted_at=now, claimed_by=UserFactory(role=Role.REVIEWER), claimed_at=now
        )
    assert cost() == one
    assert one <= 8


def test_the_page_costs_the_same_for_few_and_many_answers(client, django_assert_max_num_queries):
    visit = handed_in().visit
    client.force_login(UserFactory(role=Role.REVIEWER, manages=[visit.wave.study.client]))
    take(client, visit)
    page_of(client, visit)
    with django_assert_max_num_queries(24):
        page_of(client, visit)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_pages_speak_the_readers_language(client, visit, language):
    client.force_login(UserFactory(role=Role.REVIEWER, language=language, manages=[visit.wave.study.client]))
    for address in (reverse("review:queue"), reverse("review:visit", args=[visit.pk])):
        assert f'<html lang="{language}">' in client.get(address).content.decode()
