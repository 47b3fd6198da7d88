"""The report as a file for the archive and for every reader: what validators find, and what may never be shipped.

``pdfua`` runs its part of PDF/UA-1, ``outloud`` its rules for PDF/UA-1 and for what a listener gets, ``qpdf`` the
syntax of the file. None of them judges PDF/A; those claims are read back here piece by piece.
"""

import copy
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pikepdf
import pytest

from reports.documents import rendering
from reports.documents.archiving import JSON, XLSX
from reports.documents.checking import problems_of
from reports.documents.enclosures import enclosures
from reports.documents.pictures import PictureBook
from reports.documents.rendering import Composed, NotRendered, Options, compose, render_pdf
from tests.reports.documents.reading import words
from tests.reports.documents.test_rendering import hostile
from tests.reports.sample_figures import pictures, sample

NUMBER = "R-7F3K-92QX"
SEALED = Options(report_number=NUMBER, verify_url=f"https://rapport.example/verify/{NUMBER}/", replaces="R-2222-3333")
NS = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "schema": "http://www.aiim.org/pdfa/ns/schema#",
}


def made(language="nl", figures=None, photos=None):
    figures = figures or sample()
    photos = pictures(figures) if photos is None else photos
    return render_pdf(
        figures, language=language, pictures=photos, options=SEALED, attachments=enclosures(figures, language)
    )


@pytest.fixture(scope="module")
def dutch():
    return made()


@pytest.fixture(scope="module")
def document(dutch):
    with pikepdf.open(io.BytesIO(dutch)) as opened:
        yield opened


@pytest.fixture(scope="module")
def kinds(dutch):
    return {"dutch": dutch, "english": made("en"), "hostile": made(figures=hostile(sample()), photos={})}


# --- validators -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["dutch", "english", "hostile"])
@pytest.mark.parametrize("validator", ["pdfua check", "outloud --fail-on"])
def test_validators_find_nothing(kinds, kind, validator, tmp_path):
    file = tmp_path / "report.pdf"
    file.write_bytes(kinds[kind])
    strict = ["warning"]
    if kind == "hostile":  # its warnings are about these words; rows as long as a page stand alone below their heads
        strict = ["error", "--skip", "TBL-010"]
    name, *rest = validator.split()
    program = Path(sys.executable).with_name(name)
    command = [program, *rest, *(strict if name == "outloud" else []), file]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize("kind", ["dutch", "english", "hostile"])
def test_the_syntax_of_the_file_is_sound(kinds, kind, tmp_path):
    file = tmp_path / "report.pdf"
    file.write_bytes(kinds[kind])
    with pikepdf.open(file) as opened:
        assert opened.check_pdf_syntax() == []
    if qpdf := shutil.which("qpdf"):
        found = subprocess.run([qpdf, "--check", file], capture_output=True, text=True, check=False)
        assert (found.returncode, "No syntax or stream encoding errors" in found.stdout) == (0, True)


# --- what the file says of itself -----------------------------------------------------------------------
def xmp_of(document):
    return ElementTree.fromstring(document.Root.Metadata.read_bytes())


def test_the_file_claims_both_norms_and_describes_the_schema_that_is_not_of_pdfa(document):
    xmp = xmp_of(document)
    read = lambda path: xmp.findtext(f".//{path}", namespaces=NS)  # noqa: E731
    assert (read("pdfaid:part"), read("pdfaid:conformance"), read("pdfuaid:part")) == ("3", "A", "1")
    assert (read("schema:namespaceURI"), read("schema:prefix")) == (NS["pdfuaid"], "pdfuaid")
    assert read("dc:language/rdf:Bag/rdf:li") == str(document.Root.Lang) == "nl"
    assert read("dc:identifier") == NUMBER


def test_document_information_says_the_same_as_xmp(document):
    xmp, info = xmp_of(document), document.docinfo
    for key, path in {
        "/Title": "dc:title/rdf:Alt/rdf:li", "/Author": "dc:creator/rdf:Seq/rdf:li",
        "/Subject": "dc:description/rdf:Alt/rdf:li", "/Creator": "xmp:CreatorTool", "/Producer": "pdf:Producer",
    }.items():  # fmt: skip
        assert str(info[key]) == xmp.findtext(f".//{path}", namespaces=NS)
    for key, path in {"/CreationDate": "xmp:CreateDate", "/ModDate": "xmp:ModifyDate"}.items():
        told = xmp.findtext(f".//{path}", namespaces=NS)
        assert re.sub(r"\D", "", str(info[key])) == re.sub(r"\D", "", told)
        assert told.startswith(sample()["meta"]["made_at"][:19])


