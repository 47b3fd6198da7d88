import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar as statsmodels_mcnemar

from fieldwork.measurement.paired_testing import (
    Graded,
    Pairs,
    discordant_share,
    graded,
    mcnemar,
    net_interval,
    pairs_needed,
)
from fieldwork.measurement.reference import BadInput, compute

BOOK = {"a": 45, "b": 18, "c": 7, "d": 30}
counts = st.integers(0, 60)
pairs = st.builds(Pairs, counts, counts, counts, counts)


def test_the_example_of_the_book():
    found = compute("mcnemar", BOOK)
    assert found == {
        "net": pytest.approx(0.11),
        "gross_against": pytest.approx(0.18),
        "exact": pytest.approx(0.0433, abs=5e-5),
        "midp": pytest.approx(0.0290, abs=5e-5),
        "chi2": pytest.approx(4.84),
        "p_chi2": pytest.approx(0.027807, abs=5e-7),
    }
    assert mcnemar(Pairs(**BOOK)).gross_for == 0.07
    assert compute("newcombe_paired_diff_ci_95", BOOK) == {
        "net": pytest.approx(0.11),
        "lo": pytest.approx(0.012, abs=5e-4),
        "hi": pytest.approx(0.204, abs=5e-4),
    }


@pytest.mark.parametrize(
    "cells, bounds",
    [
        ((36, 12, 2, 0), (0.0569, 0.3404)),
        ((18, 12, 2, 18), (0.0562, 0.3290)),
        ((53, 0, 0, 1), (-0.0729, 0.0729)),
        ((0, 30, 0, 0), (0.8395, 1.0)),
    ],
)
def test_rows_of_newcombes_own_table_come_out(cells, bounds):
    """R. G. Newcombe (1998), Statistics in Medicine 17, 2635-2650, method 10."""
    assert net_interval(Pairs(*cells)).interval == pytest.approx(bounds, abs=5.1e-5)


@pytest.mark.parametrize("b, c", [(0, 1), (5, 5), (3, 14), (60, 40), (400, 350)])
def test_the_p_values_are_those_of_others(b, c):
    found, table = mcnemar(Pairs(20, b, c, 9)), [[20, b], [c, 9]]
    assert found.exact == pytest.approx(statsmodels_mcnemar(table, exact=True).pvalue, rel=1e-9)
    plain = statsmodels_mcnemar(table, exact=False, correction=False)
    assert (found.chi2, found.p_chi2) == pytest.approx((plain.statistic, plain.pvalue), rel=1e-9)
    k, own = min(b, c), stats.binom.pmf(min(b, c), b + c, 0.5)
    midp = 1 - own / 2 if b == c else 2 * (stats.binom.cdf(k, b + c, 0.5) - own / 2)
    assert found.midp == pytest.approx(midp, rel=1e-9)


@pytest.mark.parametrize(
    "cells, reason, nulls",
    [
        ((0, 0, 0, 0), "no_pairs", {"net", "gross_against", "exact", "midp", "chi2", "p_chi2"}),
        ((0, 1, 0, 0), "too_few", {"net", "exact", "midp", "chi2", "p_chi2"}),
        ((1, 1, 0, 0), "too_few", {"net", "exact", "midp", "chi2", "p_chi2"}),
        ((8, 0, 0, 4), "no_discordant_pairs", {"chi2"}),
    ],
)
def test_what_cannot_be_said_has_a_reason(cells, reason, nulls):
    found = compute("mcnemar", dict(zip("abcd", cells, strict=True)))
    assert found["reason"] == reason
    assert {key for key, value in found.items() if value is None} == nulls


def test_without_discordant_pairs_there_is_no_difference_and_p_is_one():
    found = mcnemar(Pairs(8, 0, 0, 4))
    assert (found.net, found.exact, found.midp, found.p_chi2) == (0, 1, 1, 1)
    interval = net_interval(Pairs(8, 0, 0, 4))
    assert interval.lo < 0 < interval.hi


def test_an_interval_needs_three_pairs():
    assert net_interval(Pairs(0, 0, 0, 0)).reason == "no_pairs"
    assert net_interval(Pairs(1, 1, 0, 0)).reason == "too_few"
    assert compute("newcombe_paired_diff_ci_95", {"a": 0, "b": 0, "c": 0, "d": 0})["lo"] is None
    with pytest.raises(ValueError, match="negative"):
        Pairs(1, -1, 0, 0)


