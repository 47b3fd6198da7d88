"""Measures of 5: what visitors came for, and how much effort it took."""

from dataclasses import replace
from typing import Any

from .. import crosstable, patterns
from ..settings import DEFAULTS
from .inputs import BadInput, Inputs, Measure


def cell(inputs: Inputs) -> dict[str, Any]:
    """5.2"""
    n = inputs.count("n")
    least = inputs.count("min_cell") if inputs.has("min_cell") else DEFAULTS.survey_cell
    return {"display": crosstable.cell_class(n, replace(DEFAULTS, survey_cell=least))}


def independence(inputs: Inputs) -> dict[str, Any]:
    """5.3"""
    table = inputs.table("table")
    if any(n != int(n) for row in table for n in row):
        raise BadInput("table must hold whole counts")
    found = patterns.independence(table)
    dropped = any(residual is None for row in found.residuals for residual in row)
    return {
        "chi2": found.chi2,
        "df": found.df,
        "p": found.p,
        "min_expected": found.min_expected,
        "adjusted_residuals": found.residuals,
        "reason": found.reason or ("no_data" if dropped else None),
    }


def intent_lift(inputs: Inputs) -> dict[str, Any]:
    """5.3"""
    found = patterns.intent_lift(
        inputs.count("low_ces_with_intent"),
        inputs.count("low_ces_total"),
        inputs.count("other_with_intent"),
        inputs.count("other_total"),
    )
    difference = found.difference
    return {
        "lift": found.lift,
        "diff": difference.diff,
        "lo": difference.lo,
        "hi": difference.hi,
        "reason": found.reason,
    }


def kitagawa(inputs: Inputs) -> dict[str, Any]:
    """5.4"""
    group, reference = inputs.object("group"), inputs.object("reference")
    found = patterns.kitagawa(*_side(group), *_side(reference))
    return {
        "group_mean": found.group_mean,
        "reference_mean": found.reference_mean,
        "difference": found.difference,
        "performance": found.performance,
        "mix": found.mix,
        "reason": found.reason,
    }


def _side(side: Inputs) -> tuple[list[float], list[float | None]]:
    return side.numbers("share", lo=0, hi=1), side.numbers_or_none("ease")


MEASURES: dict[str, Measure] = {
    "vis_ces_cell": cell,
    "chi2_independence_with_adjusted_residuals": independence,
    "intent_lift": intent_lift,
    "kitagawa_mix_performance": kitagawa,
}
