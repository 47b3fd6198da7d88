"""What a workbook's rows become, and that everything else is listed with its sheet, row, construct and why."""

from datetime import datetime

import pytest
from django.utils.translation import override

from fieldwork.journeys import checks, documents
from tests.journeys.xlsform.workbooks import CHOICES, outcome

HEAD = ["type", "name", "label", "relevant", "constraint", "calculation", "choice_filter", "required"]


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def told(found):
    """Findings as (level, row, construct, why)."""
    return [(one.level, one.row, one.construct, one.why) for one in found.findings]


def questions(found):
    """Questions by path."""
    assert found.document is not None, told(found)
    return documents.questions_by_path(found.document)


def survey(*rows, head=HEAD):
    return outcome([head, *rows])


def test_groups_are_steps_and_sections_and_loose_questions_a_step_of_their_own():
    found = survey(
        ["text", "start", "Where are you?"],
        ["begin group", "desk", "At the desk"],
        ["integer", "minutes", "Minutes waited"],
        ["begin group", "place", "The place"],
        ["select_one clean", "floor", "The floor", None, None, None, None, "yes"],
        ["end group"],
        ["note", "thanks", "Thank you"],
        ["end group"],
    )
    steps = documents.steps_of(found.document)
    assert [(step["key"], step["title"]["en"]) for step in steps] == [
        ("questions", "Questions"),
        ("desk", "At the desk"),
    ]
    assert steps[1]["ask"]["en"] == "How did this feel: At the desk?"
    assert [(one["key"], one["title"]["en"]) for one in steps[1]["sections"]] == [("place", "The place")]
    assert [(q["key"], q["kind"], q["section"], q["required"]) for q in steps[1]["questions"]] == [
        ("minutes", "number", None, False), ("floor", "single", "place", True), ("thanks", "note", None, False),
    ]  # fmt: skip
    assert steps[1]["questions"][1]["options"][0] == {
        "key": "clean", "text": {"en": "Clean", "nl": "Schoon"}, "hint": {"en": "", "nl": ""}, "points": 2,
    }  # fmt: skip
    assert told(found) == []


@pytest.mark.parametrize(
    "typed, kind, own",
    [
        ("text", "short_text", {}), ("integer", "number", {"decimals": 0}), ("decimal", "number", {"decimals": 3}),
        ("date", "date", {}), ("time", "time", {}), ("dateTime", "datetime", {}), ("image", "photo", {}),
        ("barcode", "short_text", {}), ("geopoint", "short_text", {}), ("audio", "long_text", {}),
        ("select_multiple clean", "multiple", {}), ("acknowledge", "single", {}),
        ("today", "computed", {"formula": {"expr": ["today"]}}),
    ],
)  # fmt: skip
def test_a_type_becomes_a_kind(typed, kind, own):
    [question] = questions(survey([typed, "a", "A"])).values()
    assert question["kind"] == kind
    assert {key: question[key] for key in own} == own


@pytest.mark.parametrize(
    "relevant, condition",
    [
        ("${room} = 'clean'", {"field": "questions/room", "is": "eq", "value": "clean"}),
        ("selected(${room}, 'dirty')", {"field": "questions/room", "is": "eq", "value": "dirty"}),
        ("selected(${many}, 'dirty')", {"field": "questions/many", "is": "contains", "value": "dirty"}),
        ("${n} >= 5 and 10 > ${n}", {"all": [{"field": "questions/n", "is": "gte", "value": 5},
                                              {"field": "questions/n", "is": "lt", "value": 10}]}),
        ("${t} = ''", {"field": "questions/t", "is": "not_answered", "value": None}),
        ("${room} != 'clean'", {"any": [{"field": "questions/room", "is": "ne", "value": "clean"},
                                         {"field": "questions/room", "is": "not_answered", "value": None}]}),
        ("not(${n} > 5)", {"expr": ["not", ["gt", ["ref", "questions/n"], 5]]}),
        ("../n > 5", {"field": "questions/n", "is": "gt", "value": 5}),
        ("true()", None), ("TRUE", None), ("1 = 1", None), ("FALSE", {"expr": False}),
    ],
)  # fmt: skip
def test_relevance_is_as_simple_as_it_can_be(relevant, condition):
    found = survey(
        ["select_one clean", "room", "Room"], ["select_multiple clean", "many", "Many"], ["integer", "n", "N"],
        ["text", "t", "T"], ["text", "last", "Last", relevant],
    )  # fmt: skip
    assert questions(found)["questions/last"]["show_if"] == condition
    assert [one for one in checks.problems(found.document) if one["level"] == "error"] == []


