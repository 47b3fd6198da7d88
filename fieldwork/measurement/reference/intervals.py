"""Measures of 4.1: intervals of shares and means."""

from typing import Any

from .. import resampling
from ..intervals import mean_t, wilson
from ..results import Result
from .inputs import BadInput, Inputs, Measure

MOST_RESAMPLED = 500  # it is about small samples
LARGEST = 1e12


def bca_mean(inputs: Inputs) -> dict[str, Any]:
    """4.1, for comparison only"""
    values = inputs.numbers("values", lo=-LARGEST, hi=LARGEST)
    if len(values) > MOST_RESAMPLED:
        raise BadInput(f"values holds {len(values)} elements, at most {MOST_RESAMPLED} are resampled")
    found = resampling.bca_mean(values)
    return {"z0": found.z0, "acceleration": found.acceleration, "lo": found.lo, "hi": found.hi, "reason": found.reason}


def mean_interval(inputs: Inputs) -> dict[str, Any]:
    """4.1"""
    return _mean(mean_t(inputs.numbers("values")))


def mean_interval_clipped(inputs: Inputs) -> dict[str, Any]:
    """4.1"""
    lo, hi = inputs.number("scale_min", 0), inputs.number("scale_max", 100)
    if lo >= hi:
        raise BadInput("scale_min must lie below scale_max")
    return _mean(mean_t(inputs.numbers("values", lo=lo, hi=hi), lo=lo, hi=hi))


def _mean(found: Result) -> dict[str, Any]:
    return {"n": found.n, "mean": found.value, "sd": found.sd, "lo": found.lo, "hi": found.hi, "reason": found.reason}


def wilson_interval(inputs: Inputs) -> dict[str, Any]:
    """4.1"""
    found = wilson(inputs.count("x"), inputs.count("n"))
    return {"p": found.value, "lo": found.lo, "hi": found.hi, "reason": found.reason if found.value is None else None}


MEASURES: dict[str, Measure] = {
    "bca_mean_small": bca_mean,
    "mean_t_ci_95": mean_interval,
    "mean_t_ci_95_clipped_0_100": mean_interval_clipped,
    "wilson_ci_95": wilson_interval,
}
