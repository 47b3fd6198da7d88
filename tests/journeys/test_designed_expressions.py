"""Constraints, formulas and options with a condition in the designer: shown as text, kept, refused when unreadable."""

import pytest
from django.urls import reverse

from fieldwork.common.errors import NotAllowedNow
from fieldwork.journeys import checks, documents, editing
from tests.documents import CHOICES, question, small, step
from tests.factories import JourneyFactory, UserFactory
from tests.journeys.test_pages import fields

ROOM = [{**CHOICES[0], "show_if": {"field": "arriving/greeted", "is": "eq", "value": "yes"}}, *CHOICES[1:]]
OLD = {"expr": ["gte", ["this"], 0], "message": {"nl": "Niet onder nul.", "en": "Not below zero."}}


def expressive():
    """The small journey with one of everything that an expression can do."""
    document = small()
    document["phases"][0]["steps"].append(
        step(
            "sums",
            [
                question("many", "number", unit={}, decimals=0, constraint=OLD),
                question("double", "computed", required=False, formula={"expr": ["mul", ["ref", "sums/many"], 2]}),
                question("room", "single", options=ROOM, show_if={"expr": ["gt", ["ref", "sums/double"], 4]}),
            ],
        )
    )
    return documents.clean(document)


@pytest.fixture
def journey(db):
    return JourneyFactory(draft=expressive())


@pytest.fixture
def page(client, journey):
    client.force_login(UserFactory(role="planner", manages=[journey.client]))

    def fetch(key):
        address = reverse("journeys:question", args=[journey.pk, "sums", key])
        return address, client.get(address)

    return fetch


def saved(journey, key):
    journey.refresh_from_db()
    return editing.find_question(journey.draft, f"sums/{key}")


@pytest.mark.parametrize("key", ["many", "double", "room"])
def test_saving_what_is_shown_changes_nothing(client, page, journey, key):
    before = saved(journey, key)
    address, shown = page(key)
    assert client.post(address, fields(shown)).status_code == 302
    assert saved(journey, key) == before


def test_a_constraint_is_written_read_and_removed(client, page, journey):
    address, shown = page("many")
    assert ". &gt;= 0" in shown.content.decode()
    form = fields(shown)
    assert client.post(address, form | {"constraint": ". > 5 and"}).status_code == 422
    assert saved(journey, "many")["constraint"] == OLD
    client.post(address, form | {"constraint": ". > 5 and . < 9"})
    assert saved(journey, "many")["constraint"]["expr"] == ["and", ["gt", ["this"], 5], ["lt", ["this"], 9]]
    assert client.post(address, fields(page("many")[1]) | {"constraint": ""}).status_code == 302
    assert "constraint" not in saved(journey, "many")


def test_a_formula_is_typed_with_paths(client, page, journey):
    address, shown = page("double")
    assert "${sums/many} * 2" in shown.content.decode()
    client.post(address, fields(shown) | {"own__formula__expr": "${sums/many} + 1"})
    assert saved(journey, "double")["formula"] == {"expr": ["add", ["ref", "sums/many"], 1]}


def test_what_an_expression_looks_at_stays_and_is_followed(journey):
    with pytest.raises(NotAllowedNow):
        editing.remove_question(journey.draft, "sums/many")
    document, fresh = editing.renew_key(journey.draft, "sums/many")
    formula = editing.find_question(document, "sums/double")["formula"]["expr"]
    assert formula[1] == ["ref", fresh]
    assert [one for one in checks.problems(document) if one["level"] == "error"] == []


@pytest.mark.parametrize(
    "tree, code",
    [(["ref", "sums/gone"], "condition_unknown"), (["ref", "sums/room"], "condition_loop"),
     (["ref", "leaving/grade"], "condition_unknown"), (["ref", "sums/double"], "condition_self")],
)  # fmt: skip
def test_a_formula_that_cannot_work_is_named(journey, tree, code):
    document = editing.update_question(journey.draft, "sums/double", {"formula": {"expr": tree}})
    assert code in [one["code"] for one in checks.problems(document) if one["level"] == "error"]


def test_the_phone_gets_computed_values_apart_and_patterns_as_programs(journey):
    rule = {"expr": ["regex", ["this"], "a+"], "message": {}}
    document = documents.clean(editing.update_question(journey.draft, "sums/many", {"constraint": rule}))
    sent = documents.for_phone(document)["phases"][0]["steps"][-1]
    assert [one["key"] for one in sent["questions"]] == ["many", "room"]
    assert [(one["key"], one["before"]) for one in sent["computed"]] == [("double", 1)]
    assert sent["questions"][0]["constraint"]["expr"][2][-1] == ["match"]
    assert documents.needs_formulas(document)
    assert not documents.needs_formulas(small())


def test_a_document_without_expressions_keeps_its_checksum():
    document = documents.clean(small())
    assert not [one for one in documents.questions_by_path(document).values() if "constraint" in one]
    assert documents.checksum(document) == documents.checksum(documents.clean(small()))
