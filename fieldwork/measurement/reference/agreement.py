"""Measures of 3.6: agreement between raters."""

from typing import Any

from .. import agreement
from ..numbers import is_number
from .inputs import BadInput, Inputs, Measure

MOST_CODERS = 100
MOST_CODES = 1000
MOST_CATEGORIES = 200
MOST_PAIRS = 1_000_000


def _table(inputs: Inputs) -> list[list[float]]:
    table = inputs.table("table")
    if len(table) > MOST_CATEGORIES:
        raise BadInput(f"table holds {len(table)} categories, at most {MOST_CATEGORIES} are read")
    if any(count != int(count) for row in table for count in row):
        raise BadInput("table must hold whole counts")
    return table


def cohen_kappa(inputs: Inputs) -> dict[str, Any]:
    """3.6"""
    found = agreement.cohen_kappa(_table(inputs))
    return {
        "po": found.po,
        "pe": found.pe,
        "kappa": found.kappa,
        "se": found.se,
        "lo": found.lo,
        "hi": found.hi,
        "ac1": found.ac1,
        "pabak": found.pabak,
        "reason": found.reason,
    }


def krippendorff_alpha(inputs: Inputs) -> dict[str, Any]:
    """3.6"""
    coders = inputs.rows("coders_by_units")
    if len(coders) > MOST_CODERS:
        raise BadInput(f"coders_by_units holds {len(coders)} coders, at most {MOST_CODERS} are read")
    numeric = True
    for index, coder in enumerate(coders):
        if not isinstance(coder, list) or not coder:
            raise BadInput(f"coders_by_units[{index}] must be a list with at least one element")
        for code in coder:
            if code is not None and not isinstance(code, str) and not is_number(code):
                raise BadInput(f"coders_by_units[{index}] holds a code that is no number, text or null")
            numeric = numeric and (code is None or is_number(code))
    given = {code for coder in coders for code in coder if code is not None}
    if len(given) > MOST_CODES:
        raise BadInput(f"coders_by_units holds {len(given)} different codes, at most {MOST_CODES} are read")
    if len({len(coder) for coder in coders}) == 1:
        pairs = sum(len(set(unit)) ** 2 for unit in zip(*coders, strict=True))
        if pairs > MOST_PAIRS:
            raise BadInput(f"coders_by_units holds {pairs} pairs of different codes, at most {MOST_PAIRS} are read")
    nominal, reason = agreement.krippendorff_alpha(coders)
    levels: tuple[str, ...] = agreement.LEVELS[1:] if numeric else ()
    if numeric and min(given, default=0) < 0:
        levels = levels[:-1]
    ordered = {level: agreement.krippendorff_alpha(coders, level)[0] for level in levels}
    ordered = dict.fromkeys(agreement.LEVELS[1:]) | ordered
    return {"nominal": nominal, **ordered, "percent_agreement": agreement.percent_agreement(coders), "reason": reason}


def weighted_kappa(inputs: Inputs) -> dict[str, Any]:
    """3.6"""
    table = _table(inputs)
    plain_kappa, reason = agreement.weighted_kappa(table, 0)
    return {
        "kappa": plain_kappa,
        "kappa_linear": agreement.weighted_kappa(table, 1)[0],
        "kappa_quadratic": agreement.weighted_kappa(table, 2)[0],
        "reason": reason,
    }


MEASURES: dict[str, Measure] = {
    "cohen_kappa": cohen_kappa,
    "krippendorff_alpha": krippendorff_alpha,
    "quadratic_weighted_kappa": weighted_kappa,
}
