"""All figures of one question: what was answered, the figure in one line, its points, and the change."""

from collections.abc import Mapping, Sequence
from typing import Any

from fieldwork.capture.states import AnswerStatus
from fieldwork.measurement.answers import answer_value
from fieldwork.measurement.numbers import is_number, median
from fieldwork.measurement.questions import possible
from fieldwork.measurement.results import Result

from .comparisons import Compared, changes, means, shares, values_of
from .facts import Facts, Row
from .shape import Option, Question, Text

YES, NO = {"nl": "Ja", "en": "Yes"}, {"nl": "Nee", "en": "No"}
SCALES = {"grade": (1, 10), "nps": (0, 10)}
NUMBERS = {"number", "duration"}
SECONDS = {"nl": "seconden", "en": "seconds"}


def questions_of(facts: Facts, step: Mapping[str, Any]) -> list[Question]:
    """The questions of a step in their order; internal ones and notes are left out.

    The changes of the step are one family: every question of the page.
    """
    asked = [one for one in step.get("questions") or () if not one.get("internal") and one["kind"] != "note"]
    walked = {row["visit"] for row in facts.now.by_step.get(step["key"], [])}
    found = [_Tally(facts, step["key"], question, walked) for question in asked]
    words = changes([one.compared() for one in found])
    return [one.shape() | {"change": change} for one, change in zip(found, words, strict=True)]


class _Tally:
    """One question over the visits that walked its step."""

    def __init__(self, facts: Facts, step: str, question: Mapping[str, Any], walked: set[int]) -> None:
        self.facts, self.step, self.question, self.walked = facts, step, question, walked
        self.kind = question["kind"]
        path = (step, question["key"])
        self.rows = [row for row in facts.now.by_question.get(path, []) if row["visit"] in walked]
        self.earlier = facts.before.by_question.get(path, [])
        self.values, self.past = _values(self.rows), _values(self.earlier)
        self.choices = choices(question)
        self.main_option = _main_option(question)

    def shape(self) -> Question:
        status = [row["status"] for row in self.rows]
        n_na, n_missing = status.count(AnswerStatus.NA), status.count(AnswerStatus.MISSING)
        main = self.main()
        points = self.points()
        return {
            "path": f"{self.step}/{self.question['key']}",
            "kind": self.kind,
            "dimension": self.question.get("dimension") or "",
            "text": dict(self.question["text"]),
            "unit": SECONDS if self.kind == "duration" else dict(self.question.get("unit") or {}),
            "decimals": int(self.question.get("decimals") or 0),
            "internal": False,
            "critical": self.question.get("critical") or "none",
            "n_answered": len(self.values),
            "n_na": n_na,
            "n_missing": n_missing,
            "n_not_asked": max(0, len(self.walked) - len(self.values) - n_na - n_missing),
            "options": self.options(),
            "main_option": self.main_option,
            "main": main.as_dict() if main else None,  # type: ignore[typeddict-item]
            "median": median(self.values.values()) if self.kind in NUMBERS and self.values else None,
            "points": points.as_dict() if points else None,  # type: ignore[typeddict-item]
            "target": None,
            "change": None,
        }

    def chosen(self, key: str, values: Mapping[int, Any]) -> dict[int, bool]:
        """Which of the visits that answered gave this answer."""
        return {
            visit: key in value if isinstance(value, list) else str(value) == key for visit, value in values.items()
        }

    def options(self) -> list[Option]:
        worth = _worth(self.question)
        found: list[Option] = []
        for key, text in self.choices:
            chosen = self.chosen(key, self.values)
            share: Any = self.facts.chain.share(chosen).as_dict()
            x = sum(chosen.values())
            found.append({"key": key, "text": text, "n": x, "share": share, "points_percent": worth.get(key)})
        return found

    def main(self) -> Result | None:
        """The share of the main option, or the mean of a number in its own unit."""
        if self.main_option is not None:
            return self.facts.chain.share(self.chosen(self.main_option, self.values))
        scale = self.scale()
        return self.facts.chain.mean(_numbers(self.values), *scale) if scale else None

    def scale(self) -> tuple[float | None, float | None] | None:
        """The bounds of a question whose mean says something; ``None`` for all others."""
        if self.kind in SCALES:
            return SCALES[self.kind]
        if self.kind == "scale":
            return 1, len(self.question.get("anchors") or ())
        return (None, None) if self.kind in NUMBERS else None

    def points(self) -> Result | None:
        """Score 0-100 over the answers that count; ``None`` when the question is not scored."""
        if possible(self.question) is None or self.question.get("included", True) is False:
            return None
        scored = {row["visit"]: 100 * row["points"] / row["max_points"] for row in self.rows if row["max_points"]}
        return self.facts.chain.mean(scored, 0, 100)

    def compared(self) -> Compared | None:
        """The main figure against the wave before, when there was one and it asked this question."""
        if self.facts.previous_wave is None or not self.earlier:
            return None
        relevant, chain = self.facts.settings.relevant_change / 100, self.facts.chain
        if self.main_option is not None:
            now, before = (self.chosen(self.main_option, values) for values in (self.values, self.past))
            return shares(now, before, chain, relevant=relevant)
        scale = self.scale()
        if scale is None:
            return None
        lo, hi = scale
        size = hi - lo if lo is not None and hi is not None else 0.0
        numbers, past = _numbers(self.values), _numbers(self.past)
        return means(numbers, past, chain, scale=scale, relevant=relevant * size)


