"""What happens to figures: they are frozen once, corrected by a newer set, and read live while nothing changed."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.cache import cache
from django.db.models import BigIntegerField, Count, F, Max, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from fieldwork.common.errors import Invalid
from fieldwork.measurement.results import FORMULA_VERSION
from fieldwork.people.models import Location, User
from fieldwork.studies.models import Study, Wave

from .facts import counted, gather, sites_of, wave_before
from .freezing import Draft, corrected, write_once
from .models import FigureSet
from .queries import figures_of
from .shape import SCHEMA, Figures
from .states import SetKind

LIVE_SECONDS = 600  # what the key below cannot see (a renamed place, a photo made ready) shows within this time


def freeze(
    study: Study,
    waves: Iterable[Wave],
    locations: Iterable[Location] | None,
    by: User | None,
    corrects: FigureSet | None = None,
    reason: str = "",
) -> FigureSet:
    """Write the figures of the approved visits in a selection, once.

    The same visits with the same answers give the set that is there already. Every visit in a set is published
    with it: published means contained in a stored set. Where a set of the same study, waves and nodes was made of
    other numbers, the new one corrects it: it names the newest (or ``corrects``, which must be the newest) and
    gives the ``reason``; where only names, colours, the logo or photos changed it says so by itself. Raises
    ``ReasonNeeded`` without a reason, ``Invalid`` when the selection has no approved visit
    or ``corrects`` is no set to correct here, and ``MovedMeanwhile`` when a visit was taken back, or another
    version written, while the figures were made.
    """
    draft = _drafted(study, waves, locations)
    return write_once(draft, by, reason, corrects)


def _drafted(study: Study, waves: Iterable[Wave], locations: Iterable[Location] | None) -> Draft:
    nodes = list(locations or ())
    facts = gather(study, waves, nodes)
    if not facts.now.visits:
        raise Invalid(_("There are no approved visits in this selection. There is nothing to report yet."))
    return Draft(
        kind=SetKind.JOURNEY,
        study=study,
        selection=selection_of(facts.waves, nodes),
        digest=facts.digest,
        numbers=facts.numbers,
        waves=facts.waves,
        visits=[visit.pk for visit in facts.now.visits],
        # Whoever reads the set also reads the comparison, so its places count as well.
        places={visit.location for visit in (*facts.now.visits, *facts.before.visits)},
        make=lambda: figures_of(facts),
        same_numbers=_("Only names, colours, the logo or photos changed. The figures rest on the same answers."),
    )


def as_if_frozen(
    study: Study, waves: Iterable[Wave], locations: Iterable[Location] | None
) -> tuple[Figures, FigureSet | None]:
    """The figures that ``freeze`` would write now, and the set that holds them already, if there is one.

    Nothing is stored and nothing is published. Raises ``Invalid`` when the selection has no approved visit.
    """
    draft = _drafted(study, waves, locations)
    newest = draft.newest()
    if newest is not None and draft.is_in(newest):
        return newest.figures, newest
    figures: Figures = draft.make()
    figures["meta"]["corrects"] = corrected(newest, "")
    return figures, None


def selection_of(waves: Iterable[Wave], nodes: Iterable[Location]) -> str:
    """The hash of what was asked for: versions of the same set share it."""
    said = f"{sorted(wave.pk for wave in waves)} {sorted(node.pk for node in nodes)}"
    return hashlib.sha256(said.encode()).hexdigest()


# --- as they stand now --------------------------------------------------------------------------------
def live(study: Study, waves: Sequence[Wave], locations: Sequence[Location] = ()) -> Figures:
    """The figures as they stand now, without questions and photos; computed again only when a visit changed."""
    key = live_key(study, waves, locations)
    figures: Figures | None = cache.get(key)
    if figures is None:
        figures = figures_of(gather(study, waves, list(locations), details=False))
        cache.set(key, figures, LIVE_SECONDS)
    return figures


def live_key(study: Study, waves: Sequence[Wave], locations: Sequence[Location]) -> str:
    """A cheap fingerprint of a selection: it changes with every visit that enters, leaves or is scored again.

    And with the places in use and where they hang, because margins know how many there are.
    """
    before = wave_before(study, waves, locations)
    known = counted([*waves, *([before] if before else [])], locations).annotate(sites=_tree_of(study, locations))
    found: dict[str, Any] = known.aggregate(
        n=Count("pk"),
        last=Max("state_since"),
        felt=Sum("valence"),
        points=Sum("checklist_points"),
        grade=Sum("overall_grade"),
        tree=Max("sites"),
    )
    parts = [
        SCHEMA, FORMULA_VERSION, study.pk, study.target, sorted(study.thresholds.items()),
        sorted(wave.pk for wave in waves), sorted(node.pk for node in locations), before and before.pk,
        *found.values(),
    ]  # fmt: skip
    return "figures:" + ":".join(str(part).replace(" ", "") for part in parts)


def _tree_of(study: Study, locations: Sequence[Location]) -> Subquery:
    """One number for the places in use and what each hangs below."""
    above = Coalesce(F("district"), 0, output_field=BigIntegerField()) + Coalesce(
        F("region"), 0, output_field=BigIntegerField()
    )
    sites = sites_of(study, locations).order_by().values("client").annotate(number=Sum(F("pk") * (1 + above)))
    return Subquery(sites.values("number"))
