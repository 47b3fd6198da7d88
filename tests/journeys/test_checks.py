"""Every reason not to publish is found and names its place."""

import copy

import pytest

from fieldwork.journeys import checks, documents, editing
from reports.demo.vonk import journey as vonk
from reports.demo.waterrijk import journey as waterrijk
from tests.documents import CHOICES, question, small, text


def found(document, level="error"):
    return [(one["code"], one["step"], one["question"]) for one in checks.problems(document) if one["level"] == level]


def changed(path, **changes):
    document = documents.clean(small())
    if not path:
        return {**document, **changes}
    place = editing.find_question(document, path) if "/" in path else editing.find_step(document, path)
    place.update(changes)
    return document


def rule(field, operator="eq", value="yes"):
    return {"all": [{"field": field, "is": operator, "value": value}]}


@pytest.mark.parametrize("document", [small(), waterrijk.document(), vonk.document()])
def test_a_good_journey_has_no_errors(document):
    assert found(document) == []
    assert checks.minutes(document) >= 2


NUMBER = {"unit": text("", ""), "decimals": 0, "min": None, "max": None}


@pytest.mark.parametrize(
    "path, changes, code",
    [
        ("", {"title": text("", "")}, "text_missing"),
        ("", {"phases": []}, "no_steps"),
        ("waiting", {"title": text(" ", "")}, "text_missing"),
        ("waiting", {"ask": text("", "")}, "text_missing"),
        ("waiting", {"desired": {"valence": 0, "emotions": ["hungry"], "set_by": "x"}}, "unknown_emotion"),
        ("waiting", {"sections": [{"key": "a", "title": text("A", "A"), "weight": None}] * 2}, "duplicate_key"),
        ("waiting/waited", {"text": text("", "")}, "text_missing"),
        ("waiting/room", {"options": []}, "no_options"),
        ("waiting/room", {"options": [CHOICES[0], CHOICES[0]]}, "duplicate_key"),
        ("waiting/room", {"options": [CHOICES[0], {**CHOICES[1], "text": text("", "")}]}, "text_missing"),
        ("waiting/room", {"options": [{**one, "points": 0} for one in CHOICES]}, "no_maximum"),
        ("waiting/minutes", {"min": 9, "max": 1}, "min_above_max"),
        ("waiting/minutes", {"bands": [{"upto": 5, "points": 1}]}, "bands_closed"),
        ("waiting/minutes", {"bands": [{"upto": None, "points": 1}, {"upto": 5, "points": 0}]}, "bands_open"),
        ("waiting/minutes", {"bands": [{"upto": n, "points": 1} for n in (9, 5, None)]}, "bands_not_ascending"),
        ("waiting/minutes", {"bands": [{"upto": n, "points": 1} for n in (5, 5, None)]}, "bands_not_ascending"),
        ("arriving/remark", {"min_length": 50, "max_length": 10}, "min_above_max"),
        ("arriving/remark", {"critical": "fail"}, "critical_unscored"),
        ("arriving/remark", {"bonus": True}, "bonus_unscored"),
        ("arriving/remark", {"threshold": 1}, "threshold_unscored"),
        ("arriving/greeted", {"threshold": 2}, "threshold_out_of_range"),
        ("arriving/greeted", {"critical": "cap:101"}, "cap_out_of_range"),
        ("arriving/greeted", {"included": False}, "critical_not_counted"),
        ("arriving/greeted", {"section": "gone"}, "unknown_section"),
        ("arriving/greeted", {"evidence": {"min": 3, "max": 1, "when": "always"}}, "min_above_max"),
        ("arriving/greeted", {"evidence": {"min": 1, "max": 1, "when": "perhaps"}}, "unknown_option"),
        ("arriving/remark", {"evidence": {"min": 1, "max": 1, "when": "yes"}}, "unknown_option"),
        ("waiting/screen", {"evidence": {"min": 1, "max": 1, "when": "always"}}, "evidence_out_of_place"),
        ("waiting/minutes", {"show_if": rule("waiting/gone")}, "condition_unknown"),
        ("waiting/minutes", {"show_if": rule("waiting/minutes")}, "condition_self"),
        ("waiting/waited", {"show_if": rule("helped/solved")}, "condition_forward"),
        ("waiting/minutes", {"show_if": rule("waiting/waited", "gt")}, "condition_operator"),
        ("waiting/minutes", {"show_if": rule("waiting/waited", "eq", "perhaps")}, "condition_value"),
        ("helped/solved", {"show_if": rule("waiting/room", "in", ["clean", "gone"])}, "condition_value"),
        ("helped", {"show_if": rule("helped/solved")}, "condition_loop"),
        ("arriving", {"show_if": rule("helped/solved")}, "condition_forward"),
    ],
)
def test_an_error_is_found_at_its_place(path, changes, code):
    step, _slash, key = path.partition("/")
    assert (code, step, key) in found(changed(path, **changes))


