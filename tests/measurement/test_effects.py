import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from fieldwork.measurement import effects
from fieldwork.measurement.comparisons import Difference, paired
from fieldwork.measurement.effects import difference_in_differences, effect_status, permutation_p
from fieldwork.measurement.reference import BadInput, compute
from fieldwork.measurement.settings import Settings

TREATED, CONTROL = [6, 9, 3, 8], [1, 2, -2, 0, 3]
change = st.floats(-60, 60).map(lambda value: round(value, 2))
changes = st.lists(change, min_size=3, max_size=7)


# --- did it work --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "lo, hi, status",
    [
        (3, 9, "improved_relevant"),
        (2.9, 9, "improved"),
        (0.5, 1, "improved"),
        (0, 1, "no_relevant_change"),
        (-2.9, 2.9, "no_relevant_change"),
        (-3, 2, "inconclusive"),
        (-2, 3, "inconclusive"),
        (-8, -0.1, "worsened"),
        (-0.2, -0.1, "worsened"),
        (-9, 9, "inconclusive"),
        (0.1 + 0.2 - 0.3 + 3, 4, "improved_relevant"),
    ],
)
def test_the_first_rule_that_holds_names_the_effect(lo, hi, status):
    assert effect_status(lo, hi, 3) == status
    assert effect_status(-hi, -lo, 3, "lower") == status
    assert compute("effect_status", {"ci_lo": lo, "ci_hi": hi, "minimal_relevant_change": 3}) == {"status": status}


def test_without_an_interval_nothing_is_known_yet():
    found = compute("effect_status", {"ci_lo": None, "ci_hi": None, "minimal_relevant_change": 3})
    assert found == {"status": "inconclusive", "reason": "too_few"}


def test_touching_zero_is_no_improvement_even_when_any_change_matters():
    assert effect_status(0, 4, 0) == "inconclusive"
    assert effect_status(0.1, 4, 0) == "improved_relevant"


@given(st.lists(change, min_size=2, max_size=2).map(sorted), st.floats(0, 20), st.floats(0, 20))
def test_a_change_further_up_is_never_judged_worse(bounds, delta, shift):
    rank = {"worsened": 0, "inconclusive": 1, "no_relevant_change": 1, "improved": 2, "improved_relevant": 3}
    lo, hi = bounds
    assert rank[effect_status(lo, hi, delta)] <= rank[effect_status(lo + shift, hi + shift, delta)]


# --- difference in differences ------------------------------------------------------------------------
def test_locations_that_acted_rose_more_than_the_others():
    found = difference_in_differences(TREATED, CONTROL)
    assert (found.change.value, found.change.lo, found.change.hi, found.df, found.p_welch) == pytest.approx(
        (5.7, 1.7, 9.7, 5.4, 0.014), abs=0.05
    )
    assert (found.change.basis, found.change.n, found.change.display_class) == ("locations", 9, "indicative")
    # Two of the 126 arrangements are as high as this one: a three stands on either side.
    assert (found.p_permutation, found.permutation) == (pytest.approx(4 / 126), "exact")
    assert compute("did_by_location", {"changes_treated": TREATED, "changes_control": CONTROL}) == {
        "did": found.change.value,
        "se": found.se,
        "df": found.df,
        "p_welch": found.p_welch,
        "lo": found.change.lo,
        "hi": found.change.hi,
        "p_permutation_exact": found.p_permutation,
    }


@pytest.mark.parametrize(
    "treated, control, shown", [(2, 9, "suppressed"), (3, 9, "indicative"), (4, 5, "indicative"), (5, 5, "full")]
)
def test_five_locations_on_either_side_make_a_claim(treated, control, shown):
    found = difference_in_differences([5, 7, 6, 8, 4][:treated], [1, 2, 0, 1, 3, 2, 1, 0, 2][:control])
    assert (found.change.display_class, found.may_claim) == (shown, shown == "full")
    assert found.change.reason == ("too_few" if treated < 3 else None)


def test_a_study_can_ask_for_more_locations():
    found = difference_in_differences([5, 7, 6, 8, 4], [1, 2, 0, 1, 3], settings=Settings(did_claim_locations=6))
    assert not found.may_claim


def test_two_constant_groups_prove_nothing():
    # 64.1 - 59.1 is not 5 to the last binary digit.
    treated, control = [64.1 - 59.1, 75.1 - 70.1, 5.0], [60.7 - 59.7, 1.0, 1.0]
    assert len(set(treated)) > 1
    found = difference_in_differences(treated, control)
    assert found.change.reason == "zero_variance"
    assert (found.change.value, found.p_welch, found.p_permutation, found.may_claim) == (None, None, None, False)
    assert difference_in_differences([5] * 6, [1] * 6).may_claim is False


