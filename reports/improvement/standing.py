"""Where a target stands, told alike by report, slides, workbook, desk and the client's pages.

The codes are those of ``reports.figures.words.TARGETS``.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from fieldwork.measurement.targets import by_its_date
from reports.figures.shape import Figures
from reports.improvement.shape import TargetSet
from reports.improvement.states import Metric


@dataclass(frozen=True)
class Aim:
    """The target of a study for its journey score: its date, where there is one, and where it stood in the figures."""

    value: float
    deadline: str | None
    status: str


def of_target(figures: Figures, target: TargetSet) -> str:
    """Where a target of the plan stood on the day of these figures: nothing is missed before its date."""
    return by_its_date(target["status"], target["deadline"], figures["meta"]["made_at"])


def of_study(figures: Figures, targets: Iterable[TargetSet] = ()) -> Aim | None:
    """Where the target of the study stood on the day of these figures; ``None`` when it has none.

    A study says no date: it is that of the same target among ``targets``, those of the plan.
    """
    target = figures["score"]["target"]
    if target is None:
        return None
    same = (one for one in targets if one["metric"] == Metric.JOURNEY_SCORE and one["value"] == target["value"])
    deadline = target["deadline"] or next((one["deadline"] for one in same), None)
    return Aim(target["value"], deadline, by_its_date(target["status"], deadline, figures["meta"]["made_at"]))
