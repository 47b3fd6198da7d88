"""What a phone needs beside its pages: worker, card, page without network, keys, news, choosing between two phones."""

import hashlib
import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from fieldwork.capture import actions, holding, shell, tokens
from fieldwork.capture.batch import digest_of
from fieldwork.capture.models import Answer, Op
from fieldwork.capture.templatetags.phone import MODULES
from fieldwork.people.states import Role
from fieldwork.visits.states import VisitState
from tests import documents
from tests.capture.phones import Phone, visit_under_way, whole_form
from tests.factories import PASSWORD, UserFactory, VisitFactory

pytestmark = pytest.mark.django_db


def told(answer):
    return json.loads(answer.content)


def test_the_worker_knows_the_files_of_every_page(client):
    script = client.get(reverse("phone:worker")).content.decode()
    found = json.loads(re.match(r"const SHELL = (\{.*?\});\n", script)[1])
    assert found["version"] == shell.version()
    names = " ".join(found["files"])
    assert all(re.search(rf"/static/js/phone/{name}\b", names) for name in MODULES)
    assert re.search(r"/static/css/phone\b", names)
    assert found["scope"] == "/phone/"
    assert 'addEventListener("fetch"' in script


def test_pages_of_the_shopper_tell_their_version_and_others_do_not(client):
    visit = visit_under_way()
    client.force_login(visit.shopper)
    for name in ("visits", "outbox"):
        assert client.get(reverse(f"phone:{name}")).headers["X-Shell"] == shell.version()
    assert "X-Shell" not in client.get(reverse("healthz")).headers


def test_the_card_of_the_app_says_nothing_about_mystery_guests(client):
    card = told(client.get(reverse("phone:manifest")))
    assert card["name"] in ("Notities", "Notes")
    assert (card["scope"], card["display"]) == ("/phone/", "standalone")
    assert client.get("/phone/icon-77.png").status_code == 404
    for picture in card["icons"][1:]:
        drawn = client.get(picture["src"])
        assert drawn.content.startswith(b"\x89PNG")
    assert not re.search("veldwerk|mystery|guest", json.dumps(card), re.I)


def test_the_page_without_network_is_the_same_for_everybody(client):
    page = client.get(reverse("phone:offline")).content.decode()
    client.force_login(UserFactory(role=Role.SHOPPER, name="Samira Geheim"))
    again = client.get(reverse("phone:offline")).content.decode()
    assert "Geheim" not in again
    assert 'data-user=""' in page


def test_fresh_keys_are_for_ones_own_visits_and_open_them(client):
    visit, other = visit_under_way(), visit_under_way()
    client.force_login(visit.shopper)
    keys = told(client.get(reverse("phone:tokens")))["tokens"]
    assert set(keys) == {str(visit.uuid)}
    assert tokens.check(keys[str(visit.uuid)], visit.uuid).pk == visit.pk
    assert str(other.uuid) not in keys


@pytest.mark.parametrize("how_many", [1, 3])
def test_fresh_keys_cost_the_same_for_one_and_three(client, how_many, django_assert_num_queries):
    shopper = UserFactory(role=Role.SHOPPER)
    for _n in range(how_many):
        visit_under_way(shopper=shopper)
    client.force_login(shopper)
    with django_assert_num_queries(3):  # who is asking (2), their visits (1)
        assert len(told(client.get(reverse("phone:tokens")))["tokens"]) == how_many


def test_news_of_a_visit_tells_the_round_and_what_another_phone_gave(client):
    visit = visit_under_way()
    Phone(visit).fill({"arriving/greeted": {"v": "no"}})
    client.force_login(visit.shopper)
    news = told(client.get(reverse("phone:state", args=[visit.uuid])))
    assert (news["round"], news["handed_in"]) == (1, False)
    assert news["server_state"]["arriving/greeted"]["value"] == {"v": "no"}
    assert tokens.check(news["token"], visit.uuid).pk == visit.pk


