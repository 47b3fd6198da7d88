"""How the pages look: where things stand, how full pages are, and that a broken layout is seen."""

import re
from itertools import pairwise

import pytest

from reports.documents import rendering
from tests.reports.documents.layout import (
    Page,
    difference,
    half_empty,
    lonely_headings,
    nearly_empty,
    outside,
    printed,
    references,
    sample_report,
    sample_sheet,
)
from tests.reports.documents.reading import bookmarks, elements, page_words, words
from tests.reports.sample_figures import few, pictures, sample
from tests.reports.sample_interpretation import interpretation

MM = 96 / 25.4  # what is laid out is measured in pixels of CSS
ALIKE = 0.8  # of 9: another version of a typeface moves words, a broken layout moves blocks


@pytest.fixture(params=["nl", "en", "visit", "location"])
def made(request) -> tuple[str, bytes, list[Page]]:
    name = request.param
    return (name, *(sample_report(name) if name in ("nl", "en") else sample_sheet(name)))


def test_pages_look_as_they_did_when_somebody_looked(made):
    name, _pdf, pages = made
    stored = references()[name]
    assert len(pages) == len(stored)
    off = {n: round(difference(page.grid, grid), 2) for n, (page, grid) in enumerate(zip(pages, stored, strict=True))}
    assert {n: by for n, by in off.items() if by > ALIKE} == {}


def test_a_page_is_half_full_unless_its_chapter_ends_there(made):
    assert half_empty(made[2]) == []


@pytest.mark.parametrize("words", [12, 16, 20, 24, 28])
def test_advice_that_fits_no_more_takes_what_was_said_along_to_the_next_page(words):
    """A step that is a little too long for its page, by as much as ``words`` of a quote."""
    figures = sample()
    step = next(one for one in figures["steps"] if one["key"] == "waiting")
    for quote in step["quotes"]:
        quote["text"] = " ".join(["wachten"] * words)
    step["questions"] = [*step["questions"], *step["questions"][:2]]
    order = {"language": "nl", "pictures": pictures(figures), "interpretation": interpretation()}
    _pdf, pages = printed(lambda: rendering.render_pdf(figures, **order))
    assert nearly_empty(pages) == []
    assert half_empty(pages) == []


def test_no_heading_stands_last_and_nothing_leaves_the_paper(made):
    assert lonely_headings(made[2]) == []
    assert outside(made[2]) == []


def test_headings_never_skip_and_every_figure_and_head_says_what_it_is(made):
    found = list(elements(made[1]))
    levels = [int(str(e["/S"])[2]) for e in found if re.fullmatch(r"/H\d", str(e["/S"]))]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(str(e.get("/Alt", "")).strip() for e in found if e["/S"] == "/Figure")
    assert {str(e["/A"].get("/Scope")) for e in found if e["/S"] == "/TH" and "/A" in e} == {"/Column", "/Row"}


def test_the_summary_keeps_to_one_page_and_leads_with_what_people_found():
    pdf, _pages = sample_report("nl")
    page = page_words(pdf, 3)
    assert [n for _level, title, n in bookmarks(pdf) if title in ("Samenvatting", "Hoe u dit rapport leest")] == [3, 4]
    assert "Wachten weegt zwaar en voelt slecht" in page
    assert "Ontvangstbericht met einddatum op elke e-mail" in page
    assert "+0,8" in page
    assert "Hoofd Klantcontact" in page
    assert "geen aantoonbaar verschil" in page


def test_every_chapter_is_there_in_both_languages():
    for language, told in {
        "nl": ("Wat eerst", "Pijnpunten", "Verbeterplan", "Werkwijze en woorden", "Geschreven door Noor de Wit",
               "Advies: Stuur op elke e-mail", "Uitkomst van eerdere acties", "waarschijnlijk behaald",
               "Wat de volgende golf kan laten zien", "goedgekeurd door Bas Vermeer"),
        "en": ("What to tackle first", "Pain points", "Improvement plan", "Method and words", "Written by Noor de Wit",
               "Advice: Send a receipt", "What former actions brought", "probably achieved",
               "What the next wave can show", "approved by Bas Vermeer"),
    }.items():  # fmt: skip
        text = words(sample_report(language)[0])
        assert [one for one in told if one not in text] == []


