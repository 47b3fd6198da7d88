"""Which chapters a report has, and what people wrote in them; read from the page, which costs no layout."""

import copy
import re

import pytest
from django.utils import translation

from reports.documents import rendering, tidying
from reports.documents.chapters import ALWAYS, CHAPTERS, chosen
from reports.documents.rendering import NotRendered, render_html
from tests.reports.sample_figures import all_not_applicable, few, result, sample, with_drivers, with_priorities
from tests.reports.sample_interpretation import interpretation

HOSTILE = "</p></table><script>alert(1)</script><style>*{display:none}</style><img src=x onerror=1> {{ x }} ‮ שלום 🙂"


def page(figures=None, language="en", **options) -> str:
    """The page without its pictures and style."""
    html = render_html(figures or sample(), language, **options)
    return re.sub(r"base64,[^\"]*|<style>.*?</style></head>", "", html, flags=re.S)


def anchors(html: str) -> set[str]:
    return set(re.findall(r'href="#([^"]+)"', html))


def ids(html: str) -> set[str]:
    return set(re.findall(r' id="([^"]+)"', html))


@pytest.mark.parametrize("chapters", [None, (), *((one,) for one in CHAPTERS), ("steps", "pains"), ("priorities",)])
def test_chosen_chapters_are_printed_and_every_link_of_theirs_leads_somewhere(chapters):
    found = page(chapters=chapters, interpretation=interpretation())
    assert anchors(found) <= ids(found)
    names = {"steps": "step-1"}
    wanted = chosen(chapters) - {"cover"}
    printed = {key for key in CHAPTERS if names.get(key, key) in ids(found)}
    assert printed == wanted
    assert {names.get(key, key) for key in wanted} <= anchors(found)  # the contents name them all


def test_cover_summary_and_method_are_always_there():
    assert chosen(()) == ALWAYS == {"cover", "summary", "method"}
    assert 'class="cover"' in page(chapters=())


def test_a_chapter_nobody_knows_is_refused_with_its_name():
    with pytest.raises(NotRendered, match="horoscope"):
        render_html(sample(), "nl", chapters=["horoscope"])


def test_an_interpretation_of_another_schema_is_refused():
    with pytest.raises(NotRendered, match="99"):
        render_html(sample(), "nl", interpretation=interpretation() | {"schema": 99})


def test_names_of_chapters_are_translated():
    with translation.override("nl"):
        assert str(CHAPTERS["priorities"]) == "Wat eerst aanpakken"
        assert len({str(title) for title in CHAPTERS.values()}) == len(CHAPTERS)


# --- what people wrote --------------------------------------------------------------------------------
def test_findings_of_people_replace_those_made_of_figures():
    assert "Highest step score" in page()
    found = page(interpretation=interpretation())
    assert "Highest step score" not in found
    assert "Waiting weighs much and feels bad" in found


def test_without_findings_of_people_figures_speak():
    assert "Highest step score" in page(interpretation=interpretation() | {"findings": []})


def test_commentary_stands_in_its_own_chapter_with_its_author():
    written = interpretation() | {
        "commentary": [
            {"section": section, "text": {"en": f"About {section}."}, "author": f"Author of {section}"}
            for section in ("journey", "priorities", "places", "pains", "plan", "method")
        ]
    }
    found = page(interpretation=written)
    for section in ("journey", "priorities", "places", "pains", "plan", "method"):
        chapter = found[found.index(f'id="{section}"') :].split("</section>")[0]
        assert f"About {section}." in chapter
        assert f"Written by Author of {section}" in chapter


def test_short_commentary_leads_the_summary_and_long_commentary_follows_it():
    short = interpretation() | {"commentary": [{"section": "summary", "text": {"en": "All in all."}, "author": "A"}]}
    assert '<p class="lede" dir="auto">All in all.</p>' in page(interpretation=short)
    short["commentary"][0]["text"]["en"] = "Much more. " * 60
    found = page(interpretation=short)
    assert "Summary in full" in found
    assert found.count("Much more.") == 60


def test_a_conclusion_leads_its_step_and_ends_in_advice_with_owner_and_author():
    step = page(interpretation=interpretation()).split('id="step-3"')[1].split("</section>")[0]
    assert "Waiting costs most." in step.split("</p>", 6)[4] + step
    assert "<strong>Advice:</strong> Send a receipt" in step
    assert "Who: Hoofd Klantcontact · Written by Noor de Wit" in step
    assert "demonstrably unpleasant" not in step.split('class="measure"')[0].split("lede")[1]


