"""Cuts are the figures of the scoring book on the same visits, whatever the database added up before."""

from collections import defaultdict

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fieldwork.capture.models import PartScore, StepScore
from fieldwork.measurement.checklist import aggregate
from fieldwork.measurement.intervals import mean_t
from fieldwork.measurement.journey import first_impression, per_visit
from fieldwork.measurement.numbers import exact, nine
from fieldwork.measurement.weighting import clustered_mean, clustered_share, icc_of, sums
from fieldwork.people.models import Location
from fieldwork.people.states import LocationKind
from fieldwork.studies.models import Study
from fieldwork.visits.models import Visit
from fieldwork.visits.states import COUNTED, VisitState
from reports.demo.volume.filling import Size, fill
from reports.figures.cuts import By, Of, Selection, cut, pairs
from reports.figures.queries import journey_figures
from tests import documents
from tests.factories import JourneyVersionFactory, LocationFactory, WaveFactory
from tests.reports.field import STEPS, felt, walked_visit
from tests.reports.figures import fast

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

SMALL = Size(visits=150, questions=12, steps=5, waves=3, locations=12, seed=4)
SCALES = {Of.GAP: (-2, 2), Of.GRADE: (1, 10), Of.CHECKLIST: (0, 100)}
PLACES = (By.REGION, By.DISTRICT, By.LOCATION)
REPEATED = "step3"


@pytest.fixture(scope="module")
def study(module_db):
    """150 visits in three waves, some of which walked a step twice."""
    made = fill(SMALL, lambda _done: None)
    assert StepScore.objects.filter(step=REPEATED, times=2).count() >= 4
    return made


def whole(study, **limits):
    return Selection(study, tuple(study.waves.order_by("number")), **limits)


def close(found, wanted):
    """The same result: every number to nine decimals, every word exactly."""
    numbers = ("value", "lo", "hi", "n_eff", "sd")
    for name in numbers:
        one, other = found[name], wanted[name]
        assert (one is None) == (other is None), name
        assert one is None or one == pytest.approx(other, abs=1e-9), name
    words = set(found) - {*numbers, "flags"}
    assert {name: found[name] for name in words} == {name: wanted[name] for name in words}


# --- against the raw rows -----------------------------------------------------------------------------
def weights_of(study):
    document = study.waves.first().journey_version.document
    steps = [(phase["key"], step) for phase in document["phases"] for step in phase["steps"]]
    return {step["key"]: step["weight"] for _phase, step in steps}, {step["key"]: phase for phase, step in steps}


READ = {
    Of.FIRST: first_impression,
    Of.WORDS: lambda row: row["v_c"],
    Of.BOTH: lambda row: row["v"],
    Of.NEGATIVE: lambda row: row["v"],
    Of.GAP: lambda row: row["gap"],
    Of.GRADE: lambda row: row["grade"],
    Of.CHECKLIST: lambda row: row["score"],
}


def over_steps(rows, weights, read):
    """Per visit the mean of its steps by their weight."""
    found = defaultdict(list)
    for row in rows:
        value = read(row)
        if value is not None:
            found[row["visit"]].append((weights[row["step"]], value))
    return {visit: sum(w * v for w, v in pairs) / sum(w for w, _ in pairs) for visit, pairs in found.items()}


def raw(study, of, rows, step=""):
    """One value per visit, worked out from step rows and visits."""
    if step:
        return per_visit((row for row in rows if row["step"] == step), READ[of])
    columns = {Of.JOURNEY: "valence", Of.BOTH: "valence", Of.NEGATIVE: "valence", Of.GRADE: "overall_grade"}
    column = columns.get(of, "checklist_score" if of == Of.CHECKLIST else None)
    if column:
        return {pk: value for pk, value in Visit.objects.values_list("pk", column) if value is not None}
    return over_steps(rows, weights_of(study)[0], READ[of])


