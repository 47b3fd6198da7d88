"""May the instrument of the first impression be used: is it quick, and does it say what the words say?

All limits are conventions of the product; they stand beside their rule, for no study sets its own.
"""

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from .display import display_class
from .intervals import wilson
from .journey import first_impression
from .memory import correlation
from .numbers import Z95, nine, quantile
from .results import Result, nothing

SHOPPERS, PAIRS = 30, 200  # below either a pilot decides nothing
MEDIAN_S, P90_S = 20.0, 35.0
FROM_WORDS, AGREEMENT = 0.4, 0.85  # words nearer to neutral than this take no side
RETEST_PAIRS, RETEST = 10, 0.70


class PilotStep(NamedTuple):
    """One step of one visit.

    ``seconds`` is the time of tap, words and grade together, ``None`` when one of the three was not timed. ``v_i``
    and ``v_c`` are valences from -1 to 1, ``c_i`` the confidence of the tap from 0 to 1.
    """

    shopper: Hashable
    seconds: float | None
    v_i: float | None
    c_i: float | None
    v_c: float | None


@dataclass(frozen=True, slots=True)
class Pilot:
    """What a pilot found: seconds per step, the share of steps where tap and words agree, test-retest r.

    ``n_shoppers`` and ``n_pairs`` count the steps that have both a first impression that counts and words.
    """

    n_shoppers: int
    n_pairs: int
    median: Result
    p90: Result
    agreement: Result
    retest: Result

    def met(self) -> dict[str, bool | None]:
        """Whether each acceptance bound is met; ``None`` when there is too little to say so."""
        enough = self.n_shoppers >= SHOPPERS and self.n_pairs >= PAIRS
        timed = enough and self.median.n >= PAIRS
        return {
            "median": _within(self.median, MEDIAN_S) if timed else None,
            "p90": _within(self.p90, P90_S) if timed else None,
            "agreement": _reaches(self.agreement, AGREEMENT) if enough else None,
            "retest": _reaches(self.retest, RETEST),
        }

    def as_dict(self) -> dict[str, Any]:
        """The pilot for JSON."""
        results = {name: getattr(self, name).as_dict() for name in ("median", "p90", "agreement", "retest")}
        return {"n_shoppers": self.n_shoppers, "n_pairs": self.n_pairs, **results, "met": self.met()}


def pilot(steps: Iterable[PilotStep], retest: Sequence[tuple[float, float]] = ()) -> Pilot:
    """Acceptance of an instrument from the steps of a pilot (measurement 1.2).

    Agreement is counted over steps whose words lie at least 0.4 from neutral; a tap without a side agrees with
    neither. Its interval treats steps as independent (flag ``not_clustered``), so it is narrower than it should be.
    ``retest`` holds valences of one shopper on one recalled clip, first and a week later; fewer than ten pairs, or
    none, are no test (``too_few``, ``no_data``).
    """
    steps = list(steps)
    felt = [(step, first_impression({"v_i": step.v_i, "c_i": step.c_i})) for step in steps]
    pairs = [(step.shopper, v_i, step.v_c) for step, v_i in felt if v_i is not None and step.v_c is not None]
    sided = [(v_i, v_c) for _shopper, v_i, v_c in pairs if nine(abs(v_c)) >= FROM_WORDS]
    agreeing = sum(v_i * v_c > 0 for v_i, v_c in sided)
    seconds = [step.seconds for step in steps if step.seconds is not None]
    return Pilot(
        n_shoppers=len({shopper for shopper, _v_i, _v_c in pairs}),
        n_pairs=len(pairs),
        median=_seconds(seconds, 0.5),
        p90=_seconds(seconds, 0.9),
        agreement=replace(wilson(agreeing, len(sided), basis="pairs"), flags=("not_clustered",)),
        retest=_retest(retest),
    )


def _seconds(values: list[float], share: float) -> Result:
    method = f"quantile_{share:g}"
    if not values:
        return nothing("no_data", method=method, basis="pairs")
    n = len(values)
    return Result(
        quantile(values, share), n=n, n_eff=float(n), method=method, basis="pairs",
        display_class=display_class(n, "mean", basis="pairs"), reason="single_observation" if n == 1 else None,
    )  # fmt: skip


def _retest(pairs: Sequence[tuple[float, float]]) -> Result:
    if len(pairs) < RETEST_PAIRS:
        return nothing("too_few" if pairs else "no_data", method="pearson", basis="pairs", n=len(pairs))
    r = correlation([first for first, _second in pairs], [second for _first, second in pairs])
    n = len(pairs)
    if r is None:
        return nothing("zero_variance", method="pearson", basis="pairs", n=n)
    inside = max(-0.999999, min(0.999999, r))
    half = Z95 / math.sqrt(n - 3)
    lo, hi = (math.tanh(math.atanh(inside) + side * half) for side in (-1, 1))
    return Result(r, n=n, n_eff=float(n), lo=lo, hi=hi, method="pearson", basis="pairs")


def _within(found: Result, limit: float) -> bool | None:
    return None if found.value is None else nine(found.value) <= limit


def _reaches(found: Result, limit: float) -> bool | None:
    return None if found.value is None else nine(found.value) >= limit
