"""Measures of chapter 2: the journey, moments of truth, consistency and reliability."""

from typing import Any

from .. import consistency, journey, moments
from .inputs import BadInput, Inputs, Measure


def peak_end(inputs: Inputs) -> dict[str, Any]:
    """2.3"""
    found = journey.peak_end(inputs.numbers_or_none("valence", lo=-1, hi=1))
    if found is None:
        keys = ("mean", "peak", "peak_index", "end", "peak_end", "trough", "trough_index")
        return {**dict.fromkeys(keys), "reason": "no_data"}
    return {
        "mean": found.mean,
        "peak": found.peak,
        "peak_index": found.peak_index,
        "end": found.end,
        "peak_end": found.peak_end,
        "trough": found.trough,
        "trough_index": found.trough_index,
    }


def journey_score(inputs: Inputs) -> dict[str, Any]:
    """2.4"""
    valence = inputs.numbers_or_none("valence", lo=-1, hi=1)
    weights = inputs.numbers("weights", lo=0) if inputs.has("weights") else None
    found = journey.visit_valence(valence, weights)
    return {
        "v": found.v,
        "score_0_100": found.score_0_100,
        "coverage": found.coverage,
        "status": found.status,
        "reason": found.reason,
    }


def moment_intensity(inputs: Inputs) -> dict[str, Any]:
    """2.5"""
    return {
        "m": moments.intensity(
            inputs.number("arousal", lo=0, hi=1),
            inputs.number("valence", lo=-1, hi=1),
            inputs.number("importance", lo=0, hi=1),
        )
    }


def moment_of_truth(inputs: Inputs) -> dict[str, Any]:
    """2.5"""
    if not inputs.flag("importance_already_included"):
        raise BadInput("importance_already_included must be true: multiply by the importance first")
    rows: list[list[float | None]] = []
    for index, row in enumerate(inputs.rows("m_by_visit_step")):
        if not isinstance(row, list) or not row:
            raise BadInput(f"m_by_visit_step[{index}] must be a list with at least one element")
        rows.append(Inputs({"m": row}, f"m_by_visit_step[{index}].").numbers_or_none("m", lo=0, hi=1))
    tests = moments.moment_tests(rows)
    reasons = [test.reason for test in tests]
    return {
        "M": [test.mean for test in tests],
        "contrast": [test.contrast for test in tests],
        "p_one_sided": [test.p_one_sided for test in tests],
        "p_bh": [test.p_bh for test in tests],
        "status": [test.status for test in tests],
        "reason": reasons if any(reasons) else None,
    }


def consistency_index(inputs: Inputs) -> dict[str, Any]:
    """2.7"""
    found = consistency.consistency(inputs.numbers("scores", lo=0, hi=100))
    return {"mean": found.mean, "sd": found.sd, "sd_max": found.sd_max, "index": found.index, "reason": found.reason}


def icc1_oneway(inputs: Inputs) -> dict[str, Any]:
    """2.7"""
    found = consistency.icc1(inputs.lists("groups"))
    reliable = consistency.reliability(found.icc1, 4)
    reason = found.reason or ("no_between_variance" if reliable is None else None)
    return {
        "msb": found.msb,
        "msw": found.msw,
        "k0": found.k0,
        "icc1": found.icc1,
        "reliability_of_mean_of_4": reliable,
        "between_var": found.between_var,
        "reason": reason,
    }


def spearman_brown(inputs: Inputs) -> dict[str, Any]:
    """2.7"""
    icc = inputs.number("icc", hi=1)
    target = inputs.number("target_reliability", lo=0, hi=1)
    return {
        "reliability": [consistency.reliability(icc, n) for n in inputs.numbers("n_list", lo=1)],
        "visits_needed": consistency.visits_needed(icc, target),
        "reason": "no_between_variance" if icc <= 0 else None,
    }


MEASURES: dict[str, Measure] = {
    "peak_end": peak_end,
    "journey_score_weighted": journey_score,
    "moment_intensity": moment_intensity,
    "moment_of_truth": moment_of_truth,
    "consistency_index": consistency_index,
    "icc1_oneway": icc1_oneway,
    "spearman_brown_and_visits_needed": spearman_brown,
}
