"""Who is told by mail what became of a text: whoever can approve it, and whoever offered it.

The mails name no client, no figure and no word of the text: the page behind their link does, to whoever logs in.
"""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from fieldwork.notices import days
from fieldwork.notices.actions import Telling, tell, tell_all
from fieldwork.notices.contents import Content, says
from fieldwork.notices.hush import is_hushed
from fieldwork.notices.models import Notice
from fieldwork.notices.states import NoticeKind
from fieldwork.people.models import User
from fieldwork.people.states import DESK, Role
from reports.improvement.models import Interpretation
from reports.improvement.states import State


def offered(row: Interpretation) -> None:
    """Tell everybody who can approve it that a text waits for a second person."""
    if is_hushed():
        return
    kind = NoticeKind.TEXT_OFFERED
    tell_all(Telling(one, kind, f"{_key(kind, row)}:{one.pk}", None, _context(row)) for one in second_persons(row))


def decided(row: Interpretation, kind: NoticeKind) -> None:
    """Tell who offered it that it was given back or approved."""
    if row.offered_by and not is_hushed():
        tell(row.offered_by, kind, _context(row), key=_key(kind, row))


def second_persons(row: Interpretation) -> list[User]:
    """Who works for this client and wrote nothing in the text; administrators only where there is nobody else."""
    active = User.objects.filter(is_active=True).exclude(pk__in=row.writers.values("pk"))
    team = list(active.filter(role__in=DESK, managed_clients=row.figure_set.study.client_id).order_by("pk"))
    return team or list(active.filter(role=Role.ADMINISTRATOR).order_by("pk"))


def _key(kind: str, row: Interpretation) -> str:
    return f"{kind}:{row.pk}:{row.revision}"


def _context(row: Interpretation) -> dict[str, Any]:
    return {"interpretation": row.pk, "revision": row.revision}


# --- what the mails say -------------------------------------------------------------------------------
@says(NoticeKind.TEXT_OFFERED)
def _offered(notice: Notice) -> Content | None:
    """While it still waits, and this person may still decide."""
    row = _seen(notice).first()
    if row is None or row.state != State.OFFERED or not notice.person.has_perm("improvement.approve", row):
        return None
    return _about(row, row.offered_at)


@says(NoticeKind.TEXT_GIVEN_BACK, NoticeKind.TEXT_APPROVED)
def _decided(notice: Notice) -> Content | None:
    """Unless somebody went on with it before the mail left."""
    row = _seen(notice).filter(revision=notice.context["revision"]).first()
    return _about(row, notice.created_at) if row else None


def _seen(notice: Notice) -> "QuerySet[Interpretation]":
    """Its text, when this person may still see it."""
    rows = Interpretation.objects.visible_to(notice.person).filter(pk=notice.context["interpretation"])
    return rows.select_related("figure_set").defer("figure_set__figures")


def _about(row: Interpretation, at: Any) -> Content:
    page = reverse("improvement:detail", args=[row.figure_set.uuid])
    return Content(page, {"at": days.day(timezone.localtime(at))})
