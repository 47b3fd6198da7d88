"""The visit: one shopper's walk through one published journey version, and everything that happened to it."""

from datetime import datetime
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fieldwork.journeys.models import JourneyVersion
from fieldwork.people.models import Client, Location, User
from fieldwork.people.states import DESK, Role
from fieldwork.studies.models import BriefingVersion, Persona, Scenario, Wave
from fieldwork.studies.states import Channel
from fieldwork.visits.states import VisitState

NEEDS_NO_SHOPPER = [
    VisitState.DRAFT,
    VisitState.OPEN,
    VisitState.OFFERED,
    VisitState.CANCELLED,
    VisitState.EXPIRED,
]


# The same three moments as on ``Visit``, for the database: what is to be done now opens, ends, must be handed in.
PART_OPENS_AT = Coalesce("episode_opens_at", "opens_at")
PART_DUE_AT = Coalesce("episode_due_at", "due_at")
HAND_IN_BY = Coalesce("episode_due_at", "submit_by")


def mark_of(state: str, since: datetime) -> str:
    """One word that changes with every move of a visit."""
    return f"{state}.{round(since.timestamp() * 1_000_000)}"


class VisitQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Shoppers: their own. The desk: visits of the clients it works for. Clients: never this row."""
        if not user.is_authenticated:
            return self.none()
        if user.role == Role.SHOPPER:
            return self.filter(shopper=user)
        if user.role in DESK:
            return self.filter(wave__study__client__in=Client.objects.visible_to(user))
        return self.none()

    def for_board(self) -> Self:
        """With everything a row of a list prints, soonest first."""
        return self.select_related(
            "wave__study__client", "location__district", "scenario", "persona", "shopper"
        ).order_by("due_at", "pk")


class Visit(models.Model):
    """One planned measurement. Moves are guarded writes in ``actions.move``; nothing else writes ``state``."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    # What the client knows the visit by; leads nowhere near the shopper.
    public_key = models.UUIDField(default=uuid4, unique=True, editable=False)
    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="visits")
    # The version, not the template: later edits never touch a visit under way.
    journey_version = models.ForeignKey(JourneyVersion, on_delete=models.PROTECT, related_name="visits")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="visits")
    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="visits")
    persona = models.ForeignKey(Persona, on_delete=models.PROTECT, null=True, blank=True, related_name="visits")
    channel = models.CharField(_("channel"), max_length=20, choices=Channel)
    device = models.CharField(max_length=20, blank=True)
    shopper = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="visits"
    )
    state = models.CharField(max_length=10, choices=VisitState, default=VisitState.DRAFT)
    state_since = models.DateTimeField(default=timezone.now)
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField()
    submit_by = models.DateTimeField()
    fee_cents = models.PositiveIntegerField(default=0)
    currency = models.CharField(max_length=3, default="EUR")
    remark = models.CharField(max_length=300, blank=True)
    assigned_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)

    # Columns that higher rooms write through visits.actions so that lists stay one query (design: the house).
    answered = models.PositiveSmallIntegerField(default=0)
    waiting_photos = models.PositiveSmallIntegerField(default=0)
    last_sync_at = models.DateTimeField(null=True, blank=True)
    # When its shopper was reminded of the phone's silence for the second time; over once the phone is heard of later.
    phone_silent_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="claimed_visits"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    review_due_at = models.DateTimeField(null=True, blank=True)
    return_due_at = models.DateTimeField(null=True, blank=True)
    round_number = models.PositiveSmallIntegerField(default=1)
    # Dated parts (order, delivery, return): which one is to be done, of how many, what it is called. A later part has
    # dates of its own here until the visit is handed in; the first has those of the visit.
    episode = models.PositiveSmallIntegerField(default=1)
    episodes = models.PositiveSmallIntegerField(default=1)
    episode_title = models.JSONField(default=dict, blank=True)
    episode_opens_at = models.DateTimeField(null=True, blank=True)
    episode_due_at = models.DateTimeField(null=True, blank=True)
    # Raising it makes every token of the phone that was given out before worthless.
    token_epoch = models.PositiveIntegerField(default=1)

    # Scores of this visit alone; written by capture.actions.rescore and by nobody else.
    checklist_score = models.FloatField(null=True, blank=True)
    checklist_points = models.FloatField(null=True, blank=True)
    checklist_max = models.FloatField(null=True, blank=True)
    checklist_status = models.CharField(max_length=12, blank=True)
    verdict = models.CharField(max_length=6, blank=True)
    valence = models.FloatField(null=True, blank=True)
    valence_status = models.CharField(max_length=12, blank=True)
    peak_end = models.FloatField(null=True, blank=True)
    overall_grade = models.PositiveSmallIntegerField(null=True, blank=True)
    recommend = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["wave", "state", "due_at"], name="visit_board"),
            models.Index(fields=["shopper", "state", "due_at"], name="visit_mine"),
            models.Index(fields=["state", "review_due_at"], name="visit_queue"),
        ]
        constraints = [
            models.CheckConstraint(name="visit_state_is_known", condition=Q(state__in=VisitState.values)),
            models.CheckConstraint(
                name="visit_dates_are_in_order", condition=Q(due_at__gte=F("opens_at"), submit_by__gte=F("due_at"))
            ),
            models.CheckConstraint(
                name="visit_under_way_has_a_shopper",
                condition=Q(shopper__isnull=False) | Q(state__in=NEEDS_NO_SHOPPER),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.location}: {self.scenario}"

    @property
    def title(self) -> str:
        """What a list calls it: place and story."""
        return f"{self.location.name}: {self.scenario.title}"

    @property
    def part_opens_at(self) -> datetime:
        """From when what is to be done now is done: a later part has dates of its own."""
        return self.episode_opens_at or self.opens_at

    @property
    def part_due_at(self) -> datetime:
        """Until when what is to be done now is done."""
        return self.episode_due_at or self.due_at

    @property
    def hand_in_by(self) -> datetime:
        """Until when what is to be done now must be handed in."""
        return self.episode_due_at or self.submit_by

    @property
    def mark(self) -> str:
        """What somebody saw when they looked: state and the moment it began. Sent back with a click."""
        return mark_of(self.state, self.state_since)


class VisitEvent(models.Model):
    """One thing that happened to a visit; a move has both states, a note has none."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=30, default="moved")
    came_from = models.CharField(max_length=10, blank=True)
    went_to = models.CharField(max_length=10, blank=True)
    remark = models.CharField(max_length=500, blank=True)
    data = models.JSONField(default=dict)
    # What was done in one go carries one number, so that it can be undone in one go.
    batch = models.UUIDField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.came_from}→{self.went_to}" if self.went_to else self.kind


class BriefingReceipt(models.Model):
    """A shopper read one briefing version for one visit; the form stays shut without the current one."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="briefing_receipts")
    version = models.ForeignKey(BriefingVersion, on_delete=models.PROTECT, related_name="receipts")
    shopper = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit", "version", "shopper"], name="briefing_read_once_per_visit")
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.version_id}"