@pytest.mark.parametrize(
    "column, typed, construct, why",
    [
        (3, "${gone} = 1", "relevant: ${gone} = 1", "There is no question “gone”. It is asked always."),
        (3, "${later} = 1", "relevant: ${later} = 1", "It looks at “later”, which is asked later. It is asked always."),
        (3, "${said} = 1", "relevant: ${said} = 1", "“said” is a note and has no answer. It is asked always."),
        (3, "${film} = ''", "relevant: ${film} = ''",
         "It looks at “film”, which is not taken over. It is asked always."),
        (3, "${group} = 1", "relevant: ${group} = 1", "“group” is a group; only questions have answers."),
        (3, "count(${n}) > 1", "relevant: count(${n}) > 1",
         "The function count() is not known here. It is asked always."),
        (3, "${n} = “x”", "relevant: ${n} = “x”", "Curly quotes were read as straight ones."),
        (4, "regex(., '(?=a)')", "constraint: regex(., '(?=a)')",
         "pattern: looking ahead or behind and names of groups are not taken Every answer is accepted."),
    ],
)  # fmt: skip
def test_an_expression_that_cannot_stay_is_listed_and_the_rest_is_imported(column, typed, construct, why):
    row = ["text", "asked", "Asked", None, None, None, None]
    row[column] = typed
    found = survey(
        ["integer", "n", "N"], ["note", "said", "Said"], ["video", "film", "Film"],
        ["begin group", "group", "Group"], row, ["end group"], ["integer", "later", "Later"],
    )  # fmt: skip
    listed = [one for one in told(found) if one[2] == construct]
    assert [(one[1], one[3].startswith(why)) for one in listed] == [(6, True)]
    # A reference to nothing is no XLSForm at all; the list still has everything.
    assert (found.document is None) == ("gone" in typed)


def test_rows_that_wait_for_each_other_are_named():
    found = survey(["text", "a", "A", "${b} = 1"], ["text", "b", "B", "${a} = 1"], ["text", "c", "C", "${c} = 1"])
    rings = [one[3] for one in told(found) if "wait for each other" in one[3]]
    assert rings == ["These wait for each other: a → b → a.", "These wait for each other: c → c."]


def test_a_name_may_stand_in_two_groups_and_the_nearest_is_meant():
    found = survey(
        ["begin group", "one", "One"], ["integer", "n", "N"], ["end group"],
        ["begin group", "two", "Two"], ["integer", "n", "N"], ["text", "why", "Why"], ["end group"],
    )  # fmt: skip
    assert list(questions(found)) == ["one/n", "two/n", "two/why"]


def test_constraints_bounds_and_computed_values():
    found = outcome(
        [
            [*HEAD, "constraint_message"],
            ["integer", "age", "Age", None, ". >= 0 and . < 120"],
            ["integer", "kids", "Kids", None, ". < ${age}", None, None, None, "Fewer than years."],
            ["calculate", "sum", None, None, None, "${age} + ${kids}"],
            ["text", "why", "Why", "${sum} > 100", "string-length(.) > 3"],
        ]
    )
    asked = questions(found)
    assert (asked["questions/age"]["min"], asked["questions/age"]["max"]) == (0, 119)
    assert asked["questions/kids"]["constraint"] == {
        "expr": ["lt", ["this"], ["ref", "questions/age"]], "message": {"en": "Fewer than years.", "nl": ""},
    }  # fmt: skip
    assert asked["questions/sum"]["formula"] == {"expr": ["add", ["ref", "questions/age"], ["ref", "questions/kids"]]}
    assert asked["questions/why"]["show_if"] == {"expr": ["gt", ["ref", "questions/sum"], 100]}
    assert told(found) == []


def test_a_filter_of_choices_becomes_a_condition_per_option():
    choices = [
        ["list_name", "name", "label", "region", "remark"],
        ["region", "north", "North"], ["region", "south", "South"],
        ["town", "hoorn", "Hoorn", "north"], ["town", "sluis", "Sluis", "south"], ["town", "away", "Away", "", "?"],
    ]  # fmt: skip
    found = outcome(
        [HEAD, ["select_one region", "region", "Region"],
         ["select_one town", "town", "Town", None, None, None, "region = ${region} or name = 'away'"]], choices
    )  # fmt: skip
    options = questions(found)["questions/town"]["options"]
    north, south = ({"field": "questions/region", "is": "eq", "value": key} for key in ("north", "south"))
    assert [one.get("show_if") for one in options] == [north, south, None]
    assert [one[2:] for one in told(found)] == [("remark", "No filter of the survey looks at this column.")]


