"""What a study is about. Imported by everyone, imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Family(models.TextChoices):
    CUSTOMER = "customer", _("customers")
    EMPLOYEE = "employee", _("employees")
    AUDIT = "audit", _("quality audit")
    CANDIDATE = "candidate", _("candidates")
    DISCRIMINATION = "discrimination", _("discrimination")
