"""How much of two versions can still be compared, and what is different, in words one can count."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from fieldwork.journeys import documents
from fieldwork.measurement.document import compile_document
from fieldwork.measurement.versions import bridge


@dataclass(frozen=True)
class Comparison:
    """``share``: the smaller of both versions' comparable weights, 0 to 1; ``None`` when nothing is scored."""

    share: Fraction | None
    trend_break: bool
    added: list[str]
    removed: list[str]
    reworded: list[str]

    @property
    def percent(self) -> int:
        """The share in whole percents, rounded down: never more than there is."""
        return int((self.share or 0) * 100)

    @property
    def is_same(self) -> bool:
        """No question came, went or got another text."""
        return not (self.added or self.removed or self.reworded)


def compare(older: Mapping[str, Any], newer: Mapping[str, Any]) -> Comparison:
    """Compare two documents by path (measurement 3.5).

    An item's weight is its share of its section's weight in the total: w / Σw of the section × W of the
    section. A text that changed counts as reworded; whether it is another question is for people to say.
    """
    found = bridge(_items(older), _items(newer))
    shares = [share for share in (found.share_v1, found.share_v2) if share is not None]
    before, after = documents.questions_by_path(older), documents.questions_by_path(newer)
    return Comparison(
        share=min(shares) if len(shares) == 2 else None,
        trend_break=found.trend_break and len(shares) == 2,
        added=[path for path in after if path not in before],
        removed=[path for path in before if path not in after],
        reworded=[path for path in after if path in before and after[path]["text"] != before[path]["text"]],
    )


def _items(document: Mapping[str, Any]) -> dict[str, tuple[Fraction, Fraction | None]]:
    items: dict[str, tuple[Fraction, Fraction | None]] = {}
    for step in compile_document(document).steps:
        scored = [one for one in step.questions if one.maximum is not None and not one.bonus and one.weight > 0]
        for question in scored:
            together = sum((one.weight for one in scored if one.section == question.section), Fraction(0))
            weight = step.section_weights[question.section] * question.weight / together
            items[f"{step.key}/{question.key}"] = (weight, None)
    return items
