"""Many reports in one order: one per location, district or region, made in turns, cancelled and tried again together.

A bundle is a list of parts. Its own job asks for the report of each part, some at a time; what becomes of a report
is read from the report itself, so that a bundle can never say anything else than the report's own page.
"""

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.db.models import Count, Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fieldwork.common import audit, jobs
from fieldwork.common.errors import Invalid, MovedMeanwhile, NotAllowedNow
from fieldwork.common.jobs import Effect, LostLease
from fieldwork.common.models import Job, JobQueue
from fieldwork.common.texts import pick
from fieldwork.people.models import User
from fieldwork.people.states import LocationKind
from reports.documents import actions
from reports.documents.models import Bundle, BundlePart
from reports.documents.states import MAKE_AGAIN, TO_RETRY, NoReport
from reports.figures import actions as figures
from reports.figures import choices
from reports.figures.freezing import ReasonNeeded
from reports.figures.models import FigureSet
from reports.figures.sheets import freeze_location
from reports.figures.states import SetKind

if TYPE_CHECKING:
    from fieldwork.common.jobs import Progress

log = logging.getLogger(__name__)
KIND, LOOK = "documents.bundle", "documents.bundle_end"
MOST_PARTS = 1000
PER_TURN = 10  # parts that one job asks for: freezing figures takes a moment, and others must get their turn


# --- how far it is ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Counts:
    """How many parts of a bundle are where."""

    ready: int = 0
    being_made: int = 0
    waiting: int = 0
    failed: int = 0
    cancelled: int = 0
    nothing: int = 0

    @property
    def total(self) -> int:
        return self.over + self.being_made + self.waiting

    @property
    def over(self) -> int:
        """Parts for which nothing more happens by itself."""
        return self.ready + self.failed + self.cancelled + self.nothing

    @property
    def is_over(self) -> bool:
        return self.over == self.total

    @property
    def percent(self) -> int:
        """How far it is, 0 to 100; 100 only when all of it is over."""
        return 100 * self.over // self.total if self.total else 100


def counts_of(bundles: Iterable[Bundle]) -> dict[int, Counts]:
    """The counts of each bundle, by its key. One query, whatever the number of bundles and parts."""
    found: dict[int, dict[str, int]] = {bundle.pk: {} for bundle in bundles}
    rows: Any = BundlePart.objects.filter(bundle__in=found).with_stand().order_by()
    for pk, stand, n in rows.values_list("bundle", "stand").annotate(n=Count("pk")):
        found[pk][stand] = n
    return {pk: Counts(**counts) for pk, counts in found.items()}


# --- ordering -----------------------------------------------------------------------------------------
def order(
    study: Any,
    waves: Iterable[Any],
    per: str,
    language: str,
    by: User,
    reason: str = "",
    kind: str = SetKind.JOURNEY,
) -> Bundle:
    """Ask for one report per node of a kind (a ``LocationKind``) with approved visits in these waves.

    ``kind`` is that of the reports, a ``SetKind``; location reports are made per location only. The same order that
    is still under way is given back, not made a second time. ``reason`` is used where a report replaces an earlier
    one. Raises ``PermissionDenied`` for who may not compose reports of this study, and ``Invalid`` when there is
    nothing to report or too much for one order.
    """
    if not by.has_perm("documents.compose"):
        raise PermissionDenied
    choices.allowed(by, study, None)
    waves = sorted(waves, key=lambda wave: wave.number)
    if kind == SetKind.LOCATION and per != LocationKind.SITE:
        raise Invalid(_("Location reports are made per location."))
    filled = choices.spread(study, waves, per).filled
    if not filled:
        raise Invalid(_("There are no approved visits in this selection. There is nothing to report yet."))
    if len(filled) > MOST_PARTS:
        raise Invalid(
            _("That is more than %(n)d reports. Choose larger parts of the organisation.") % {"n": MOST_PARTS}
        )
    with transaction.atomic():
        if same := _under_way(study, waves, per, language, kind):
            return same
        bundle = Bundle.objects.create(
            study=study, per=per, kind=kind, title=_title(study, waves, language), language=language,
            reason=reason.strip(), ordered_by=by,
        )  # fmt: skip
        bundle.waves.set(waves)
        parts = [BundlePart(bundle=bundle, location=one.node, visits=one.visits) for one in filled]
        BundlePart.objects.bulk_create(parts, batch_size=500)
        _queue(bundle, by)
        audit.record("bundle.ordered", bundle, by=by, per=per, kind=kind, language=language, parts=len(parts))
    return bundle


