"""What changed since the version that was approved last, piece by piece."""

from dataclasses import dataclass
from typing import Any

from fieldwork.common.texts import pick
from reports.figures.shape import Figures
from reports.improvement import shape
from reports.improvement.readiness import name_of, step_name
from reports.improvement.reading import target_name
from reports.improvement.states import Kind, Section

NAMELESS = {"author", "gain", "now", "status"}  # these follow from the rest, or from the figures


@dataclass(frozen=True)
class Difference:
    """One piece that is new, changed or gone; ``old`` and ``new`` hold its words per language."""

    what: str
    old: list[str]
    new: list[str]


def differences(figures: Figures, old: shape.Interpretation, new: shape.Interpretation) -> list[Difference]:
    """In the order in which they are printed; who wrote it is no difference."""
    before, after = _pieces(figures, old), _pieces(figures, new)
    keys = [*after, *(key for key in before if key not in after)]
    return [
        Difference(key[1], _words(before.get(key)), _words(after.get(key)))
        for key in keys
        if _bare(before.get(key)) != _bare(after.get(key))
    ]


def _pieces(figures: Figures, content: shape.Interpretation) -> dict[tuple[str, str], Any]:
    """Every piece by its kind and its name."""
    found: dict[tuple[str, str], Any] = {}
    for number, finding in enumerate(content["findings"], start=1):
        found[Kind.FINDING, name_of(figures, Kind.FINDING, str(number))] = finding
    for conclusion in content["conclusions"]:
        found[Kind.CONCLUSION, step_name(figures, conclusion["step"])] = conclusion
    for said in content["commentary"]:
        found[Kind.COMMENTARY, str(Section(said["section"]).label)] = said
    for left in content["dismissed"]:
        found[Kind.DISMISSED, f"{Kind.DISMISSED.label}: {step_name(figures, left['step'])}"] = left
    for target in content["targets"]:
        found["target", target_name(figures, target)] = target
    for action in content["actions"]:
        found["action", pick(action["title"])] = action
    return found


def _bare(piece: Any) -> Any:
    return piece and {name: value for name, value in piece.items() if name not in NAMELESS}


def _words(piece: Any) -> list[str]:
    """What a reader compares: every text in every language, then owner, day and state."""
    if piece is None:
        return []
    texts = [text for text in piece.values() if isinstance(text, dict) and "value" not in text]
    found = [f"{code.upper()}: {words}" for text in texts for code, words in text.items() if words]
    plain = (piece.get(name) for name in ("value", "owner", "deadline", "due_on", "state", "outcome"))
    return found + [str(one) for one in plain if isinstance(one, str | float) and one != ""]
