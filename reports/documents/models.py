"""Report rows: who ordered which figures in which language, and the file that came of it."""

from datetime import UTC, datetime
from typing import Any, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Case, CharField, Count, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fieldwork.common.models import Job, JobState
from fieldwork.people.models import Client, Location, User
from fieldwork.people.states import LocationKind
from reports.documents.numbers import number_of
from reports.documents.states import (
    Failure,
    LinkState,
    NoReport,
    PartState,
    Phase,
    ReportState,
    Signature,
    failure_of,
)
from reports.figures.models import FigureSet
from reports.figures.states import SetKind

MOST_REASON = 500  # characters of the reason of a withdrawal
BEGIN = datetime(1970, 1, 1, tzinfo=UTC)  # before any text: a report without one is older than each with one

STATES = {
    JobState.QUEUED: ReportState.WAITING,
    JobState.RUNNING: ReportState.BEING_MADE,
    JobState.CANCELLED: ReportState.CANCELLED,
}


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """As its figures: a part of the tree that holds every location in it."""
        return self.filter(figure_set__in=FigureSet.objects.visible_to(user))

    def with_facts(self) -> Self:
        """With what a list prints, and without the figures themselves: those are large."""
        sets = FigureSet.objects.filter(pk=OuterRef("figure_set")).order_by()
        counted = sets.annotate(n=Count("visits")).values("n")
        facts = self.select_related("job", "ordered_by", "withdrawn_by", "figure_set__study__client")
        light = facts.defer("content", "figure_set__figures")
        return light.annotate(n_visits=Coalesce(Subquery(counted), 0))

    def in_state(self, state: str) -> Self:
        """Reports in one of ``ReportState``; an unknown word finds nothing."""
        if state in (ReportState.READY, ReportState.WITHDRAWN):
            return self.exclude(pdf="").filter(withdrawn_at__isnull=state == ReportState.READY)
        gone = Q(removed_at__isnull=False) & (Q(job__isnull=True) | Q(job__state=JobState.DONE))
        if state == ReportState.REMOVED:
            return self.filter(gone, pdf="")
        if state == ReportState.FAILED:
            ended = Q(job__isnull=True) | Q(job__state__in=[JobState.FAILED, JobState.DONE])
            return self.filter(ended & ~gone, pdf="")
        return self.filter(pdf="", job__state__in=[job for job, shown in STATES.items() if shown == state])


