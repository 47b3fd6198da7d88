import json
import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.meta_analysis import combine_effects

from fieldwork.measurement import linkage
from fieldwork.measurement.consistency import icc1, reliability
from fieldwork.measurement.linkage import Cell, dersimonian_laird, match, repeated_measures, shrink, spearman
from fieldwork.measurement.multiplicity import adjusted
from fieldwork.measurement.reference import BadInput, compute

SPEARMAN, WITHIN = "spearman_bonett_wright_ci_95", "repeated_measures_correlation"
POOLING, SHRINKAGE = "dersimonian_laird_pooling", "location_shrinkage"
values = st.floats(-100, 100).map(lambda value: round(value, 1))


# --- between locations --------------------------------------------------------------------------------
def test_the_interval_of_the_book():
    # rho .55 over 24 locations.
    lo, hi = linkage._bounds(0.55, math.sqrt((1 + 0.55**2 / 2) / 21))
    assert (lo, hi) == pytest.approx((0.16, 0.79), abs=0.005)


def test_the_published_example_of_the_interval():
    y = [21, 4, 9, 12, 35, 18, 10, 22, 24, 1, 6, 8, 13, 16, 19]
    x = [67, 28, 30, 28, 52, 40, 25, 37, 44, 10, 14, 20, 28, 40, 51]
    found = spearman(x, y).result
    assert (found.value, found.lo, found.hi) == pytest.approx((0.8699639, 0.5840951, 0.9638297), abs=1e-6)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=8, max_size=30))
def test_rank_correlation_agrees_with_scipy(pairs):
    x, y = zip(*pairs, strict=True)
    found = spearman(x, y)
    if len(set(x)) == 1 or len(set(y)) == 1:
        assert (found.result.value, found.result.reason, found.p) == (None, "zero_variance", None)
        return
    theirs = stats.spearmanr(x, y)
    assert found.result.value == pytest.approx(theirs.statistic, abs=1e-9)
    assert -1 <= found.result.lo <= found.result.value <= found.result.hi <= 1
    if abs(found.result.value) < 0.999:
        assert found.p == pytest.approx(theirs.pvalue, rel=1e-6)


@given(st.lists(st.tuples(values, values), min_size=8, max_size=20), st.randoms())
def test_order_and_unit_of_the_figures_do_not_matter(pairs, random):
    found = spearman(*zip(*pairs, strict=True))
    shuffled = random.sample(pairs, len(pairs))
    again = spearman([x for x, _ in shuffled], [math.exp(y / 50) for _, y in shuffled])
    assert again.result.value == (None if found.result.value is None else pytest.approx(found.result.value, abs=1e-9))
    mirrored = spearman([-x for x, _ in pairs], [y for _, y in pairs]).result
    if found.result.value is not None:
        assert (mirrored.value, mirrored.lo) == pytest.approx((-found.result.value, -found.result.hi), abs=1e-9)


@pytest.mark.parametrize(
    "n, shown, reason",
    [
        (0, "suppressed", "no_pairs"),
        (1, "suppressed", "too_few"),
        (2, "suppressed", "too_few"),
        (3, "counts_only", "too_few"),
        (7, "counts_only", "too_few"),
        (8, "indicative", None),
        (24, "indicative", None),
        (25, "full", None),
    ],
)
def test_the_number_of_locations_says_what_is_shown(n, shown, reason):
    x = list(range(n))
    found = spearman(x, [(5 * v + 3) % 29 for v in x])
    assert (found.result.display_class, found.result.reason, found.result.basis) == (shown, reason, "locations")
    assert (found.result.value is None, found.result.lo is None) == (n < 3, n < 8)
    assert (found.p is None) == (n < 8)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_perfect_order_keeps_its_interval_and_a_p_above_nothing(sign):
    found = spearman(list(range(10)), [sign * v for v in range(10)])
    assert found.result.value == pytest.approx(sign)
    assert found.result.lo <= found.result.value <= found.result.hi
    assert min(abs(found.result.lo), abs(found.result.hi)) == pytest.approx(0.9999939, abs=1e-6)
    assert found.p > 0


