"""What is set up differently from the library for speed: it saves what it says, and changes nothing in the file."""

import io
import re

import pikepdf
import pytest
from weasyprint import HTML
from weasyprint.css import get_all_computed_styles
from weasyprint.html import UA

from reports.documents import page as pages
from reports.documents import rendering
from reports.documents.fetcher import ReportFetcher
from reports.documents.page import Page, by_value
from tests.reports.sample_figures import few, sample

LIST = "<html lang=nl><title>T</title><h1>T</h1><ol><li>een<li>twee</ol>"


def styles_of(kind: type[HTML], html: str) -> int:
    """How many styles are made for a page."""
    page = kind(string=html, base_url="report:", url_fetcher=ReportFetcher({}))
    return len(get_all_computed_styles(page)._computed_styles)


def test_six_rules_of_the_library_are_written_for_every_element():
    """When this fails the library has changed: see whether ``Page`` is still of use, and still without harm."""
    found = re.findall(r"(?m)^::[\w-]+", UA)
    assert found == ["::marker", "::footnote-call", "::footnote-marker", "::note-call", "::note-marker",
                     "::note-callback"]  # fmt: skip
    assert "footnote" not in rendering.STYLE.read_text()


def test_a_page_has_one_style_for_each_element_and_marks_for_items_of_lists():
    paragraphs = "<p>woorden</p>" * 100
    assert styles_of(HTML, LIST + paragraphs) > 7 * 100
    assert styles_of(Page, LIST + paragraphs) < 150
    assert styles_of(Page, LIST) > styles_of(Page, LIST.replace("li>", "p>"))


def test_the_file_is_the_same_to_the_byte(monkeypatch):
    given = {"language": "nl", "pictures": {}, "chapters": ["reading"]}
    ours = rendering.render_pdf(few(2), **given)
    monkeypatch.setattr(pages, "Page", HTML)
    assert rendering.render_pdf(few(2), **given) == ours


def test_steps_share_their_styles():
    """An address on a part would give all that stands in it styles of its own; so the heading has it."""
    html = rendering.render_html(sample(), "nl")
    assert re.findall(r'<(?!h1|section class="(?:cover|seal|first))(\w+)[^>]* id="', html) == []
    few_steps, many = few(2), few(2)
    few_steps["steps"] = few_steps["steps"][:2]
    styles = []
    for figures in (few_steps, many):
        page = Page(string=rendering.render_html(figures, "nl"), base_url="report:", url_fetcher=ReportFetcher({}))
        made = get_all_computed_styles(page)._computed_styles
        styles.append(len({id(style) for (element, pseudo), style in made.items() if pseudo is None}))
    assert styles[1] - styles[0] <= 2 * 6  # the heading of each step has one for its address


def test_a_file_has_an_identifier_of_its_own_bytes():
    figures = few(2)
    given = {"pictures": {}, "chapters": []}
    first, again, other = (rendering.render_pdf(figures, language=language, **given) for language in ("nl", "nl", "en"))
    numbers = []
    for pdf in (first, again, other):
        with pikepdf.open(io.BytesIO(pdf)) as file:
            assert file.check_pdf_syntax() == []
            numbers.append([bytes(part) for part in file.trailer["/ID"]])
    assert first == again
    assert numbers[0] == numbers[1] != numbers[2]
    assert numbers[0][0] == numbers[0][1]
    assert len(numbers[0][0]) == 16


def test_colours_are_printed_by_value():
    style = ":root { --ink: #1d1a24; --bad-soft: #fceae7; }\np { color: var(--ink); background: var(--bad-soft) }"
    assert by_value(style).endswith("p { color: #1d1a24; background: #fceae7 }")
    assert "var(" not in by_value(rendering.STYLE.read_text())
    with pytest.raises(KeyError):
        by_value("p { color: var(--nothing) }")
