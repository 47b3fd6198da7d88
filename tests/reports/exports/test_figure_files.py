"""The printed figures as a workbook and as JSON: every cell is the figure, and nothing else comes along."""

import copy
import io
import json
import re
import zipfile
from datetime import datetime

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from reports.charts.points import score
from reports.documents.questions import question_row
from reports.exports.figure_files import json_of, workbook_of
from reports.exports.sheet_files import sheet_workbook
from tests.reports.exports.interpreted import interpretation
from tests.reports.exports.reading import dangers, rows_by_key, sheets
from tests.reports.sample_figures import few, no_drivers, result, sample, with_drivers
from tests.reports.sample_sheets import visit


@pytest.fixture(scope="module")
def book():
    return sheets(workbook_of(with_drivers(sample()), "nl", interpretation()))


@pytest.fixture(scope="module")
def tables():
    return json.loads(json_of(with_drivers(sample()), interpretation()))["tables"]


def approx(value):
    return None if value is None else pytest.approx(value)


def test_every_step_stands_with_its_scores_margins_and_n(book):
    rows = rows_by_key(book["Stappen"])
    for step, row in zip(sample()["steps"], rows, strict=True):
        assert (row["step"], row["step_title"], row["n"]) == (step["key"], step["title"]["nl"], step["n"])
        for name in ("both", "implicit", "conscious"):
            ends = [step[name][end] for end in ("value", "lo", "hi")]
            assert [row[name], row[f"{name}_lo"], row[f"{name}_hi"]] == [approx(score(end)) for end in ends]
            assert row[f"{name}_n"] == step[name]["n"]
        assert row["desired"] == approx(score(step["desired"]["valence"]))
        assert row["visits_very_unpleasant"] == step["distribution"][0]
        assert row["grade"] == approx(step["grade"]["value"])
        assert row["checklist"] == approx(step["checklist"]["value"])


def test_every_question_and_every_answer_stands_once_by_its_path(book):
    figures = sample()
    questions = {row["path"]: row for row in rows_by_key(book["Vragen"])}
    asked = {q["path"]: q for step in figures["steps"] for q in step["questions"]}
    assert list(questions) == list(asked)
    assert questions["waiting/q1"]["question"] == "Er kwam een ontvangstbericht of wachttijdmelding"
    assert (questions["waiting/q1"]["n_main"], questions["waiting/q1"]["share"]) == (42, approx(42 / 120))
    answers = [(row["path"], row["option"], row["count"]) for row in rows_by_key(book["Antwoorden"])]
    assert answers == [(path, one["key"], one["n"]) for path, q in asked.items() for one in q["options"]]


def test_the_journey_has_its_key_figures_phases_and_dimensions(book):
    rows = {(row["part_code"], row["key"]): row for row in rows_by_key(book["Klantreis"])}
    whole = rows["journey", "valence"]
    assert [whole["value"], whole["value_lo"], whole["value_hi"]] == [approx(56.4), approx(54.5), approx(58.3)]
    assert (whole["change"], whole["change_word_code"]) == (approx(2.4), "not_demonstrable")
    assert whole["change_word"] == "geen aantoonbaar verschil"
    assert (whole["target"], whole["target_status_code"]) == (65, "not_yet")  # made before the date of the target
    assert whole["target_deadline"] == datetime(2026, 12, 31)
    assert rows["journey", "grade"]["value"] == approx(6.4)
    assert rows["journey", "recommend"]["scale"] == "0-10"
    assert rows["phase", "orient"]["value"] == approx(55.3)
    assert rows["phase_checklist", "orient"]["value"] == approx(60.3)
    assert rows["dimension", "quality"]["name"] == "kwaliteit"


