"""What people added to the figures, in one language: findings, conclusions, commentary, the plan and its targets.

Without an interpretation everything here is empty, but for the plan that older figure sets carry themselves.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from reports.charts.points import words_in
from reports.figures.shape import Figures
from reports.improvement.shape import Interpretation

PARAGRAPHS = re.compile(r"\n\s*\n|\r\n\s*\r\n")


@dataclass(frozen=True)
class Remarks:
    """An interpretation read in ``language``, beside the figures it is about."""

    figures: Figures
    written: Interpretation | None
    language: str

    def commentary(self, section: str) -> list[dict[str, Any]]:
        """What was written beside the figures of one chapter: paragraphs with their author."""
        found = [one for one in self._rows("commentary") if one["section"] == section]
        return [
            {"paragraphs": paragraphs(text), "by": by_line(one["author"])}
            for one in found
            if (text := self.said(one["text"]))
        ]

    def conclusion(self, step: str) -> dict[str, str] | None:
        """What was concluded about one step, who acts upon it and who wrote it."""
        found = next((one for one in self._rows("conclusions") if one["step"] == step), None)
        if found is None:
            return None
        texts = {name: self.said(found[name]) for name in ("finding", "evidence", "advice")}
        if not any(texts.values()):
            return None
        owner = gettext("Who: %(owner)s") % {"owner": found["owner"]} if found["owner"] else ""
        by = " · ".join(part for part in (owner, by_line(found["author"])) if part)
        return texts | {"owner": found["owner"], "by": by}

    def findings(self) -> list[dict[str, str]]:
        """The findings of people for the summary, at most three, in their order."""
        found = [
            {"title": self.said(one["title"]), "text": self.said(one["text"]), "step": one["step"] or "",
             "author": one["author"]}
            for one in self._rows("findings")[:3]
        ]  # fmt: skip
        return [one for one in found if one["title"] or one["text"]]

    def dismissed(self) -> dict[str, dict[str, str]]:
        """By step: why people did not follow a pain point that the rule suggested."""
        return {
            one["step"]: {"reason": self.said(one["reason"]), "by": by_line(one["author"])}
            for one in self._rows("dismissed")
        }

    def actions(self) -> list[dict[str, Any]]:
        """The plan as it stood on the day of freezing, with its texts in one language."""
        rows: Any = self.written["actions"] if self.written else self.figures.get("actions", [])
        return [{**row, "title": self.said(row["title"]), "measure": self.said(row["measure"])} for row in rows]

    def targets(self) -> list[Any]:
        """The targets in force."""
        return self._rows("targets")

    def _rows(self, name: str) -> list[Any]:
        written: Mapping[str, Any] = self.written or {}
        return written.get(name, [])

    def said(self, text: str | Mapping[str, str]) -> str:
        """A text in this language, else in another one."""
        return (text if isinstance(text, str) else words_in(text, self.language)).strip()

    @property
    def approved_by(self) -> str:
        """Who approved what was written; nothing without an interpretation."""
        return self.written["approved_by"] if self.written else ""


def by_line(author: str) -> str:
    """Who wrote it; nothing when the name was erased."""
    return gettext("Written by %(author)s") % {"author": author} if author else ""


def paragraphs(text: str) -> list[str]:
    """A text cut where a blank line stands."""
    return [part.strip() for part in PARAGRAPHS.split(text) if part.strip()]


def shortened(text: str, room: int) -> tuple[str, bool]:
    """A text of at most ``room`` characters, cut between words, and whether something was left out."""
    if len(text) <= room:
        return text, False
    kept = text[: room - 1]
    return (kept.rsplit(" ", 1)[0] if " " in kept else kept).rstrip() + "…", True