def result(of, values, visits, sites):
    """The figure of a cell from its values per visit, and how many sites it speaks of."""
    places = defaultdict(list)
    for visit, value in values.items():
        places[visits[visit].location_id].append(value)
    added = [sums(group) for group in places.values()]
    if of != Of.NEGATIVE:
        return clustered_mean(added, sites, *SCALES.get(of, (-1, 1))).as_dict()
    icc, source = icc_of(added)
    counts = [(sum(nine(value) <= -0.2 for value in group), len(group)) for group in places.values()]
    return clustered_share(counts, icc if source == "project" else None).as_dict()


def key_of(by, visit):
    place = visit.location
    return {
        By.WAVE: visit.wave_id, By.REGION: place.region_id, By.DISTRICT: place.district_id, By.LOCATION: place.pk,
        By.CHANNEL: visit.channel, By.DEVICE: visit.device, By.PERSONA: visit.persona_id,
    }[by]  # fmt: skip


@pytest.mark.parametrize("step", ["", REPEATED, "step1"])
def test_every_cut_is_that_of_the_raw_rows(study, step):
    visits = {one.pk: one for one in Visit.objects.select_related("location")}
    rows = list(StepScore.objects.values("visit", "step", "v_i", "c_i", "v_c", "v", "gap", "grade", "score"))
    sites = Location.objects.filter(client=study.client, kind=LocationKind.SITE)
    for by, wanted in pairs(step).items():
        if by in (By.STEP, By.PHASE, By.DIMENSION):
            continue
        for of in wanted:
            groups = defaultdict(dict)
            for visit, value in raw(study, of, rows, step).items():
                key = key_of(by, visits[visit])
                if by != By.DEVICE or key:
                    groups[key][visit] = value
            cells = cut(whole(study, step=step), by, of)
            assert {cell.key for cell in cells} == {str(key or "") for key in groups}
            for cell in cells:
                key = cell.key if by in (By.CHANNEL, By.DEVICE) else int(cell.key)
                below = {By.REGION: {"region": key}, By.DISTRICT: {"district": key}, By.LOCATION: {"pk": key}}
                size = sites.filter(**below.get(by, {})).count()
                close(cell.result, result(of, groups[key], visits, size))


def test_steps_and_phases_are_those_of_the_raw_rows(study):
    visits = {one.pk: one for one in Visit.objects.all()}
    rows = list(StepScore.objects.values("visit", "step", "v_i", "c_i", "v_c", "v", "gap", "grade", "score"))
    weights, phases = weights_of(study)
    for of in pairs()[By.STEP]:
        cells = cut(whole(study), By.STEP, of)
        assert [cell.key for cell in cells] == list(weights)
        for cell in cells:
            close(cell.result, result(of, raw(study, of, rows, cell.key), visits, SMALL.locations))
    for of in pairs()[By.PHASE]:
        for cell in cut(whole(study), By.PHASE, of):
            mine = [row for row in rows if phases[row["step"]] == cell.key]
            close(cell.result, result(of, over_steps(mine, weights, READ[of]), visits, SMALL.locations))


