import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.power import TTestIndPower

from fieldwork.measurement import consistency, planning
from fieldwork.measurement.intervals import mean_t
from fieldwork.measurement.planning import Wish, more_visits, plan
from fieldwork.measurement.reference import BadInput, compute

EXAMPLES = [
    ("n_for_proportion", {"p": 0.8, "half_width": 0.10}, {"n_raw": 61.463341, "n": 62}),
    ("n_for_proportion", {"p": 0.8, "half_width": 0.10, "N": None}, {"n_raw": 61.463341, "n": 62}),
    ("n_for_proportion", {"p": 0.8, "half_width": 0.10, "N": 60}, {"n_raw": 30.613467, "n": 31}),
    ("n_for_mean_t", {"sd": 12, "half_width": 4}, {"n": 38}),
    (
        "n_for_nps_plain",
        {"promoters": 0.5, "detractors": 0.2, "half_width_points": 10},
        {"variance": 0.61, "n": 235},
    ),
    ("n_per_wave_two_proportions", {"p1": 0.7, "p2": 0.8}, {"n_raw": 293.151286, "n": 294}),
    ("n_per_wave_two_means", {"effect_size_d": 0.5}, {"n_raw": 63.765610, "n": 64}),
    ("minimum_detectable_change", {"sd": 14, "n1": 20, "n2": 20}, {"mde": 12.403146}),
    ("minimum_detectable_change", {"sd": 14, "n1": 20, "n2": 20, "deff": 1.6}, {"mde": 12.403146 * math.sqrt(1.6)}),
]


@pytest.mark.parametrize("measure, inputs, expected", EXAMPLES)
def test_the_examples_of_the_book(measure, inputs, expected):
    assert compute(measure, inputs) == pytest.approx(expected, abs=1e-5)


def test_normal_theory_would_ask_one_visit_less():
    z_alpha, z_beta = planning.quantiles()
    assert math.ceil(2 * ((z_alpha + z_beta) / 0.5) ** 2) == 63
    assert z_alpha + z_beta == pytest.approx(2.80, abs=0.005)


@pytest.mark.parametrize(
    "measure, inputs, nulls, reason",
    [
        ("n_for_proportion", {"p": 0, "half_width": 0.1}, {"n_raw", "n"}, "zero_variance"),
        ("n_for_proportion", {"p": 1, "half_width": 0.1, "N": 9}, {"n_raw", "n"}, "zero_variance"),
        ("n_for_mean_t", {"sd": 0, "half_width": 1}, {"n"}, "zero_variance"),
        ("n_for_nps_plain", {"promoters": 1, "detractors": 0, "half_width_points": 9}, {"n"}, "zero_variance"),
        ("minimum_detectable_change", {"sd": 9, "n1": 0, "n2": 5}, {"mde"}, "no_data"),
        ("minimum_detectable_change", {"sd": 0, "n1": 4, "n2": 5}, {"mde"}, "zero_variance"),
    ],
)
def test_without_spread_or_visits_no_number_follows(measure, inputs, nulls, reason):
    found = compute(measure, inputs)
    assert found["reason"] == reason
    assert {key for key, value in found.items() if value is None} == nulls


