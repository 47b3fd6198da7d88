"""What the figures say to an interpretation: where a target stands, what an action may bring, what a change was.

Plain arithmetic on frozen figures; the methods are those of the measurement module.
"""

from typing import Any

from fieldwork.measurement.results import nothing
from fieldwork.measurement.settings import DEFAULTS
from fieldwork.measurement.targets import target_status
from reports.figures.shape import Driver, Figures, ResultDict, Step, TargetStatus
from reports.improvement.states import Direction, Metric

BEST_OF_GRADES = 10.0
ANY_LEAD_TIME = 1.0  # weeks; the gain does not depend on it


def step_of(figures: Figures, key: str | None) -> Step | None:
    """The step with this key; ``None`` when these figures have none."""
    return next((step for step in figures["steps"] if step["key"] == key), None)


def as_score(valence: ResultDict) -> ResultDict:
    """A measured valence on the scale that is printed, 0 to 100; its spread comes along."""

    def moved(value: float | None) -> float | None:
        return None if value is None else round(50 * (1 + value), 9)

    sd = valence.get("sd")
    ends: Any = {name: moved(valence[name]) for name in ("value", "lo", "hi")}
    return {**valence, **ends, "sd": None if sd is None else 50 * sd}


def figure_of(figures: Figures, metric: str, step: str = "") -> ResultDict:
    """The figure a target is about, on the scale of the target; without a value when it was not measured."""
    if metric == Metric.JOURNEY_SCORE:
        return as_score(figures["score"]["valence"])
    if metric == Metric.STEP_SCORE:
        found = step_of(figures, step)
        return as_score(found["both"]) if found else nothing("no_data").as_dict()  # type: ignore[return-value]
    return figures["score"]["grade" if metric == Metric.GRADE else "checklist"]


def status_of(now: ResultDict, value: float, direction: str) -> TargetStatus:
    """Whether the figure of now reached a target (measurement 7.1)."""
    better = "lower" if direction == Direction.DOWN else "higher"
    return target_status(now["lo"], now["value"], now["hi"], value, better)  # type: ignore[arg-type]


# --- what an action may bring -------------------------------------------------------------------------
def effect_of(figures: Figures, step: str | None, level: float | None) -> ResultDict | None:
    """Points of the overall grade to expect when a step comes to ``level``, its own target of 0 to 100 (6.6, ΔY).

    ``None`` where the figures do not carry it: no target for the step, too few visits, no link with the grade, a step
    that turns around beside the others, or one that stands at its target. It rests on association; there is no
    margin, and ``n`` counts the visits behind the link.
    """
    drivers, found = figures["drivers"], step_of(figures, step)
    driver = next((one for one in drivers["drivers"] if one["name"] == step), None)
    if level is None or found is None or driver is None or not _may_lead(figures, driver):
        return None
    now, grade = as_score(found["both"]), figures["score"]["grade"]
    spreads = grade.get("sd"), now.get("sd")
    if now["value"] is None or grade["value"] is None or not all(spreads):
        return None
    # The arithmetic of matrices stays out of web processes that never ask for it.
    from fieldwork.measurement.priorities import Lever, priority_point

    reach = min(1.0, found["n"] / figures["meta"]["n_visits"])
    point = priority_point(
        Lever(level, ANY_LEAD_TIME, reach=reach, current=now["value"]),
        lmg_share=driver["share"]["value"] or 0.0, r2=drivers["r2"] or 0.0, sd_y=spreads[0] or 0.0,
        sd_x=spreads[1] or 0.0, sign=driver["sign_r"], outcome_now=grade["value"], outcome_target=BEST_OF_GRADES,
    )  # fmt: skip
    if not point.eligible:
        return None
    result: Any = {
        **driver["share"], "value": point.gain, "lo": None, "hi": None, "n": drivers["n"], "n_eff": None,
        "method": "priority_point", "display_class": "indicative", "reason": None, "flags": ["association"], "sd": None,
    }  # fmt: skip
    return result


def _may_lead(figures: Figures, driver: Driver) -> bool:
    """Whether the link of a step with the grade carries an expectation at all."""
    drivers = figures["drivers"]
    is_enough = drivers["status"] != "suppressed" and drivers["outcome"] == "grade" and drivers["r2"] is not None
    is_lever = driver["sign_r"] > 0 and driver["sign_beta"] > 0
    return is_enough and is_lever and (driver["share"]["lo"] or 0.0) > 0


# --- what a change was --------------------------------------------------------------------------------
def change_of(figures: Figures, step: str | None) -> ResultDict | None:
    """How much a step, or without one the journey, changed since the wave before (valence); ``None`` without one."""
    found = step_of(figures, step)
    change = found["change"] if found else figures["score"]["change"] if not step else None
    return change["difference"] if change and change["difference"]["value"] is not None else None


def outcome_of(figures: Figures, change: ResultDict) -> str:
    """What re-measuring says (7.2), with the smallest change that matters to the study; a code of ``Outcome``."""
    from fieldwork.measurement.effects import effect_status

    relevant = figures["meta"]["thresholds"].get("relevant_change", DEFAULTS.relevant_change)
    return effect_status(change["lo"], change["hi"], relevant / 50)


def pains_of(figures: Figures) -> list[str]:
    """The steps that the rule calls pain points, worst first."""
    return [pain["step"] for pain in figures["pain_points"] if pain["status"] == "pain_point"]


def keys_of(figures: Figures) -> set[str]:
    """The steps of these figures."""
    return {step["key"] for step in figures["steps"]}
