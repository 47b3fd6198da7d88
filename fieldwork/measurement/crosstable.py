"""What visitors came for against where they came: completion and ease per page group and intent."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from .disclosure import TOTAL, Key, hidden_cells
from .intervals import mean_t, wilson
from .kpis import EFFORT, EffortScale
from .results import Result, nothing
from .settings import DEFAULTS, Settings

GOALS = frozenset({"inform", "compare", "buy", "contact", "self_service", "other"})
COMPLETED = frozenset({"yes", "partly", "no"})
MAX_INTENTS = 12
# The column of visitors who did not say what they came for.
NOT_SAID = ""


@dataclass(frozen=True, slots=True)
class Session:
    """One visitor's session and the answers to its questions; ``None`` is a question without answer.

    ``goal`` is what the page group is for, ``intent`` the code of what the visitor came for (its own
    words in ``intent_text``), ``why_not`` the words on what stood in the way, ``ces`` the rating on
    ``instrument``. Raises ``ValueError`` on a goal or completion that is no word of ours.
    """

    page_group: str
    goal: str
    intent: str | None = None
    task_completed: str | None = None
    ces: float | None = None
    instrument: EffortScale = EFFORT["v2"]
    intent_text: str = ""
    why_not: str = ""
    device: str = ""
    channel: str = ""
    persona: str = ""
    time: datetime | None = None

    def __post_init__(self) -> None:
        if self.goal not in GOALS:
            raise ValueError(f"unknown goal of a page group {self.goal!r}")
        if self.task_completed is not None and self.task_completed not in COMPLETED:
            raise ValueError(f"completion is yes, partly or no, not {self.task_completed!r}")
        if TOTAL in {self.page_group, self.intent} or self.intent == NOT_SAID:
            raise ValueError(f"{self.page_group!r}, {self.intent!r} cannot name a page group and an intent")

    @property
    def answered(self) -> bool:
        """Whether any of the three core questions has an answer."""
        return any(answer is not None for answer in (self.intent, self.task_completed, self.ces))

    @property
    def ease(self) -> float | None:
        """Ease 0-100 of a rating on the scale; ``None`` for none or one outside it."""
        if self.ces is None or not self.instrument.lowest <= self.ces <= self.instrument.highest:
            return None
        return self.instrument.ease(self.ces)

    @property
    def is_difficult(self) -> bool | None:
        """Whether the rating says it was difficult; ``None`` where ``ease`` is."""
        return None if self.ease is None or self.ces is None else self.instrument.is_difficult(self.ces)


@dataclass(frozen=True, slots=True)
class Cell:
    """Answers of one cell or total. ``n`` is ``None`` when it is hidden; each figure has its own n.

    ``display`` is suppressed, indicative or full. ``completion`` is the share that answered yes (partly
    is not done), ``ease`` a mean on 0-100, ``difficult`` the share of ratings that say it was difficult.
    """

    n: int | None
    display: str
    completion: Result
    ease: Result
    difficult: Result


@dataclass(frozen=True, slots=True)
class CrossTable:
    """Page groups by intents; ``cells`` by (group, intent), with ``TOTAL`` for the totals.

    Cells that are not there are empty. ``judged`` names the groups with enough ratings for a judgement;
    the others are shown and not called good or bad. ``asked`` and ``answered`` count sessions per group.
    """

    groups: tuple[str, ...]
    intents: tuple[str, ...]
    cells: Mapping[Key, Cell]
    judged: frozenset[str]
    asked: Mapping[str, int] = field(default_factory=dict)
    answered: Mapping[str, int] = field(default_factory=dict)


def cell_class(n: int, settings: Settings = DEFAULTS) -> str:
    """How a cell of ``n`` customers' answers is shown: suppressed, indicative or full."""
    if n == 0 or n < settings.survey_cell:
        return "suppressed"
    return "indicative" if n < settings.survey_cell_full else "full"