# --- within locations ---------------------------------------------------------------------------------
# J. M. Bland and D. G. Altman (1995), BMJ 310, 446: pH and PaCO2 of eight people.
BLAND = {
    1: "6.68 3.97 6.53 4.12 6.43 4.09 6.33 3.97",
    2: "6.85 5.27 7.06 5.37 7.13 5.41 7.17 5.44",
    3: "7.40 5.67 7.42 3.64 7.41 4.32 7.37 4.73 7.34 4.96 7.35 5.04 7.28 5.22 7.30 4.82 7.34 5.07",
    4: "7.36 5.67 7.33 5.10 7.29 5.53 7.30 4.75 7.35 5.51",
    5: "7.35 4.28 7.30 4.44 7.30 4.32 7.37 3.23 7.27 4.46 7.28 4.72 7.32 4.75 7.32 4.99",
    6: "7.38 4.78 7.30 4.73 7.29 5.12 7.33 4.93 7.31 5.03 7.33 4.93",
    7: "6.86 6.85 6.94 6.44 6.92 6.52",
    8: "7.19 5.28 7.29 4.56 7.21 4.34 7.25 4.32 7.20 4.41 7.19 3.69 6.77 6.09 6.82 5.58",
}
BLAND_ROWS = [
    (person, float(ph), float(co2))
    for person, text in BLAND.items()
    for ph, co2 in zip(text.split()[::2], text.split()[1::2], strict=True)
]


def test_the_published_correlation_within_people():
    found = repeated_measures(BLAND_ROWS)
    assert (found.result.value, found.df) == (pytest.approx(-0.507, abs=0.0005), 38)
    assert found.p == pytest.approx(0.00085, abs=0.00001)
    assert (found.result.lo, found.result.hi) == pytest.approx((-0.7067, -0.2318), abs=0.0005)
    rows = [{"who": who, "ph": ph, "co2": co2} for who, ph, co2 in BLAND_ROWS]
    again = compute(WITHIN, {"rows": rows, "x": "ph", "y": "co2", "unit": "who"})
    assert again == {
        "r": found.result.value,
        "df": 38,
        "p": found.p,
        "lo": found.result.lo,
        "hi": found.result.hi,
    }


def ols(rows):
    """The same question as a regression with a dummy per location."""
    places = sorted({place for place, _, _ in rows})
    design = np.array([[x, *(place == at for at in places)] for place, x, _ in rows], dtype=float)
    fitted = sm.OLS(np.array([y for _, _, y in rows]), design).fit()
    t = fitted.tvalues[0]
    return t / math.sqrt(t * t + fitted.df_resid), fitted.pvalues[0], fitted.df_resid


@pytest.mark.parametrize("seed", range(6))
def test_within_agrees_with_a_regression_on_locations(seed):
    rng = np.random.default_rng(seed)
    rows = []
    for place in range(7):
        level = rng.normal(0, 5)
        for _ in range(int(rng.integers(1, 6))):
            x = level + rng.normal()
            rows.append((place, x, 0.6 * x - 2 * level + rng.normal()))
    found = repeated_measures(rows)
    assert (found.result.value, found.p, found.df) == pytest.approx(ols(rows), rel=1e-6)


rows_of = st.lists(st.tuples(st.integers(1, 4), values, values), min_size=8, max_size=25)


@given(rows_of, st.randoms(), st.dictionaries(st.integers(1, 4), st.integers(-50, 50), min_size=4))
def test_the_level_of_a_location_and_the_order_of_rows_change_nothing(rows, random, levels):
    found = repeated_measures(rows)
    moved = [(place, x + levels[place], y) for place, x, y in random.sample(rows, len(rows))]
    again = repeated_measures(moved)
    assert again.df == found.df
    if found.result.value is not None:
        assert again.result.value == pytest.approx(found.result.value, abs=1e-9)
        assert -1 <= found.result.lo <= found.result.value <= found.result.hi <= 1
        assert 0 <= found.p <= 1


