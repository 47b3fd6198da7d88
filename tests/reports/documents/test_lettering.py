"""Lines that are kept until they are drawn: the same file, and texts of charts that are joined and ordered."""

import io
import re
import subprocess

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from weasyprint import HTML
from weasyprint.text import line_break
from weasyprint.text.fonts import FontConfiguration

from reports.documents import rendering
from reports.documents.lettering import KeptLayout, lay_out_once, undrawn
from reports.documents.pictures import PictureBook
from reports.documents.tidying import printable
from tests.reports.sample_figures import few

THEIRS = KeptLayout.__mro__[1]
LETTERS = "abc é-\u00ad\u00a0.,\u200b\u2028\u2029\n\r\tאבגمرحبا😀👩‍🔬fi½"
WORDS = (
    st.lists(st.text(st.sampled_from(LETTERS), min_size=1, max_size=12), min_size=1, max_size=12)
    .map(" ".join)
    .map(printable)
)
PAGE = """<html lang="nl"><body style="width: {width}px; font: 11px Inter, 'Noto Sans', sans-serif; {style}">
<p>{words}</p><p style="letter-spacing: 1px">{words}</p><p><em>{words}</em>{words}</p></body></html>"""
STYLES = ["", "text-align: justify", "hyphens: auto", "white-space: pre-line", "white-space: pre-wrap",
          "white-space: nowrap", "overflow-wrap: anywhere", "direction: rtl; text-align: justify",
          "text-decoration: underline", "text-overflow: ellipsis; overflow: hidden; white-space: nowrap",
          "word-spacing: 3px", "font-variant-numeric: tabular-nums"]  # fmt: skip
CHART = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="50"><text x="100" y="30" {}>{}</text></svg>'


@pytest.fixture
def lettering(monkeypatch):
    """Lines laid out by us or by the library; afterwards as they were."""
    monkeypatch.setattr(line_break, "Layout", line_break.Layout)
    return lambda layout: monkeypatch.setattr(line_break, "Layout", layout)


def printed(html: str) -> bytes:
    return HTML(string=html).write_pdf(font_config=FontConfiguration(), pdf_identifier=b"same")


def shown(svg: str) -> list[str]:
    """What is shown at once, in order: the glyphs of each ``[…] TJ``, in hexadecimal."""
    lay_out_once()
    with pikepdf.open(io.BytesIO(printed(f"<html lang='nl'><body>{svg}</body></html>"))) as pdf:
        streams = [one.read_bytes().decode("latin-1") for one in pdf.objects if _is_content(one)]
    return re.findall(r"\[([^\]]*)\]\s*TJ", "\n".join(streams))


def _is_content(found) -> bool:
    return isinstance(found, pikepdf.Stream) and b"TJ" in found.read_bytes()


@settings(max_examples=60, deadline=None)
@given(words=WORDS, width=st.integers(1, 300), style=st.sampled_from(STYLES))
def test_the_file_is_that_of_the_library_to_the_byte(words, width, style):
    html = PAGE.format(width=width, style=style, words=words)
    kept = line_break.Layout
    try:
        line_break.Layout = THEIRS
        theirs = printed(html)
        line_break.Layout = KeptLayout
        assert printed(html) == theirs
    finally:
        line_break.Layout = kept


def test_a_report_is_laid_out_once(lettering, monkeypatch):
    """When this fails the library makes its lines in another way: see whether ours are still of use."""
    made = []
    setup = THEIRS.setup
    monkeypatch.setattr(THEIRS, "setup", lambda line, style: made.append(style) or setup(line, style))
    files, counts = [], []
    for layout in (THEIRS, KeptLayout):
        rendering._prepared()
        lettering(layout)
        made.clear()
        files.append(rendering.render_pdf(few(2), language="nl", pictures={}))
        counts.append(len(made))
    assert files[0] == files[1]
    assert counts[1] < 0.65 * counts[0]


def test_a_text_of_a_chart_is_shown_at_once():
    assert len(shown(CHART.format("", "Wachten"))) == 1


@pytest.mark.parametrize("anchor", ["start", "middle", "end"])
def test_letters_of_a_chart_are_joined_as_their_script_asks(anchor):
    """In Arabic a letter has another form beside others than alone."""
    word = "مرحبا"
    alone = CHART.format('direction="rtl"', " ".join(word))
    whole = shown(CHART.format(f'text-anchor="{anchor}" direction="rtl"', word))
    assert len(whole) == 1
    glyphs = re.findall(r"[0-9a-f]{4}", whole[0].lower())
    assert not set(glyphs[1:-1]) & set(re.findall(r"[0-9a-f]{4}", shown(alone)[0].lower()))


def test_a_chart_without_words_and_with_words_in_parts_is_drawn():
    assert shown(CHART.format("", "")) == []
    assert len(shown(CHART.format("", "een <tspan>twee</tspan> drie"))) == 3


def of_words(words: str) -> bytes:
    """A page of our own with a heading and a chart that hold these words."""
    book = PictureBook({})
    chart = book.chart(CHART.format("", words))
    html = (
        f'<html lang="nl"><head><title>T</title></head><body><h1>{words}</h1><img alt="A" src="{chart}"></body></html>'
    )
    return rendering._print(rendering.Composed(html, book), lambda done, total: None)


def test_letters_that_no_font_draws_are_squares_and_not_gaps():
    with undrawn() as letters:
        printed("<html lang='nl'><body>漢 a</body></html>")
    assert letters == {"漢"}
    found = words_of(of_words("Bij 漢字 binnen"))
    assert found.count("Bij □□ binnen") == 3, "in the heading, in the head of the page and in the chart"


def test_what_fonts_draw_is_printed_once(monkeypatch):
    prints = []
    print_once = rendering._printed
    monkeypatch.setattr(rendering, "_printed", lambda *given: prints.append(given) or print_once(*given))
    of_words("Καλημέρα доброе мرحبا ½ ✓")
    assert len(prints) == 1
    of_words("漢")
    assert len(prints) == 3


@pytest.mark.parametrize("end", ["\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_end_of_a_line_in_what_people_wrote_is_one_the_printer_knows(end):
    assert "Aan de balie" in words_of(of_words(printable(f"Aan {end}de balie {end} {end}{end}")))


def words_of(pdf: bytes) -> str:
    """Its text, with single spaces."""
    return " ".join(
        subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode().split()
    )
