"""A journey is drafted as one document and published as frozen versions of it."""

from typing import Any, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fieldwork.common.texts import pick
from fieldwork.people.models import Client, User
from fieldwork.people.states import DESK


class JourneyQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The desk sees the journeys of the clients it works for; nobody else sees drafts."""
        if not user.is_authenticated or user.role not in DESK:
            return self.none()
        return self.filter(client__in=Client.objects.visible_to(user))


class Journey(models.Model):
    """A customer journey being designed: ``draft`` is the document (schema 1), guarded by ``revision``."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="journeys")
    title = models.JSONField(_("title"), default=dict)
    draft = models.JSONField(default=dict)
    # Counts the writes to the draft: an editor that read an older one is told, never overwritten.
    revision = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(default=timezone.now)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_archived = models.BooleanField(default=False)

    objects = JourneyQuerySet.as_manager()

    class Meta:
        ordering = ["client__name", "pk"]

    def __str__(self) -> str:
        return pick(self.title)

    @property
    def current(self) -> "JourneyVersion | None":
        """The newest published version."""
        return self.versions.order_by("-number").first()


class JourneyVersionQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """As the journey."""
        return self.filter(journey__in=Journey.objects.visible_to(user))


class JourneyVersion(models.Model):
    """A published document that never changes: ``save`` refuses a second write."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    checksum = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True)

    objects = JourneyVersionQuerySet.as_manager()

    class Meta:
        ordering = ["journey", "-number"]
        constraints = [models.UniqueConstraint(fields=["journey", "number"], name="journey_version_number_once")]

    def __str__(self) -> str:
        return f"{pick(self.document.get('title'))} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write once. Raises ``ValueError`` on any later write: published is published."""
        if self.pk and not self._state.adding:
            raise ValueError("a published version never changes; make a new draft")
        super().save(*args, **kwargs)


class FormImportQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """What waits is seen by who read it; what became a journey, by who sees the journey."""
        if not user.is_authenticated or user.role not in DESK:
            return self.none()
        known = models.Q(by=user) | models.Q(journey__isnull=False)
        return self.filter(known, client__in=Client.objects.visible_to(user))


class FormImport(models.Model):
    """A file with a questionnaire as it was read, waiting for somebody to want it: no journey yet.

    ``document`` is empty when the file was refused; ``findings`` lists what does not come over (xlsform.results).
    """

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    file_name = models.CharField(max_length=200)
    document = models.JSONField(null=True)
    findings = models.JSONField(default=list)
    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, null=True, related_name="imports")

    objects = FormImportQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.file_name


class DraftSnapshot(models.Model):
    """A draft as it was before a change, so that the change can be undone. Only the last few are kept."""

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="snapshots")
    revision = models.PositiveIntegerField()
    document = models.JSONField()
    # When and by whom it was replaced.
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["journey", "-revision"]
        constraints = [models.UniqueConstraint(fields=["journey", "revision"], name="draft_snapshot_once")]

    def __str__(self) -> str:
        return f"{pick(self.document.get('title'))} r{self.revision}"