@pytest.mark.parametrize("state, status", [(VisitState.CANCELLED, 410), (VisitState.SUBMITTED, 200)])
def test_news_of_a_visit_that_is_over_says_so(client, state, status):
    visit = visit_under_way(state=state)
    client.force_login(visit.shopper)
    assert client.get(reverse("phone:state", args=[visit.uuid])).status_code == status


def test_a_stranger_gets_no_news_and_sees_no_choices(client):
    visit = visit_under_way()
    first, second = Phone(visit), Phone(visit)
    first.fill({"waiting/room": {"v": "fair"}})
    second.fill({"waiting/room": {"v": "dirty"}})
    client.force_login(UserFactory(role=Role.SHOPPER))
    assert client.get(reverse("phone:state", args=[visit.uuid])).status_code == 404
    assert b"waiting/room" not in client.get(reverse("phone:outbox")).content


def choices(client):
    page = client.get(reverse("phone:outbox")).content.decode()
    return json.loads(re.search(r'<script id="form-data" type="application/json">(.*?)</script>', page)[1])["conflicts"]


def test_the_shopper_chooses_between_two_phones_and_the_choice_counts_over_the_phone_that_hands_in(client):
    visit = visit_under_way()
    first, second = Phone(visit), Phone(visit)
    first.fill()
    second.fill({"waiting/room": {"v": "dirty"}})
    client.force_login(visit.shopper)
    (choice,) = choices(client)
    assert (choice["field"], {one["words"] for one in choice["options"]}) == ("waiting/room", {"Redelijk", "Vies"})
    assert {one["device"] for one in choice["options"]} == {str(first.device), str(second.device)}

    chosen = [second.op("waiting/room", {"v": "dirty"}, settles=True)]
    assert second.put(chosen).status_code == 200
    assert choices(client) == []
    assert first.final().status_code == 200
    assert Answer.objects.get(visit=visit, path="waiting/room").value == "dirty"


def test_a_choice_is_open_again_when_a_phone_gives_another_value_later():
    visit = visit_under_way()
    first, second = Phone(visit), Phone(visit)
    first.fill({"waiting/room": {"v": "fair"}})
    second.fill({"waiting/room": {"v": "dirty"}})
    first.put([first.op("waiting/room", {"v": "fair"}, settles=True)])
    round_ = actions.current_round(visit)
    assert holding.both_values(round_) == {}
    second.fill({"waiting/room": {"v": "clean"}})
    assert {held.value["v"] for held in holding.both_values(round_)["waiting/room"].values()} == {"fair", "clean"}


def test_a_body_that_changed_on_the_way_is_not_believed():
    visit = visit_under_way()
    phone = Phone(visit)
    body = json.dumps(phone.batch([phone.op("arriving/greeted", {"v": "yes"})])).encode()
    changed = phone.raw(body.replace(b"yes", b"no!"), **{"Content-Digest": digest_of(body)})
    assert (changed.status_code, Op.objects.count()) == (400, 0)
    whole = phone.raw(body, **{"Content-Digest": digest_of(body)})
    assert whole.status_code == 200
    assert whole.headers["Content-Digest"] == digest_of(whole.content)


def test_the_receipt_has_a_hash_that_the_copy_can_make_again():
    visit = visit_under_way()
    phone = Phone(visit)
    phone.fill(whole_form())
    told_ = phone.final().json()
    assert told_["sha256"] == hashlib.sha256("\n".join(sorted(phone.sent)).encode()).hexdigest()
    assert phone.final().json() == told_


def test_a_reviewer_sees_what_another_phone_said(client):
    visit = visit_under_way()
    first, second = Phone(visit), Phone(visit)
    first.fill()
    second.fill({"waiting/room": {"v": "dirty"}})
    first.final()
    reviewer = UserFactory(role=Role.REVIEWER, manages=[visit.wave.study.client])
    client.force_login(reviewer)
    page = client.get(reverse("review:visit", args=[visit.pk])).content.decode()
    assert re.search(r"andere telefoon van de shopper zei:</strong> Vies", page)


