"""From approved visits to figures: the whole of ``shape.Figures`` over one selection.

Every number is computed by ``fieldwork.measurement``; here it is only asked for, grouped and named.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from fieldwork.measurement import segments as mixes
from fieldwork.measurement.memory import remembered
from fieldwork.measurement.numbers import nine
from fieldwork.measurement.results import FORMULA_VERSION, Result
from fieldwork.measurement.targets import target_status
from fieldwork.people.models import Location
from fieldwork.studies.models import Study, Wave

from .checklists import checklist_compared, checklist_of, dimensions_of, other_ways
from .comparisons import changes, flagged
from .drivers import drivers_of
from .facts import Facts, gather
from .logos import logo_of
from .matters import impact_of, importance_of, moments_of, pain_points_of
from .priorities import priorities_of
from .segments import (
    as_lowest,
    channels_of,
    compared,
    coverage_of,
    devices_of,
    locations_of,
    mix_cells,
    nodes_of,
    personas_of,
    phases_of,
    valence_of,
)
from .shape import SCHEMA, Drivers, Figures, JourneyScore, Meta, Mix, Pilot, Remembered, Step, Target
from .steps import VALENCE, steps_of


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
    facts = gather(study, waves, list(locations or ()), previous=previous, details=details)
    return figures_of(facts, made_at)


def figures_of(facts: Facts, made_at: datetime | None = None) -> Figures:
    """The figures of gathered facts; asks the database nothing."""
    drivers = drivers_of(facts)
    importance = importance_of(facts, drivers)
    moments = moments_of(facts, importance)
    return {
        "schema": SCHEMA,
        "meta": _meta(facts, made_at or timezone.now()),
        "score": _score(facts),
        "phases": phases_of(facts),
        "steps": _with_importance(steps_of(facts), drivers),
        "moments": moments,
        "pain_points": pain_points_of(facts, importance),
        "dimensions": dimensions_of(facts) if facts.details else [],
        "channels": channels_of(facts),
        "devices": devices_of(facts),
        "personas": personas_of(facts),
        "nodes": nodes_of(facts),
        "locations": locations_of(facts),
        "drivers": drivers,
        "impact_moments": impact_of(facts, drivers, moments),
        "priorities": priorities_of(facts, drivers),
    }


def _with_importance(steps: list[Step], drivers: Drivers) -> list[Step]:
    shares = {one["name"]: one["share"] for one in drivers["drivers"]}
    return [step | {"importance": shares.get(step["key"])} for step in steps]


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
        "client_logo": logo_of(facts.study.client),
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
        "thresholds": facts.settings.as_dict(),
        "pilot": _pilot(facts.study),
        "made_at": timezone.localtime(made_at).isoformat(timespec="seconds"),
        "made_by": None,
        "source_hash": facts.digest,
        "numbers_hash": facts.numbers,
        "corrects": None,
        "n_sites": facts.n_sites,
        "gap_panel": {
            "n_pairs": facts.panel.n,
            "instrument_offset": nine(facts.panel.of_instrument(facts.settings)),
        },
        "languages": [code for code in known if title.get(code)],
    }  # fmt: skip


def _pilot(study: Study) -> Pilot | None:
    """The pilot that was kept for this study, without who kept it."""
    kept: Any = {name: part for name, part in study.pilot.items() if name != "by"}
    return kept or None


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
    valence = valence_of(visits, facts.chain.total)
    mix = _mix(facts)
    family = [compared(facts, visits, facts.before.visits), checklist_compared(facts)]
    if mix and mix["flags"] and family[0]:
        family[0] = replace(family[0], difference=flagged(family[0].difference, *mix["flags"]))
    # The score and the checklist are different metric types: two families of one.
    change, checklist_change = (changes([one])[0] for one in family)
    n_unanswered = sum(row["unanswered"] for row in facts.now.rows)
    lowest: Any = as_lowest(facts, visits, facts.now.by_visit).as_dict() if n_unanswered else None
    found: Any = {
        "valence": valence.as_dict(),
        "checklist": checklist_of(facts, visits).as_dict(),
        "peak_end": _over_visits(facts, "peak_end", VALENCE).as_dict(),
        "grade": _over_visits(facts, "grade", (1, 10)).as_dict(),
        "recommend": _over_visits(facts, "recommend", (0, 10)).as_dict(),
        "coverage": coverage_of(facts),
        "target": target_of(facts.study, valence),
        "change": change,
        "checklist_change": checklist_change,
        "mix": mix,
        "n_unanswered": n_unanswered,
        "unanswered_as_lowest": lowest,
        "checklist_ways": other_ways(facts),
        "remembered": _remembered(facts),
    }
    return found


def _over_visits(facts: Facts, column: str, scale: tuple[float, float]) -> Result:
    values = ((visit.pk, getattr(visit, column)) for visit in facts.now.visits)
    return facts.chain.mean({pk: float(value) for pk, value in values if value is not None}, *scale)


def _mix(facts: Facts) -> Mix | None:
    """The change of the score with the channels in the same proportions in both waves (measurement 2.8).

    The fixed proportions are those of both waves together: neither of them is the norm.
    """
    (now, n_now), (before, n_before) = mix_cells(facts.now.visits), mix_cells(facts.before.visits)
    both = n_now + n_before
    if facts.previous_wave is None or not facts.one_instrument or len(both) < 2:
        return None
    found = mixes.change(before, now, both)
    return {"over": "channel", "raw": found.raw, "adjusted": found.adjusted, "flags": list(found.flags)}


def _remembered(facts: Facts) -> Remembered:
    found: Any = remembered(
        [
            (visit.valence, visit.peak_end, float(visit.grade))
            for visit in facts.now.visits
            if visit.valence is not None and visit.peak_end is not None and visit.grade is not None
        ],
        facts.settings,
    )
    return {
        "n": found.n,
        "r_mean": found.r_mean,
        "r_peak_end": found.r_peak_end,
        "better": found.better,
        "reason": found.reason,
    }


def target_of(study: Study, valence: Result) -> Target | None:
    """Whether the journey score reached the target of the study (measurement 7.1, higher is better)."""
    if study.target is None:
        return None
    target = float(study.target)
    lo, score, hi = (None if end is None else 50 * (1 + end) for end in (valence.lo, valence.value, valence.hi))
    return {"value": target, "status": target_status(lo, score, hi, target), "deadline": None}