@given(pairs)
def test_swapping_the_testers_only_turns_the_sign(given_pairs):
    turned = Pairs(given_pairs.a, given_pairs.c, given_pairs.b, given_pairs.d)
    one, other = mcnemar(given_pairs), mcnemar(turned)
    assert (one.exact, one.midp, one.chi2, one.p_chi2) == (other.exact, other.midp, other.chi2, other.p_chi2)
    assert (one.gross_against, one.gross_for) == (other.gross_for, other.gross_against)
    here, there = net_interval(given_pairs), net_interval(turned)
    if here.value is not None:
        assert one.net == here.value == -there.value
        assert (here.lo, here.hi) == pytest.approx((-there.hi, -there.lo), abs=1e-12)


@given(pairs)
def test_bounds_hold_and_the_interval_contains_the_point(given_pairs):
    found, interval = mcnemar(given_pairs), net_interval(given_pairs)
    for p in (found.exact, found.midp, found.p_chi2):
        assert p is None or 0 <= p <= 1
    if found.midp is not None:
        assert found.midp <= found.exact
    if interval.value is not None:
        assert -1 <= interval.lo <= interval.value <= interval.hi <= 1
        assert interval.lo < interval.hi


@given(st.tuples(counts, counts, counts, counts).filter(lambda cells: sum(cells) >= 3))
def test_ten_times_the_pairs_tell_more(cells):
    few, many = net_interval(Pairs(*cells)), net_interval(Pairs(*(10 * n for n in cells)))
    assert many.value == pytest.approx(few.value)
    assert many.hi - many.lo < few.hi - few.lo


@pytest.mark.parametrize("n", [20, 30, 60, 150])
@pytest.mark.parametrize("cells", [(0.45, 0.18, 0.07, 0.30), (0.3, 0.3, 0.1, 0.3)])
def test_the_interval_of_net_covers_what_it_promises(n, cells):
    net = cells[1] - cells[2]
    drawn = np.random.default_rng(3).multinomial(n, cells, size=4000).tolist()
    covered = sum(found.lo <= net <= found.hi for found in (net_interval(Pairs(*row)) for row in drawn))
    assert 0.92 <= covered / len(drawn) <= 0.97


def test_pairs_that_a_question_needs():
    found = compute("mcnemar_sample_size", {"discordant": 0.25, "net": 0.11, "alpha": 0.05, "power": 0.8})
    assert found == {"n_raw": pytest.approx(159.7886, abs=5e-5), "n": 160, "discordant": 0.25}
    assert compute("mcnemar_sample_size", {"discordant": 0.25, "net": -0.11, "phi": None})["n"] == 160


def test_pairs_from_the_shares_of_both_testers():
    found = compute("mcnemar_sample_size", {"p1": 0.63, "p2": 0.52, "phi": 0.5, "power": 0.8})
    discordant = 0.63 * 0.48 + 0.52 * 0.37 - math.sqrt(0.63 * 0.37 * 0.52 * 0.48)
    assert found["discordant"] == pytest.approx(discordant)
    assert found["n_raw"] == pytest.approx(pairs_needed(discordant, 0.11))
    assert discordant_share(0.6, 0.5, 0) == pytest.approx(0.5)


def test_the_number_of_pairs_has_the_power_it_promises():
    """160 pairs, 18 % against and 7 % for: the exact chance that chi-square finds it is close to 80 %."""
    power = 0.0
    for discordant in range(1, 91):
        against = range(discordant + 1)
        chances = stats.binom.pmf(against, discordant, 0.18 / 0.25)
        found = sum(
            chance
            for b, chance in zip(against, chances, strict=True)
            if mcnemar(Pairs(160 - discordant, b, discordant - b, 0)).p_chi2 < 0.05
        )
        power += found * stats.binom.pmf(discordant, 160, 0.25)
    assert power == pytest.approx(0.80, abs=0.02)


