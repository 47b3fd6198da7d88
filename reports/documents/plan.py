"""The improvement plan: what will be done, what former actions brought, the targets, and what comes to light next."""

from typing import Any

from django.utils.translation import gettext, gettext_lazy

from fieldwork.measurement.planning import detectable_change
from fieldwork.measurement.settings import DEFAULTS
from reports.charts.points import INDICATIVE, span_of_score, words_in
from reports.figures.shape import Figures, ResultDict
from reports.improvement.shape import TargetSet
from reports.improvement.standing import of_target
from reports.improvement.states import ActionState, Outcome

from . import phrases
from .remarks import Remarks

METRICS = {
    "journey_score": gettext_lazy("Journey score (0–100)"),
    "checklist": gettext_lazy("Checklist (0–100)"),
    "grade": gettext_lazy("Overall grade (1–10)"),
    "step_score": gettext_lazy("Step score"),
}
TONES = {
    "improved_relevant": "ok", "improved": "ok", "worsened": "bad", "inconclusive": "warn",
    "achieved": "ok", "probably_achieved": "ok", "missed": "bad", "too_few": "warn",
}  # fmt: skip


def plan(figures: Figures, language: str, remarks: Remarks) -> dict[str, Any]:
    """Everything the chapter prints; ``is_empty`` when nobody planned, aimed or wrote anything."""
    titles = {step["key"]: words_in(step["title"], language) for step in figures["steps"]}
    rows = [_action(row, titles) for row in remarks.actions()]
    targets = [_target(row, titles, of_target(figures, row)) for row in remarks.targets()]
    said = remarks.commentary("plan")
    return {
        "actions": [row for row in rows if not row["outcome"]],
        "results": [row for row in rows if row["outcome"]],
        "targets": targets,
        "remarks": said,
        "next": next_wave(figures),
        "is_empty": not (rows or targets or said),
        "has_effects": any(row["effect"] for row in rows if not row["outcome"]),
    }


def _action(row: dict[str, Any], titles: dict[str, str]) -> dict[str, Any]:
    outcome = row["outcome"] or ""
    return {
        "title": row["title"],
        "step": titles.get(row["step"] or "", "") or gettext("the whole journey"),
        "owner": row["owner"] or gettext("nobody yet"),
        "due": phrases.day(row["due_on"]) or "–",
        "measure": row["measure"] or "–",
        "state": str(ActionState(row["state"]).label),
        "effect": effect(row["gain"]),
        "outcome": str(Outcome(outcome).label) if outcome else "",
        "tone": TONES.get(outcome, ""),
        "change": phrases.points(row["change"]) if row["change"] else "",
    }


def effect(result: ResultDict | None) -> str:
    """An expected effect in points of the overall grade, with its margin where it has one."""
    span = phrases.plain_span(result)
    if span is None:
        return ""
    text = phrases.signed(span.value)
    return f"{text} ({phrases.margin(span)})" if phrases.margin(span) else text


def _target(row: TargetSet, titles: dict[str, str], status: str) -> dict[str, Any]:
    name = str(METRICS.get(row["metric"], row["metric"]))
    if row["step"]:
        name = f"{name}: {titles.get(row['step'], row['step'])}"
    decimals = 1 if row["metric"] == "grade" or row["value"] % 1 else 0
    target = phrases.num(row["value"], decimals)
    downwards = gettext("at most %(value)s") % {"value": target}
    return {
        "name": name,
        "baseline": phrases.cell(span_of_score(row["baseline"]), row["baseline"]),
        "value": downwards if row["direction"] == "down" else gettext("at least %(value)s") % {"value": target},
        "deadline": phrases.day(row["deadline"]) or "–",
        "now": phrases.cell(span_of_score(row["now"]), row["now"]),
        "n": row["now"]["n"],
        "status": str(phrases.TARGETS[status]),
        "tone": TONES.get(status, ""),
        "owner": row["owner"] or "–",
    }


def next_wave(figures: Figures) -> str:
    """Which change of the journey score a wave of this size would find four times in five; nothing without spread."""
    found = figures["score"]["valence"]
    n, sd = found["n"], found.get("sd")
    if n < INDICATIVE or not sd:
        return ""
    found_from = detectable_change(50 * sd, n, n, deff=n / (found["n_eff"] or n))
    if found_from is None:
        return ""
    text = gettext(
        "A next wave of %(n)d visits, with the same questions and channels, shows a change of the journey score from "
        "about %(points)s points on (four times in five). Smaller changes may be there and not show."
    ) % {"n": n, "points": phrases.num(found_from)}
    relevant = figures["meta"]["thresholds"].get("relevant_change", DEFAULTS.relevant_change)
    if found_from <= relevant:
        return text
    return f"{text} " + gettext("A change that matters is %(points)s points; for that, more visits are needed.") % {
        "points": phrases.num(float(relevant), 0)
    }