# --- against the figures of a report ------------------------------------------------------------------
def test_cuts_are_the_figures_of_the_report(study):
    wave = study.waves.order_by("number").last()
    figures = journey_figures(study, [wave])
    selection = Selection(study, (wave,))

    def cells(by, of):
        return {cell.key: cell.result for cell in cut(selection, by, of)}

    close(cells(By.WAVE, Of.JOURNEY)[str(wave.pk)], figures["score"]["valence"])
    close(cells(By.WAVE, Of.CHECKLIST)[str(wave.pk)], figures["score"]["checklist"])
    close(cells(By.WAVE, Of.GRADE)[str(wave.pk)], figures["score"]["grade"])
    names = {
        Of.BOTH: "both", Of.FIRST: "implicit", Of.WORDS: "conscious", Of.NEGATIVE: "negative", Of.GRADE: "grade",
        Of.CHECKLIST: "checklist", Of.GAP: "gap_raw",
    }  # fmt: skip
    for of, name in names.items():
        for step in figures["steps"]:
            close(cells(By.STEP, of)[step["key"]], step[name])
    for phase in figures["phases"]:
        close(cells(By.PHASE, Of.BOTH)[phase["key"]], phase["valence"])
        close(cells(By.PHASE, Of.CHECKLIST)[phase["key"]], phase["checklist"])
    for one in figures["dimensions"]:
        close(cells(By.DIMENSION, Of.CHECKLIST)[one["dimension"]], one["score"])
    codes = {str(pk): code for pk, code in study.client.locations.values_list("pk", "code")}
    segments = {
        By.CHANNEL: figures["channels"], By.DEVICE: figures["devices"], By.PERSONA: figures["personas"],
        By.LOCATION: figures["locations"]["rows"],
        By.REGION: [one for one in figures["nodes"] if one["key"].startswith("region")],
        By.DISTRICT: [one for one in figures["nodes"] if one["key"].startswith("district")],
    }  # fmt: skip
    for by, rows in segments.items():
        for of, name in ((Of.JOURNEY, "valence"), (Of.CHECKLIST, "checklist")):
            found = {codes[key] if by in PLACES else key: result for key, result in cells(by, of).items()}
            assert found.keys() == {one["key"] for one in rows} != set()
            for one in rows:
                close(found[one["key"]], one[name])


def test_a_ratio_of_sums_is_cut_as_the_report_adds_up():
    document = documents.small()
    document["options"]["aggregate"] = "ratio_of_sums"
    wave = WaveFactory(number=1)
    wave.journey_version = JourneyVersionFactory(journey=wave.study.journey, document=document)
    wave.save()
    visits = [walked_visit(wave, {"waiting/room": room}) for room in ("clean", "dirty", {"na": "buiten"})]
    rows = [(exact(v.checklist_score), exact(v.checklist_points), exact(v.checklist_max)) for v in visits]
    wanted = aggregate(rows, "ratio_of_sums").as_dict()
    close(cut(Selection(wave.study, (wave,)), By.WAVE, Of.CHECKLIST)[0].result, wanted)
    later = WaveFactory(study=wave.study, journey_version=wave.journey_version, number=2)
    (empty,) = cut(Selection(wave.study, (later,)), By.WAVE, Of.CHECKLIST)
    close(empty.result, aggregate([], "ratio_of_sums").as_dict())


@pytest.mark.parametrize("is_lifted", [False, True])
def test_a_checklist_ends_at_a_hundred_unless_a_bonus_lifted_a_visit(is_lifted):
    wave = WaveFactory(number=1)
    scores = [100, 100, 100, 60, 105 if is_lifted else 100]
    places = LocationFactory.create_batch(5, client=wave.study.client)
    rows = zip(places, scores, strict=True)
    fast.visits(wave, [{"location": place, "checklist_score": one} for place, one in rows])
    wanted = aggregate([(exact(one), exact(one), exact(100)) for one in scores], "mean_of_visits").as_dict()
    assert (wanted["hi"] > 100) == is_lifted
    (cell,) = cut(Selection(wave.study, (wave,)), By.WAVE, Of.CHECKLIST)
    found = journey_figures(wave.study, [wave])
    for one in (cell.result, found["score"]["checklist"], found["channels"][0]["checklist"]):
        close(one, wanted)


# --- which visits -------------------------------------------------------------------------------------
def test_n_counts_visits_not_how_often_they_walked_a_step(study):
    again = StepScore.objects.filter(step=REPEATED).count()
    visits = StepScore.objects.filter(step=REPEATED).values("visit").distinct().count()
    (cell,) = cut(whole(study, step=REPEATED), By.STEP, Of.GRADE)
    assert cell.result["n"] == visits < again


def test_only_approved_and_published_visits_count(study, django_capture_on_commit_callbacks):
    from fieldwork.visits import actions

    def n():
        return [cell.result["n"] for cell in cut(whole(study), By.WAVE, Of.GRADE)]

    before = n()
    visit = Visit.objects.filter(wave__study=study, state=VisitState.APPROVED).first()
    with django_capture_on_commit_callbacks(execute=True):
        actions.move(visit, VisitState.IN_REVIEW, by=None)
    assert n() == [*before[:-1], before[-1] - 1]
    assert not PartScore.objects.filter(visit=visit, status__in=COUNTED).exists()


