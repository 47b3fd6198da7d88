"""Whatever one does with the designer's buttons: keys stay unique and no condition looks into nothing."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldwork.common.errors import NotAllowedNow
from fieldwork.journeys import documents, editing, kinds, references
from tests.documents import small, text


def paths(document):
    return [path for path, _step, _question in documents.walk_questions(document)]


def keys(document):
    return [step["key"] for step in documents.steps_of(document)]


def whole():
    return documents.clean(small())


@pytest.mark.parametrize(
    "title, taken, key",
    [
        ("Hoe lang wachtte je?", (), "hoe_lang_wachtte_je"),
        ("Één café, 2×", (), "een_cafe_2"),
        ("2 vragen", (), "vragen"),
        ("???", (), "item"),
        ("Wachten", ("wachten", "wachten_2"), "wachten_3"),
        ("x" * 90, (), "x" * 28),
        ("Was duidelijk hoe lang je moest wachten op antwoord?", (), "was_duidelijk_hoe_lang_je"),
    ],
)
def test_a_key_is_made_of_the_title(title, taken, key):
    assert editing.key_from(title, taken) == key


@given(title=st.text(max_size=60), taken=st.sets(st.sampled_from(["a", "item", "item_2", "wachten"])))
def test_every_title_gives_a_key_that_the_schema_takes(title, taken):
    key = editing.key_from(title, taken)
    assert key not in taken
    documents.Phase.model_validate({"key": key})


def test_adding_gives_parts_that_can_be_read_and_leaves_the_old_document_alone():
    before = whole()
    kept = copy.deepcopy(before)
    document, phase = editing.add_phase(before, text("Nazorg", "Aftercare"), "use")
    document, step = editing.add_step(document, phase, text("Nabellen", "Call back"))
    for kind in kinds.KINDS:
        document, path = editing.add_question(document, step, kind, {"nl": "Ging het goed?"})
        assert path in paths(document)
    assert documents.clean(document) == document
    assert before == kept
    assert len(set(paths(document))) == len(paths(before)) + len(kinds.KINDS)


def test_a_step_moves_through_its_phase_and_into_the_next_one():
    document = whole()
    document = editing.move_step(document, "waiting", up=True)
    assert [[s["key"] for s in phase["steps"]] for phase in document["phases"]] == [["arriving", "waiting"], ["helped"]]
    document = editing.move_step(document, "arriving", up=False)
    assert keys(document) == ["waiting", "arriving", "helped"]
    document = editing.move_step(document, "helped", up=False)
    assert keys(document) == ["waiting", "arriving", "helped"]


def test_phases_and_questions_move_and_stop_at_the_end():
    document = editing.move_phase(whole(), "during", up=True)
    assert [phase["key"] for phase in document["phases"]] == ["during", "before"]
    assert editing.move_phase(document, "during", up=True) == document
    document = editing.move_question(document, "waiting/room", up=True)
    assert [q["key"] for q in editing.find_step(document, "waiting")["questions"]] == [
        "waited",
        "room",
        "minutes",
        "screen",
    ]


def test_a_question_that_moves_to_another_step_takes_its_conditions_along():
    document, path = editing.move_question_to(whole(), "waiting/waited", "arriving")
    assert path == "arriving/waited"
    assert editing.find_question(document, "waiting/minutes")["show_if"]["all"][0]["field"] == "arriving/waited"
    assert references.broken_references(document) == {}


def test_a_reworded_question_gets_a_new_key_and_its_conditions_follow():
    document = editing.update_question(whole(), "waiting/waited", {"text": text("Was er een rij?", ""), "key": "no"})
    document, path = editing.renew_key(document, "waiting/waited")
    assert path == "waiting/was_er_een_rij"
    assert references.broken_references(document) == {}
    assert "waiting/waited" not in paths(document)


def test_a_copied_step_looks_at_itself():
    document, key = editing.duplicate_step(whole(), "waiting")
    assert keys(document) == ["arriving", "waiting", key, "helped"]
    assert editing.find_question(document, f"{key}/minutes")["show_if"]["all"][0]["field"] == f"{key}/waited"
    assert references.broken_references(document) == {}


@pytest.mark.parametrize(
    "remove, target, needed_by",
    [
        (editing.remove_question, "waiting/waited", ["Vraag minutes?"]),
        (editing.remove_step, "waiting", ["Vraag solved?"]),
        (editing.remove_phase, "before", ["Helped"]),
    ],
)
def test_what_others_look_at_is_not_removed_and_they_are_named(remove, target, needed_by):
    document = whole()
    rule = {"field": "waiting/room", "is": "eq", "value": "clean"}
    editing.find_question(document, "helped/solved")["show_if"] = {"any": [{"all": [rule]}]}
    editing.find_step(document, "helped")["show_if"] = {"field": "arriving/greeted", "is": "eq", "value": "yes"}
    with pytest.raises(NotAllowedNow) as refused:
        remove(document, target)
    assert all(name in str(refused.value.message) for name in needed_by)


def test_what_nobody_looks_at_is_removed():
    document = editing.remove_question(whole(), "waiting/minutes")
    document = editing.remove_question(document, "waiting/waited")
    document = editing.remove_step(document, "helped")
    document = editing.remove_phase(document, "before")
    assert paths(document) == ["waiting/room", "waiting/screen"]


@pytest.mark.parametrize("edit", [editing.remove_step, editing.duplicate_step, editing.remove_phase])
def test_an_unknown_key_is_told(edit):
    with pytest.raises(KeyError):
        edit(whole(), "nowhere")


EDITS = ["add_phase", "add_step", "add_question", "step_up", "step_down", "question_up", "to_step", "renew",
         "copy_step", "copy_question", "drop_question", "drop_step", "drop_phase"]  # fmt: skip


def _edit(document, name, pick):
    steps, questions = keys(document), paths(document)
    phases = [phase["key"] for phase in document["phases"]]
    choose = lambda rows: rows[pick % len(rows)]  # noqa: E731
    if name == "add_phase":
        return editing.add_phase(document, text("Fase", "Phase"))[0]
    if name == "add_step" and phases:
        return editing.add_step(document, choose(phases), text("Waiting", "Waiting"))[0]
    if name == "drop_phase" and phases:
        return editing.remove_phase(document, choose(phases))
    if not steps:
        return document
    if name == "add_question":
        kind = list(kinds.KINDS)[pick % len(kinds.KINDS)]
        return editing.add_question(document, choose(steps), kind, {"nl": "Waited"})[0]
    if name in ("step_up", "step_down"):
        return editing.move_step(document, choose(steps), up=name == "step_up")
    if name == "copy_step":
        return editing.duplicate_step(document, choose(steps))[0]
    if name == "drop_step":
        return editing.remove_step(document, choose(steps))
    if not questions:
        return document
    if name == "to_step":
        return editing.move_question_to(document, choose(questions), steps[-1 - pick % len(steps)])[0]
    simple = {"renew": editing.renew_key, "copy_question": editing.duplicate_question}
    if name in simple:
        return simple[name](document, choose(questions))[0]
    if name == "question_up":
        return editing.move_question(document, choose(questions), up=True)
    return editing.remove_question(document, choose(questions)) if name == "drop_question" else document


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(EDITS), st.integers(0, 30)), max_size=12))
def test_any_row_of_edits_keeps_keys_unique_and_leaves_no_condition_dangling(edits):
    document = whole()
    for name, pick in edits:
        try:
            document = _edit(document, name, pick)
        except NotAllowedNow:
            continue
    assert documents.clean(document) == document
    assert len(set(keys(document))) == len(keys(document))
    assert len(set(paths(document))) == len(paths(document))
    codes = {code for problems in references.broken_references(document).values() for code, _message in problems}
    assert "condition_unknown" not in codes
