"""What happens to visits. Every move is one guarded write plus one event."""

from functools import partial

from django.db import transaction
from django.utils import timezone

from fieldwork.common.errors import MovedMeanwhile, NotAllowedNow
from fieldwork.visits.models import Visit, VisitEvent
from fieldwork.visits.news import visit_moved
from fieldwork.visits.states import MOVES, VisitState


@transaction.atomic
def move(visit: Visit, to: VisitState, *, by, remark: str = "", **columns: object) -> None:
    """Move the visit and log it, or change nothing.

    ``columns`` are further columns of the visit to write in the same guarded write. Raises
    ``NotAllowedNow`` when there is no such arrow in ``MOVES`` and ``MovedMeanwhile`` when another
    request or worker was first.
    """
    came_from = VisitState(visit.state)
    if to not in MOVES[came_from]:
        raise NotAllowedNow()
    columns |= {"state": to, "state_since": timezone.now()}
    if not Visit.objects.filter(pk=visit.pk, state=came_from).update(**columns):
        raise MovedMeanwhile()
    VisitEvent.objects.create(visit=visit, by=by, came_from=came_from, went_to=to, remark=remark[:500])
    for name, value in columns.items():
        setattr(visit, name, value)
    transaction.on_commit(partial(visit_moved.send_robust, Visit, visit_id=visit.pk, went_to=str(to)))
