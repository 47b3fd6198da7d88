"""What is set up differently from the library for speed: it saves what it says, and changes nothing in the file."""

import io
import re
from xml.etree.ElementTree import tostring

import pikepdf
import pytest
from weasyprint import HTML
from weasyprint.css import get_all_computed_styles
from weasyprint.html import UA

from reports.documents import page as pages
from reports.documents import rendering
from reports.documents.checking import read
from reports.documents.fetcher import ReportFetcher
from reports.documents.page import Page, by_value, drop_needless_heads
from reports.documents.pictures import PictureBook
from reports.documents.rendering import NotRendered
from tests.reports.sample_figures import few, sample

PAGE = '<html lang="nl"><head><title>T</title></head><body><h1>T</h1>{}</body></html>'
LIST = "<ol><li>een</li><li>twee</li></ol>"


def as_ours(html: str) -> Page:
    root, problems = read(html)
    assert problems == []
    return Page(root, ReportFetcher({}))


def as_the_library(html: str) -> HTML:
    return HTML(string=html, base_url="report:", url_fetcher=ReportFetcher({}))


def styles_of(page: HTML) -> int:
    """How many styles are made for a page."""
    return len(get_all_computed_styles(page)._computed_styles)


def test_six_rules_of_the_library_are_written_for_every_element():
    """When this fails the library has changed: see whether ``Page`` is still of use, and still without harm."""
    found = re.findall(r"(?m)^::[\w-]+", UA)
    assert found == ["::marker", "::footnote-call", "::footnote-marker", "::note-call", "::note-marker",
                     "::note-callback"]  # fmt: skip
    assert "footnote" not in rendering.STYLE.read_text()


def test_a_page_has_one_style_for_each_element_and_marks_for_items_of_lists():
    many = PAGE.format(LIST + "<p>woorden</p>" * 100)
    assert styles_of(as_the_library(many)) > 7 * 100
    assert styles_of(as_ours(many)) < 150
    assert styles_of(as_ours(PAGE.format(LIST))) > styles_of(as_ours(PAGE.format(LIST.replace("li>", "p>"))))


def test_a_page_is_read_as_the_library_reads_it():
    """When the first line fails the library keeps more of a page: ``Page`` must keep it too."""
    html = rendering.render_html(few(2), "nl")
    ours, theirs = as_ours(html), as_the_library(html.replace("\n", ""))
    assert vars(ours).keys() == vars(theirs).keys()
    assert (ours.base_url, ours.media_type) == (theirs.base_url, theirs.media_type)
    pairs = zip(ours.etree_element.iter(), theirs.etree_element.iter(), strict=True)
    assert all((a.tag, a.attrib, a.text or "", a.tail or "") == (b.tag, b.attrib, b.text or "", b.tail or "")
               for a, b in pairs if a.tag != "style")  # fmt: skip


def test_the_file_is_the_same_to_the_byte(monkeypatch):
    given = {"language": "nl", "pictures": {}, "chapters": ["reading"]}
    ours = rendering.render_pdf(few(2), **given)
    monkeypatch.setattr(
        pages, "Page", lambda root, fetcher: HTML(string=tostring(root, "unicode", "html"), url_fetcher=fetcher)
    )
    assert rendering.render_pdf(few(2), **given) == ours


@pytest.mark.parametrize("body", ["<p>een<b>twee</p></b>", "<p>een", "een</p>", "<ul><li>een<li>twee</ul>"])
def test_a_template_that_does_not_close_what_it_opens_is_not_printed(body):
    assert read(PAGE.format(body))[1]
    with pytest.raises(NotRendered):
        rendering._print(rendering.Composed(PAGE.format(body), PictureBook({})), lambda done, total: None)


def test_steps_share_their_styles():
    """An address on a part would give all that stands in it styles of its own; so the heading has it."""
    html = rendering.render_html(sample(), "nl")
    assert re.findall(r'<(?!h1|section class="(?:cover|seal|first))(\w+)[^>]* id="', html) == []
    few_steps, many = few(2), few(2)
    few_steps["steps"] = few_steps["steps"][:2]
    styles = []
    for figures in (few_steps, many):
        page = as_ours(rendering.render_html(figures, "nl"))
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


# --- heads of rows ------------------------------------------------------------------------------------
ROW = '<tr><th scope="row" class="wide">Wachten</th>{}</tr>'


@pytest.mark.parametrize(
    ("rows", "figures", "stay"), [(1, 4, False), (2, 2, False), (3, 2, True), (2, 3, True), (9, 1, False)]
)
def test_names_of_rows_are_heads_only_where_there_are_as_many_figures(rows, figures, stay):
    head = '<th scope="col">Stap</th>' + '<th scope="col">Score</th>' * figures
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{ROW.format('<td>1</td>' * figures) * rows}</tbody></table>"
    root, _problems = read(PAGE.format(table))
    drop_needless_heads(root)
    names = [row[0] for row in root.findall(".//tbody/tr")]
    assert [(one.tag, one.get("scope"), one.get("class")) for one in names] == [
        ("th", "row", "wide") if stay else ("td", None, "wide name")
    ] * rows
    assert len(root.findall(".//thead/tr/th")) == figures + 1


def test_a_table_of_facts_keeps_its_heads():
    root, _problems = read(PAGE.format("<table><tbody>" + ROW.format("<td>1</td>") + "</tbody></table>"))
    drop_needless_heads(root)
    assert root.find(".//tbody/tr/th") is not None
