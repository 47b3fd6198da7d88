"""What stands beside a figure: importance, more visits needed, other proportions, the other way of counting."""

import copy
import re
from html import unescape

import pytest
from django.utils import translation

from reports.charts.points import points_of
from reports.documents import phrases
from reports.documents.pictures import PictureBook
from reports.documents.questions import question_row
from reports.documents.remarks import Remarks
from reports.documents.rendering import render_html
from reports.documents.step_page import step_page
from tests.reports.sample_figures import few, sample, with_drivers


def first_page(figures, language="en", index=0):
    with translation.override(language):
        words = phrases.chart_words()
        return step_page(
            figures,
            index,
            language,
            points_of(figures, language),
            words,
            PictureBook({}),
            Remarks(figures, None, language),
        )


def plain(figures, language="en"):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", render_html(figures, language))).split())


def test_a_step_shows_how_much_it_goes_together_with_the_grade_and_never_as_a_cause():
    figures = with_drivers(sample())
    found = first_page(figures)["importance"]
    assert found["text"] == (
        "Goes together with the overall grade: 22% (13–33%) of what all steps explain (an equal part is 13%). "
        "This is no proof of cause."
    )
    assert (found["bar"].startswith("report:"), "22" in found["alt"]) == (True, True)
    assert "points different ways" in first_page(figures, index=7)["importance"]["text"]
    assert "points different ways" not in found["text"]
    dutch = plain(figures, "nl")
    assert "veroorzaakt" not in dutch
    assert "caused" not in plain(figures)


def test_fewer_than_150_visits_are_indicative_and_too_few_show_nothing():
    assert "Indicative: fewer than 150 visits." in first_page(with_drivers(sample(), 100))["importance"]["text"]
    assert "Indicative" not in first_page(with_drivers(sample()))["importance"]["text"]
    assert first_page(sample())["importance"] is None


def test_a_step_that_weighs_more_than_an_equal_part_has_a_label():
    figures = sample()
    assert ("brand", "Impact moment") not in first_page(figures)["chips"]
    figures["impact_moments"].append({"step": figures["steps"][0]["key"], "because": ["importance"]})
    assert ("brand", "Impact moment") in first_page(figures)["chips"]


def test_what_first_holds_every_step_with_its_part():
    text = plain(with_drivers(sample()))
    table = text[text.index("Step by step Step Step score Importance") :]
    assert "Finding information (1) 56.8 (53.7–59.9) 22% (13–33)" in table
    assert "There are 46 visits with the overall grade" in plain(sample())  # why it shows nothing yet


def test_both_ways_of_counting_contacts_without_an_answer_stand_in_the_key_figures():
    text = plain(sample())
    assert "– no answer counted as the lowest score 53.1 (50.9–55.3) 120" in text
    assert "– no answer counted as the lowest score 66.2 (63.1–69.3) 120" in text
    figures = sample()
    figures["score"]["checklist_ways"]["unanswered"] = "lowest"
    assert "– contacts without an answer left out 66.2" in plain(figures)
    figures["score"]["unanswered_as_lowest"] = figures["score"]["checklist_ways"]["other_unanswered"] = None
    assert "no answer counted" not in plain(figures)


def test_another_mix_of_channels_is_told_when_it_turns_the_difference_around():
    figures = sample()
    assert "same proportions" not in plain(figures)
    figures["score"]["mix"] = {"over": "channel", "raw": 0.05, "adjusted": -0.03, "flags": ["mix_effect"]}
    assert "with the same proportions the difference would be −1.5 points" in plain(figures)


@pytest.mark.parametrize(("language", "words"), [("nl", "ongeveer 40 bezoeken"), ("en", "about 40 more visits needed")])
def test_what_cannot_be_told_yet_says_how_many_visits_would_tell(language, words):
    figures = sample()
    figures["score"]["change"]["more_visits"] = 40
    assert words in plain(figures, language)


def test_a_questionnaire_that_changed_too_much_has_no_difference():
    change = copy.deepcopy(sample()["score"]["change"])
    change["difference"]["flags"] = ["bridged", "trend_break"]
    with translation.override("en"):
        assert phrases.difference(change, 1) == ("", "the questionnaire changed too much to compare")


def test_a_reason_in_the_note_stays_words():
    figures = sample()
    figures["meta"]["corrects"] = {
        "version": 2, "made_at": "2026-12-01T10:00:00+01:00", "source_hash": "b" * 64,
        "reason": '</p><script>alert("x")</script> & 1 < 2',
    }  # fmt: skip
    page = render_html(figures, "en")
    assert "This is version 2. It replaces the version of 1 December 2026:" in page
    assert "<script>alert" not in page


# --- words --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "many"),
    [("en", "visits|steps|locations|shoppers|contacts"), ("nl", "bezoeken|stappen|locaties|shoppers|contacten")],
)
def test_one_is_never_told_as_many(language, many):
    figures = few(1)
    figures["meta"] |= {"n_shoppers": 1, "max_visits_per_shopper": 1}
    figures["meta"]["gap_panel"]["n_pairs"] = 1
    figures["score"]["change"] = sample()["score"]["change"] | {"word": "not_demonstrable", "more_visits": 1}
    figures["channels"] = [sample()["channels"][0] | {"n": 1, "n_unanswered": 1}]
    told = plain(figures, language)
    assert re.findall(rf"[^.:]*\b1 (?:{many})\b[^.]*", told) == []
    assert re.search({"en": "1 contact in 1 visit was", "nl": "1 contact in 1 bezoek kreeg"}[language], told)


def option(words: str, n: int):
    return {"key": words, "text": {"nl": words, "en": words}, "n": n, "share": None}


def test_options_that_are_numbers_are_kept_apart_from_how_often_they_were_given():
    figures = sample()
    question = figures["steps"][0]["questions"][0]
    question |= {"kind": "grade", "options": [option("7", 12), option("Very clear", 3)]}
    found = question_row(question, "en")
    assert found["options"] == "7:\u00a012 · Very clear\u00a03"
