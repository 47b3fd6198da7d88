"""Each kind takes the answers it can have, refuses all others by name, and tells them in words."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.journeys import kinds
from tests.documents import question, text

# Fixed, because they name tests: two processes that share the suite must see the same names.
PHOTO, OTHER, *THREE = (str(UUID(int=number)) for number in range(1, 6))
OPTIONS = [
    {"key": "clean", "text": text("Schoon", "Clean"), "hint": text("", ""), "points": 2},
    {"key": "dirty", "text": text("Vies", "Dirty"), "hint": text("", ""), "points": 0},
    {"key": "none", "text": text("Geen", "None"), "hint": text("", ""), "points": None, "exclusive": True},
]
NUMBER = {"unit": text("minuten", "minutes"), "decimals": 1, "min": 0, "max": 600, "bands": []}
ASKED = {
    "yes_no": question("q", "yes_no", points={"yes": 1, "no": 0}),
    "single": question("q", "single", options=OPTIONS[:2]),
    "multiple": question("q", "multiple", options=OPTIONS, min=1, max=2),
    "scale": question("q", "scale", anchors=[{"text": text(w, w), "points": n} for n, w in enumerate("abc")]),
    "grade": question("q", "grade", scored=True),
    "nps": question("q", "nps"),
    "number": question("q", "number", **NUMBER),
    "duration": question("q", "duration", **{**NUMBER, "decimals": 0, "max": None}),
    "date": question("q", "date"),
    "time": question("q", "time"),
    "datetime": question("q", "datetime"),
    "short_text": question("q", "short_text"),
    "long_text": question("q", "long_text", min_length=3, max_length=10),
    "photo": question("q", "photo", min=1, max=2),
    "receipt": question("q", "receipt", photo_required=True),
    "note": question("q", "note"),
    "computed": question("q", "computed", required=False, formula={"expr": ["add", ["ref", "a/b"], 1]}),
}
RECEIPT = {"amount_cents": 1250, "currency": "EUR", "photos": [PHOTO]}


@pytest.mark.parametrize(
    "kind, value, kept, language, words",
    [
        ("yes_no", "yes", "yes", "en", "Yes"),
        ("single", "dirty", "dirty", "nl", "Vies"),
        ("multiple", ["dirty", "clean"], ["clean", "dirty"], "nl", "Schoon, Vies"),
        ("multiple", ["none"], ["none"], "en", "None"),
        ("scale", 3, 3, "nl", "c (3/3)"),
        ("grade", 7, 7, "nl", "7"),
        ("nps", 0, 0, "nl", "0"),
        ("number", 7.5, 7.5, "nl", "7,5 minuten"),
        ("number", 7.0, 7, "en", "7.0 minutes"),
        ("duration", 251, 251, "en", "4 min 11 s"),
        ("duration", 0, 0, "en", "0 s"),
        ("duration", 3600, 3600, "en", "1 h"),
        ("date", "2026-11-24", "2026-11-24", "nl", "24 november 2026"),
        ("time", "14:07", "14:07", "en", "14:07"),
        ("datetime", "2026-11-24T14:07:33", "2026-11-24T14:07", "en", "24 November 2026, 14:07"),
        ("short_text", "  twee   woorden ", "twee woorden", "nl", "twee woorden"),
        ("long_text", "een\r\ntwee ", "een\ntwee", "nl", "een\ntwee"),
        ("photo", [PHOTO, OTHER], [PHOTO, OTHER], "en", "2 photos"),
        ("receipt", RECEIPT, RECEIPT, "nl", "€ 12,50"),
    ],
)
def test_a_good_answer_is_cleaned_and_told_in_words(kind, value, kept, language, words):
    asked = kinds.get(kind)
    assert asked.check_value(ASKED[kind], value) == kept
    assert asked.summary(ASKED[kind], kept, language) == words


@pytest.mark.parametrize(
    "kind, value, code",
    [
        ("yes_no", "maybe", "not_an_option"),
        ("yes_no", True, "not_an_option"),
        ("single", "gone", "not_an_option"),
        ("single", ["clean"], "not_an_option"),
        ("multiple", "clean", "wrong_type"),
        ("multiple", [], "too_few"),
        ("multiple", ["gone"], "not_an_option"),
        ("multiple", ["clean", "none"], "exclusive"),
        ("multiple", [1], "wrong_type"),
        ("scale", 0, "out_of_range"),
        ("scale", 4, "out_of_range"),
        ("scale", 1.5, "out_of_range"),
        ("grade", 11, "out_of_range"),
        ("grade", True, "not_a_number"),
        ("nps", -1, "out_of_range"),
        ("number", "7", "not_a_number"),
        ("number", float("nan"), "not_a_number"),
        ("number", 7.55, "too_precise"),
        ("number", -1, "too_low"),
        ("number", 601, "too_high"),
        ("duration", -1, "out_of_range"),
        ("duration", 10**9, "out_of_range"),
        ("date", "24-11-2026", "not_a_date"),
        ("date", 20261124, "wrong_type"),
        ("date", "0026-11-24", "odd_year"),
        ("date", "9999-12-31", "odd_year"),
        ("time", "25:00", "not_a_time"),
        ("time", "14:07+02:00", "not_a_time"),
        ("datetime", "2026-11-24", "not_a_moment"),
        ("datetime", "2026-11-24T14:07Z", "not_a_moment"),
        ("datetime", "1899-12-31T23:59", "odd_year"),
        ("short_text", " ", "empty"),
        ("short_text", "x" * 201, "too_long"),
        ("short_text", "a\0b", "nul"),
        ("long_text", "ab", "too_short"),
        ("long_text", "x" * 11, "too_long"),
        ("photo", [], "too_few"),
        ("photo", [PHOTO, PHOTO], "twice"),
        ("photo", ["nonsense"], "wrong_type"),
        ("photo", PHOTO, "wrong_type"),
        ("photo", THREE, "too_many"),
        ("receipt", {**RECEIPT, "photos": []}, "too_few"),
        ("receipt", {**RECEIPT, "amount_cents": 12.5}, "amount"),
        ("receipt", {**RECEIPT, "currency": "euro"}, "currency"),
        ("receipt", {**RECEIPT, "tip": 1}, "wrong_type"),
        ("note", "hello", "no_answer"),
    ],
)
def test_a_wrong_answer_is_refused_with_a_code(kind, value, code):
    with pytest.raises(kinds.BadValue) as refused:
        kinds.get(kind).check_value(ASKED[kind], value)
    assert refused.value.code == code
    assert str(refused.value.message)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=6,
)


@pytest.mark.parametrize("kind", list(kinds.KINDS))
@given(value=ANYTHING)
def test_anything_at_all_is_kept_or_refused_and_what_is_kept_stays_as_it_is(kind, value):
    asked, described = kinds.get(kind), ASKED[kind]
    try:
        kept = asked.check_value(described, value)
    except kinds.BadValue:
        return
    assert asked.check_value(described, kept) == kept
    assert isinstance(asked.summary(described, kept, "nl"), str)
    assert isinstance(asked.summary(described, kept, "en"), str)


@pytest.mark.parametrize("kind", list(kinds.KINDS))
def test_a_new_question_is_one_that_its_own_model_reads(kind):
    fresh = kinds.get(kind).new("q")
    assert kinds.get(kind).model.model_validate(fresh).model_dump(mode="json", by_alias=True) == fresh
    assert str(kinds.get(kind).name)


@pytest.mark.parametrize(
    "kind, scored",
    [("yes_no", True), ("single", True), ("multiple", True), ("scale", True), ("grade", True), ("nps", False),
     ("number", False), ("date", False), ("long_text", False), ("photo", False), ("note", False)],
)  # fmt: skip
def test_a_kind_knows_whether_an_answer_can_bring_points(kind, scored):
    assert kinds.get(kind).is_scored(ASKED[kind]) is scored


@pytest.mark.parametrize(
    "kind, operator, typed, stored",
    [
        ("yes_no", "eq", "YES", "yes"),
        ("single", "in", "schoon, dirty", ["clean", "dirty"]),
        ("multiple", "contains", "Dirty", "dirty"),
        ("number", "gt", "2,5", 2.5),
        ("scale", "gte", "2", 2),
        ("receipt", "lt", "12,50", 1250),
        ("short_text", "answered", "", None),
    ],
)
def test_a_typed_rule_becomes_what_the_document_stores_and_back(kind, operator, typed, stored):
    asked = kinds.get(kind)
    assert asked.read_comparison(ASKED[kind], operator, typed) == stored
    asked.check_comparison(ASKED[kind], operator, stored)
    assert asked.read_comparison(ASKED[kind], operator, asked.typed(ASKED[kind], stored)) == stored


@pytest.mark.parametrize(
    "kind, operator, value",
    [("yes_no", "gt", "yes"), ("single", "eq", "gone"), ("number", "eq", "x"), ("photo", "eq", PHOTO),
     ("note", "answered", None)],
)  # fmt: skip
def test_a_rule_that_can_never_hold_is_refused(kind, operator, value):
    with pytest.raises(kinds.BadValue):
        kinds.get(kind).check_comparison(ASKED[kind], operator, value)
