"""The thresholds of the product in one place: one object per project, stored with its results.

All are conventions, agreed before fieldwork. ``Settings.as_dict()`` beside a figure is what it takes to
make that figure again; ``Settings(**stored)`` reads it back.
"""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """Every threshold a rule depends on. Times in ms or minutes, valences -1 to 1, shares 0 to 1."""

    too_fast_ms: float = 300
    at_ease_ms: float = 3000
    too_slow_ms: float = 10000
    max_share_too_fast: float = 0.10
    min_timed_steps: int = 5
    min_latencies: int = 8
    outlying_z: float = 2.0
    flat_sd: float = 0.05
    untimed_confidence: float = 0.5
    delay_free_min: float = 2
    delay_half_life_min: float = 30
    least_delay_factor: float = 0.1
    recalled_after_min: float = 60
    gap_confidence: float = 0.25
    gap_class: float = 0.4
    gap_visits: int = 10
    gap_mean: float = 0.2
    offset_shrinkage: float = 20
    min_panel_pairs: int = 100
    min_baseline_visits: int = 100
    desired_margin: float = 0.1
    negative: float = -0.2
    coverage_full: float = 0.8
    coverage_least: float = 0.5
    moment_mean: float = 0.20
    moment_visits: int = 10
    moment_candidate_visits: int = 3
    moment_p: float = 0.05
    felt: float = 0.1
    pain_visits: int = 5
    pain_mean: float = -0.2
    very_negative: float = -0.4
    pain_share: float = 0.15
    driver_visits: int = 50
    driver_visits_per_step: int = 10
    driver_ranking_visits: int = 150
    driver_most_missing: float = 0.20
    driver_locations: int = 10
    driver_least_r2: float = 0.10
    driver_most_vif: float = 10
    rank_reliability: float = 0.7
    rank_visits: int = 10
    trend_break: float = 0.7
    did_claim_locations: int = 5
    link_interval: int = 8
    link_full: int = 25
    survey_cell: int = 5
    survey_cell_full: int = 30
    judged_group: int = 30
    pattern_p: float = 0.05
    pattern_residual: float = 2.0
    relevant_change: float = 3.0
    remembered_visits: int = 50

    def as_dict(self) -> dict[str, float]:
        """The settings for JSON."""
        return asdict(self)


DEFAULTS = Settings()