def test_one_constant_group_is_no_obstacle():
    found = difference_in_differences([5, 5, 5], [1, 2, 3])
    assert found.change.lo == pytest.approx(3 - stats.t.ppf(0.975, 2) * math.sqrt(1 / 3))


@pytest.mark.parametrize("treated, control, reason", [([], [1, 2, 3], "no_data"), ([1, 2], [1, 2, 3], "too_few")])
def test_too_few_locations_give_nothing(treated, control, reason):
    found = difference_in_differences(treated, control)
    assert (found.change.value, found.change.reason, found.p_permutation) == (None, reason, None)


@given(changes, changes)
def test_did_agrees_with_scipy(treated, control):
    found = difference_in_differences(treated, control)
    if found.change.reason:
        assert len(set(treated)) == len(set(control)) == 1
        return
    theirs = stats.ttest_ind(treated, control, equal_var=False)
    lo, hi = theirs.confidence_interval()
    assert (found.p_welch, found.df) == (pytest.approx(theirs.pvalue, rel=1e-6), pytest.approx(theirs.df))
    assert (found.change.lo, found.change.hi) == pytest.approx((lo, hi))
    assert found.change.lo <= found.change.value <= found.change.hi
    assert 0 < found.p_permutation <= 1


@given(changes, changes, st.integers(-50, 50))
def test_what_happens_everywhere_is_no_effect_of_the_action(treated, control, market):
    plain = difference_in_differences(treated, control)
    moved = difference_in_differences([x + market for x in treated], [x + market for x in control])
    assert (moved.change.reason, moved.p_permutation) == (plain.change.reason, plain.p_permutation)
    if plain.change.value is not None:
        assert moved.change.value == pytest.approx(plain.change.value, abs=1e-9)
        assert moved.change.lo == pytest.approx(plain.change.lo, abs=1e-6)


@given(changes, changes)
def test_swapping_the_groups_turns_the_sign_and_nothing_else(treated, control):
    one, other = difference_in_differences(treated, control), difference_in_differences(control, treated)
    assert (one.change.reason, one.p_permutation) == (other.change.reason, other.p_permutation)
    if one.change.value is not None:
        assert one.change.value == pytest.approx(-other.change.value)
        assert one.p_welch == pytest.approx(other.p_welch)


# --- the permutation p --------------------------------------------------------------------------------
@pytest.mark.parametrize("size, smallest", [(3, 0.1), (4, 2 / 70), (5, 2 / 252)])
def test_few_locations_bound_how_small_the_p_can_be(size, smallest):
    assert permutation_p(range(10, 10 + size), range(size)) == (pytest.approx(smallest), "exact")


def scipy_p(a, b):
    def difference(x, y, axis):
        return np.mean(x, axis=axis) - np.mean(y, axis=axis)

    return stats.permutation_test((a, b), difference, n_resamples=np.inf, vectorized=True).pvalue


@given(st.lists(st.integers(-5, 5), min_size=2, max_size=5), st.lists(st.integers(-5, 5), min_size=2, max_size=5))
@settings(deadline=None, max_examples=60)
def test_exact_p_agrees_with_scipy(a, b):
    assert permutation_p(a, b) == (pytest.approx(scipy_p(a, b)), "exact")
    assert permutation_p([x / 10 for x in a], [y / 10 for y in b])[0] == pytest.approx(scipy_p(a, b))


def test_twenty_against_twenty_is_still_exact():
    treated, control = [x + 0.5 for x in range(20)], [float(x) for x in range(20)]
    p, how = permutation_p(treated, control)
    assert (how, p) == ("exact", pytest.approx(stats.ttest_ind(treated, control).pvalue, abs=0.01))
    assert permutation_p([100, 101, 102], [float(x) for x in range(90)]) == (2 / math.comb(93, 3), "exact")


def test_beyond_that_arrangements_are_drawn_the_same_way_every_time():
    rng = np.random.default_rng(3)
    treated, control = list(rng.normal(0.4, 1, 45)), list(rng.normal(0, 1, 40))
    p, how = permutation_p(treated, control, identity="study 7")
    assert how == "monte_carlo"
    assert p == pytest.approx(stats.ttest_ind(treated, control).pvalue, abs=0.015)
    assert permutation_p(treated[::-1], control[::-1], identity="study 7") == (p, how)
    assert permutation_p(treated[:40], control) == permutation_p(control, treated[:40])
    found = compute("did_by_location", {"changes_treated": treated, "changes_control": control})
    assert found["permutation"] == "monte_carlo"


