"""The job ledger, the audit trail and the beat: rows that belong to no room in particular."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("being made")
    DONE = "done", _("ready")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class JobQueue(models.TextChoices):
    INTERACTIVE = "interactive", _("somebody waits for it")
    BULK = "bulk", _("many at once")


class Job(models.Model):
    """One piece of work to be done outside a request. This row is the truth; a message is only a poke."""

    kind = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="jobs"
    )
    queue = models.CharField(max_length=12, choices=JobQueue, default=JobQueue.INTERACTIVE)
    priority = models.SmallIntegerField(default=0)
    # Whose work it is, such as one client's: lanes take turns, so that nobody's hundreds keep another's three waiting.
    lane = models.CharField(max_length=40, blank=True, default="")
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(default=timezone.now)
    progress = models.PositiveSmallIntegerField(default=0)
    progress_note = models.CharField(max_length=200, blank=True)
    error = models.TextField(blank=True)
    result = models.JSONField(default=dict)
    idempotency_key = models.CharField(max_length=120, null=True, blank=True, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "-priority", "created_at"], name="job_next"),
            models.Index(fields=["queue", "lane", "started_at"], name="job_turn"),
        ]
        constraints = [
            models.CheckConstraint(name="job_state_is_known", condition=models.Q(state__in=JobState.values)),
            models.CheckConstraint(name="job_progress_is_percent", condition=models.Q(progress__lte=100)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk} ({self.state})"

    @property
    def is_over(self) -> bool:
        """True when nothing more will happen by itself."""
        return self.state in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


class Beat(models.Model):
    """When the sweep last ran: ``/readyz`` and ``doctor`` tell its age."""

    name = models.CharField(max_length=30, primary_key=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.name} {self.at:%F %T}"


class AuditEvent(models.Model):
    """Who did what to which thing. Append-only; the sweep chains rows by hash so that a gap shows."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    data = models.JSONField(default=dict)
    number = models.PositiveBigIntegerField(null=True, blank=True, unique=True, editable=False)
    chain = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["subject", "at"], name="audit_subject")]

    def __str__(self) -> str:
        return f"{self.at:%F %T} {self.verb} {self.subject}"
