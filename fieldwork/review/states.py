"""Verdicts of a review. Imported by everyone, imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    APPROVED = "approved", _("approved")
    RETURNED = "returned", _("returned")
    EXCLUDED = "excluded", _("excluded")
    RELEASED = "released", _("put back in the queue")
