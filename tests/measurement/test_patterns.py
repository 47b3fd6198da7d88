import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fieldwork.measurement.crosstable import Session
from fieldwork.measurement.kpis import EFFORT
from fieldwork.measurement.patterns import find_patterns, independence, intent_lift, kitagawa, mix_or_performance
from fieldwork.measurement.reference import BadInput, compute

GROUP = {"share": [0.6, 0.4], "ease": [50, 75]}
SITE = {"share": [0.4, 0.6], "ease": [58, 77]}


def test_the_example_of_the_lift():
    inputs = {"low_ces_with_intent": 30, "low_ces_total": 50, "other_with_intent": 40, "other_total": 150}
    assert compute("intent_lift", inputs) == {
        "lift": 2.25,
        "diff": pytest.approx(0.3333, abs=5e-5),
        "lo": pytest.approx(0.176, abs=5e-4),
        "hi": pytest.approx(0.473, abs=5e-4),
    }


@pytest.mark.parametrize(
    "counts, lift, diff, reason",
    [
        ((3, 50, 0, 150), None, 0.06, "too_few"),
        ((0, 50, 0, 150), None, 0, "too_few"),
        ((0, 50, 30, 150), 0, -0.2, None),
        ((0, 0, 30, 150), None, None, "no_data"),
        ((5, 10, 0, 0), None, None, "no_data"),
        ((1, 2, 30, 150), None, None, "too_few"),
        ((5, 9, 1, 1), None, None, "too_few"),
    ],
)
def test_a_lift_over_nobody_is_no_lift(counts, lift, diff, reason):
    found = intent_lift(*counts)
    assert (found.lift, found.reason) == (lift, reason)
    assert found.difference.diff == (None if diff is None else pytest.approx(diff))
    keys = ("low_ces_with_intent", "low_ces_total", "other_with_intent", "other_total")
    printed = compute("intent_lift", dict(zip(keys, counts, strict=True)))
    assert (printed["lift"], printed.get("reason")) == (lift, reason)


def test_more_with_the_intent_than_there_are_is_refused():
    inputs = {"low_ces_with_intent": 3, "low_ces_total": 0, "other_with_intent": 1, "other_total": 5}
    with pytest.raises(BadInput, match="part of all visitors"):
        compute("intent_lift", inputs)


@given(st.integers(3, 80), st.integers(3, 80), st.data())
def test_lift_and_difference_agree_on_the_direction(difficult, others, data):
    x1, x2 = data.draw(st.integers(0, difficult)), data.draw(st.integers(1, others))
    found = intent_lift(x1, difficult, x2, others)
    assert math.copysign(1, found.lift - 1) == math.copysign(1, found.difference.diff) or found.difference.diff == 0
    assert -1 <= found.difference.lo <= found.difference.diff <= found.difference.hi <= 1
    turned = intent_lift(x2, others, x1, difficult)
    assert turned.difference.lo == pytest.approx(-found.difference.hi)


tables = st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=2, max_size=5)


@given(tables)
def test_independence_is_that_of_scipy_on_what_is_not_empty(table):
    found, counts = independence(table), np.array(table)
    kept = counts[counts.sum(1) > 0][:, counts.sum(0) > 0]
    if min(kept.shape) < 2:
        assert (found.chi2, found.df, found.p, found.min_expected) == (None, None, None, None)
        assert found.reason == ("zero_variance" if counts.sum() else "no_data")
        return
    chi2, p, df, expected = stats.chi2_contingency(kept, correction=False)
    assert (found.chi2, found.p, found.df) == (pytest.approx(chi2, abs=1e-9), pytest.approx(p, rel=1e-9), df)
    assert found.min_expected == pytest.approx(expected.min())
    residuals = np.array(found.residuals, dtype=float)[counts.sum(1) > 0][:, counts.sum(0) > 0]
    row, column, n = kept.sum(1, keepdims=True), kept.sum(0, keepdims=True), kept.sum()
    assert residuals == pytest.approx((kept - expected) / np.sqrt(expected * (1 - row / n) * (1 - column / n)))


@given(tables)
def test_turning_a_table_turns_its_residuals(table):
    one, other = independence(table), independence(list(zip(*table, strict=True)))
    assert (one.df, one.reason) == (other.df, other.reason)
    for here, there in zip(one.residuals, zip(*other.residuals, strict=True), strict=True):
        assert [None if r is None else round(r, 9) for r in here] == [None if r is None else round(r, 9) for r in there]


