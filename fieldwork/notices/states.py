"""What a mail can be about, and why one was not sent. Imported by everyone, imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeKind(models.TextChoices):
    """The words of each stand in ``templates/email/<kind>.txt``."""

    ASSIGNED = "assigned", _("asked to confirm")
    WITHDRAWN = "withdrawn", _("told that the visit was taken back")
    BRIEFING_READY = "briefing_ready", _("told that the briefing is ready")
    BRIEFING_CHANGED = "briefing_changed", _("told that the briefing changed")
    RECEIVED = "received", _("receipt of what was handed in")
    RETURNED = "returned", _("question of the reviewer")
    APPROVED = "approved", _("told that the visit is approved")
    EXCLUDED = "excluded", _("told that the visit does not count")
    SILENT = "silent", _("reminded that answers may still be on the phone")
    PART_OPENS = "part_opens", _("told that the next part can be done")
    PART_DUE = "part_due", _("reminded of a part that is due")


# What somebody may do without: the choice is theirs, and none of it comes at night.
REMINDERS = {NoticeKind.SILENT, NoticeKind.PART_OPENS, NoticeKind.PART_DUE}


class Dropped(models.TextChoices):
    """Why a notice never left."""

    OVERTAKEN = "overtaken", _("no longer true when it was to leave")
    UNWANTED = "unwanted", _("this person wants no reminders")
    INACTIVE = "inactive", _("the account is switched off")
    LATE = "late", _("the mail server did not take it for three days")