@given(st.floats(0.05, 1), st.floats(0.01, 0.6), st.floats(0.5, 0.95))
def test_more_power_or_a_smaller_net_needs_more_pairs(discordant, net, power):
    assume(net * net < discordant * 0.99 and net <= discordant)
    needed = pairs_needed(discordant, net, power=power)
    assert pairs_needed(discordant, net, power=power + 0.02) > needed
    assert pairs_needed(discordant, net * 0.9, power=power) > needed
    assert pairs_needed(discordant, net, alpha=0.01, power=power) > needed


@pytest.mark.parametrize(
    "inputs, word",
    [
        ({"discordant": 0.25, "net": 0}, "net must not be 0"),
        ({"discordant": 0.04, "net": 0.2}, "net"),
        ({"discordant": 0.2, "net": 0.3}, "exceed the discordant share"),
        ({"discordant": 1.2, "net": 0.3}, "between"),
        ({"discordant": 0.25}, "missing key net"),
        ({"p1": 0.6, "p2": 0.5}, "missing key phi"),
        ({"p1": 0.9, "p2": 0.1, "phi": 0.9}, "correlation"),
        ({"p1": 0.5, "p2": 0.5, "phi": 0.2}, "net must not be 0"),
        ({"p1": 0.6, "p2": 0.5, "phi": 0.2, "discordant": 0.3, "net": 0.1}, "either"),
        ({"discordant": 0.25, "net": 0.11, "alpha": 0}, "alpha"),
        ({"discordant": 0.25, "net": 0.11, "power": 1}, "power"),
        ({"discordant": 0.25, "net": 0.11, "power": 0.02}, "alpha below power"),
    ],
)
def test_a_question_without_answer_is_refused(inputs, word):
    with pytest.raises(BadInput, match=word):
        compute("mcnemar_sample_size", inputs)


@pytest.mark.parametrize("key, value", [("a", -1), ("b", 1.5), ("c", "x"), ("d", None), ("a", True)])
def test_a_count_of_pairs_is_a_whole_number(key, value):
    for measure in ("mcnemar", "newcombe_paired_diff_ci_95"):
        with pytest.raises(BadInput, match=key):
            compute(measure, BOOK | {key: value})


def test_graded_outcomes_have_a_sign_test_and_wilcoxons():
    found = graded([1, 2, -1, 3, 4, 0, 2])
    assert (found.higher, found.lower, found.ties, found.median) == (5, 1, 1, 2)
    # Six throws of a coin, at most one head: F(1) + F(0) = 7/64 + 1/64.
    assert found.p_sign == pytest.approx(8 / 64)
    assert graded([]) == Graded(0, reason="no_pairs")
    assert graded([3, 4]) == Graded(2, 2, 0, 0, reason="too_few")
    assert graded([0, 0, 0]) == Graded(3, 0, 0, 3, 0, 1, 1, "no_discordant_pairs")


@given(st.lists(st.integers(-40, 40).filter(bool), min_size=3, max_size=25, unique_by=abs))
def test_wilcoxon_is_exact_where_scipy_is(differences):
    expected = stats.wilcoxon(differences, method="exact").pvalue
    assert graded(differences).p_wilcoxon == pytest.approx(expected, rel=1e-9)


def test_wilcoxon_counts_out_ties_too():
    differences = [1, 1, -1, 2, 2, 3, -2, 3, 1]
    every_sign = stats.permutation_test(
        (differences,),
        lambda x: stats.rankdata([abs(one) for one in differences])[x > 0].sum(),
        permutation_type="samples",
        vectorized=False,
        n_resamples=10_000,
    )
    assert graded(differences).p_wilcoxon == pytest.approx(every_sign.pvalue, rel=1e-9)


def test_many_pairs_use_the_normal_curve():
    differences = [(-1) ** (k % 3) * (k % 17 + 1) for k in range(400)]
    expected = stats.wilcoxon(differences, method="asymptotic", correction=False).pvalue
    assert graded(differences).p_wilcoxon == pytest.approx(expected, rel=1e-6)


@given(st.lists(st.floats(-9, 9), min_size=3, max_size=40), st.randoms())
def test_the_order_of_pairs_says_nothing(differences, random):
    shuffled = list(differences)
    random.shuffle(shuffled)
    assert graded(shuffled) == graded(differences)
    turned = graded([-one for one in differences])
    assert (turned.p_sign, turned.p_wilcoxon) == (graded(differences).p_sign, graded(differences).p_wilcoxon)
