"""What a reviewer decided about a visit, and what was asked back."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fieldwork.review.states import Verdict
from fieldwork.visits.models import Visit


class Review(models.Model):
    """One look at one visit by one reviewer, from claiming it to deciding."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    claimed_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict, blank=True)
    remark = models.TextField(_("remark"), blank=True, max_length=2000)
    is_payable = models.BooleanField(default=True)
    # Typed but not decided yet: {"questions": {path: {"back", "remark"}}, "choice", "remark"}. Nothing that
    # was typed is lost when the page is left.
    notes = models.JSONField(default=dict)

    class Meta:
        ordering = ["visit", "-claimed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit"], condition=Q(decided_at__isnull=True), name="one_open_review_per_visit"
            )
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.verdict}"


class ReturnRequest(models.Model):
    """One question asked back with its remark; answered in the round it opened."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="requests")
    path = models.CharField(max_length=120)
    remark = models.TextField(max_length=1000)
    round_number = models.PositiveSmallIntegerField()
    old_value = models.JSONField(null=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "path"], name="asked_back_once_per_review")]

    def __str__(self) -> str:
        return self.path
