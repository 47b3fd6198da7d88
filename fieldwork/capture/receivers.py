"""What this room does with the news of the rooms below."""

from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.db.models import OuterRef, Q, Subquery
from django.dispatch import receiver
from django.http import HttpRequest

from fieldwork.capture.middleware import ENTERED
from fieldwork.capture.models import PartScore, StepScore
from fieldwork.people.models import Location
from fieldwork.people.news import location_moved
from fieldwork.visits.news import visits_moving

SCORES = (StepScore, PartScore)


@receiver(user_logged_in, dispatch_uid="capture.mark_the_log_in")
def mark_the_log_in(sender: object, request: HttpRequest | None = None, **news: object) -> None:
    """The answer to this request leads past the worker of the phone; see ``middleware.ShellVersion``."""
    if request is not None:
        setattr(request, ENTERED, True)


@receiver(visits_moving, dispatch_uid="capture.copy_the_state")
def copy_the_state(sender: object, visit_ids: list[int], went_to: str, **news: object) -> None:
    """Score rows carry the state of their visit, because that is what figures filter by.

    One UPDATE per table in the transaction that moves the visit and holds its row: no figure ever sees the one
    without the other.
    """
    for model in SCORES:
        model.objects.filter(visit__in=visit_ids).update(status=went_to)


@receiver(location_moved, dispatch_uid="capture.copy_the_tree")
def copy_the_tree(sender: object, location_id: int, **news: object) -> None:
    """Score rows carry the district and region of their location; when the tree changes they follow it.

    Rare, so it may read the whole table once. It copies what stands now and holds the places meanwhile, so that two
    moves in quick succession end right in any order.
    """
    here = Location.objects.filter(pk=OuterRef("location"))
    with transaction.atomic():
        below = Location.objects.filter(Q(pk=location_id) | Q(district=location_id)).order_by("pk")
        moved = list(below.select_for_update(no_key=True).values_list("pk", flat=True))
        for model in SCORES:
            model.objects.filter(location__in=moved).update(
                district=Subquery(here.values("district")), region=Subquery(here.values("region"))
            )