def test_a_location_seen_once_adds_nothing():
    assert (
        repeated_measures([*BLAND_ROWS, ("once", 7.0, 9.0)]).result.value == repeated_measures(BLAND_ROWS).result.value
    )
    assert repeated_measures([*BLAND_ROWS, ("once", 7.0, 9.0)]).df == 38


@pytest.mark.parametrize(
    "rows, df, reason",
    [
        ([], None, "no_pairs"),
        ([("a", 1, 2)], None, "too_few"),
        ([("a", 1, 2), ("a", 2, 3), ("b", 3, 1)], None, "too_few"),
        ([("a", 0.1, 2), ("a", 0.1, 3), ("a", 0.1, 4), ("b", 7, 1)], 1, "zero_variance"),
        ([("a", 1, 2), ("a", 2, 3), ("a", 3, 7)], 1, "too_few"),
    ],
)
def test_little_movement_within_locations_is_said(rows, df, reason):
    found = repeated_measures(rows)
    assert (found.df, found.result.reason, found.result.lo) == (df, reason, None)


@pytest.mark.parametrize("df, shown", [(5, "counts_only"), (6, "indicative"), (22, "indicative"), (23, "full")])
def test_within_locations_as_many_pairs_as_are_free_say_what_is_shown(df, shown):
    found = repeated_measures([("a", t, (5 * t) % 29) for t in range(df)] + [("b", 1, 2), ("b", 2, 2), ("b", 2, 3)])
    assert (found.df, found.result.display_class) == (df, shown)


def test_a_straight_line_within_locations_is_no_proof_beyond_doubt():
    found = repeated_measures([(place, x, 2 * x + place) for place in range(3) for x in range(4)])
    assert found.result.value == pytest.approx(1)
    assert found.result.lo <= found.result.value <= found.result.hi
    assert found.p > 0


def test_between_and_within_can_disagree():
    rows = [(place, 10 * place + step, 5 * place - step) for place in range(9) for step in range(3)]
    between = spearman([10 * p for p in range(9)], [5 * p for p in range(9)])
    assert between.result.value == pytest.approx(1)
    assert repeated_measures(rows).result.value == pytest.approx(-1)


@pytest.mark.parametrize("x, y, ceiling", [(0.5, 0.8, 0.632456), (1, 1, 1), (0, 0.9, 0), (None, 0.9, None)])
def test_unreliable_figures_cannot_go_together_closely(x, y, ceiling):
    assert linkage.attenuation_ceiling(x, y) == (None if ceiling is None else pytest.approx(ceiling, abs=1e-6))


def test_a_reliability_is_a_share():
    with pytest.raises(ValueError):
        linkage.attenuation_ceiling(1.2, 0.5)


# --- partial pooling ----------------------------------------------------------------------------------
def test_the_example_of_pooling():
    found = dersimonian_laird([80, 72, 88, 65], [16, 9, 25, 12])
    assert (found.q, found.tau2, found.mu) == pytest.approx((17.28, 66.9, 75.7), abs=0.05)
    assert found.shrunk == pytest.approx((79.2, 72.4, 84.7, 66.6), abs=0.05)
    by_se = compute(POOLING, {"effects": [80, 72, 88, 65], "se": [4, 3, 5, math.sqrt(12)]})
    assert by_se["shrunk"] == pytest.approx(found.shrunk)
    assert set(by_se) == {"Q", "tau2", "mu", "se", "shrunk"}


def test_eight_schools_have_no_variance_between_them():
    effects, se = [28, 8, -3, 7, -1, 1, 18, 12], [15, 10, 16, 11, 9, 11, 10, 18]
    found = dersimonian_laird(effects, [s * s for s in se])
    assert (found.tau2, found.mu, found.se) == (0, pytest.approx(7.69, abs=0.005), pytest.approx(4.07, abs=0.005))
    assert found.shrunk == pytest.approx([found.mu] * 8)
    # The library does not clip, and ends elsewhere.
    theirs = combine_effects(np.array(effects), np.array(se) ** 2, method_re="dl")
    assert (theirs.tau2, theirs.mean_effect_re) == pytest.approx((-44.6, 7.05), abs=0.05)