def test_a_repeat_is_written_out_each_copy_waiting_for_the_one_before():
    found = outcome(
        [[*HEAD, "repeat_count", "journey_max"],
         ["begin repeat", "child", "Child", *[None] * 6, 3], ["integer", "age", "Age"],
         ["text", "school", "School", "${age} > 3"], ["end repeat"], ["text", "after", "After", "${age} > 3"]]
    )  # fmt: skip
    step = documents.steps_of(found.document)[0]
    assert [one["title"]["en"] for one in step["sections"]] == ["Child 1", "Child 2", "Child 3"]
    assert [(one["key"], one["show_if"]) for one in step["questions"]][2:5] == [
        ("child_again", None),
        ("age_2", {"field": "child/child_again", "is": "eq", "value": "yes"}),
        ("school_2", {"all": [{"field": "child/child_again", "is": "eq", "value": "yes"},
                              {"field": "child/age_2", "is": "gt", "value": 3}]}),
    ]  # fmt: skip
    assert [one[3] for one in told(found) if one[0] == "left_out"] == [
        "“age” is repeated: it has several answers. It is asked always."
    ]


def test_a_repeat_that_counts_an_answer_follows_it():
    found = outcome(
        [[*HEAD, "repeat_count"], ["integer", "many", "Many"],
         ["begin repeat", "child", "Child", *[None] * 5, "${many}"], ["text", "who", "Who"], ["end repeat"]]
    )  # fmt: skip
    asked = questions(found)
    assert asked["child/who_5"]["show_if"] == {"field": "questions/many", "is": "gte", "value": 5}
    assert [one[3] for one in told(found)] == [
        "No largest number is stated; 5 are taken over. The column journey_max states another."
    ]


def test_markers_carry_what_xlsform_has_no_word_for():
    head = ["type", "name", "label", "journey_phase", "journey_channel", "journey_weight", "journey_emotion",
            "journey_critical", "journey_dimension", "journey_kind", "journey_evidence", "journey_magic"]  # fmt: skip
    yes_no = [CHOICES[0], ["yn", "yes", "Yes", "Ja", 1], ["yn", "no", "No", "Nee", 0]]
    found = outcome(
        [head, ["begin_group", "desk", "Desk", "Orient", "counter", 2, "0.6 valued"],
         ["select_one yn", "greeted", "Greeted?", None, None, 3, None, "fail", "experience", "yes_no", "1-2 no"],
         ["end_group"], ["begin_group", "shop", "Shop", "Buy", "cinema", None, "joy"], ["text", "a", "A"],
         ["end_group"]], yes_no
    )  # fmt: skip
    assert [phase["title"]["en"] for phase in found.document["phases"]] == ["Orient", "Buy"]
    desk, shop = documents.steps_of(found.document)
    assert (desk["channel"], desk["weight"], desk["desired"]) == (
        "counter", 2, {"valence": 0.6, "emotions": ["valued"], "set_by": ""},
    )  # fmt: skip
    [greeted] = desk["questions"]
    assert (greeted["kind"], greeted["points"], greeted["weight"], greeted["critical"], greeted["dimension"]) == (
        "yes_no", {"yes": 1, "no": 0}, 3, "fail", "experience",
    )  # fmt: skip
    assert greeted["evidence"] == {"min": 1, "max": 2, "when": "no"}
    assert shop["channel"] == "other"
    assert [one[1:3] for one in told(found)] == [
        (1, "journey_magic"), (5, "journey_emotion: joy"), (5, "journey_channel: cinema"),
    ]  # fmt: skip


def test_what_a_spreadsheet_does_to_cells_is_told():
    found = survey(["text", "a", datetime(2026, 3, 1)], ["text", "b", "B", "#REF!"], ["text", "c", "x" * 600])
    assert [one[1:] for one in told(found)] == [
        (2, "label", "This is a date of the spreadsheet, not a text; it was read as 2026-03-01."),
        (3, "relevant", "The spreadsheet could not compute this cell: #REF!."),
        (4, "label", "The text was cut after 500 characters."),
    ]


