"""The document is read strictly, keeps one checksum, and gives the phone only what a shopper may know."""

import copy
import json

import pytest

from fieldwork.common.errors import Invalid
from fieldwork.journeys import documents
from reports.demo.vonk import journey as vonk
from reports.demo.waterrijk import journey as waterrijk
from tests.documents import question, small, step


@pytest.mark.parametrize("document", [small(), waterrijk.document(), vonk.document()])
def test_a_clean_document_stays_as_it_is_through_json(document):
    clean = documents.clean(document)
    assert documents.clean(json.loads(json.dumps(clean))) == clean
    assert list(documents.questions_by_path(clean)) == list(documents.questions_by_path(document))


def test_the_checksum_sees_meaning_and_not_order_or_the_way_a_number_is_written():
    one, other = documents.clean(small()), documents.clean(dict(reversed(small().items())))
    assert documents.checksum(one) == documents.checksum(other)
    written = copy.deepcopy(small())
    written["phases"][0]["steps"][0]["weight"] = 1.0
    assert documents.checksum(documents.clean(written)) == documents.checksum(one)
    written["phases"][0]["steps"][0]["weight"] = 2
    assert documents.checksum(documents.clean(written)) != documents.checksum(one)


def _with(**changes):
    document = small()
    document["phases"][0]["steps"][0]["questions"][0].update(changes)
    return document


@pytest.mark.parametrize(
    "document, where",
    [
        (_with(kind="riddle"), "phases.0.steps.0.questions.0"),
        (_with(key="Not A Key"), "phases.0.steps.0.questions.0.yes_no.key"),
        (_with(weight=-1), "phases.0.steps.0.questions.0.yes_no.weight"),
        (_with(weight=True), "phases.0.steps.0.questions.0.yes_no.weight"),
        (_with(colour="red"), "phases.0.steps.0.questions.0.yes_no.colour"),
        (_with(critical="sometimes"), "phases.0.steps.0.questions.0.yes_no.critical"),
        (_with(text={"nl": "x" * 501}), "phases.0.steps.0.questions.0.yes_no.text.nl"),
        (_with(text={"fr": "Bonjour"}), "phases.0.steps.0.questions.0.yes_no.text"),
        ({**small(), "schema": 2}, "schema"),
        ({**small(), "phases": "none"}, "phases"),
    ],
)
def test_what_cannot_be_read_is_named(document, where):
    with pytest.raises(Invalid) as refused:
        documents.parse(document)
    assert where in [problem["where"].replace(".float", "").replace(".int", "") for problem in refused.value.problems]


def test_a_condition_nested_too_deep_is_refused():
    condition = {"field": "a/b", "is": "eq", "value": 1}
    for _level in range(5):
        condition = {"all": [condition]}
    with pytest.raises(Invalid):
        documents.parse(_with(show_if=condition))


def test_a_journey_has_at_most_sixty_steps_and_a_thousand_questions():
    def journey(steps):
        return {**small(), "phases": [{"key": "a", "title": {}, "lifecycle": "buy", "steps": steps}]}

    documents.parse(journey([step(f"s{number}", []) for number in range(60)]))
    with pytest.raises(Invalid):
        documents.parse(journey([step(f"s{number}", []) for number in range(61)]))
    many = [question(f"q{number}", "note") for number in range(1001)]
    documents.parse(journey([step("s", many[:1000])]))
    with pytest.raises(Invalid):
        documents.parse(journey([step("s", many)]))


def test_the_phone_gets_nothing_about_points_weights_or_hopes():
    sent = json.dumps(documents.for_phone(documents.clean(waterrijk.document())))
    for secret in ("points", "weight", "critical", "threshold", "bonus", "internal", "included", "dimension", "bands",
                   "desired", "importance", "owner", "pass_mark", "scored"):  # fmt: skip
        assert f'"{secret}"' not in sent
    for known in ("required", "allow_na", "show_if", "evidence", "options", "anchors", "may_be_unanswered"):
        assert f'"{known}"' in sent


def test_the_same_key_in_two_steps_is_two_questions():
    document = small()
    document["phases"][1]["steps"][1]["questions"].append(question("waited", "note"))
    assert {"waiting/waited", "helped/waited"} <= set(documents.questions_by_path(document))
    assert [one["key"] for one in documents.steps_of(document)] == ["arriving", "waiting", "helped"]
