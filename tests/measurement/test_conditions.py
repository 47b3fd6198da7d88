import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.measurement.conditions import evaluate, relevant

from .build import choice, journey, step, told, yes_no


def when(field, operator, value=None):
    return {"field": field, "is": operator, "value": value}


@pytest.mark.parametrize(
    "operator, value, answer, holds",
    [
        ("eq", "yes", "yes", True),
        ("eq", "yes", "no", False),
        ("ne", "yes", "no", True),
        ("eq", 5, 5.0, True),
        ("eq", 1, True, False),
        ("eq", ["b", "a"], ["a", "b"], True),
        ("in", ["a", "b"], "b", True),
        ("in", ["a"], ["c", "a"], True),
        ("in", ["a"], "c", False),
        ("contains", "a", ["a", "b"], True),
        ("contains", ["a", "c"], ["a", "b"], False),
        ("contains", "QUEUE", "A long queue", True),
        ("contains", 3, "3", False),
        ("gt", 3, 4, True),
        ("gte", 4, 4, True),
        ("lt", 4, 4, False),
        ("lte", 4, 4, True),
        ("gt", "3", 4, False),
        ("gt", "13:00", "14:07", True),
        ("sounds_like", "a", "a", False),
        ("gte", 2000, {"amount_cents": 2450, "currency": "EUR", "photos": []}, True),
        ("answered", None, 0, True),
        ("not_answered", None, 0, False),
    ],
)
def test_an_answer_meets_a_comparison_or_not(operator, value, answer, holds):
    assert evaluate(when("s/q", operator, value), {"s/q": {"v": answer}}) is holds


@pytest.mark.parametrize(
    "answer", [None, {"na": "closed"}, {"skipped": "cannot_say"}, {"v": None}, {"v": ""}, {"v": []}]
)
def test_an_answer_that_is_not_there_meets_nothing_but_not_answered(answer):
    for operator in ("eq", "ne", "in", "contains", "gt", "gte", "lt", "lte", "answered"):
        assert evaluate(when("s/q", operator, "x"), {"s/q": answer}) is False
    assert evaluate(when("s/q", "not_answered"), {"s/q": answer}) is True


def test_conditions_nest():
    both = {"all": [when("s/a", "eq", "yes"), {"any": [when("s/b", "gt", 3), when("s/c", "answered")]}]}
    assert evaluate(both, told(s__a="yes", s__b=2, s__c="x")) is True
    assert evaluate(both, told(s__a="yes", s__b=2)) is False
    assert evaluate(None, {}) is True


def test_a_hidden_answer_hides_what_depends_on_it():
    form = journey(
        step(
            "desk",
            yes_no("served"),
            yes_no("friendly", show_if={"all": [when("desk/served", "eq", "yes")]}),
            yes_no("named", show_if={"all": [when("desk/friendly", "eq", "yes")]}),
        )
    )
    answers = told(desk__served="no", desk__friendly="yes", desk__named="yes")

    assert relevant(form, answers) == {"desk", "desk/served"}
    assert relevant(form, answers | told(desk__served="yes")) == {"desk", "desk/served", "desk/friendly", "desk/named"}


def test_a_hidden_step_hides_all_its_questions():
    form = journey(
        step("desk", yes_no("served")),
        step("till", yes_no("receipt"), show_if={"any": [when("desk/served", "eq", "yes")]}),
    )
    assert relevant(form, told(desk__served="no", till__receipt="yes")) == {"desk", "desk/served"}


def test_a_second_time_at_a_step_reads_its_own_answers():
    form = journey(
        step("call", yes_no("through"), yes_no("helped", show_if={"all": [when("call/through", "eq", "yes")]})),
        step("after", yes_no("mail", show_if={"all": [when("call/through", "eq", "yes")]})),
    )
    answers = told(call__through="no", after__mail="yes")
    answers["call#2/through"] = {"v": "yes"}

    assert relevant(form, answers) == {"call", "call/through", "call#2", "call#2/through", "call#2/helped", "after"}


def test_a_contact_nobody_answered_was_walked_and_asked_nothing():
    form = journey(step("call", yes_no("helped"), may_be_unanswered=True), step("desk", yes_no("served")))
    answers = {"call/@unanswered": {"v": True}, "desk/@unanswered": {"v": True}}
    assert relevant(form, answers) == {"call", "desk", "desk/served"}


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["v", "na", "x"]), inner),
    max_leaves=5,
)
operators = st.sampled_from(["eq", "ne", "in", "contains", "gt", "gte", "lt", "lte", "answered", "other"])


@given(operators, anything, anything)
def test_a_condition_never_raises(operator, wanted, answer):
    assert evaluate(when("s/q", operator, wanted), {"s/q": answer}) in (True, False)


@given(st.dictionaries(st.sampled_from(["s/a", "s/b", "s#2/a", "s/@unanswered", "#", "s#x/a"]), anything))
def test_relevance_never_raises(answers):
    form = journey(
        step(
            "s", yes_no("a"), choice("b", {"x": 1}, show_if={"all": [when("s/a", "eq", "yes")]}), may_be_unanswered=True
        )
    )
    assert "s" in relevant(form, answers)
