"""One valid set of inputs for every measure of the calculator: the list of names, and what the fuzzer bends."""

ITEMS = [
    {"key": "greet", "points": 1, "max": 1, "weight": 2, "critical": "none"},
    {"key": "smile", "points": 0, "max": 1, "weight": 1, "critical": "cap:60", "threshold": 1},
    {"key": "price", "points": None, "max": 4, "weight": 1, "critical": "fail"},
    {"key": "offer", "points": "na", "max": 4, "weight": 1, "critical": "none"},
]
SECTIONS = [
    {"key": "A", "weight": 40, "items": ITEMS},
    {"key": "B", "weight": 60, "items": [{"key": "advice", "points": 3, "max": 4, "weight": 1, "critical": "none"}]},
]
ROWS = [
    {"y": 60 + 3 * a + b - c, "a": a, "b": b, "c": c, "place": place}
    for place, (a, b, c) in enumerate([(1, 4, 2), (3, 1, 5), (2, 6, 1), (5, 2, 6), (4, 5, 3), (6, 3, 4), (2, 2, 7)])
]
PLACES = [
    {"grade": grade, "kpi": kpi, "place": place}
    for place, visits in enumerate(
        [[(7, 40), (8, 44), (6, 39)], [(5, 50), (6, 51), (7, 55)], [(8, 30), (6, 27), (7, 31)]]
    )
    for grade, kpi in visits
]
WAVE = {"promoters": 50, "passives": 30, "detractors": 20}
GROUP = {"share": [0.6, 0.4], "ease": [50, 75]}
PAIRS = {"a": 45, "b": 18, "c": 7, "d": 30}