def test_places_segments_causes_and_emotions_stand_with_their_counts(book):
    assert [row["n"] for row in rows_by_key(book["Locaties"])] == [60, 40, 5, 5, 10]
    segments = {row["key"]: row for row in rows_by_key(book["Segmenten"])}
    assert (segments["email"]["name"], segments["email"]["unanswered_as_lowest"]) == ("e-mail", approx(48.1))
    by_step = [(row["key"], row["step"]) for row in rows_by_key(book["Segmenten per stap"])]
    assert ("counter", "welcome") in by_step
    assert ("email", "welcome") not in by_step
    named = [row for row in rows_by_key(book["Emoties"]) if row["step"] == "waiting"]
    assert [(row["emotion_code"], row["count"]) for row in named][:2] == [("ignored", 41), ("irritated", 38)]
    assert named[0]["emotion"] == "Genegeerd"
    assert {row["cause_code"] for row in rows_by_key(book["Oorzaken"])} == {"process", "people"}


def test_priorities_stand_by_share_only_where_that_says_something(book):
    rows = rows_by_key(book["Prioriteiten"])
    assert [row["step"] for row in rows][:2] == ["search", "contact"]
    assert (rows[0]["top3_code"], rows[-1]["way_code"]) == ("almost_sure", "unclear")
    few_visits = rows_by_key(sheets(workbook_of(with_drivers(sample(), 120), "nl"))["Prioriteiten"])
    assert [row["top3"] for row in few_visits] == [None] * 8


def test_what_a_step_may_bring_stands_beside_its_share():
    figures = with_drivers(sample())
    gain = result(0.4, 0.1, 0.7, 180)
    part = {"now": 30.4, "achievable": 55.0, "gain": gain, "p_top3": 0.9}
    figures["priorities"] = {
        "outcome": "grade", "reason": None,
        "gains": [part | {"step": "waiting", "because": None}, part | {"step": "search", "because": "unsure"}],
    }  # type: ignore[typeddict-item]  # fmt: skip
    rows = {row["step"]: row for row in rows_by_key(sheets(workbook_of(figures, "en"))["Priorities"])}
    assert [rows["waiting"][end] for end in ("gain", "gain_lo", "gain_hi")] == [0.4, 0.1, 0.7]
    assert (rows["search"]["gain"], rows["search"]["no_gain_code"]) == (None, "unsure")
    assert (rows["answer"]["gain"], rows["answer"]["no_gain"]) == (None, None)


def test_suppressed_priorities_say_why_and_have_no_rows():
    cells = sheets(workbook_of(sample() | {"drivers": no_drivers(46, 80)}, "en"))["Priorities"]
    assert "too few complete visits" in cells[2][0]
    assert len(cells) == 3


def test_what_people_concluded_stands_beside_the_figures(book):
    pains = rows_by_key(book["Pijnpunten"])
    assert [(row["step"], row["status_code"]) for row in pains] == [
        ("waiting", "pain_point"),
        ("aftercare", "reported"),
    ]
    assert pains[1]["dismissed"] == "Te weinig bezoeken."
    assert pains[0]["because"].startswith("de gemiddelde beleving is aantoonbaar onprettig")
    actions = rows_by_key(book["Acties"])
    assert (actions[0]["title"], actions[0]["due_on"]) == ("Ontvangstbericht binnen een uur", datetime(2027, 3, 1))
    assert (actions[1]["change"], actions[1]["outcome_code"]) == (approx(6.2), "improved")
    said = rows_by_key(book["Conclusies"])
    assert [row["what_code"] for row in said] == ["finding", "finding", "conclusion", "commentary"]
    assert rows_by_key(book["Doelen"])[0]["now"] == approx(56.4)


def test_json_says_the_same_with_both_languages_and_codes(tables, book):
    assert [row["both"]["value"] for row in tables["steps"]] == [row["both"] for row in rows_by_key(book["Stappen"])]
    assert tables["steps"][2]["step_title"] == {"nl": "Wachten", "en": "Waiting"}
    assert tables["segments"][0]["name"] == {"nl": "e-mail", "en": "e-mail"}
    assert tables["questions"][0]["share"] == {
        "value": approx(92 / 120), "lo": 0.683, "hi": 0.833, "n": 120, "reason": None,
    }  # fmt: skip
    assert {key: len(rows) for key, rows in tables.items() if key != "conclusions"}["options"] == len(
        rows_by_key(book["Antwoorden"])
    )