@pytest.mark.parametrize("kind", [LocationKind.REGION, LocationKind.DISTRICT, LocationKind.SITE])
def test_a_node_holds_what_lies_below_it(study, kind):
    node = Location.objects.within([]).filter(client=study.client, kind=kind, pk__in=used(kind)).first()
    here = Visit.objects.filter(location__in=Location.objects.within([node.pk]))
    for by, of in ((By.WAVE, Of.GRADE), (By.STEP, Of.CHECKLIST)):
        cells = cut(whole(study, nodes=(node,)), by, of)
        assert max(cell.result["n"] for cell in cells) <= here.count()
    assert sum(cell.result["n"] for cell in cut(whole(study, nodes=(node,)), By.LOCATION, Of.GRADE)) == here.count() > 0


def used(kind):
    column = {LocationKind.SITE: "location", LocationKind.DISTRICT: "district", LocationKind.REGION: "region"}[kind]
    return StepScore.objects.values(column)


def test_channel_device_and_persona_limit_the_visits(study):
    visit = Visit.objects.exclude(device="").first()
    limits = {"channel": visit.channel, "device": visit.device, "persona": visit.persona_id}
    mine = Visit.objects.filter(**limits).count()
    assert 0 < mine < SMALL.visits
    assert sum(cell.result["n"] for cell in cut(whole(study, **limits), By.WAVE, Of.GRADE)) == mine


def test_what_names_one_phone_is_no_device(study):
    visit = Visit.objects.filter(device="").first()
    StepScore.objects.filter(visit=visit).update(device="Pixel 7a")
    PartScore.objects.filter(visit=visit).update(device="Pixel 7a")
    for step in ("", "step1"):
        keys = {cell.key for cell in cut(whole(study, step=step), By.DEVICE, Of.GRADE)}
        assert keys == {"phone", "tablet", "computer"}


def test_another_clients_place_holds_nothing(study):
    stranger = LocationFactory()
    for by, wanted in pairs().items():
        cells = cut(whole(study, nodes=(stranger,)), by, wanted[0])
        assert all(cell.result["value"] is None and cell.result["n"] == 0 for cell in cells)
        assert cells == [] or by in (By.WAVE, By.STEP, By.PHASE, By.DIMENSION)


def test_what_cannot_be_cut_is_refused(study):
    other = WaveFactory()
    with pytest.raises(ValueError, match="wave"):
        cut(Selection(study, ()), By.WAVE, Of.JOURNEY)
    with pytest.raises(ValueError, match="wave"):
        cut(Selection(study, (other,)), By.WAVE, Of.JOURNEY)
    for step, by, of in [("", By.DIMENSION, Of.BOTH), ("", By.STEP, Of.JOURNEY), ("step1", By.PHASE, Of.BOTH)]:
        with pytest.raises(ValueError, match="cannot be cut"):
            cut(whole(study, step=step), by, of)


# --- order, names and small numbers -------------------------------------------------------------------
def test_cells_are_named_and_in_order(study):
    selection = whole(study)
    assert [cell.name for cell in cut(selection, By.WAVE, Of.JOURNEY)] == ["Meting 1", "Meting 2", "Meting 3"]
    assert cut(selection, By.STEP, Of.BOTH)[0].name == {"nl": "Stap 1", "en": "Step 1"}
    assert cut(selection, By.PHASE, Of.BOTH)[1].name["en"] == "Phase 2"
    for by in (By.LOCATION, By.REGION, By.PERSONA):
        names = [cell.name for cell in cut(selection, by, Of.JOURNEY)]
        assert all(names)
        assert names == sorted(names)
    sizes = [cell.result["n"] for cell in cut(selection, By.CHANNEL, Of.GRADE)]
    assert sizes == sorted(sizes, reverse=True)
    assert {cell.name for cell in cut(selection, By.DEVICE, Of.GRADE)} == {""}


