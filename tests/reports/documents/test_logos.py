"""The client's logo on paper: on the cover and on sheets, for eyes and for ears, and what is printed without one."""

import io
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from fieldwork.common import jobs
from fieldwork.people import logos
from fieldwork.people.actions import remove_logo, set_logo
from fieldwork.people.colours import PAPER
from fieldwork.people.states import Role
from fieldwork.studies.models import Study
from reports.documents import actions, keeping, sheet_orders
from reports.documents.checking import problems_of
from reports.documents.models import Report
from reports.documents.rendering import compose, render_html, render_pdf
from reports.documents.sheets import compose_location, compose_visit, render_visit_pdf
from reports.documents.states import ReportState
from tests.factories import UserFactory, WaveFactory
from tests.people.drawn import TEAL, WHITE, drawn, encoded, logo
from tests.reports.documents.layout import outside, printed
from tests.reports.documents.reading import elements, words
from tests.reports.documents.stand_in import StandIn
from tests.reports.field import walked_visit
from tests.reports.sample_figures import drawn_photo, sample
from tests.reports.sample_sheets import location, visit

NAME = "logos/ab/logo.png"
TALL, WIDE = encoded(drawn(TEAL, size=(180, 900))), encoded(drawn(TEAL, size=(2400, 160)))


def with_logo(of, data: bytes, color: str | None = "#003366"):
    """Figures or a sheet of a client with this logo, and its picture."""
    made = logos.prepare(data)
    meta = of["meta"] | {"client_logo": {"name": NAME, "ground": str(made.ground)}, "client_color": color}
    return of | {"meta": meta}, {NAME: made.data}


def cover_of(data: bytes, color: str | None = "#003366") -> str:
    figures, pictures = with_logo(sample(), data, color)
    return compose(figures, language="nl", pictures=pictures).html.split("</section>")[0]


def test_the_cover_shows_it_on_white_paper_of_its_own():
    html = cover_of(logo(TEAL))
    assert re.search(r'<p class="logo plate"><img alt="Logo van Gemeente Waterrijk" src="report:[\w-]+"></p>', html)
    assert "<strong>Gemeente Waterrijk</strong>" in html  # the name stays in words


def test_a_white_logo_stands_right_on_the_colour():
    html = cover_of(logo(WHITE, WHITE))
    assert '<p class="logo"><img alt="Logo van Gemeente Waterrijk"' in html


@pytest.mark.parametrize(("color", "paper"), [("#003366", "#003366"), ("#ffee00", PAPER), (None, PAPER)])
def test_on_the_white_paper_of_a_sheet_a_white_logo_gets_a_plate_it_shows_on(color, paper):
    sheet, pictures = with_logo(visit(), logo(WHITE, WHITE), color)
    html = compose_visit(sheet, pictures=pictures).html
    assert f".logo.plate {{ background: {paper} }}" in html
    assert '<p class="logo plate"><img alt="Logo van Gemeente Waterrijk"' in html


def test_sheets_show_a_dark_one_as_it_is():
    for kind, compose_it in (
        (visit(), compose_visit),
        (location(), lambda sheet, **held: compose_location(sheet, language="en", **held)),
    ):
        sheet, pictures = with_logo(kind, logo(TEAL))
        html = compose_it(sheet, pictures=pictures).html
        assert re.search(r'<p class="logo"><img alt="Logo (van|of) Gemeente Waterrijk" src="report:', html)
        assert ".logo.plate" not in html
        assert problems_of(html) == []


@pytest.mark.parametrize("meta", [{}, {"client_logo": None}, {"client_logo": {"name": NAME, "ground": "white"}}])
def test_without_one_everything_is_printed_as_before(meta):
    """Older figures do not know the word; of some the file is lost."""
    figures, sheet, place = sample(), visit(), location()
    plain = [
        render_html(figures, "nl"), compose_visit(sheet, pictures={}).html,
        compose_location(place, language="en", pictures={}).html,
    ]  # fmt: skip
    for one in (figures, sheet, place):
        one["meta"] |= meta
    assert plain == [
        render_html(figures, "nl"), compose_visit(sheet, pictures={}).html,
        compose_location(place, language="en", pictures={}).html,
    ]  # fmt: skip
    assert "Logo" not in plain[0]


@pytest.fixture(scope="module")
def report():
    """A report with the logo and its pages: one rendering for the tests below."""
    figures, pictures = with_logo(sample(), logo(TEAL, TEAL))
    return printed(lambda: render_pdf(figures, language="nl", pictures=pictures, chapters=[]))


def test_it_is_a_figure_with_words_and_comes_first(report):
    pdf, _pages = report
    told = [str(one["/Alt"]) for one in elements(pdf) if one["/S"] == "/Figure"]
    assert told[0] == "Logo van Gemeente Waterrijk"
    assert told.count(told[0]) == 1
    assert words(pdf).startswith("Gemeente Waterrijk")


