"""The report as a file: what it says, how it is built, and what it refuses."""

import copy
import io
import json
import re
from itertools import pairwise

import pytest
from django.utils import translation
from PIL import Image
from weasyprint.urls import FatalURLFetchingError

from reports.documents import phrases, rendering
from reports.documents.fetcher import ReportFetcher
from reports.documents.pictures import PictureBook, media_type, without_metadata
from reports.documents.rendering import Composed, NotRendered, Options, compose, render_html, render_pdf
from tests.reports.documents.reading import bookmarks, elements, opened, page_words, words
from tests.reports.sample_figures import all_not_applicable, drawn_photo, few, pictures, sample

HOSTILE = (
    '</td></table><script>alert("x")</script><img src="file:///etc/passwd"><a href="http://example.org/">'
    "{{ client }}{% include 'x' %} &amp; ‮ مرحبا שלום 🙂🏳️‍🌈 \x00\x0b "
)
LONG, LONGEST = "w" * 300, "w" * 10_000  # more than a line, more than a page


@pytest.fixture(scope="module")
def report() -> bytes:
    figures = sample()
    return render_pdf(figures, language="nl", pictures=pictures(figures), options=Options(report_number="R-2026-014"))


def hostile(value, key="", seen=None):
    """The same figures with every free text replaced; the first text of each kind has a word longer than a page."""
    seen = set() if seen is None else seen
    free = {"client", "title", "study", "waves", "previous_wave", "selection", "owner", "set_by", "text"}
    free |= {"caption", "name", "location", "pilot", "number"}
    if isinstance(value, dict):
        names = {name: name if name not in ("nl", "en") else key for name in value}
        return {name: hostile(found, names[name], seen) for name, found in value.items()}
    if isinstance(value, list):
        return [hostile(found, key, seen) for found in value]
    if not isinstance(value, str) or key not in free:
        return value
    is_first = key not in seen
    seen.add(key)
    return HOSTILE + (LONGEST if is_first else LONG)


def test_the_report_holds_names_figures_and_margins(report):
    text = words(report)
    figures = sample()
    assert "Gemeente Waterrijk" in text
    assert "56,4" in text
    assert "54,5–58,3" in text
    for step in figures["steps"]:
        assert step["title"]["nl"] in text
        for question in step["questions"]:
            assert question["text"]["nl"] in text
        for quote in step["quotes"]:
            assert quote["text"].split(".")[0] in text
    assert "R-2026-014" in text


def test_language_title_and_marks_of_an_accessible_file(report):
    root = opened(report).trailer["/Root"]
    assert root["/Lang"] == "nl"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert opened(report).metadata.title == "Gemeente Waterrijk: Een vraag aan de gemeente"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()


def test_every_figure_has_words_and_every_header_cell_a_scope(report):
    figures = [element for element in elements(report) if element["/S"] == "/Figure"]
    assert len(figures) > 30
    assert all(str(figure.get("/Alt", "")).strip() for figure in figures)
    heads = [element for element in elements(report) if element["/S"] == "/TH" and "/A" in element]
    scopes = {str(head["/A"].get("/Scope")) for head in heads}
    assert scopes == {"/Column", "/Row"}


def test_headings_never_skip_a_level(report):
    levels = [int(str(e["/S"])[2]) for e in elements(report) if re.fullmatch(r"/H\d", str(e["/S"]))]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_bookmarks_name_chapters_and_steps_and_the_contents_agree(report):
    found = bookmarks(report)
    steps = [title for level, title, _ in found if level == 2]
    assert steps == [step["title"]["nl"] for step in sample()["steps"]]
    contents = page_words(report, 2)
    places = [contents.index(f"{title} {page}") for _, title, page in found[1:]]  # in the order of the report
    assert places == sorted(places)


def test_each_page_knows_its_number_in_both_languages(report):
    english = render_pdf(sample(), language="en", pictures={})
    for pdf, label in ((report, "Pagina 3 van {}"), (english, "Page 3 of {}")):
        pages = len(opened(pdf).pages)
        assert label.format(pages) in page_words(pdf, 3)
        assert "Gemeente Waterrijk · " in page_words(pdf, 3)


def test_dutch_writes_a_comma_and_english_a_point():
    assert "56,4" in render_html(sample(), "nl")
    english = render_html(sample(), "en")
    assert "56.4" in english
    assert "A question for the municipality" in english
    assert "no demonstrable difference" in english
    assert "moment of truth" in english.lower()


def test_the_words_of_the_report_are_dutch_in_dutch():
    page = render_html(sample(), "nl")
    for phrase in ("Samenvatting", "geen aantoonbaar verschil", "Hoogste stapscore: Ontvangst",
                   "84 van de 120 bezoeken waren onprettig", "5 van 8",
                   "te weinig", "genegeerd 4"):  # fmt: skip
        assert phrase in page


