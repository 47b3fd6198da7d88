"""Measures of 4.2 to 4.6: customer figures."""

from typing import Any

from .. import kpis
from ..display import half_up
from ..results import Result
from .inputs import BadInput, Inputs, Measure


def _ratings(inputs: Inputs) -> list[Any]:
    return inputs.numbers_or_none("ratings")


def _bounds(found: Result) -> dict[str, Any]:
    return {"lo": found.lo, "hi": found.hi, "reason": found.reason}


def nps(inputs: Inputs) -> dict[str, Any]:
    """4.2"""
    found = kpis.nps(_ratings(inputs))
    value = found.result.value
    return {
        "n": found.result.n,
        "promoters": found.promoters,
        "passives": found.passives,
        "detractors": found.detractors,
        "nps": value,
        "display": None if value is None else float(half_up(value, 0)),
        "invalid": found.invalid,
        "missing": found.missing,
        **_bounds(found.result),
    }


def nps_of_counts(inputs: Inputs) -> dict[str, Any]:
    """4.2"""
    found = kpis.nps_of_counts(inputs.count("promoters"), inputs.count("passives"), inputs.count("detractors"))
    return {"nps": found.result.value, "se": found.se, **_bounds(found.result)}


def ces_summary(inputs: Inputs) -> dict[str, Any]:
    """4.3"""
    found = kpis.effort(_ratings(inputs), _effort_scale(inputs))
    return {
        "n": found.mean.n,
        "mean": found.mean.value,
        "ease_0_100": found.ease,
        "share_easy": found.easy.value,
        "share_difficult": found.difficult.value,
        "reason": _missing(found.mean),
    }


def ces_combine(inputs: Inputs) -> dict[str, Any]:
    """4.3"""
    series = []
    for one in inputs.objects("series"):
        scale = _effort_scale(one)
        series.append((scale, one.number("mean", lo=scale.lowest, hi=scale.highest)))
    combined, reason = kpis.combine_effort(series)
    return {"combined": combined, "reason": reason}


def _effort_scale(inputs: Inputs) -> kpis.EffortScale:
    """``version`` v1 or v2; or custom, with ``min``, ``max`` and ``direction``."""
    version = inputs.text("version")
    if version != "custom":
        return kpis.effort_scale(version)
    direction = inputs.text("direction")
    if direction not in {"high_is_good", "low_is_good"}:
        raise BadInput(f"{inputs.where}direction must be high_is_good or low_is_good")
    return kpis.EffortScale(version, inputs.number("min"), inputs.number("max"), direction == "high_is_good")


def csat(inputs: Inputs) -> dict[str, Any]:
    """4.3"""
    found = kpis.csat(_ratings(inputs), inputs.count("scale"))
    return {
        "n": found.share.n,
        "top2": found.top2,
        "csat": found.share.value,
        "lo": found.share.lo,
        "hi": found.share.hi,
        "mean": found.mean.value,
        "reason": _missing(found.share),
    }


def report_grade(inputs: Inputs) -> dict[str, Any]:
    """4.3"""
    if inputs.count("scale", 10) != 10:
        raise BadInput("scale must be 10")
    found = kpis.report_grade(_ratings(inputs))
    return {
        "n": found.mean.n,
        "mean": found.mean.value,
        "share_8_up": found.share_8_up.value,
        "share_below_5_5": found.share_below_5_5.value,
        "reason": _missing(found.mean),
    }


def _missing(found: Result) -> str | None:
    return found.reason if found.value is None else None


def first_time_fix(inputs: Inputs) -> dict[str, Any]:
    """4.4"""
    keys = ("resolved_first_contact", "repeat_within_window", "matured")
    found = kpis.first_time_fix([{key: case.flag(key) for key in keys} for case in inputs.objects("cases")])
    return {
        "n": found.share.n,
        "fixed": found.fixed,
        "excluded_not_matured": found.not_matured,
        "ftf": found.share.value,
        "lo": found.share.lo,
        "hi": found.share.hi,
        "reason": _missing(found.share),
    }


def churn(inputs: Inputs) -> dict[str, Any]:
    """4.5"""
    found = kpis.churn(*(inputs.count(key) for key in ("customers_start", "lost_from_start", "new", "customers_end")))
    return {
        "churn": found.churn.value,
        "retention": found.retention,
        "annualised_churn_if_monthly": found.annualised_if_monthly,
        "mean_lifetime_months": found.mean_lifetime,
        "lo": found.churn.lo,
        "hi": found.churn.hi,
        "status": found.status,
        # Nobody left: customers stay for ever, and that is no number of months.
        "reason": _missing(found.churn) or ("diverges" if found.mean_lifetime is None else None),
    }


def clv_finite(inputs: Inputs) -> dict[str, Any]:
    """4.6"""
    periods = inputs.count("periods")
    if periods > 10_000:
        raise BadInput("periods must lie between 0 and 10000")
    return {
        "clv": kpis.lifetime_value_finite(
            inputs.number("margin"), inputs.number("retention", lo=0, hi=1), inputs.number("discount", lo=0), periods
        )
    }


def clv_infinite(inputs: Inputs) -> dict[str, Any]:
    """4.6"""
    margin = inputs.number("margin")
    multiple = kpis.lifetime_multiple(inputs.number("retention", lo=0, hi=1), inputs.number("discount"))
    if multiple is None:
        return {"multiple": None, "clv": None, "clv_with_immediate_margin": None, "reason": "diverges"}
    # The immediate first margin comes on top of the same stream: m(1 + i)/(1 + i - r).
    return {"multiple": multiple, "clv": margin * multiple, "clv_with_immediate_margin": margin * (1 + multiple)}


def clv_interval(inputs: Inputs) -> dict[str, Any]:
    """4.6"""
    retained, customers = inputs.count("retained"), inputs.count("customers")
    found = kpis.lifetime_value(inputs.number("margin"), inputs.number("discount"), retained, customers)
    return {"retention": retained / customers if customers else None, "clv": found.value, **_bounds(found)}


MEASURES: dict[str, Measure] = {
    "nps_from_ratings": nps,
    "nps_with_adjusted_wald_ci_95": nps_of_counts,
    "ces_combine": ces_combine,
    "ces_summary": ces_summary,
    "csat_top2": csat,
    "report_grade": report_grade,
    "first_time_fix": first_time_fix,
    "churn_retention": churn,
    "clv_finite": clv_finite,
    "clv_infinite_end_of_period": clv_infinite,
    "clv_interval_from_retention": clv_interval,
}
