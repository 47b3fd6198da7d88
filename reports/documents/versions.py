"""Which report takes the place of which: one answer for desk, client, programs, links, orders and the public page.

Figures over the same selection form a line of versions, and each version can have reports in several languages, whole
or in some chapters, with the text that was approved by then. A report is *replaced* when another one is in use (it was
made and nobody withdrew it) that rests on newer figures of its line, or has a later text beside the same figures, and
that holds every chapter of the old one: an excerpt takes the place of no whole report.

Newer figures alone replace nothing. While the report of them is being made, failed, was withdrawn or was never
ordered, nobody could read anything else; who may see the old one at the desk or as a client is told that there are
newer figures, and the public page tells what is in use and nothing of what may come.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from fieldwork.people.models import User
from reports.documents.models import BEGIN, Report
from reports.figures.models import FigureSet

Line = tuple[int, str]  # a study and what was selected of it


@dataclass(frozen=True)
class Standing:
    """Where a report stands in its line. ``is_replaced`` is the same for everybody; the rest is what a reader may know.

    ``newer`` is the newest report in use that replaces it. ``waits_since`` is when newer figures were fixed that no
    report in use rests on, and ``coming`` the newest report of them that there is. ``reason`` is why there are newer
    figures; empty when only the text is newer.
    """

    is_replaced: bool = False
    newer: Report | None = None
    waits_since: datetime | None = None
    coming: Report | None = None
    reason: str = ""

    @property
    def is_newest(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.is_replaced and self.waits_since is None


def standing_of(reports: Iterable[Report], reader: User | None = None) -> dict[int, Standing]:
    """Where each report stands, by its key; as ``reader`` may know it, or the whole truth without one.

    Three queries, two without a reader, whatever the number of reports.
    """
    given = list(reports)
    if not given:
        return {}
    keys = {report.figure_set_id for report in given}
    sets = _sets(keys)
    known = {one.pk for one in (_sets(keys, FigureSet.objects.visible_to(reader)) if reader else sets)}
    newest = {_line(one): one for one in sets}
    lines: dict[Line, list[Report]] = defaultdict(list)
    for report in _reports(keys):
        lines[_line(report.figure_set)].append(report)
    own = {report.pk: (report, line) for line, found in lines.items() for report in found}
    return {
        report.pk: _standing(old, lines[line], newest[line], known)
        for report in given
        for old, line in [own[report.pk]]
    }


def _standing(old: Report, line: list[Report], newest: FigureSet, known: Collection[int]) -> Standing:
    replacing = [one for one in line if one.is_in_use and _replaces(one, old)]
    if replacing:
        newer = _best(old, [one for one in replacing if one.figure_set_id in known])
        of_figures = newer is not None and newer.figure_set_id != old.figure_set_id
        return Standing(True, newer, reason=newer.figure_set.correction_reason if newer and of_figures else "")
    if newest.pk == old.figure_set_id:
        return Standing()
    coming = [one for one in line if one.figure_set_id == newest.pk and newest.pk in known]
    reason = newest.correction_reason if newest.pk in known else ""
    return Standing(waits_since=newest.made_at, coming=_best(old, coming), reason=reason)


def replaced_by(report: Report) -> Report | None:
    """The issued report that this one takes the place of: in its own language and chapters before another.

    One that was withdrawn counts: whoever holds it must find this one.
    """
    line: list[Any] = list(_reports({report.figure_set_id}).filter(~Q(pdf_sha256="") | Q(pk=report.pk)))
    new = next(one for one in line if one.pk == report.pk)
    return max(
        (one for one in line if one != new and _replaces(new, one)),
        key=lambda one: (
            one.language == new.language,
            one.chapters == new.chapters,
            one.figure_set_id,
            one.text_approved_at or BEGIN,
            one.ready_at or BEGIN,
        ),
        default=None,
    )


# --- the line -------------------------------------------------------------------------------------------
def _in_lines(keys: Collection[int]) -> Q:
    """Versions of the selections that these figure sets are about; a selection of one study is in no other."""
    asked = FigureSet.objects.filter(pk__in=keys).order_by()
    return Q(study__in=asked.values("study"), selection__in=asked.values("selection"))


def _sets(keys: Collection[int], among: QuerySet | None = None) -> list[FigureSet]:
    """The versions in these lines, oldest first: who corrects a set comes after it."""
    found = FigureSet.objects.all() if among is None else among
    return list(found.filter(_in_lines(keys)).only("study", "selection", "made_at", "correction_reason").order_by("pk"))


def _reports(keys: Collection[int]) -> QuerySet[Report]:
    """Every report in these lines with ``chapters``, and without what is large."""
    sets = FigureSet.objects.filter(_in_lines(keys)).order_by()
    light = Report.objects.filter(figure_set__in=sets).select_related("figure_set")
    light = light.defer("content", "figure_set__figures").annotate(chapters=F("content__chapters"))
    return light.order_by("pk")


def _line(one: FigureSet) -> Line:
    return one.study_id, one.selection


def _replaces(new: Any, old: Any) -> bool:
    """Whether ``new`` is later than ``old`` and holds all that is in it; both of one line, with ``chapters``."""
    if new.chapters and not (old.chapters and set(old.chapters) <= set(new.chapters)):
        return False
    if new.figure_set_id == old.figure_set_id:
        return (new.text_approved_at or BEGIN) > (old.text_approved_at or BEGIN)
    return bool(new.figure_set_id > old.figure_set_id)


def _best(old: Report, among: list[Any]) -> Report | None:
    """The newest; of those over the same figures one in the language of the old report before another."""
    return max(
        among,
        key=lambda one: (
            one.figure_set_id,
            one.language == old.language,
            not one.chapters,
            one.text_approved_at or BEGIN,
            one.ready_at or BEGIN,
        ),
        default=None,
    )
