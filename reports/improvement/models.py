"""What people write beside frozen figures, what of it was approved, and the plan that lives on across waves."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from fieldwork.common.texts import pick
from fieldwork.people.models import User
from fieldwork.people.states import DESK
from reports.figures.models import FigureSet
from reports.improvement.states import MOST_FINDINGS, ActionState, Direction, Kind, Metric, Outcome, State

PERSON = settings.AUTH_USER_MODEL


class InterpretationQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The desk: those of its clients. Clients read what was approved in their reports, never here."""
        if not user.is_authenticated or user.role not in DESK:
            return self.none()
        return self.filter(figure_set__in=FigureSet.objects.visible_to(user))


class Interpretation(models.Model):
    """The text beside one figure set, as it stands now. What was approved of it is kept in ``Approval``."""

    figure_set = models.OneToOneField(FigureSet, on_delete=models.PROTECT, related_name="interpretation")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    # Raised by every change of the text, its state or the plan printed with it: nobody approves what they did not see.
    revision = models.PositiveIntegerField(default=0)
    # Everybody who wrote in it since it was begun; none of them may approve it.
    writers = models.ManyToManyField(User, related_name="+", blank=True)
    carried_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    offered_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    offered_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # What the second person said when giving it back; empty once it is offered again.
    remark = models.TextField(max_length=2000, blank=True)
    remark_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    objects = InterpretationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="interpretation_state_is_known", condition=Q(state__in=State.values)),
            models.CheckConstraint(
                name="interpretation_is_approved_by_another",
                condition=Q(approved_by__isnull=True) | Q(offered_by__isnull=True) | ~Q(approved_by=F("offered_by")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.figure_set)


class Passage(models.Model):
    """One piece of text with its author: a finding, a conclusion, commentary, or why a pain point is not followed.

    An emptied one stays as a row, so that its version never begins anew.
    """

    interpretation = models.ForeignKey(Interpretation, on_delete=models.CASCADE, related_name="passages")
    kind = models.CharField(max_length=12, choices=Kind)
    place = models.CharField(max_length=60)
    texts = models.JSONField(default=dict)  # {name: {language: words}}, names as in ``states.TEXTS``
    step = models.CharField(max_length=60, blank=True)  # what a finding is about; empty is the whole journey
    owner = models.CharField(max_length=120, blank=True)  # who acts upon a conclusion
    author = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["kind", "place"]
        constraints = [
            models.UniqueConstraint(fields=["interpretation", "kind", "place"], name="passage_once_per_place"),
            models.CheckConstraint(
                name="passage_at_most_three_findings",
                condition=~Q(kind=Kind.FINDING) | Q(place__in=[str(n + 1) for n in range(MOST_FINDINGS)]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.place}"

    @property
    def is_empty(self) -> bool:
        """Nothing is written in any language."""
        return not any(pick(text) for text in self.texts.values())


class Approval(models.Model):
    """What a second person approved, frozen: the newest one is what reports print."""

    interpretation = models.ForeignKey(Interpretation, on_delete=models.PROTECT, related_name="approvals")
    number = models.PositiveSmallIntegerField()
    content = models.JSONField()  # ``shape.Interpretation``
    approved_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["interpretation", "number"], name="approval_numbers_form_a_line")
        ]

    def __str__(self) -> str:
        return f"{self.interpretation} ({self.number})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write once. Raises ``ValueError`` on any later write."""
        if not self._state.adding:
            raise ValueError("what was approved never changes; approve a new version")
        super().save(*args, **kwargs)


class PlanQuerySet(models.QuerySet):
    def of(self, figure_set: FigureSet) -> Self:
        """What is in force for the study and the part of the organisation that a figure set is about."""
        return self.in_force(figure_set.study_id, figure_set.figures["meta"]["selection"])

    def in_force(self, study: Any, part: list[str]) -> Self:
        """What is in force for a study and a part of the organisation, as figures name it; [] for everything."""
        return self.filter(study=study, part=part, withdrawn_at__isnull=True)


class Target(models.Model):
    """What was agreed to reach, frozen when it was set (measurement 7.1); withdrawn and set anew, never edited."""

    study = models.ForeignKey("studies.Study", on_delete=models.PROTECT, related_name="targets")
    # The part of the tree as its figures name it, [] for everything: figures of one part stay out of another's report.
    part = models.JSONField(default=list, blank=True)
    metric = models.CharField(max_length=16, choices=Metric)
    step = models.CharField(max_length=60, blank=True)
    baseline = models.JSONField()  # ``ResultDict`` on the scale of the metric, as it was in ``set_on``
    value = models.FloatField()
    direction = models.CharField(max_length=4, choices=Direction, default=Direction.UP)
    deadline = models.DateField(null=True, blank=True)
    relevant_change = models.FloatField()
    owner = models.CharField(max_length=120, blank=True)
    set_on = models.ForeignKey(FigureSet, on_delete=models.PROTECT, related_name="+")
    # The last visit in those figures: reports about earlier visits do not print the target.
    measured_on = models.DateField(null=True, blank=True)
    set_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)
    withdrawn_by = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["metric", "step", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "part", "metric", "step"], condition=Q(withdrawn_at__isnull=True),
                name="target_once_in_force",
            ),
            models.CheckConstraint(
                name="target_step_goes_with_metric",
                condition=Q(metric=Metric.STEP_SCORE) & ~Q(step="") | ~Q(metric=Metric.STEP_SCORE) & Q(step=""),
            ),
            models.CheckConstraint(name="target_relevant_change_is_positive", condition=Q(relevant_change__gte=0)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.metric} {self.step}: {self.value}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write once. Raises ``ValueError`` on any later write: it is withdrawn, and a new one set."""
        if not self._state.adding:
            raise ValueError("a target never changes; withdraw it and set a new one")
        super().save(*args, **kwargs)


class Action(models.Model):
    """An improvement of the plan of a study; it lives on across waves until it is closed with a result."""

    study = models.ForeignKey("studies.Study", on_delete=models.PROTECT, related_name="actions")
    part = models.JSONField(default=list, blank=True)  # as of a target
    title = models.JSONField(default=dict)  # {language: words}
    measure = models.JSONField(default=dict, blank=True)  # how it will be seen, {language: words}
    step = models.CharField(max_length=60, blank=True)
    owner = models.CharField(max_length=120, blank=True)
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=ActionState, default=ActionState.PROPOSED)
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    change = models.JSONField(null=True, blank=True)  # ``ResultDict``, valence: what the outcome was read from
    author = models.ForeignKey(PERSON, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="action_closes_with_a_result",
                condition=Q(state=ActionState.CLOSED) & ~Q(outcome="") | ~Q(state=ActionState.CLOSED) & Q(outcome=""),
            )
        ]

    def __str__(self) -> str:
        return pick(self.title)
