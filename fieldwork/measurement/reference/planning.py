"""Measures of 9 and 10: paired testing, and how many visits a question needs."""

from typing import Any

from .. import paired_testing, planning
from ..numbers import ceiling
from .inputs import BadInput, Inputs, Measure


def _pairs(inputs: Inputs) -> paired_testing.Pairs:
    return paired_testing.Pairs(*(inputs.count(key) for key in ("a", "b", "c", "d")))


def _optional(inputs: Inputs, key: str, default: float, *, lo: float = 0, hi: float | None = None) -> float:
    return inputs.number(key, lo=lo, hi=hi) if inputs.has(key) else default


def _rates(inputs: Inputs) -> tuple[float, float]:
    return _optional(inputs, "alpha", planning.ALPHA, hi=1), _optional(inputs, "power", planning.POWER, hi=1)


def _size(n_raw: float | None) -> dict[str, Any]:
    # Without spread there is nothing to be precise about, and no number follows.
    if n_raw is None:
        return {"n_raw": None, "n": None, "reason": "zero_variance"}
    return {"n_raw": n_raw, "n": ceiling(n_raw)}


def mcnemar(inputs: Inputs) -> dict[str, Any]:
    """9.2"""
    found = paired_testing.mcnemar(_pairs(inputs))
    return {
        "net": found.net,
        "gross_against": found.gross_against,
        "exact": found.exact,
        "midp": found.midp,
        "chi2": found.chi2,
        "p_chi2": found.p_chi2,
        "reason": found.reason,
    }


def net_interval(inputs: Inputs) -> dict[str, Any]:
    """9.3"""
    found = paired_testing.net_interval(_pairs(inputs))
    return {"net": found.value, "lo": found.lo, "hi": found.hi, "reason": found.reason}


def pairs_needed(inputs: Inputs) -> dict[str, Any]:
    """9.4"""
    margins = [key for key in ("p1", "p2", "phi") if inputs.has(key)]
    if margins and (inputs.has("discordant") or inputs.has("net")):
        raise BadInput("give either discordant and net, or p1, p2 and phi")
    if margins:
        p1, p2 = inputs.number("p1", lo=0, hi=1), inputs.number("p2", lo=0, hi=1)
        discordant = paired_testing.discordant_share(p1, p2, inputs.number("phi", lo=-1, hi=1))
        net = p1 - p2
    else:
        discordant, net = inputs.number("discordant", lo=0, hi=1), inputs.number("net", lo=-1, hi=1)
    return {**_size(paired_testing.pairs_needed(discordant, net, *_rates(inputs))), "discordant": discordant}


def n_for_mean(inputs: Inputs) -> dict[str, Any]:
    """10.1"""
    n = planning.n_for_mean(inputs.number("sd", lo=0), inputs.number("half_width"))
    return {"n": n, "reason": "zero_variance" if n is None else None}


def n_for_nps(inputs: Inputs) -> dict[str, Any]:
    """10.1"""
    promoters, detractors = inputs.number("promoters", lo=0, hi=1), inputs.number("detractors", lo=0, hi=1)
    n_raw = planning.n_for_nps(promoters, detractors, inputs.number("half_width_points"))
    return {
        "variance": planning.nps_variance(promoters, detractors),
        "n": None if n_raw is None else ceiling(n_raw),
        "reason": "zero_variance" if n_raw is None else None,
    }


def n_for_proportion(inputs: Inputs) -> dict[str, Any]:
    """10.1"""
    size = inputs.count("N") if inputs.has("N") else None
    return _size(planning.n_for_proportion(inputs.number("p", lo=0, hi=1), inputs.number("half_width"), size))


def n_two_means(inputs: Inputs) -> dict[str, Any]:
    """10.2"""
    return _size(planning.n_two_means(inputs.number("effect_size_d"), *_rates(inputs)))


def n_two_proportions(inputs: Inputs) -> dict[str, Any]:
    """10.2"""
    p1, p2 = inputs.number("p1", lo=0, hi=1), inputs.number("p2", lo=0, hi=1)
    return _size(planning.n_two_proportions(p1, p2, *_rates(inputs)))


def detectable_change(inputs: Inputs) -> dict[str, Any]:
    """10.3"""
    sd, n1, n2 = inputs.number("sd", lo=0), inputs.count("n1"), inputs.count("n2")
    mde = planning.detectable_change(sd, n1, n2, *_rates(inputs), _optional(inputs, "deff", 1.0))
    reason = None if mde is not None else "no_data" if min(n1, n2) == 0 else "zero_variance"
    return {"mde": mde, "reason": reason}


MEASURES: dict[str, Measure] = {
    "mcnemar": mcnemar,
    "newcombe_paired_diff_ci_95": net_interval,
    "mcnemar_sample_size": pairs_needed,
    "n_for_mean_t": n_for_mean,
    "n_for_nps_plain": n_for_nps,
    "n_for_proportion": n_for_proportion,
    "n_per_wave_two_means": n_two_means,
    "n_per_wave_two_proportions": n_two_proportions,
    "minimum_detectable_change": detectable_change,
}
