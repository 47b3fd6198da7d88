"""Words for rounds, uploads and answers. Imported by everyone, imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoundKind(models.TextChoices):
    EPISODE = "episode", _("visit")
    RETURN = "return", _("asked back")


class MediaState(models.TextChoices):
    COMING = "coming", _("coming in")
    RECEIVED = "received", _("received")
    PREPARED = "prepared", _("ready")
    REFUSED = "refused", _("refused")


class AnswerStatus(models.TextChoices):
    ANSWERED = "answered", _("answered")
    NA = "na", _("not applicable")
    MISSING = "missing", _("missing")
    NOT_ASKED = "not_asked", _("not asked")
