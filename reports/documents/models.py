"""Report rows: who ordered which figures in which language, and the file that came of it."""

from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fieldwork.common.models import Job
from fieldwork.people.models import User
from reports.figures.models import FigureSet


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """As its figures: a part of the tree that holds every location in it."""
        return self.filter(figure_set__in=FigureSet.objects.visible_to(user))


class Report(models.Model):
    """One PDF over one frozen figure set. The same figures in the same form are never rendered twice."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    figure_set = models.ForeignKey(FigureSet, on_delete=models.PROTECT, related_name="reports")
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=5, default="nl")
    # Hash of figures, template, style and language: two orders of the same report share one file.
    render_key = models.CharField(max_length=64, db_index=True)
    job = models.ForeignKey(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="reports"
    )
    ordered_at = models.DateTimeField(default=timezone.now)
    pdf = models.CharField(max_length=200, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    pdf_bytes = models.PositiveIntegerField(default=0)
    pages = models.PositiveSmallIntegerField(default=0)
    ready_at = models.DateTimeField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-ordered_at"]

    def __str__(self) -> str:
        return self.title
