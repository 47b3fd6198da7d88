"""What goes together with the overall grade, asked once for the same numbers and kept (measurement 6.1 to 6.4)."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from fieldwork.measurement.drivers import DriverInput, analyse, gate, method_for, prepare, why_not
from fieldwork.measurement.results import FORMULA_VERSION
from fieldwork.measurement.settings import Settings

from .facts import Facts
from .models import DriverAnalysis
from .shape import Drivers


@dataclass(frozen=True)
class Question:
    """The numbers of one analysis, and their digest; ``answer`` is there at once when they are too few."""

    outcome: str
    given: DriverInput | None
    digest: str
    answer: Drivers | None


def question_of(facts: Facts) -> Question:
    """Steps against the overall grade, or against the recommendation where no visit was graded.

    The gate comes first: with fewer visits than any analysis needs nothing is prepared.
    """
    graded = {visit.pk: visit.grade for visit in facts.now.visits if visit.grade is not None}
    outcome = "grade" if graded else "recommend"
    told = graded or {visit.pk: visit.recommend for visit in facts.now.visits if visit.recommend is not None}
    names = [step.key for step in facts.plan.steps]
    settings = facts.settings
    if len(told) < settings.driver_visits:
        required = gate(len(told), len(names), settings)[1]
        return Question(outcome, None, "", _suppressed(outcome, len(told), required, "too_few" if told else "no_data"))
    felt = [facts.now.valences.get(name, {}) for name in names]
    rows = [[_score(column.get(visit)) for column in felt] for visit in told]
    given = prepare(rows, names, list(told.values()), _numbered(facts, list(told)), settings=settings)
    reason = why_not(given, settings)
    if reason:
        required = gate(len(given.y), len(given.names), settings)[1]
        found = _suppressed(outcome, len(given.y), required, reason, given)
        return Question(outcome, None, "", found)
    return Question(outcome, given, _digest(outcome, given, settings), None)


def _score(v: float | None) -> float | None:
    return None if v is None else 50 * (1 + v)


def _numbered(facts: Facts, visits: Sequence[int]) -> list[int]:
    """The location of each visit as 0, 1, 2, .. in the order met: which one it is does not matter."""
    numbers: dict[int, int] = {}
    return [numbers.setdefault(facts.now.place_of[visit], len(numbers)) for visit in visits]


def _digest(outcome: str, given: DriverInput, settings: Settings) -> str:
    said = [FORMULA_VERSION, outcome, asdict(given), settings.as_dict()]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _suppressed(
    outcome: str, n: int, required: int, reason: str, given: DriverInput | None = None, status: str = "suppressed"
) -> Drivers:
    found: Any = {
        "status": status,
        "outcome": outcome,
        "reason": reason,
        "n": n,
        "n_required": required,
        "r2": None,
        "r2_adjusted": None,
        "method": method_for(len(given.names)) if given else "",
        "drivers": [],
        "left_out": given.left_out if given else {},
        "flags": [],
        "top3_agree": None,
    }
    return found


# --- kept ---------------------------------------------------------------------------------------------
def known(question: Question) -> Drivers:
    """The answer as far as it is there: status ``pending`` when it was not computed yet. One query at most."""
    if question.answer:
        return question.answer
    stored = DriverAnalysis.objects.filter(digest=question.digest).values_list("result", flat=True).first()
    if stored is not None:
        return stored
    given = question.given
    n = len(given.y) if given else 0
    required = gate(n, len(given.names) if given else 0)[1]
    return _suppressed(question.outcome, n, required, "", given, "pending") | {"reason": None}


def answered(question: Question) -> Drivers:
    """The answer, computed and kept when it was not there yet. Takes seconds of CPU for many steps."""
    found = known(question)
    if found["status"] != "pending" or question.given is None:
        return found
    keep(question, computed(question))
    return known(question)


def computed(question: Question) -> dict[str, Any]:
    """The analysis itself, as it is kept; the digest seeds its draws."""
    if question.given is None:
        raise ValueError("there is nothing to compute: the answer is known")
    found = analyse(question.given, question.digest)
    return {
        "status": found.status,
        "outcome": question.outcome,
        "reason": found.reason,
        "n": found.n,
        "n_required": found.n_required,
        "r2": found.r2,
        "r2_adjusted": found.r2_adjusted,
        "method": found.method,
        "drivers": [
            {
                "name": one.name,
                "share": one.share.as_dict(),
                "lmg": one.lmg,
                "sign_r": one.sign_r,
                "sign_beta": one.sign_beta,
                "suppressor": one.suppressor,
                "p_first": one.p_first,
                "p_top3": one.p_top3,
            }
            for one in found.drivers
        ],
        "left_out": dict(found.left_out),
        "flags": list(found.flags),
        "top3_agree": found.sensitivity.top3_agree if found.sensitivity else None,
    }


def keep(question: Question, result: Mapping[str, Any]) -> None:
    """Store an answer under the digest of its numbers; the second time changes nothing."""
    DriverAnalysis.objects.get_or_create(
        digest=question.digest, defaults={"result": dict(result), "formula_version": FORMULA_VERSION}
    )
