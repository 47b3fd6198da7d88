"""What this room does with the news of the rooms below."""

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.dispatch import receiver

from fieldwork.capture.models import PartScore, StepScore
from fieldwork.people.models import Location
from fieldwork.people.news import location_moved
from fieldwork.visits.models import Visit
from fieldwork.visits.news import visit_moved

SCORES = (StepScore, PartScore)


@receiver(visit_moved, dispatch_uid="capture.copy_the_state")
def copy_the_state(sender: object, visit_id: int, **news: object) -> None:
    """Score rows carry the state of their visit, because that is what figures filter by.

    Done here and not in a job: it is one UPDATE per table, and a figure made a second after an approval must
    count that visit. It copies the state that stands now and holds the visit meanwhile, so that two moves in
    quick succession end right in any order; ``rebuild_scores`` mends what a killed process left behind.
    """
    with transaction.atomic():
        held = Visit.objects.select_for_update(no_key=True).filter(pk=visit_id)
        for state in held.values_list("state", flat=True):
            for model in SCORES:
                model.objects.filter(visit=visit_id).update(status=state)


@receiver(location_moved, dispatch_uid="capture.copy_the_tree")
def copy_the_tree(sender: object, location_id: int, **news: object) -> None:
    """Score rows carry the district and region of their location; when the tree changes they follow it.

    Rare, so it may read the whole table once; as above, it copies what stands now and holds it meanwhile.
    """
    here = Location.objects.filter(pk=OuterRef("location"))
    with transaction.atomic():
        below = Location.objects.filter(Q(pk=location_id) | Q(district=location_id)).order_by("pk")
        moved = list(below.select_for_update(no_key=True).values_list("pk", flat=True))
        for model in SCORES:
            model.objects.filter(location__in=moved).update(
                district=Subquery(here.values("district")), region=Subquery(here.values("region"))
            )