def test_a_long_finding_keeps_the_sentence_of_the_rule_and_stands_in_full():
    written = interpretation()
    written["conclusions"][1]["finding"] = {"en": "A long story. " * 30}
    step = page(interpretation=written).split('id="step-3"')[1].split("</section>")[0]
    assert "This step is demonstrably unpleasant." in step
    assert step.count("A long story.") == 30


def test_a_dismissed_pain_point_keeps_its_figures_beside_the_reason():
    written = interpretation() | {
        "dismissed": [{"step": "waiting", "reason": {"en": "A strike that week."}, "author": "Bea"}]
    }
    chapter = page(interpretation=written).split('id="pains"')[1].split("</section>")[0]
    assert "No step of this journey is demonstrably a pain point" in chapter
    assert "A strike that week." in chapter
    assert "30.4" in chapter
    assert "84 of 120" in chapter
    assert "Written by Bea" in chapter


def test_too_few_visits_are_reported_without_the_label():
    chapter = page().split('id="pains"')[1].split("</section>")[0]
    assert "Aftercare: unpleasant in 2 of 8 visits." in chapter


def test_the_plan_tells_results_targets_and_what_comes_to_light():
    figures = with_priorities()
    chapter = page(figures, interpretation=interpretation()).split('id="plan"')[1].split("</section>")[0]
    assert "+8.5 points (+3.8 to +13.3)" in chapter
    assert "too early to tell" in chapter
    assert "at least 65" in chapter
    assert 'chip ">not yet' in chapter  # the date of the target lies a year ahead
    assert "Expected gain" not in chapter
    assert "A next wave of 120 visits" in chapter
    assert "no proof that the action caused it" in chapter


@pytest.mark.parametrize(
    ("deadline", "told"), [("2026-12-10", "missed"), ("2026-12-11", "not yet reached"), (None, "missed")]
)
def test_a_target_is_missed_only_when_its_date_has_passed(deadline, told):
    written = interpretation()
    written["targets"][0]["deadline"] = deadline
    figures = sample()
    figures["score"]["target"] = {"value": 65.0, "status": "missed", "deadline": None}
    found = page(figures, interpretation=written)
    tone = "bad" if told == "missed" else ""
    assert f'chip {tone}">{told}' in found.split('id="plan"')[1]
    assert f"Target of 65: {told}." in found


def test_the_words_of_the_order_are_those_of_the_table_that_is_printed():
    def chapter(figures):
        return page(figures).split('id="priorities"')[1].split("</section>")[0]

    by_gain, by_weight, by_journey = with_priorities(), with_priorities(), with_drivers(sample(), 100)
    by_weight["priorities"]["gains"] = []
    assert "The largest expected gain stands first" in chapter(by_gain)
    assert "The most important step stands first" in chapter(by_weight)
    assert "in the order of the journey" in chapter(by_journey)
    for figures in (by_gain, by_weight, by_journey):
        assert "go along with" in chapter(figures)
        assert re.search(r"\bbars?\b", chapter(figures).split("<table")[1]) is None


def test_one_visit_per_shopper_is_singular():
    figures = sample()
    figures["meta"]["max_visits_per_shopper"] = 1
    assert "at most 1 visit per shopper" in page(figures)


def test_a_sentence_after_a_full_stop_begins_with_a_capital():
    figures = sample()
    step = next(step for step in figures["steps"] if step["change"])
    step["change"] |= {"word": "suppressed"}
    found = page(figures)
    assert "Too few visits to compare." in found
    assert "too few visits to compare." not in found


def test_an_emoji_has_no_english_name_in_a_dutch_report():
    assert tidying.printable("Fijn \U0001f642") == "Fijn [emoji]"
    with translation.override("en"):
        assert tidying.printable("Nice \U0001f642") == "Nice [slightly smiling face]"


def test_a_plan_nobody_made_is_a_chapter_only_for_who_asks():
    assert 'id="plan"' not in page()
    assert "There was no plan" in page(chapters=["plan"])


# --- what first ---------------------------------------------------------------------------------------
def test_too_few_visits_give_the_reason_and_no_order():
    chapter = page().split('id="priorities"')[1].split("</section>")[0]
    assert "about 34 more are needed" in chapter
    assert "<figure" not in chapter
    assert "top 3" not in chapter
    assert "30.4" in chapter  # what can be said meanwhile


