"""Figures beside the text, in words of the active language: what a writer and a second person must have in sight.

Rules of printing as in reports: one decimal for scores, no margin under three visits, never a number without its n.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext

from fieldwork.common.texts import pick
from fieldwork.emotions.words import EMOTIONS
from reports.charts.points import INDICATIVE, span_of_valence
from reports.figures.shape import Change, Figures, Moment, PainPoint, ResultDict, Step
from reports.figures.words import MOMENTS_IN_FULL, PAIN_REASONS, TARGETS, difference, num, points, signed, visits
from reports.improvement import shape
from reports.improvement.measured import effect_of, pains_of
from reports.improvement.readiness import step_name
from reports.improvement.standing import of_study, of_target
from reports.improvement.states import ActionState, Direction, Metric, Outcome

MOST_EMOTIONS = 3
LEAST_EFFECT = 0.05  # points of the grade; below it one decimal would print 0


def cell(result: ResultDict | None) -> dict[str, Any]:
    """Value, margin and n of a figure on its own printed scale."""
    if result is None or result["value"] is None:
        return {"value": gettext("no data"), "margin": "", "n": result["n"] if result else 0}
    margin = ""
    if result["lo"] is not None and result["hi"] is not None and result["n"] >= 3:
        margin = f"{num(result['lo'])}–{num(result['hi'])}"
    return {"value": num(result["value"]), "margin": margin, "n": result["n"]}


def score_cell(valence: ResultDict) -> dict[str, Any]:
    """A measured valence as a score of 0 to 100."""
    span = span_of_valence(valence)
    if span is None:
        return cell(valence)
    margin = f"{num(span.lo)}–{num(span.hi)}" if span.has_margin and span.lo is not None and span.hi is not None else ""
    return {"value": num(span.value), "margin": margin, "n": span.n}


def change_words(change: Change | None) -> str:
    """A change since the wave before: ``+6,2 punten (+1,7 tot +10,8): hoger``; nothing without a wave before."""
    if change is None:
        return ""
    text, word = difference(change)
    return f"{text}: {word}" if text else word


def head_of(figures: Figures, targets: Iterable[shape.TargetSet] = ()) -> dict[str, Any]:
    """The journey as a whole; ``targets`` are those of the plan."""
    found = figures["score"]
    aim = of_study(figures, targets)
    return {
        "score": score_cell(found["valence"]),
        "change": change_words(found["change"]),
        "grade": cell(found["grade"]),
        "checklist": cell(found["checklist"]),
        "target": num(aim.value, 0) if aim else "",
        "target_status": str(TARGETS[aim.status]) if aim else "",
    }


def steps_of(figures: Figures, levels: Mapping[str, float] | None = None) -> list[dict[str, Any]]:
    """Every step with what matters for a conclusion, in the order of the journey; ``levels`` are targets of steps."""
    pains = {pain["step"]: pain for pain in figures["pain_points"]}
    moments = {moment["step"]: moment for moment in figures["moments"]}
    rows = []
    for step in figures["steps"]:
        effect = effect_of(figures, step["key"], (levels or {}).get(step["key"]))
        row = _step(step, pains.get(step["key"]), moments.get(step["key"]))
        rows.append(row | {"effect": effect_words(effect)})
    return rows


def _step(step: Step, pain: PainPoint | None, moment: Moment | None) -> dict[str, Any]:
    return {
        "key": step["key"],
        "number": step["number"],
        "title": pick(step["title"]),
        "owner": step["owner"],
        "n": step["n"],
        "is_indicative": 0 < step["n"] < INDICATIVE,
        "both": score_cell(step["both"]),
        "implicit": score_cell(step["implicit"]),
        "conscious": score_cell(step["conscious"]),
        "desired": num(50 * (1 + step["desired"]["valence"]), 0) if step["desired"] else "",
        "change": change_words(step["change"]),
        "emotions": [_named(one["emotion"], one["n"], step["n"]) for one in step["emotions"][:MOST_EMOTIONS]],
        "negative": gettext("unpleasant in %(x)d of %(visits)s")
        % {"x": step["n_negative"], "visits": visits(step["n"])},
        "is_pain": pain is not None and pain["status"] == "pain_point",
        "is_reported": pain is not None and pain["status"] == "reported",
        "because": [str(PAIN_REASONS[code]) for code in pain["because"]] if pain else [],
        "moment": _moment(moment),
        "is_candidate": moment is not None and moment["status"] == "candidate",
        "importance": _importance(step["importance"]),
        "quotes": [quote["text"] for quote in step["quotes"][:MOST_EMOTIONS]],
    }


def _named(code: str, n: int, of: int) -> str:
    found = EMOTIONS.get(code)
    name = str(found.label) if found and code != "other" else gettext("another emotion")
    return gettext("%(emotion)s: %(x)d of %(n)d") % {"emotion": name, "x": n, "n": of}


def _moment(moment: Moment | None) -> str:
    if moment is None:
        return ""
    name = str(MOMENTS_IN_FULL[moment["direction"]]) if moment["direction"] else gettext("Moment of truth")
    if moment["status"] == "established":
        return name
    return gettext("Perhaps a moment of truth: too few visits, or no difference shown yet")


def effect_words(effect: ResultDict | None) -> str:
    """What a step at its own target may bring: ``about +0,3 on the overall grade, n = 120``; else nothing."""
    if effect is None or effect["value"] is None:
        return ""
    if effect["value"] < LEAST_EFFECT:
        small = {"points": num(2 * LEAST_EFFECT), "n": effect["n"]}
        return gettext("less than %(points)s on the overall grade (goes together with it, n = %(n)d)") % small
    found = {"points": signed(effect["value"]), "n": effect["n"]}
    return gettext("about %(points)s on the overall grade (goes together with it, n = %(n)d)") % found


def _importance(share: ResultDict | None) -> str:
    """How much of the overall grade goes together with a step: ``33% (24–43%)`` of what all steps explain."""
    if share is None or share["value"] is None:
        return ""
    text = f"{num(100 * share['value'], 0)}%"
    if share["lo"] is not None and share["hi"] is not None:
        text = f"{text} ({num(100 * share['lo'], 0)}–{num(100 * share['hi'], 0)}%)"
    return gettext("%(share)s of what all steps explain") % {"share": text}


def suggestions_of(figures: Figures, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The steps that the figures alone bring up: pain points, worst first, then those that weigh more than others."""
    known = {row["key"]: row for row in rows}
    pains = pains_of(figures)
    others = [one["step"] for one in figures["impact_moments"] if one["step"] not in pains]
    return [known[key] for key in (*pains, *others)]


