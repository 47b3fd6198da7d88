"""Export rows: who asked for which visits in which form, and the file that came of it."""

from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fieldwork.common.models import Job, JobState
from fieldwork.people.models import User
from reports.exports.states import KEPT_FOR, ExportState, Format, failure_of

STATES = {
    JobState.QUEUED: ExportState.WAITING,
    JobState.RUNNING: ExportState.BEING_MADE,
    JobState.CANCELLED: ExportState.CANCELLED,
}


class ExportQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """One's own, and nobody else's: not even of a colleague with the same rights."""
        return self.filter(asked_by=user) if user.is_authenticated else self.none()

    def over(self) -> Self:
        """Whose week is over, counted from when it was ready, or from when it was asked for and never came."""
        now = timezone.now()
        never = models.Q(file="", asked_at__lte=now - KEPT_FOR)
        return self.filter(models.Q(expires_at__lte=now) | never, expired_at=None)

    def on_their_way(self) -> Self:
        """Waiting or being made."""
        return self.filter(file="", job__state__in=[JobState.QUEUED, JobState.RUNNING])


class Export(models.Model):
    """One file of visits and answers. What was asked for is frozen here; what it may hold is asked when it is made."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="exports"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    # The filters as in the address: {"wave": "3", "channel": "phone", ..}.
    filters = models.JSONField(default=dict)
    format = models.CharField(_("format"), max_length=10, choices=Format)
    language = models.CharField(_("language"), max_length=5, default="nl")
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # What its asker could see when it was made; who sees less now does not get the file.
    sight = models.JSONField(default=dict)
    file = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    bytes = models.PositiveBigIntegerField(default=0)
    n_visits = models.PositiveIntegerField(default=0)
    ready_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True, db_index=True)
    expired_at = models.DateTimeField(null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="export_format_is_known", condition=models.Q(format__in=Format.values))
        ]

    def __str__(self) -> str:
        return f"{self.format} {self.asked_at:%F %H:%M}"

    @property
    def state(self) -> ExportState:
        """Where it stands; the file is the truth, then the job."""
        if self.expired_at or (self.expires_at and self.expires_at <= timezone.now()):
            return ExportState.EXPIRED
        if self.file:
            return ExportState.READY
        return STATES.get(self.job.state, ExportState.FAILED) if self.job else ExportState.FAILED  # type: ignore[call-overload]

    @property
    def is_on_its_way(self) -> bool:
        """Something still happens by itself."""
        return self.state in (ExportState.WAITING, ExportState.BEING_MADE)

    @property
    def percent(self) -> int:
        """How far it is, 0 to 100."""
        return 100 if self.file else self.job.progress if self.job else 0

    @property
    def reason(self) -> str:
        """Why it failed, in words; nothing when it did not."""
        if self.state != ExportState.FAILED:
            return ""
        return str(failure_of(self.job.error if self.job else "").label)

    @property
    def folder(self) -> str:
        """Where its file is kept, and nothing else."""
        return f"exports/{self.uuid}"

    @property
    def file_name(self) -> str:
        """``veldwerk-bezoeken-2026-12-11-1030.csv``: what it is, and when it was asked for."""
        word = "visits" if self.language == "en" else "bezoeken"
        return f"veldwerk-{word}-{timezone.localtime(self.asked_at):%Y-%m-%d-%H%M}{Format(self.format).suffix}"