def cross_table(
    sessions: Iterable[Session], asked: Mapping[str, int] | None = None, settings: Settings = DEFAULTS
) -> CrossTable:
    """Count, completion, ease and difficulty per page group and intent, small cells hidden.

    ``asked`` counts the sessions per page group that were shown the questions; without it, the sessions
    given. A session without any answer counts as asked only. Ratings of different instruments in one
    cell have no ease (``different_instruments``). Raises ``ValueError`` on more than twelve intents, or
    fewer asked than answered.
    """
    given = list(sessions)
    held = [session for session in given if session.answered]
    intents = sorted({session.intent for session in held if session.intent is not None})
    if len(intents) > MAX_INTENTS:
        raise ValueError(f"at most {MAX_INTENTS} intents can be coded")
    groups = sorted({session.page_group for session in given})
    answered = {group: sum(one.page_group == group for one in held) for group in groups}
    shown = {group: sum(one.page_group == group for one in given) for group in groups} | dict(asked or {})
    if any(shown[group] < answered[group] for group in groups):
        raise ValueError("more sessions answered than were asked")
    if any(session.intent is None for session in held):
        intents.append(NOT_SAID)
    cells = _cells(held, settings)
    totals = {group: cells.get((group, TOTAL)) for group in groups}
    judged = {group for group, cell in totals.items() if cell and cell.ease.n >= settings.judged_group}
    return CrossTable(tuple(groups), tuple(intents), cells, frozenset(judged), shown, answered)


def _cells(held: Sequence[Session], settings: Settings) -> dict[Key, Cell]:
    members: dict[Key, list[Session]] = {}
    for one in held:
        row, column = one.page_group, NOT_SAID if one.intent is None else one.intent
        for key in ((row, column), (row, TOTAL), (TOTAL, column), (TOTAL, TOTAL)):
            members.setdefault(key, []).append(one)

    def hidden(counts: Callable[[Session], bool]) -> set[Key]:
        sizes = {key: sum(map(counts, inside)) for key, inside in members.items() if TOTAL not in key}
        return hidden_cells(sizes, settings.survey_cell)

    # A question that fewer answered hides its own figures: each has its own total to subtract from.
    whole = hidden(lambda one: True)
    no_completion = whole | hidden(lambda one: one.task_completed is not None)
    no_ease = whole | hidden(lambda one: one.ease is not None)
    return {
        key: _cell(inside, key in whole, key in no_completion, key in no_ease, settings)
        for key, inside in members.items()
    }


def _cell(inside: Sequence[Session], whole: bool, no_completion: bool, no_ease: bool, settings: Settings) -> Cell:
    n = len(inside)
    below = nothing("below_min_cell", basis="respondents")
    ease = difficult = completion = below
    if not no_completion:
        done = [one.task_completed == "yes" for one in inside if one.task_completed is not None]
        completion = _shown(wilson(sum(done), len(done), basis="respondents"), settings)
    if not no_ease:
        ease, difficult = (_shown(result, settings) for result in effort_of(inside))
    return Cell(None if whole else n, "suppressed" if whole else cell_class(n, settings), completion, ease, difficult)


def _shown(result: Result, settings: Settings) -> Result:
    return result if result.value is None else replace(result, display_class=cell_class(result.n, settings))


def effort_of(sessions: Sequence[Session]) -> tuple[Result, Result]:
    """Mean ease (0-100, t interval) and the share that found it difficult (Wilson) of sessions.

    Nothing, ``different_instruments``, when they were not all asked with one instrument. A rating outside
    its scale is left out and counted in the flag ``invalid:<count>``.
    """
    rated = [session for session in sessions if session.ease is not None]
    if len({session.instrument for session in rated}) > 1:
        refused = nothing("different_instruments", basis="respondents", n=len(rated))
        return refused, refused
    invalid = sum(session.ces is not None for session in sessions) - len(rated)
    flags = (f"invalid:{invalid}",) if invalid else ()
    ease = mean_t([session.ease for session in rated], lo=0, hi=100, basis="respondents")
    difficult = wilson(sum(session.is_difficult is True for session in rated), len(rated), basis="respondents")
    return replace(ease, flags=flags), replace(difficult, flags=flags)
