"""What changed since the wave before: how it is compared, what that is called, and how many more visits it takes."""

import copy

import pytest

from fieldwork.measurement.comparisons import paired, welch
from fieldwork.measurement.numbers import mean
from fieldwork.measurement.planning import more_visits
from fieldwork.measurement.segments import change as mixed
from reports.figures.queries import journey_figures
from tests import documents
from tests.factories import JourneyVersionFactory, LocationFactory, WaveFactory
from tests.reports.field import walked_visit
from tests.reports.figures.fast import visits

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def wave():
    return WaveFactory(number=1)


@pytest.fixture
def later(wave):
    return WaveFactory(study=wave.study, journey_version=wave.journey_version, number=2)


def rows_of(places, values, **columns):
    return [{"location": place, "waiting": v, **columns} for place, v in zip(places, values, strict=True)]


def change_of(wave):
    return journey_figures(wave.study, [wave])["score"]["change"]


# --- the same places ----------------------------------------------------------------------------------
def test_shared_places_are_paired_when_they_hold_four_in_five_visits_of_both_waves(wave, later):
    places = LocationFactory.create_batch(6, client=wave.study.client)
    visits(wave, rows_of(places[:6], [0.1, -0.1, 0.2, 0.0, 0.3, -0.9]))
    visits(later, rows_of(places[:5], [0.3, 0.0, 0.5, 0.4, 0.4]))
    found = change_of(later)["difference"]
    wanted = paired([0.1, -0.1, 0.2, 0.0, 0.3], [0.3, 0.0, 0.5, 0.4, 0.4])
    assert (found["value"], found["lo"], found["hi"]) == pytest.approx((wanted.diff, wanted.lo, wanted.hi))
    assert (found["method"], found["basis"], found["n"]) == ("paired", "locations", 5)


def test_below_that_the_means_of_places_are_compared_when_visits_share_them(wave, later):
    old, new = (LocationFactory.create_batch(5, client=wave.study.client) for _ in range(2))
    before = [[0.1, 0.2], [-0.3, -0.2], [0.0, 0.1], [0.4, 0.2], [-0.1, 0.1]]
    after = [[0.3, 0.4], [-0.1, 0.0], [0.2, 0.4], [0.5, 0.6], [0.1, 0.0]]
    for one, places, groups in ((wave, old, before), (later, new, after)):
        visits(one, rows_of([place for place in places for _ in range(2)], [v for group in groups for v in group]))
    found = change_of(later)["difference"]
    wanted = welch([mean(group) for group in after], [mean(group) for group in before])
    assert (found["value"], found["lo"], found["hi"]) == pytest.approx((wanted.diff, wanted.lo, wanted.hi))
    assert (found["method"], found["basis"], found["flags"]) == ("welch_locations", "locations", [])


def test_few_places_are_compared_by_visits_and_say_so(wave, later):
    for one, shift in ((wave, 0.0), (later, 0.4)):
        places = LocationFactory.create_batch(2, client=wave.study.client)
        visits(one, rows_of([*places, *places], [0.1 + shift, 0.2 + shift, -0.1 + shift, shift]))
    found = change_of(later)["difference"]
    assert (found["method"], found["flags"]) == ("welch", ["not_clustered"])


# --- how many more visits -----------------------------------------------------------------------------
def test_what_cannot_be_told_yet_says_about_how_many_visits_would_tell(wave, later):
    before, after = [0.5, -0.5, 0.3, -0.3] * 10, [0.6, -0.4, 0.3, -0.3, 0.2]
    for one, values in ((wave, before), (later, after)):
        visits(one, rows_of(LocationFactory.create_batch(len(values), client=wave.study.client), values))
    found = change_of(later)
    se = welch(after, before).se
    spread = se / (1 / len(after) + 1 / len(before)) ** 0.5
    assert found["word"] == "not_demonstrable"
    assert found["more_visits"] == more_visits(spread, 5, 40, 0.06)

    study = wave.study
    study.thresholds = {"relevant_change": 25}
    study.save()
    wide = journey_figures(study, [later])["score"]["change"]
    assert wide["more_visits"] == more_visits(spread, 5, 40, 0.5) > 0


def test_a_difference_that_was_told_asks_for_no_visits(wave, later):
    for one, values in ((wave, [-0.5, -0.4, -0.45, -0.5]), (later, [0.5, 0.4, 0.45, 0.5])):
        visits(one, rows_of(LocationFactory.create_batch(4, client=wave.study.client), values))
    assert (change_of(later)["word"], change_of(later)["more_visits"]) == ("higher", None)


