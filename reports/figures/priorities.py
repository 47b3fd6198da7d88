"""What first: what the overall grade may gain where a step comes to what better places reach (measurement 6.6)."""

from typing import Any

from fieldwork.measurement.numbers import mean

from .drivers import linked
from .facts import Facts
from .shape import Drivers, Gain, Priorities

BEST = 10.0  # of a grade and of a recommendation
SAME_FOR_ALL = 1.0  # weeks; how long a step takes is for who plans


def priorities_of(facts: Facts, drivers: Drivers) -> Priorities:
    """The steps in the order of what they may bring; none, with the reason, where the drivers say nothing."""
    outcome = drivers["outcome"]
    if drivers["status"] == "suppressed":
        return {"outcome": outcome, "reason": drivers["reason"], "gains": []}
    from fieldwork.measurement.priorities import Lever, achievable_level, priorities

    given, _outcome, identity = linked(facts)
    levers = {
        name: Lever(level, SAME_FOR_ALL, reach=_reach(facts, name))
        for name in given.names
        if (level := achievable_level(None, _means_of_places(facts, name))) is not None
    }
    now = mean(given.y)
    found = priorities(given, levers, now, BEST, identity, settings=facts.settings)
    standing = {name: mean(row[k] for row in given.x) for k, name in enumerate(given.names)}
    return {
        "outcome": outcome,
        "reason": found.reason,
        "gains": [_gain(one, standing[one.name], levers[one.name].achievable, BEST - now) for one in found.ranked],
    }


def _reach(facts: Facts, step: str) -> float:
    """The share of the visits that came to a step."""
    return min(1.0, len(facts.now.valences.get(step, {})) / len(facts.now.visits))


def _means_of_places(facts: Facts, step: str) -> list[float]:
    places: dict[int, list[float]] = {}
    for visit, v in facts.now.valences.get(step, {}).items():
        places.setdefault(facts.now.place_of[visit], []).append(50 * (1 + v))
    return [mean(scores) for _place, scores in sorted(places.items())]


def _gain(one: Any, now: float, achievable: float, gap: float) -> Gain:
    """A share of the gap to the best outcome, as points of that outcome."""
    result: Any = one.expected.as_dict()
    points: Any = {end: None if result[end] is None else result[end] * gap for end in ("value", "lo", "hi")}
    return {
        "step": one.name,
        "now": now,
        "achievable": achievable,
        "gain": result | points,
        "p_top3": one.p_top3,
        "because": one.because,
    }
