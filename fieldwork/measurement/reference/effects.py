"""Measures of 7 and 8: targets, effects of actions, and the link with the client's own figures."""

from typing import Any

from .. import effects, linkage, targets
from ..numbers import nine
from .inputs import BadInput, Inputs, Measure


def target_status(inputs: Inputs) -> dict[str, Any]:
    """7.1"""
    lo, point, hi = (inputs.number_or_none(key) for key in ("lo", "point", "hi"))
    return {"status": targets.target_status(lo, point, hi, inputs.number("target"))}


def effect_status(inputs: Inputs) -> dict[str, Any]:
    """7.2"""
    lo, hi = inputs.number_or_none("ci_lo"), inputs.number_or_none("ci_hi")
    delta = inputs.number("minimal_relevant_change", lo=0)
    return {
        "status": effects.effect_status(lo, hi, delta),
        "reason": "too_few" if lo is None or hi is None else None,
    }


def did_by_location(inputs: Inputs) -> dict[str, Any]:
    """7.3; beyond the sizes that can be gone through, the p is a drawn one and says so"""
    treated, control = inputs.numbers("changes_treated"), inputs.numbers("changes_control")
    found = effects.difference_in_differences(treated, control)
    drawn = {"permutation": found.permutation} if found.permutation == "monte_carlo" else {}
    return {
        "did": found.change.value,
        "se": found.se,
        "df": found.df,
        "p_welch": found.p_welch,
        "lo": found.change.lo,
        "hi": found.change.hi,
        "p_permutation_exact": found.p_permutation,
        "reason": found.change.reason,
        **drawn,
    }


def did_from_group_changes(inputs: Inputs) -> dict[str, Any]:
    """7.3"""
    found = effects.did_from_group_changes(
        inputs.number("change_treated"),
        inputs.number("se_treated", lo=0),
        inputs.number("change_control"),
        inputs.number("se_control", lo=0),
    )
    return {"did": found.diff, "se": found.se}


def regression_to_mean(inputs: Inputs) -> dict[str, Any]:
    """7.4"""
    found = effects.expected_retest(
        inputs.number("location_mean"),
        inputs.number("grand_mean"),
        inputs.number("icc", lo=-1, hi=1),
        inputs.count("n_before"),
    )
    return {
        "reliability": found.reliability,
        "expected_retest": found.expected_retest,
        "expected_bounce": found.expected_bounce,
        "reason": found.reason,
    }


def spearman(inputs: Inputs) -> dict[str, Any]:
    """8.2"""
    x, y = inputs.numbers("x"), inputs.numbers("y")
    if len(x) != len(y):
        raise BadInput("x and y need the same length")
    found = linkage.spearman(x, y).result
    return {"rho": found.value, "lo": found.lo, "hi": found.hi, "reason": found.reason}


def repeated_measures(inputs: Inputs) -> dict[str, Any]:
    """8.3; a row with a null is missing"""
    x, y, unit = (inputs.text(key) for key in ("x", "y", "unit"))
    rows = []
    for row in inputs.objects("rows"):
        place, one, other = _place(row, unit), row.number_or_none(x), row.number_or_none(y)
        if one is not None and other is not None:
            rows.append((place, one, other))
    found = linkage.repeated_measures(rows)
    return {
        "r": found.result.value,
        "df": found.df,
        "p": found.p,
        "lo": found.result.lo,
        "hi": found.result.hi,
        "reason": found.result.reason,
    }


def _place(row: Inputs, key: str) -> str | float:
    return row.text(key) if isinstance(row.given.get(key), str) else row.number(key)


def pooling(inputs: Inputs) -> dict[str, Any]:
    """8.4; standard errors or variances"""
    effects_ = inputs.numbers("effects")
    if not inputs.has("se") and not inputs.has("variances"):
        raise BadInput("missing key se or variances")
    squared = [float(se) ** 2 for se in inputs.numbers("se", lo=0)] if inputs.has("se") else []
    variances = inputs.numbers("variances", lo=0) if inputs.has("variances") else squared
    if squared and [nine(v) for v in squared] != [nine(v) for v in variances]:
        raise BadInput("se and variances do not agree: give one of them")
    found = linkage.dersimonian_laird(effects_, variances)
    return {
        "Q": found.q,
        "tau2": found.tau2,
        "mu": found.mu,
        "se": found.se,
        "shrunk": found.shrunk,
        "reason": found.reason,
    }


def location_shrinkage(inputs: Inputs) -> dict[str, Any]:
    """8.4"""
    found = linkage.shrink(
        inputs.number("location_mean"),
        inputs.count("n"),
        inputs.number("grand_mean"),
        inputs.number("between_var", lo=0),
        inputs.number("within_var", lo=0),
    )
    return {"reliability": found.reliability, "shrunk": found.shrunk, "reason": found.reason}


MEASURES: dict[str, Measure] = {
    "target_status_higher_is_better": target_status,
    "effect_status": effect_status,
    "did_by_location": did_by_location,
    "did_from_group_changes": did_from_group_changes,
    "regression_to_mean_expectation": regression_to_mean,
    "spearman_bonett_wright_ci_95": spearman,
    "repeated_measures_correlation": repeated_measures,
    "dersimonian_laird_pooling": pooling,
    "location_shrinkage": location_shrinkage,
}