def test_a_table_of_two_by_two_has_no_continuity_correction():
    found = compute("chi2_independence_with_adjusted_residuals", {"table": [[30, 20], [40, 110]]})
    expected = stats.chi2_contingency([[30, 20], [40, 110]], correction=False)
    assert (found["chi2"], found["p"], found["df"]) == (pytest.approx(expected[0]), pytest.approx(expected[1]), 1)
    assert found["adjusted_residuals"][0][0] ** 2 == pytest.approx(found["chi2"])
    assert found["min_expected"] == 17.5
    assert "reason" not in found


def test_empty_rows_and_columns_are_dropped_and_their_residuals_are_null():
    full = compute("chi2_independence_with_adjusted_residuals", {"table": [[30, 20], [40, 110]]})
    found = compute("chi2_independence_with_adjusted_residuals", {"table": [[30, 0, 20], [0, 0, 0], [40, 0, 110]]})
    assert (found["chi2"], found["p"], found["df"]) == (full["chi2"], full["p"], 1)
    assert found["adjusted_residuals"][1] == [None, None, None]
    assert [found["adjusted_residuals"][0][j] for j in (0, 2)] == full["adjusted_residuals"][0]
    assert found["reason"] == "no_data"


@pytest.mark.parametrize(
    "table, reason", [([[0, 0], [0, 0]], "no_data"), ([[3, 4]], "zero_variance"), ([[3, 0], [4, 0]], "zero_variance")]
)
def test_one_row_or_column_cannot_be_compared(table, reason):
    found = compute("chi2_independence_with_adjusted_residuals", {"table": table})
    assert (found["chi2"], found["p"], found["reason"]) == (None, None, reason)


@pytest.mark.parametrize(
    "table, word",
    [([[1, 2], [3]], "one length"), ([[1, -2], [3, 4]], "table"), ([[1.5, 2], [3, 4]], "whole"), ([], "at least one")],
)
def test_a_table_holds_counts(table, word):
    with pytest.raises(BadInput, match=word):
        compute("chi2_independence_with_adjusted_residuals", {"table": table})


def test_the_example_of_mix_and_performance():
    assert compute("kitagawa_mix_performance", {"group": GROUP, "reference": SITE}) == {
        "group_mean": pytest.approx(60),
        "reference_mean": pytest.approx(69.4),
        "difference": pytest.approx(-9.4),
        "performance": pytest.approx(-5.0),
        "mix": pytest.approx(-4.4),
    }


sides = st.lists(
    st.tuples(st.integers(0, 50), st.floats(0, 100), st.integers(0, 50), st.floats(0, 100)), min_size=1, max_size=8
)


@given(sides.filter(lambda rows: sum(r[0] for r in rows) and sum(r[2] for r in rows)), st.floats(-20, 20))
def test_performance_and_mix_add_up(rows, shift):
    n_g, n_s = sum(row[0] for row in rows), sum(row[2] for row in rows)
    w_g, w_s = [row[0] / n_g for row in rows], [row[2] / n_s for row in rows]
    e_g, e_s = [row[1] for row in rows], [row[3] for row in rows]
    found = kitagawa(w_g, e_g, w_s, e_s)
    assert found.performance + found.mix == pytest.approx(found.difference, abs=1e-9)
    assert found.difference == pytest.approx(np.dot(w_g, e_g) - np.dot(w_s, e_s), abs=1e-9)
    turned = kitagawa(w_s, e_s, w_g, e_g)
    assert (turned.performance, turned.mix) == pytest.approx((-found.performance, -found.mix), abs=1e-9)
    # Everybody finding everything a little easier is performance, and no mix.
    easier = kitagawa(w_g, [ease + shift for ease in e_g], w_s, e_s)
    assert easier.performance - found.performance == pytest.approx(shift, abs=1e-9)
    assert kitagawa(w_g, e_g, w_g, e_s).mix == 0
    assert kitagawa(w_g, e_g, w_s, e_g).performance == 0