# --- the plan -----------------------------------------------------------------------------------------
def target_row(figures: Figures, target: shape.TargetSet) -> dict[str, Any]:
    """A target in words: what, from where to where, and where it stands."""
    is_grade = target["metric"] == Metric.GRADE
    decimals = 1 if is_grade or target["value"] % 1 else 0
    return {
        "name": target_name(figures, target),
        "baseline": cell(target["baseline"]),
        "value": num(target["value"], decimals),
        "direction": str(Direction(target["direction"]).label),
        "deadline": target["deadline"],
        "relevant": num(target["relevant_change"]),
        "owner": target["owner"],
        "now": cell(target["now"]),
        "status": str(TARGETS[of_target(figures, target)]),
    }


def target_name(figures: Figures, target: shape.TargetSet) -> str:
    """ "Step score: Waiting", or the name of the figure."""
    name = str(Metric(target["metric"]).label)
    return f"{name}: {step_name(figures, target['step'])}" if target["step"] else name


def action_row(figures: Figures, action: shape.PlannedAction) -> dict[str, Any]:
    """An action in words."""
    state = ActionState(action["state"])
    return {
        "title": pick(action["title"]),
        "measure": pick(action["measure"]),
        "step": step_name(figures, action["step"]),
        "owner": action["owner"],
        "due_on": action["due_on"],
        "state": state,
        "outcome": str(Outcome(action["outcome"]).label) if action["outcome"] else "",
        "change": points(action["change"]) if action["change"] else "",
        "effect": effect_words(action["gain"]),
    }