def test_the_same_figures_give_the_same_file(report):
    figures = json.loads(json.dumps(sample()))
    again = render_pdf(figures, language="nl", pictures=pictures(figures), options=Options(report_number="R-2026-014"))
    assert again == report


def test_the_file_stays_small_and_the_sample_keeps_its_pages(report):
    photos = len(pictures(sample()))
    assert len(report) < 60_000 * photos + 300_000
    assert len(opened(report).pages) == 20


def test_fonts_are_embedded(report):
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in opened(report).pages
        for font in page["/Resources"].get("/Font", {}).values()
    }
    assert any("Inter" in font for font in fonts)
    assert all(re.match(r"/[A-Z]{6}\+", font) for font in fonts)


def test_hostile_words_stay_words():
    figures = hostile(sample())
    page = render_html(figures, "nl")
    assert "<script" not in page
    assert 'href="http' not in page
    assert 'src="file' not in page
    pdf = render_pdf(figures, language="nl", pictures={})
    links = [
        note.get_object().get("/A", {}).get("/URI") for sheet in opened(pdf).pages for note in sheet.get("/Annots", [])
    ]
    assert not any(links)
    assert "<script>alert" in words(pdf).replace(" ", "")


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_visits_get_no_margin_no_comparison_and_no_finding(n):
    figures = few(n)
    page = render_html(figures, "en")
    assert re.search(r"\d[.,]\d–\d", page) is None
    assert "Highest step score" not in page
    assert "Moment of truth: " not in page
    assert ("There is nothing to conclude" in page) == (n == 0)
    assert bool(re.search(r"visits?, no margin|no margin: fewer than 3 visits", page.lower())) == (n > 0)
    pdf = render_pdf(figures, language="nl", pictures={})
    assert len(opened(pdf).pages) > 10


def test_nothing_applicable_prints_no_zero_and_no_nan():
    page = render_html(all_not_applicable(), "en")
    assert "not applicable" in page
    assert "nan" not in re.sub(r"base64,[^\"]*", "", page).lower().replace("finan", "")
    assert "0.0" not in re.sub(r"base64,[^\"]*|<style.*?</style>", "", page, flags=re.S)
    assert render_pdf(all_not_applicable(), language="nl", pictures={}).startswith(b"%PDF")


def test_what_all_photos_of_a_step_show_stands_once_above_them():
    figures = sample()
    step = next(step for step in figures["steps"] if len(step["photos"]) > 1)
    for number, photo in enumerate(step["photos"]):
        photo["caption"] = {"nl": f"Foto van de gevel · Filiaal {number}"}
    html = render_html(figures, "nl", pictures=pictures(figures))
    assert html.count(">Foto van de gevel<") == 1
    assert "<figcaption>Filiaal 0</figcaption>" in html
    assert 'alt="Foto: Foto van de gevel · Filiaal 0"' in html, "who cannot see the page hears all of it"
    step["photos"][0]["caption"] = {"nl": "Foto van de kassa · Filiaal 0"}
    html = render_html(figures, "nl", pictures=pictures(figures))
    assert ">Foto van de gevel<" not in html
    assert "<figcaption>Foto van de kassa · Filiaal 0</figcaption>" in html


def test_a_missing_photo_prints_its_caption_and_the_reason():
    figures = sample()
    waiting = figures["steps"][2]["photos"]
    waiting[0].update(name=None, missing="withheld")
    held = pictures(figures) | {waiting[1]["name"]: b"GIF89a not one of ours"}
    page = render_html(figures, "en", pictures=held)
    assert "Nummerscherm uit, stadhuis, 12 november" in page
    assert "withheld to protect" in page
    assert page.count("could not be read") == 1
    assert page.count("data:image/jpeg") == len(held) - 1


def test_internal_questions_are_never_printed():
    figures = sample()
    figures["steps"][0]["questions"][0]["internal"] = True
    page = render_html(figures, "nl")
    assert figures["steps"][0]["questions"][0]["text"]["nl"] not in page
    assert figures["steps"][0]["questions"][1]["text"]["nl"] in page


@pytest.mark.parametrize(("n_steps", "cards"), [(11, 2), pytest.param(24, 3, marks=pytest.mark.soak)])
def test_a_long_journey_runs_over_several_cards_and_pages(n_steps, cards):
    figures = sample()
    steps = [copy.deepcopy(figures["steps"][i % 8]) for i in range(n_steps)]
    for number, step in enumerate(steps, start=1):
        step.update(key=f"s{number}", number=number, title={"nl": f"Stap nummer {number}", "en": ""})
        step["questions"] *= 3
    figures["steps"] = steps
    pdf = render_pdf(figures, language="nl", pictures={})
    assert len([level for level, _, _ in bookmarks(pdf) if level == 2]) == n_steps
    landscape = [page for page in opened(pdf).pages if page.mediabox.width > page.mediabox.height]
    assert len(landscape) == cards


