"""One step of the journey: both emotions, the spread, what was named, what happened, what was said and seen."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fieldwork.measurement import emotion
from fieldwork.measurement.journey import CurvePoint, Row, curve, per_visit
from fieldwork.measurement.numbers import mean, nine
from fieldwork.measurement.results import Result, nothing
from fieldwork.measurement.settings import DEFAULTS, Settings

from .comparisons import Compared, apart, changes, means
from .faces import faces_of
from .facts import Facts
from .photos import photos_of
from .questions import questions_of
from .quotes import quotes_of
from .shape import CountOf, Desired, GapClass, NamedEmotion, Step, valence_class

VALENCE = (-1.0, 1.0)
LEAST_RAW = 3  # visits


def valences(rows: Iterable[Row]) -> dict[int, float]:
    """One valence per visit from the rows of a step."""
    return per_visit(rows, lambda row: row.get("v"))


def steps_of(facts: Facts) -> list[Step]:
    """Every step in the order of the journey; the changes of the steps are one family."""
    now, before = (
        {point.step: point for point in curve(facts.plan, sample.rows, facts.settings, facts.chain)}
        for sample in (facts.now, facts.before)
    )
    phases = [(phase["key"], step) for phase in facts.document["phases"] for step in phase["steps"]]
    words = changes([_compared(facts, step["key"]) for _phase, step in phases])
    found = []
    for number, ((phase, step), change) in enumerate(zip(phases, words, strict=True), start=1):
        past = before[step["key"]] if facts.previous_wave else None
        found.append(_step(facts, number, phase, step, now[step["key"]], past) | {"change": change})
    return found  # type: ignore[return-value]


def _compared(facts: Facts, key: str) -> Compared | None:
    if facts.previous_wave is None:
        return None
    return felt_change(facts, *(sample.valences.get(key, {}) for sample in (facts.now, facts.before)))


def felt_change(facts: Facts, now: Mapping[int, float], before: Mapping[int, float]) -> Compared:
    """Compare the valences of visits with those of the wave before, when one instrument gave them all."""
    if not facts.one_instrument:
        return apart(now, before, "different_instruments")
    return means(now, before, facts.chain, scale=VALENCE, relevant=relevant_valence(facts.settings))


def relevant_valence(settings: Settings) -> float:
    """The smallest change of a valence that matters: the study says it in points of 0-100."""
    return settings.relevant_change / 50


def _step(
    facts: Facts, number: int, phase: str, step: Mapping[str, Any], point: CurvePoint, past: CurvePoint | None
) -> dict[str, Any]:
    rows = facts.now.by_step.get(step["key"], [])
    raw = per_visit(rows, lambda row: row.get("gap"))
    corrected = {visit: emotion.corrected_gap(gap, facts.gap_offsets[visit]) for visit, gap in raw.items()}
    gaps = facts.chain.mean(corrected)
    felt_here = facts.now.valences.get(step["key"], {})
    felt = facts.felt_by_step.get(step["key"], [])
    faces = faces_of(facts, step["key"], rows)
    return {
        "key": step["key"],
        "number": number,
        "phase": phase,
        "title": dict(step["title"]),
        "channel": step.get("channel") or "other",
        "channels": _channels(facts, rows),
        "owner": step.get("owner") or "",
        "mode": step.get("mode") or "active",
        "n": point.n,
        "n_unanswered": len({row["visit"] for row in rows if row["unanswered"]}),
        "style": point.style,
        "both": point.both.as_dict(),
        "implicit": point.implicit.as_dict(),
        "conscious": point.conscious.as_dict(),
        "median": point.median,
        "gap": gaps.as_dict(),
        "gap_raw": _uncorrected(facts, raw).as_dict(),
        "gap_class": gap_class(gaps, facts.settings),
        "n_negative": sum(nine(v) <= facts.settings.negative for v in felt_here.values()),
        "negative": point.negative.as_dict(),
        "desired": _desired(step, point),
        "distribution": distribution(felt_here.values()),
        "emotions": _emotions(felt),
        "causes": _causes(felt),
        "grade": point.grade.as_dict(),
        "checklist": point.score.as_dict(),
        "change": None,
        "previous_implicit": past.implicit.as_dict() if past and past.implicit.n and facts.one_instrument else None,
        "previous_conscious": past.conscious.as_dict() if past and past.conscious.n else None,
        "importance": None,
        "questions": questions_of(facts, step) if facts.details else [],
        "quotes": quotes_of(facts, step),
        "photos": photos_of(facts, step),
        **({"faces": faces} if faces else {}),
    }


def _uncorrected(facts: Facts, raw: Mapping[int, float]) -> Result:
    """The gap as told; not for one or two visits: beside the corrected one it would show a shopper's habit."""
    if 0 < len(raw) < LEAST_RAW:
        return nothing("below_min_cell", method="t", n=len(raw))
    return facts.chain.mean(raw, -2, 2)