def test_a_loop_is_refused_with_every_question_in_it_named():
    document = changed("waiting/waited", show_if=rule("helped/solved"))
    editing.find_question(document, "helped/solved")["show_if"] = rule("waiting/waited")
    [problem] = [one for one in checks.problems(document) if one["level"] == "error"]
    assert problem["code"] == "condition_loop"
    assert "Vraag waited?" in problem["message"]
    assert "Vraag solved?" in problem["message"]
    assert "Vraag waited?" in problem["where"]


def test_keys_that_stand_twice_are_refused():
    document = documents.clean(small())
    twin = copy.deepcopy(document["phases"][0]["steps"][0])
    twin["questions"].append(copy.deepcopy(twin["questions"][0]))
    document["phases"][1]["steps"].append(twin)
    assert found(document).count(("duplicate_key", "", "")) == 1
    assert ("duplicate_key", "arriving", "") in found(document)


@pytest.mark.parametrize("printed, is_wrong", [(3, False), (100, True), (None, False)])
def test_a_printed_total_must_be_the_sum_of_the_weights(printed, is_wrong):
    document = documents.clean(small())
    document["options"]["printed_total"] = printed
    assert (("printed_total", "", "") in found(document)) is is_wrong


@pytest.mark.parametrize(
    "path, changes, level, code",
    [
        ("waiting/waited", {"text": text("Moest je wachten?", "")}, "warning", "translation_missing"),
        ("waiting", {"desired": None}, "warning", "no_desired_emotion"),
        ("waiting", {"desired": {"valence": 0, "emotions": [], "set_by": ""}}, "warning", "desired_by_nobody"),
        ("waiting/waited", {"points": None}, "info", "no_points"),
        ("arriving/greeted", {"points": {"yes": 1, "no": -1}}, "warning", "negative_points"),
    ],
)
def test_a_doubt_is_told_but_does_not_stop_publishing(path, changes, level, code):
    document = changed(path, **changes)
    step, _slash, key = path.partition("/")
    assert (code, step, key) in found(document, level)
    assert not found(document)


def test_a_document_that_cannot_be_read_gives_the_reading_errors():
    [problem] = checks.problems({**small(), "phases": 3})
    assert problem["level"] == "error"
    assert problem["where"] == "phases"


def test_an_option_that_was_removed_breaks_the_condition_that_names_it():
    document = changed("helped/solved", show_if=rule("waiting/room", "eq", "clean"))
    assert not found(document)
    editing.find_question(document, "waiting/room")["options"] = CHOICES[1:]
    assert found(document) == [("condition_value", "helped", "solved")]


def test_a_question_without_points_may_stand_in_a_note():
    document = documents.clean(small())
    editing.find_step(document, "helped")["questions"].append(question("note", "note", required=True))
    assert ("note_required", "helped", "note") in found(document, "warning")