def test_every_kind_of_question_has_a_row():
    figures = sample()
    base = figures["steps"][0]["questions"][0]
    option = base["options"][0]
    scale = copy.deepcopy(base) | {
        "path": "search/scale", "kind": "scale", "main_option": None, "change": None, "text": {"nl": "Schaalvraag"},
        "main": base["main"] | {"value": 3.45, "lo": 3.1, "hi": 3.8},
        "options": [option | {"text": {"nl": "Slecht"}, "n": 11}, option | {"text": {"nl": "Goed"}, "n": 109}],
    }  # fmt: skip
    choice = copy.deepcopy(scale) | {
        "kind": "single", "main_option": "yes", "text": {"nl": "Keuzevraag"}, "n_na": 4, "n_missing": 2,
        "main": base["main"],
    }  # fmt: skip
    words_only = copy.deepcopy(scale) | {
        "kind": "long_text", "main": None, "points": None, "options": [], "text": {"nl": "Open vraag"},
    }  # fmt: skip
    figures["steps"][0]["questions"] = [scale, choice, words_only]
    page = render_html(figures, "en")
    assert "Slecht\u00a011 · Goed\u00a0109" in page
    assert "3.5 <" in page
    assert "n/a 4, missing 2" in page
    assert page.count("Open vraag") == 1  # counted in the appendix; on the page of the step it has nothing to tell


def of_seconds(question, lo=484.4, value=637.2, hi=790.0):
    return question | {
        "kind": "duration", "main_option": None, "options": [], "unit": {"nl": "seconden", "en": "seconds"},
        "main": question["main"] | {"value": value, "lo": lo, "hi": hi, "n": 46},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("language", "value", "margin", "before"),
    [("nl", "10 min 37 s", "(8 min 4 s – 13 min 10 s)", "9 min 9 s"),
     ("en", "10 min 37 s", "(8 min 4 s – 13 min 10 s)", "9 min 9 s")],
)  # fmt: skip
def test_a_time_is_printed_in_minutes_and_seconds(language, value, margin, before):
    figures = sample()
    question = of_seconds(figures["steps"][2]["questions"][0])
    question["change"]["previous"]["value"] = 549.1
    figures["steps"][2]["questions"] = [question]
    page = render_html(figures, language).replace("\u00a0", " ")
    assert page.count(value) == 2  # the page of the step and the appendix
    assert page.count(margin) == 2
    assert before in page
    assert "637" not in page
    assert "549" not in page


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (0.5, "1 s"), (59.4, "59 s"), (59.5, "1 min 0 s"), (637.2, "10 min 37 s"), (3599.5, "1 h 0 min"),
     (3930, "1 h 6 min")],
)  # fmt: skip
def test_a_time_is_rounded_half_up_to_what_people_read(seconds, words):
    with translation.override("en"):
        assert phrases.duration(seconds).replace("\u00a0", " ") == words


def test_a_number_is_printed_with_its_unit():
    figures = sample()
    question = of_seconds(figures["steps"][2]["questions"][0], 4.3, 5.02, 5.8)
    figures["steps"][2]["questions"] = [question | {"kind": "number", "unit": {"nl": "werkdagen"}}]
    page = render_html(figures, "nl")
    assert "5,0\u00a0werkdagen <span" in page
    assert "(4,3–5,8)" in page


def test_the_card_names_the_channels_of_the_visits_where_the_step_has_none_of_its_own():
    figures = sample()
    figures["meta"]["channels"] = [{"channel": code, "n": 40} for code in ("email", "phone", "counter")]
    step = figures["steps"][2] | {"channel": "other"}
    used = {
        "all channels": ["email", "phone", "counter"],
        "telephone, counter": ["phone", "counter"],
        "–": [],
    }
    with translation.override("en"):
        for words, codes in used.items():
            step["channels"] = [{"channel": code, "n": 5} for code in codes]
            assert phrases.channels_of(figures, step) == words
        assert phrases.channels_of(figures, step | {"channel": "web"}) == "website"


def test_a_quote_never_claims_the_channel_of_another_step():
    figures = sample()
    step, quote = figures["steps"][2], figures["steps"][2]["quotes"][0] | {"channel": "shop"}
    with translation.override("en"):
        assert phrases.quote_channel(step | {"channel": "web"}, quote) == ""
        assert phrases.quote_channel(step | {"channel": "shop"}, quote) == "shop"
        assert phrases.quote_channel(step | {"channel": "other"}, quote) == "shop"


def test_contacts_without_an_answer_stand_on_the_page_of_the_channels(report):
    at = next(page for _level, title, page in bookmarks(report) if title == "Locaties en kanalen")
    assert "Contacten zonder antwoord" in page_words(report, at)