def gap_class(gaps: Result, settings: Settings = DEFAULTS) -> GapClass:
    """What the mean gap of a step may be called: a gap, demonstrably none, or nothing yet (measurement 1.7)."""
    if emotion.is_gap(gaps, settings):
        return "says_better_than_feels" if (gaps.value or 0) > 0 else "feels_better_than_says"
    if gaps.n >= settings.gap_visits and gaps.lo is not None and gaps.hi is not None:
        small = -settings.gap_mean < gaps.lo and gaps.hi < settings.gap_mean
        return "consistent" if small else "not_shown"
    return "not_shown"


def distribution(values: Iterable[float]) -> list[int]:
    """Visits per class from very unpleasant to very pleasant."""
    counts = Counter(valence_class(value) for value in values)
    return [counts[index] for index in range(5)]


def _desired(step: Mapping[str, Any], point: CurvePoint) -> Desired | None:
    wish = step.get("desired")
    if not wish or point.desired is None or point.distance is None:
        return None
    found: Any = {
        "valence": point.desired,
        "emotions": list(wish.get("emotions") or []),
        "set_by": wish.get("set_by") or "",
        "distance": point.distance.as_dict(),
        "status": point.desired_status,
    }
    return found


def _channels(facts: Facts, rows: Sequence[Row]) -> list[Any]:
    counts = Counter(facts.visit_by_pk[visit].channel for visit in {row["visit"] for row in rows})
    return [{"channel": channel, "n": n} for channel, n in sorted(counts.items(), key=lambda one: (-one[1], one[0]))]


def _emotions(felt: Iterable[Row]) -> list[NamedEmotion]:
    """Which emotions were named in how many visits, most named first."""
    named: dict[tuple[str, int], dict[Any, list[int]]] = {}
    signs: dict[tuple[Any, Any], int | None] = {}
    for row in felt:
        for one in row["named"] or []:
            word = (one.get("emotion"), one.get("sign"))
            sign = signs[word] if word in signs else signs.setdefault(word, _sign(one))
            if sign is None:
                continue
            strengths = named.setdefault((one["emotion"], sign), {}).setdefault(row["visit"], [])
            if sign and one.get("intensity"):
                strengths.append(int(one["intensity"]))
    ordered = sorted(named.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    return [
        {"emotion": code, "sign": sign, "n": len(visits), "intensity": _mean_of(visits.values())}  # type: ignore[typeddict-item]
        for (code, sign), visits in ordered
    ]


def _sign(one: Mapping[str, Any]) -> int | None:
    """Whether a named emotion is pleasant (1), unpleasant (-1) or neither; ``None`` when it is not known."""
    try:
        v_c = emotion.conscious_valence([{**one, "intensity": 1}]).v_c
    except (ValueError, TypeError, KeyError):
        return None
    return 0 if not v_c else 1 if v_c > 0 else -1


def _mean_of(lists: Iterable[list[int]]) -> float | None:
    flat = [value for values in lists for value in values]
    return mean(flat) if flat else None


def _causes(felt: Iterable[Row]) -> list[CountOf]:
    visits = {(row["visit"], row["cause_tag"]) for row in felt if row["cause_tag"]}
    counts = Counter(cause for _visit, cause in visits)
    return [{"code": code, "n": n} for code, n in sorted(counts.items(), key=lambda one: (-one[1], one[0]))]
