"""The designer in the browser: plain forms, nothing lost, and only for whom it is."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fieldwork.journeys import actions, documents, editing
from fieldwork.journeys.models import Journey
from tests.documents import small, text
from tests.factories import ClientFactory, JourneyFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def journey():
    return JourneyFactory(draft=documents.clean(small()))


@pytest.fixture
def planner(journey, client):
    user = UserFactory(role="planner", manages=[journey.client], language="en")
    client.force_login(user)
    return user


def address(name, journey, *more):
    return reverse(f"journeys:{name}", args=[journey.pk, *more])


def fields(page):
    """What a browser without scripts would send back of the largest form on a page."""
    html = page.content.decode()
    form = max(re.findall(r"<form[^>]*data-kept.*?</form>", html, re.S), key=len)
    form = re.sub(r"<template.*?</template>", "", form, flags=re.S)
    sent: dict = {}
    for tag in re.findall(r"<input[^>]*>", form):
        found = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if found.get("type") in ("checkbox", "radio") and "checked" not in tag:
            continue
        if "name" in found:
            value = found.get("value", "on" if found["type"] == "checkbox" else "")
            sent.setdefault(found["name"], []).append(unescape(value))
    for name, inside in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.S):
        sent[name] = [unescape(inside)]
    for name, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', inside) or re.search(r'value="([^"]*)"', inside)
        sent[name] = [chosen.group(1)]
    return sent


PAGES = ["journey", "settings", "read", "preview", "duplicate"]
POSTS = ["change", "undo", "publish", "archive", "restore"]


@pytest.mark.parametrize(
    "role, design, see",
    [("planner", 200, 200), ("administrator", 200, 200), ("reviewer", 403, 200), ("shopper", 403, 403),
     ("client_viewer", 403, 403), ("client_manager", 403, 403)],
)  # fmt: skip
def test_who_may_see_and_who_may_design(client, journey, role, design, see):
    user = UserFactory(role=role) if "client" not in role else UserFactory(role=role, client=journey.client)
    if role in ("planner", "reviewer"):
        user.managed_clients.add(journey.client)
    client.force_login(user)
    actions.publish(journey, None)
    for name in ("read", "preview"):
        assert client.get(address(name, journey)).status_code == see
    assert client.get(reverse("journeys:list")).status_code == see
    assert client.get(address("version", journey, 1)).status_code == see
    assert client.get(reverse("journeys:new")).status_code == design
    assert client.get(address("step", journey, "waiting")).status_code == design
    assert client.get(address("question", journey, "waiting", "room")).status_code == design
    for name in POSTS:
        assert (client.post(address(name, journey)).status_code == 403) is (design == 403)


def test_a_reviewer_reads_where_a_planner_designs(client, journey):
    client.force_login(UserFactory(role="reviewer", manages=[journey.client]))
    page = client.get(address("journey", journey), follow=True)
    assert page.redirect_chain == [(address("read", journey), 302)]
    assert "<form" not in page.content.decode().split('id="content"')[1]


def test_a_stranger_cannot_tell_that_the_journey_exists(client, journey):
    client.force_login(UserFactory(role="planner", manages=[ClientFactory()]))
    actions.publish(journey, None)
    for name in PAGES:
        assert client.get(address(name, journey)).status_code == 404
    for name in POSTS:
        assert client.post(address(name, journey), {"revision": 1, "change": "remove_step"}).status_code == 404
    assert client.get(address("step", journey, "waiting")).status_code == 404
    assert client.get(address("version", journey, 1)).status_code == 404
    assert client.get(f"/api/journeys/{journey.pk}/").status_code == 404
    assert client.get("/api/journeys/").json()["results"] == []
    assert not Journey.objects.filter(revision__gt=1).exists()


def test_nobody_gets_in_without_logging_in(client, journey):
    assert client.get(address("journey", journey)).status_code == 302
    assert client.get("/api/journeys/").status_code == 403


def test_the_api_shows_drafts_and_versions_to_the_desk(client, journey, planner):
    version = actions.publish(journey, planner, "Nulmeting")
    [row] = client.get("/api/journeys/").json()["results"]
    assert (row["id"], row["title"]["nl"]) == (journey.pk, "Een vraag aan de balie")
    assert client.get(f"/api/journeys/{journey.pk}/").json()["draft"] == journey.draft
    [row] = client.get(f"/api/journey-versions/?journey={journey.pk}").json()["results"]
    assert row["checksum"] == version.checksum
    assert client.get(f"/api/journey-versions/{version.uuid}/").json()["document"] == version.document
    assert client.get("/api/journey-versions/?journey=x").json()["results"] == []
    assert client.post("/api/journeys/", {}).status_code == 405


@pytest.mark.parametrize("how_many", [1, 12])
def test_the_list_costs_the_same_for_one_and_many(client, journey, planner, how_many):
    for journey_of_many in JourneyFactory.create_batch(how_many - 1, client=journey.client):
        actions.publish(journey_of_many, planner)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page = client.get(reverse("journeys:list")).content.decode()
    assert page.count('scope="row"') == how_many
    # Session and user 2, count, rows, clients to filter by.
    assert len(asked) == 5


def test_the_editor_costs_the_same_for_a_short_and_a_long_journey(client, journey, planner):
    with CaptureQueriesContext(connection) as short:
        client.get(address("step", journey, "waiting"))
    document = journey.draft
    for _time in range(10):
        document, _key = editing.duplicate_step(document, "waiting")
    actions.save_draft(journey, document, 1, planner)
    with CaptureQueriesContext(connection) as long:
        client.get(address("step", journey, "waiting"))
    assert len(long) == len(short) <= 8


def test_the_list_is_searched_filtered_and_says_what_to_do_when_empty(client, journey, planner):
    other = JourneyFactory(client=journey.client, title=text("Retour in de winkel", "Return in the shop"))
    page = client.get(reverse("journeys:list"), {"q": "retour"}).content.decode()
    assert "Return in the shop" in page
    assert address("journey", journey) not in page
    assert "No journey fits" in client.get(reverse("journeys:list"), {"client": "gone"}).content.decode()
    actions.archive(other, planner)
    assert "Return in the shop" not in client.get(reverse("journeys:list")).content.decode()
    assert "Return in the shop" in client.get(reverse("journeys:list"), {"archived": 1}).content.decode()


def test_a_journey_is_made_step_by_step_without_scripts(client, planner, journey):
    made = {"client": journey.client_id, "title__nl": "Aan de balie", "title__en": ""}
    page = client.post(reverse("journeys:new"), made, follow=True)
    fresh = Journey.objects.latest("pk")
    assert "There is no step yet" in page.content.decode()
    phase = fresh.draft["phases"][0]["key"]
    page = client.post(address("change", fresh), {"change": "add_step", "target": phase, "revision": 1}, follow=True)
    [step] = documents.steps_of(Journey.objects.get(pk=fresh.pk).draft)
    assert page.redirect_chain[-1][0] == address("step", fresh, step["key"])
    asked = {"kind": "single", "text": "Hoe schoon was het?"}
    page = client.post(address("add_question", fresh, step["key"]), asked, follow=True)
    sent = fields(page)
    sent |= {"options-0-text__nl": "Schoon", "options-0-points": "1", "options-1-text__nl": "Vies",
             "options-1-points": "0", "text__en": "How clean was it?"}  # fmt: skip
    page = client.post(page.request["PATH_INFO"], sent, follow=True)
    assert "Question saved." in page.content.decode()
    question = documents.questions_by_path(Journey.objects.get(pk=fresh.pk).draft)[f"{step['key']}/hoe_schoon_was_het"]
    assert [(one["key"], one["points"]) for one in question["options"]] == [("schoon", 1), ("vies", 0)]
    assert question["text"] == text("Hoe schoon was het?", "How clean was it?")


@pytest.mark.parametrize("path", list(documents.questions_by_path(small())))
def test_saving_a_question_as_it_is_changes_nothing(client, journey, planner, path):
    place = address("question", journey, *path.split("/"))
    assert client.post(place, fields(client.get(place))).status_code == 302
    journey.refresh_from_db()
    assert (journey.revision, journey.draft) == (1, documents.clean(small()))


@pytest.mark.parametrize("step", ["arriving", "waiting", "helped"])
def test_saving_a_step_as_it_is_changes_nothing(client, journey, planner, step):
    place = address("step", journey, step)
    assert client.post(place, fields(client.get(place))).status_code == 302
    journey.refresh_from_db()
    assert (journey.revision, journey.draft) == (1, documents.clean(small()))


def test_a_step_gets_a_desired_emotion_a_section_and_a_condition(client, journey, planner):
    place = address("step", journey, "helped")
    sent = fields(client.get(place))
    sent |= {"face": "100", "emotions": ["at_ease"], "set_by": "Session", "weight": "2.5", "importance": "4",
             "sections-0-title__nl": "Gesprek", "rules-0-field": "waiting/room", "rules-0-operator": "in",
             "rules-0-value": "schoon, fair", "join": "any"}  # fmt: skip
    client.post(place, sent)
    journey.refresh_from_db()
    step = editing.find_step(journey.draft, "helped")
    assert step["desired"] == {"valence": 1, "emotions": ["at_ease"], "set_by": "Session"}
    assert (step["weight"], step["importance"], step["sections"][0]["key"]) == (2.5, 4, "gesprek")
    assert step["show_if"] == {"any": [{"field": "waiting/room", "is": "in", "value": ["clean", "fair"]}]}


def test_the_exact_value_counts_when_it_was_typed(client, journey, planner):
    place = address("step", journey, "helped")
    client.post(place, fields(client.get(place)) | {"exact": "65"})
    journey.refresh_from_db()
    assert editing.find_step(journey.draft, "helped")["desired"]["valence"] == 0.3


@pytest.mark.parametrize(
    "sent, field",
    [
        ({"weight": "zwaar"}, "weight"),
        ({"weight": "-1"}, "weight"),
        ({"text__nl": "x" * 501}, "text__nl"),
        ({"effect": "cap", "cap": ""}, "cap"),
        ({"options-0-points": "veel"}, "options-0-points"),
        ({"rules-0-field": "waiting/waited", "rules-0-operator": "gt", "rules-0-value": "yes"}, "rules-0-operator"),
        ({"rules-0-field": "waiting/waited", "rules-0-operator": "eq", "rules-0-value": "perhaps"}, "rules-0-value"),
        ({"rules-0-value": "perhaps"}, "rules-0-field"),
    ],
)
def test_what_cannot_be_saved_comes_back_as_typed(client, journey, planner, sent, field):
    place = address("question", journey, "waiting", "room")
    page = client.post(place, fields(client.get(place)) | sent | {"hint__nl": "Getypt"})
    assert page.status_code == 422
    html = page.content.decode()
    assert 'value="Getypt"' in html
    assert f'id="id_{field}_error"' in html
    journey.refresh_from_db()
    assert journey.revision == 1


def test_a_condition_may_not_look_ahead(client, journey, planner):
    place = address("question", journey, "waiting", "waited")
    page = client.get(place)
    offered = re.search(r'<select name="rules-0-field".*?</select>', page.content.decode(), re.S).group()
    assert "arriving/greeted" in offered
    assert "waiting/minutes" not in offered
    assert "waiting/waited" not in offered
    sent = fields(page) | {"rules-0-field": "helped/solved", "rules-0-operator": "eq", "rules-0-value": "yes"}
    assert client.post(place, sent).status_code == 422


def test_somebody_elses_change_is_not_lost_and_neither_is_mine(client, journey, planner):
    place = address("step", journey, "waiting")
    sent = fields(client.get(place)) | {"title__nl": "Mijn naam"}
    colleague = UserFactory(role="planner", name="Petra de Wit")
    other = editing.update_step(journey.draft, "helped", {"owner": "Balie"})
    actions.save_draft(journey, other, 1, colleague)
    page = client.post(place, sent)
    html = page.content.decode()
    assert page.status_code == 409
    assert "Petra de Wit" in html
    assert 'value="Mijn naam"' in html
    assert client.post(place, fields(page)).status_code == 302
    journey.refresh_from_db()
    assert editing.find_step(journey.draft, "waiting")["title"]["nl"] == "Mijn naam"
    assert editing.find_step(journey.draft, "helped")["owner"] == "Balie"


def test_a_question_that_was_removed_while_i_wrote_can_be_put_back(client, journey, planner):
    place = address("question", journey, "helped", "solved")
    sent = fields(client.get(place)) | {"text__nl": "Is je vraag opgelost?"}
    actions.save_draft(journey, editing.remove_question(journey.draft, "helped/solved"), 1, None)
    page = client.post(place, sent)
    assert page.status_code == 409
    assert "removed meanwhile" in page.content.decode()
    assert client.post(place, fields(page)).status_code == 302
    journey.refresh_from_db()
    assert documents.questions_by_path(journey.draft)["helped/solved"]["text"]["nl"] == "Is je vraag opgelost?"
    assert client.get(address("question", journey, "helped", "gone")).status_code == 404


def test_a_step_that_was_removed_while_i_wrote_can_be_put_back_with_its_questions(client, journey, planner):
    place = address("step", journey, "helped")
    sent = fields(client.get(place)) | {"title__nl": "Geholpen"}
    actions.save_draft(journey, editing.remove_phase(journey.draft, "during"), 1, None)
    page = client.post(place, sent)
    assert page.status_code == 409
    assert "removed meanwhile" in page.content.decode()
    assert client.post(place, fields(page)).status_code == 302
    journey.refresh_from_db()
    step = editing.find_step(journey.draft, "helped")
    assert (step["title"]["nl"], len(step["questions"])) == ("Geholpen", 2)
    assert client.get(address("step", journey, "gone")).status_code == 404
    assert client.post(address("step", journey, "gone"), sent).status_code == 404


def test_a_question_comes_back_with_its_step_when_that_was_removed_while_i_wrote(client, journey, planner):
    place = address("question", journey, "helped", "solved")
    sent = fields(client.get(place)) | {"text__nl": "Is je vraag opgelost?"}
    actions.save_draft(journey, editing.remove_phase(journey.draft, "during"), 1, None)
    page = client.post(place, sent)
    assert page.status_code == 409
    assert "removed meanwhile" in page.content.decode()
    assert client.post(place, fields(page)).status_code == 302
    journey.refresh_from_db()
    assert documents.questions_by_path(journey.draft)["helped/solved"]["text"]["nl"] == "Is je vraag opgelost?"
    assert len(editing.find_step(journey.draft, "helped")["questions"]) == 2
    assert client.post(address("question", journey, "gone", "solved"), sent).status_code == 404


def test_a_step_of_no_one_channel_is_shown_as_of_all(client, journey, planner):
    draft = editing.update_step(journey.draft, "helped", {"channel": "other"})
    actions.save_draft(journey, draft, journey.revision, None)
    page = client.get(reverse("journeys:read", args=[journey.pk])).content.decode()
    assert "All channels" in page
    assert "Other or all" not in page


RUBBISH = [
    {},
    {"revision": "x"},
    {"rules-TOTAL_FORMS": "100000", "rules-INITIAL_FORMS": "-1"},
    {"options-TOTAL_FORMS": "9999", "options-INITIAL_FORMS": "9999", "options-0-ORDER": "first"},
    {"sections-TOTAL_FORMS": "", "weight": "NaN", "exact": "Infinity", "face": "12", "emotions": ["hungry"]},
    {"weight": "1e400", "cap": "-5", "effect": "sometimes", "section": "gone", "evidence_when": "never"},
    {"title__nl": "x" * 100_000, "text__nl": "\u202e" * 600, "own__decimals": "99"},
]


@pytest.mark.parametrize("sent", RUBBISH)
@pytest.mark.parametrize(
    "place",
    ["steps/waiting/", "steps/waiting/questions/room/", "steps/waiting/questions/minutes/", "settings/",
     "phases/during/", "steps/waiting/questions/"],
)  # fmt: skip
def test_rubbish_is_refused_and_changes_nothing(client, journey, planner, place, sent):
    where = f"/desk/journeys/{journey.pk}/{place}"
    whole = {} if place.endswith("questions/") else fields(client.get(where))
    assert client.post(where, sent).status_code == 422
    assert client.post(where, whole | sent).status_code in (302, 422)
    journey.refresh_from_db()
    assert documents.clean(journey.draft) == journey.draft


@pytest.mark.parametrize(
    "change, target, order",
    [
        ("step_up", "helped", ["arriving", "helped", "waiting"]),
        ("step_down", "arriving", ["arriving", "waiting", "helped"]),
        ("duplicate_step", "arriving", ["arriving", "arriving_2", "waiting", "helped"]),
        ("remove_step", "helped", ["arriving", "waiting"]),
        ("phase_up", "during", ["waiting", "helped", "arriving"]),
        ("remove_phase", "before", ["waiting", "helped"]),
    ],
)
def test_one_button_makes_one_change(client, journey, planner, change, target, order):
    page = client.post(address("change", journey), {"change": change, "target": target, "revision": 1})
    assert page.status_code == 302
    journey.refresh_from_db()
    assert [step["key"] for step in documents.steps_of(journey.draft)] == order


def test_a_removed_question_comes_back_by_undo(client, journey, planner):
    gone = {"change": "remove_question", "target": "waiting/minutes", "revision": 1}
    page = client.post(address("change", journey), gone, follow=True).content.decode()
    assert "Undo" in page
    assert "waiting/questions/minutes" not in page
    assert client.post(address("undo", journey), {"to": 1, "revision": 2}).status_code == 302
    journey.refresh_from_db()
    assert journey.draft == documents.clean(small())


@pytest.mark.parametrize(
    "sent, status",
    [
        ({"change": "remove_question", "target": "waiting/waited", "revision": 1}, 409),  # minutes looks at it
        ({"change": "remove_question", "target": "waiting/room", "revision": 7}, 409),
        ({"change": "remove_question", "target": "waiting/room", "revision": "x"}, 422),
        ({"change": "remove_question", "target": "waiting/gone", "revision": 1}, 404),
        ({"change": "explode", "target": "waiting", "revision": 1}, 404),
        ({"change": "move_to", "target": "waiting/room", "step": "gone", "revision": 1}, 404),
    ],
)
def test_a_change_that_cannot_be_made_says_why_and_changes_nothing(client, journey, planner, sent, status):
    page = client.post(address("change", journey), sent)
    assert page.status_code == status
    if status == 409 and sent["revision"] == 1:
        assert "Question minutes?" in page.content.decode()
    journey.refresh_from_db()
    assert journey.draft == documents.clean(small())


def test_publishing_from_the_page(client, journey, planner):
    page = client.post(address("publish", journey), {"revision": 1, "note": "Nulmeting"}, follow=True)
    assert page.redirect_chain[-1][0] == address("version", journey, 1)
    assert "never changes" in page.content.decode()
    assert client.post(address("publish", journey), {"revision": 1}).status_code == 409
    assert client.post(address("publish", journey), {"revision": 1, "note": "x" * 301}).status_code == 302
    assert journey.versions.count() == 1


def test_a_problem_is_a_link_to_its_place(client, journey, planner):
    broken = editing.update_question(journey.draft, "waiting/room", {"options": []})
    actions.save_draft(journey, broken, 1, planner)
    page = client.get(address("journey", journey)).content.decode()
    ready = page.split('id="ready-h"')[1].split("</section>")[0]
    assert address("question", journey, "waiting", "room") in ready
    assert "Give at least two answers" in ready
    assert client.post(address("publish", journey), {"revision": 2}).status_code == 422


def test_a_published_version_has_no_form_and_no_address_to_write_to(client, journey, planner):
    actions.publish(journey, planner)
    place = address("version", journey, 1)
    before = journey.versions.get().document
    assert client.post(place, {"title__nl": "Anders"}).status_code == 405
    assert journey.versions.get().document == before
    assert 'name="title__nl"' not in client.get(place).content.decode()
    assert client.get(address("version", journey, 9)).status_code == 404
    assert client.get(address("version_preview", journey, 1)).status_code == 200


def test_the_preview_shows_feelings_first_and_then_the_questions(client, journey, planner):
    page = client.get(address("preview", journey), {"step": "waiting"}).content.decode()
    order = ("How did waiting feel?", "Which word fits?", "Which grade", "waited?")
    places = [page.index(words) for words in order]
    assert places == sorted(places)
    assert client.get(address("preview", journey), {"step": "gone"}).status_code == 404


def test_the_copy_goes_to_the_chosen_client_and_not_to_a_strange_one(client, journey, planner):
    place = address("duplicate", journey)
    strange = {"client": ClientFactory().pk, "title__nl": "Kopie", "title__en": ""}
    assert client.post(place, strange).status_code == 422
    mine = ClientFactory()
    planner.managed_clients.add(mine)
    assert client.post(place, strange | {"client": mine.pk}).status_code == 302
    assert Journey.objects.latest("pk").client == mine


def test_name_and_scoring_are_kept_with_the_draft(client, journey, planner):
    place = address("settings", journey)
    sent = fields(client.get(place))
    client.post(place, sent | {"pass_mark": "72.5", "title__nl": "Nieuwe naam", "na": "zero"})
    journey.refresh_from_db()
    assert (journey.draft["options"]["pass_mark"], journey.draft["options"]["na"]) == (72.5, "zero")
    assert journey.title["nl"] == "Nieuwe naam"
    assert client.post(place, sent | {"pass_mark": "101"}).status_code == 422


def test_a_phase_gets_a_name_and_a_place(client, journey, planner):
    place = address("phase", journey, "before")
    client.post(place, fields(client.get(place)) | {"title__nl": "Vooraf kijken", "lifecycle": "consider"})
    journey.refresh_from_db()
    phase = editing.find_phase(journey.draft, "before")
    assert (phase["title"]["nl"], phase["lifecycle"]) == ("Vooraf kijken", "consider")
    assert client.get(address("phase", journey, "gone")).status_code == 404


def test_a_later_phase_can_begin_a_dated_part_of_the_visit(client, journey, planner):
    place = address("phase", journey, "during")
    sent = fields(client.get(place))
    days = {"episode__opens_after_days": "2", "episode__due_after_days": "5"}
    tree = client.post(place, sent | days, follow=True).content.decode()
    journey.refresh_from_db()
    assert editing.find_phase(journey.draft, "during")["episode"] == {"opens_after_days": 2, "due_after_days": 5}
    assert "2 to 5 days after the part before" in tree
    assert "2 to 5 days after the part before" in client.get(address("read", journey)).content.decode()

    sent = fields(client.get(place))
    assert client.post(place, sent | {"episode__due_after_days": ""}).status_code == 422
    assert client.post(place, sent | {"episode__opens_after_days": "6"}).status_code == 422
    assert client.post(place, sent | {"episode__due_after_days": "366"}).status_code == 422
    client.post(place, sent | dict.fromkeys(days, ""))
    journey.refresh_from_db()
    assert "episode" not in editing.find_phase(journey.draft, "during")


def test_the_first_phase_is_not_asked_for_days(client, journey, planner):
    assert "episode__" not in client.get(address("phase", journey, "before")).content.decode()
