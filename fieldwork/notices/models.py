"""What was told to whom, and who wants no reminders. Rows name people by their id alone; no address, no text."""

from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from fieldwork.notices.states import Dropped, NoticeKind
from fieldwork.people.models import User
from fieldwork.people.states import DESK
from fieldwork.visits.models import Visit


def new_message_id() -> str:
    """The Message-ID of one notice. Sent twice it is one mail to a mail program, so it is drawn once and kept."""
    host = settings.DEFAULT_FROM_EMAIL.rstrip("> ").rpartition("@")[2]
    return f"<notice.{uuid4()}@{host}>"


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The desk: those about visits it may see. Anybody else: none; they have their mailbox."""
        if not user.is_authenticated or user.role not in DESK:
            return self.none()
        return self.filter(visit__in=Visit.objects.visible_to(user))

    def about(self, visit: Visit) -> Self:
        """About this visit, also as one of several that were given in one go."""
        batches = visit.events.exclude(batch=None).values_list("batch", flat=True).distinct()
        given = Q(kind=NoticeKind.ASSIGNED, context__batch__in=[str(batch) for batch in batches])
        return self.filter(Q(visit=visit) | given)

    def waiting(self) -> Self:
        """Neither sent nor dropped."""
        return self.filter(sent_at=None, dropped="")


class Notice(models.Model):
    """One thing told to one person, once."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=20, choices=NoticeKind)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, null=True, blank=True, related_name="notices")
    context = models.JSONField(default=dict)  # ids and numbers that its words need besides the visit
    key = models.CharField(max_length=120, unique=True)
    message_id = models.CharField(max_length=200, unique=True, default=new_message_id)
    created_at = models.DateTimeField(default=timezone.now)
    not_before = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped = models.CharField(max_length=10, choices=Dropped, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["visit", "person", "kind", "created_at"], name="notice_told"),
            models.Index(fields=["not_before"], condition=Q(sent_at=None, dropped=""), name="notice_waiting"),
            models.Index(fields=["created_at"], name="notice_age"),
        ]
        constraints = [
            models.CheckConstraint(name="notice_kind_is_known", condition=Q(kind__in=NoticeKind.values)),
            models.CheckConstraint(name="notice_sent_or_dropped", condition=Q(sent_at=None) | Q(dropped="")),
        ]

    def __str__(self) -> str:
        return self.key


class MailChoice(models.Model):
    """What somebody said about the mails they can do without; who never said anything gets them."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_choice")
    wants_reminders = models.BooleanField(default=True)
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.person_id} {self.wants_reminders}"
