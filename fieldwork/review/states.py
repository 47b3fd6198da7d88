"""Verdicts of a review and the choices of its panel. Imported by everyone, imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fieldwork.visits.states import VisitState


class Verdict(models.TextChoices):
    APPROVED = "approved", _("approved")
    RETURNED = "returned", _("returned")
    EXCLUDED = "excluded", _("excluded")
    RELEASED = "released", _("put back in the queue")


class Choice(models.TextChoices):
    """What a reviewer can decide; the label is also the button."""

    APPROVE = "approve", pgettext_lazy("verdict", "Approve")
    RETURN = "return", pgettext_lazy("verdict", "Back to the shopper")
    EXCLUDE_PAID = "exclude_paid", pgettext_lazy("verdict", "Exclude, but pay")
    EXCLUDE = "exclude", pgettext_lazy("verdict", "Exclude, do not pay")


WAITING = {VisitState.SUBMITTED, VisitState.IN_REVIEW, VisitState.RETURNED}
DECIDED = {VisitState.APPROVED, VisitState.PUBLISHED, VisitState.EXCLUDED}
READABLE = WAITING | DECIDED
