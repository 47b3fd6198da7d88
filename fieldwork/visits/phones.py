"""A shopper's phone that was lost."""

from django.db import transaction
from django.db.models import F

from fieldwork.common import audit
from fieldwork.common.errors import NotAllowedNow
from fieldwork.people import actions as people
from fieldwork.people.models import User
from fieldwork.visits.actions import note
from fieldwork.visits.models import Visit
from fieldwork.visits.states import EventKind


@transaction.atomic
def shut_out(visit: Visit, by: User) -> None:
    """Take every key and every session from the phones of this visit's shopper, for all their visits.

    Work that a phone has not sent stays on it, and goes once the shopper logs in there again. Raises
    ``NotAllowedNow`` when nobody has the visit.
    """
    shopper = visit.shopper
    if shopper is None:
        raise NotAllowedNow
    raised = Visit.objects.filter(shopper=shopper).update(token_epoch=F("token_epoch") + 1)
    people.end_sessions(shopper)
    note(visit, EventKind.SHUT_OUT, by)
    audit.record("person.phone_shut_out", shopper, by=by, visit=visit.pk, visits=raised)
