"""The shape of an interpretation: what people concluded from one frozen figure set, as it is printed beside it.

Plain JSON like the figures themselves, frozen with the report that prints it: whoever prints it never asks the
database again. It holds no figure of its own; ``gain``, ``change`` and ``now`` are copies of what was measured.
No Django in this file.
"""

from typing import Literal, TypedDict, get_args

from reports.figures.shape import ResultDict, TargetStatus, Text

SCHEMA = 1

# Where commentary may stand; the key of a chapter of the report. Conclusions of one step stand on its own page.
Section = Literal["summary", "journey", "priorities", "places", "pains", "plan", "method"]
SECTIONS: tuple[Section, ...] = get_args(Section)
Metric = Literal["journey_score", "checklist", "grade", "step_score"]
Direction = Literal["up", "down"]
ActionState = Literal["proposed", "busy", "remeasure", "closed"]
Outcome = Literal["improved_relevant", "improved", "worsened", "no_relevant_change", "inconclusive"]


class Finding(TypedDict):
    """One of at most three findings of the summary, in the order in which they are printed."""

    title: Text
    text: Text
    step: str | None  # key of the step it is about; None = the whole journey
    author: str


class Conclusion(TypedDict):
    """What a consultant concludes about one step: what was found, what shows it, what to do, who does it."""

    step: str
    finding: Text
    evidence: Text
    advice: Text
    owner: str
    author: str


class Commentary(TypedDict):
    """Words of a consultant beside the figures of one chapter."""

    section: Section
    text: Text
    author: str


class PlannedAction(TypedDict):
    """An improvement as the plan held it on the day of freezing."""

    title: Text
    step: str | None
    owner: str
    due_on: str | None  # ISO date
    measure: Text  # how it will be seen
    state: ActionState
    outcome: Outcome | None
    change: ResultDict | None  # valence
    gain: ResultDict | None  # expected effect: points of the overall grade, from the figures


class TargetSet(TypedDict):
    """A target (measurement 7.1), frozen when it was set, and where the figure stands now."""

    metric: Metric
    step: str | None  # only with ``step_score``
    baseline: ResultDict  # scale of the metric: scores 0-100, grade 1-10
    value: float
    direction: Direction
    deadline: str | None  # ISO date
    relevant_change: float
    owner: str
    now: ResultDict
    status: TargetStatus


class Dismissed(TypedDict):
    """A pain point the rule suggested and people did not follow, with their reason; its figures stay printed."""

    step: str
    reason: Text
    author: str


class Interpretation(TypedDict):
    """Everything people added to the figures, approved by somebody else than who wrote it."""

    schema: int
    findings: list[Finding]
    conclusions: list[Conclusion]
    actions: list[PlannedAction]
    targets: list[TargetSet]
    commentary: list[Commentary]
    dismissed: list[Dismissed]
    approved_by: str
    approved_at: str  # ISO date and time, aware
