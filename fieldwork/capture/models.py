"""What the phone sent, kept as it came (ops, media), and what was made of it (answers, experiences, scores)."""

from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from fieldwork.capture.states import AnswerStatus, MediaKind, MediaState, PartKind, PhotoProblem, RoundKind
from fieldwork.people.models import Location, User
from fieldwork.studies.models import Persona, Wave
from fieldwork.visits.models import Visit
from fieldwork.visits.states import VisitState


class RoundQuerySet(models.QuerySet):
    def counting(self) -> Self:
        """The rounds that make up the visit: from the newest that fills its first part.

        A visit that was handed back half-way and given to somebody else begins anew; what came before is kept.
        """
        begun = Round.objects.filter(visit=OuterRef("visit"), kind=RoundKind.EPISODE, episode=1).order_by("-number")
        return self.filter(number__gte=Subquery(begun.values("number")[:1]))


class Round(models.Model):
    """One time that a shopper fills and hands in: the visit itself, or the questions asked back."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=10, choices=RoundKind, default=RoundKind.EPISODE)
    # Whose round: a visit that was handed back and given to somebody else starts a round of their own.
    shopper = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # Return rounds: {path: remark}; only these fields are open. Empty for an episode.
    asked = models.JSONField(default=dict)
    opened_at = models.DateTimeField(default=timezone.now)
    # When a person first looked at its form; a phone that only fetches it to keep it leaves this empty.
    seen_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    # Which dated part of the journey it fills, counted from 1 (order, delivery, return); due_at is its own date.
    episode = models.PositiveSmallIntegerField(default=1)
    # Set by the first final that was complete and valid: unique on (visit, round).
    submission = models.UUIDField(null=True, blank=True)
    device = models.UUIDField(null=True, blank=True)
    final_at = models.DateTimeField(null=True, blank=True)
    manifest = models.JSONField(default=dict)
    receipt = models.CharField(max_length=12, blank=True)
    receipt_sha256 = models.CharField(max_length=64, blank=True)  # over the manifest; see ``receipts.digest``

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["visit", "number"]
        constraints = [models.UniqueConstraint(fields=["visit", "number"], name="round_number_once_per_visit")]

    def __str__(self) -> str:
        return f"{self.visit_id} round {self.number}"


class Op(models.Model):
    """One change of one field on one phone, as checked when it came; never changed, never removed.

    But for a position that was taken back: of that only the value goes (``places.forget_withdrawn``).
    """

    id = models.UUIDField(primary_key=True)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="ops")
    device = models.UUIDField()
    seq = models.PositiveBigIntegerField()
    field = models.CharField(max_length=120)
    value = models.JSONField(null=True)
    version = models.CharField(max_length=64)  # checksum of the journey version the visit was opened with
    t_wall = models.DateTimeField(null=True, blank=True)  # the phone's clock, which may be wrong
    t_mono = models.BigIntegerField(null=True, blank=True)  # ms on the phone's clock that nobody can set
    shown_ms = models.PositiveIntegerField(null=True, blank=True)  # how long its screen was in sight until now
    clock_offset_ms = models.BigIntegerField(null=True, blank=True)  # server minus phone, once per batch
    arrived_at = models.DateTimeField(default=timezone.now)
    # True when it came after the final of another phone: kept in quarantine and shown, never counted.
    is_late = models.BooleanField(default=False)
    # True when the shopper saw what two phones hold and chose this: it counts over both.
    settles = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["round", "field", "seq"], name="op_fold")]

    def __str__(self) -> str:
        return f"{self.field} {self.seq}"


class MediaQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """Evidence follows the visit."""
        return self.filter(round__visit__in=Visit.objects.visible_to(user))


class Media(models.Model):
    """One photo: the bytes as sent (private), a master and a small copy for reports, without EXIF.

    Or one audio memo, when the study allows them: the bytes as sent, and how long it is.
    """

    id = models.UUIDField(primary_key=True)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="media")
    device = models.UUIDField(null=True, blank=True)
    field = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    content_type = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=5, choices=MediaKind, default=MediaKind.PHOTO)
    duration_ms = models.PositiveIntegerField(null=True, blank=True)
    offset = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=MediaState, default=MediaState.COMING)
    problem = models.CharField(max_length=20, choices=PhotoProblem, blank=True)
    original = models.CharField(max_length=200, blank=True)
    master = models.CharField(max_length=200, blank=True)
    copy = models.CharField(max_length=200, blank=True)
    copy_sha256 = models.CharField(max_length=64, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    accuracy_m = models.FloatField(null=True, blank=True)  # radius that the phone gave with the place
    created_at = models.DateTimeField(default=timezone.now)

    objects = MediaQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["round", "field"], name="media_field")]

    def __str__(self) -> str:
        return f"{self.field} {self.id}"


class Answer(models.Model):
    """The answer to one question of one visit, by path; written when a round is handed in."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="answers")
    path = models.CharField(max_length=120)  # step/question, or step#2/question
    step = models.CharField(max_length=40)
    question = models.CharField(max_length=40)
    occurrence = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=20)
    status = models.CharField(max_length=10, choices=AnswerStatus)
    value = models.JSONField(null=True)
    # Ids of the photos that belong to it: the answer itself, the receipt's, or the evidence asked for.
    photos = models.JSONField(default=list)
    na_reason = models.CharField(max_length=300, blank=True)
    points = models.FloatField(null=True, blank=True)
    max_points = models.FloatField(null=True, blank=True)
    round_number = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["visit", "pk"]
        constraints = [models.UniqueConstraint(fields=["visit", "path"], name="answer_once_per_path")]

    def __str__(self) -> str:
        return self.path


