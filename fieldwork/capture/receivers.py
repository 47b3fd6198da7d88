"""What this room does with the news of the rooms below."""

from django.db.models import Subquery
from django.dispatch import receiver

from fieldwork.capture.models import StepScore
from fieldwork.visits.models import Visit
from fieldwork.visits.news import visit_moved


@receiver(visit_moved, dispatch_uid="capture.copy_the_state")
def copy_the_state(sender: object, visit_id: int, **news: object) -> None:
    """Score rows carry the state of their visit, because that is what figures filter by.

    Done here and not in a job: it is one UPDATE, and a figure made a second after an approval must
    count that visit. It copies the state that stands now, so that two moves in quick succession end
    right in any order; ``rebuild_scores`` mends what a killed process left behind.
    """
    state = Visit.objects.filter(pk=visit_id).values("state")[:1]
    StepScore.objects.filter(visit=visit_id).update(status=Subquery(state))