class Report(models.Model):
    """One PDF over one frozen figure set. The same figures in the same form are never rendered twice."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    # Printed on the report and in its seal, so it is known before there is a file.
    number = models.CharField(_("number"), max_length=11, unique=True, editable=False)
    figure_set = models.ForeignKey(FigureSet, on_delete=models.PROTECT, related_name="reports")
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=5, default="nl")
    # What people concluded and the chapters that were chosen, frozen with the order (``composing.Content``).
    content = models.JSONField(default=dict)
    text_approved_at = models.DateTimeField(null=True, blank=True)  # of the interpretation in ``content``
    # Hash of figures, content, template, style and language: the same report is one row and one file, whoever asks.
    render_key = models.CharField(max_length=64, unique=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="reports"
    )
    ordered_at = models.DateTimeField(default=timezone.now)
    pdf = models.CharField(max_length=200, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    pdf_bytes = models.PositiveIntegerField(default=0)
    pages = models.PositiveSmallIntegerField(default=0)
    ready_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)  # the file, because of its age; see ``keeping``
    signature = models.CharField(max_length=9, choices=Signature, blank=True)
    has_demo_key = models.BooleanField(default=False)
    certificate_sha256 = models.CharField(max_length=64, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    withdrawal_reason = models.CharField(max_length=MOST_REASON, blank=True)
    # Whether the planner wrote the reason for everybody who checks the file, or for those who may see the report.
    withdrawal_is_public = models.BooleanField(default=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-ordered_at"]
        constraints = [
            models.CheckConstraint(
                name="documents_withdrawal_has_a_reason",
                condition=Q(withdrawn_at__isnull=True, withdrawal_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawal_reason=""),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new report gets a number that no other has."""
        while not self.number:
            number = number_of(self.uuid)
            if Report.objects.filter(number=number).exists():
                self.uuid = uuid4()
            else:
                self.number = number
        super().save(*args, **kwargs)

    @property
    def state(self) -> ReportState:
        """Where it stands; the file is the truth, with what was said of it since, then the job."""
        if self.pdf:
            return ReportState.WITHDRAWN if self.is_withdrawn else ReportState.READY
        if self.removed_at and (self.job is None or self.job.state == JobState.DONE):
            return ReportState.REMOVED
        return STATES.get(self.job.state, ReportState.FAILED) if self.job else ReportState.FAILED  # type: ignore[call-overload]

    @property
    def is_withdrawn(self) -> bool:
        """Whether nobody should use it any more; the file stays, for the record."""
        return self.withdrawn_at is not None

    @property
    def is_in_use(self) -> bool:
        """Issued and not withdrawn, whether or not the file is still kept."""
        return bool(self.pdf_sha256) and not self.is_withdrawn

    @property
    def is_shareable(self) -> bool:
        """Whether there is a file for somebody without an account: ready, and not withdrawn."""
        return self.state == ReportState.READY

    @property
    def signed(self) -> str:
        """How it was signed, in words; nothing for a file from before there were signatures."""
        return str(Signature(self.signature).label) if self.signature else ""

    @property
    def language_name(self) -> str:
        """The language of the report, in the reader's language."""
        return str(dict(settings.LANGUAGES).get(self.language, self.language))

    @property
    def is_on_its_way(self) -> bool:
        """Something still happens by itself."""
        return self.state in (ReportState.WAITING, ReportState.BEING_MADE)

    @property
    def percent(self) -> int:
        """How far it is, 0 to 100."""
        return 100 if self.pdf else self.job.progress if self.job else 0

    @property
    def phase(self) -> str:
        """What is being done for it now, in words; nothing while it waits."""
        note = self.job.progress_note if self.job and self.state == ReportState.BEING_MADE else ""
        return str(Phase(note).label) if note in Phase.values else ""

    @property
    def reason(self) -> str:
        """Why it failed, in words; nothing when it did not."""
        if self.state != ReportState.FAILED:
            return ""
        return str(failure_of(self.job.error if self.job else Failure.UNEXPECTED).label)


# --- many at once -------------------------------------------------------------------------------------
class BundleQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Who composes reports sees those of their clients; clients see the reports themselves."""
        if not user.has_perm("documents.compose"):
            return self.none()
        return self.filter(study__client__in=Client.objects.visible_to(user))


class Bundle(models.Model):
    """One order for a report per location, district or region over some waves of a study."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    study = models.ForeignKey("studies.Study", on_delete=models.PROTECT, related_name="+")
    waves = models.ManyToManyField("studies.Wave", related_name="+")
    per = models.CharField(max_length=10, choices=LocationKind)
    kind = models.CharField(max_length=8, choices=SetKind, default=SetKind.JOURNEY)
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=5)
    reason = models.CharField(max_length=500, blank=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ordered_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=1)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    # When nothing more would happen by itself; who ordered it is told then.
    over_at = models.DateTimeField(null=True, blank=True)

    objects = BundleQuerySet.as_manager()

    class Meta:
        ordering = ["-ordered_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="bundle_kind_is_known", condition=Q(per__in=LocationKind.values)),
            # A location report is about one location, and nobody orders the reports of all visits.
            models.CheckConstraint(
                name="bundle_report_fits",
                condition=Q(kind=SetKind.JOURNEY) | Q(kind=SetKind.LOCATION, per=LocationKind.SITE),
            ),
        ]

    def __str__(self) -> str:
        return self.title