def test_an_intent_nobody_has_on_one_side_is_mix():
    found = kitagawa([1, 0], [60, None], [0.5, 0.5], [60, 80])
    assert (found.performance, found.mix, found.difference) == pytest.approx((0, -10, -10))
    printed = compute(
        "kitagawa_mix_performance",
        {"group": {"share": [1, 0], "ease": [60, None]}, "reference": {"share": [0.5, 0.5], "ease": [60, 80]}},
    )
    assert printed["mix"] == pytest.approx(-10)


@pytest.mark.parametrize(
    "group, word",
    [
        ({"share": [0.6, 0.4], "ease": [50]}, "every intent"),
        ({"share": [0.6, 0.6], "ease": [50, 75]}, "add up to 1"),
        ({"share": [1.4, -0.4], "ease": [50, 75]}, "share"),
        ({"share": [0.6, 0.4], "ease": [50, None]}, "needs an ease"),
        ({"share": [], "ease": []}, "at least one"),
        ({"share": [0.6, 0.4]}, "missing key group.ease"),
    ],
)
def test_shares_and_eases_must_fit(group, word):
    with pytest.raises(BadInput, match=word):
        compute("kitagawa_mix_performance", {"group": group, "reference": SITE})


def test_printed_shares_may_miss_one_by_their_rounding():
    found = compute(
        "kitagawa_mix_performance",
        {
            "group": {"share": [0.33, 0.33, 0.33], "ease": [50, 60, 70]},
            "reference": {"share": [0, 0, 1], "ease": [1, 2, 70]},
        },
    )
    assert found["performance"] + found["mix"] == pytest.approx(found["difference"])


def test_small_intents_are_merged_before_the_split():
    site = {"buy": [60.0] * 40, "inform": [80.0] * 40, "odd": [20.0] * 10, "rare": [40.0] * 6}
    group = {"buy": [50.0] * 20, "inform": [80.0] * 10, "odd": [10.0] * 4, "rare": [30.0] * 1}
    found = mix_or_performance(group, site)
    assert found.merged == ("odd", "rare")
    merged = mix_or_performance(
        {"buy": [50.0] * 20, "inform": [80.0] * 10, "other": [10.0] * 4 + [30.0]},
        {"buy": [60.0] * 40, "inform": [80.0] * 40, "other": [20.0] * 10 + [40.0] * 6},
    )
    assert (found.performance, found.mix) == pytest.approx((merged.performance, merged.mix))
    assert found.group_mean == pytest.approx((50 * 20 + 80 * 10 + 40 + 30) / 35)
    assert merged.merged == ()
    assert mix_or_performance({}, site).reason == "no_data"
    assert mix_or_performance({"buy": []}, site).reason == "no_data"


def visitors(n, group, intent, ces, goal="inform", **more):
    return [Session(group, goal, intent, "yes", ces, **more) for _ in range(n)]


SESSIONS = [
    # The help pages: people who want to get in touch have a hard time, the others do not.
    *visitors(30, "help", "contact", 2),
    *visitors(10, "help", "contact", 6),
    *visitors(5, "help", "inform", 2),
    *visitors(45, "help", "inform", 6),
    *visitors(10, "help", "buy", 6),
    # The shop: nothing the matter.
    *visitors(60, "shop", "buy", 6, goal="buy"),
    *visitors(30, "shop", "buy", 7, goal="buy"),
    # Hard, but too few ratings for a judgement.
    *visitors(20, "careers", "inform", 1),
    *visitors(9, "careers", "inform", 2),
]


def findings(**more):
    return {group.page_group: group for group in find_patterns(SESSIONS, target=70, **more).groups}


def test_a_page_group_below_its_target_is_flagged():
    groups = findings()
    assert {name: group.flagged for name, group in groups.items()} == {"help": True, "shop": False, "careers": False}
    help_pages = groups["help"]
    assert help_pages.ease.hi < 70
    eases = [EFFORT["v2"].ease(one.ces) for one in SESSIONS if one.page_group == "help"]
    assert help_pages.p == pytest.approx(stats.ttest_1samp(eases, 70, alternative="less").pvalue)
    # Two groups can be judged, so the family holds two tests.
    assert help_pages.p_adjusted == pytest.approx(2 * help_pages.p)


def test_a_group_of_a_few_ratings_is_shown_and_not_judged():
    careers = findings()["careers"]
    assert (careers.p, careers.reason, careers.ease.n, careers.ease.display_class) == (
        None,
        "too_few",
        29,
        "indicative",
    )
    assert careers.ease.hi < 70