def test_titles_with_signs_of_xml_and_moments_with_microseconds_are_written_well():
    figures = sample()
    figures["meta"] |= {"client": "A & B <c>", "made_at": "2026-12-11T10:30:00.123456+01:00"}
    with pikepdf.open(io.BytesIO(made(figures=figures, photos={}))) as opened:
        assert xmp_of(opened).findtext(".//dc:title/rdf:Alt/rdf:li", namespaces=NS).startswith("A & B <c>")
        assert str(opened.docinfo["/CreationDate"]) == "D:20261211103000+01'00'"


def test_colours_are_defined_and_nothing_is_encrypted_or_runs(document):
    (intent,) = document.Root.OutputIntents
    assert (intent.S, "/DestOutputProfile" in intent) == ("/GTS_PDFA1", True)
    assert not document.is_encrypted
    assert "/ID" in document.trailer
    kept = {str(key) for key in document.Root.keys()}  # noqa: SIM118
    assert not kept & {"/OpenAction", "/AA", "/Collection"}


def test_no_picture_asks_to_be_smoothed(document):
    pictures = [one for one in document.objects if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == "/Image"]
    assert pictures
    assert not [picture for picture in pictures if picture.get("/Interpolate")]


def test_every_annotation_is_printed_and_heads_and_feet_are_no_content(document):
    notes = [note for page in document.pages for note in page.get("/Annots", [])]
    assert notes
    assert {(str(note.Subtype), int(note.F)) for note in notes} == {("/Link", 4), ("/Widget", 132)}
    page = document.pages[4].Contents.read_bytes()
    assert page.count(b"/Artifact <</Type /Pagination>>") >= 3
    numbers = document.Root.StructTreeRoot.ParentTree.Nums
    assert sum(one is None for one in numbers[9]) == page.count(b"/Artifact <</Type /Pagination>>")


def test_a_line_of_the_contents_is_one_link(document):
    notes = [note for note in document.pages[1].Annots if note.Subtype == "/Link"]
    assert len(notes) == len({str(note.get("/Dest") or note.A) for note in notes}) == 16
    numbers = [int(one) for one in list(document.Root.StructTreeRoot.ParentTree.Nums)[::2]]
    assert numbers == sorted(set(numbers))
    assert {int(note.StructParent) for note in notes} <= set(numbers)


# --- figures inside -------------------------------------------------------------------------------------
def test_the_figures_go_along_with_what_they_are(document):
    listed = [str(name) for name in document.Root.Names.EmbeddedFiles.Names[::2]]
    assert listed == ["cijfers.json", "cijfers.xlsx"]
    for file in enclosures(sample(), "nl"):
        held = document.attachments[file.name]
        assert held.get_file().read_bytes() == file.body
        assert (held.obj.AFRelationship, str(held.obj.Desc)) == ("/Data", file.described)
        assert held.get_file().mime_type == file.media_type
    assert {str(one.UF) for one in document.Root.AF} == set(listed)


def test_the_files_hold_what_is_printed_and_nothing_that_is_not():
    figures = sample()
    secret = figures["steps"][0]["questions"][0]
    secret |= {"internal": True, "text": {"nl": "Alleen voor het bureau", "en": "For the agency alone"}}
    figures["meta"]["made_by"] = "user-4711"
    workbook, programs = enclosures(figures, "en")
    assert (workbook.name, workbook.media_type, programs.name, programs.media_type) == (
        "figures.xlsx", XLSX, "figures.json", JSON,
    )  # fmt: skip
    told = json.loads(programs.body)
    assert figures["steps"][0]["questions"][1]["text"]["nl"] in programs.body.decode()
    with zipfile.ZipFile(io.BytesIO(workbook.body)) as sheets:
        written = b"".join(sheets.read(name) for name in sheets.namelist()).decode()
    for hidden in ("Alleen voor het bureau", "For the agency alone", "user-4711"):
        assert hidden not in programs.body.decode() + written
    scores = json.dumps(told["tables"])
    assert "56.4" in scores  # the journey score, as it stands on paper


