"""A document as a workbook and back: the same document, and a workbook that pyxform accepts."""

from __future__ import annotations

import copy
from random import Random

import pytest

from fieldwork.common.errors import Invalid
from fieldwork.journeys import documents, kinds
from fieldwork.journeys.xlsform import adapter, limits, reading, writing
from fieldwork.journeys.xlsform.results import Notes
from reports.demo.vonk import journey as vonk
from reports.demo.waterrijk import journey as waterrijk
from tests.documents import small, step, text
from tests.journeys import expressions
from tests.journeys.test_designed_expressions import expressive
from tests.journeys.xlsform.workbooks import name_of, need, samples


def back(document):
    found = reading.read(writing.workbook(document), "form.xlsx")
    assert found.document is not None, found.findings
    return found


@pytest.mark.parametrize("document", [small(), expressive(), waterrijk.document(), vonk.document()])
def test_a_journey_comes_back_as_it_was(document):
    document = documents.clean(document)
    found = back(document)
    assert found.document == document
    assert documents.checksum(found.document) == documents.checksum(document)
    assert found.findings == ()


def test_the_workbook_says_in_xlsform_what_xlsform_can_say():
    notes = Notes()
    content = writing.workbook(documents.clean(expressive()))
    book = adapter.read(content, limits.XLSX, notes)
    rows = {row.get("name"): row for row in book.sheet("survey").rows.values()}
    many, double, room = rows["many"], rows["double"], rows["sums.room"]
    assert (many["type"], many["constraint"], many["constraint_message::English (en)"]) == (
        "integer", ". >= 0", "Not below zero.",
    )  # fmt: skip
    assert (double["type"], double["calculation"]) == ("calculate", "${many} * 2")
    assert room["relevant"] == "${double} > 4"
    adapter.judge(book, notes)
    assert not notes.found


def test_a_cell_is_never_a_formula():
    document = documents.clean(small())
    document["phases"][0]["steps"][0]["title"] = text("=1+1", '=HYPERLINK("http://x")')
    assert back(document).document == document


@pytest.mark.parametrize(
    "words",
    ["one\r\ntwo", " a ", "\xa0b\u2028", "${many}", "${", "#REF!", "  ", "\x01\x0b", "_x0041_", "<b>Who?</b>",
     "a" * 500, "\ufeff\ufffe", "TRUE", "1.0", ""],
)  # fmt: skip
def test_a_text_comes_back_as_it_was_written_whatever_it_holds(words):
    document = documents.clean(expressive())
    step = documents.steps_of(document)[-1]
    document["phases"][0]["title"] = step["title"] = text(words[:120], "")
    step["owner"] = words[:200].strip()
    for question in step["questions"]:
        question["text"] = question["hint"] = text(words, words)
        for option in question.get("options", ()):
            option["text"] = option["hint"] = text(words, "")
    assert back(document).document == document


def test_what_is_too_long_for_a_cell_is_not_cut_but_refused():
    document = documents.clean(expressive())
    long = ["and", *(["eq", ["ref", "sums/many"], "x" * 480] for _part in range(120))]
    documents.steps_of(document)[-1]["questions"][-1]["show_if"] = {"expr": long}
    with pytest.raises(Invalid, match="JSON"):
        writing.workbook(document)


def test_what_no_reader_would_take_is_not_written():
    document = documents.clean(expressive())
    questions = documents.steps_of(document)[-1]["questions"]
    looks = {"expr": ["or", *(["eq", ["ref", "sums/many"], number] for number in range(120))]}
    questions += [{**questions[0], "key": f"more{number}", "show_if": looks} for number in range(90)]
    with pytest.raises(Invalid, match="JSON"):
        writing.workbook(document)


def random_document(dice: Random):
    """Steps of every kind of question, with conditions that look back in every way."""
    phases = []
    earlier: list[str] = []
    for number in range(dice.randint(1, 3)):
        steps = []
        for place in range(dice.randint(1, 3)):
            key = f"s{number}_{place}"
            sections = [{"key": name, "title": text(name, name), "weight": None} for name in ("a", "b")]
            questions = []
            for count in range(dice.randint(1, 6)):
                asked = random_question(dice, dice.choice(["q", "room", "n"]) + str(count), earlier)
                asked["section"] = dice.choice([None, "a", "b"])
                questions.append(asked)
                if kinds.get(asked["kind"]).has_answer:
                    earlier.append(f"{key}/{asked['key']}")
            wished = {"valence": -0.25, "emotions": ["tense"], "set_by": "Wij"}
            own = {"channel": dice.choice(["counter", "other"]), "desired": dice.choice([None, wished])}
            steps.append(step(key, questions, sections=sections, weight=dice.choice([1, 2.5]), **own))
        phase = {"key": f"p{number}", "title": text("Fase", f"Phase {number}"), "lifecycle": "buy", "steps": steps}
        phases.append(phase)
    named = {"schema": 1, "title": text("Reis", "Journey"), "options": {"pass_mark": 55}}
    return documents.clean({**named, "phases": phases})


def random_question(dice: Random, key: str, earlier: list[str]):
    kind = dice.choice(list(kinds.KINDS))
    asked = {**kinds.get(kind).new(key), "text": text(f"Vraag {key}", dice.choice(["", f"Question {key} <b>?</b>"]))}
    if kind in ("single", "multiple"):
        asked["options"] = [
            {"key": name, "text": text(name, name), "points": dice.choice([None, 1])} for name in ("1", "b_2")
        ]
    if kind == "scale":
        asked["anchors"] = [{"text": text(name, name), "points": place} for place, name in enumerate("xyz")]
    if kind == "number":
        asked |= {"min": dice.choice([None, 0]), "max": dice.choice([None, 99]), "decimals": dice.randint(0, 3)}
    if kind == "computed":
        asked["formula"] = {"expr": redirect(expressions.tree(dice), dice, earlier)}
    elif dice.random() < 0.3:
        rule = redirect(expressions.tree(dice), dice, earlier)
        asked["constraint"] = {"expr": rule, "message": text("", dice.choice(["", "Look again"]))}
    if earlier and dice.random() < 0.6:
        path = dice.choice(earlier)
        asked["show_if"] = dice.choice([
            {"field": path, "is": "answered", "value": None},
            {"all": [{"field": path, "is": "eq", "value": "x"}, {"field": path, "is": "ne", "value": "y"}]},
            {"expr": redirect(expressions.tree(dice), dice, earlier)},
            {"field": path, "is": "in", "value": ["1", "b_2"]},
        ])  # fmt: skip
    return asked


def redirect(tree, dice: Random, earlier: list[str]):
    """The tree looking at questions that are there; numbers where there are none."""
    if not isinstance(tree, list):
        return tree
    if tree[0] == "ref":
        return ["ref", dice.choice(earlier)] if earlier else 1
    return [tree[0], *(redirect(part, dice, earlier) for part in tree[1:])]


def round_trips(seed, count):
    dice = Random(seed)
    for _case in range(count):
        document = random_document(dice)
        assert back(copy.deepcopy(document)).document == document


def test_thirty_random_journeys_come_back():
    round_trips(seed=6, count=30)


@pytest.mark.soak
def test_five_hundred_random_journeys_come_back():
    round_trips(seed=2026, count=500)


@pytest.mark.parametrize("sample", samples(), ids=name_of)
def test_every_sample_that_came_in_goes_out_and_comes_back(sample):
    file = need(sample)
    found = reading.read(file.read_bytes(), file.name, "en")
    if found.document is not None:
        assert back(found.document).document == found.document
