"""What a reviewer should look at first: found in the answers, the photos and the phone's own log.

Feelings never enter here, nor how fast somebody tapped: what was felt has no road to a judgement of work.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from fieldwork.capture.models import Media, Op, PhoneProblem
from fieldwork.capture.states import RoundKind
from fieldwork.journeys import kinds
from fieldwork.review import beside
from fieldwork.review.dossier import Dossier, Line, needs_photos
from fieldwork.visits.models import Visit

SECONDS_PER_STEP = 25  # three readings of a feeling
TOO_SHORT = 1 / 3  # of what the form takes at an ordinary pace
FAR_METRES = 1000


@dataclass(frozen=True)
class Point:
    """One thing to look at: what it is, more about it, where it stands, how heavy it is (tone and word)."""

    title: str
    detail: str
    anchor: str
    tone: str
    icon: str
    badge: str


def points(dossier: Dossier) -> list[Point]:
    """Everything worth a look, the heaviest first."""
    found = [
        *_critical(dossier),
        *_evidence(dossier),
        *_photos(dossier),
        *_other_phone(dossier),
        *_pace(dossier),
        *_gaps(dossier),
        *_internal(dossier),
    ]
    return sorted(found, key=lambda point: ("bad", "warn", "info").index(point.tone))


def _at(line: Line) -> str:
    return _("Question %(n)d: %(text)s") % {"n": line.number, "text": line.text}


def _ask(title: str, detail: str, anchor: str = "") -> Point:
    return Point(title, detail, anchor, "bad", "return", pgettext("review", "Ask"))


def _look(title: str, detail: str, anchor: str = "") -> Point:
    return Point(title, detail, anchor, "warn", "eye", pgettext("review", "Look"))


def _know(title: str, detail: str, anchor: str = "") -> Point:
    return Point(title, detail, anchor, "info", "info", pgettext("review", "To know"))


def _critical(dossier: Dossier) -> Iterator[Point]:
    for line in dossier.lines():
        if line.is_critical:
            yield _look(_at(line), _("“%(answer)s” lowers the whole score.") % {"answer": line.answer}, line.anchor)


def _evidence(dossier: Dossier) -> Iterator[Point]:
    for line in dossier.lines():
        needed = needs_photos(line.asked, line.row)
        here = sum(not photo.problem for photo in line.photos)
        if here < needed:
            detail = ngettext("%(n)d photo is missing.", "%(n)d photos are missing.", needed - here)
            yield _ask(_at(line), detail % {"n": needed - here}, line.anchor)


def _photos(dossier: Dossier) -> Iterator[Point]:
    visit = dossier.visit
    hashes = {media.sha256 for media in dossier.media}
    seen = Media.objects.filter(sha256__in=hashes).exclude(round__visit=visit).order_by("round__visit")
    doubles = dict(seen.values_list("sha256", "round__visit")) if hashes else {}
    for line in dossier.lines():
        for photo in line.photos:
            media = photo.media
            if media.sha256 in doubles:
                detail = _("The same file came in with visit %(pk)d.") % {"pk": doubles[media.sha256]}
                yield _ask(_at(line), detail, line.anchor)
            if media.taken_at and not _in_time(visit, media.taken_at):
                yield _look(_at(line), _("The photo was taken on another day."), line.anchor)
            metres = beside.metres(visit.location, media.latitude, media.longitude)
            if metres is not None and metres - (media.accuracy_m or 0) > FAR_METRES:
                detail = _("The photo was taken %(km)s km from the location.") % {"km": round(metres / 1000)}
                yield _look(_at(line), detail, line.anchor)


def _in_time(visit: Visit, moment: datetime) -> bool:
    until = visit.submitted_at or visit.submit_by
    return visit.opens_at - timedelta(days=1) <= moment <= until + timedelta(days=1)


def _other_phone(dossier: Dossier) -> Iterator[Point]:
    fields = {op.field for op in dossier.late if "@" not in op.field}
    if fields:
        title = ngettext(
            "%(n)d answer came in late from another phone", "%(n)d answers came in late from another phone", len(fields)
        )
        named = [line.text for line in dossier.lines() if line.path in fields]
        detail = _("They are kept and do not count: %(list)s") % {"list": "; ".join(named)}
        yield _look(title % {"n": len(fields)}, detail)
    refused = PhoneProblem.objects.filter(round__visit=dossier.visit).values_list("field", flat=True).distinct()
    names = sorted({name for name in refused if "@" not in name})
    if names:
        title = ngettext(
            "%(n)d answer of the phone could not be taken", "%(n)d answers of the phone could not be taken", len(names)
        )
        yield _know(title % {"n": len(names)}, ", ".join(names))


def _pace(dossier: Dossier) -> Iterator[Point]:
    # A visit in dated parts was filled in part by part: the days between them are no time of filling in.
    parts = dossier.visit.rounds.counting().filter(kind=RoundKind.EPISODE)
    ends = Op.objects.filter(round__in=parts, is_late=False, t_wall__isnull=False).order_by().values("round")
    spans = ends.annotate(first=Min("t_wall"), last=Max("t_wall")).values_list("first", "last")
    if not spans:
        return
    taken = sum((last - first).total_seconds() for first, last in spans) / 60
    lines = list(dossier.lines())
    usual = (sum(kinds.get(line.row.kind).seconds for line in lines) + SECONDS_PER_STEP * len(dossier.parts)) / 60
    if taken < usual * TOO_SHORT:
        words = {"taken": max(1, round(taken)), "usual": round(usual)}
        yield _look(
            _("Filled in very fast"),
            _("%(taken)d min between the first and the last answer; this form usually takes %(usual)d min.") % words,
        )


def _gaps(dossier: Dossier) -> Iterator[Point]:
    for part in dossier.parts:
        if part.is_unanswered:
            title = _("Step %(n)d: %(title)s") % {"n": part.number, "title": part.title}
            yield _know(title, _("Nobody answered this contact; that is a result too."))
    for line in dossier.lines():
        if line.is_missing:
            yield _ask(_at(line), _("Required, and not answered."), line.anchor)
        elif line.is_na:
            yield _look(_at(line), line.answer, line.anchor)


def _internal(dossier: Dossier) -> Iterator[Point]:
    for line in dossier.lines():
        if line.asked.get("internal") and not (line.is_open or line.is_na):
            detail = _("Internal question, answered “%(answer)s”.") % {"answer": line.answer}
            yield _know(_at(line), detail, line.anchor)
