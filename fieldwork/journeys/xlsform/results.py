"""What came of reading a workbook: every piece that was not taken over as it stood, with its place and why."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

REFUSED, LEFT_OUT, CHANGED = "refused", "left_out", "changed"
LEVELS = {REFUSED: _("Stands in the way"), LEFT_OUT: _("Not taken over"), CHANGED: _("Taken over differently")}
MOST_FINDINGS = 2000
LONGEST_PIECE = 120


@dataclass(frozen=True, slots=True)
class Finding:
    """One piece of a workbook: ``sheet`` and ``row`` as a spreadsheet counts them ("" and 0 for the whole file),
    the ``construct`` as it is called there, ``why`` in words, and the ``detail`` that a reader said in its own."""

    level: str
    sheet: str
    row: int
    construct: str
    why: str
    detail: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        told = {
            "level": self.level, "sheet": self.sheet, "row": self.row, "construct": self.construct, "why": self.why,
        }  # fmt: skip
        return {**told, "detail": self.detail} if self.detail else told


class Refused(Exception):
    """Nothing can be read beyond this; the findings say why."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(*findings)
        self.findings = findings


@dataclass(slots=True)
class Notes:
    """The findings so far, in the order in which they are met, each once."""

    found: dict[Finding, None] = field(default_factory=dict)

    def refuse(self, sheet: str, row: int, construct: str, why: str, detail: str = "") -> None:
        """Something without which the workbook cannot become a journey."""
        self.add(Finding(REFUSED, sheet, row, _short(construct), str(why), detail if detail != why else ""))

    def leave_out(self, sheet: str, row: int, construct: str, why: str) -> None:
        """Something that the journey goes without."""
        self.add(Finding(LEFT_OUT, sheet, row, _short(construct), str(why)))

    def change(self, sheet: str, row: int, construct: str, why: str) -> None:
        """Something that became something else."""
        self.add(Finding(CHANGED, sheet, row, _short(construct), str(why)))

    def add(self, finding: Finding) -> None:
        """Take in one; the list has an end, for a broken workbook may have no good cell."""
        if len(self.found) < MOST_FINDINGS:
            self.found[finding] = None
        elif len(self.found) == MOST_FINDINGS:
            why = _("There is more; the list stops after %(most)s.") % {"most": MOST_FINDINGS}
            self.found[Finding(finding.level, "", 0, "", str(why))] = None

    def drop_what_is_said_better(self, objections: Iterable[Finding]) -> None:
        """Leave out an objection in a reader's own English where a row is refused in our words as well."""
        told = Counter((one.sheet, one.row) for one in self.found if one.level == REFUSED)
        for one in objections:
            if one.row and told[one.sheet, one.row] > 1:
                del self.found[one]

    @property
    def are_refusing(self) -> bool:
        """Whether anything stands in the way."""
        return any(one.level == REFUSED for one in self.found)


def _short(construct: str) -> str:
    plain = " ".join(str(construct).split())
    return plain if len(plain) <= LONGEST_PIECE else f"{plain[: LONGEST_PIECE - 1]}…"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A clean document, or ``None`` when the file was refused; and everything that was found on the way."""

    document: dict[str, Any] | None
    findings: tuple[Finding, ...]

    @property
    def title(self) -> Mapping[str, str]:
        """The journey's name as the file has it."""
        return (self.document or {}).get("title") or {}

    def of_level(self, level: str) -> list[Finding]:
        """The findings of one level."""
        return [one for one in self.findings if one.level == level]
