"""What happened to a visit, latest first, as a reviewer may read it: shoppers by their pseudonym."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from fieldwork.people.models import User
from fieldwork.people.states import Role
from fieldwork.visits.models import Visit, VisitEvent
from fieldwork.visits.states import EventKind, VisitState


@dataclass(frozen=True)
class Happening:
    """One line of the timeline."""

    at: datetime
    what: str
    who: str
    remark: str


def events(visit: Visit, reader: User) -> list[Happening]:
    """The newest thirty events of a visit."""
    rows = VisitEvent.objects.filter(visit=visit).select_related("by").order_by("-at", "-pk")[:30]
    return [Happening(row.at, _what(row), _who(row.by, reader), row.remark) for row in rows]


def _who(person: User | None, reader: User) -> str:
    if person is None:
        return ""
    if person.pk == reader.pk:
        return _("you")
    return _("shopper %(code)s") % {"code": person.pseudonym} if person.role == Role.SHOPPER else person.name


def _what(event: VisitEvent) -> str:
    if event.kind == EventKind.MOVED and event.went_to:
        return str(VisitState(event.went_to).label)
    return str(EventKind(event.kind).label) if event.kind in EventKind.values else event.kind