@pytest.mark.parametrize(
    "rows, row, construct",
    [
        ([["begin group", "a", "A"], ["text", "b", "B"]], 2, "a"),
        ([["text", "b", "B"], ["end group"]], 3, "end group"),
        ([["begin group", "a", "A"], ["text", "b", "B"], ["end repeat"]], 4, "end repeat"),
        ([["text", "b", "B"], ["text", "b", "B"]], 3, "b"),
        ([["riddle", "b", "B"]], 2, "b"),
        ([["text", None, "B"]], 2, "text"),
        ([[None, "b", "B"]], 2, "b"),
        ([["select_one nothing", "b", "B"]], 2, "select_one nothing"),
        ([["text", "b c", "B"]], 2, "b c"),
        ([], 0, "survey"),
    ],
)
def test_a_workbook_that_makes_no_sense_is_refused_with_the_row(rows, row, construct):
    found = survey(*rows)
    assert found.document is None
    assert (row, construct) in [(one.row, one.construct) for one in found.of_level("refused")]
    assert all(one.why for one in found.findings)


def test_one_fault_is_told_once_and_in_our_words():
    found = survey(["text", "b", "B"], ["end group"])
    assert [(one.row, one.why) for one in found.of_level("refused")] == [(3, "Nothing is open here that could end.")]


def test_languages_that_journeys_do_not_speak_are_told_once():
    found = outcome(
        [["type", "name", "label::English (en)", "label::Nederlands (nl)", "label::Français (fr)"],
         ["text", "a", "A", "Aa", "Fa"], ["text", "b", "B", None, "Fb"]]
    )  # fmt: skip
    assert [q["text"] for q in questions(found).values()] == [{"en": "A", "nl": "Aa"}, {"en": "B", "nl": ""}]
    assert told(found) == [("left_out", 1, "label::Français (fr)", "Journeys do not speak Français (fr).")]
    german = outcome([["type", "name", "label::Deutsch (de)"], ["text", "a", "Eins"]])
    assert questions(german)["questions/a"]["text"] == {"en": "Eins", "nl": ""}
    assert [one[0] for one in told(german)] == ["changed"]


def test_markers_and_cells_that_mean_nothing_in_their_row_are_told():
    head = ["type", "name", "label", "journey_channel", "journey_points", "journey_emotion", "journey_max", "required",
            "calculation"]  # fmt: skip
    found = outcome(
        [head, ["begin_group", "desk", "Desk", "shop", None, "0.6"],
         ["begin_group", "inner", "Inner", "shop"], ["text", "a", "A", "shop", 2, "0.1", 3], ["end_group"],
         ["note", "n", "N", None, None, None, None, "yes", "1 + 1"], ["end_group"]]
    )  # fmt: skip
    assert [one[1:3] for one in told(found)] == [
        (3, "journey_channel: shop"), (4, "journey_channel: shop"), (4, "journey_points: 2"),
        (4, "journey_emotion: 0.1"), (4, "journey_max: 3"), (6, "required: yes"), (6, "calculation: 1 + 1"),
    ]  # fmt: skip


def test_a_list_that_nobody_chooses_from_is_told():
    choices = [*CHOICES, ["wet", "wet", "Wet"], ["wet", "dry", "Dry"]]
    found = outcome([["type", "name", "label"], ["select_one clean", "a", "A"]], choices)
    assert [one[1:] for one in told(found)] == [(4, "wet", "No question chooses from this list.")]


def test_what_a_journey_cannot_do_is_listed_with_its_row_and_why():
    head = ["type", "name", "label::English (en)", "label::Deutsch (de)", "required", "required_message"]
    found = outcome(
        [head, ["text", "a", "A", "Ah", "yes"], ["text", "b", "You said ${a}", None, "${a} = 'x'", "Say it"],
         ["select_one_from_file towns.csv", "c", "C"], ["rank clean", "d", "D"], ["background-audio", "e"],
         ["select_one clean or_other", "f", "F"]]
    )  # fmt: skip
    assert sorted(one[1:3] for one in told(found)) == [
        (1, "label::Deutsch (de)"), (3, "label"), (3, "required: ${a} = 'x'"), (3, "required_message"),
        (4, "select_one_from_file towns.csv"), (5, "rank clean"), (6, "background-audio"),
    ]  # fmt: skip
    assert all(one[3] for one in told(found))
    assert [one["required"] for one in questions(found).values()] == [True, False, False, False]
    assert [one["key"] for one in questions(found)["questions/f"]["options"]] == ["clean", "dirty", "other"]
    assert questions(found)["questions/f_other"]["show_if"] == {"field": "questions/f", "is": "eq", "value": "other"}