estimates = st.lists(st.tuples(st.floats(-50, 50), st.floats(0.5, 40)), min_size=2, max_size=12)


@given(estimates)
def test_pooling_agrees_with_the_library_and_keeps_its_bounds(given_):
    effects, variances = zip(*given_, strict=True)
    found = dersimonian_laird(effects, variances)
    with np.errstate(all="ignore"):  # what it does not clip, it divides by
        theirs = combine_effects(np.array(effects), np.array(variances), method_re="dl")
    assert found.q == pytest.approx(theirs.q, abs=1e-6)
    assert found.tau2 == pytest.approx(max(0.0, theirs.tau2), abs=1e-6)
    if theirs.tau2 > 0:
        assert (found.mu, found.se) == pytest.approx((theirs.mean_effect_re, theirs.sd_eff_w_re), abs=1e-6)
    assert min(effects) - 1e-9 <= found.mu <= max(effects) + 1e-9
    for own, drawn in zip(effects, found.shrunk, strict=True):
        assert min(own, found.mu) - 1e-9 <= drawn <= max(own, found.mu) + 1e-9


@given(estimates, st.integers(-100, 100))
def test_pooling_follows_a_shift_and_ignores_the_order(given_, shift):
    effects, variances = zip(*given_, strict=True)
    found = dersimonian_laird(effects, variances)
    moved = dersimonian_laird([effect + shift for effect in reversed(effects)], variances[::-1])
    assert (moved.mu - shift, moved.tau2) == pytest.approx((found.mu, found.tau2), abs=1e-6)
    assert moved.shrunk[::-1] == pytest.approx([drawn + shift for drawn in found.shrunk], abs=1e-6)


def test_one_estimate_is_not_pooled():
    assert dersimonian_laird([3], [1]).reason == "too_few"
    assert dersimonian_laird([], []).reason == "no_data"
    assert compute(POOLING, {"effects": [3], "se": [1]})["shrunk"] is None


def test_a_location_mean_is_drawn_to_the_chain():
    found = shrink(58, 4, 76, 20, 80)
    assert (found.reliability, found.shrunk) == pytest.approx((0.5, 67))
    given_ = {"location_mean": 58, "n": 4, "grand_mean": 76, "between_var": 20, "within_var": 80}
    assert compute(SHRINKAGE, given_) == {"reliability": found.reliability, "shrunk": found.shrunk}
    assert (shrink(58, 4, 76, 0, 80).shrunk, shrink(58, 4, 76, 20, 0).shrunk) == (76, 58)
    assert shrink(58, 4, 76, 0, 0).reason == "zero_variance"


def test_shrinkage_is_the_reliability_of_the_anova():
    groups = [[82, 78, 85], [64, 70, 61], [90, 93, 88], [75, 71, 80]]
    anova = icc1(groups)
    found = shrink(np.mean(groups[0]), 3, 78, anova.between_var, anova.msw)
    assert found.reliability == pytest.approx(reliability(anova.icc1, 3))


@given(st.floats(0, 100), st.integers(1, 99), st.floats(0, 100), st.floats(0.01, 99), st.floats(0, 99))
def test_a_shrunken_mean_lies_between_its_own_and_the_chain(own, n, chain, between, within):
    found = shrink(own, n, chain, between, within)
    assert 0 <= found.reliability <= 1
    assert min(own, chain) - 1e-9 <= found.shrunk <= max(own, chain) + 1e-9
    assert shrink(own, n + 1, chain, between, within).reliability >= found.reliability


# --- the client's own series --------------------------------------------------------------------------
def series(seed, lag=0, places=12, periods=6):
    """Scores, and a figure that follows them ``lag`` periods later, between and within locations."""
    rng = np.random.default_rng(seed)
    scores, kpis = [], []
    for place in range(places):
        level = rng.normal(70, 8)
        for period in range(periods):
            score = level + rng.normal(0, 4)
            scores.append(Cell(f"L{place}", period, score, 4))
            kpis.append(Cell(f"L{place}", period + lag, 0.1 * score + rng.normal(0, 0.3), 40))
    return scores, kpis


