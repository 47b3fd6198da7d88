"""What a report holds beside its figures: which chapters, and what people concluded. Frozen with the order.

Nothing here renders: a worker and the preview of who composes both print from what is gathered here.
"""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from django.utils.functional import Promise

from fieldwork.people.models import Location
from reports.documents.chapters import ALWAYS, CHAPTERS
from reports.figures import actions as figures
from reports.figures.models import FigureSet
from reports.figures.shape import Figures
from reports.figures.states import SetKind
from reports.improvement import actions as improvement
from reports.improvement.shape import Interpretation


class Content(TypedDict, total=False):
    """Plain JSON; a key that is missing means: the figures alone, all chapters."""

    interpretation: Interpretation
    chapters: list[str]


def content_for(frozen: FigureSet, chapters: Collection[str] | None) -> Content:
    """What a report over these figures holds now: the text approved last, and the chapters in their order.

    ``chapters`` are keys of ``CHAPTERS``; ``None``, or all of them, is the whole report. Raises ``ValueError`` for
    one nobody knows. A report of one visit or location holds its figures alone.
    """
    content: Content = {}
    if frozen.kind != SetKind.JOURNEY:
        return content
    written = improvement.approved(frozen)
    if written is not None:
        content["interpretation"] = written
    kept = in_order(chapters)
    if kept is not None:
        content["chapters"] = kept
    return content


def approved_at(content: Content) -> datetime | None:
    """When the text in it was approved; ``None`` without one."""
    written = content.get("interpretation")
    return datetime.fromisoformat(written["approved_at"]) if written else None


def in_order(chapters: Collection[str] | None) -> list[str] | None:
    """Chosen chapters in the order of the report, with those no report goes without; ``None`` for all of them."""
    if chapters is None:
        return None
    unknown = set(chapters) - CHAPTERS.keys()
    if unknown:
        raise ValueError(f"There is no chapter {', '.join(sorted(unknown))}.")
    kept = [key for key in CHAPTERS if key in ALWAYS or key in chapters]
    return None if len(kept) == len(CHAPTERS) else kept


def digest(content: Content) -> str:
    """SHA-256 of the content, in hex; the same content has the same one."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def optional() -> list[tuple[str, Promise]]:
    """The chapters somebody may leave out, by key and title, in the order of the report."""
    return [(key, title) for key, title in CHAPTERS.items() if key not in ALWAYS]


def titles(content: Content) -> list[str]:
    """The titles of the chapters that were chosen; none when the report is whole."""
    return [str(CHAPTERS[key]) for key in content.get("chapters", ()) if key in CHAPTERS]


@dataclass(frozen=True)
class Preview:
    """What would be frozen by an order of now, and the set that holds these figures already, if there is one."""

    figures: Figures
    frozen: FigureSet | None

    def text(self, *, draft: bool) -> Interpretation | None:
        """What is approved beside these figures, or with ``draft`` what is written now; ``None`` without any."""
        if self.frozen is None:
            return None
        if draft and improvement.written(self.frozen) is not None:
            return improvement.draft_of(self.frozen)
        return improvement.approved(self.frozen)


def preview(study: Any, waves: Iterable[Any], nodes: Iterable[Location]) -> Preview:
    """The report as an order of now would freeze it; nothing is stored, no visit is published."""
    return Preview(*figures.as_if_frozen(study, waves, nodes))


__all__ = ["Content", "Preview", "content_for", "digest", "in_order", "optional", "preview", "titles"]