def test_from_fifty_visits_on_there_is_a_picture_without_words_of_rank():
    chapter = page(with_drivers(sample(), 100)).split('id="priorities"')[1].split("</section>")[0]
    assert "<figure" in chapter
    assert "top 3" not in chapter
    assert "no proof of cause" in chapter


def test_from_a_hundred_and_fifty_on_steps_stand_by_what_they_may_bring():
    figures = with_priorities()
    figures["priorities"]["gains"].reverse()
    chapter = page(figures).split('id="priorities"')[1].split("</section>")[0]
    rows = re.findall(r'href="#step-(\d)">', chapter)
    assert rows == list("87654321")
    assert "+0.8 (0.6–1.0)" in chapter
    assert "already at the level of better locations" in chapter
    assert "almost certainly" in chapter


def test_a_set_frozen_before_there_was_an_order_still_prints_its_picture():
    figures = with_drivers(sample())
    assert "priorities" not in figures
    chapter = page(figures).split('id="priorities"')[1].split("</section>")[0]
    assert "<figure" in chapter


# --- bad days -----------------------------------------------------------------------------------------
def hostile(value, key=""):
    """Every text of people replaced; codes, dates and figures stay."""
    codes = {"section", "step", "metric", "direction", "state", "outcome", "status", "method", "basis", "reason",
             "display_class", "formula_version", "deadline", "due_on", "approved_at", "flags"}  # fmt: skip
    if isinstance(value, dict):
        texts = value and all(len(name) == 2 for name in value)
        return {name: HOSTILE + "w" * 10_000 if texts else hostile(held, name) for name, held in value.items()}
    if isinstance(value, list):
        return [hostile(held, key) for held in value]
    return HOSTILE if isinstance(value, str) and key not in codes else value


def test_hostile_words_of_people_stay_words_in_every_text():
    written = hostile(interpretation())
    written["dismissed"] = hostile([{"step": "waiting", "reason": {"nl": ""}, "author": ""}])
    found = page(interpretation=written)
    assert "<script" not in found
    assert "<style>*" not in found
    assert "onerror=1>" not in found.replace("onerror=1&gt;", "")
    assert found.count("&lt;script&gt;alert(1)") >= 30
    assert "w" * 81 not in found


def test_every_state_of_few_visits_prints_with_what_people_wrote():
    for figures in (few(0), few(1), few(2), all_not_applicable()):
        found = page(figures, interpretation=interpretation())
        assert "nan" not in found.lower().replace("finan", "").replace("explan", "")
        assert anchors(found) <= ids(found)


def many(n_steps: int, n_questions: int):
    figures = with_priorities()
    steps = [copy.deepcopy(figures["steps"][i % 8]) for i in range(n_steps)]
    for number, step in enumerate(steps, start=1):
        step.update(key=f"s{number}", number=number)
        base = step["questions"][0]
        step["questions"] = [base | {"path": f"s{number}/q{i}"} for i in range(n_questions)]
    figures["steps"] = steps
    for name in ("pain_points", "moments", "impact_moments"):
        figures[name] = []
    share = result(1 / 60, 0.0, 0.1, 180, method="johnson")
    figures["drivers"]["drivers"] = [
        figures["drivers"]["drivers"][0] | {"name": step["key"], "share": share} for step in steps[:40]
    ]
    figures["priorities"]["gains"] = []
    return figures


def test_sixty_steps_and_five_hundred_questions_are_all_on_the_page():
    found = page(many(60, 9))
    assert len(re.findall(r'id="step-\d+"', found)) == 60
    assert found.split('id="appendix"')[1].count('<tr><th scope="row">') >= 540
    assert anchors(found) <= ids(found)


@pytest.mark.soak
def test_sixty_steps_five_hundred_questions_and_two_hundred_photos_become_a_file():
    from tests.reports.documents.layout import half_empty, lonely_headings, outside, printed
    from tests.reports.sample_figures import drawn_photo

    figures = many(60, 9)
    photo = {"name": "p", "caption": {"nl": "Balie"}, "sha256": None, "missing": None, "question": None, "visit": "v"}
    for step in figures["steps"][:10]:
        step["photos"] = [photo] * 20
    _pdf, pages = printed(lambda: rendering.render_pdf(figures, language="nl", pictures={"p": drawn_photo(1)}))
    assert half_empty(pages) == []
    assert lonely_headings(pages) == []
    assert outside(pages) == []