def test_series_meet_on_location_and_period():
    scores = [Cell("A", 1, 70), Cell("A", 2, 75), Cell("B", 1, 80), Cell("C", 1, 60)]
    kpis = [Cell("A", 1, 0.5), Cell("A", 2, 0.6), Cell("B", 2, 0.7), Cell("D", 1, 0.1)]
    now, later = match(scores, kpis), match(scores, kpis, 1)
    assert [(score.value, kpi.value) for score, kpi in now.pairs] == [(70, 0.5), (75, 0.6)]
    assert (now.scores_unmatched, now.kpis_unmatched) == (2, 2)
    assert [(score.value, kpi.value) for score, kpi in later.pairs] == [(70, 0.6), (80, 0.7)]
    assert (later.lag, later.scores_unmatched, later.kpis_unmatched) == (1, 2, 2)
    with pytest.raises(ValueError, match="location A"):
        match([*scores, Cell("A", 1, 71)], kpis)
    with pytest.raises(ValueError, match="lag"):
        match(scores, kpis, -1)


def test_every_lag_is_reported_and_pays_for_the_others():
    links = linkage.link(*series(5, lag=1))
    assert [found.matched.lag for found in links] == [0, 1, 2]
    assert [len(found.matched.pairs) for found in links] == [60, 72, 60]
    assert [found.p_within_adjusted for found in links] == adjusted([found.within.p for found in links])
    assert [found.p_between_adjusted for found in links] == adjusted([found.between.p for found in links])
    assert links[1].p_within_adjusted < 0.001 < links[0].within.p
    assert (links[1].between.result.n, links[1].within.result.n, links[1].within.df) == (12, 72, 59)
    assert {found.caption for found in links} == {linkage.CAPTION}
    json.dumps([found.within.result.as_dict() for found in links], allow_nan=False)


def test_one_lag_fixed_in_advance_stays_as_it_is():
    (only,) = linkage.link(*series(5), lags=[0])
    assert only.p_within_adjusted == only.within.p
    for wrong in ([], [3], [0, 0], [-1]):
        with pytest.raises(ValueError, match="lags"):
            linkage.link(*series(5), lags=wrong)


def test_between_locations_every_location_counts_once():
    scores, kpis = series(8)
    (found,) = linkage.link(scores, kpis, lags=[0])
    places = sorted({cell.location for cell in scores})
    means = [[np.mean([c.value for c in side if c.location == place]) for place in places] for side in (scores, kpis)]
    assert found.between.result.value == pytest.approx(stats.spearmanr(*means).statistic)


def test_figures_of_two_definitions_are_not_pooled():
    scores, kpis = series(5)
    mixed = [Cell(c.location, c.period, c.value, c.n, "v2" if c.period > 2 else "v1") for c in kpis]
    (found,) = linkage.link(scores, mixed, lags=[0])
    assert {found.between.result.reason, found.within.result.reason} == {"different_instruments"}
    assert (found.p_between_adjusted, found.p_within_adjusted) == (None, None)
    (found,) = linkage.link(mixed, kpis, lags=[0])
    assert found.within.result.reason == "different_instruments"
    old = [cell for cell in mixed if cell.version == "v1"]
    assert linkage.link(scores, old, lags=[0])[0].within.result.value is not None


def test_series_without_anything_in_common_say_so():
    (found,) = linkage.link([Cell("A", 1, 70)], [Cell("B", 1, 0.5)], lags=[0])
    assert (found.between.result.reason, found.within.result.reason) == ("no_pairs", "no_pairs")
    assert (found.matched.scores_unmatched, found.matched.kpis_unmatched) == (1, 1)


# --- the calculator -----------------------------------------------------------------------------------
def test_the_calculator_says_why_there_is_nothing():
    nothing = {"rho": None, "lo": None, "hi": None}
    assert compute(SPEARMAN, {"x": [1, 1, 1], "y": [1, 2, 3]}) == nothing | {"reason": "zero_variance"}
    assert compute(SPEARMAN, {"x": [1, 2], "y": [1, 2]}) == nothing | {"reason": "too_few"}
    few = compute(SPEARMAN, {"x": [1, 2, 3, 4], "y": [1, 3, 2, 4]})
    assert few == {"rho": pytest.approx(0.8), "lo": None, "hi": None, "reason": "too_few"}


