"""What happens to figures: they are frozen once, corrected by a newer set, and read live while nothing changed."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, Count, F, Max, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fieldwork.common import audit
from fieldwork.common.errors import Invalid, MovedMeanwhile
from fieldwork.measurement.results import FORMULA_VERSION
from fieldwork.people.models import Location, User
from fieldwork.studies.models import Study, Wave
from fieldwork.visits import actions as visits
from fieldwork.visits.models import Visit
from fieldwork.visits.states import COUNTED, VisitState

from .facts import Facts, counted, gather, sites_of, wave_before
from .models import FigureSet
from .queries import figures_of
from .shape import SCHEMA, Corrects, Figures

LIVE_SECONDS = 600  # what the key below cannot see (a renamed place, a photo made ready) shows within this time
MOST_REASON = 500  # characters


class ReasonNeeded(Invalid):
    """There is a published set over this selection with other figures: a new one must say what was wrong with it."""

    code = "reason_needed"
    message = _(
        "There is a published version of this selection with other figures. Say why a new version is needed: "
        "readers of the report see that reason."
    )

    def __init__(self, old: FigureSet) -> None:
        super().__init__()
        self.old = old


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
    gives the ``reason``; where only names, colours or photos changed it says so by itself. Raises
    ``ReasonNeeded`` without a reason, ``Invalid`` when the selection has no approved visit
    or ``corrects`` is no set to correct here, and ``MovedMeanwhile`` when a visit was taken back, or another
    version written, while the figures were made.
    """
    nodes = list(locations or ())
    facts = gather(study, waves, nodes)
    if not facts.now.visits:
        raise Invalid(_("There are no approved visits in this selection. There is nothing to report yet."))
    newest = FigureSet.objects.current().filter(study=study, selection=selection_of(facts.waves, nodes)).first()
    if corrects is not None and corrects != newest:
        raise Invalid(_("Only the newest version of the same selection can be corrected."))
    if newest is not None and newest.inputs_sha256 == facts.digest:
        return newest
    why = reason.strip()[:MOST_REASON] if newest else ""
    if newest is not None and not why:
        if newest.figures["meta"].get("numbers_hash") != facts.numbers:
            raise ReasonNeeded(newest)
        why = gettext("Only names, colours or photos changed. The figures rest on the same answers.")
    return _store(facts, figures_of(facts), by, newest, why)


def as_if_frozen(
    study: Study, waves: Iterable[Wave], locations: Iterable[Location] | None
) -> tuple[Figures, FigureSet | None]:
    """The figures that ``freeze`` would write now, and the set that holds them already, if there is one.

    Nothing is stored and nothing is published. Raises ``Invalid`` when the selection has no approved visit.
    """
    nodes = list(locations or ())
    facts = gather(study, waves, nodes)
    if not facts.now.visits:
        raise Invalid(_("There are no approved visits in this selection. There is nothing to report yet."))
    newest = FigureSet.objects.current().filter(study=study, selection=selection_of(facts.waves, nodes)).first()
    if newest is not None and newest.inputs_sha256 == facts.digest:
        return newest.figures, newest
    figures = figures_of(facts)
    figures["meta"]["corrects"] = _corrects(newest, "") if newest else None
    return figures, None


def selection_of(waves: Iterable[Wave], nodes: Iterable[Location]) -> str:
    """The hash of what was asked for: versions of the same set share it."""
    said = f"{sorted(wave.pk for wave in waves)} {sorted(node.pk for node in nodes)}"
    return hashlib.sha256(said.encode()).hexdigest()


def _store(facts: Facts, figures: Figures, by: User | None, old: FigureSet | None, reason: str) -> FigureSet:
    pks = [visit.pk for visit in facts.now.visits]
    figures["meta"]["made_by"] = str(by.pk) if by else None
    figures["meta"]["corrects"] = _corrects(old, reason)
    columns = {"figures": figures, "formula_version": FORMULA_VERSION, "made_by": by, "correction_reason": reason}
    with transaction.atomic():
        try:
            with transaction.atomic():
                frozen, is_new = FigureSet.objects.get_or_create(
                    study=facts.study,
                    selection=selection_of(facts.waves, facts.nodes),
                    inputs_sha256=figures["meta"]["source_hash"],
                    corrects=old,
                    defaults=columns,
                )
        except IntegrityError:  # somebody else froze or corrected the same selection with other numbers
            raise MovedMeanwhile from None
        if not is_new:
            return frozen
        visits.move_all(pks, VisitState.APPROVED, VisitState.PUBLISHED, by=by)
        if Visit.objects.filter(pk__in=pks, state__in=COUNTED).count() != len(pks):
            raise MovedMeanwhile
        frozen.waves.set(facts.waves)
        frozen.visits.set(pks)
        # Whoever reads the set also reads the comparison, so its places count as well.
        frozen.locations.set({visit.location for visit in (*facts.now.visits, *facts.before.visits)})
        audit.record("figures.frozen", frozen, by=by, visits=len(pks), inputs=frozen.inputs_sha256)
        if old is not None:
            audit.record("figures.corrected", old, by=by, by_set=str(frozen.uuid), reason=reason)
    return frozen


def _corrects(old: FigureSet | None, reason: str) -> Corrects | None:
    if old is None:
        return None
    before: Corrects | None = old.figures["meta"].get("corrects")
    return {
        "version": (before["version"] if before else 1) + 1,
        "made_at": timezone.localtime(old.made_at).isoformat(timespec="seconds"),
        "source_hash": old.inputs_sha256,
        "reason": reason,
    }


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
