import json
import subprocess
import sys

import pytest

from fieldwork.measurement.reference import MEASURES, BadInput, compute

from .examples import VALID


def item(key, points, maximum=1, **more):
    return {"key": key, "points": points, "max": maximum, "weight": 1, "critical": "none", **more}


SECTIONS = [
    {"key": "A", "weight": 40, "items": [item("greet", 1, weight=2), item("smile", 0)]},
    {"key": "B", "weight": 60, "items": [item("advice", 3, 4), item("offer", "na")]},
]
EIGHTY = [{"key": "A", "weight": 1, "items": [item("safe", 0, critical="cap:50"), *(item(k, 1) for k in "bcde")]}]

FIXED = {"resolved_first_contact": True, "repeat_within_window": False, "matured": True}

EXAMPLES = {
    "pad_to_valence_arousal": ({"points": [[250, 900]]}, {"valence": [-0.5], "arousal": [0.9]}),
    "latency_z_within_shopper": (
        {"latencies_ms": [900, 1400, 1100, 2600, 1000, 1250, 980, 1150]},
        {"median_ln": 7.02529, "mad_ln": 0.127637},
    ),
    "visit_implicit_gate": (
        {"latencies_ms": [200, *[900] * 9]},
        {"share_too_fast": 0.1, "visit_implicit_usable": True},
    ),
    "implicit_confidence": (
        {"latency_ms": 1000, "revisions": 1, "delay_min": 0, "interrupted": False},
        {"confidence": 0.5},
    ),
    "conscious_valence": (
        {"named": [{"emotion": "reassured", "intensity": 3}, {"emotion": "disappointed", "intensity": 5}]},
        {"v_c": -0.2, "mixed": True},
    ),
    "step_experience": (
        {"v_i": 0.6, "c_i": 0.5, "v_c": -0.3, "shopper_offset": 0, "instrument_offset": 0},
        {"v": 0, "score_0_100": 50, "gap": -0.9, "gap_class": "feels_better_than_says"},
    ),
    "shopper_offset": (
        {"n_pairs": 40, "mean_gap": 0.3, "panel_mean_gap": 0.06, "panel_pairs": 500, "raw_gap": 0.4},
        {"weight": 2 / 3, "offset": 0.16, "corrected_gap": 0.18},
    ),
    "baseline_adjust": ({"v": 0.3, "baseline": -0.2, "shopper_mean_baseline": 0.2, "beta": 0.25}, {"v_adj": 0.4}),
    "peak_end": (
        {"valence": [0.1, -0.6, 0.2, 0.5]},
        {"mean": 0.05, "peak": -0.6, "peak_index": 1, "end": 0.5, "peak_end": -0.05, "trough": -0.6, "trough_index": 1},
    ),
    "journey_score_weighted": (
        {"valence": [0.4, None, -0.1, 0.6], "weights": [1, 1, 2, 1]},
        {"v": 0.2, "score_0_100": 60, "coverage": 0.8, "status": "ok"},
    ),
    "moment_intensity": ({"arousal": 0.7, "valence": -0.6, "importance": 0.8}, {"m": 0.336}),
    "moment_of_truth": (
        {"m_by_visit_step": [[0.6, 0.2]] * 3, "importance_already_included": True},
        {"M": [0.6, 0.2], "contrast": [0.2, -0.2], "status": ["candidate", "candidate"], "p_bh": [None, None]},
    ),
    "consistency_index": ({"scores": [88, 92, 75, 81]}, {"mean": 84, "sd": 7.52773, "index": 0.822172}),
    "icc1_oneway": (
        {"groups": [[82, 78, 85], [64, 70, 61], [90, 93, 88], [75, 71, 80]]},
        {"msb": 341.6389, "msw": 15, "k0": 3, "icc1": 0.878915},
    ),
    "spearman_brown_and_visits_needed": (
        {"icc": 0.2, "n_list": [1, 4], "target_reliability": 0.8},
        {"reliability": [0.2, 0.5], "visits_needed": 16},
    ),
    "checklist_score": (
        {"sections": SECTIONS},
        {"section_scores": {"A": 200 / 3, "B": 75}, "total": 215 / 3, "display": 71.7},
    ),
    "checklist_bonus": ({"base": 98, "bonus_points": 5, "allow_over_100": False}, {"final": 100}),
    "checklist_critical": (
        {"sections": EIGHTY, "pass_mark": 40},
        {"before_critical": 80, "final": 50, "verdict": "fail", "triggered": ["safe"]},
    ),
    "checklist_verdict": (
        {"sections": [{"key": "A", "weight": 1, "items": [item("a", 79.95, 100)]}], "pass_mark": 80},
        {"total": 79.95, "display": 80.0, "verdict": "pass"},
    ),
    "display_rounding_half_up": ({"values": ["80.25", "0.25", "-0.25"], "decimals": 1}, {"display": [80.3, 0.3, -0.3]}),
    "checklist_coverage": (
        {"sections": [{"key": "A", "weight": 1, "items": [item("a", 1), item("b", None), item("c", None)]}]},
        {"coverage": 1 / 3, "total": None, "status": "suppressed", "reason": "low_coverage"},
    ),
    "version_bridge": (
        {
            "items_v1": {"a": {"weight": 3, "score": 1}, "b": {"weight": 1, "score": 0}},
            "items_v2": {"a": {"weight": 1, "score": 0.5}},
        },
        {
            "common": ["a"],
            "common_weight_share_v1": 0.75,
            "common_weight_share_v2": 1,
            "bridge_v1": 100,
            "bridge_v2": 50,
            "trend_break": False,
        },
    ),
    "cohen_kappa": ({"table": [[40, 4], [3, 13]]}, {"po": 0.883333, "kappa": 0.707521, "ac1": 0.80596}),
    "krippendorff_alpha": (
        {"coders_by_units": [[1, 2, 3, 3, 2, None], [1, 2, 3, 2, 2, 1], [None, 2, 3, 3, 1, 1]]},
        {"nominal": 0.647059, "ordinal": 0.8125, "percent_agreement": 10 / 14},
    ),
    "quadratic_weighted_kappa": ({"table": [[5, 0], [0, 5]]}, {"kappa": 1, "kappa_linear": 1, "kappa_quadratic": 1}),
    "bca_mean_small": ({"values": [5, 5, 5]}, {"lo": None, "hi": None, "reason": "zero_variance"}),
    "mean_t_ci_95": (
        {"values": [68, 75, 81, 77, 90, 84]},
        {"n": 6, "mean": 79.166667, "lo": 71.162928, "hi": 87.170405},
    ),
    "mean_t_ci_95_clipped_0_100": ({"values": [99, 60, 100], "scale_min": 0, "scale_max": 100}, {"n": 3, "hi": 100}),
    "wilson_ci_95": ({"x": 18, "n": 24}, {"p": 0.75, "lo": 0.551006, "hi": 0.880006}),
}