@pytest.mark.parametrize(
    ("n", "shown", "reason"),
    [(0, "suppressed", "no_data"), (1, "counts_only", "single_observation"), (2, "counts_only", "too_few"),
     (3, "indicative", None), (10, "full", None)],
)  # fmt: skip
def test_a_small_cell_says_how_small_it_is(n, shown, reason):
    wave = WaveFactory(number=1)
    for number in range(n):
        walked_visit(wave, feelings={step: felt(px=100 + 60 * number) for step in STEPS})
    steps = cut(Selection(wave.study, (wave,)), By.STEP, Of.BOTH)
    assert [cell.key for cell in steps] == list(STEPS)
    for cell in (*steps, *cut(Selection(wave.study, (wave,)), By.WAVE, Of.JOURNEY)):
        assert (cell.result["n"], cell.result["display_class"], cell.result["reason"]) == (n, shown, reason)
        assert (cell.result["value"] is None) == (n == 0)
    (region,) = cut(Selection(wave.study, (wave,)), By.REGION, Of.BOTH) if n else [None]
    assert region is None or (region.key, region.name, region.result["n"]) == ("", "", n)


def test_visits_without_a_journey_score_are_left_out_and_said_so():
    wave = WaveFactory(number=1)
    for px in (200, 500, 800):
        walked_visit(wave, feelings={step: felt(px=px) for step in STEPS})
    walked_visit(wave, feelings={"arriving": felt()})
    (cell,) = cut(Selection(wave.study, (wave,)), By.WAVE, Of.JOURNEY)
    values = wave.visits.values_list("valence", flat=True)
    assert cell.result["value"] == pytest.approx(mean_t(values, -1, 1).value)
    assert (cell.result["n"], cell.result["flags"]) == (3, ["left_out:1"])


def test_what_is_unpleasant_is_what_the_study_agreed():
    wave = WaveFactory(number=1)
    for px in (300, 450, 900):
        walked_visit(wave, feelings={step: felt(px=px, named=None) for step in STEPS})

    own = Study.objects.filter(pk=wave.study_id)

    def share():
        return cut(Selection(own.get(), (wave,), step="waiting"), By.WAVE, Of.NEGATIVE)[0].result["value"]

    assert share() == pytest.approx(1 / 3)
    own.update(thresholds={"negative": -0.1})  # exactly the valence of the second visit
    assert share() == pytest.approx(2 / 3)


# --- what it costs ------------------------------------------------------------------------------------
def asked_of(selection, by, of):
    with CaptureQueriesContext(connection) as queries:
        cut(selection, by, of)
    return [one["sql"] for one in queries]


def test_a_cut_costs_the_same_for_few_and_for_many(study):
    few = Location.objects.filter(pk__in=Visit.objects.values("location")[:1])
    waves = study.waves.count()
    for step in ("", REPEATED):
        for by, wanted in pairs(step).items():
            both = (whole(study, nodes=tuple(few), step=step), whole(study, step=step))
            asked = [len(asked_of(selection, by, wanted[0])) for selection in both]
            most = 3 + 2 * waves if not step and by in (By.STEP, By.PHASE, By.DIMENSION) else 4
            assert asked[0] == asked[1] <= most, by


def test_many_rows_are_added_up_as_the_index_holds_them(study):
    """Nothing is sorted: SQLite says so in its plan, on PostgreSQL the first columns of the index are single values."""
    wave = study.waves.first()
    for by, of in ((By.STEP, Of.NEGATIVE), (By.PHASE, Of.CHECKLIST), (By.DIMENSION, Of.CHECKLIST)):
        added = [sql for sql in asked_of(Selection(study, (wave,)), by, of) if "GROUP BY" in sql]
        assert len(added) == len(COUNTED)
        for sql in added:
            assert f'"wave_id" = {wave.pk}' in sql
            assert " IN (" not in sql
            if connection.vendor == "sqlite":
                with connection.cursor() as cursor:
                    cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
                    [plan] = [row[-1] for row in cursor.fetchall()]
                assert "COVERING INDEX" in plan
