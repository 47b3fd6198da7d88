import json
import math
import os
import subprocess
import sys
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given as example_of
from hypothesis import settings as examples
from hypothesis import strategies as st
from sklearn.linear_model import Ridge
from sklearn.model_selection import PredefinedSplit, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.outliers_influence import variance_inflation_factor

from fieldwork.measurement import correlations, dominance, drivers
from fieldwork.measurement.reference import BadInput, compute
from fieldwork.measurement.ridge import PENALTIES, folds_of, ridge
from fieldwork.measurement.settings import Settings

EXAMPLE = np.array([[[1, 0.3, 0.5], [0.3, 1, 0.4], [0.5, 0.4, 1]]])


def scores(n, p, seed=1, overlap=0.6, noise=1.0):
    """Touchpoints that overlap, the first counting most for the outcome."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, p)) + overlap * rng.normal(size=(n, 1))
    return 60 + 10 * x, 7 + x @ (1 / (1 + np.arange(p))) + noise * rng.normal(size=n)


def prepared(n, p, seed=1, locations=None, **more):
    x, y = scores(n, p, seed, **more)
    return drivers.prepare(x.tolist(), [f"step{k}" for k in range(p)], y.tolist(), locations)


def matrix(x, y):
    return np.corrcoef(np.column_stack([x, y]).T)[None]


def r2_of(r, subset):
    if not subset:
        return 0.0
    inside = r[np.ix_(subset, subset)]
    return float(r[subset, -1] @ np.linalg.solve(inside, r[subset, -1]))


def over_orderings(r):
    """LMG by its definition: the mean gain of each predictor over every order of entry."""
    p = len(r) - 1
    gains = np.zeros(p)
    for order in permutations(range(p)):
        for place, k in enumerate(order):
            gains[k] += r2_of(r, list(order[: place + 1])) - r2_of(r, list(order[:place]))
    return gains / math.factorial(p)


# --- the shares -----------------------------------------------------------------------------------
def test_the_worked_example():
    assert dominance.lmg(EXAMPLE)[0] == pytest.approx([0.2043407, 0.1143407], abs=5e-8)
    assert dominance.johnson(EXAMPLE)[0] == pytest.approx([0.2043407, 0.1143407], abs=5e-8)
    assert dominance.lmg(EXAMPLE).sum() == pytest.approx(0.3186813, abs=5e-8)


@pytest.mark.parametrize("p", [1, 2, 3, 5, 6])
def test_lmg_is_the_mean_gain_over_all_orders(p):
    r = matrix(*scores(80, p, seed=p))
    assert dominance.lmg(r)[0] == pytest.approx(over_orderings(r[0]), abs=1e-12)


@pytest.mark.parametrize("p", [1, 4, 12, 20])
def test_parts_sum_to_the_r2_of_a_regression(p):
    x, y = scores(400, p)
    r2 = OLS(y, np.column_stack([np.ones(len(y)), x])).fit().rsquared
    r = matrix(x, y)
    assert dominance.johnson(r).sum() == pytest.approx(r2, abs=1e-12)
    if p <= 12:
        assert dominance.lmg(r).sum() == pytest.approx(r2, abs=1e-12)


def test_regression_weights_and_vif_are_those_of_statsmodels():
    x, y = scores(90, 5)
    r = matrix(x, y)
    z = (np.column_stack([x, y]) - np.mean(np.column_stack([x, y]), axis=0)) / np.std(np.column_stack([x, y]), axis=0)
    assert dominance.betas(r)[0] == pytest.approx(OLS(z[:, -1], z[:, :-1]).fit().params, abs=1e-12)
    vif = [variance_inflation_factor(z[:, :-1], k) for k in range(5)]
    assert dominance.variance_inflation(r[0, :-1, :-1]) == pytest.approx(vif)


many = st.tuples(st.integers(1, 7), st.integers(0, 10**6), st.floats(0, 3))


@examples(max_examples=60)
@example_of(many, st.randoms(use_true_random=False))
def test_parts_are_bounded_symmetric_and_sum_to_r2(drawn, dice):
    p, seed, overlap = drawn
    r = matrix(*scores(p + 30, p, seed, overlap))
    r2 = r2_of(r[0], list(range(p)))
    order = dice.sample(range(p), p)
    shuffled = r[np.ix_([0], [*order, p], [*order, p])]
    for parts in (dominance.lmg, dominance.johnson):
        found = parts(r)[0]
        assert found.min() >= 0
        assert found.sum() == pytest.approx(r2, abs=1e-9)
        assert parts(shuffled)[0] == pytest.approx(found[order], abs=1e-9)


@examples(max_examples=60)
@example_of(st.floats(-0.9, 0.9), st.floats(-0.9, 0.9), st.floats(0, 0.99), st.sampled_from([-1, 1]))
def test_johnson_is_lmg_for_two_predictors(r12, first, size, sign):
    # The second correlation so that the three are possible together.
    second = first * r12 + sign * size * math.sqrt((1 - first**2) * (1 - r12**2))
    r = np.array([[[1, r12, first], [r12, 1, second], [first, second, 1]]])
    assert dominance.johnson(r)[0] == pytest.approx(dominance.lmg(r)[0], abs=1e-9)


def test_a_stack_of_draws_gives_what_each_gives_alone():
    stack = np.concatenate([matrix(*scores(60, 4, seed)) for seed in range(70)])
    for parts in (dominance.lmg, dominance.johnson, dominance.betas):
        assert parts(stack) == pytest.approx(np.concatenate([parts(one[None]) for one in stack]), abs=1e-12)


def test_lmg_refuses_a_thirteenth_predictor():
    with pytest.raises(ValueError, match="at most 12"):
        dominance.lmg(np.eye(14)[None])


def test_matrices_are_multiplied_by_one_thread():
    """More of them wait for each other on a busy machine, at many times the cost."""
    program = (
        "from fieldwork.measurement import drivers; import os, numpy; square = numpy.ones((600, 600)); square @ square;"
        "print(len(os.listdir('/proc/self/task')))"
    )
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "1"


# --- what goes in ---------------------------------------------------------------------------------
def test_only_complete_rows_and_columns_with_information_stay():
    rng = np.random.default_rng(3)
    a, b = rng.normal(size=(2, 20)).tolist()
    rows = [[a[i], None if i < 5 else 1.0 * i, 50.0, b[i], a[i] - b[i]] for i in range(20)]
    rows[7][3] = None
    y: list[float | None] = [float(i % 7) for i in range(20)]
    y[9] = None
    found = drivers.prepare(rows, ["a", "mostly", "flat", "b", "sum"], y, list(range(20)))
    assert found.left_out == {"mostly": "low_coverage", "flat": "zero_variance", "sum": "repeats_others"}
    assert found.names == ("a", "b")
    assert found.locations == [i for i in range(20) if i not in (7, 9)]
    assert found.x == [[a[i], b[i]] for i in found.locations]
    assert found.y == [y[i] for i in found.locations]


def test_a_fifth_missing_is_not_too_much():
    rows = [[None if i < 2 else float(i), float(i * i)] for i in range(10)]
    assert drivers.prepare(rows, ["a", "b"], list(range(10))).left_out == {}
    rows[2][0] = None
    assert drivers.prepare(rows, ["a", "b"], list(range(10))).left_out == {"a": "low_coverage"}


@pytest.mark.parametrize(
    "change",
    [
        {"rows": [[1.0]]},
        {"names": ["a", "a"]},
        {"y": [1.0]},
        {"locations": [1]},
        {"weights": [1.0, -1.0]},
    ],
)
def test_rows_that_do_not_fit_are_refused(change):
    with pytest.raises(ValueError):
        drivers.prepare(**{"rows": [[1.0, 2.0], [2.0, 1.0]], "names": ["a", "b"], "y": [1.0, 2.0]} | change)


def test_no_rows_are_no_data():
    found = drivers.analyse(drivers.prepare([], ["a"], []), "nothing")
    assert (found.status, found.reason, found.drivers) == ("suppressed", "no_data", [])


def test_a_weight_counts_as_so_many_visits():
    x, y = scores(60, 3)
    weights = [1.0 + i % 3 for i in range(60)]
    repeated = [i for i in range(60) for _ in range(int(weights[i]))]
    names = ["a", "b", "c"]
    weighted = drivers.analyse(drivers.prepare(x.tolist(), names, y.tolist(), weights=weights), "w")
    plain = drivers.analyse(drivers.prepare(x[repeated].tolist(), names, y[repeated].tolist()), "w")
    assert [one.lmg for one in weighted.drivers] == pytest.approx([one.lmg for one in plain.drivers], abs=1e-12)
    assert weighted.n == 60
    assert weighted.drivers[0].share.n_eff == pytest.approx(120**2 / (20 * (1 + 4 + 9)))


# --- the analysis ---------------------------------------------------------------------------------
def test_the_analysis_gives_shares_of_r2_in_the_order_given():
    found = drivers.analyse(prepared(300, 6), "study/1")
    assert (found.status, found.n, found.n_required, found.method) == ("ranking", 300, 60, "lmg")
    assert [one.name for one in found.drivers] == [f"step{k}" for k in range(6)]
    assert sum(one.share.value for one in found.drivers) == pytest.approx(1)
    assert sum(one.lmg for one in found.drivers) == pytest.approx(found.r2)
    assert found.r2_adjusted == pytest.approx(1 - (1 - found.r2) * 299 / 293)
    assert sum(one.p_first for one in found.drivers) == pytest.approx(1)
    assert sum(one.p_top3 for one in found.drivers) == pytest.approx(3)
    first = found.drivers[0]
    assert first.p_first > 0.9
    assert 0 < first.share.lo < first.share.value < first.share.hi < 1
    assert (first.sign_r, first.sign_beta, first.suppressor) == (1, 1, False)
    assert (first.share.method, first.share.display_class) == ("lmg", "full")
    json.dumps([one.share.as_dict() for one in found.drivers], allow_nan=False)


@pytest.mark.parametrize(
    "n, p, status, required",
    [
        (49, 3, "suppressed", 50),
        (50, 3, "indicative", 50),
        (79, 8, "suppressed", 80),
        (149, 8, "indicative", 80),
        (150, 8, "ranking", 80),
        (159, 16, "suppressed", 160),
        (160, 16, "ranking", 160),
    ],
)
def test_the_gate(n, p, status, required):
    assert drivers.gate(n, p) == (status, required)
    assert compute("driver_analysis_gate", {"n": n, "p": p}) == {"status": status, "n_required": required}


def test_below_the_gate_nothing_is_shown():
    found = drivers.analyse(prepared(49, 3), "few")
    assert (found.status, found.reason, found.r2, found.drivers) == ("suppressed", "too_few", None, [])


def test_settings_decide_the_gate_but_not_what_can_be_fitted():
    lenient = Settings(driver_visits=1, driver_visits_per_step=1)
    assert drivers.analyse(prepared(30, 3), "x", settings=lenient).status == "indicative"
    assert drivers.analyse(prepared(4, 3), "x", settings=lenient).reason == "too_few"


def test_an_outcome_that_never_varies_has_no_drivers():
    x, _ = scores(60, 2)
    found = drivers.analyse(drivers.prepare(x.tolist(), ["a", "b"], [8.0] * 60), "flat")
    assert (found.status, found.reason) == ("suppressed", "zero_variance")


def test_more_than_forty_touchpoints_are_too_many():
    assert drivers.analyse(prepared(420, 41), "many").reason == "too_many"


def test_from_thirteen_touchpoints_on_johnson_takes_over():
    found = drivers.analyse(prepared(140, 13), "wide", draws=100)
    assert (found.method, found.status) == ("johnson", "indicative")
    assert {one.share.method for one in found.drivers} == {"johnson"}
    assert {one.share.display_class for one in found.drivers} == {"indicative"}
    assert sum(one.share.value for one in found.drivers) == pytest.approx(1)


def test_touchpoints_that_explain_little_are_flagged():
    assert "explains_little" in drivers.analyse(prepared(200, 3, noise=12), "weak").flags
    assert "explains_little" not in drivers.analyse(prepared(200, 3), "strong").flags


def test_opposite_signs_are_a_suppressor():
    rng = np.random.default_rng(5)
    a, b = rng.normal(size=(2, 200))
    mixed = 0.9 * a + 0.3 * b
    y = a - 0.45 * mixed + 0.4 * rng.normal(size=200)
    found = drivers.analyse(drivers.prepare(np.column_stack([a, mixed]).tolist(), ["a", "mixed"], y.tolist()), "s")
    assert [(one.sign_r, one.sign_beta, one.suppressor) for one in found.drivers] == [(1, 1, False), (1, -1, True)]


# --- the bootstrap --------------------------------------------------------------------------------
def test_the_same_figure_gets_the_same_interval():
    rows = prepared(120, 4)
    assert drivers.analyse(rows, "study/7") == drivers.analyse(rows, "study/7")
    again = drivers.analyse(rows, "study/8").drivers[0].share
    assert again.interval != drivers.analyse(rows, "study/7").drivers[0].share.interval


def test_an_interval_holds_its_point_even_next_to_nothing():
    at_the_bound = 0
    for seed in range(40):
        x, y = scores(100, 5, seed, noise=2.5)
        noise = np.random.default_rng(seed + 100).normal(size=(100, 1))
        given = drivers.prepare(np.hstack([x, noise]).tolist(), list("abcdef"), y.tolist())
        for one in drivers.analyse(given, "noise", draws=200).drivers:
            assert 0 <= one.share.lo <= one.share.value <= one.share.hi <= 1
            at_the_bound += one.share.value in one.share.interval
    assert at_the_bound  # left to the draws alone, some would lie outside


def test_drawing_by_sums_is_drawing_rows():
    x, y = scores(40, 3)
    columns = np.column_stack([x, y])
    counts = np.bincount(np.random.default_rng(2).integers(0, 40, 40), minlength=40).astype(float)
    sums = correlations.sums_of(columns)
    found = sums.moments((counts @ sums.packed)[None])
    rows = np.repeat(columns, counts.astype(int), axis=0)
    assert found.mean[0] == pytest.approx(rows.mean(axis=0))
    assert found.sd[0] == pytest.approx(rows.std(axis=0))
    assert found.r[0] == pytest.approx(np.corrcoef(rows.T), abs=1e-12)


def test_locations_are_drawn_whole():
    """Visits that only repeat their location say no more than one visit there."""
    x, y = scores(12, 2, noise=0.5)
    places = [i for i in range(12) for _ in range(10)]
    names, rows, outcome = ["a", "b"], x[places].tolist(), y[places].tolist()
    by_visit = drivers.analyse(drivers.prepare(rows, names, outcome), "w").drivers[0].share
    by_place = drivers.analyse(drivers.prepare(rows, names, outcome, places), "w").drivers[0].share
    alone = drivers.fit(drivers.prepare(x.tolist(), names, y.tolist()), "w")
    shares = alone.drawn_parts[:, 0] / alone.drawn_parts.sum(axis=1)
    assert by_place.value == pytest.approx(by_visit.value)
    assert by_place.interval == pytest.approx(tuple(np.quantile(shares, [0.025, 0.975])), abs=1e-9)
    assert by_place.hi - by_place.lo > 2 * (by_visit.hi - by_visit.lo)


@pytest.mark.parametrize(
    "locations, flags", [([i % 9 for i in range(60)], ("not_clustered",)), ([i % 10 for i in range(60)], ())]
)
def test_too_few_locations_to_draw_are_said(locations, flags):
    assert drivers.analyse(prepared(60, 2, locations=locations), "c").flags == flags


def test_one_visit_per_location_is_drawing_visits():
    alone = drivers.analyse(prepared(60, 2), "c")
    assert drivers.analyse(prepared(60, 2, locations=list(range(60))), "c") == alone


def test_draws_in_which_a_touchpoint_does_not_vary_are_left_out_and_counted():
    x, y = scores(60, 3)
    x[:, 2] = 50
    x[0, 2] = 80  # only this visit differs: it is missing from about 37 % of the draws
    found = drivers.analyse(drivers.prepare(x.tolist(), ["a", "b", "rare"], y.tolist()), "rare")
    (flag,) = found.flags
    assert flag.startswith("draws_left_out:")
    assert 300 < int(flag.partition(":")[2]) < 440
    assert found.drivers[2].share.interval is not None


def test_when_most_draws_fail_there_is_no_interval():
    x, y = scores(60, 3)
    x[:, 1:] = 50
    x[0, 1] = x[1, 2] = 80  # each about once in three draws absent, so both are there in 40 %
    found = drivers.analyse(drivers.prepare(x.tolist(), ["a", "rare", "rarer"], y.tolist()), "rare")
    assert int(found.flags[0].partition(":")[2]) > 500
    assert [one.share.interval for one in found.drivers] == [None] * 3
    assert {one.share.reason for one in found.drivers} == {"zero_variance"}
    assert [(one.p_first, one.p_top3) for one in found.drivers] == [(None, None)] * 3


# --- the second opinion ---------------------------------------------------------------------------
def test_ridge_is_that_of_scikit_learn():
    x, y = scores(83, 4, overlap=3)
    sums, folds = correlations.sums_of(np.column_stack([x, y])), folds_of(83, "ridge")
    assert np.bincount(folds).tolist() == [9, 9, 9] + [8] * 7
    found = ridge(sums, folds)
    errors = []
    for penalty in PENALTIES:
        predicted = np.empty(83)
        for fold in range(10):
            seen = folds != fold
            pipe = make_pipeline(StandardScaler(), Ridge(alpha=penalty * seen.sum()))
            predicted[~seen] = pipe.fit(x[seen], y[seen]).predict(x[~seen])
        errors.append(((y - predicted) ** 2).sum())
    best = PENALTIES[int(np.argmin(errors))]
    assert found.penalty == pytest.approx(best * 83)
    whole = Ridge(alpha=best * 83).fit(StandardScaler().fit_transform(x), (y - y.mean()) / y.std())
    assert found.betas == pytest.approx(whole.coef_, abs=1e-9)
    fixed = make_pipeline(StandardScaler(), Ridge(alpha=best * 75))
    assert len(cross_val_predict(fixed, x, y, cv=PredefinedSplit(folds))) == 83


def test_the_second_opinion_comes_only_when_touchpoints_move_together():
    assert drivers.analyse(prepared(100, 3), "apart").sensitivity is None
    together = drivers.analyse(prepared(100, 4, overlap=8), "together").sensitivity
    assert together.max_vif > 10
    assert len(together.betas) == 4
    agreeing = drivers.analyse(prepared(400, 3, overlap=8), "three").sensitivity
    assert agreeing.top3_agree  # three of three


# --- the calculator -------------------------------------------------------------------------------
def table(n=40, p=3, seed=2):
    x, y = scores(n, p, seed)
    return [{f"x{k}": x[i, k] for k in range(p)} | {"y": y[i]} for i in range(n)]


def ask(rows=None, x=("x0", "x1", "x2"), y="y"):
    return {"rows": table() if rows is None else rows, "x": list(x), "y": y}


def test_the_calculator_gives_lists_in_the_order_of_x():
    x, y = scores(40, 3, 2)
    expected = over_orderings(matrix(x, y)[0])
    found = compute("lmg_shapley", ask())
    assert found["lmg"] == pytest.approx(expected)
    assert found["share"] == pytest.approx(expected / expected.sum())
    assert found["r2"] == pytest.approx(expected.sum())
    assert compute("lmg_shapley", ask(x=("x2", "x0", "x1")))["lmg"] == pytest.approx(expected[[2, 0, 1]])
    both = compute("lmg_and_johnson", ask())
    assert (both["lmg"], both["r2"]) == (found["lmg"], found["r2"])
    weights = compute("johnson_relative_weights", ask())
    assert weights == {"weights": both["johnson"], "sum": pytest.approx(found["r2"])}


def test_the_calculator_takes_correlations():
    found = compute("lmg_and_johnson", {"r_xx": [[1, 0.3], [0.3, 1]], "r_xy": [0.5, 0.4]})
    assert found["r2"] == pytest.approx(0.31868, abs=5e-6)
    assert found["lmg"] == pytest.approx([0.20434, 0.11434], abs=5e-6)
    assert found["johnson"] == pytest.approx([0.20434, 0.11434], abs=5e-6)


def test_incomplete_rows_are_left_out_and_sparse_columns_named():
    rows = table()
    rows[3]["x1"] = None
    rows[4]["x1"] = "na"
    del rows[5]["x1"]
    complete = [row for index, row in enumerate(rows) if index not in (3, 4, 5)]
    assert compute("lmg_shapley", ask(rows)) == compute("lmg_shapley", ask(complete))
    for row in rows[:9]:
        row["x1"] = None
    found = compute("lmg_shapley", ask(rows))
    without = compute("lmg_shapley", ask(rows, x=("x0", "x2")))
    assert found["lmg"] == [without["lmg"][0], None, without["lmg"][1]]
    assert (found["left_out"], found["reason"]) == ({"x1": "low_coverage"}, "low_coverage")


@pytest.mark.parametrize("n", [1, 2, 3])
def test_too_few_rows_give_nothing(n):
    found = compute("lmg_shapley", ask(table()[:n]))
    assert found == {"r2": None, "lmg": [None] * 3, "share": [None] * 3, "reason": "too_few"}
    assert compute("johnson_relative_weights", ask(table()[:n]))["sum"] is None
    assert compute("lmg_and_johnson", ask(table()[:n]))["johnson"] == [None] * 3


def test_touchpoints_that_explain_nothing_have_no_shares():
    rows = [{"a": a, "y": y} for a in (0, 1) for y in (0, 1)]
    found = compute("lmg_shapley", ask(rows, x=("a",)))
    assert found == {"r2": 0, "lmg": [0], "share": [None], "reason": "zero_variance"}


ROWS = table()
WIDE = [{f"x{k}": float((i * (k + 3)) % 17 + k) for k in range(41)} | {"y": i} for i in range(60)]


@pytest.mark.parametrize("measure", ["lmg_shapley", "lmg_and_johnson", "johnson_relative_weights"])
@pytest.mark.parametrize(
    "inputs, word",
    [
        (ask([row | {"x1": 5} for row in ROWS]), "column x1 does not vary"),
        (ask([row | {"y": 5} for row in ROWS]), "column y does not vary"),
        (ask([row | {"x2": row["x0"] + row["x1"]} for row in ROWS]), "column x2 repeats"),
        (ask(x=("x0", "x9")), "no row has a column x9"),
        (ask(y="z"), "no row has a column z"),
        (ask(x=("x0", "x0")), "another one"),
        (ask(x=("x0", "y")), "none of them y"),
        (ask(x=("x0", 3)), "x.1. must be a text"),
        (ask(x=()), "x must be a list"),
        (ask(rows=[]), "rows must be a list"),
        (ask(rows=[1, 2]), "rows.0. must be an object"),
        (ask([*ROWS, {"x0": "high", "x1": 1, "x2": 1, "y": 1}]), "rows.40..x0 must be a number"),
        (ask([*ROWS, {"x0": 1e300, "x1": 1, "x2": 1, "y": 1}]), "at most 1e.100"),
        (ask([*ROWS, {"x0": float("nan"), "x1": 1, "x2": 1, "y": 1}]), "must be a number"),
        (ask(WIDE, x=[f"x{k}" for k in range(41)]), "at most"),
    ],
)
def test_the_calculator_refuses_in_one_line(measure, inputs, word):
    with pytest.raises(BadInput, match=word) as refused:
        compute(measure, inputs)
    assert "\n" not in str(refused.value)


def test_the_calculator_names_what_takes_more_than_twelve():
    with pytest.raises(BadInput, match="johnson_relative_weights takes up to 40"):
        compute("lmg_shapley", ask(WIDE, x=[f"x{k}" for k in range(13)]))


@pytest.mark.parametrize(
    "inputs, word",
    [
        ({"r_xx": [[1, 0.3], [0.3, 1]]}, "missing key r_xy"),
        ({"r_xy": [0.5, 0.4]}, "missing key r_xx"),
        ({"r_xx": [[1, 0.3], [0.3, 1]], "r_xy": [0.5, 0.4], "rows": ROWS}, "either"),
        ({"r_xx": [[1, 0.3]], "r_xy": [0.5]}, "square"),
        ({"r_xx": [[1, 0.3], [0.3, 1]], "r_xy": [0.5]}, "one row"),
        ({"r_xx": [[1, 0.3], [0.2, 1]], "r_xy": [0.5, 0.4]}, "symmetric"),
        ({"r_xx": [[2, 0.3], [0.3, 1]], "r_xy": [0.5, 0.4]}, "between -1 and 1"),
        ({"r_xx": [[0.5, 0.3], [0.3, 1]], "r_xy": [0.5, 0.4]}, "ones"),
        ({"r_xx": [[1, 1], [1, 1]], "r_xy": [0.5, 0.5]}, "column 1 repeats"),
        ({"r_xx": [[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]], "r_xy": [0, 0, 0]}, "not positive definite"),
        ({"r_xx": [[1, 0], [0, 1]], "r_xy": [0.9, 0.9]}, "R2 would be above 1"),
        ({"r_xx": [[1, 0.3], [0.3, 1]], "r_xy": [0.5, "b"]}, "number"),
        ({"r_xx": np.eye(13).tolist(), "r_xy": [0.1] * 13}, "at most 12"),
    ],
)
def test_impossible_correlations_are_refused(inputs, word):
    with pytest.raises(BadInput, match=word):
        compute("lmg_and_johnson", inputs)


# --- how sure the first place is ------------------------------------------------------------------
SHARES = np.array([0.38, 0.22, 0.14, 0.11, 0.09, 0.06])


def population(r2):
    """Correlations of six touchpoints (all 0.4) and an outcome with these true shares."""
    from scipy.optimize import least_squares

    def correlation(weights):
        r = np.full((7, 7), 0.4)
        np.fill_diagonal(r, 1)
        r[:6, 6] = r[6, :6] = r[:6, :6] @ weights
        return r[None]

    found = least_squares(
        lambda weights: dominance.lmg(correlation(weights))[0] - r2 * SHARES,
        np.full(6, 0.2),
        xtol=1e-15,
        ftol=1e-15,
        gtol=1e-15,
    )
    assert found.cost < 1e-20
    return correlation(found.x)[0]


def chance_first(r2, n, replicates):
    root = np.linalg.cholesky(population(r2))
    rng = np.random.default_rng(int(1000 * r2) + n)
    data = [np.corrcoef((rng.normal(size=(n, 7)) @ root.T).T) for _ in range(replicates)]
    return float((dominance.lmg(np.array(data)).argmax(axis=1) == 0).mean())


TABLE = {0.3: {30: 0.42, 50: 0.49, 100: 0.70, 200: 0.83, 300: 0.90}, 0.5: {30: 0.56, 50: 0.75, 100: 0.87}}
TABLE[0.5] |= {200: 0.92, 300: 0.97}


@pytest.mark.parametrize("r2, n", [(0.3, 50), (0.3, 200), (0.5, 100)])
def test_the_chance_that_the_first_comes_out_first(r2, n):
    assert chance_first(r2, n, 4000) == pytest.approx(TABLE[r2][n], abs=0.06)


@pytest.mark.soak
@pytest.mark.parametrize("r2, n", [(r2, n) for r2, row in TABLE.items() for n in row])
def test_the_chance_that_the_first_comes_out_first_at_length(r2, n):
    assert chance_first(r2, n, 20_000) == pytest.approx(TABLE[r2][n], abs=0.05)