def _values(rows: Sequence[Row]) -> dict[int, Any]:
    found = ((row["visit"], answer_value(row["value"])) for row in rows if row["status"] == AnswerStatus.ANSWERED)
    return {visit: value for visit, value in found if value is not None}


def _numbers(values: Mapping[int, Any]) -> dict[int, float]:
    return values_of((visit, value if is_number(value) else None) for visit, value in values.items())


def choices(question: Mapping[str, Any]) -> list[tuple[str, Text]]:
    """The answers one could pick, as (key, words); empty for texts, numbers, dates and photos."""
    kind = question["kind"]
    if kind == "yes_no":
        return [("yes", dict(YES)), ("no", dict(NO))]
    if kind in {"single", "multiple"}:
        return [(one["key"], dict(one["text"])) for one in question.get("options") or ()]
    if kind == "scale":
        return [(str(i), dict(one["text"])) for i, one in enumerate(question.get("anchors") or (), start=1)]
    if kind == "grade":
        return [(str(grade), {"nl": str(grade), "en": str(grade)}) for grade in range(1, 11)]
    return []


def _listed(question: Mapping[str, Any]) -> dict[str, float]:
    """Points per answer key, for kinds with answers to pick."""
    kind = question["kind"]
    if kind == "yes_no":
        pairs = (question.get("points") or {}).items()
    elif kind in {"single", "multiple"}:
        pairs = [(one["key"], one.get("points")) for one in question.get("options") or ()]
    elif kind == "scale":
        pairs = [(str(i), one.get("points")) for i, one in enumerate(question.get("anchors") or (), start=1)]
    elif kind == "grade" and question.get("scored"):
        pairs = [(str(grade), grade - 1) for grade in range(1, 11)]
    else:
        pairs = []
    return {key: float(points) for key, points in pairs if points is not None}


def _worth(question: Mapping[str, Any]) -> dict[str, float]:
    """What each answer earns of the most one answer can, 0 to 100."""
    points = _listed(question)
    most = max(points.values(), default=0.0)
    return {key: max(0.0, 100 * one / most) for key, one in points.items()} if most > 0 else {}


def _main_option(question: Mapping[str, Any]) -> str | None:
    """The answer whose share sums the question up: yes, or the single choice that earns most."""
    if question["kind"] == "yes_no":
        return "yes"
    if question["kind"] == "single":
        points = _listed(question)
        return max(points, key=lambda key: points[key]) if max(points.values(), default=0.0) > 0 else None
    return None
