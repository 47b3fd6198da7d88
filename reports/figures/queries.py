"""From approved visits to figures: the whole of ``shape.Figures`` over one selection.

Every number is computed by ``fieldwork.measurement``; here it is only asked for, grouped and named.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from fieldwork.measurement import moments
from fieldwork.measurement.emotion import conscious_valence
from fieldwork.measurement.intervals import mean_t
from fieldwork.measurement.journey import journey_score
from fieldwork.measurement.numbers import nine
from fieldwork.measurement.results import FORMULA_VERSION, Result
from fieldwork.measurement.settings import DEFAULTS
from fieldwork.people.models import Location
from fieldwork.studies.models import Study, Wave

from .comparisons import RELEVANT, change
from .facts import Facts, gather
from .segments import channels_of, checklist_of, compared, coverage_of, dimensions_of, locations_of, phases_of
from .shape import SCHEMA, Figures, JourneyScore, Meta, Moment, PainPoint, Target, TargetStatus
from .steps import RELEVANT_VALENCE, VALENCE, checklist_scores, steps_of, valences

REASONS = {
    "negative_mean": "mean_below_zero",
    "many_very_negative": "often_very_unpleasant",
    "checklist_below_target": "checklist_below_target",
}


def journey_figures(
    study: Study,
    waves: Iterable[Wave],
    locations: Iterable[Location] | None = None,
    *,
    previous: Wave | None = None,
    made_at: datetime | None = None,
    details: bool = True,
) -> Figures:
    """The figures of a study over the approved visits of some waves, JSON-safe.

    ``locations`` are nodes of the client's tree, each with everything below it; ``None`` is the whole tree.
    ``previous`` is the wave to compare with, by default the newest earlier one with approved visits.
    ``details=False`` leaves out questions, dimensions and photos. Raises ``ValueError`` as ``facts.gather`` does.
    """
    return figures_of(gather(study, waves, list(locations or ()), previous=previous, details=details), made_at)


def figures_of(facts: Facts, made_at: datetime | None = None) -> Figures:
    """The figures of gathered facts; asks the database nothing."""
    steps = steps_of(facts)
    return {
        "schema": SCHEMA,
        "meta": _meta(facts, made_at or timezone.now()),
        "score": _score(facts),
        "phases": phases_of(facts),
        "steps": steps,
        "moments": _moments(facts),
        "pain_points": _pain_points(facts),
        "dimensions": dimensions_of(facts) if facts.details else [],
        "channels": channels_of(facts),
        "locations": locations_of(facts),
    }


def thresholds() -> dict[str, Any]:
    """Every threshold the figures were made with."""
    return DEFAULTS.as_dict() | {"relevant_change": RELEVANT}


def fingerprint(facts: Facts) -> str:
    """The hash of everything that can change the figures: same fingerprint, same figures."""
    return facts.digest(SCHEMA, FORMULA_VERSION, sorted(thresholds().items()))


# --- what and when ------------------------------------------------------------------------------------
def _meta(facts: Facts, made_at: datetime) -> Meta:
    visits = facts.now.visits
    days = sorted(day for visit in visits if (day := facts.day_of(visit)))
    shoppers = Counter(visit.shopper for visit in visits if visit.shopper)
    channels = Counter(visit.channel for visit in visits)
    title = facts.document.get("title") or {}
    known = [code for code, _name in settings.LANGUAGES]
    return {
        "client": facts.study.client.name,
        "client_color": facts.study.client.colour or None,
        "client_sector": "",
        "journey": str(facts.study.journey_id),
        "title": dict(title),
        "study": facts.study.title,
        "waves": [wave.title for wave in facts.waves],
        "previous_wave": facts.previous_wave.title if facts.previous_wave else None,
        "selection": [node.name for node in facts.nodes],
        "n_visits": len(visits),
        "n_locations": len({visit.location for visit in visits}),
        "n_shoppers": len(shoppers),
        "max_visits_per_shopper": max(shoppers.values(), default=0),
        "channels": [
            {"channel": name, "n": n} for name, n in sorted(channels.items(), key=lambda one: (-one[1], one[0]))
        ],
        "first_visit_on": days[0].isoformat() if days else None,
        "last_visit_on": days[-1].isoformat() if days else None,
        "n_returned": facts.n_returned,
        "n_excluded": facts.n_excluded,
        "n_unanswered": sum(row["unanswered"] for row in facts.now.rows),
        "versions": _versions(facts),
        "formula_version": FORMULA_VERSION,
        "thresholds": thresholds(),
        "pilot": None,
        "made_at": timezone.localtime(made_at).isoformat(timespec="seconds"),
        "source_hash": fingerprint(facts),
        "languages": [code for code in known if title.get(code)],
    }  # fmt: skip


def _versions(facts: Facts) -> list[Any]:
    used = Counter(visit.version for visit in facts.now.visits)
    return [
        {
            "number": str(version.number),
            "checksum": version.checksum,
            "published_on": timezone.localdate(version.published_at).isoformat(),
            "n_visits": used[version.pk],
        }
        for version in facts.versions
        if used[version.pk]
    ]


# --- the journey as a whole ---------------------------------------------------------------------------
def _score(facts: Facts) -> JourneyScore:
    visits = facts.now.visits
    valence = _over_places(facts, journey_score([visit.valence for visit in visits]))
    checklist = _over_places(facts, checklist_of(facts, visits))
    return {
        "valence": valence.as_dict(),  # type: ignore[typeddict-item]
        "checklist": checklist.as_dict(),  # type: ignore[typeddict-item]
        "peak_end": mean_t([visit.peak_end for visit in visits], *VALENCE).as_dict(),  # type: ignore[typeddict-item]
        "grade": mean_t([visit.grade for visit in visits], 1, 10).as_dict(),  # type: ignore[typeddict-item]
        "recommend": mean_t([visit.recommend for visit in visits], 0, 10).as_dict(),  # type: ignore[typeddict-item]
        "coverage": coverage_of(facts),
        "target": target_of(facts.study, valence),
        "change": change(compared(facts, lambda visit: visit.valence, VALENCE, RELEVANT_VALENCE)),
        "checklist_change": change(compared(facts, lambda visit: visit.checklist, (0, 100), RELEVANT))
        if _same_checklist(facts)
        else None,
    }


def _over_places(facts: Facts, result: Result) -> Result:
    """Visits inside locations resemble each other; the plain interval says that it does not know that (4.10)."""
    several = len({visit.location for visit in facts.now.visits}) > 1
    return replace(result, flags=(*result.flags, "not_clustered")) if several and result.n > 1 else result


def _same_checklist(facts: Facts) -> bool:
    """Totals of different questionnaires are not compared; single questions are, by their key."""
    used = {visit.version for visit in (*facts.now.visits, *facts.before.visits)}
    return len(used) <= 1


def target_of(study: Study, valence: Result) -> Target | None:
    """Whether the journey score reached the target of the study (measurement 7.1, higher is better)."""
    if study.target is None:
        return None
    target = float(study.target)
    score, lo, hi = (None if end is None else nine(50 * (1 + end)) for end in (valence.value, valence.lo, valence.hi))
    status: TargetStatus = "not_shown"
    if score is None or lo is None or hi is None:
        status = "too_few"
    elif lo >= target:
        status = "achieved"
    elif score >= target:
        status = "probably_achieved"
    elif hi < target:
        status = "missed"
    return {"value": target, "status": status, "deadline": None}


# --- what matters and what hurts ----------------------------------------------------------------------
def _importance(facts: Facts) -> dict[str, float]:
    """Before drivers are known: the weight of a step against the largest weight (measurement 2.5)."""
    weights = {step.key: float(step.weight) for step in facts.plan.steps}
    largest = max(weights.values(), default=0.0)
    return {key: weight / largest if largest else 0.0 for key, weight in weights.items()}


def _moments(facts: Facts) -> list[Moment]:
    strengths = {(row["visit"], row["step"], row["occurrence"]): _strength(row["named"] or []) for row in facts.felt}
    rows = [row | {"strength": strengths.get((row["visit"], row["step"], row["occurrence"]))} for row in facts.now.rows]
    keys = [step.key for step in facts.plan.steps]
    return [
        {
            "step": found.step,
            "status": found.test.status,  # type: ignore[typeddict-item]
            "direction": found.direction,  # type: ignore[typeddict-item]
            "strength": found.test.mean or 0.0,
            "positive": found.positive.as_dict(),  # type: ignore[typeddict-item]
        }
        for found in moments.moments(keys, rows, _importance(facts))
        if found.test.status != "none"
    ]


def _strength(named: Sequence[Any]) -> float | None:
    try:
        return conscious_valence(named).strength
    except (ValueError, TypeError, KeyError):
        return None


def _pain_points(facts: Facts) -> list[PainPoint]:
    """Steps that hurt, worst first; then what was reported in too few visits to call it so."""
    weights, found = _importance(facts), []
    for step in facts.plan.steps:
        rows = facts.now.by_step.get(step.key, [])
        felt = list(valences(rows).values())
        judged = moments.pain_point(felt, weights[step.key], list(checklist_scores(rows).values()))
        n_negative = sum(nine(value) <= DEFAULTS.negative for value in felt)
        if judged.is_pain or (judged.is_pain is None and n_negative):
            found.append(
                PainPoint(
                    step=step.key,
                    status="pain_point" if judged.is_pain else "reported",
                    because=[REASONS[reason] for reason in judged.because],  # type: ignore[misc]
                    severity=judged.severity if judged.is_pain else None,
                    n_negative=n_negative,
                )
            )
    return sorted(found, key=lambda one: (one["status"] != "pain_point", -(one["severity"] or 0.0)))
