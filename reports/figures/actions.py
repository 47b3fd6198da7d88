"""What happens to figures: they are frozen once, and read live as long as nothing changed."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import Count, Max, Sum
from django.utils.translation import gettext_lazy as _

from fieldwork.common import audit
from fieldwork.common.errors import Invalid, MovedMeanwhile
from fieldwork.measurement.results import FORMULA_VERSION
from fieldwork.people.models import Location, User
from fieldwork.studies.models import Study, Wave
from fieldwork.visits import actions as visits
from fieldwork.visits.models import Visit
from fieldwork.visits.states import COUNTED, VisitState

from .facts import Facts, counted, gather, wave_before
from .models import FigureSet
from .queries import figures_of, fingerprint, journey_figures
from .shape import SCHEMA, Figures

LIVE_SECONDS = 600  # what the key below cannot see (a renamed place, a photo made ready) shows within this time


def freeze(study: Study, waves: Iterable[Wave], locations: Iterable[Location] | None, by: User | None) -> FigureSet:
    """Write the figures of the approved visits in a selection, once.

    The same visits with the same answers give the set that is there already. Every visit in a set is published
    with it: published means contained in a stored set. Raises ``Invalid`` when the selection has no approved
    visit, and ``MovedMeanwhile`` when one of them was taken back while the figures were made.
    """
    facts = gather(study, waves, list(locations or ()))
    if not facts.now.visits:
        raise Invalid(_("There are no approved visits in this selection. There is nothing to report yet."))
    known = FigureSet.objects.filter(study=study, inputs_sha256=fingerprint(facts)).first()
    if known is None:
        known = _store(facts, figures_of(facts), by)
    return known


def _store(facts: Facts, figures: Figures, by: User | None) -> FigureSet:
    pks = [visit.pk for visit in facts.now.visits]
    with transaction.atomic():
        frozen, is_new = FigureSet.objects.get_or_create(
            study=facts.study,
            inputs_sha256=figures["meta"]["source_hash"],
            defaults={"figures": figures, "formula_version": FORMULA_VERSION, "made_by": by},
        )
        if not is_new:
            return frozen
        waiting = Visit.objects.filter(pk__in=pks, state=VisitState.APPROVED).order_by("pk")
        for visit in waiting:
            visits.move(visit, VisitState.PUBLISHED, by=by)
        if Visit.objects.filter(pk__in=pks, state__in=COUNTED).count() != len(pks):
            raise MovedMeanwhile
        frozen.waves.set(facts.waves)
        frozen.visits.set(pks)
        # Whoever reads the set also reads the comparison, so its places count as well.
        frozen.locations.set({visit.location for visit in (*facts.now.visits, *facts.before.visits)})
        audit.record("figures.frozen", frozen, by=by, visits=len(pks), inputs=frozen.inputs_sha256)
    return frozen


def live(study: Study, waves: Sequence[Wave], locations: Sequence[Location] = ()) -> Figures:
    """The figures as they stand now, without questions and photos; computed again only when a visit changed."""
    key = live_key(study, waves, locations)
    figures: Figures | None = cache.get(key)
    if figures is None:
        figures = journey_figures(study, waves, locations, details=False)
        cache.set(key, figures, LIVE_SECONDS)
    return figures


def live_key(study: Study, waves: Sequence[Wave], locations: Sequence[Location]) -> str:
    """A cheap fingerprint of a selection: it changes with every visit that enters, leaves or is scored again."""
    before = wave_before(study, waves, locations)
    found: dict[str, Any] = counted([*waves, *([before] if before else [])], locations).aggregate(
        n=Count("pk"),
        last=Max("state_since"),
        felt=Sum("valence"),
        points=Sum("checklist_points"),
        grade=Sum("overall_grade"),
    )
    parts = [
        SCHEMA, FORMULA_VERSION, study.pk, study.target, sorted(wave.pk for wave in waves),
        sorted(node.pk for node in locations), before and before.pk, *found.values(),
    ]  # fmt: skip
    return "figures:" + ":".join(str(part).replace(" ", "") for part in parts)
