"""What every page of interpretations begins with: figures that this person may see, and what stands beside them."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404
from django.urls import reverse

from fieldwork.people.signed_in import SignedIn
from reports.figures.models import FigureSet
from reports.improvement import reading
from reports.improvement.content import levels_of, target_set, targets_of

UNPROCESSABLE, CONFLICT = 422, 409
MOST_WORDS = 80  # characters of a search, and of what an address asks to be filled in

reads = permission_required("improvement.read", raise_exception=True)
writes = permission_required("improvement.write", raise_exception=True)


def sets_of(request: SignedIn) -> Any:
    """The figure sets whose text this person may see; only the desk has any."""
    known = FigureSet.objects.visible_to(request.user).journeys()
    return known.select_related("study__client", "interpretation__offered_by", "interpretation__remark_by")


def set_of(request: SignedIn, uuid: UUID) -> FigureSet:
    """One of them; 404 for any other."""
    return get_object_or_404(sets_of(request), uuid=uuid)


def beside(figure_set: FigureSet) -> dict[str, Any]:
    """The figures that stand beside what is written: of the journey as a whole, and of every step."""
    figures, held = figure_set.figures, targets_of(figure_set)
    head = reading.head_of(figures, [target_set(one, figures) for one in held])
    return {"meta": figures["meta"], "head": head, "steps": reading.steps_of(figures, levels_of(held))}


def address_of(figure_set: FigureSet) -> str:
    """Where its interpretation is read."""
    return reverse("improvement:detail", args=[figure_set.uuid])
