"""One grammar: read, written back, and computed alike by server and phone."""

from __future__ import annotations

import json
import time
from pathlib import Path
from random import Random

import pytest
from django.utils.translation import override

from fieldwork.journeys import grammar
from fieldwork.measurement import expressions, matching
from fieldwork.measurement.conditions import relevant, walk
from fieldwork.measurement.expressions import compute
from tests.journeys import expressions as made

VECTORS = json.loads((Path(__file__).parents[1] / "vectors/expressions.json").read_text())


def read(text):
    return grammar.read(text, lambda name: ["ref", name])


@pytest.fixture(scope="module")
def phone():
    with made.phone() as page:
        yield page


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["expression"])
def test_the_server_passes_every_case(case):
    assert compute(read(case["expression"]), case["answers"], case["this"]) == case["value"]


def test_the_phone_passes_every_case(phone):
    cases = [(read(case["expression"]), case["answers"], case["this"]) for case in VECTORS]
    found = made.computed(phone, cases)
    assert dict(enumerate(found)) == {number: case["value"] for number, case in enumerate(VECTORS)}


def agree(phone, seed, count):
    dice = Random(seed)
    cases = [(made.tree(dice), made.answers(dice), dice.choice(made.VALUES)) for _case in range(count)]
    for tree, _answers, _own in cases:
        assert read(grammar.written(tree, str)) == tree
    begun = time.process_time()
    here = [compute(*case) for case in cases]
    assert time.process_time() - begun < 2 + count / 50
    there = made.computed(phone, cases)
    differing = [(case, one, other) for case, one, other in zip(cases, here, there, strict=True) if one != other]
    assert differing == []
    assert len({json.dumps(one) for one in here}) > count / 20  # not all of it is nothing


def test_phone_and_server_agree_on_a_hundred_expressions(phone):
    agree(phone, seed=6, count=100)


@pytest.mark.soak
def test_phone_and_server_agree_on_five_thousand_expressions(phone):
    agree(phone, seed=2026, count=5000)


@pytest.mark.parametrize(
    "text, why",
    [
        ("", "The expression is empty."),
        ("${a} =", "The expression stops halfway."),
        ("${a} = 'x", "“'x” is not understood."),
        ("count(${a})", "The function count() is not known here."),
        ("selected(${a})", "The function selected() cannot have 1 values."),
        ("${a} ${b}", "“${b}” stands where nothing can follow."),
        ("(1", "A “)” is missing."),
        ("district", "“district” is neither a function nor an answer."),
        ("/data/a = 1", "“/data/a = 1” is not understood."),
        ("regex(., '(a')", "pattern: the pattern stops halfway"),
        ("regex(., '(?=a)')", "pattern: looking ahead or behind and names of groups are not taken"),
        ("(" * 100 + "1" + ")" * 100, "The expression is nested too deep."),
        ("1+" * 300 + "1", "an expression is too large"),
        ("1 " * 3000, "The expression is longer than 4000 characters."),
    ],
)
def test_what_cannot_be_read_says_why(text, why):
    with override("en"), pytest.raises(grammar.CannotRead) as refused:
        read(text)
    assert refused.value.why == why


@pytest.mark.parametrize(
    "tree", ["\0", 'it\'s "both"', [], ["ref"], ["ref", ""], ["eval", "1"], ["not"], ["regex", "a", ["this"]], [1], {}]
)
def test_a_tree_that_is_none_is_refused(tree):
    with pytest.raises(ValueError):
        expressions.check(tree)


@pytest.mark.parametrize("pattern", ["(a+)+b", "(a|a)*b", "a*a*a*a*a*a*b", "((a?){9}){9}b", "(.|\\s)*x"])
def test_no_pattern_keeps_the_server_busy(pattern):
    begun = time.process_time()
    assert not matching.fits(pattern, "a" * 4000)
    assert time.process_time() - begun < 2


FORM = {
    "phases": [
        {
            "key": "p",
            "steps": [
                {
                    "key": "s",
                    "questions": [
                        {"key": "a", "kind": "number", "show_if": None},
                        {"key": "twice", "kind": "computed", "formula": {"expr": ["mul", ["ref", "s/a"], 2]}},
                        {"key": "b", "kind": "short_text", "show_if": {"expr": ["gt", ["ref", "s/twice"], 5]}},
                        {"key": "c", "kind": "short_text", "show_if": {
                            "any": [{"expr": ["eq", ["ref", "s/b"], ""]}, {"field": "s/b", "is": "eq", "value": "x"}]}},
                        {"key": "late", "kind": "short_text", "show_if": {"expr": ["gt", ["today"], "2026-11-30"]}},
                    ],
                }
            ],
        }
    ]
}  # fmt: skip
FOR_A_PHONE = {"phases": [{"key": "p", "steps": [{
    "key": "s",
    "computed": [{**FORM["phases"][0]["steps"][0]["questions"][1], "before": 1}],
    "questions": [one for one in FORM["phases"][0]["steps"][0]["questions"] if one["kind"] != "computed"],
}]}]}  # fmt: skip


@pytest.mark.parametrize(
    "answers, asked, computed",
    [
        ({}, {"s", "s/a", "s/twice", "s/c"}, None),
        ({"s/a": {"v": 3}, "s/b": {"v": "x"}}, {"s", "s/a", "s/twice", "s/b", "s/c"}, 6),
        ({"s/a": {"v": 3}, "s/b": {"v": "y"}}, {"s", "s/a", "s/twice", "s/b"}, 6),
        ({"s/a": {"v": 2}, "s/b": {"v": "y"}}, {"s", "s/a", "s/twice", "s/c"}, 4),
        ({"@now": "2026-12-01T00:00"}, {"s", "s/a", "s/twice", "s/c", "s/late"}, None),
    ],
)
def test_computed_values_decide_what_is_asked_on_both_sides(phone, answers, asked, computed):
    assert relevant(FORM, answers) == asked
    assert walk(FORM, answers).values["s/twice"] == (None if computed is None else {"v": computed})
    there = phone.evaluate(
        "([form, answers, now]) => [...further.relevant(form, answers, now)]",
        [FOR_A_PHONE, answers, answers.get("@now", "2026-11-24T14:07")],
    )
    assert set(there) == asked - {"s/twice"}