def test_thousands_of_locations_are_drawn_at_once():
    began = time.process_time()
    assert permutation_p([x % 7 for x in range(20_000)], [x % 5 for x in range(20_000)])[1] == "monte_carlo"
    assert time.process_time() - began < 8


def test_a_drawn_p_is_never_nothing():
    p, how = permutation_p([x + 1000 for x in range(60)], range(60))
    assert (p, how) == (2 / 10_000, "monte_carlo")


# --- what else to look at -----------------------------------------------------------------------------
def test_published_group_changes_give_a_difference():
    found = effects.did_from_group_changes(0.59, 0.54, -2.16, 1.25)
    assert (found.diff, found.se) == pytest.approx((2.75, 1.36), abs=0.005)
    assert (found.lo, found.hi) == (None, None)
    with pytest.raises(ValueError):
        effects.did_from_group_changes(1, -1, 1, 1)


def test_earlier_waves_show_whether_both_groups_moved_alike():
    treated = [[70, 72, 74], [60, 63, None], [80, 81, 84]]
    control = [[65, 67, 69], [75, 78, 80], [70, 71, 74], [None, 60, 62]]
    first, second = effects.earlier_trends(treated, control)
    assert (first.before, first.after, first.treated, first.control) == (0, 1, pytest.approx(2), pytest.approx(2))
    assert first.did.change.lo < 0 < first.did.change.hi
    assert (second.did.change.reason, second.treated) == ("too_few", pytest.approx(2.5))
    assert effects.earlier_trends([[70], [71], [72]], [[70], [71], [72]]) == []
    assert effects.earlier_trends([], []) == []
    with pytest.raises(ValueError):
        effects.earlier_trends([[1, 2]], [[1]])


def test_who_started_before_is_no_measure_of_what_happens_without_it():
    waves = {
        **{f"early{i}": [70, 80, 95 + i] for i in range(3)},
        **{f"now{i}": [70, 70, 76 + i] for i in range(3)},
        **{f"later{i}": [70, 70, 71 + i] for i in range(2)},
        "never": [70, 70, 70],
        "closed": [70, 70, None],
    }
    started = {
        **{f"early{i}": 1 for i in range(3)},
        **{f"now{i}": 2 for i in range(3)},
        **{f"later{i}": 3 for i in range(2)},
        "never": None,
    }
    found = effects.staggered(waves, started, 1, 2)
    assert found.did.change.value == pytest.approx(7 - 1)
    assert (found.did.n_treated, found.did.n_control) == (3, 3)
    assert (found.already_started, found.not_measured) == (3, 1)
    with pytest.raises(ValueError):
        effects.staggered(waves, started, 2, 1)
    with pytest.raises(ValueError):
        effects.staggered(waves, started, 1, 3)


# --- regression to the mean ---------------------------------------------------------------------------
def test_the_worst_locations_come_back_by_themselves():
    found = effects.expected_retest(58, 76, 0.2, 4)
    assert (found.reliability, found.expected_retest, found.expected_bounce) == pytest.approx((0.5, 67, 9))
    given_ = {"location_mean": 58, "grand_mean": 76, "icc": 0.2, "n_before": 4}
    assert compute("regression_to_mean_expectation", given_) == pytest.approx(
        {"reliability": 0.5, "expected_retest": 67, "expected_bounce": 9}
    )


@pytest.mark.parametrize("icc", [0, -0.2, None])
def test_without_differences_between_locations_no_bounce_is_known(icc):
    found = effects.expected_retest(58, 76, icc, 4)
    assert (found.reliability, found.expected_bounce, found.reason) == (None, None, "no_between_variance")


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0.001, 1), st.integers(1, 50))
def test_the_retest_lies_between_the_location_and_the_chain(location, chain, icc, n):
    found = effects.expected_retest(location, chain, icc, n)
    assert min(location, chain) - 1e-9 <= found.expected_retest <= max(location, chain) + 1e-9
    assert found.expected_bounce == pytest.approx(found.expected_retest - location, abs=1e-9)
    assert (
        abs(effects.expected_retest(location, chain, icc, n + 1).expected_bounce) <= abs(found.expected_bounce) + 1e-9
    )


def test_the_bounce_is_what_a_simulation_gives():
    # ICC 0.2: between variance 20, within 80; the lowest fifth after four visits, visited four times again.
    rng = np.random.default_rng(11)
    true = rng.normal(76, math.sqrt(20), 20_000)
    before, after = (true + rng.normal(0, math.sqrt(80 / 4), 20_000) for _ in range(2))
    picked = before < np.quantile(before, 0.2)
    expected = np.mean([effects.expected_retest(x, 76, 0.2, 4).expected_bounce for x in before[picked]])
    assert (after - before)[picked].mean() == pytest.approx(expected, abs=0.3)


