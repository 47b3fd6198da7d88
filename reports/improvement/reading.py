"""Figures beside the text, in words of the active language: what a writer and a second person must have in sight.

Rules of printing as in reports: one decimal for scores, no margin under three visits, never a number without its n.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, gettext, gettext_lazy, ngettext, pgettext_lazy

from fieldwork.common.texts import pick
from fieldwork.emotions.words import EMOTIONS
from reports.charts.points import INDICATIVE, span_of_valence
from reports.charts.svg import number
from reports.figures.shape import Change, Figures, Moment, PainPoint, ResultDict, Step
from reports.improvement import shape
from reports.improvement.measured import gain_of, pains_of
from reports.improvement.readiness import step_name
from reports.improvement.states import ActionState, Direction, Metric, Outcome

MOST_EMOTIONS = 3
LEAST_GAIN = 0.05  # points of the grade; below it one decimal would print 0
CHANGES = {
    "higher": pgettext_lazy("change", "higher"),
    "lower": pgettext_lazy("change", "lower"),
    "small_difference": pgettext_lazy("change", "small difference"),
    "no_relevant_difference": pgettext_lazy("change", "no relevant difference"),
    "not_demonstrable": pgettext_lazy("change", "no demonstrable difference"),
    "suppressed": pgettext_lazy("change", "too few visits to compare"),
}
TARGETS = {
    "achieved": pgettext_lazy("target", "achieved"),
    "probably_achieved": pgettext_lazy("target", "probably achieved"),
    "not_shown": pgettext_lazy("target", "not shown"),
    "missed": pgettext_lazy("target", "missed"),
    "too_few": pgettext_lazy("target", "too few visits"),
}
MOMENTS = {
    "delight": gettext_lazy("Moment of truth: high"),
    "despair": gettext_lazy("Moment of truth: low"),
    "polarising": gettext_lazy("Moment of truth: divided"),
}
BECAUSE = {
    "mean_below_zero": gettext_lazy("the mean experience is demonstrably unpleasant"),
    "often_very_unpleasant": gettext_lazy("a demonstrable part of the visits is very unpleasant"),
    "checklist_below_target": gettext_lazy("the checklist is demonstrably below its target"),
}


def num(value: float, decimals: int = 1) -> str:
    """A number with the reader's decimal sign, rounded half-up."""
    return number(value, decimals, comma=not (get_language() or "nl").startswith("en"))


def signed(value: float, decimals: int = 1) -> str:
    """A difference with its sign; nothing but 0 goes without."""
    text = num(value, decimals)
    return text if text.startswith("−") or float(text.replace(",", ".")) == 0 else f"+{text}"


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
    word = str(CHANGES.get(change["word"], CHANGES["suppressed"]))
    if change["word"] == "not_demonstrable" and change["more_visits"]:
        word = ngettext(
            "too early to tell; about %(n)d more visit needed",
            "too early to tell; about %(n)d more visits needed",
            change["more_visits"],
        ) % {"n": change["more_visits"]}
    found = change["difference"]
    if found["value"] is None or change["word"] == "suppressed" or "trend_break" in found["flags"]:
        return word
    return f"{points_of(found)}: {word}"


def points_of(difference: ResultDict) -> str:
    """A difference of valences in points, with its margin."""
    text = gettext("%(points)s points") % {"points": signed(50 * (difference["value"] or 0))}
    if difference["lo"] is None or difference["hi"] is None:
        return text
    ends = {"text": text, "lo": signed(50 * difference["lo"]), "hi": signed(50 * difference["hi"])}
    return gettext("%(text)s (%(lo)s to %(hi)s)") % ends


def head_of(figures: Figures) -> dict[str, Any]:
    """The journey as a whole."""
    found = figures["score"]
    target = found["target"]
    return {
        "score": score_cell(found["valence"]),
        "change": change_words(found["change"]),
        "grade": cell(found["grade"]),
        "checklist": cell(found["checklist"]),
        "target": num(target["value"], 0) if target else "",
        "target_status": str(TARGETS[target["status"]]) if target else "",
    }


def steps_of(figures: Figures, levels: Mapping[str, float] | None = None) -> list[dict[str, Any]]:
    """Every step with what matters for a conclusion, in the order of the journey; ``levels`` are targets of steps."""
    pains = {pain["step"]: pain for pain in figures["pain_points"]}
    moments = {moment["step"]: moment for moment in figures["moments"]}
    rows = []
    for step in figures["steps"]:
        gain = gain_of(figures, step["key"], (levels or {}).get(step["key"]))
        row = _step(step, pains.get(step["key"]), moments.get(step["key"]))
        rows.append(row | {"gain": gain_words(gain)})
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
        "negative": gettext("unpleasant in %(x)d of %(n)d visits") % {"x": step["n_negative"], "n": step["n"]},
        "is_pain": pain is not None and pain["status"] == "pain_point",
        "is_reported": pain is not None and pain["status"] == "reported",
        "because": [str(BECAUSE[code]) for code in pain["because"]] if pain else [],
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
    name = str(MOMENTS[moment["direction"]]) if moment["direction"] else gettext("Moment of truth")
    if moment["status"] == "established":
        return name
    return gettext("Perhaps a moment of truth: too few visits, or no difference shown yet")


def gain_words(gain: ResultDict | None) -> str:
    """What an improvement may bring: ``about +0,3 on the overall grade, n = 120``; nothing where figures carry none."""
    if gain is None or gain["value"] is None:
        return ""
    if gain["value"] < LEAST_GAIN:
        small = {"points": num(2 * LEAST_GAIN), "n": gain["n"]}
        return gettext("less than %(points)s on the overall grade (goes together with it, n = %(n)d)") % small
    found = {"points": signed(gain["value"]), "n": gain["n"]}
    return gettext("about %(points)s on the overall grade (goes together with it, n = %(n)d)") % found


def _importance(share: ResultDict | None) -> str:
    """How much of the overall grade goes together with a step: ``33% (24–43%)`` of what all steps explain."""
    if share is None or share["value"] is None:
        return ""
    text = f"{num(100 * share['value'], 0)}%"
    if share["lo"] is None or share["hi"] is None:
        return text
    return f"{text} ({num(100 * share['lo'], 0)}–{num(100 * share['hi'], 0)}%)"


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
        "status": str(TARGETS[target["status"]]),
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
        "change": points_of(action["change"]) if action["change"] else "",
        "gain": gain_words(action["gain"]),
    }


def visits_words(n: int) -> str:
    """``120 visits``."""
    return ngettext("%(n)d visit", "%(n)d visits", n) % {"n": n}
