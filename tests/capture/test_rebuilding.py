"""Many visits are scored in portions, each with the same few queries, and mend what stands wrong."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fieldwork.capture import rebuilding
from fieldwork.capture.models import Answer, PartScore, StepScore
from fieldwork.capture.states import RoundKind
from fieldwork.visits.models import Visit
from tests.capture.phones import handed_in, visit_under_way, whole_form
from tests.factories import LocationFactory, RoundFactory, WaveFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def rebuilt(**options):
    return list(rebuilding.rebuild(rebuilding.handed_in(), **options))


def test_all_visits_with_a_final_are_gone_through_in_portions(monkeypatch):
    visits = [handed_in().visit for _number in range(3)]
    RoundFactory(visit=visits[0], number=2, kind=RoundKind.RETURN)  # asked back, not handed in yet
    visit_under_way()
    monkeypatch.setattr(rebuilding, "PORTION", 2)
    assert rebuilding.handed_in() == [visit.pk for visit in visits]
    assert [(done.looked_at, done.differing) for done in rebuilt()] == [(2, {}), (1, {})]


@pytest.mark.parametrize("check", [True, False])
def test_a_portion_asks_as_often_for_one_visit_as_for_three(check):
    asked = []
    for _number in range(3):
        handed_in()
        with CaptureQueriesContext(connection) as queries:
            rebuilt(check=check)
        asked.append(len(queries))
    assert asked[0] == asked[2]


def test_scores_from_nothing_are_those_of_the_hand_in():
    visit = handed_in().visit
    columns = Visit.objects.filter(pk=visit.pk).values(*rebuilding.SCORE_COLUMNS)
    before = columns[0], *(list(rows(model, visit)) for model in (StepScore, PartScore))
    StepScore.objects.all().delete()
    PartScore.objects.all().delete()
    Visit.objects.update(**dict.fromkeys(("valence", "checklist_score", "overall_grade", "recommend")), verdict="")
    (done,) = rebuilt()
    assert set(done.differing) == {visit}
    assert before == (columns[0], *(list(rows(model, visit)) for model in (StepScore, PartScore)))


def rows(model, visit):
    names = [one.attname for one in model._meta.concrete_fields if one.attname != "id"]
    return model.objects.filter(visit=visit).order_by(*names[:12]).values_list(*names)


def test_only_a_visit_that_differs_is_written_again():
    right, wrong = handed_in().visit, handed_in().visit
    kept = set(right.step_scores.values_list("pk", flat=True))
    Answer.objects.filter(visit=wrong, path="arriving/greeted").update(value="no")
    (done,) = rebuilt()
    assert set(done.differing) == {wrong}
    assert set(right.step_scores.values_list("pk", flat=True)) == kept
    wrong.refresh_from_db()
    assert wrong.verdict == "fail"


def test_a_step_walked_twice_says_so_on_each_of_its_rows():
    phone_visit = visit_under_way()
    from tests.capture.phones import Phone

    phone = Phone(phone_visit)
    again = {"waiting#2/waited": {"v": "no"}, "waiting#2/room": {"v": "dirty"}}
    felt = {f"waiting#2/{part}": whole_form()[f"waiting/{part}"] for part in ("@tap", "@named", "@grade")}
    phone.fill(whole_form() | again | felt)
    assert phone.final().status_code == 200
    times = {(row.step, row.occurrence): row.times for row in phone_visit.step_scores.all()}
    assert times == {("arriving", 1): 1, ("waiting", 1): 2, ("waiting", 2): 2, ("helped", 1): 1}
    assert [done.differing for done in rebuilt(check=True)] == [{}]


def test_rows_that_hang_in_the_old_tree_are_mended():
    wave = WaveFactory()
    client = wave.study.client
    region = LocationFactory(client=client, kind="region")
    visit = handed_in(visit_under_way(wave=wave, location=LocationFactory(client=client))).visit
    type(region).objects.filter(pk=visit.location_id).update(region=region)  # past every action
    (done,) = rebuilt()
    assert any(f"region_id: None ≠ {region.pk}" in line for line in done.differing[visit])
    for model in (StepScore, PartScore):
        assert set(model.objects.values_list("region", flat=True)) == {region.pk}