def test_two_dozen_locations_stand_one_to_a_line_on_one_page_also_beside_the_wave_before():
    figures = sample()
    row = figures["locations"]["rows"][0]
    names = [f"Vonk en Draad {place}" for place in "ABCDEFGHIJKLMNOPQRSTUVWX"]
    change = figures["score"]["change"] | {"word": "not_demonstrable", "more_visits": None}
    figures["locations"]["rows"] = [row | {"key": name, "name": name, "n": 4, "change": change} for name in names]
    pdf, _pages = printed(
        lambda: rendering.render_pdf(figures, language="en", pictures={}, chapters=["summary", "places"])
    )
    page = page_words(pdf, next(n for _level, title, n in bookmarks(pdf) if title == "Locations and channels"))
    assert [name for name in names if f"{name} *" not in page] == []
    assert page.count("no demonstrable difference") == len(names)


def test_long_words_of_people_never_push_the_summary_off_its_page_and_stand_in_full_behind_it():
    figures = sample()
    figures["score"]["mix"]["flags"] = ["mix_effect"]
    written = interpretation()
    written["commentary"] = [{"section": "summary", "text": {"nl": "Kort maar krachtig gezegd. " * 7}, "author": "A"}]
    for finding in written["findings"]:
        finding["title"] = {"nl": "Een bevinding " * 11}
        finding["text"] = {"nl": "Dit is een lange zin over wat wij zagen. " * 20 + "Slotwoord."}
    for action in written["actions"]:
        action["title"] = {"nl": "Een heel lange naam van een actie " * 5}
        action["owner"] = "Afdeling met een lange naam " * 4
    pdf, pages = printed(
        lambda: rendering.render_pdf(figures, language="nl", pictures={}, interpretation=written, chapters=["summary"])
    )
    assert "Slotwoord" not in page_words(pdf, 3)
    assert "Bevindingen" in page_words(pdf, 3)
    assert "Acties om mee te beginnen" in page_words(pdf, 3)
    assert "Samenvatting, volledig" in page_words(pdf, 4)
    assert words(pdf).count("Slotwoord.") == 3
    assert outside(pages) == []


LONG_NAME = "Koninklijke Vereniging van Samenwerkende Elektronicadetaillisten en Witgoedspecialisten"
LONG_WORD = "Hottentottententententoonstellingsmakersopleidingsprogramma"


@pytest.mark.parametrize(
    "title", ["Kopen, gebruiken, terugbrengen en weer van voren", "Van de eerste vraag tot later " * 5]
)
def test_long_names_share_the_cover_without_touching_and_no_line_of_a_title_is_cut(title):
    figures = sample()
    figures["meta"] |= {"client": LONG_NAME, "title": {"nl": title}, "client_logo": None}
    _pdf, pages = printed(lambda: rendering.render_pdf(figures, language="nl", pictures={}, chapters=["summary"]))
    leaves = pages[0].leaves
    heading, sub = ([leaf for leaf in leaves if tag in leaf.tags] for tag in ("h1", ".sub"))
    assert len(heading) > 1
    assert max(leaf.bottom for leaf in heading) <= min(leaf.top for leaf in heading) + 47 * MM
    assert max(leaf.bottom for leaf in heading) < min(leaf.top for leaf in sub)
    name, kind = ([leaf for leaf in leaves if tag in leaf.tags and ".top" in leaf.tags] for tag in ("strong", ".right"))
    assert max(leaf.right for leaf in name) < min(leaf.left for leaf in kind)


def test_a_long_word_over_a_column_of_the_card_stays_in_it_and_the_card_on_its_page():
    figures = sample()
    figures["steps"][1]["title"] = {"nl": f"{LONG_WORD} aanvragen"}
    _pdf, pages = printed(lambda: rendering.render_pdf(figures, language="nl", pictures={}, chapters=["journey"]))
    card = [page for page in pages if page.width > page.height]
    assert len(card) == 1
    heads = [leaf for leaf in card[0].leaves if "thead" in leaf.tags]
    assert max(leaf.right - leaf.left for leaf in heads) < card[0].width / len(figures["steps"])


def test_a_page_without_our_style_is_seen(monkeypatch):
    """The measure itself: the same pages without the style sheet are far from those with it."""
    from weasyprint import CSS

    def render() -> bytes:
        return rendering.render_pdf(few(2), language="nl", pictures={}, chapters=["summary"])

    _pdf, styled = printed(render)
    _style, fonts = rendering._prepared()
    monkeypatch.setattr(rendering, "_prepared", lambda: (CSS(string="@page { size: A4 }"), fonts))
    _pdf, bare = printed(render)
    assert max(difference(a.grid, b.grid) for a, b in zip(styled, bare, strict=False)) > ALIKE


def test_half_empty_pages_are_seen():
    full, scarce = (Page(100, 100, (), fill, (1,)) for fill in (0.9, 0.3))
    end = Page(100, 100, (), 0.3, (2,))
    assert half_empty([full, scarce, full]) == [(2, 0.3)]
    assert half_empty([full, scarce, end]) == []
