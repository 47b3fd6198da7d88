"""When an answer is offered has a page of its own, with the rules of a question's condition; without any script."""

import pytest
from django.urls import reverse

from fieldwork.journeys import editing
from tests.factories import JourneyFactory, UserFactory
from tests.journeys.test_designed_expressions import expressive
from tests.journeys.test_pages import fields

PATH = "sums/room"
WORDS = "Only when “Arriving: Question greeted?” is Yes"
WHEN_GREETED = {"field": "arriving/greeted", "is": "eq", "value": "yes"}


@pytest.fixture
def journey(db):
    return JourneyFactory(draft=expressive())


@pytest.fixture
def planner(client, journey):
    user = UserFactory(role="planner", manages=[journey.client], language="en")
    client.force_login(user)
    return user


def address(journey, option="clean"):
    return reverse("journeys:answer", args=[journey.pk, "sums", "room", option])


def offered(journey, key="clean"):
    journey.refresh_from_db()
    options = editing.find_question(journey.draft, PATH)["options"]
    return next(one for one in options if one["key"] == key).get("show_if")


def test_the_question_says_when_each_answer_is_offered_and_leads_there(client, journey, planner):
    page = client.get(reverse("journeys:question", args=[journey.pk, "sums", "room"])).content.decode()
    assert page.count("Always offered") == 2
    assert WORDS in page, page[page.index("offered") :][:300]
    assert all(f'href="{address(journey, key)}"' in page for key in ("clean", "fair", "dirty"))


def test_saving_what_is_shown_changes_nothing(client, journey, planner):
    before = journey.draft
    answer = client.post(address(journey), fields(client.get(address(journey))))
    assert answer.status_code == 302
    assert offered(journey) in (WHEN_GREETED, {"all": [WHEN_GREETED]})
    assert offered(journey, "fair") is None
    assert editing.find_question(journey.draft, "sums/many") == editing.find_question(before, "sums/many")


def test_rules_are_written_and_taken_away(client, journey, planner):
    form = fields(client.get(address(journey, "fair")))
    rule = {"rules-0-field": "sums/many", "rules-0-operator": "gt", "rules-0-value": "3"}
    assert client.post(address(journey, "fair"), form | rule).status_code == 302
    assert offered(journey, "fair") == {"all": [{"field": "sums/many", "is": "gt", "value": 3}]}
    form = fields(client.get(address(journey, "fair")))
    client.post(address(journey, "fair"), form | {"rules-0-DELETE": "on"})
    assert offered(journey, "fair") is None
    assert "show_if" not in editing.find_question(journey.draft, PATH)["options"][1]


def test_a_rule_that_cannot_be_read_comes_back_with_what_was_typed(client, journey, planner):
    form = fields(client.get(address(journey, "fair")))
    rule = {"rules-0-field": "sums/many", "rules-0-operator": "gt", "rules-0-value": "heavy"}
    answer = client.post(address(journey, "fair"), form | rule)
    assert answer.status_code == 422
    assert 'value="heavy"' in answer.content.decode()
    assert offered(journey, "fair") is None


def test_rules_look_at_earlier_questions_only(client, journey, planner):
    page = client.get(address(journey)).content.decode()
    assert '<option value="sums/double">' in page
    assert '<option value="sums/room">' not in page


def test_an_expression_from_an_import_is_shown_in_words_and_kept_until_it_is_removed(client, journey, planner):
    tree = {"expr": ["gt", ["add", ["ref", "sums/many"], 1], 3]}
    journey.draft = editing.update_option(journey.draft, PATH, "fair", {"show_if": tree})
    journey.save()
    page = client.get(address(journey, "fair"))
    assert "${Sums: Question many?} + 1 &gt; 3" in page.content.decode()
    client.post(address(journey, "fair"), fields(page))
    assert offered(journey, "fair") == tree
    client.post(address(journey, "fair"), fields(client.get(address(journey, "fair"))) | {"drop_condition": "on"})
    assert offered(journey, "fair") is None


def test_saving_the_question_keeps_when_its_answers_are_offered(client, journey, planner):
    question = reverse("journeys:question", args=[journey.pk, "sums", "room"])
    client.post(question, fields(client.get(question)) | {"options-0-text__en": "Spotless"})
    assert offered(journey) == WHEN_GREETED


def test_who_saved_since_is_not_overwritten_unseen(client, journey, planner):
    form = fields(client.get(address(journey, "fair")))
    journey.draft = editing.update_option(journey.draft, PATH, "fair", {"points": 7})
    journey.revision += 1
    journey.save()
    rule = {"rules-0-field": "sums/many", "rules-0-operator": "gt", "rules-0-value": "3"}
    answer = client.post(address(journey, "fair"), form | rule)
    assert answer.status_code == 409
    assert offered(journey, "fair") is None
    assert client.post(address(journey, "fair"), fields(answer)).status_code == 302
    assert offered(journey, "fair") == {"all": [{"field": "sums/many", "is": "gt", "value": 3}]}
    assert editing.find_question(journey.draft, PATH)["options"][1]["points"] == 7


def test_an_answer_that_is_gone(client, journey, planner):
    form = fields(client.get(address(journey)))
    assert client.get(address(journey, "nowhere")).status_code == 404
    assert client.post(address(journey, "nowhere"), form).status_code == 409


def test_others_cannot_tell_that_it_is_there(client, journey):
    client.force_login(UserFactory(role="planner"))
    assert client.get(address(journey)).status_code == 404
    client.force_login(UserFactory(role="reviewer", manages=[journey.client]))
    assert client.get(address(journey)).status_code == 403
    client.force_login(UserFactory(role="shopper"))
    assert client.post(address(journey)).status_code == 403
    assert offered(journey) == WHEN_GREETED
