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
    VISIT_DUE = "visit_due", _("reminded that the last visit day is near")
    DEADLINE = "deadline", _("reminded to hand in today")
    QUESTION_DUE = "question_due", _("reminded of a question")
    # To the desk
    DIGEST = "digest", _("told what needs somebody today")
    GIVEN_BACK = "given_back", _("told that a visit of the next days was given back")
    ANSWERED = "answered", _("told that an answer came back")
    REVIEW_DUE = "review_due", _("told that the time to review runs out")
    # To who ordered reports; the room of reports says what stands in them
    REPORT_READY = "report_ready", _("told that a report is ready")
    REPORT_FAILED = "report_failed", _("told that a report could not be made")
    BUNDLE_READY = "bundle_ready", _("told that an order of many reports is done")
    # To who writes beside figures and who approves; the room of improvement says what stands in them
    TEXT_OFFERED = "text_offered", _("told that a text waits for a second person")
    TEXT_GIVEN_BACK = "text_given_back", _("told that a text was given back")
    TEXT_APPROVED = "text_approved", _("told that a text was approved")
    # To the client
    FIELD_BEGUN = "field_begun", _("told that the fieldwork began")
    FIELD_DONE = "field_done", _("told that the fieldwork is done")


# What somebody may do without: the choice is theirs, and none of it comes at night.
REMINDERS = {
    NoticeKind.SILENT, NoticeKind.PART_OPENS, NoticeKind.PART_DUE, NoticeKind.VISIT_DUE, NoticeKind.DEADLINE,
    NoticeKind.QUESTION_DUE, NoticeKind.DIGEST, NoticeKind.REVIEW_DUE, NoticeKind.FIELD_BEGUN, NoticeKind.FIELD_DONE,
}  # fmt: skip


class Dropped(models.TextChoices):
    """Why a notice never left."""

    OVERTAKEN = "overtaken", _("no longer true when it was to leave")
    UNWANTED = "unwanted", _("this person wants no reminders")
    INACTIVE = "inactive", _("the account is switched off")
    LATE = "late", _("the mail server did not take it for three days")
