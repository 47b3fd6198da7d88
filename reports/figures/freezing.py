"""Writing figures down, once. Whatever they are about: versions over the same selection form a line."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fieldwork.common import audit
from fieldwork.common.errors import Invalid, MovedMeanwhile
from fieldwork.measurement.results import FORMULA_VERSION
from fieldwork.people.models import User
from fieldwork.studies.models import Study, Wave
from fieldwork.visits import actions as visits
from fieldwork.visits.models import Visit
from fieldwork.visits.states import COUNTED, VisitState

from .models import FigureSet
from .shape import Corrects

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


@dataclass(frozen=True)
class Draft:
    """Figures that can be frozen, and what they rest on."""

    kind: str  # a ``SetKind``
    study: Study
    selection: str  # hash of what was asked for
    digest: str  # SHA-256 over the numbers and all that is printed beside them
    numbers: str  # SHA-256 over the numbers alone
    waves: list[Wave]
    visits: list[int]  # keys of the visits that are published with the set
    places: set[int]  # keys of the locations that somebody must see to see the set
    make: Callable[[], Any]  # gives the figures with their ``meta``; called only when they are new
    same_numbers: str | Promise  # why there is a new version when only what stands beside the numbers changed

    def newest(self) -> FigureSet | None:
        """The newest version over the same selection, whatever its figures."""
        return FigureSet.objects.current().of(self.study, self.selection).first()

    def is_in(self, frozen: FigureSet | None) -> bool:
        """Whether this set holds these figures already."""
        return frozen is not None and frozen.inputs_sha256 == self.digest


def write_once(draft: Draft, by: User | None, reason: str = "", corrects: FigureSet | None = None) -> FigureSet:
    """The set with these figures: the newest when it has them already, else a new one that corrects it.

    ``corrects`` must be the newest when it is given. Raises ``ReasonNeeded`` when a set with other numbers is
    replaced without a ``reason``, ``Invalid`` when ``corrects`` is no set to correct here, and ``MovedMeanwhile`` when
    a visit was taken back, or another version written, while the figures were made.
    """
    newest = draft.newest()
    if corrects is not None and corrects != newest:
        raise Invalid(_("Only the newest version of the same selection can be corrected."))
    if newest is not None and draft.is_in(newest):
        return newest
    why = reason.strip()[:MOST_REASON] if newest else ""
    if newest is not None and not why:
        if newest.figures["meta"].get("numbers_hash") != draft.numbers:
            raise ReasonNeeded(newest)
        why = str(draft.same_numbers)
    return _store(draft, by, newest, why)


def _store(draft: Draft, by: User | None, old: FigureSet | None, reason: str) -> FigureSet:
    figures = draft.make()
    figures["meta"]["made_by"] = str(by.pk) if by else None
    figures["meta"]["corrects"] = corrected(old, reason)
    columns = {"figures": figures, "formula_version": FORMULA_VERSION, "made_by": by, "correction_reason": reason}
    with transaction.atomic():
        try:
            with transaction.atomic():
                frozen, is_new = FigureSet.objects.get_or_create(
                    study=draft.study,
                    kind=draft.kind,
                    selection=draft.selection,
                    inputs_sha256=draft.digest,
                    corrects=old,
                    defaults=columns,
                )
        except IntegrityError:  # somebody else froze or corrected the same selection with other numbers
            raise MovedMeanwhile from None
        if not is_new:
            return frozen
        visits.move_all(draft.visits, VisitState.APPROVED, VisitState.PUBLISHED, by=by)
        if Visit.objects.filter(pk__in=draft.visits, state__in=COUNTED).count() != len(draft.visits):
            raise MovedMeanwhile
        frozen.waves.set(draft.waves)
        frozen.visits.set(draft.visits)
        frozen.locations.set(draft.places)
        audit.record("figures.frozen", frozen, by=by, visits=len(draft.visits), inputs=frozen.inputs_sha256)
        if old is not None:
            audit.record("figures.corrected", old, by=by, by_set=str(frozen.uuid), reason=reason)
    return frozen


def corrected(old: FigureSet | None, reason: str) -> Corrects | None:
    """What a set says of the one it replaces; ``None`` when it replaces none."""
    if old is None:
        return None
    before: Corrects | None = old.figures["meta"].get("corrects")
    return {
        "version": (before["version"] if before else 1) + 1,
        "made_at": timezone.localtime(old.made_at).isoformat(timespec="seconds"),
        "source_hash": old.inputs_sha256,
        "reason": reason,
    }