# The worked examples of the book from 4.2 on, to the digits it prints.
PRINTED = {
    "nps_from_ratings": (
        {"ratings": [10] * 14 + [8] * 9 + [3] * 7 + [None, 11]},
        {"n": 30, "promoters": 14, "passives": 9, "detractors": 7, "display": 23, "invalid": 1, "missing": 1},
        0,
    ),
    "nps_with_adjusted_wald_ci_95": (
        {"promoters": 14, "passives": 9, "detractors": 7},
        {"nps": 23.3, "se": 14.7, "lo": -6.0, "hi": 48.4},
        0.05,
    ),
    "csat_top2": (
        {"scale": 5, "ratings": [5] * 33 + [2] * 9},
        {"n": 42, "top2": 33, "csat": 0.786, "lo": 0.64, "hi": 0.88},
        0.005,
    ),
    "ces_summary": ({"version": "v2", "ratings": [5, 6]}, {"mean": 5.5, "ease_0_100": 75, "share_easy": 1}, 1e-9),
    "ces_combine": (
        {"series": [{"version": "v1", "mean": 2}, {"version": "v2", "mean": 5.5}]},
        {"combined": None, "reason": "different_instruments"},
        0,
    ),
    "report_grade": (
        {"scale": 10, "ratings": [8, 5, 9, 7.5]},
        {"mean": 7.375, "share_8_up": 0.5, "share_below_5_5": 0.25},
        1e-9,
    ),
    "first_time_fix": (
        {"cases": [FIXED] * 51 + [FIXED | {"repeat_within_window": True}] * 17 + [FIXED | {"matured": False}] * 4},
        {"n": 68, "fixed": 51, "excluded_not_matured": 4, "ftf": 0.75, "lo": 0.64, "hi": 0.84},
        0.005,
    ),
    "churn_retention": (
        {"customers_start": 300, "lost_from_start": 24, "new": 10, "customers_end": 286},
        {"churn": 0.080, "lo": 0.054, "hi": 0.116, "annualised_churn_if_monthly": 0.632, "mean_lifetime_months": 12.5},
        0.0005,
    ),
    "clv_infinite_end_of_period": (
        {"margin": 120, "retention": 0.85, "discount": 0.08},
        {"clv": 443.48, "clv_with_immediate_margin": 563.48},
        0.005,
    ),
    "clv_finite": ({"margin": 120, "retention": 0.85, "discount": 0.08, "periods": 500}, {"clv": 443.48}, 0.005),
    "clv_interval_from_retention": (
        {"margin": 120, "discount": 0.08, "retained": 85, "customers": 100},
        {"retention": 0.85, "clv": 443.48},
        0.005,
    ),
    "newcombe_diff_ci_95": ({"x1": 18, "n1": 24, "x2": 11, "n2": 25}, {"diff": 0.310, "lo": 0.035, "hi": 0.527}, 5e-4),
    "two_proportion_z_pooled": ({"x1": 18, "n1": 24, "x2": 11, "n2": 25}, {"z": 2.207, "p": 0.027}, 5e-4),
    "fisher_exact_two_sided": ({"table": [[8, 2], [1, 5]]}, {"p": 0.034965}, 1e-6),
    "welch_t_test": (
        {"a": [78, 85, 90, 70, 88, 92, 81], "b": [70, 75, 82, 68, 79, 73]},
        {"diff": 8.93, "lo": 0.90, "hi": 16.96, "df": 10.6, "p": 0.032},
        0.05,
    ),
    "nps_wave_difference": (
        {
            "wave1": {"promoters": 50, "passives": 30, "detractors": 20},
            "wave2": {"promoters": 66, "passives": 22, "detractors": 12},
        },
        {"diff": 24, "diff_adj": 23.3, "lo": 3.0, "hi": 43.6, "p": 0.025},
        0.05,
    ),
    "benjamini_hochberg": (
        {"p": [0.003, 0.02, 0.04, 0.3], "q": 0.05},
        {"adjusted": [0.012, 0.040, 0.0533, 0.3], "rejected": [True, True, False, False]},
        5e-5,
    ),
    "chain_mean_two_stage": (
        {"locations": [[80, 84], [70, 66], [92, 90]], "total_locations": 12},
        {"var": 33.83, "se": 33.83**0.5},
        0.005,
    ),
    "weighted_mean_kish": ({"values": [60, 70, 80, 90], "weights": [1, 1, 2, 3]}, {"n_eff": 3.27}, 0.005),
    "wilson_with_design_effect": (
        {"x": 80, "n": 100, "cluster_size": 5, "icc": 0.15},
        {"deff": 1.6, "n_eff": 62.5},
        1e-9,
    ),
    "intent_lift": (
        {"low_ces_with_intent": 30, "low_ces_total": 50, "other_with_intent": 40, "other_total": 150},
        {"lift": 2.25, "diff": 0.333, "lo": 0.176, "hi": 0.473},
        5e-4,
    ),
    "kitagawa_mix_performance": (
        {"group": {"share": [0.6, 0.4], "ease": [50, 75]}, "reference": {"share": [0.4, 0.6], "ease": [58, 77]}},
        {"difference": -9.4, "performance": -5.0, "mix": -4.4},
        0.05,
    ),
    "lmg_and_johnson": (
        {"r_xx": [[1, 0.3], [0.3, 1]], "r_xy": [0.5, 0.4]},
        {"r2": 0.31868, "lmg": [0.20434, 0.11434], "johnson": [0.20434, 0.11434]},
        5e-6,
    ),
    "did_by_location": (
        {"changes_treated": [6, 9, 3, 8], "changes_control": [1, 2, -2, 0, 3]},
        {"did": 5.7, "lo": 1.7, "hi": 9.7, "df": 5.4, "p_welch": 0.014},
        0.05,
    ),
    "regression_to_mean_expectation": (
        {"location_mean": 58, "grand_mean": 76, "icc": 0.2, "n_before": 4},
        {"reliability": 0.5, "expected_retest": 67, "expected_bounce": 9},
        1e-9,
    ),
    "dersimonian_laird_pooling": (
        {"effects": [80, 72, 88, 65], "variances": [16, 9, 25, 12]},
        {"Q": 17.28, "tau2": 66.9, "mu": 75.7, "shrunk": [79.2, 72.4, 84.7, 66.6]},
        0.05,
    ),
    "mcnemar": ({"a": 45, "b": 18, "c": 7, "d": 30}, {"net": 0.11, "midp": 0.0290, "exact": 0.0433}, 5e-5),
    "newcombe_paired_diff_ci_95": ({"a": 45, "b": 18, "c": 7, "d": 30}, {"lo": 0.012, "hi": 0.204}, 5e-4),
    "mcnemar_sample_size": ({"discordant": 0.25, "net": 0.11, "alpha": 0.05, "power": 0.8}, {"n": 160}, 0),
    "n_for_proportion": ({"p": 0.8, "half_width": 0.1, "N": 60}, {"n": 31}, 0),
    "n_for_mean_t": ({"sd": 12, "half_width": 4}, {"n": 38}, 0),
    "n_per_wave_two_proportions": ({"p1": 0.7, "p2": 0.8, "alpha": 0.05, "power": 0.8}, {"n": 294}, 0),
    "n_per_wave_two_means": ({"effect_size_d": 0.5, "alpha": 0.05, "power": 0.8}, {"n": 64}, 0),
    "minimum_detectable_change": ({"sd": 14, "n1": 20, "n2": 20}, {"mde": 12.4}, 0.05),
    "priority_point": (
        VALID["priority_point"],
        {"slope": 0.1925, "gain": 3.4641, "share_of_gap": 0.577, "priority_per_week": 0.0577, "eligible": True},
        5e-4,
    ),
}