# First what the bundle itself still has to do with a part, then how its report is.
STANDS = [
    When(is_due=True, bundle__cancelled_at__isnull=False, then=Value(PartState.CANCELLED)),
    When(is_due=True, bundle__job__state__in=[JobState.QUEUED, JobState.RUNNING], then=Value(PartState.WAITING)),
    When(is_due=True, then=Value(PartState.FAILED)),
    When(nothing=NoReport.NO_VISITS, then=Value(PartState.NOTHING)),
    When(~Q(nothing=""), then=Value(PartState.FAILED)),
    When(~Q(report__pdf=""), then=Value(PartState.READY)),
    When(report__job__state=JobState.QUEUED, then=Value(PartState.WAITING)),
    When(report__job__state=JobState.RUNNING, then=Value(PartState.BEING_MADE)),
    When(report__job__state=JobState.CANCELLED, then=Value(PartState.CANCELLED)),
]


class BundlePartQuerySet(models.QuerySet):
    def with_stand(self) -> Self:
        """With ``stand``, one of ``PartState``."""
        return self.annotate(stand=Case(*STANDS, default=Value(PartState.FAILED), output_field=CharField()))


class BundlePart(models.Model):
    """One place of a bundle and its report, which others may have asked for as well."""

    bundle = models.ForeignKey(Bundle, on_delete=models.CASCADE, related_name="parts")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    visits = models.PositiveIntegerField(default=0)  # approved ones, when it was ordered
    is_due = models.BooleanField(default=True)  # the job of the bundle still has to ask for it
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    is_ours = models.BooleanField(default=False)  # this bundle set it going, so cancelling the bundle may stop it
    nothing = models.CharField(max_length=10, choices=NoReport, blank=True)

    objects = BundlePartQuerySet.as_manager()

    class Meta:
        ordering = ["location__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["bundle", "location"], name="bundle_place_once"),
            models.CheckConstraint(
                name="bundle_part_is_settled",
                condition=Q(is_due=True)
                | Q(report__isnull=False, nothing="")
                | Q(report__isnull=True) & ~Q(nothing=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bundle_id} {self.location_id}"

    @property
    def reason(self) -> str:
        """Why it has no report, or why that failed, in words; nothing when neither is so."""
        if self.nothing:
            return str(NoReport(self.nothing).label)
        return self.report.reason if self.report else ""


# --- for somebody without an account ------------------------------------------------------------------
MOST_DOWNLOADS = 50  # by one link; a link that goes around stops by itself


class ReportLinkQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Those of reports this person may share."""
        if not user.has_perm("documents.share"):
            return self.none()
        return self.filter(report__in=Report.objects.visible_to(user))

    def live(self) -> Self:
        """Those that still open something."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now(), downloads__lt=MOST_DOWNLOADS)


class ReportLink(models.Model):
    """An address that hands out one report to whoever knows it. Of its secret only the hash is kept."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="links")
    token_sha256 = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=80, blank=True)  # what it is for, to who may revoke it
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    downloads = models.PositiveSmallIntegerField(default=0)
    downloaded_at = models.DateTimeField(null=True, blank=True)

    objects = ReportLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.report_id} {self.expires_at:%F}"

    @property
    def state(self) -> LinkState:
        """Whether it still opens something, and if not why."""
        if self.revoked_at:
            return LinkState.REVOKED
        if self.expires_at <= timezone.now():
            return LinkState.EXPIRED
        if self.downloads >= MOST_DOWNLOADS:
            return LinkState.USED_UP
        return LinkState.LIVE if self.report.is_shareable else LinkState.SILENT


# --- what is not kept ---------------------------------------------------------------------------------
class FormerFile(models.Model):
    """The hash of a file that a report had and that is not kept: a copy of it can still be checked."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="former_files")
    sha256 = models.CharField(max_length=64, db_index=True)
    made_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.sha256