def test_words_cannot_bring_a_file_along():
    figures = sample()
    figures["meta"]["client"] = '"><link rel="attachment" href="file:///etc/passwd">'
    with pikepdf.open(io.BytesIO(made(figures=figures, photos={}))) as opened:
        assert sorted(opened.attachments) == ["cijfers.json", "cijfers.xlsx"]


def test_the_same_figures_and_files_give_the_same_bytes(dutch):
    assert made() == dutch
    assert made(figures=copy.deepcopy(sample())) == dutch


# --- the seal -------------------------------------------------------------------------------------------
def test_the_seal_leads_to_where_the_report_is_checked():
    import segno

    composed = compose(sample(), language="nl", pictures={}, options=SEALED)
    code = re.search(r'alt="QR[^"]+" src="report:([^"]+)"', composed.html)[1]
    drawn = composed.pictures.held[code][1].decode()
    assert matrix_of(drawn) == [list(row) for row in segno.make(SEALED.verify_url, error="m", micro=False).matrix]


def matrix_of(svg):
    """The modules of a code, read back from its drawing."""
    size = int(re.search(r'width="(\d+)"', svg)[1])
    grid = [[0] * size for _ in range(size)]
    at, down = 0, 0.0
    for verb, numbers in re.findall(r"([Mmh])([-\d. ]+)", re.search(r'stroke="[^"]+" d="([^"]+)"', svg)[1]):
        values = [float(number) for number in re.findall(r"-?\d*\.?\d+", numbers)]
        if verb == "h":
            for step in range(int(values[0])):
                grid[int(down)][at + step] = 1
            at += int(values[0])
        else:
            at, down = (int(values[0]), values[1]) if verb == "M" else (at + int(values[0]), down + values[1])
    return [row[4:-4] for row in grid[4:-4]]


def test_the_number_stands_on_the_cover_at_every_foot_and_in_the_seal_with_what_it_replaces(dutch):
    text = words(dutch)
    assert text.count(NUMBER) > 17
    assert "vervangt rapport R-2222-3333" in text
    assert "rapport.example/verify/R-7F3K-92QX/" in text
    assert "echt" in text


def test_without_a_number_there_is_no_seal():
    assert 'class="seal"' not in compose(sample(), language="nl", pictures={}).html


# --- what may never be shipped --------------------------------------------------------------------------
PAGE = '<!doctype html><html lang="nl"><head><title>x</title></head><body>{}</body></html>'


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ('<h1>a</h1><img src="report:chart-1.svg">', "no words"),
        ('<h1>a</h1><img alt=" " src="report:chart-1.svg">', "no words"),
        ("<h1>a</h1><svg></svg>", "no words"),
        ("<h1>a</h1><h3>b</h3>", "heading h3 comes after h1"),
        ("<h2>a</h2>", "heading h2 comes after nothing"),
        ("<h1>a</h1><table><tr><th>b</th></tr></table>", "header cell"),
    ],
)
def test_a_page_that_not_everybody_can_read_is_not_rendered(body, says):
    with pytest.raises(NotRendered, match=says):
        rendering._print(Composed(PAGE.format(body), PictureBook({})), lambda done, total: None)


FINE = PAGE.format("<h1>a</h1>")


@pytest.mark.parametrize("page", [FINE.replace(' lang="nl"', ""), FINE.replace("<title>x", "<title> ")])
def test_a_page_without_language_or_title_is_not_rendered(page):
    assert len(problems_of(page)) == 1


def test_a_page_for_everybody_is_fine():
    body = '<h1>a</h1><h2>b</h2><h3>c</h3><h2>d</h2><img alt="e" src="x"><table><tr><th scope="row">f</th></tr></table>'
    assert problems_of(PAGE.format(body)) == []


def test_a_template_with_a_chart_without_words_stops_the_report(monkeypatch):
    from reports.charts import distribution

    monkeypatch.setattr(distribution, "describe", lambda counts, words: "")
    with pytest.raises(NotRendered, match="has no words"):
        made()
