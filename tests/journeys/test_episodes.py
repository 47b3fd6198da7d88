"""A journey is cut into dated parts at the phases that say so; one without any is one part."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.common.errors import Invalid
from fieldwork.journeys import checks, documents
from fieldwork.journeys.episodes import Episode, episodes_of
from tests.documents import small, text


def in_parts(opens=2, due=5):
    document = small()
    document["phases"][1]["episode"] = {"opens_after_days": opens, "due_after_days": due}
    return document


def errors(document):
    return [one["code"] for one in checks.problems(document) if one["level"] == "error"]


def test_a_journey_without_dated_phases_is_one_part_and_keeps_its_checksum():
    clean = documents.clean(small())
    assert [(part.number, part.steps) for part in episodes_of(clean)] == [(1, ("arriving", "waiting", "helped"))]
    assert all("episode" not in phase for phase in clean["phases"])
    # As it was before journeys could have parts: what was published then is still what is drafted now.
    assert clean["phases"] == small()["phases"]
    said_none = small()
    said_none["phases"][1]["episode"] = None
    assert documents.checksum(documents.clean(said_none)) == documents.checksum(clean)


def test_a_dated_phase_begins_a_part_that_carries_its_name_and_days():
    clean = documents.clean(in_parts())
    assert episodes_of(clean) == (
        Episode(1, "before", text("Vooraf", "Before"), ("arriving",)),
        Episode(2, "during", text("Contact", "Contact"), ("waiting", "helped"), 2, 5),
    )
    assert documents.checksum(clean) != documents.checksum(documents.clean(small()))
    assert errors(clean) == []


def test_days_never_reach_the_phone_with_the_document():
    assert "episode" not in documents.for_phone(documents.clean(in_parts()))["phases"][1]


@pytest.mark.parametrize("days", [(-1, 5), (0, 366), (True, 5), (1.0, 5), ("1", 5), (1, None)])
def test_days_that_cannot_be_are_refused(days):
    with pytest.raises(Invalid):
        documents.parse(in_parts(*days))


def test_a_part_that_is_due_before_it_opens_cannot_be_published():
    assert errors(in_parts(5, 5)) == []
    assert errors(in_parts(6, 5)) == ["episode_dates"]


def test_the_first_phase_has_nothing_to_wait_for():
    document = in_parts()
    document["phases"].reverse()
    assert errors(document) == ["episode_first"]
    assert len(episodes_of(document)) == 1


def test_a_part_without_steps_cannot_be_published():
    document = in_parts()
    document["phases"][0]["steps"] += document["phases"][1]["steps"]
    document["phases"][1]["steps"] = []
    assert errors(document) == ["episode_empty"]


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 3)), max_size=8))
def test_every_step_stands_in_one_part_in_its_order(phases):
    document = {
        "phases": [
            {
                "key": f"p{number}",
                "title": {},
                "episode": {"opens_after_days": 1, "due_after_days": 2} if begins else None,
                "steps": [{"key": f"s{number}_{step}"} for step in range(steps)],
            }
            for number, (begins, steps) in enumerate(phases)
        ]
    }
    parts = episodes_of(document)
    assert [part.number for part in parts] == list(range(1, len(parts) + 1))
    assert [key for part in parts for key in part.steps] == [step["key"] for step in documents.steps_of(document)]
    assert len(parts) == 1 + sum(begins for begins, _steps in phases[1:])