def test_a_share_of_fewer_than_ten_is_only_counted_and_says_so(book, tables):
    [row] = [row for row in rows_by_key(book["Vragen"]) if row["path"] == "aftercare/q1"]
    assert (row["n_main"], row["n_answered"], row["share"]) == (5, 8, None)
    assert "Aandeel: minder dan tien bezoeken" in row["not_shown"]
    [plain] = [row for row in tables["questions"] if row["path"] == "aftercare/q1"]
    assert plain["share"]["reason"] == "counts_only"


def test_what_was_counted_in_the_wave_before_goes_along_where_its_share_may_not():
    figures = sample()
    question = figures["steps"][0]["questions"][0]
    share = question["main"] | {"value": 0.4, "n": 5, "lo": None, "hi": None}
    question["change"] = {"previous": share, "difference": share, "word": "not_demonstrable", "more_visits": None}
    [row] = [one for one in json.loads(json_of(figures))["tables"]["questions"] if one["path"] == question["path"]]
    assert (row["previous_n_main"], row["previous_share"]["value"], row["previous_share"]["n"]) == (2, None, 5)
    with override("nl"):
        assert question_row(question, "nl")["previous"] == "2 van 5"


@pytest.mark.parametrize("n", [0, 1, 2])
def test_with_hardly_any_visits_there_is_no_margin_and_a_reason(n):
    rows = rows_by_key(sheets(workbook_of(few(n), "en"))["Steps"])
    assert {row["both_lo"] for row in rows} == {None}
    if n == 0:
        assert all("Step score: no data" in row["not_shown"] for row in rows)


def test_a_change_that_may_not_be_printed_is_not_in_the_file():
    figures = sample()
    figures["steps"][0]["change"]["difference"]["flags"] = ["trend_break"]  # type: ignore[index]
    figures["steps"][1]["change"]["word"] = "suppressed"  # type: ignore[index]
    first, second, third, *_rest = json.loads(json_of(figures))["tables"]["steps"]
    assert (first["change"]["value"], first["change"]["reason"]) == (None, "trend_break")
    assert (second["change"]["value"], second["change"]["reason"]) == (None, "too_few")
    assert third["change"]["value"] == approx(6.2)


def test_internal_questions_candidates_and_the_maker_stay_inside():
    figures = sample()
    figures["steps"][2]["questions"][0]["internal"] = True
    figures["steps"][2]["questions"][0]["text"] = {"nl": "Leek de shopper herkend?", "en": "Was the shopper found out?"}
    figures["moments"][0]["status"] = "candidate"
    figures["meta"]["made_by"] = "4711"
    text = zipped(workbook_of(figures, "nl")) + json_of(figures)
    assert b"herkend?" not in text
    assert b"found out" not in text
    assert b"waiting/q1" not in text
    assert b"waiting/q2" in text
    assert b"4711" not in text
    assert [row["step"] for row in json.loads(json_of(figures))["tables"]["moments"]] == ["answer"]