def _title(study: Any, waves: list[Any], language: str) -> str:
    return " · ".join([pick(study.journey.title, language), *(wave.title for wave in waves)])[:200]


def _under_way(study: Any, waves: list[Any], per: str, language: str, kind: str) -> Bundle | None:
    wanted = {wave.pk for wave in waves}
    live = list(Bundle.objects.filter(study=study, per=per, kind=kind, language=language, over_at=None))
    counts = counts_of(live)
    for bundle in live:
        if not counts[bundle.pk].is_over and set(bundle.waves.values_list("pk", flat=True)) == wanted:
            return bundle
    return None


def _queue(bundle: Bundle, by: User | None) -> None:
    lane = actions.lane_of(bundle.study)
    bundle.job = jobs.enqueue(KIND, {"bundle": bundle.pk}, by=by, queue=JobQueue.BULK, lane=lane)
    bundle.save(update_fields=["job"])


# --- its job ------------------------------------------------------------------------------------------
def take_turn(bundle_id: int, progress: "Progress") -> Effect:
    """Freeze figures and ask for the reports of some parts; the next turn is queued together with the end of this one.

    May run twice: what was settled is settled together with its report, and is not taken up again.
    """
    bundle = Bundle.objects.select_related("study__client", "study__journey", "ordered_by").get(pk=bundle_id)
    waves = list(bundle.waves.all())
    due = bundle.parts.filter(is_due=True).select_related("location", "report__job").order_by("pk")[:PER_TURN]
    for done, part in enumerate(due):
        progress(100 * done // PER_TURN)
        if part.report:
            _settle(bundle, part, None)
        else:
            _freeze(bundle, waves, part)
    return partial(_go_on, bundle_id)


def _freeze(bundle: Bundle, waves: list[Any], part: BundlePart) -> None:
    """Figures outside of a transaction, because they take a moment; one that cannot be made must not stop the rest."""
    frozen, nothing = None, ""
    try:
        frozen = _frozen(bundle, waves, part)
    except ReasonNeeded:
        nothing = NoReport.REASON_NEEDED
    except MovedMeanwhile:
        nothing = NoReport.MOVED
    except Invalid:
        nothing = NoReport.NO_VISITS
    except (DatabaseError, LostLease):
        raise
    except Exception:
        log.exception("No figures for part %s of bundle %s", part.pk, bundle.pk)
        nothing = NoReport.PROBLEM
    _settle(bundle, part, frozen, nothing)


def _frozen(bundle: Bundle, waves: list[Any], part: BundlePart) -> FigureSet:
    by = bundle.ordered_by
    if bundle.kind != SetKind.LOCATION:
        return figures.freeze(bundle.study, waves, [part.location], by, reason=bundle.reason)
    if by is None:  # nobody is left whose sight could say what "all locations" are
        raise Invalid
    return freeze_location(by, bundle.study, part.location, waves, bundle.reason)


@transaction.atomic
def _settle(bundle: Bundle, part: BundlePart, frozen: FigureSet | None, nothing: str = "") -> None:
    """Ask for the report of a part and write down that this was done, or neither when the bundle was cancelled."""
    if Bundle.objects.select_for_update().get(pk=bundle.pk).cancelled_at:
        return
    report, is_ours = part.report, part.is_ours
    if frozen:
        report, is_ours = actions.want(frozen, bundle.language, bundle.ordered_by, queue=JobQueue.BULK)
    elif report and report.state in MAKE_AGAIN:
        actions.retry(report, bundle.ordered_by, queue=JobQueue.BULK)
        is_ours = True
    bundle.parts.filter(pk=part.pk, is_due=True).update(
        is_due=False, report=report, is_ours=is_ours, nothing="" if report else nothing
    )


def _go_on(bundle_id: int) -> None:
    bundle = Bundle.objects.select_for_update().get(pk=bundle_id)
    if not bundle.cancelled_at and bundle.parts.filter(is_due=True).exists():
        _queue(bundle, bundle.ordered_by)
    else:
        look_soon(bundle_id)


# --- when it is over ----------------------------------------------------------------------------------
def part_ended(report_id: int) -> None:
    """A report is ready or failed for good: soon look whether that was the last one of a bundle."""
    for pk in Bundle.objects.filter(over_at=None, parts__report=report_id).values_list("pk", flat=True).distinct():
        look_soon(pk)


def look_soon(bundle_id: int) -> None:
    """Look at the end of this minute, once: two that end at the same moment do not see each other before that."""
    minute, second = divmod(time.time(), 60)
    key = f"{LOOK}:{bundle_id}:{minute:.0f}"
    jobs.enqueue(LOOK, {"bundle": bundle_id}, queue=JobQueue.BULK, key=key, delay=timedelta(seconds=60 - second))


@transaction.atomic
def end(bundle_id: int) -> Bundle | None:
    """Write down that a bundle is over, once; ``None`` when it is not, or that was written before."""
    bundle = Bundle.objects.select_for_update().filter(pk=bundle_id, over_at=None).first()
    if bundle is None or not counts_of([bundle])[bundle.pk].is_over:
        return None
    bundle.over_at = timezone.now()
    bundle.save(update_fields=["over_at"])
    return bundle


def not_over() -> list[int]:
    """The keys of bundles whose end was not written down."""
    return list(Bundle.objects.filter(over_at=None).values_list("pk", flat=True))


# --- afterwards ---------------------------------------------------------------------------------------
@transaction.atomic
def cancel(bundle: Bundle, by: User) -> int:
    """Stop what is not over, as far as this bundle asked for it first and nobody else waits for it.

    Returns how many reports were stopped. Raises ``NotAllowedNow`` when it is over or was cancelled.
    """
    now = timezone.now()
    counts = counts_of([bundle])[bundle.pk]
    open_rows = Bundle.objects.filter(pk=bundle.pk, cancelled_at=None)
    if counts.is_over or not open_rows.update(cancelled_at=now, over_at=now):
        raise NotAllowedNow(_("Nothing of this order is being made any more. Nothing was changed."))
    bundle.refresh_from_db()
    if bundle.job:
        jobs.cancel(bundle.job)
    others = BundlePart.objects.filter(report=OuterRef("report"), bundle__cancelled_at=None)
    ours = bundle.parts.filter(~Exists(others), is_ours=True, report__pdf="")
    # In the other queue somebody waits for this report alone.
    stopped = jobs.cancel_all(Job.objects.filter(queue=JobQueue.BULK, pk__in=ours.values("report__job")))
    audit.record(
        "bundle.cancelled", bundle, by=by, reports=stopped, not_yet_asked_for=bundle.parts.filter(is_due=True).count()
    )
    return stopped


@transaction.atomic
def retry(bundle: Bundle, by: User, reason: str = "") -> int:
    """Take up again what failed or was cancelled; ``reason`` is for reports that replace an earlier one.

    Returns how many parts that are. Raises ``NotAllowedNow`` when there are none.
    """
    bundle = Bundle.objects.select_for_update().get(pk=bundle.pk)
    parts: Any = bundle.parts.with_stand()
    left = list(parts.filter(stand__in=TO_RETRY).values_list("pk", flat=True))
    if not left:
        raise NotAllowedNow(_("Nothing of this order failed or was cancelled. Nothing was changed."))
    BundlePart.objects.filter(pk__in=left).update(is_due=True, nothing="")
    bundle.cancelled_at = bundle.over_at = None
    bundle.tries += 1
    bundle.reason = reason.strip() or bundle.reason
    bundle.save(update_fields=["cancelled_at", "over_at", "tries", "reason"])
    if bundle.job is None or bundle.job.is_over:
        _queue(bundle, by)
    audit.record("bundle.retried", bundle, by=by, parts=len(left))
    return len(left)


def lacks_reason(bundle: Bundle) -> bool:
    """Whether some part waits for somebody to say why a published report is replaced."""
    return bundle.parts.filter(nothing=NoReport.REASON_NEEDED).exists()