# --- another mix --------------------------------------------------------------------------------------
def test_a_change_that_another_mix_of_channels_made_is_flagged(wave, later):
    def walked(one, counter, phone):
        places = LocationFactory.create_batch(len(counter) + len(phone), client=wave.study.client)
        channels = ["counter"] * len(counter) + ["phone"] * len(phone)
        rows = rows_of(places, [*counter, *phone])
        visits(one, [row | {"channel": channel} for row, channel in zip(rows, channels, strict=True)])

    walked(wave, [0.6, 0.5], [-0.5, -0.4, -0.6, -0.5])
    walked(later, [0.5, 0.4, 0.4, 0.5], [-0.6, -0.7])  # worse in both channels, better as a whole
    score = journey_figures(wave.study, [later])["score"]
    wanted = mixed(
        {"counter": (0.55, 2), "phone": (-0.5, 4)}, {"counter": (0.45, 4), "phone": (-0.65, 2)},
        {"counter": 6, "phone": 6},
    )  # fmt: skip
    assert (score["mix"]["raw"], score["mix"]["adjusted"]) == pytest.approx((wanted.raw, wanted.adjusted))
    assert score["mix"]["raw"] > 0 > score["mix"]["adjusted"]
    assert score["mix"]["flags"] == ["mix_effect"]
    assert "mix_effect" in score["change"]["difference"]["flags"]


def test_one_channel_has_no_mix(wave, later):
    for one in (wave, later):
        visits(one, rows_of(LocationFactory.create_batch(3, client=wave.study.client), [0.1, 0.2, 0.3]))
    assert journey_figures(wave.study, [later])["score"]["mix"] is None


# --- another questionnaire ----------------------------------------------------------------------------
def newer(wave, *, without=(), extra=(), weight=None):
    """A next wave with a changed questionnaire: steps lose or get questions."""
    document = copy.deepcopy(wave.journey_version.document)
    for phase in document["phases"]:
        for step in phase["steps"]:
            step["questions"] = [one for one in step["questions"] if one["key"] not in without]
            if step["key"] == "helped":
                step["questions"] += [documents.question(key, "yes_no", points={"yes": 1, "no": 0}) for key in extra]
                step["weight"] = weight or step["weight"]
    version = JourneyVersionFactory(journey=wave.study.journey, document=document, number=99)
    return WaveFactory(study=wave.study, journey_version=version, number=2)


def test_two_questionnaires_are_compared_over_their_common_questions_with_the_newer_weights(wave):
    second = newer(wave, extra=["helpful"], weight=3)
    for answer in ("yes", "yes", "no", "no"):
        walked_visit(wave, {"helped/solved": answer})
        walked_visit(second, {"helped/solved": "yes" if answer == "yes" else None, "helped/helpful": "no"})
    figures = journey_figures(wave.study, [second], details=False)
    change = figures["score"]["checklist_change"]

    # arriving: greeted. waiting: waited 1, minutes 0.5, room 1 (weight 2). helped, weight 3 over three questions:
    # solved and judgement 6/9 count 1 each; "helpful" is new and stays out.
    def score(solved):
        points, most = [1, 1 * 0.25, 0.5 * 0.25, 1 * 0.5, 6 / 9], [1, 0.25, 0.25, 0.5, 1]
        return 100 * (sum(points) + (solved or 0)) / (sum(most) + (solved is not None))

    before, after = [score(1), score(1), score(0), score(0)], [score(1), score(1), score(None), score(None)]
    assert change["previous"]["value"] == pytest.approx(mean(before))
    assert change["difference"]["value"] == pytest.approx(mean(after) - mean(before))
    assert change["difference"]["flags"] == ["bridged"]
    assert journey_figures(wave.study, [second])["score"]["checklist_change"] == change


def test_too_little_in_common_breaks_the_trend(wave):
    second = newer(wave, without=["waited", "minutes", "room"], extra=["a", "b", "c"])
    for _ in range(3):
        walked_visit(wave)
        walked_visit(second, {"helped/a": "yes", "helped/b": "yes", "helped/c": "yes"})
    figures = journey_figures(wave.study, [second])
    assert figures["score"]["checklist_change"]["difference"]["flags"] == ["bridged", "trend_break"]

    study = wave.study
    study.thresholds = {"trend_break": 0.5}
    study.save()
    kept = journey_figures(study, [second])["score"]["checklist_change"]
    assert kept["difference"]["flags"] == ["bridged"]  # two steps of three in the older, 1.4 of 2 in the newer


def test_dimensions_of_two_questionnaires_compare_what_both_asked(wave):
    second = newer(wave, extra=["helpful"])
    for judged in (5, 6, 8):
        walked_visit(wave, {"helped/judgement": judged})
        walked_visit(second, {"helped/judgement": judged, "helped/helpful": "no"})
    [quality] = journey_figures(wave.study, [second])["dimensions"]
    assert quality["change"]["difference"]["value"] == pytest.approx(0)
    assert quality["score"]["value"] < quality["change"]["previous"]["value"]