def test_what_goes_together_with_difficulty_stands_out():
    intents = {found.intent: found for found in findings()["help"].intents}
    contact = intents["contact"]
    assert (contact.difficult_with, contact.difficult, contact.other_with, contact.others) == (30, 35, 10, 65)
    assert contact.lift.lift == pytest.approx((30 / 35) / (10 / 65))
    expected = stats.chi2_contingency([[30, 5], [10, 55]], correction=False)
    assert (contact.test, contact.p) == ("chi2", pytest.approx(expected[1]))
    assert contact.residual == pytest.approx(math.sqrt(expected[0]))
    assert contact.highlighted
    assert contact.p_adjusted == pytest.approx(3 * contact.p)
    # Expected counts of 3.5: Fisher's exact test.
    buy = intents["buy"]
    assert (buy.test, buy.p) == ("fisher", pytest.approx(stats.fisher_exact([[0, 35], [10, 55]])[1]))
    assert buy.lift.lift == 0


def test_a_residual_is_highlighted_only_when_it_stands_among_all_tests():
    """p of .03 alone is beyond 2; with three tests of the page it does not stand."""
    sessions = [
        *visitors(18, "help", "contact", 1),
        *visitors(22, "help", "contact", 6),
        *visitors(15, "help", "inform", 1),
        *visitors(48, "help", "inform", 6),
        *visitors(18, "help", "compare", 1),
        *visitors(28, "help", "compare", 6),
    ]
    (group,) = find_patterns(sessions, target=90).groups
    found = {one.intent: one for one in group.intents}
    assert abs(found["inform"].residual) > 2
    assert found["inform"].p < 0.05 <= found["inform"].p_adjusted
    assert not any(one.highlighted for one in group.intents)


def test_a_hidden_cell_is_not_tested():
    group = next(
        one
        for one in find_patterns([*SESSIONS, *visitors(3, "help", "support", 1)], target=70).groups
        if one.page_group == "help"
    )
    # The three and the next smallest cell of the row are hidden.
    assert [one.intent for one in group.intents] == ["contact", "inform"]


def test_visitors_come_for_something_else():
    groups = findings()
    assert groups["help"].goal_mismatch.value == 0.5
    assert (groups["shop"].goal_mismatch.value, groups["shop"].goal_mismatch.n) == (0, 90)
    assert groups["help"].goal_mismatch.interval is not None
    coded = findings(goal_of={"contact": "inform", "buy": "inform"})
    assert coded["help"].goal_mismatch.value == 0
    assert coded["shop"].goal_mismatch.value == 1


def test_the_gap_is_taken_apart_for_flagged_groups_only():
    groups = findings()
    split = groups["help"].split
    assert split.performance + split.mix == pytest.approx(split.difference)
    assert split.group_mean == pytest.approx(groups["help"].ease.value)
    assert groups["shop"].split is None
    assert groups["shop"].intents == ()


def test_instruments_are_not_pooled_for_the_split():
    other = visitors(40, "chat", "contact", 2, instrument=EFFORT["v1"])
    groups = {one.page_group: one for one in find_patterns([*SESSIONS, *other], target=70).groups}
    assert groups["help"].split.reason == "different_instruments"
    mixed = [*visitors(40, "help", "contact", 2), *visitors(40, "help", "contact", 2, instrument=EFFORT["v1"])]
    (group,) = find_patterns(mixed, target=90).groups
    assert (group.flagged, group.p, group.reason) == (False, None, "different_instruments")


def test_equal_ratings_cannot_be_tested():
    (group,) = find_patterns(visitors(40, "help", "contact", 2), target=70).groups
    assert (group.flagged, group.p, group.reason) == (False, None, "zero_variance")


def test_silence_is_no_pattern():
    (group,) = find_patterns([Session("help", "inform")] * 40, target=70).groups
    assert (group.ease.reason, group.goal_mismatch.reason, group.reason) == ("no_data", "no_data", "no_data")
    assert find_patterns([], target=70).groups == ()


@given(st.randoms())
def test_the_order_of_sessions_does_not_matter(random):
    shuffled = list(SESSIONS)
    random.shuffle(shuffled)
    assert find_patterns(shuffled, target=70) == find_patterns(SESSIONS, target=70)
