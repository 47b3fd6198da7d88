"""Scores are what the stored answers give, they follow the visit's state, and cost no scipy."""

import os
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from fieldwork.capture import actions, rebuilding
from fieldwork.capture.models import Answer, PartScore, StepScore
from fieldwork.visits import actions as visits
from fieldwork.visits.models import Visit
from fieldwork.visits.states import VisitState
from tests.capture.phones import handed_in, visit_under_way

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def check():
    out = StringIO()
    call_command("rebuild_scores", "--check", stdout=out)
    return out.getvalue()


def test_stored_scores_are_what_the_answers_give():
    handed_in()
    handed_in()
    visit_under_way()  # nothing handed in: not looked at
    assert check().strip() == "2 visits, 0 with differences"


def test_check_finds_what_was_touched_and_rebuild_mends_it():
    visit = handed_in().visit
    right = {row.step: row.points for row in visit.step_scores.all()}
    StepScore.objects.filter(visit=visit, step="waiting").update(points=4, status="published", flags=["x"])
    StepScore.objects.filter(visit=visit, step="helped").delete()
    StepScore.objects.filter(visit=visit, step="arriving").update(step="departing")
    Visit.objects.filter(pk=visit.pk).update(checklist_score=1, overall_grade=None)
    with pytest.raises(CommandError) as ended:
        check()
    assert ended.value.returncode == 1
    assert StepScore.objects.filter(visit=visit, step="departing").exists()

    out = StringIO()
    call_command("rebuild_scores", stdout=out)
    assert "waiting#1.points: 4.0 ≠ 2.5" in out.getvalue()
    assert {row.step: row.points for row in visit.step_scores.all()} == right
    assert check().strip() == "1 visits, 0 with differences"


def test_the_parts_of_a_visit_are_stored_with_its_steps():
    visit = handed_in().visit
    parts = {(row.kind, row.key): row for row in visit.part_scores.all()}
    assert set(parts) == {("journey", ""), ("phase", "before"), ("phase", "during"), ("dimension", "quality")}
    whole = parts["journey", ""]
    assert (whole.v, whole.score, whole.grade) == (visit.valence, visit.checklist_score, visit.overall_grade)
    assert (whole.points, whole.max_points) == pytest.approx((visit.checklist_points, visit.checklist_max))
    during = visit.step_scores.filter(step__in=["waiting", "helped"])
    assert parts["phase", "during"].v == pytest.approx(sum(row.v for row in during) / 2)
    assert parts["phase", "during"].grade == 6
    assert {row.times for row in during} == {1}
    place = (visit.wave_id, visit.location_id, visit.channel, "submitted")
    assert {(row.wave_id, row.location_id, row.channel, row.status) for row in parts.values()} == {place}


def test_check_finds_parts_that_were_touched_and_rebuild_mends_them():
    visit = handed_in().visit
    PartScore.objects.filter(visit=visit, kind="phase", key="before").update(v=0.9, status="published")
    PartScore.objects.filter(visit=visit, kind="dimension").delete()
    PartScore.objects.filter(visit=visit, kind="journey").update(key="other")
    with pytest.raises(CommandError):
        check()
    out = StringIO()
    call_command("rebuild_scores", stdout=out)
    for line in ("phase#before.v: 0.9 ≠", "dimension#quality: no row", "journey#other: a row too many"):
        assert line in out.getvalue()
    assert check().strip() == "1 visits, 0 with differences"


def test_scores_go_with_their_visit():
    visit, other = handed_in().visit, handed_in().visit
    visit.delete()
    assert set(StepScore.objects.values_list("visit", flat=True)) == {other.pk}
    assert set(PartScore.objects.values_list("visit", flat=True)) == {other.pk}


def test_rescore_follows_an_answer_that_review_changed():
    visit = handed_in().visit
    Answer.objects.filter(visit=visit, path="arriving/greeted").update(value="no", points=0)
    visit.refresh_from_db()
    assert visit.verdict == "pass"
    actions.rescore(visit)
    visit.refresh_from_db()
    assert visit.verdict == "fail"
    assert visit.step_scores.get(step="arriving").points == 0
    assert visit.overall_grade == 7


def test_score_rows_follow_the_state_of_the_visit_in_its_own_transaction():
    visit = handed_in().visit
    other = handed_in().visit
    visits.move(visit, VisitState.IN_REVIEW, by=None)
    visits.move(visit, VisitState.APPROVED, by=None)
    for one, state in ((visit, "approved"), (other, "submitted")):
        assert set(one.step_scores.values_list("status", flat=True)) == {state}
        assert set(one.part_scores.values_list("status", flat=True)) == {state}


def test_nothing_on_the_way_to_a_score_imports_scipy():
    code = (
        "import sys, django; django.setup()\n"
        "from fieldwork.capture import actions, api, jobs, photos, scoring, uploads, views\n"
        "from fieldwork.capture.fields import sheet_of_document\n"
        "from tests.documents import small\n"
        "sheet = sheet_of_document(small())\n"
        "scored = scoring.score(sheet, [], [])\n"
        "assert scored.steps\n"
        "print(sorted(name for name in sys.modules if name.split('.')[0] in ('scipy', 'numpy')))\n"
    )
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "fieldwork.settings", "PYTHONPATH": os.getcwd()}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_copied_column_is_compared():
    for table in (rebuilding.STEPS, rebuilding.PARTS):
        copied = {"wave_id", "location_id", "district_id", "region_id", "persona_id", "channel", "device", "status"}
        assert copied | {"points", "max_points", "score"} <= set(table.compared)