@pytest.mark.parametrize("validator", ["pdfua check", "outloud --fail-on warning"])
def test_validators_find_nothing(report, validator, tmp_path):
    file = tmp_path / "report.pdf"
    file.write_bytes(report[0])
    name, *rest = validator.split()
    command = [Path(sys.executable).with_name(name), *rest, file]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


def test_its_mask_does_not_ask_to_be_smoothed(report):
    """The archive forbids it for pictures and for what cuts them out."""
    with pikepdf.open(io.BytesIO(report[0])) as opened:
        masks = [one.SMask for one in opened.objects if isinstance(one, pikepdf.Stream) and "/SMask" in one]
        assert len(masks) == 1
        assert not masks[0].get("/Interpolate")


def leaf_of(pages):
    return next(leaf for leaf in pages[0].leaves if ".logo" in leaf.tags)


@pytest.mark.parametrize(("data", "widest", "highest"), [(TALL, 15, 18.5), (WIDE, 62.5, 6)])
def test_whatever_its_shape_it_keeps_its_place(data, widest, highest):
    """In millimetres; a pixel of the page is 25.4 / 96 of one."""
    figures, pictures = with_logo(sample(), data)
    _pdf, pages = printed(lambda: render_pdf(figures, language="nl", pictures=pictures, chapters=[]))
    leaf, unit = leaf_of(pages), 25.4 / 96
    assert (leaf.right - leaf.left) * unit <= widest
    assert (leaf.bottom - leaf.top) * unit <= highest
    name = next(one for one in pages[0].leaves if {".top", "strong"} <= set(one.tags))
    assert leaf.bottom < name.top
    assert outside(pages) == []


def test_a_sheet_with_a_logo_is_no_page_longer():
    sheet, pictures = with_logo(visit(), TALL)
    _pdf, pages = printed(lambda: render_visit_pdf(sheet, pictures=pictures | {"p1": drawn_photo(3)}))
    assert len(pages) == 3
    heading = next(one for one in pages[0].leaves if "h1" in one.tags)
    assert leaf_of(pages).left > heading.right
    assert outside(pages) == []


# --- from upload to order -----------------------------------------------------------------------------
@pytest.fixture
def ordered(db, monkeypatch):
    """Orders the report of a client anew, as a later request would; gives the names of the pictures it was given."""
    wave = WaveFactory(number=1)
    planner = UserFactory(role=Role.PLANNER, manages=[wave.study.client])
    walked_visit(wave)
    renderer = StandIn()
    monkeypatch.setattr(actions, "_child", lambda: renderer)

    def order():
        study = Study.objects.select_related("client").get(pk=wave.study_id)
        report = actions.order(study, [wave], None, "nl", planner)
        jobs.run_all()
        return Report.objects.get(pk=report.pk), renderer.asked[-1][1]

    return SimpleNamespace(
        order=order, client=wave.study.client, planner=planner, asked=renderer.asked, wave=wave,
        visit=wave.visits.select_related("location").get(),
    )  # fmt: skip


def test_a_new_logo_is_a_new_report_and_the_old_one_keeps_its_own(ordered):
    plain, given = ordered.order()
    assert given == []
    set_logo(ordered.client, logos.prepare(logo(TEAL)), by=ordered.planner)
    report, given = ordered.order()
    assert report != plain
    assert given == [ordered.client.logo]
    assert ordered.order()[0] == report
    assert len(ordered.asked) == 2  # the third order was made before

    first = ordered.client.logo
    remove_logo(ordered.client, by=ordered.planner)
    assert list(actions.pictures(report.figure_set.figures)) == [first]


def test_short_reports_are_given_it_too(ordered):
    set_logo(ordered.client, logos.prepare(logo(TEAL)), by=ordered.planner)
    study = Study.objects.select_related("client").get(pk=ordered.wave.study_id)
    sheet_orders.order_visit(ordered.visit.public_key, "nl", ordered.planner)
    sheet_orders.order_location(study, [ordered.wave], ordered.visit.location, "nl", ordered.planner)
    jobs.run_all()
    assert [given for _language, given in ordered.asked] == [[ordered.client.logo]] * 2


def test_a_lost_file_costs_the_logo_and_not_the_report(ordered):
    set_logo(ordered.client, logos.prepare(logo(TEAL)), by=ordered.planner)
    default_storage.delete(ordered.client.logo)
    report, given = ordered.order()
    assert (report.state, given) == (ReportState.READY, [])


def test_whoever_clears_the_storage_leaves_logos_alone(ordered):
    set_logo(ordered.client, logos.prepare(logo(TEAL)), by=ordered.planner)
    ordered.order()
    in_ten_years = timezone.now() + timedelta(days=3650)
    keeping.let_go(in_ten_years)
    keeping.remove_left_over(in_ten_years)
    assert default_storage.exists(ordered.client.logo)
