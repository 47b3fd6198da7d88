"""Measures of 4.8 to 4.10: differences, many comparisons, weights and clusters."""

from typing import Any

from .. import comparisons, multiplicity, weighting
from ..comparisons import Difference
from ..intervals import wilson
from .inputs import BadInput, Inputs, Measure

MOST_COUNTED = 100_000


def fisher(inputs: Inputs) -> dict[str, Any]:
    """4.8"""
    table = inputs.table("table")
    if [len(row) for row in table] != [2, 2] or any(n != int(n) for row in table for n in row):
        raise BadInput("table must hold 2 by 2 whole counts")
    if sum(sum(row) for row in table) > MOST_COUNTED:
        raise BadInput(f"table must count at most {MOST_COUNTED}; for larger numbers use the pooled z test")
    return {"p": comparisons.fisher_exact([[int(n) for n in row] for row in table])}


def _four(inputs: Inputs) -> tuple[int, int, int, int]:
    return inputs.count("x1"), inputs.count("n1"), inputs.count("x2"), inputs.count("n2")


def newcombe(inputs: Inputs) -> dict[str, Any]:
    """4.8"""
    found = comparisons.newcombe(*_four(inputs))
    return {"diff": found.diff, "lo": found.lo, "hi": found.hi, "reason": found.reason}


def pooled_z(inputs: Inputs) -> dict[str, Any]:
    """4.8"""
    found = comparisons.pooled_z(*_four(inputs))
    return {"z": found.statistic, "p": found.p, "reason": found.reason}


def nps_difference(inputs: Inputs) -> dict[str, Any]:
    """4.8"""
    first, second = (_wave(inputs.object(key)) for key in ("wave1", "wave2"))
    found = comparisons.nps_difference(first, second)
    return {
        "diff": found.diff,
        "diff_adj": found.diff_adj,
        "se_adj": found.se_adj,
        "lo": found.lo,
        "hi": found.hi,
        "z": found.z,
        "p": found.p,
        "reason": found.reason,
    }


def _wave(wave: Inputs) -> tuple[int, int, int]:
    return wave.count("promoters"), wave.count("passives"), wave.count("detractors")


def paired(inputs: Inputs) -> dict[str, Any]:
    """4.8"""
    first, second = inputs.numbers("wave1_location_means"), inputs.numbers("wave2_location_means")
    if len(first) != len(second):
        raise BadInput("both waves need the same locations")
    return _t_test(comparisons.paired(first, second))


def _t_test(found: Difference) -> dict[str, Any]:
    return {
        "diff": found.diff,
        "t": found.statistic,
        "df": found.df,
        "p": found.p,
        "lo": found.lo,
        "hi": found.hi,
        "reason": found.reason,
    }


def welch(inputs: Inputs) -> dict[str, Any]:
    """4.8"""
    found = comparisons.welch(inputs.numbers("a"), inputs.numbers("b"))
    return {**_t_test(found), "se": found.se}


def benjamini_hochberg(inputs: Inputs) -> dict[str, Any]:
    """4.9"""
    p_values = inputs.numbers_or_none("p", lo=0, hi=1)
    q = inputs.number("q", multiplicity.Q, lo=0, hi=1)
    return {"rejected": multiplicity.rejected(p_values, q), "adjusted": multiplicity.adjusted(p_values)}


def chain_mean(inputs: Inputs) -> dict[str, Any]:
    """4.10"""
    found = weighting.chain_mean(inputs.lists("locations"), inputs.count("total_locations"))
    return {"mean": found.mean, "var": found.var, "se": found.se, "reason": found.reason}


def closed_list(inputs: Inputs) -> dict[str, Any]:
    """4.10"""
    se, se_fpc = weighting.se_closed_list(inputs.number("sd", lo=0), inputs.count("n"), inputs.count("N"))
    return {"se_plain": se, "se_fpc": se_fpc}


def weighted_mean(inputs: Inputs) -> dict[str, Any]:
    """4.10"""
    found = weighting.weighted_mean(inputs.numbers("values"), inputs.numbers("weights", lo=0))
    return {
        "mean": found.mean,
        "n_eff": found.n_eff,
        "deff": found.deff,
        "se_linearised": found.se,
        "reason": "single_observation" if found.se is None else None,
    }


def clustered_share(inputs: Inputs) -> dict[str, Any]:
    """4.10"""
    x, n = inputs.count("x"), inputs.count("n")
    deff = weighting.design_effect(inputs.number("cluster_size", lo=1), inputs.number("icc", lo=0, hi=1))
    wide, naive = wilson(x, n, n_eff=n / deff), wilson(x, n)
    return {
        "deff": deff,
        "n_eff": n / deff,
        "lo": wide.lo,
        "hi": wide.hi,
        "naive_lo": naive.lo,
        "naive_hi": naive.hi,
        "reason": naive.reason if naive.value is None else None,
    }


MEASURES: dict[str, Measure] = {
    "fisher_exact_two_sided": fisher,
    "newcombe_diff_ci_95": newcombe,
    "nps_wave_difference": nps_difference,
    "paired_by_location_t": paired,
    "two_proportion_z_pooled": pooled_z,
    "welch_t_test": welch,
    "benjamini_hochberg": benjamini_hochberg,
    "chain_mean_two_stage": chain_mean,
    "mean_se_with_fpc": closed_list,
    "weighted_mean_kish": weighted_mean,
    "wilson_with_design_effect": clustered_share,
}