def zipped(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return b"".join(file.read(name) for name in file.namelist())


def test_the_same_figures_give_the_same_bytes_with_the_date_of_the_figures(monkeypatch):
    import time

    first = workbook_of(sample(), "nl", interpretation())
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    monkeypatch.setattr(time, "localtime", lambda *_: time.gmtime(2_000_000_000))
    assert workbook_of(sample(), "nl", interpretation()) == first
    assert b"2026-12-11T09:30:00Z" in zipped(first)
    assert json_of(sample()) == json_of(copy.deepcopy(sample()))


def test_both_languages_have_the_same_keys_and_other_names():
    dutch, english = (sheets(workbook_of(sample(), code, interpretation())) for code in ("nl", "en"))
    assert [cells[1] for cells in dutch.values()][1:] == [cells[1] for cells in english.values()][1:]
    assert list(english)[:3] == ["Read me", "Journey", "Steps"]
    assert list(dutch)[:3] == ["Leeswijzer", "Klantreis", "Stappen"]


def test_headers_are_frozen_filters_are_on_and_columns_are_wide_enough():
    book = load_workbook(io.BytesIO(workbook_of(sample(), "nl")))
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "A3"
        assert sheet.column_dimensions["A"].width >= 9
    steps = book["Stappen"]
    assert steps.auto_filter.ref.startswith("A2:")
    head = [cell.value for cell in steps[2]]
    assert steps.cell(3, head.index("both") + 1).number_format == "0.0"
    assert steps.cell(3, head.index("negative") + 1).number_format == "0%"
    assert steps.cell(3, head.index("n") + 1).data_type == "n"


def test_the_read_me_has_sample_method_and_fingerprints(book):
    told = {row[2]: row[1] for row in book["Leeswijzer"][1:]}
    assert told["n_visits"] == 120
    assert told["waves"] == "Hermeting najaar 2026"
    assert told["source_hash"] == "a" * 64
    assert told["formula_version"] == "3.1"
    assert told["first_visit_on"] == datetime(2026, 10, 26)
    assert told["steps"] in (None, "")
    assert told["interpretation"].startswith("Bas Baas")


def test_the_file_for_a_report_is_small():
    assert len(workbook_of(with_drivers(sample()), "nl", interpretation())) < 60_000


HOSTILE = st.text(
    st.one_of(st.characters(), st.sampled_from("=+-@\t\r\n\x00\x0b\ud800\ufffe_x;\"'<&")), min_size=1, max_size=60
) | st.sampled_from(
    ['=HYPERLINK("http://evil")', "+1", "-1+2", "@SUM(A1)", "http://example.org", "mailto:a@b.nl", "_x0041_", " 007 "]
)  # fmt: skip


def as_kept(text):
    """What a workbook can hold of a text."""
    return re.sub(
        "[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text.replace("\r\n", "\n").replace("\r", "\n")
    )


@settings(max_examples=6)
@given(st.lists(HOSTILE, min_size=8, max_size=8))
def test_hostile_words_stay_words_in_both_files(texts):
    figures = sample()
    for step, text in zip(figures["steps"], texts, strict=True):
        step["title"], step["owner"] = {"nl": text, "en": text}, text
    figures["meta"]["client"] = texts[0]
    data = workbook_of(figures, "nl")
    assert dangers(data) == (0, 0)
    rows = rows_by_key(sheets(data)["Stappen"])
    plain = json.loads(json_of(figures))["tables"]["steps"]
    for text, row, one in zip(texts, rows, plain, strict=True):
        # The reader of the test leaves the escape of "_x0041_" half undone; a spreadsheet does not.
        assert (row["owner"] or "").replace("x005F_", "") == as_kept(text).replace("x005F_", "")
        assert one["owner"] == re.sub("[\ud800-\udfff]", "", text)


def test_a_text_longer_than_a_cell_is_cut_and_never_lost():
    figures = sample()
    figures["steps"][0]["owner"] = "w" * 40_000
    row = rows_by_key(sheets(workbook_of(figures, "nl"))["Stappen"])[0]
    assert row["owner"] == "w" * 32_766 + "…"
    assert json.loads(json_of(figures))["tables"]["steps"][0]["owner"] == "w" * 40_000


def test_a_text_of_picture_characters_is_cut_between_two_of_them():
    figures = sample()
    figures["steps"][0]["owner"] = "🙂" * 20_000
    row = rows_by_key(sheets(workbook_of(figures, "nl"))["Stappen"])[0]
    assert row["owner"] == "🙂" * 16_383 + "…"


def test_a_feeling_the_shopper_could_not_give_is_told_in_the_workbook_of_a_visit():
    sheet = visit()
    sheet["steps"][0] |= {"first_impression": "", "named": [], "could_not_say": ["tap"]}
    sheet["steps"][1] |= {"first_impression": "", "named": [], "could_not_say": ["named"]}
    for language, name, words in (("nl", "Stappen", "kon het niet zeggen"), ("en", "Steps", "could not say")):
        rows = rows_by_key(sheets(sheet_workbook(sheet, language))[name])
        cells = [[row[part] or "" for part in ("first_impression", "named")] for row in rows[:2]]
        assert cells == [[words, ""], ["", words]]


def test_a_result_without_value_keeps_its_n():
    figures = sample()
    figures["steps"][0]["grade"] = result(None, n=120, reason="all_na")
    row = json.loads(json_of(figures))["tables"]["steps"][0]
    assert row["grade"] == {"value": None, "lo": None, "hi": None, "n": 120, "reason": "all_na"}