def test_a_step_of_six_questions_fits_one_page():
    figures = sample()
    step = figures["steps"][2]
    step["questions"] = (step["questions"] * 2)[:6]
    step["photos"] = [photo for other in figures["steps"] for photo in other["photos"]][:3]
    assert (len(step["quotes"]), len(step["photos"])) == (3, 3)
    pdf = render_pdf(figures, language="nl", pictures=pictures(figures))
    first, second = [page for level, _title, page in bookmarks(pdf) if level == 2][2:4]
    assert second == first + 1


def test_the_settings_of_the_formulas_stand_beside_each_other():
    figures = sample()
    figures["meta"]["thresholds"] = {f"setting_{number:02}": number for number in range(7)}
    page = render_html(figures, "nl")
    rows = [re.findall(r"setting_(\d+)", row) for row in page.split("<tr>") if "setting_" in row]
    assert rows == [["00", "02", "04", "06"], ["01", "03", "05"]]


def test_figures_of_another_schema_are_refused():
    with pytest.raises(NotRendered):
        compose(sample() | {"schema": 1}, language="nl", pictures={})


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "http://localhost/", "https://example.org/x.png", "data:image/png;base64,AA",
     "report:unknown", "report:../settings.py", "ftp://host/", "//host/x", "/etc/passwd", ""],
)  # fmt: skip
def test_the_door_opens_for_own_pictures_only(address):
    door = ReportFetcher({"chart-1.svg": ("image/svg+xml", b"<svg/>")})
    assert door.fetch("report:chart-1.svg").read() == b"<svg/>"
    with pytest.raises(FatalURLFetchingError):
        door.fetch(address)
    with pytest.raises(FatalURLFetchingError):
        door(address)


@pytest.mark.parametrize(
    "smuggled",
    [
        '<img alt="x" src="file:///etc/passwd">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<link rel="stylesheet" href="http://localhost/x.css">',
        "<style>@import url(file:///etc/passwd);</style>",
        '<p style="background: url(http://localhost/x.png)">x</p>',
        '<object data="file:///etc/passwd"></object>',
    ],
)
def test_a_page_that_asks_for_anything_else_is_not_rendered(smuggled):
    page = f'<!doctype html><html lang="nl"><head><title>x</title></head><body>{smuggled}</body></html>'
    with pytest.raises(NotRendered):
        rendering._print(Composed(page, PictureBook({})), lambda done, total: None)


def test_pictures_are_known_by_their_bytes_and_carry_no_place_or_time():
    plain = drawn_photo(1)
    assert media_type(plain) == "image/jpeg"
    assert media_type(b"<svg/>") is None
    exif = Image.Exif()
    exif[0x010F] = "SecretCameraMaker"
    held = io.BytesIO()
    Image.open(io.BytesIO(plain)).save(held, "JPEG", exif=exif, comment=b"SecretComment")
    assert b"SecretCameraMaker" in held.getvalue()
    cleaned = without_metadata(held.getvalue())
    assert b"Secret" not in cleaned
    assert b"Exif" not in cleaned
    assert Image.open(io.BytesIO(cleaned)).size == (600, 450)
    assert without_metadata(plain) == plain


def test_the_cover_takes_a_dark_client_colour_and_refuses_a_light_one():
    figures = sample()
    figures["meta"]["client_color"] = "#003366"
    assert ".cover { background: #003366 }" in render_html(figures, "nl")
    for refused in ("#ffee00", "red;}</style>", "#12", "#zzzzzz"):
        figures["meta"]["client_color"] = refused
        assert ".cover { background: " not in render_html(figures, "nl").split("<style>")[0]
        assert refused not in compose(figures, language="nl", pictures={}).html


def test_the_plan_is_a_chapter_only_when_there_is_one():
    figures = sample()
    assert "Improvement plan" not in render_html(figures, "en")
    figures["actions"] = [
        {
            "title": "Stuur een ontvangstbericht", "step": "waiting", "owner": "Klantcontact",
            "due_on": "2027-02-01", "measure": "Aandeel naar 90%", "state": "busy", "outcome": None,
            "change": None, "gain": None,
        }
    ]  # fmt: skip
    page = render_html(figures, "en", Options(confidential=False))
    assert "Improvement plan" in page
    assert "1 February 2027" in page
    assert "Confidential" not in page


def test_the_method_says_what_the_margins_leave_out():
    figures = sample()
    said = "Visits to one location resemble each other"
    assert said not in render_html(figures, "en")
    figures["score"]["valence"]["flags"] = ["not_clustered"]
    page = render_html(figures, "en")
    assert said in page
    assert "The margins themselves are not corrected." in page


def test_a_change_of_a_key_figure_stands_with_its_size():
    page = render_html(sample(), "en")
    assert re.search(r"<td>no demonstrable difference<br><span class=.faint.>\+2\.4 points \(", page)