def test_rows_with_a_missing_figure_are_left_out():
    rows = [{"u": place, "a": x, "b": y} for place, x, y in BLAND_ROWS]
    full = compute(WITHIN, {"rows": rows, "x": "a", "y": "b", "unit": "u"})
    gaps = [*rows, {"u": 3, "a": None, "b": 4}, {"u": "new", "a": 1, "b": None}]
    assert compute(WITHIN, {"rows": gaps, "x": "a", "y": "b", "unit": "u"}) == full


def within(**changed):
    return {"rows": [{"u": "a", "x": 1, "y": 2}], "x": "x", "y": "y", "unit": "u"} | changed


@pytest.mark.parametrize(
    "measure, inputs, word",
    [
        (SPEARMAN, {"x": [1, 2, 3], "y": [1, 2]}, "length"),
        (SPEARMAN, {"x": [1, 2, None], "y": [1, 2, 3]}, "number"),
        (SPEARMAN, {"x": [], "y": []}, "at least one"),
        (WITHIN, within(rows=[]), "at least one"),
        (WITHIN, within(rows=[3]), "object"),
        (WITHIN, within(x="z"), "missing key rows"),
        (WITHIN, within(unit="z"), "missing key rows"),
        (WITHIN, within(x=3), "text"),
        (WITHIN, within(rows=[{"u": None, "x": 1, "y": 2}]), "number"),
        (WITHIN, within(rows=[{"u": "a", "x": "1", "y": 2}]), "number"),
        (POOLING, {"effects": [1, 2]}, "missing key se or variances"),
        (POOLING, {"effects": [1, 2], "se": [1]}, "every effect"),
        (POOLING, {"effects": [1, 2], "se": [1, 0]}, "above 0"),
        (POOLING, {"effects": [1, 2], "variances": [1, -1]}, "between"),
        (POOLING, {"effects": [1, 2], "variances": [1, 4], "se": [1, 3]}, "agree"),
        (POOLING, {"effects": [1, 2], "variances": [5e-324, 1]}, "too small"),
        (SHRINKAGE, {"location_mean": 1, "n": 0, "grand_mean": 1, "between_var": 1, "within_var": 1}, "visit"),
        (SHRINKAGE, {"location_mean": 1, "n": 1, "grand_mean": 1, "between_var": -1, "within_var": 1}, "between_var"),
    ],
)
def test_bad_inputs_are_refused_in_one_line(measure, inputs, word):
    with pytest.raises(BadInput, match=word) as refused:
        compute(measure, inputs)
    assert "\n" not in str(refused.value)


def test_very_large_and_very_small_units_are_no_obstacle():
    rows = [(place, x * 1e200, y * 1e-200) for place, x, y in BLAND_ROWS]
    assert repeated_measures(rows).result.value == pytest.approx(repeated_measures(BLAND_ROWS).result.value)


# --- how often the interval holds ---------------------------------------------------------------------
def rank_coverage(rng, n, r, times):
    true = 6 / math.pi * math.asin(r / 2)
    held = 0
    for _ in range(times):
        x = rng.normal(size=n)
        found = spearman(x.tolist(), (r * x + math.sqrt(1 - r * r) * rng.normal(size=n)).tolist()).result
        held += found.lo <= true <= found.hi
    return held / times


@pytest.mark.parametrize("n, r", [(8, 0.5), (25, 0.3), (50, 0.7)])
def test_the_rank_interval_holds(n, r):
    assert 0.935 <= rank_coverage(np.random.default_rng(4), n, r, 3000) <= 0.98


@pytest.mark.soak
@pytest.mark.parametrize("n", [8, 12, 25, 50])
@pytest.mark.parametrize("r", [0.0, 0.3, 0.6, 0.85])
def test_the_rank_interval_holds_in_long_runs(n, r):
    assert 0.93 <= rank_coverage(np.random.default_rng(5), n, r, 20_000) <= 0.98
