"""Figures of a journey against the scoring book on the same raw numbers, and how they behave with few visits."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fieldwork.capture.models import StepScore
from fieldwork.measurement.comparisons import newcombe, paired, welch
from fieldwork.measurement.intervals import mean_t, wilson
from fieldwork.measurement.journey import journey_score, phase_scores
from fieldwork.measurement.numbers import mean
from fieldwork.people.states import LocationKind
from fieldwork.visits.states import VisitState
from reports.documents.rendering import render_html
from reports.figures.queries import journey_figures
from reports.figures.shape import SCHEMA, valence_class
from tests import documents
from tests.factories import JourneyVersionFactory, LocationFactory, UserFactory, WaveFactory
from tests.reports.field import STEPS, felt, photo, walked_visit

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
NUMBERS = ("value", "n_eff", "lo", "hi", "sd")


@pytest.fixture
def wave():
    return WaveFactory(number=1)


def everywhere(**parts):
    return {step: felt(**parts) for step in STEPS}


def same(found, wanted):
    """Whether two figures are equal but for the last binary digits of another order of adding up."""
    expected = wanted.as_dict()
    numbers = [expected.pop(name) for name in NUMBERS]
    return [found[name] for name in NUMBERS] == pytest.approx(numbers) and found.items() >= expected.items()


def step(figures, key):
    return next(one for one in figures["steps"] if one["key"] == key)


def question(figures, path):
    return next(one for one in step(figures, path.partition("/")[0])["questions"] if one["path"] == path)


def of(study, *waves, **more):
    return journey_figures(study, waves, **more)


# --- values -------------------------------------------------------------------------------------------
def test_every_emotion_figure_is_that_of_the_scoring_book(wave):
    visits = [
        walked_visit(wave, feelings=everywhere(px=px, named=word, intensity=strength, grade=grade))
        for px, word, strength, grade in [
            (100, "irritated", 5, 2),
            (400, "tense", 2, 5),
            (700, "happy", 3, 7),
            (950, "happy", 5, 9),
        ]
    ]
    found = step(of(wave.study, wave), "waiting")
    rows = list(StepScore.objects.filter(step="waiting"))

    assert same(found["both"], mean_t([row.v for row in rows], -1, 1))
    assert same(found["implicit"], mean_t([-0.8, -0.2, 0.4, 0.9], -1, 1))
    assert same(found["conscious"], mean_t([-1, -0.4, 0.6, 1], -1, 1))
    assert same(found["gap_raw"], mean_t([row.gap for row in rows], -2, 2))
    assert same(found["grade"], mean_t([2, 5, 7, 9], 1, 10))
    assert (found["n_negative"], found["negative"]) == (2, wilson(2, 4).as_dict())
    assert found["distribution"] == [1, 1, 0, 1, 1]
    assert (found["n"], found["style"], found["desired"]["status"]) == (4, "dashed", "not_shown")
    assert len(visits) == sum(found["distribution"])


def test_the_journey_as_a_whole_is_the_mean_over_visits(wave):
    visits = [
        walked_visit(wave, feelings=everywhere(px=px), grade=grade) for px, grade in [(200, 4), (500, 6), (900, 9)]
    ]
    figures = of(wave.study, wave)
    score = figures["score"]

    assert score["valence"]["value"] == journey_score([visit.valence for visit in visits]).value
    assert score["checklist"]["value"] == mean([visit.checklist_score for visit in visits])
    assert same(score["peak_end"], mean_t([visit.peak_end for visit in visits], -1, 1))
    assert same(score["grade"], mean_t([4, 6, 9], 1, 10))
    assert score["coverage"] == 1
    rows = list(StepScore.objects.values("step", "v", "visit"))
    phases = phase_scores(wave.journey_version.document, rows)
    assert all(same(phase["valence"], phases[phase["key"]]) for phase in figures["phases"])


def test_answers_are_counted_with_what_was_left_out(wave):
    for value in ("yes", "yes", "no"):
        walked_visit(wave, {"waiting/waited": value, "waiting/minutes": 4 if value == "yes" else "not asked"})
    walked_visit(wave, {"waiting/room": {"na": "geen stoelen"}, "waiting/minutes": None})
    figures = of(wave.study, wave)

    waited = question(figures, "waiting/waited")
    assert (waited["main_option"], waited["main"]) == ("yes", wilson(3, 4).as_dict())
    assert [(option["key"], option["n"], option["points_percent"]) for option in waited["options"]] == [
        ("yes", 3, 100),
        ("no", 1, 0),
    ]
    assert same(waited["points"], mean_t([100, 100, 0, 100], 0, 100))
    minutes = question(figures, "waiting/minutes")
    counts = [minutes[name] for name in ("n_answered", "n_na", "n_missing", "n_not_asked")]
    assert (counts, minutes["median"], minutes["main"]["value"]) == ([2, 0, 1, 1], 4, 4)
    room = question(figures, "waiting/room")
    assert (room["n_answered"], room["n_na"], room["main_option"]) == (3, 1, "clean")
    for one in figures["steps"]:
        for row in one["questions"]:
            assert row["n_answered"] + row["n_na"] + row["n_missing"] + row["n_not_asked"] == 4


def test_internal_questions_are_never_in_the_figures():
    document = documents.small()
    secret = documents.question("secret", "long_text", internal=True, required=False)
    document["phases"][0]["steps"][0]["questions"].append(secret)
    wave = WaveFactory(number=1)
    wave.journey_version = JourneyVersionFactory(journey=wave.study.journey, document=document)
    wave.save()
    walked_visit(wave, {"arriving/secret": "De medewerker heet Jansen, dat is alleen voor ons."})
    assert "secret" not in json.dumps(of(wave.study, wave)["steps"])
    assert "Jansen" not in json.dumps(of(wave.study, wave))


def test_dimensions_follow_the_items_of_each_visit(wave):
    walked_visit(wave)  # greeted 1, waited 1, minutes 0.5 (w1), room 1 (w2), solved 1, judgement 6/9
    walked_visit(wave, {"helped/solved": "no", "waiting/room": {"na": "dicht"}})
    scores = [100 * (1 + 1 + 0.5 + 2 + 1 + 6 / 9) / 7, 100 * (1 + 1 + 0.5 + 0 + 6 / 9) / 5]
    [quality] = of(wave.study, wave)["dimensions"]
    assert quality["score"]["value"] == pytest.approx(mean(scores))


def test_an_unanswered_contact_is_counted_both_ways():
    document = documents.small()
    document["phases"][1]["steps"][0]["may_be_unanswered"] = True
    wave = WaveFactory(number=1)
    wave.journey_version = JourneyVersionFactory(journey=wave.study.journey, document=document)
    wave.save()
    closed = {"px": None, "py": None, "unanswered": True}
    walked_visit(wave, feelings=everywhere(px=700, named="happy") | {"waiting": closed})
    walked_visit(wave, feelings=everywhere(px=700, named="happy"))
    figures = of(wave.study, wave)
    [channel] = figures["channels"]

    assert (figures["meta"]["n_unanswered"], channel["n_unanswered"]) == (1, 1)
    first, second = sorted(StepScore.objects.filter(v__isnull=False).values_list("v", flat=True))[:2]
    assert channel["unanswered_as_lowest"] == pytest.approx(mean([(2 * first - 1) / 3, second]))
    assert channel["valence"]["value"] > channel["unanswered_as_lowest"]


# --- the wave before ----------------------------------------------------------------------------------
def test_two_waves_at_other_places_are_compared_as_independent_means(wave):
    later = WaveFactory(study=wave.study, journey_version=wave.journey_version, number=2)
    before = [walked_visit(wave, feelings=everywhere(px=px)) for px in (100, 200, 150, 250)]
    after = [walked_visit(later, feelings=everywhere(px=px)) for px in (800, 900, 850, 950)]
    change = of(wave.study, later)["score"]["change"]
    wanted = welch([visit.valence for visit in after], [visit.valence for visit in before])

    assert (change["difference"]["value"], change["difference"]["lo"]) == (wanted.diff, wanted.lo)
    assert (change["word"], change["difference"]["method"]) == ("higher", "welch")


def test_the_same_five_places_are_compared_in_pairs(wave):
    later = WaveFactory(study=wave.study, journey_version=wave.journey_version, number=2)
    places = LocationFactory.create_batch(5, client=wave.study.client)
    before = [
        walked_visit(wave, location=place, feelings=everywhere(px=300 + 20 * i)) for i, place in enumerate(places)
    ]
    after = [
        walked_visit(later, location=place, feelings=everywhere(px=700 + 35 * i)) for i, place in enumerate(places)
    ]
    change = of(wave.study, later)["score"]["change"]
    wanted = paired([visit.valence for visit in before], [visit.valence for visit in after])

    assert change["difference"]["value"] == pytest.approx(wanted.diff)
    assert (change["difference"]["basis"], change["difference"]["n"]) == ("locations", 5)


def test_shares_are_compared_by_newcombe_and_few_visits_not_at_all(wave):
    later = WaveFactory(study=wave.study, journey_version=wave.journey_version, number=2)
    for wave_, answers in ((wave, "yes no no no no no"), (later, "yes yes yes yes yes no")):
        for value in answers.split():
            walked_visit(wave_, {"helped/solved": value, "helped/judgement": None})
    change = question(of(wave.study, later), "helped/solved")["change"]
    assert change["difference"]["lo"] == newcombe(5, 6, 1, 6).lo
    assert change["word"] == "not_demonstrable"  # Fisher, corrected for the questions of the page

    third = WaveFactory(study=wave.study, journey_version=wave.journey_version, number=3)
    walked_visit(third)
    assert question(of(wave.study, third), "helped/solved")["change"]["word"] == "suppressed"


def test_a_first_wave_has_no_comparison(wave):
    walked_visit(wave)
    figures = of(wave.study, wave)
    assert figures["meta"]["previous_wave"] is figures["score"]["change"] is None
    assert all(one["change"] is None for one in figures["steps"])


# --- what may be shown --------------------------------------------------------------------------------
@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_few_visits_have_values_and_no_margins(wave, n):
    for i in range(n):
        walked_visit(wave, feelings=everywhere(px=400 + 100 * i))
    figures = of(wave.study, wave)
    score = figures["score"]["valence"]

    assert (score["n"], score["reason"], score["lo"] is None) == [
        (0, "no_data", True), (1, "single_observation", True), (2, "too_few", True), (3, None, False),
    ][n]  # fmt: skip
    assert [one["style"] for one in figures["steps"]] == ["none" if n == 0 else "dots" if n < 3 else "dashed"] * 3
    assert "Een vraag aan de balie" in render_html(figures, "nl", pictures={})
    assert json.loads(json.dumps(figures, allow_nan=False)) == figures


def test_a_visit_where_nothing_applied_and_nobody_could_say(wave):
    nothing = {"px": None, "py": None, "named": None, "grade": None}
    answers = {
        key: {"na": "n.v.t."} for key in ("arriving/greeted", "waiting/waited", "helped/solved", "helped/judgement")
    }
    walked_visit(
        wave,
        answers | {"waiting/room": {"na": "x"}, "waiting/minutes": "not asked"},
        everywhere(**nothing),
        grade=None,
        recommend=None,
    )
    figures = of(wave.study, wave)

    assert figures["score"]["valence"]["value"] is None
    assert [one["n"] for one in figures["steps"]] == [0, 0, 0]
    assert question(figures, "helped/solved")["n_na"] == 1
    assert "Een vraag aan de balie" in render_html(figures, "nl", pictures={})


def test_only_approved_and_published_visits_count(wave):
    for state in VisitState.values:
        if state not in (VisitState.DRAFT, VisitState.OPEN, VisitState.OFFERED):
            walked_visit(wave, state=state)
    meta = of(wave.study, wave)["meta"]
    assert (meta["n_visits"], meta["n_excluded"]) == (2, 1)


def test_a_part_of_the_tree_holds_everything_below_it(wave):
    region = LocationFactory(client=wave.study.client, kind=LocationKind.REGION, name="Noord")
    district = LocationFactory(client=wave.study.client, kind=LocationKind.DISTRICT, region=region)
    site = LocationFactory(client=wave.study.client, region=region, district=district, name="Balie Noord")
    walked_visit(wave, location=site)
    walked_visit(wave)
    for node in (region, district, site):
        meta = of(wave.study, wave, locations=[node])["meta"]
        assert (meta["n_visits"], meta["selection"]) == (1, [node.name])
    assert of(wave.study, wave)["meta"]["n_visits"] == 2


def test_a_step_that_hurts_is_a_pain_point_from_five_visits_on(wave):
    bad = everywhere(px=800, named="happy", intensity=4) | {"waiting": felt(50, "angry", 5, 2, py=900)}
    for _ in range(4):
        walked_visit(wave, feelings=bad)
    [reported] = of(wave.study, wave)["pain_points"]
    assert (reported["step"], reported["status"], reported["n_negative"]) == ("waiting", "reported", 4)

    walked_visit(wave, feelings=bad)
    [pain] = of(wave.study, wave)["pain_points"]
    assert (pain["status"], "often_very_unpleasant" in pain["because"]) == ("pain_point", True)


def test_locations_stand_by_name_as_long_as_the_scores_do_not_tell_them_apart(wave):
    for name in ("Zuid", "Noord", "Midden"):
        walked_visit(wave, location=LocationFactory(client=wave.study.client, name=name))
    locations = of(wave.study, wave)["locations"]
    assert (locations["ranked"], [row["name"] for row in locations["rows"]]) == (False, ["Midden", "Noord", "Zuid"])


# --- words and pictures -------------------------------------------------------------------------------
def test_quotes_take_turns_between_the_sides_strongest_first(wave):
    said = [
        ("angry", 5, "Niemand keek op toen ik een kwartier stond te wachten."),
        ("irritated", 2, "Het bord met de volgnummers was slecht te lezen."),
        ("happy", 4, "De gastvrouw wees me meteen een stoel en een glas water."),
        ("happy", 5, "Top."),  # too short to tell anything
        ("irritated", 5, "Bel me maar op 06-12345678 als je meer wilt weten."),
    ]
    for word, strength, text in said:
        walked_visit(wave, feelings=everywhere(named=None) | {"waiting": felt(500, word, strength, 5, text=text)})
    found = [quote["text"] for quote in step(of(wave.study, wave), "waiting")["quotes"]]
    assert found == [said[0][2], said[2][2], said[1][2]]


def test_three_photos_at_most_and_receipts_never(wave):
    visits = [walked_visit(wave) for _ in range(4)]
    for seed, visit in enumerate(visits):
        photo(visit, seed=seed)
    photos = step(of(wave.study, wave), "waiting")["photos"]
    assert len({one["name"] for one in photos}) == len({one["visit"] for one in photos}) == 3
    assert all(one["caption"]["nl"].startswith("Vraag screen · Servicepunt") for one in photos)
    assert all("original" not in one["name"] and "master" not in one["name"] for one in photos)


def test_a_photo_that_is_not_ready_says_so(wave):
    photo(walked_visit(wave), with_copy=False, state="received")
    [one] = step(of(wave.study, wave), "waiting")["photos"]
    assert (one["name"], one["missing"]) == (None, "not_ready")


# --- cost and privacy ---------------------------------------------------------------------------------
def test_three_visits_and_thirty_cost_the_same_queries(wave):
    def cost():
        with CaptureQueriesContext(connection) as asked:
            journey_figures(wave.study, [wave])
        return len(asked)

    for _ in range(3):
        photo(walked_visit(wave))
    three = cost()
    for _ in range(27):
        photo(walked_visit(wave))
    assert cost() == three <= 20


def test_nothing_of_the_shopper_is_in_the_figures(wave):
    shopper = UserFactory(name="Wilhelmina Opvallend", email="wilhelmina@opvallend.nl")
    visit = walked_visit(wave, shopper=shopper, device="phone-7")
    text = json.dumps(of(wave.study, wave))
    for secret in (
        shopper.name,
        shopper.email,
        shopper.pseudonym,
        "phone-7",
        str(visit.uuid),
        "t_first",
        "latency",
    ):
        assert secret not in text
    assert str(visit.public_key) in text or "Er stond iemand" in text


def test_the_same_visits_have_the_same_fingerprint_whatever_their_state(wave):
    visit = walked_visit(wave)
    before = of(wave.study, wave)
    visit.__class__.objects.filter(pk=visit.pk).update(state=VisitState.PUBLISHED)
    after = of(wave.study, wave)
    assert before["meta"]["source_hash"] == after["meta"]["source_hash"]
    assert before | {"meta": 0} == after | {"meta": 0}
    visit.answers.filter(path="helped/solved").update(value="no")
    assert of(wave.study, wave)["meta"]["source_hash"] != before["meta"]["source_hash"]


def test_waves_of_another_study_are_refused(wave):
    with pytest.raises(ValueError, match="their study"):
        journey_figures(wave.study, [WaveFactory()])
    assert of(wave.study, wave)["schema"] == SCHEMA


def test_classes_agree_with_the_share_of_unpleasant_visits():
    assert [valence_class(v) for v in (-1, -0.6, -0.2, 0, 0.2, 0.6, 1)] == [0, 0, 1, 2, 3, 4, 4]