@pytest.mark.parametrize(
    "measure, inputs, word",
    [
        ("n_for_proportion", {"p": 80, "half_width": 0.1}, "p must lie between 0 and 1"),
        ("n_for_proportion", {"p": 0.8, "half_width": 0}, "half_width must be above 0"),
        ("n_for_proportion", {"p": 0.8, "half_width": 0.1, "N": 0}, "N must be above 0"),
        ("n_for_proportion", {"p": 0.8, "half_width": 0.1, "N": 2.5}, "N must be a whole number"),
        ("n_for_mean_t", {"sd": -1, "half_width": 4}, "sd"),
        ("n_for_mean_t", {"sd": 12, "half_width": -4}, "half_width"),
        ("n_for_mean_t", {"sd": "wide", "half_width": 4}, "sd must be a number"),
        ("n_for_nps_plain", {"promoters": 0.7, "detractors": 0.4, "half_width_points": 9}, "exceed 1 together"),
        ("n_for_nps_plain", {"promoters": 50, "detractors": 20, "half_width_points": 9}, "promoters"),
        ("n_for_nps_plain", {"promoters": 0.5, "detractors": 0.2, "half_width_points": 0}, "half_width_points"),
        ("n_per_wave_two_proportions", {"p1": 0.7, "p2": 0.7}, "differ"),
        ("n_per_wave_two_proportions", {"p1": 0.7, "p2": 1.8}, "p2"),
        ("n_per_wave_two_means", {"effect_size_d": 0}, "effect_size_d"),
        ("n_per_wave_two_means", {"effect_size_d": 8}, "effect_size_d"),
        ("n_per_wave_two_means", {"effect_size_d": 1e-100}, "effect_size_d"),
        ("n_per_wave_two_means", {"effect_size_d": 0.5, "alpha": 1e-300}, "alpha"),
        ("n_per_wave_two_means", {"effect_size_d": 0.5, "power": 0}, "alpha and power"),
        ("n_per_wave_two_means", {"effect_size_d": 0.5, "alpha": 1.5}, "alpha"),
        ("minimum_detectable_change", {"sd": 14, "n1": 20, "n2": 20, "deff": 0}, "deff"),
        ("minimum_detectable_change", {"sd": 14, "n1": 20.5, "n2": 20}, "whole"),
    ],
)
def test_bad_inputs_are_refused_in_one_line(measure, inputs, word):
    with pytest.raises(BadInput, match=word) as refused:
        compute(measure, inputs)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("effect", [0.01, 0.1, 0.2, 0.5, 0.8, 1.2, 2, 3, 5])
@pytest.mark.parametrize("alpha, power", [(0.05, 0.8), (0.01, 0.9), (0.1, 0.95)])
def test_two_means_need_what_statsmodels_says(effect, alpha, power):
    found = planning.n_two_means(effect, alpha, power)
    expected = TTestIndPower().solve_power(effect, alpha=alpha, power=power)
    assert found == pytest.approx(expected, rel=1e-5)
    assert planning.power_two_means(effect, found, alpha) == pytest.approx(power, abs=1e-9)
    assert planning.n_two_means(-effect, alpha, power) == found


@pytest.mark.parametrize("effect, n", [(0.5, 20), (0.0, 8), (1.5, 4)])
def test_the_power_counts_both_tails(effect, n):
    df, shift, limit = 2 * n - 2, effect * math.sqrt(n / 2), stats.t.ppf(0.975, 2 * n - 2)
    expected = stats.nct.sf(limit, df, shift) + stats.nct.cdf(-limit, df, shift)
    assert planning.power_two_means(effect, n) == pytest.approx(expected, rel=1e-9)


def test_an_effect_far_out_leaves_nothing_in_the_wrong_tail():
    assert planning.power_two_means(30, 3) == pytest.approx(1)


@given(st.floats(0.5, 40), st.floats(0.3, 30))
def test_the_number_for_a_mean_is_the_smallest_that_does(sd, half_width):
    n = planning.n_for_mean(sd, half_width)

    def width(visits):
        return stats.t.ppf(0.975, visits - 1) * sd / math.sqrt(visits)

    assert width(n) <= half_width * (1 + 1e-9)
    assert n == 2 or width(n - 1) > half_width * (1 - 1e-9)


def test_the_half_width_planned_is_the_one_published():
    scores = [60, 71, 75, 79, 90]
    published = mean_t(scores)
    assert planning.mean_half_width(published.sd, 5) == pytest.approx((published.hi - published.lo) / 2)


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.3), st.integers(1, 100_000))
def test_a_closed_list_needs_fewer_and_never_more_than_there_are(p, half_width, size):
    open_ended, closed = (planning.n_for_proportion(p, half_width, listed) for listed in (None, size))
    assert 0 < closed <= size + 1e-9
    assert closed <= open_ended + 1e-9 or open_ended < 1
    assert planning.n_for_proportion(1 - p, half_width) == pytest.approx(open_ended)


@given(st.floats(0.02, 0.98), st.floats(0.02, 0.98))
def test_which_wave_comes_first_does_not_matter(p1, p2):
    if abs(p1 - p2) < 0.01:
        with pytest.raises(ValueError):
            planning.n_two_proportions(p1, p1)
        return
    n = planning.n_two_proportions(p1, p2)
    assert n == pytest.approx(planning.n_two_proportions(p2, p1))
    assert n == pytest.approx(planning.n_two_proportions(1 - p1, 1 - p2))
    assert planning.n_two_proportions(p1, p2, power=0.9) > n


