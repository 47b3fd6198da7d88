"""What goes together with the overall grade, step by step (measurement 6.1 to 6.4)."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from fieldwork.measurement.results import FORMULA_VERSION

from .facts import Facts
from .shape import Drivers

if TYPE_CHECKING:
    from fieldwork.measurement.drivers import DriverInput


def drivers_of(facts: Facts) -> Drivers:
    """Steps against the overall grade, or against the recommendation where no visit was graded.

    The draws are seeded by the numbers themselves: the same numbers always have the same shares and intervals.
    """
    # The arithmetic of matrices is loaded by who needs it, not at the start of every web process.
    from fieldwork.measurement.drivers import analyse

    given, outcome, identity = linked(facts)
    found = analyse(given, identity, settings=facts.settings)
    return {
        "status": found.status,  # type: ignore[typeddict-item]
        "outcome": outcome,  # type: ignore[typeddict-item]
        "reason": found.reason,
        "n": found.n,
        "n_required": found.n_required,
        "r2": found.r2,
        "r2_adjusted": found.r2_adjusted,
        "method": found.method,
        "drivers": [_driver(one) for one in found.drivers],
        "left_out": dict(found.left_out),
        "flags": list(found.flags),
        "top3_agree": found.sensitivity.top3_agree if found.sensitivity else None,
    }


def linked(facts: Facts) -> "tuple[DriverInput, str, str]":
    """The rows that link steps with an outcome, the name of the outcome, and what the draws are seeded by."""
    from fieldwork.measurement.drivers import prepare

    graded = {visit.pk: visit.grade for visit in facts.now.visits if visit.grade is not None}
    outcome = "grade" if graded else "recommend"
    told = graded or {visit.pk: visit.recommend for visit in facts.now.visits if visit.recommend is not None}
    names = [step.key for step in facts.plan.steps]
    felt = [facts.now.valences.get(name, {}) for name in names]
    rows = [[_score(column.get(visit)) for column in felt] for visit in told]
    settings = facts.settings
    given = prepare(rows, names, list(told.values()), _numbered(facts, list(told)), settings=settings)
    identity = json.dumps([FORMULA_VERSION, outcome, asdict(given), settings.as_dict()], sort_keys=True)
    return given, outcome, hashlib.sha256(identity.encode()).hexdigest()


def _score(v: float | None) -> float | None:
    return None if v is None else 50 * (1 + v)


def _numbered(facts: Facts, visits: Sequence[int]) -> list[int]:
    """The location of each visit as 0, 1, 2, .. in the order met: which one it is does not matter."""
    numbers: dict[int, int] = {}
    return [numbers.setdefault(facts.now.place_of[visit], len(numbers)) for visit in visits]


def _driver(one: Any) -> Any:
    return {
        "name": one.name,
        "share": one.share.as_dict(),
        "lmg": one.lmg,
        "sign_r": one.sign_r,
        "sign_beta": one.sign_beta,
        "suppressor": one.suppressor,
        "p_first": one.p_first,
        "p_top3": one.p_top3,
    }