VALID = {
    "pad_to_valence_arousal": {"points": [[250, 900], [0, 1000]]},
    "latency_z_within_shopper": {"latencies_ms": [900, 1400, 1100, 2600, 1000, 1250, 980, 1150]},
    "visit_implicit_gate": {"latencies_ms": [200, 900, None, 900, 900, 900]},
    "implicit_confidence": {"latency_ms": 4000, "revisions": 1, "delay_min": 20, "interrupted": False},
    "conscious_valence": {
        "named": [{"emotion": "reassured", "intensity": 3}, {"emotion": "other", "intensity": 5, "sign": -1}]
    },
    "step_experience": {"v_i": 0.6, "c_i": 0.5, "v_c": -0.3, "shopper_offset": 0.1, "instrument_offset": 0},
    "shopper_offset": {
        "n_pairs": 40, "mean_gap": 0.3, "panel_mean_gap": 0.06, "panel_pairs": 500, "raw_gap": 0.4,
    },
    "baseline_adjust": {"v": 0.3, "baseline": -0.2, "shopper_mean_baseline": 0.2, "beta": 0.25},
    "peak_end": {"valence": [0.1, -0.6, None, 0.2, 0.5]},
    "journey_score_weighted": {"valence": [0.4, None, -0.1, 0.6], "weights": [1, 1, 2, 1]},
    "moment_intensity": {"arousal": 0.7, "valence": -0.6, "importance": 0.8},
    "moment_of_truth": {
        "m_by_visit_step": [[0.6, 0.2, None], [0.5, 0.3, 0.1], [0.7, 0.2, 0.2]],
        "importance_already_included": True,
    },
    "consistency_index": {"scores": [88, 92, 75, 81]},
    "icc1_oneway": {"groups": [[82, 78, 85], [64, 70, 61], [90, 93, 88], [75, 71, 80]]},
    "spearman_brown_and_visits_needed": {"icc": 0.2, "n_list": [1, 2, 4], "target_reliability": 0.8},
    "checklist_score": {"sections": SECTIONS},
    "checklist_bonus": {"base": 98, "bonus_points": 5, "allow_over_100": False},
    "checklist_critical": {"sections": SECTIONS, "pass_mark": 80},
    "checklist_verdict": {"sections": SECTIONS, "pass_mark": 60},
    "display_rounding_half_up": {"values": ["80.25", "0.25", "-0.25"], "decimals": 1},
    "checklist_coverage": {"sections": SECTIONS},
    "version_bridge": {
        "items_v1": {"a": {"weight": 3, "score": 1}, "b": {"weight": 1, "score": 0}},
        "items_v2": {"a": {"weight": 1, "score": 0.5}, "c": {"weight": 1, "score": None}},
    },
    "cohen_kappa": {"table": [[40, 4], [3, 13]]},
    "krippendorff_alpha": {"coders_by_units": [[1, 2, 3, 3, 2, None], [1, 2, 3, 2, 2, 1], [None, 2, 3, 3, 1, 1]]},
    "quadratic_weighted_kappa": {"table": [[10, 2, 0], [1, 8, 2], [0, 1, 6]]},
    "bca_mean_small": {"values": [68, 75, 81, 77, 90, 84]},
    "mean_t_ci_95": {"values": [68, 75, 81, 77, 90, 84]},
    "mean_t_ci_95_clipped_0_100": {"values": [99, 60, 100], "scale_min": 0, "scale_max": 100},
    "wilson_ci_95": {"x": 18, "n": 24},
    "nps_from_ratings": {"ratings": [10, 9, 8, 3, None, 11]},
    "nps_with_adjusted_wald_ci_95": {"promoters": 14, "passives": 9, "detractors": 7},
    "ces_combine": {"series": [{"version": "v2", "mean": 5.5}, {"version": "v2", "mean": 5}]},
    "ces_summary": {"version": "v2", "ratings": [7, 6, 3, 5, None]},
    "csat_top2": {"scale": 5, "ratings": [5, 4, 2, 1, None]},
    "report_grade": {"scale": 10, "ratings": [8, 5, 9, 7.5]},
    "first_time_fix": {
        "cases": [
            {"resolved_first_contact": True, "repeat_within_window": False, "matured": True},
            {"resolved_first_contact": True, "repeat_within_window": True, "matured": True},
            {"resolved_first_contact": False, "repeat_within_window": False, "matured": False},
        ]
    },
    "churn_retention": {"customers_start": 300, "lost_from_start": 24, "new": 10, "customers_end": 286},
    "clv_finite": {"margin": 120, "retention": 0.85, "discount": 0.08, "periods": 5},
    "clv_infinite_end_of_period": {"margin": 120, "retention": 0.85, "discount": 0.08},
    "clv_interval_from_retention": {"margin": 120, "discount": 0.08, "retained": 85, "customers": 100},
    "fisher_exact_two_sided": {"table": [[8, 2], [1, 5]]},
    "newcombe_diff_ci_95": {"x1": 18, "n1": 24, "x2": 11, "n2": 25},
    "nps_wave_difference": {"wave1": WAVE, "wave2": {"promoters": 66, "passives": 22, "detractors": 12}},
    "paired_by_location_t": {
        "wave1_location_means": [70, 72, 80, 65, 77], "wave2_location_means": [75, 74, 88, 66, 80],
    },
    "two_proportion_z_pooled": {"x1": 18, "n1": 24, "x2": 11, "n2": 25},
    "welch_t_test": {"a": [78, 85, 90, 70, 88, 92, 81], "b": [70, 75, 82, 68, 79, 73]},
    "benjamini_hochberg": {"p": [0.003, 0.02, None, 0.04, 0.3], "q": 0.05},
    "chain_mean_two_stage": {"locations": [[80, 84], [70, 66], [92, 90]], "total_locations": 12},
    "mean_se_with_fpc": {"sd": 15, "n": 30, "N": 60},
    "weighted_mean_kish": {"values": [60, 70, 80, 90], "weights": [1, 1, 2, 3]},
    "wilson_with_design_effect": {"x": 80, "n": 100, "cluster_size": 5, "icc": 0.15},
    "vis_ces_cell": {"n": 7, "min_cell": 5},
    "chi2_independence_with_adjusted_residuals": {"table": [[30, 40], [20, 110]]},
    "intent_lift": {
        "low_ces_with_intent": 30, "low_ces_total": 50, "other_with_intent": 40, "other_total": 150,
    },
    "kitagawa_mix_performance": {"group": GROUP, "reference": {"share": [0.4, 0.6], "ease": [58, 77]}},
    "johnson_relative_weights": {"rows": ROWS, "y": "y", "x": ["a", "b", "c"]},
    "lmg_and_johnson": {"r_xx": [[1, 0.3], [0.3, 1]], "r_xy": [0.5, 0.4]},
    "lmg_shapley": {"rows": ROWS, "y": "y", "x": ["a", "b", "c"]},
    "driver_analysis_gate": {"n": 120, "p": 6},
    "ipa_quadrant": {
        "importance": {"lo": 0.25, "point": 0.3, "hi": 0.35},
        "performance": {"lo": 50, "point": 55, "hi": 60},
        "cut_importance": 0.2,
        "cut_performance": 70,
    },
    "priority_point": {
        "lmg_share": 0.25, "r2": 0.48, "sd_y": 10, "sd_x": 18, "sign": 1, "reach": 1, "current": 60,
        "achievable": 78, "outcome_now": 70, "outcome_target": 76, "success_probability": 0.8,
        "lead_time_weeks": 8, "effort_days": 5,
    },
    "target_status_higher_is_better": {"lo": 70, "point": 75, "hi": 80, "target": 74},
    "effect_status": {"ci_lo": 1, "ci_hi": 6, "minimal_relevant_change": 3},
    "did_by_location": {"changes_treated": [6, 9, 3, 8], "changes_control": [1, 2, -2, 0, 3]},
    "did_from_group_changes": {"change_treated": 6, "se_treated": 1.2, "change_control": 1, "se_control": 0.9},
    "regression_to_mean_expectation": {"location_mean": 58, "grand_mean": 76, "icc": 0.2, "n_before": 4},
    "spearman_bonett_wright_ci_95": {
        "x": [1, 2, 3, 4, 5, 6, 7, 8, 9], "y": [2, 1, 4, 3, 6, 5, 9, 7, 8],
    },
    "repeated_measures_correlation": {"rows": PLACES, "x": "grade", "y": "kpi", "unit": "place"},
    "dersimonian_laird_pooling": {"effects": [80, 72, 88, 65], "variances": [16, 9, 25, 12]},
    "location_shrinkage": {
        "location_mean": 58, "n": 4, "grand_mean": 76, "between_var": 40, "within_var": 160,
    },
    "mcnemar": PAIRS,
    "newcombe_paired_diff_ci_95": PAIRS,
    "mcnemar_sample_size": {"discordant": 0.25, "net": 0.11, "alpha": 0.05, "power": 0.8},
    "n_for_mean_t": {"sd": 12, "half_width": 4},
    "n_for_nps_plain": {"promoters": 0.5, "detractors": 0.2, "half_width_points": 10},
    "n_for_proportion": {"p": 0.8, "half_width": 0.1, "N": 60},
    "n_per_wave_two_means": {"effect_size_d": 0.5, "alpha": 0.05, "power": 0.8},
    "n_per_wave_two_proportions": {"p1": 0.7, "p2": 0.8, "alpha": 0.05, "power": 0.8},
    "minimum_detectable_change": {"sd": 14, "n1": 20, "n2": 20, "alpha": 0.05, "power": 0.8, "deff": 1},
}  # fmt: skip
