"""What a draft leaves to decide stands by kind with its count, and every line leads to the very field."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from fieldwork.journeys import checks, deciding, documents
from fieldwork.journeys.designer import place_of
from tests.documents import small, text
from tests.factories import JourneyFactory, UserFactory
from tests.journeys.test_designed_expressions import expressive


def half_done():
    """A journey as an import leaves it: Dutch only, without points or wishes."""
    document = documents.clean(expressive())
    document["title"] = text("Reis", "")
    for step in documents.steps_of(document):
        step |= {"title": text(step["key"], ""), "intro": text("Begin", ""), "desired": None}
        step["sections"] = [{"key": "part", "title": text("Deel", ""), "weight": None}]
        for question in step["questions"]:
            question |= {"text": text("Wat?", ""), "hint": text("Kijk", ""), "critical": "none", "bonus": False}
            for row in [*(question.get("options") or ()), *(question.get("anchors") or ())]:
                row |= {"text": text(str(row.get("key", "punt")), ""), "points": None}
    return documents.clean(document)


def test_kinds_are_counted_in_words_and_faults_are_none_of_them():
    with override("en"):
        found = checks.problems(half_done())
        names = [group.name for group in deciding.groups(found)]
    assert "4 steps without a desired emotion" in names
    assert any(name.endswith("texts missing in one language") for name in names)
    assert sum(len(group.problems) for group in deciding.groups(found)) == len(
        [one for one in found if one["level"] != "error"]
    )


def test_kinds_without_a_name_stand_together_at_the_end():
    problem = {"level": "warning", "step": "", "question": "", "where": "", "message": "", "field": ""}
    found = [{**problem, "code": code} for code in ("moon", "no_points", "stars")]
    with override("en"):
        assert [one.name for one in deciding.groups(found)] == [
            "1 question without points",
            "2 other things to look at",
        ]


def test_a_page_shows_the_first_of_a_long_list_and_says_how_many_follow(client, db):
    document = documents.clean(small())
    step = documents.steps_of(document)[0]
    step["questions"] = [{**step["questions"][0], "key": f"q{n}", "text": text("Wat?", "")} for n in range(120)]
    journey = JourneyFactory(draft=documents.clean(document))
    client.force_login(UserFactory(role="planner", manages=[journey.client], language="en"))
    page = client.get(reverse("journeys:step", args=[journey.pk, step["key"]])).content.decode()
    assert "120 texts missing in one language" in page
    assert "and 20 more" in page
    assert 'data-remember="translation_missing">' in page  # closed: too many to stand open


@pytest.mark.parametrize("document", [half_done(), documents.clean(expressive()), documents.clean(small())])
def test_every_line_leads_to_a_field_that_is_there(client, db, document):
    journey = JourneyFactory(draft=document)
    client.force_login(UserFactory(role="planner", manages=[journey.client], language="en"))
    pages = {}
    for one in checks.problems(document):
        if one["field"]:
            place = f"{one['step']}/{one['question']}" if one["question"] else one["step"]
            address = place_of(journey.pk, place) if place else reverse("journeys:settings", args=[journey.pk])
            page = pages.setdefault(address, client.get(address).content.decode())
            assert f'id="{one["field"]}"' in page, one