def test_who_is_no_shopper_has_no_sending_page(client):
    client.force_login(UserFactory(role=Role.PLANNER))
    assert client.get(reverse("phone:outbox")).status_code == 403
    assert client.get(reverse("phone:tokens")).status_code == 403


def test_an_assigned_visit_that_was_not_briefed_gives_no_news(client):
    visit = VisitFactory(state=VisitState.ASSIGNED)
    client.force_login(visit.shopper)
    assert client.get(reverse("phone:state", args=[visit.uuid])).status_code == 409


def test_a_form_that_was_only_fetched_to_be_kept_was_not_opened(client):
    visit = visit_under_way(state=VisitState.BRIEFED)
    client.force_login(visit.shopper)
    address = reverse("phone:form", args=[visit.uuid])
    assert client.get(address, headers={"X-Keep": "1"}).status_code == 200
    assert actions.current_round(visit).seen_at is None
    client.get(address)
    seen = actions.current_round(visit).seen_at
    assert seen is not None
    client.get(reverse("phone:state", args=[visit.uuid]))
    assert actions.current_round(visit).seen_at == seen


def test_pages_say_whose_they_are_so_that_a_phone_forgets_the_one_before(client):
    one, other = UserFactory(role=Role.SHOPPER), UserFactory(role=Role.SHOPPER)
    owners = set()
    for person in (one, other, one):
        client.force_login(person)
        owners.add(client.get(reverse("phone:visits")).headers["X-Owner"])
    assert len(owners) == 2
    client.logout()
    assert "X-Owner" not in client.get(reverse("phone:offline")).headers


def test_a_log_in_passes_by_the_worker_of_the_phone(client):
    shopper = UserFactory(role=Role.SHOPPER, password=PASSWORD)
    door = f"{reverse('account_login')}?next=/phone/outbox/"
    answer = client.post(door, {"login": shopper.email, "password": PASSWORD, "next": "/phone/outbox/"})
    passing = urlsplit(answer["Location"])
    owner = client.get(reverse("phone:outbox")).headers["X-Owner"].split(" ")[0]
    assert passing.path == reverse("phone:enter")
    assert parse_qs(passing.query) == {"as": [owner], "next": ["/phone/outbox/"]}
    assert client.get(answer["Location"])["Location"] == "/phone/outbox/"


@pytest.mark.parametrize("following", ["https://elsewhere.example/", "//elsewhere.example", "visits:today", ""])
def test_who_passes_goes_nowhere_else(client, following):
    assert client.get(reverse("phone:enter"), {"next": following})["Location"] == "/"


def test_work_after_the_date_still_gets_a_fresh_key(client):
    visit = visit_under_way(state=VisitState.EXPIRED)
    client.force_login(visit.shopper)
    assert set(told(client.get(reverse("phone:tokens")))["tokens"]) == {str(visit.uuid)}


def test_a_form_fetches_ahead_what_its_questions_may_need_and_nothing_else():
    document = documents.small()
    assert shell.ahead(document) == ["asking", "camera", "doubts", "ending", "na", "upload"]
    helped = document["phases"][1]["steps"][1]
    helped["questions"] += [documents.question("when", "date"), documents.question("took", "duration")]
    assert shell.ahead(document) == ["asking", "camera", "doubts", "duration", "ending", "moment", "na", "upload"]
    helped["questions"][0] |= {"evidence": {"when": "no"}}
    assert shell.ahead({"phases": [{"steps": [helped]}]}) == [
        "camera",
        "doubts",
        "duration",
        "ending",
        "moment",
        "upload",
    ]
    assert shell.ahead({"phases": [{"steps": [documents.step("bare", [])]}]}) == ["doubts", "ending"]
    assert set().union(*shell.OF_KIND.values()) < set(MODULES)
