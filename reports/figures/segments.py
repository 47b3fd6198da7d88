"""Cuts through the same visits: phases, channels, devices, personas, parts of the tree and locations."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fieldwork.measurement.consistency import icc1, may_rank, reliability
from fieldwork.measurement.journey import journey_score, phase_scores, step_score, visit_valence
from fieldwork.measurement.numbers import mean
from fieldwork.measurement.results import Result

from .checklists import SCORE, checklist_of
from .comparisons import Compared, changes, values_of
from .facts import Facts, Row, VisitRow
from .shape import Locations, Phase, Segment
from .states import Device
from .steps import VALENCE, felt_change, valences


# --- phases -------------------------------------------------------------------------------------------
def phases_of(facts: Facts) -> list[Phase]:
    """Every phase with the mean valence and checklist score of its steps, within a visit and then over visits."""
    scores = phase_scores(facts.plan, facts.now.rows, facts.chain)
    found: list[Phase] = []
    for phase in facts.document["phases"]:
        keys = [step["key"] for step in phase["steps"]]
        valence: Any = (scores[phase["key"]] if keys else facts.chain.mean({})).as_dict()
        checklist: Any = facts.chain.mean(_phase_checklist(facts, set(keys)), *SCORE).as_dict()
        found.append(
            {
                "key": phase["key"],
                "title": dict(phase["title"]),
                "lifecycle": phase["lifecycle"],
                "steps": keys,
                "valence": valence,
                "checklist": checklist,
            }
        )
    return found


def _phase_checklist(facts: Facts, keys: set[str]) -> dict[int, float]:
    """Per visit the weighted mean of the step scores of a phase."""
    weights = {step.key: float(step.weight) for step in facts.plan.steps if step.key in keys}
    visits: dict[int, list[tuple[float, float]]] = {}
    for row in facts.now.rows:
        score = step_score(row) if row["step"] in weights else None
        if score is not None:
            visits.setdefault(row["visit"], []).append((weights[row["step"]], score))
    return {
        visit: sum(weight * score for weight, score in pairs) / sum(weight for weight, _ in pairs)
        for visit, pairs in visits.items()
        if sum(weight for weight, _ in pairs) > 0
    }


# --- segments -----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Cut:
    """One segment: its visits now and before, and how many places they are a sample of."""

    key: str
    name: str
    now: list[VisitRow]
    before: list[VisitRow]
    n_sites: int | None


def channels_of(facts: Facts) -> list[Segment]:
    """Every channel that was used, most visits first; their changes are one family, as those of every list here."""
    return _segments(facts, _by_size(facts, lambda visit: visit.channel), with_steps=True)


def devices_of(facts: Facts) -> list[Segment]:
    """Every kind of device, most visits first. What names one phone is no kind and stays out of the figures."""
    return _segments(facts, _by_size(facts, lambda visit: visit.device if visit.device in Device.values else None))


def personas_of(facts: Facts) -> list[Segment]:
    """Every kind of customer that was played, most visits first."""
    cuts = _by_size(facts, lambda visit: None if visit.persona is None else str(visit.persona))
    named = [Cut(cut.key, facts.personas[int(cut.key)], cut.now, cut.before, cut.n_sites) for cut in cuts]
    return _segments(facts, named)


def nodes_of(facts: Facts) -> list[Segment]:
    """Regions, then districts, by name, where the visits lie in more than one of them."""
    cuts = []
    for level in ("region", "district"):
        above = {pk: getattr(place, level) for pk, place in facts.places.items()}
        now, before = (_above(sample.visits, above) for sample in (facts.now, facts.before))
        nodes = [node for node in facts.nodes_above if node.pk in now]
        if len(nodes) > 1:
            cuts += [Cut(node.code, node.name, now[node.pk], before.get(node.pk, []), node.n_sites) for node in nodes]
    return _segments(facts, cuts)


def locations_of(facts: Facts) -> Locations:
    """Every location by name; in order of score only when the scores tell locations apart (measurement 2.7)."""
    now, before = (_grouped(sample.visits, lambda visit: visit.location) for sample in (facts.now, facts.before))
    places = sorted((facts.places[pk] for pk in now), key=lambda place: (place.name.casefold(), place.pk))
    cuts = [Cut(place.code, place.name, now[place.pk], before.get(place.pk, []), None) for place in places]
    rows = _segments(facts, cuts)
    groups = [[50 * (1 + visit.valence) for visit in visits if visit.valence is not None] for visits in now.values()]
    groups = [group for group in groups if group]
    known = reliability(icc1(groups).icc1, mean(len(group) for group in groups)) if groups else None
    ranked = may_rank(known, min((len(visits) for visits in now.values()), default=0), facts.settings)
    if ranked:
        rows.sort(key=lambda row: -(row["valence"]["value"] if row["valence"]["value"] is not None else -2))
    return {"ranked": ranked, "reliability": known, "rows": rows}


def _grouped(visits: Iterable[VisitRow], read: Callable[[VisitRow], Any]) -> dict[Any, list[VisitRow]]:
    found: dict[Any, list[VisitRow]] = {}
    for visit in visits:
        if (key := read(visit)) is not None:
            found.setdefault(key, []).append(visit)
    return found


def _above(visits: Iterable[VisitRow], above: Mapping[int, int | None]) -> dict[Any, list[VisitRow]]:
    return _grouped(visits, lambda visit: above[visit.location])


def _by_size(facts: Facts, read: Callable[[VisitRow], str | None]) -> list[Cut]:
    now, before = (_grouped(sample.visits, read) for sample in (facts.now, facts.before))
    names = sorted(now, key=lambda name: (-len(now[name]), name))
    return [Cut(name, "", now[name], before.get(name, []), facts.n_sites) for name in names]


def compared(facts: Facts, now: Iterable[VisitRow], before: Iterable[VisitRow]) -> Compared | None:
    """Journey valence of visits against that of visits of the wave before; ``None`` when there was none."""
    if facts.previous_wave is None:
        return None
    values, earlier = (values_of((visit.pk, visit.valence) for visit in visits) for visits in (now, before))
    return felt_change(facts, values, earlier)


def valence_of(visits: Sequence[VisitRow], n_sites: int | None) -> Result:
    """Journey valence over visits, out of so many places."""
    return journey_score([visit.valence for visit in visits], [visit.location for visit in visits], n_sites)


def _segments(facts: Facts, cuts: Sequence[Cut], *, with_steps: bool = False) -> list[Segment]:
    words = changes([compared(facts, cut.now, cut.before) for cut in cuts])
    rows = facts.now.by_visit
    return [
        _segment(facts, cut, rows, with_steps) | {"change": change} for cut, change in zip(cuts, words, strict=True)
    ]


def _segment(facts: Facts, cut: Cut, rows: Mapping[int, list[Row]], with_steps: bool) -> Segment:
    mine = [row for visit in cut.now for row in rows.get(visit.pk, [])]
    valence: Any = valence_of(cut.now, cut.n_sites).as_dict()
    checklist: Any = checklist_of(facts, cut.now).as_dict()
    n_unanswered = sum(row["unanswered"] for row in mine)
    return {
        "key": cut.key,
        "name": cut.name,
        "n": len(cut.now),
        "valence": valence,
        "checklist": checklist,
        "steps": _steps_of(facts, mine) if with_steps else {},
        "change": None,
        "n_unanswered": n_unanswered,
        "unanswered_as_lowest": as_lowest(facts, cut.now, rows).value if n_unanswered else None,
    }


def _steps_of(facts: Facts, rows: Iterable[Row]) -> dict[str, Any]:
    walked: dict[str, list[Row]] = {}
    for row in rows:
        walked.setdefault(row["step"], []).append(row)
    return {
        step.key: facts.chain.mean(valences(walked[step.key]), *VALENCE).as_dict()
        for step in facts.plan.steps
        if step.key in walked
    }


# --- contacts nobody answered -------------------------------------------------------------------------
def as_lowest(facts: Facts, visits: Iterable[VisitRow], rows: Mapping[int, list[Row]]) -> Result:
    """Mean journey valence when every contact nobody answered counts as the most unpleasant one (3.7)."""
    weights = {step.key: float(step.weight) for step in facts.plan.steps}
    found = {}
    for visit in visits:
        mine = [row for row in rows.get(visit.pk, []) if row["step"] in weights]
        felt = [-1.0 if row["unanswered"] else row["v"] for row in mine]
        v = visit_valence(felt, [weights[row["step"]] for row in mine]).v
        if v is not None:
            found[visit.pk] = v
    return facts.chain.mean(found, *VALENCE)


def coverage_of(facts: Facts) -> float | None:
    """Share of the weight of the steps that were walked in which something was felt and told."""
    weights = {step.key: float(step.weight) for step in facts.plan.steps}
    applicable = [
        row for row in facts.now.rows if row["step"] in weights and (row["v"] is not None or not row["unanswered"])
    ]
    whole = sum(weights[row["step"]] for row in applicable)
    return sum(weights[row["step"]] for row in applicable if row["v"] is not None) / whole if whole else None


def mix_cells(visits: Iterable[VisitRow]) -> tuple[dict[str, tuple[float, int]], Counter[str]]:
    """Per channel the mean valence and how many visits have one; and how many visits there are."""
    groups = _grouped([visit for visit in visits if visit.valence is not None], lambda visit: visit.channel)
    cells = {name: (mean(visit.valence or 0.0 for visit in group), len(group)) for name, group in groups.items()}
    return cells, Counter({name: n for name, (_mean, n) in cells.items()})
