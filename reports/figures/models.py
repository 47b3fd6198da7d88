"""Figure sets: what was printed, frozen, so that it can be printed again and recomputed by anybody."""

from typing import Any, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from fieldwork.common.texts import pick
from fieldwork.people.models import Client, Location, User
from fieldwork.people.states import CLIENTS
from fieldwork.studies.models import Study, Wave
from fieldwork.visits.models import Visit

from .states import SetKind


class FigureSetQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The desk: its clients' sets. Clients: only sets whose every location lies in their part of the tree."""
        mine = self.filter(study__client__in=Client.objects.visible_to(user))
        if user.is_authenticated and user.role in CLIENTS:
            hidden = Location.objects.filter(client=user.client).exclude(pk__in=Location.objects.visible_to(user))
            return mine.exclude(locations__in=hidden)
        return mine

    def journeys(self) -> Self:
        """Those of whole journeys, which are the ones that people write beside and that become slides."""
        return self.filter(kind=SetKind.JOURNEY)

    def of(self, study: Study, selection: str) -> Self:
        """All versions over one selection of a study, as ``actions.selection_of`` names it."""
        return self.filter(study=study, selection=selection)

    def current(self) -> Self:
        """Those that no newer set replaces."""
        return self.filter(corrected_by__isnull=True)

    def update(self, **columns: object) -> int:
        """Refuse: what was frozen stays. Raises ``ValueError``."""
        raise ValueError("a figure set never changes; make a new one")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse: what was printed must be there to look up. Raises ``ValueError``."""
        raise ValueError("a figure set is never removed; make a new one that names it")


class FigureSet(models.Model):
    """The figures of one journey over a chosen set of approved visits; never changed after it was written.

    ``kind`` says which shape ``figures`` has: ``shape.Figures``, or one of ``sheet_shapes``.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=SetKind, default=SetKind.JOURNEY)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="figure_sets")
    waves = models.ManyToManyField(Wave, related_name="figure_sets")
    locations = models.ManyToManyField(Location, related_name="figure_sets")
    visits = models.ManyToManyField(Visit, related_name="figure_sets")
    figures = models.JSONField()
    inputs_sha256 = models.CharField(max_length=64)
    # Hash of what was asked for: the waves and the nodes of the tree, or a visit. Sets that share it are versions.
    selection = models.CharField(max_length=64, db_index=True)
    # One correction names one old set, so versions form a line.
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )
    correction_reason = models.CharField(max_length=500, blank=True)
    formula_version = models.CharField(max_length=20)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = FigureSetQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            # One line of versions per selection: whoever comes second must correct the first.
            models.UniqueConstraint(
                fields=["study", "selection"], condition=Q(corrects__isnull=True), name="figures_frozen_once"
            ),
            models.CheckConstraint(name="figures_kind_is_known", condition=Q(kind__in=SetKind.values)),
            models.CheckConstraint(
                name="figures_correction_has_a_reason",
                condition=Q(corrects__isnull=True, correction_reason="")
                | Q(corrects__isnull=False) & ~Q(correction_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {pick(self.figures.get('meta', {}).get('title'))} {self.made_at:%F}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write once. Raises ``ValueError`` on any later write: a correction makes a new set."""
        if self.pk and not self._state.adding:
            raise ValueError("a figure set never changes; make a new one that names the old")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: what was printed must be there to look up. Raises ``ValueError``."""
        raise ValueError("a figure set is never removed; make a new one that names it")