@given(st.floats(1, 40), st.integers(1, 400), st.integers(1, 400), st.floats(1, 5))
def test_more_visits_show_smaller_changes(sd, n1, n2, deff):
    here = planning.detectable_change(sd, n1, n2, deff=deff)
    assert planning.detectable_change(sd, n1 + 1, n2, deff=deff) < here
    assert planning.detectable_change(sd, n2, n1, deff=deff) == pytest.approx(here)
    assert planning.detectable_change(sd, n1, n2) == pytest.approx(here / math.sqrt(deff))
    assert planning.detectable_change(sd, n1, n2, power=0.9, deff=deff) > here


def test_the_same_locations_twice_have_one_wave_of_changes():
    """The change of each location is one observation: no second wave of noise is added."""
    assert planning.detectable_change_paired(10, 25) == pytest.approx(2.8016 * 10 / 5, abs=1e-3)
    assert planning.detectable_change_paired(10, 0) is None
    assert planning.detectable_change_paired(0, 25) is None


def test_a_detectable_change_is_found_four_times_in_five():
    """Drawn a few thousand times: means of two waves that differ by the change are told apart in 80 %."""
    change = planning.detectable_change(14, 60, 60)
    draw = stats.norm.rvs(scale=14, size=(4000, 2, 60), random_state=11)
    p = stats.ttest_ind(draw[:, 0], draw[:, 1] + change, axis=1).pvalue
    assert (p < 0.05).mean() == pytest.approx(0.80, abs=0.025)


@given(st.floats(1, 30), st.integers(0, 300), st.integers(0, 300), st.floats(1, 30), st.floats(1, 3))
def test_so_many_more_visits_and_not_one_less_show_the_change(sd, n_now, n_before, delta, deff):
    more = more_visits(sd, n_now, n_before, delta, deff)
    if more is None:
        endless = planning.detectable_change(sd, 10**12, n_before, deff=deff)
        assert endless is None or endless >= delta * (1 - 1e-6)
        return
    assert planning.detectable_change(sd, n_now + more, n_before, deff=deff) <= delta * (1 + 1e-6)
    if more:
        fewer = planning.detectable_change(sd, n_now + more - 1, n_before, deff=deff)
        assert fewer is None or fewer > delta * (1 - 1e-6)


def test_more_visits_in_round_numbers():
    # 2.80 x 15 = 42; 1/n must be below (8/42)^2 - 1/60 = 0.01957.
    assert more_visits(15, 20, 60, 8) == 32
    assert more_visits(15, 52, 60, 8) == 0
    assert more_visits(15, 20, 27, 8) is None
    assert more_visits(15, 20, 0, 8) is None
    assert more_visits(0, 0, 5, 8) == 1
    with pytest.raises(ValueError, match="delta"):
        more_visits(15, 20, 60, 0)


def test_a_plan_shows_cost_beside_what_it_can_tell():
    found = plan(Wish(locations=20, visits=5, sd=15, icc=0.15, fee=40, travel=10))
    (row,) = [option for option in found.options if option.visits_per_location == 5]
    assert row == found.at_hand
    assert (row.visits, row.cost, row.deff, row.n_eff) == (100, 5000, pytest.approx(1.6), pytest.approx(62.5))
    assert row.half_width == pytest.approx(stats.t.ppf(0.975, 61.5) * 15 / math.sqrt(62.5))
    assert row.reliability == pytest.approx(consistency.reliability(0.15, 5))
    assert row.change == pytest.approx(2.8016 * 15 * math.sqrt(1.6 * 2 / 100), abs=1e-3)
    assert (found.assumed, found.questions) == ((), ())


def test_what_is_not_known_is_assumed_by_name():
    found = plan(Wish(locations=10))
    assert (found.assumed, found.sd, found.icc, found.at_hand) == (("sd", "icc"), 15, 0.15, None)
    assert [option.visits_per_location for option in found.options] == [1, 2, 3, 4, 6, 8, 12]
    assert plan(Wish(locations=10, sd=9)).assumed == ("icc",)


