"""Measures of 6: what goes together with the outcome, and what to take up first."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import dominance, priorities
from ..correlations import sums_of
from ..dominance import MAX_JOHNSON, MAX_LMG, REPEATS, Array
from ..drivers import gate, prepare
from ..numbers import is_number, nine
from ..results import Result
from .inputs import BadInput, Inputs, Measure

# No score comes near it, and its square is still a number.
LARGEST = 1e100
# What a constant or repeating touchpoint is told.
REFUSED = {"zero_variance": "does not vary", "repeats_others": "repeats the columns before it"}


@dataclass(frozen=True, slots=True)
class Given:
    """One correlation matrix, the outcome last, for the places that have one; ``None`` with a ``reason``."""

    r: Array | None
    places: list[int]
    width: int
    left_out: dict[str, str]
    reason: str | None = None

    def spread(self, values: Any) -> list[float | None]:
        """One value per column asked for, ``None`` where it was left out."""
        found: list[float | None] = [None] * self.width
        for place, value in zip(self.places, values, strict=True):
            found[place] = float(value)
        return found

    def notes(self) -> dict[str, Any]:
        """What stands beside the figures."""
        reason = self.reason or ("low_coverage" if self.left_out else None)
        return {"reason": reason} | ({"left_out": self.left_out} if self.left_out else {})


def _from_rows(inputs: Inputs, most: int) -> Given:
    """Correlations of the columns ``x`` and ``y`` in ``rows``; null or "na" is no score."""
    rows, y, x = inputs.objects("rows"), inputs.text("y"), inputs.rows("x")
    for index, name in enumerate(x):
        if not isinstance(name, str):
            raise BadInput(f"{inputs.where}x[{index}] must be a text")
    if len({*x, y}) <= len(x):
        raise BadInput("every column of x must be another one, and none of them y")
    _within(len(x), most)
    for name in (*x, y):
        if not any(name in row.given for row in rows):
            raise BadInput(f"no row has a column {name}")
    given = prepare([[_score(row, name) for name in x] for row in rows], x, [_score(row, y) for row in rows])
    missing = {name: why for name, why in given.left_out.items() if why not in REFUSED}
    n, places = len(given.y), [index for index, name in enumerate(x) if name not in missing]
    if n < 3 or n <= len(places) or not places:
        return Given(None, [], len(x), missing, "too_few" if n else "no_data")
    for name, why in given.left_out.items():
        if why in REFUSED:
            raise BadInput(f"column {name} {REFUSED[why]}")
    if nine(max(given.y) - min(given.y)) == 0:
        raise BadInput(f"column {y} does not vary")
    sums = sums_of(given.columns)
    return Given(sums.moments(sums.packed.sum(axis=0)[None]).r, places, len(x), missing)


def _score(row: Inputs, name: str) -> float | None:
    value = row.given.get(name)
    if value is None or value == "na":
        return None
    if not is_number(value) or abs(value) > LARGEST:
        raise BadInput(f"{row.where}{name} must be a number of at most {LARGEST:g}, null or na")
    return float(value)


def _within(p: int, most: int) -> None:
    if p > most:
        hint = f"; johnson_relative_weights takes up to {MAX_JOHNSON}" if most == MAX_LMG else ""
        raise BadInput(f"x must have at most {most} columns{hint}")


def _from_correlations(inputs: Inputs) -> Given:
    """The correlations as given, when there can be data that have them."""
    r_xx, r_xy = np.array(_square(inputs)), np.array(inputs.numbers("r_xy", lo=-1, hi=1))
    p = len(r_xy)
    if r_xx.shape != (p, p):
        raise BadInput("r_xx must have one row and one column for every number of r_xy")
    _within(p, MAX_LMG)
    if np.abs(r_xx - r_xx.T).max() > REPEATS or np.abs(np.diag(r_xx) - 1).max() > REPEATS:
        raise BadInput("r_xx must be symmetric with ones on the diagonal")
    r = np.block([[r_xx, r_xy[:, None]], [r_xy[None, :], np.ones((1, 1))]])[None]
    kept = dominance.own_variance(r)[0]
    for k, own in enumerate(kept[:-1]):
        if own < -REPEATS:
            raise BadInput(f"r_xx cannot be correlations of data: it is not positive definite at column {k}")
        if own <= REPEATS:
            raise BadInput(f"r_xx: column {k} repeats the columns before it")
    if kept[-1] < -REPEATS:
        raise BadInput("r_xx with r_xy cannot be correlations of data: R2 would be above 1")
    return Given(r, list(range(p)), p, {})


def _square(inputs: Inputs) -> list[list[float]]:
    rows = inputs.lists("r_xx")
    if any(len(row) != len(rows) for row in rows):
        raise BadInput("r_xx must be square")
    if any(abs(value) > 1 + REPEATS for row in rows for value in row):
        raise BadInput("r_xx must lie between -1 and 1")
    return rows


def lmg_shapley(inputs: Inputs) -> dict[str, Any]:
    """6.2"""
    given = _from_rows(inputs, MAX_LMG)
    if given.r is None:
        return {"r2": None, "lmg": given.spread([]), "share": given.spread([]), **given.notes()}
    parts = dominance.lmg(given.r)[0]
    r2 = float(parts.sum())
    if nine(r2) == 0:
        nothing = {"share": [None] * given.width, "reason": "zero_variance"}
        return {"r2": r2, "lmg": given.spread(parts), **given.notes(), **nothing}
    return {"r2": r2, "lmg": given.spread(parts), "share": given.spread(parts / r2), **given.notes()}


def lmg_and_johnson(inputs: Inputs) -> dict[str, Any]:
    """6.2"""
    by_correlations = inputs.has("r_xx") or inputs.has("r_xy")
    if by_correlations and inputs.has("rows"):
        raise BadInput("either rows with y and x, or r_xx with r_xy")
    given = _from_correlations(inputs) if by_correlations else _from_rows(inputs, MAX_LMG)
    if given.r is None:
        return {"r2": None, "lmg": given.spread([]), "johnson": given.spread([]), **given.notes()}
    parts, weights = dominance.lmg(given.r)[0], dominance.johnson(given.r)[0]
    return {
        "r2": float(parts.sum()),
        "lmg": given.spread(parts),
        "johnson": given.spread(weights),
        **given.notes(),
    }


def johnson_relative_weights(inputs: Inputs) -> dict[str, Any]:
    """6.2"""
    given = _from_rows(inputs, MAX_JOHNSON)
    if given.r is None:
        return {"weights": given.spread([]), "sum": None, **given.notes()}
    weights = dominance.johnson(given.r)[0]
    return {"weights": given.spread(weights), "sum": float(weights.sum()), **given.notes()}


def driver_gate(inputs: Inputs) -> dict[str, Any]:
    """6.4"""
    p = inputs.count("p")
    if p == 0:
        raise BadInput("p must be at least 1")
    status, required = gate(inputs.count("n"), p)
    return {"status": status, "n_required": required}


def ipa_quadrant(inputs: Inputs) -> dict[str, Any]:
    """6.5"""
    importance = _bounds(inputs.object("importance"), 0, 1)
    performance = _bounds(inputs.object("performance"), None, None)
    found = priorities.quadrant(
        importance, performance, inputs.number("cut_importance", lo=0, hi=1), inputs.number("cut_performance")
    )
    if found is None:
        return {"quadrant": None, "firm": False, "reason": "no_data"}
    return {"quadrant": found.name, "firm": found.firm}


def _bounds(given: Inputs, lo: float | None, hi: float | None) -> Result:
    found = {key: given.number_or_none(key, lo=lo, hi=hi) for key in ("lo", "point", "hi")}
    known = [value for value in found.values() if value is not None]
    if known != sorted(known):
        raise BadInput(f"{given.where}lo, point and hi must ascend")
    reason = "no_data" if found["point"] is None else None
    return Result(found["point"], lo=found["lo"], hi=found["hi"], reason=reason)


def priority_point(inputs: Inputs) -> dict[str, Any]:
    """6.6"""
    sign = inputs.number("sign", lo=-1, hi=1)
    if sign not in (-1, 0, 1):
        raise BadInput("sign must be -1, 0 or 1")
    lever = priorities.Lever(
        achievable=inputs.number("achievable"),
        lead_time_weeks=_above_zero("lead_time_weeks", inputs.number("lead_time_weeks")),
        reach=inputs.number("reach", lo=0, hi=1),
        success_probability=inputs.number("success_probability", 1, lo=0, hi=1),
        effort_days=_above_zero("effort_days", inputs.number_or_none("effort_days", None)),
        current=inputs.number("current"),
    )
    found = priorities.priority_point(
        lever,
        lmg_share=inputs.number("lmg_share", lo=0, hi=1),
        r2=inputs.number("r2", lo=0, hi=1),
        sd_y=inputs.number("sd_y", lo=0),
        sd_x=inputs.number("sd_x", lo=0),
        sign=int(sign),
        outcome_now=inputs.number("outcome_now"),
        outcome_target=inputs.number("outcome_target"),
    )
    return {
        "slope": found.slope,
        "gain": found.gain,
        "share_of_gap": found.share_of_gap,
        "priority_per_week": found.priority_per_week,
        "per_effort_day": found.per_effort_day,
        "eligible": found.eligible,
        "reason": found.reason or ("no_data" if found.per_effort_day is None else None),
    }


def _above_zero(name: str, value: Any) -> Any:
    if value is not None and value <= 0:
        raise BadInput(f"{name} must be above 0")
    return value


MEASURES: dict[str, Measure] = {
    "johnson_relative_weights": johnson_relative_weights,
    "lmg_and_johnson": lmg_and_johnson,
    "lmg_shapley": lmg_shapley,
    "driver_analysis_gate": driver_gate,
    "ipa_quadrant": ipa_quadrant,
    "priority_point": priority_point,
}