@pytest.mark.parametrize("measure", PRINTED)
def test_every_worked_example_comes_out_to_the_digits_it_was_printed_with(measure):
    inputs, expected, within = PRINTED[measure]
    found = compute(measure, inputs)
    for key, value in expected.items():
        assert found[key] == (pytest.approx(value, abs=within) if _numeric(value) else value), key


@pytest.mark.parametrize("measure", EXAMPLES)
def test_every_measure_gives_its_example(measure):
    inputs, expected = EXAMPLES[measure]
    found = compute(measure, inputs)
    for key, value in expected.items():
        assert found[key] == (pytest.approx(value, abs=5e-5) if _numeric(value) else value)
    json.dumps(found, allow_nan=False)


def _numeric(value):
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
    return all(isinstance(part, int | float) and not isinstance(part, bool) for part in parts)


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_a_measure_without_inputs_names_what_it_misses(measure):
    with pytest.raises(BadInput, match="missing key"):
        compute(measure, {})


@pytest.mark.parametrize(
    "measure, inputs, word",
    [
        ("horoscope", {}, "unknown measure"),
        ("wilson_ci_95", [], "object"),
        ("wilson_ci_95", {"x": "a", "n": 3}, "x must be a number"),
        ("wilson_ci_95", {"x": True, "n": 3}, "number"),
        ("wilson_ci_95", {"x": 4, "n": 3}, "between"),
        ("wilson_ci_95", {"x": 1.5, "n": 3}, "whole"),
        ("mean_t_ci_95", {"values": []}, "at least one"),
        ("mean_t_ci_95", {"values": [float("nan")]}, "number"),
        ("mean_t_ci_95", {"values": [10**400]}, "number"),
        ("mean_t_ci_95", {"values": [1, None]}, "number"),
        ("pad_to_valence_arousal", {"points": [[1200, 3]]}, "px"),
        ("icc1_oneway", {"groups": [[1], []]}, "list"),
        ("checklist_score", {"sections": [{"key": "A", "items": [item("a", 1, 0)]}]}, "max"),
        ("checklist_score", {"sections": [{"key": "A", "items": [item("a", 2, 1)]}]}, "points"),
        ("checklist_score", {"sections": [{"key": "A", "items": [item("a", 1, critical="boom")]}]}, "critical"),
        ("checklist_score", {"sections": [SECTIONS[0], SECTIONS[0]]}, "differ"),
        ("moment_of_truth", {"m_by_visit_step": [[0.1]], "importance_already_included": False}, "importance"),
        ("conscious_valence", {"named": [{"emotion": "other", "intensity": 3}]}, "sign"),
        ("display_rounding_half_up", {"values": ["abc"], "decimals": 1}, "no number"),
        ("display_rounding_half_up", {"values": ["1_000"], "decimals": 1}, "no number"),
        ("display_rounding_half_up", {"values": ["\u0663"], "decimals": 1}, "no number"),
        ("krippendorff_alpha", {"coders_by_units": [[1, 2], [1]]}, "place"),
        ("version_bridge", {"items_v1": {}, "items_v2": {}}, "at least one"),
    ],
)
def test_bad_inputs_are_refused_in_one_line(measure, inputs, word):
    with pytest.raises(BadInput, match=word) as refused:
        compute(measure, inputs)
    assert "\n" not in str(refused.value)


def ask(measure, text):
    return subprocess.run(
        [sys.executable, "-m", "fieldwork.measurement", *measure],
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_shell_prints_a_figure():
    done = ask(["journey_score_weighted"], '{"valence": [0.4, null, -0.1, 0.6], "weights": [1, 1, 2, 1]}')
    assert (done.returncode, json.loads(done.stdout)["status"]) == (0, "ok")


@pytest.mark.parametrize(
    "measure, text",
    [
        (["wilson_ci_95"], '{"x": NaN, "n": 3}'),
        (["wilson_ci_95"], "{"),
        (["nonsense"], "{}"),
        ([], "{}"),
        (["wilson_ci_95"], '{"n": 3}'),
    ],
)
def test_the_shell_refuses_with_one_line(measure, text):
    done = ask(measure, text)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
