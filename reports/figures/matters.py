"""What matters and what hurts: importance of steps, moments of truth, impact moments and pain points."""

from collections.abc import Iterable
from typing import Any

from fieldwork.measurement import moments
from fieldwork.measurement.numbers import nine

from .facts import Facts
from .shape import Drivers, ImpactMoment, Moment, PainPoint

REASONS = {
    "negative_mean": "mean_below_zero",
    "many_very_negative": "often_very_unpleasant",
    "checklist_below_target": "checklist_below_target",
}


def importance_of(facts: Facts, drivers: Drivers) -> dict[str, float]:
    """Importance of every step, 0 to 1, the largest being 1 (measurement 2.5).

    The share of the drivers from 150 visits on (status ``ranking``); a step they had to leave out counts as one
    equal part. Before that the weight the organisation gave the step.
    """
    keys = [step.key for step in facts.plan.steps]
    if drivers["status"] == "ranking":
        shares = {one["name"]: one["share"]["value"] or 0.0 for one in drivers["drivers"]}
        values = {key: shares.get(key, 1 / len(keys)) for key in keys}
    else:
        values = {step.key: float(step.weight) for step in facts.plan.steps}
    largest = max(values.values(), default=0.0)
    return {key: value / largest if largest else 0.0 for key, value in values.items()}


def moments_of(facts: Facts, importance: dict[str, float]) -> list[Moment]:
    """The moments of truth, established and candidate, in the order of the journey."""
    keys = [step.key for step in facts.plan.steps]
    return [
        {
            "step": found.step,
            "status": found.test.status,  # type: ignore[typeddict-item]
            "direction": found.direction,  # type: ignore[typeddict-item]
            "strength": found.test.mean or 0.0,
            "positive": found.positive.as_dict(),  # type: ignore[typeddict-item]
        }
        for found in moments.moments(keys, facts.now.rows, importance, facts.settings, facts.chain)
        if found.test.status != "none"
    ]


def impact_of(facts: Facts, drivers: Drivers, found: Iterable[Moment]) -> list[ImpactMoment]:
    """Steps that demonstrably weigh more than an equal part, or are an established moment of truth (2.6)."""
    lower = {one["name"]: one["share"]["lo"] for one in drivers["drivers"] if drivers["status"] == "ranking"}
    status = {moment["step"]: moment["status"] for moment in found}
    impact: list[ImpactMoment] = []
    for step in facts.plan.steps:
        because: list[Any] = []
        if moments.has_impact(lower.get(step.key), len(lower), "none"):
            because.append("importance")
        if moments.has_impact(None, len(lower), status.get(step.key, "none")):
            because.append("moment_of_truth")
        if because:
            impact.append({"step": step.key, "because": because})
    return impact


def pain_points_of(facts: Facts, importance: dict[str, float]) -> list[PainPoint]:
    """Steps that hurt, worst first; then what was reported in too few visits to call it so."""
    found, settings = [], facts.settings
    for step in facts.plan.steps:
        felt = facts.now.valences.get(step.key, {})
        judged = moments.pain_point(felt, importance[step.key], settings=settings, places=facts.chain)
        n_negative = sum(nine(value) <= settings.negative for value in felt.values())
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
