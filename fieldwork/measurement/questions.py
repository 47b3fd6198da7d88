"""What an answer is worth, per kind of question.

Reads the question as the journey document has it. A kind without points (text, photo, date, note,
recommendation) is never scored.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from .answers import answer_value, is_na
from .numbers import exact, is_number

Question = Mapping[str, Any]
ZERO = Fraction(0)


class InvalidAnswer(ValueError):
    """A stored answer that its question cannot have; counted as missing, never as a score."""


def possible(question: Question) -> Fraction | None:
    """The most points the question can bring; ``None`` when it is not scored.

    Single choice, scale and bands: the best option. Multiple choice: the sum of its positive points.
    A question whose best answer brings nothing is not scored either.
    """
    kind = question.get("kind")
    if kind == "grade":
        return Fraction(1) if question.get("scored") else None
    points = _points_listed(question)
    if not points:
        return None
    most = sum((p for p in points if p > 0), ZERO) if kind == "multiple" else max(points)
    return most if most > 0 else None


def _points_listed(question: Question) -> list[Fraction]:
    kind = question.get("kind")
    if kind == "yes_no":
        listed = list((question.get("points") or {}).values())
    elif kind in {"single", "multiple"}:
        listed = [option.get("points") for option in question.get("options") or ()]
    elif kind == "scale":
        listed = [anchor.get("points") for anchor in question.get("anchors") or ()]
    elif kind in {"number", "duration"}:
        listed = [band.get("points") for band in question.get("bands") or ()]
    else:
        listed = []
    return [exact(points) for points in listed if points is not None]


def earned(question: Question, value: Any) -> Fraction | None:
    """Points of one given value of a scored question, from 0 to its maximum.

    ``None`` when this very answer carries no points (an option without points): it then leaves the
    score, like N/A. Raises ``InvalidAnswer`` when the question cannot have this value.
    """
    kind = question.get("kind")
    if kind == "multiple":
        return _earned_by_several(question, value)
    if kind == "grade":
        return Fraction(_whole(value, 1, 10) - 1, 9)
    if kind == "scale":
        anchors = question.get("anchors") or ()
        points = anchors[_whole(value, 1, len(anchors)) - 1].get("points")
    elif kind == "yes_no":
        if value not in ("yes", "no"):
            raise InvalidAnswer(f"{value!r} is neither yes nor no")
        points = (question.get("points") or {}).get(value)
    elif kind == "single":
        points = _option(question, value).get("points")
    elif kind in {"number", "duration"}:
        return _earned_in_band(question, value)
    else:
        return None
    return None if points is None else max(ZERO, exact(points))


def _earned_by_several(question: Question, value: Any) -> Fraction:
    if not isinstance(value, list):
        raise InvalidAnswer("a list of options is needed")
    chosen = {key: _option(question, key).get("points") for key in value}
    total = sum((exact(points) for points in chosen.values() if points is not None), ZERO)
    return min(max(ZERO, total), possible(question) or ZERO)


def _earned_in_band(question: Question, value: Any) -> Fraction:
    if not is_number(value):
        raise InvalidAnswer(f"{value!r} is no number")
    amount = exact(value)
    for band in question.get("bands") or ():
        if band.get("upto") is None or amount <= exact(band["upto"]):
            return max(ZERO, exact(band.get("points") or 0))
    return ZERO


def _option(question: Question, key: Any) -> Mapping[str, Any]:
    for option in question.get("options") or ():
        if option.get("key") == key:
            found: Mapping[str, Any] = option
            return found
    raise InvalidAnswer(f"{key!r} is no option")


def _whole(value: Any, lowest: int, highest: int) -> int:
    if not is_number(value) or value != int(value) or not lowest <= value <= highest:
        raise InvalidAnswer(f"{value!r} is not a whole number from {lowest} to {highest}")
    return int(value)


def points_of(
    question: Question, value: Any, options: Mapping[str, Any] | None = None
) -> tuple[Fraction, Fraction] | None:
    """Points and maximum of one answer, or ``None`` when it leaves the score.

    ``value`` is the stored answer (``{"v": ...}``, ``{"na": ...}``, ``{"skipped": ...}``, ``None``) or
    the plain value. ``options`` are the journey's: with ``missing`` or ``na`` at ``zero`` a missing
    answer or N/A is worth nothing of the maximum. Weight, ``internal`` and ``included`` are not looked
    at here.
    """
    most = possible(question)
    if most is None:
        return None
    options = options or {}
    given = answer_value(value)
    if given is None:
        option = options.get("na" if is_na(value) else "missing")
        return (ZERO, most) if option == "zero" else None
    try:
        points = earned(question, given)
    except InvalidAnswer:
        return (ZERO, most) if options.get("missing") == "zero" else None
    return None if points is None else (min(points, most), most)
