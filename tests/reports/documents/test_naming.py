"""Names of files: whole words, and never one name for two files."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.text import slugify
from hypothesis import example, given
from hypothesis import strategies as st

from fieldwork.common import jobs
from fieldwork.people.states import LocationKind
from reports.documents import actions, bundles, keeping, withdrawal
from reports.documents.models import Report
from reports.documents.naming import LONGEST, file_name, slug, zip_name
from tests.reports.field import walked_visit

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def report(wave, planner, renderer):
    walked_visit(wave, feelings={})
    return ordered(wave, planner)


def ordered(wave, planner, why="", language="nl", **how):
    made = actions.order(wave.study, [wave], None, language, planner, why, **how)
    jobs.run_all()
    return Report.objects.get(pk=made.pk)


@given(st.text(st.characters(codec="utf-8"), max_size=300))
@example("een vraag aan de gemeente stellen " * 4)
@example("x" * 100 + " y")
@example("\u2026 \u4e2d\u6587")
def test_a_title_is_cut_where_a_word_ends(title):
    found, whole = slug(title), slugify(title)
    assert len(found) <= LONGEST
    if len(whole.split("-")[0]) <= LONGEST:
        assert f"{whole}-".startswith(f"{found}-")
    assert bool(found) == bool(whole.strip("-"))


def test_it_says_what_it_is_and_which_one(report):
    assert file_name(report) == f"rapport-een-vraag-aan-de-balie-najaar-2026-{report.number}.pdf"
    report.title, report.language = "中文", "en"
    assert file_name(report) == f"report-{report.number}.pdf"
    report.title = "Uitreiken van een rijbewijs en alles wat daarbij hoort · Najaar 2026 · Balie Noordoostpolder"
    assert "-najaar-2026-balie-R-" in file_name(report)


def test_two_files_never_have_one_name(wave, planner, report):
    """Another language, other chapters, a newer text, newer figures, or the same made again: another name."""
    files = [report, ordered(wave, planner, language="en"), ordered(wave, planner, chapters=["steps"])]
    text = Report.objects.create(figure_set=report.figure_set, title=report.title, render_key="t" * 64)
    wave.visits.update(overall_grade=3)
    newer = ordered(wave, planner, "Eén cijfer was verkeerd.")
    names = [file_name(one) for one in (*files, text, newer)]
    assert len(set(names)) == 5
    assert f"-najaar-2026-versie-2-{newer.number}.pdf" in file_name(newer)

    keeping.let_go(timezone.now() + timedelta(days=3 * 365))
    actions.retry(Report.objects.get(pk=newer.pk), planner)
    jobs.run_all()
    again = Report.objects.get(pk=newer.pk)
    assert again.pdf_sha256 != newer.pdf_sha256
    assert file_name(again) == names[-1].replace(".pdf", "-uitgave-2.pdf")


def test_one_that_is_not_to_be_used_says_so_first(wave, planner, report):
    wave.visits.update(overall_grade=3)
    ordered(wave, planner, "Eén cijfer was verkeerd.")
    assert actions.hand_out(report, planner)[0] == f"VERVANGEN-{file_name(report)}"
    withdrawal.withdraw(report, planner, "Verkeerd cijfer.", is_public=False)
    gone = Report.objects.get(pk=report.pk)
    assert actions.hand_out(gone, planner)[0] == file_name(gone) == f"INGETROKKEN-{file_name(report)}"
    gone.language = "en"
    assert file_name(gone).startswith("WITHDRAWN-report-")


def test_archives_of_two_orders_have_two_names(wave, planner, report):
    both = [bundles.order(wave.study, [wave], LocationKind.SITE, language, planner) for language in ("nl", "en")]
    names = [zip_name(bundle) for bundle in both]
    assert names[0].startswith("rapporten-een-vraag-aan-de-balie-najaar-2026-2")
    assert names[1].startswith("reports-")
    assert both[0].uuid.hex[:8] in names[0]
