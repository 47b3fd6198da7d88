"""The queue: what waits, by its clock, and who has what."""

from datetime import timedelta

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fieldwork.people.models import User
from fieldwork.review.models import Review
from fieldwork.review.states import DECIDED, WAITING, Verdict
from fieldwork.visits.models import Visit
from fieldwork.visits.states import VisitState

SOON = timedelta(hours=8)
FILTERS = {
    "all": pgettext_lazy("review", "All"),
    "free": pgettext_lazy("review", "Free"),
    "mine": pgettext_lazy("review", "Mine"),
    "returned": pgettext_lazy("review", "Asked back"),
    "done": pgettext_lazy("review", "Decided"),
}
CLOCKS = {"": _("any time"), "late": _("over time"), "soon": _("within 8 hours")}


def waiting(user: User) -> QuerySet[Visit]:
    """Every visit that waits for a reviewer or for what a reviewer asked; never one's own work."""
    visits = Visit.objects.visible_to(user).filter(state__in=WAITING).exclude(shopper=user)
    clock = Case(When(state=VisitState.RETURNED, then=F("return_due_at")), default=F("review_due_at"))
    return visits.annotate(clock=clock).order_by(F("clock").asc(nulls_last=True), "pk")


def _narrow(visits: QuerySet[Visit], name: str, user: User) -> QuerySet[Visit]:
    if name == "free":
        return visits.filter(state=VisitState.SUBMITTED)
    if name == "mine":
        asked_back = Review.objects.filter(visit=OuterRef("pk"), reviewer=user, verdict=Verdict.RETURNED)
        being_read = Q(state=VisitState.IN_REVIEW, claimed_by=user)
        return visits.filter(being_read | (~Q(state=VisitState.IN_REVIEW) & Exists(asked_back)))
    if name == "returned":
        return visits.filter(state=VisitState.RETURNED)
    return visits


def queue(user: User, name: str = "all", q: str = "", clock: str = "") -> QuerySet[Visit]:
    """The rows of one filter, soonest first; decided ones latest first."""
    visits: QuerySet[Visit]
    if name == "done":
        visits = Visit.objects.visible_to(user).filter(state__in=DECIDED).exclude(shopper=user)
        visits = visits.annotate(clock=F("state_since")).order_by("-state_since", "-pk")
    else:
        visits = _narrow(waiting(user), name, user)
        if clock == "late":
            visits = visits.filter(Q(clock__lt=timezone.now()))
        elif clock == "soon":
            visits = visits.filter(Q(clock__lt=timezone.now() + SOON))
    if q:
        found = Q(location__name__icontains=q) | Q(scenario__title__icontains=q) | Q(shopper__pseudonym__iexact=q)
        found |= Q(wave__study__client__name__icontains=q) | Q(wave__title__icontains=q)
        if q.isdecimal() and len(q) < 18:
            found |= Q(pk=int(q))
        visits = visits.filter(found)
    return visits


def for_rows(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """With what a row prints."""
    return visits.select_related("location", "scenario", "wave__study__client", "shopper", "claimed_by")


def counts(user: User) -> dict[str, int]:
    """How many rows each filter holds."""
    asked_back = Review.objects.filter(visit=OuterRef("pk"), reviewer=user, verdict=Verdict.RETURNED)
    reading = Q(state=VisitState.IN_REVIEW)
    visits = waiting(user).order_by().annotate(is_asked_by_me=Exists(asked_back))
    return visits.aggregate(
        all=Count("pk"),
        free=Count("pk", filter=Q(state=VisitState.SUBMITTED)),
        mine=Count("pk", filter=(reading & Q(claimed_by=user)) | (~reading & Q(is_asked_by_me=True))),
        returned=Count("pk", filter=Q(state=VisitState.RETURNED)),
        late=Count("pk", filter=Q(clock__lt=timezone.now())),
    )


def place_and_next(user: User, visit: Visit) -> tuple[int | None, int, int | None]:
    """Where the visit stands among what can be reviewed, of how many, and which free one comes next."""
    rows = list(
        waiting(user).exclude(state=VisitState.RETURNED)
        .filter(Q(state=VisitState.SUBMITTED) | Q(claimed_by=user))
        .values_list("pk", "state")[:1000]
    )  # fmt: skip
    ids = [pk for pk, _state in rows]
    here = ids.index(visit.pk) if visit.pk in ids else None
    after = rows[here + 1 :] + rows[:here] if here is not None else rows
    following = next((pk for pk, state in after if state == VisitState.SUBMITTED and pk != visit.pk), None)
    return (here + 1 if here is not None else None), len(ids), following