def test_only_what_goes_beyond_the_bounce_is_improvement():
    seen = paired([58, 60, 55, 57, 61], [67, 70, 65, 66, 69])
    assert effect_status(seen.lo, seen.hi, 3) == "improved_relevant"
    beyond = effects.beyond_bounce(seen, 9)
    assert effect_status(beyond.lo, beyond.hi, 3) == "no_relevant_change"
    assert (beyond.diff, beyond.hi - beyond.lo) == pytest.approx((seen.diff - 9, seen.hi - seen.lo))
    theirs = stats.ttest_1samp([9, 10, 10, 9, 8], 9).pvalue
    assert (beyond.p, beyond.statistic) == (pytest.approx(theirs), pytest.approx((seen.diff - 9) / seen.se))
    assert effects.beyond_bounce(Difference(None, reason="too_few"), 9).diff is None
    assert effects.beyond_bounce(Difference(5.0, reason="zero_variance"), 9) == Difference(-4.0, reason="zero_variance")


# --- the calculator -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "measure, inputs, word",
    [
        ("effect_status", {"ci_lo": 1, "ci_hi": 2, "minimal_relevant_change": -1}, "between"),
        ("effect_status", {"ci_lo": 2, "ci_hi": 1, "minimal_relevant_change": 1}, "lower bound"),
        ("effect_status", {"ci_hi": 1, "minimal_relevant_change": 1}, "missing key ci_lo"),
        ("did_by_location", {"changes_treated": [], "changes_control": [1]}, "at least one"),
        ("did_by_location", {"changes_treated": [1, 2, None], "changes_control": [1]}, "number"),
        ("did_by_location", {"changes_treated": [1, 2, "3"], "changes_control": [1]}, "number"),
        ("did_by_location", {"changes_treated": 3, "changes_control": [1]}, "list"),
        ("did_by_location", {"changes_treated": [1e308, -1e308, 1], "changes_control": [1, 2, 3]}, "did_by_location"),
        (
            "did_from_group_changes",
            {"change_treated": 1, "se_treated": -1, "change_control": 1, "se_control": 1},
            "se_treated",
        ),
        ("regression_to_mean_expectation", {"location_mean": 1, "grand_mean": 1, "icc": 2, "n_before": 4}, "icc"),
        ("regression_to_mean_expectation", {"location_mean": 1, "grand_mean": 1, "icc": 0.2, "n_before": 0}, "visit"),
        ("regression_to_mean_expectation", {"location_mean": 1, "grand_mean": 1, "icc": 0.2, "n_before": 1.5}, "whole"),
    ],
)
def test_bad_inputs_are_refused_in_one_line(measure, inputs, word):
    with pytest.raises(BadInput, match=word) as refused:
        compute(measure, inputs)
    assert "\n" not in str(refused.value)


# --- how often the interval holds ---------------------------------------------------------------------
def coverage(rng, sizes, spreads, times):
    held = 0
    for _ in range(times):
        treated, control = (rng.normal(0, sd, n) for n, sd in zip(sizes, spreads, strict=True))
        found = difference_in_differences(list(treated), list(control)).change
        held += found.lo <= 0 <= found.hi
    return held / times


def test_the_interval_holds_from_three_against_three():
    assert 0.94 <= coverage(np.random.default_rng(1), (3, 3), (6, 6), 4000) <= 0.98


def test_a_few_against_many_are_marked_as_less_sure():
    few = difference_in_differences([5, 7, 6], [1, 2, 0, 1, 3, 2, 1, 0, 2])
    assert few.change.flags == ("uneven_groups",)
    assert difference_in_differences([5, 7, 6], [1, 2, 0, 1]).change.flags == ()
    assert difference_in_differences([5, 7, 6, 8, 4], [1, 2, 0, 1] * 5).change.flags == ()
    assert 0.91 <= coverage(np.random.default_rng(6), (3, 12), (6, 6), 3000) <= 0.95


@pytest.mark.soak
@pytest.mark.parametrize("sizes", [(3, 3), (4, 6), (5, 5), (10, 10), (5, 15)])
@pytest.mark.parametrize("spreads", [(6, 6), (6, 9)])
def test_the_interval_holds_in_long_runs(sizes, spreads):
    assert 0.94 <= coverage(np.random.default_rng(2), sizes, spreads, 20_000) <= 0.975