class StepExperience(models.Model):
    """What a shopper felt at one step: a first tap without words, named emotions, a grade (measurement 1.3)."""

    client_uuid = models.UUIDField(default=uuid4)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="experiences")
    step = models.CharField(max_length=40)  # "@baseline" for the tap before step 1
    seq = models.PositiveSmallIntegerField(default=0)
    occurrence = models.PositiveSmallIntegerField(default=1)
    instrument = models.CharField(max_length=10, default="pad")
    face = models.CharField(max_length=12, blank=True)  # of the face matrix, with its strength q 1-4
    q = models.PositiveSmallIntegerField(null=True, blank=True)
    px = models.PositiveSmallIntegerField(null=True, blank=True)
    py = models.PositiveSmallIntegerField(null=True, blank=True)
    valence_i = models.FloatField(null=True, blank=True)
    arousal_i = models.FloatField(null=True, blank=True)
    t_shown = models.BigIntegerField(null=True, blank=True)
    t_first_touch = models.BigIntegerField(null=True, blank=True)
    t_final = models.BigIntegerField(null=True, blank=True)
    first_px = models.PositiveSmallIntegerField(null=True, blank=True)
    first_py = models.PositiveSmallIntegerField(null=True, blank=True)
    revisions = models.PositiveSmallIntegerField(default=0)
    input_kind = models.CharField(max_length=10, blank=True)
    interrupted = models.BooleanField(default=False)
    long_task = models.BooleanField(default=False)
    delay_min = models.FloatField(default=0)
    mode = models.CharField(max_length=10, default="live")
    tile_side = models.CharField(max_length=5, blank=True)
    named = models.JSONField(default=list)
    grade = models.PositiveSmallIntegerField(null=True, blank=True)
    cause_text = models.TextField(blank=True)
    cause_tag = models.CharField(max_length=10, blank=True)
    unanswered = models.BooleanField(default=False)
    skipped = models.JSONField(default=dict)  # {"tap": reason, "named": reason, "grade": reason}
    # How long each part took, in ms its screen was in sight; typing the cause is not counted. For the pilot alone.
    tap_ms = models.PositiveIntegerField(null=True, blank=True)
    named_ms = models.PositiveIntegerField(null=True, blank=True)
    grade_ms = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["visit", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "step", "occurrence"], name="experience_once_per_step"),
            models.CheckConstraint(
                name="experience_tap_on_the_pad",
                condition=Q(px__isnull=True, py__isnull=True) | Q(px__lte=1000, py__lte=1000),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.step}"