def test_a_plan_says_plainly_what_the_budget_cannot_answer():
    found = plan(Wish(locations=20, fee=40, travel=10, half_width=4, reliability=0.7, change=5, budget=5000))
    statuses = {question.name: question.status for question in found.questions}
    assert statuses == {"half_width": "answered", "reliability": "over_budget", "change": "out_of_reach"}
    width, reliable, change = found.questions
    assert (width.needed.visits_per_location, width.needed.cost) == (5, 5000)
    # 10.4: visits for a reliability of .7 at an ICC of .15.
    assert reliable.needed.visits_per_location == consistency.visits_needed(0.15, 0.7) == 14
    assert change.needed is None
    assert change.reached == found.affordable.change > 5
    assert found.affordable.visits_per_location == found.at_hand.visits_per_location == 5
    assert any(question.status != "answered" for question in found.questions)


def test_visits_proposed_may_be_too_few_for_the_question():
    found = plan(Wish(locations=20, visits=2, fee=40, half_width=4))
    assert [question.status for question in found.questions] == ["more_visits"]
    assert found.questions[0].reached == found.at_hand.half_width > 4
    assert {one.status for one in plan(Wish(locations=20, visits=5, fee=40, half_width=4)).questions} == {"answered"}


def test_a_plan_buys_no_more_than_the_questions_need():
    found = plan(Wish(locations=20, fee=40, half_width=4, budget=100_000))
    assert (found.at_hand.visits_per_location, found.affordable.visits_per_location) == (5, 125)


def test_a_budget_below_one_visit_per_location_buys_no_plan():
    found = plan(Wish(locations=20, fee=40, half_width=4, budget=700))
    assert (found.at_hand, found.affordable) == (None, None)
    assert [(question.status, question.reached) for question in found.questions] == [("over_budget", None)]


def test_locations_that_do_not_differ_cannot_be_ranked():
    found = plan(Wish(locations=20, icc=0, reliability=0.7))
    assert found.questions[0].status == "out_of_reach"
    assert found.options[0].reliability is None


def test_an_interval_needs_visits_enough():
    assert plan(Wish(locations=1, visits=2)).at_hand.half_width is None
    assert plan(Wish(locations=1, visits=3, icc=1)).at_hand.half_width is None
    assert plan(Wish(locations=3, visits=1)).at_hand.half_width is not None


@given(st.integers(2, 200), st.floats(1, 40), st.floats(0, 1), st.floats(1, 30), st.floats(1, 30))
def test_a_question_is_answered_with_the_least_visits_that_do(locations, sd, icc, half_width, change):
    found = plan(Wish(locations=locations, sd=sd, icc=icc, half_width=half_width, change=change))
    for question in found.questions:
        if question.needed is None:
            assert question.status == "out_of_reach"
            most = plan(Wish(locations=locations, visits=1000, sd=sd, icc=icc)).at_hand
            assert getattr(most, question.name) is None or getattr(most, question.name) > question.wanted - 1e-8
            continue
        assert getattr(question.needed, question.name) <= question.wanted + 1e-8
        visits = question.needed.visits_per_location - 1
        if visits:
            fewer = plan(Wish(locations=locations, visits=visits, sd=sd, icc=icc)).at_hand
            assert getattr(fewer, question.name) is None or getattr(fewer, question.name) > question.wanted - 1e-8


@given(st.integers(3, 100), st.floats(0, 0.9))
def test_every_further_visit_costs_more_and_tells_no_less(locations, icc):
    rows = plan(Wish(locations=locations, icc=icc, fee=25)).options
    for fewer, more in pairwise(rows):
        assert fewer.cost < more.cost
        assert fewer.n_eff <= more.n_eff + 1e-9
        assert fewer.change >= more.change - 1e-9
        assert fewer.half_width is None or fewer.half_width >= more.half_width - 1e-9
        assert fewer.reliability is None or fewer.reliability < more.reliability


@pytest.mark.parametrize(
    "more, word",
    [
        ({"locations": 0}, "locations"),
        ({"visits": 0}, "visits"),
        ({"sd": 0}, "sd"),
        ({"icc": 1.2}, "icc"),
        ({"reliability": 1}, "reliability of 1"),
        ({"change": -3}, "change"),
        ({"fee": -1}, "money"),
        ({"budget": -1}, "money"),
    ],
)
def test_a_wish_that_no_plan_can_have_is_refused(more, word):
    with pytest.raises(ValueError, match=word):
        Wish(**({"locations": 10} | more))
