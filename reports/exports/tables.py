"""A table on its way to a file: columns with a stable key and a type, rows as dictionaries. No Django models here.

The same tables become a sheet of a workbook and a list in JSON, so that both say the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.charts.points import FEW, INDICATIVE, score
from reports.figures.shape import Change, Figures, ResultDict
from reports.figures.words import CHANGES

Words = str | Promise


class Kind(Enum):
    """What stands in a column. The measured kinds hold a ``Found``, the others a plain value or ``None``."""

    TEXT = "text"  # a string, or words per language
    CODE = "code"  # a key, with words of its own
    CODES = "codes"  # a list of keys
    COUNT = "count"
    NUMBER = "number"  # up to two decimals
    DAY = "day"  # ISO date
    FLAG = "flag"  # true or false
    SCORE = "score"  # measured: 0-100, one decimal
    POINTS = "points"  # measured: a difference, with its sign
    SHARE = "share"  # measured: 0-1, shown as a percentage
    MEASURE = "measure"  # measured: in a unit of its own

    @property
    def is_measured(self) -> bool:
        """Whether value, both ends of the margin and n stand beside each other."""
        return self in (Kind.SCORE, Kind.POINTS, Kind.SHARE, Kind.MEASURE)


class Found(NamedTuple):
    """A measured value as it is printed: no margin under three visits; ``None`` with the code of its reason."""

    value: float | None
    lo: float | None
    hi: float | None
    n: int
    reason: str | None


@dataclass(frozen=True)
class Column:
    """One column: ``key`` never changes with the language, ``name`` does; ``words`` says what codes mean."""

    key: str
    name: Words
    kind: Kind = Kind.TEXT
    words: Mapping[str, Words] | None = None


@dataclass(frozen=True)
class Table:
    """One kind of thing. ``note`` says why there are no rows, or how to read them."""

    key: str
    name: Words
    columns: tuple[Column, ...]
    rows: list[dict[str, Any]] = field(default_factory=list)
    note: Words = ""


# --- measured values as they are printed --------------------------------------------------------------
def as_is(value: float) -> float:
    """A value on its own scale."""
    return round(value, 9)


def halved(value: float) -> float:
    """A difference of valences in points of the score."""
    return round(50 * value, 9)


def found(result: ResultDict | None, turn: Any = as_is) -> Found | None:
    """A result on the scale it is printed on; nothing for nothing."""
    if result is None:
        return None
    if result["value"] is None:
        return Found(None, None, None, result["n"], result["reason"] or "no_data")
    lo, hi = result["lo"], result["hi"]
    if lo is None or hi is None or result["n"] < FEW:
        return Found(turn(result["value"]), None, None, result["n"], None)
    return Found(turn(result["value"]), turn(lo), turn(hi), result["n"], None)


def scored(result: ResultDict | None) -> Found | None:
    """A valence as a score 0-100."""
    return found(result, score)


def share(result: ResultDict | None) -> Found | None:
    """A share over visits; under ten visits only counts are printed."""
    if result is not None and result["value"] is not None and result["n"] < INDICATIVE:
        return Found(None, None, None, result["n"], "counts_only")
    return found(result)


def difference(change: Change | None, turn: Any = as_is) -> Found | None:
    """A change as far as it may be printed: none between questionnaires or instruments that differ too much."""
    if change is None:
        return None
    result = change["difference"]
    if "trend_break" in result["flags"]:
        return Found(None, None, None, result["n"], "trend_break")
    if change["word"] == "suppressed" and result["reason"] is None:
        return Found(None, None, None, result["n"], "too_few")
    return found(result, turn)


# --- cells that many tables have ----------------------------------------------------------------------
STEP = (Column("step", _("Step (key)")), Column("step_title", _("Step")))
CHANGE = (
    Column("change_word", _("Compared with the previous wave"), Kind.CODE, CHANGES),
    Column("more_visits", _("More visits needed to tell"), Kind.COUNT),
)


def titles_of(figures: Figures) -> dict[str, dict[str, str]]:
    """The title of every step, by its key."""
    return {step["key"]: step["title"] for step in figures["steps"]}


def step_cells(titles: Mapping[str, Mapping[str, str]], key: str | None) -> dict[str, Any]:
    """The two cells that name a step; empty for the whole journey."""
    return {"step": key, "step_title": titles.get(key, {}) if key else None}


def changed(change: Change | None, turn: Any) -> dict[str, Any]:
    """Cells of a change: its word, the difference as far as it may be printed, how many visits would tell."""
    return {
        "change": difference(change, turn),
        "change_word": change["word"] if change else None,
        "more_visits": change["more_visits"] if change else None,
    }