class Copied(models.Model):
    """What score rows copy from their visit, so that a cut through the figures is one covering index away.

    No index of their own: every reader comes through the wave or the visit, and what changes the tree may scan.
    """

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="+", db_index=False)
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="+", db_index=False)
    district = models.ForeignKey(Location, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    region = models.ForeignKey(Location, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    persona = models.ForeignKey(Persona, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    channel = models.CharField(max_length=20)
    device = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=10, choices=VisitState)  # the visit's state, copied at each move

    class Meta:
        abstract = True


# The end of both covering indexes: what a cut filters and groups by beside wave, key and location.
CUT_BY = ["channel", "device", "persona", "district", "region"]


class StepScore(Copied):
    """One row per visit and step with what depends on that visit alone; every figure of a step reads only this."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="step_scores", db_index=False)
    step = models.CharField(max_length=40)
    occurrence = models.PositiveSmallIntegerField(default=1)
    # How often this visit walked the step. Rows of more than once are averaged before they count: few are, and the
    # database adds up the rest. A number, because SQLite does not look up a yes or no in an index.
    times = models.PositiveSmallIntegerField(default=1)
    points = models.FloatField(default=0)
    max_points = models.FloatField(default=0)
    score = models.FloatField(null=True)
    v_i = models.FloatField(null=True)
    a_i = models.FloatField(null=True)
    c_i = models.FloatField(null=True)
    v_c = models.FloatField(null=True)
    strength = models.FloatField(null=True)  # mean intensity of the named emotions, 0 to 1
    mixed = models.BooleanField(default=False)
    v = models.FloatField(null=True)
    gap = models.FloatField(null=True)
    grade = models.PositiveSmallIntegerField(null=True)
    unanswered = models.BooleanField(default=False)
    flags = models.JSONField(default=list)
    formula_version = models.CharField(max_length=20)

    class Meta:
        indexes = [
            models.Index(
                fields=[
                    "wave", "status", "times", "step", "location", "v", "v_i", "c_i", "v_c", "gap", "grade", "score",
                    *CUT_BY,
                ],
                name="stepscore_cut",
            ),
        ]  # fmt: skip
        constraints = [models.UniqueConstraint(fields=["visit", "step", "occurrence"], name="stepscore_once_per_step")]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.step}"


class PartScore(Copied):
    """One row per visit and part: the journey as a whole, each phase, each dimension (``measurement.parts``)."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="part_scores", db_index=False)
    kind = models.CharField(max_length=10, choices=PartKind)
    key = models.CharField(max_length=40, blank=True)  # of the phase or dimension
    points = models.FloatField(default=0)
    max_points = models.FloatField(default=0)
    score = models.FloatField(null=True)
    v_i = models.FloatField(null=True)  # of first impressions that count
    v_c = models.FloatField(null=True)
    v = models.FloatField(null=True)
    gap = models.FloatField(null=True)
    grade = models.FloatField(null=True)  # of the journey the grade asked at the end, of a phase the mean of its steps

    class Meta:
        indexes = [
            models.Index(
                fields=[
                    "wave", "status", "kind", "key", "location", "v", "v_i", "v_c", "gap", "grade", "score", "points",
                    "max_points", *CUT_BY,
                ],
                name="partscore_cut",
            ),
        ]  # fmt: skip
        constraints = [models.UniqueConstraint(fields=["visit", "kind", "key"], name="partscore_once_per_part")]

    def __str__(self) -> str:
        return f"{self.visit_id} {self.kind} {self.key}"


class PhoneProblem(models.Model):
    """Something the server refused, kept so that the desk can help: the field, the reason, never the value."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="problems")
    # The refused op: a manifest that still names it is complete without it.
    op = models.UUIDField(null=True, blank=True, unique=True)
    field = models.CharField(max_length=120)
    code = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)
    shopper = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.field} {self.code}"
