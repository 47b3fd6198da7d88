"""Many visits at once: planned for many places, and taken back in one go while that is still possible."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from fieldwork.common.errors import NotAllowedNow
from fieldwork.journeys.episodes import episodes_of
from fieldwork.people.models import Location, User
from fieldwork.people.states import LocationKind
from fieldwork.studies.models import Persona, Scenario, Wave
from fieldwork.visits import clocks, episodes
from fieldwork.visits.actions import move, refuse, release
from fieldwork.visits.models import Visit, VisitEvent
from fieldwork.visits.news import visit_moved
from fieldwork.visits.states import EventKind, VisitState

MAX_AT_ONCE = 1000
UNDO_FOR = timedelta(minutes=10)


@transaction.atomic
def plan(
    wave: Wave,
    locations: Iterable[Location],
    scenario: Scenario,
    by: User | None,
    persona: Persona | None = None,
    per_location: int = 1,
    opens_at: date | datetime | None = None,
    due_at: date | datetime | None = None,
    submit_by: date | datetime | None = None,
    fee_cents: int | None = None,
    device: str = "",
    remark: str = "",
    batch: UUID | None = None,
) -> list[Visit]:
    """Make open visits at many locations at once: ``per_location`` at each.

    Days are days at the location; what is left out comes from the wave. Everything is made or nothing. The same
    ``batch`` again, as from a form posted twice, makes nothing and gives back the visits of the first time.
    Raises ``Invalid`` when a location, scenario or persona belongs to another client or study, when the dates
    are out of order, or for more than 1,000 visits.
    """
    sites = list(locations)
    _check_plan(wave, sites, scenario, persona, per_location)
    if batch:
        list(Wave.objects.select_for_update().filter(pk=wave.pk))  # two posts at once queue here
        if made := list(Visit.objects.filter(wave=wave, events__batch=batch).distinct().order_by("pk")):
            return made
    batch, now = batch or uuid4(), timezone.now()
    parts = episodes.columns(episodes_of(wave.journey_version.document))
    visits = []
    for site in sites:
        first = clocks.moment(opens_at or wave.visit_from, site, end=False)
        due = clocks.moment(due_at or wave.due, site, end=True)
        last = clocks.moment(submit_by or max(wave.submit_by, due.date()), site, end=True)
        if not first <= due <= last:
            raise refuse("due_at", "order", _("The dates are out of order: first day, last day, day to hand in."))
        visits += [
            Visit(
                wave=wave, journey_version_id=wave.journey_version_id, location=site, scenario=scenario,
                persona=persona, channel=scenario.channel, device=device, remark=remark, state=VisitState.OPEN,
                state_since=now, opens_at=first, due_at=due, submit_by=last, currency=wave.currency,
                fee_cents=wave.fee_cents if fee_cents is None else fee_cents, **parts,
            )
            for _number in range(per_location)
        ]  # fmt: skip
    Visit.objects.bulk_create(visits)
    opened = [
        VisitEvent(visit=visit, by=by, kind=EventKind.PLANNED, went_to=VisitState.OPEN, batch=batch) for visit in visits
    ]
    VisitEvent.objects.bulk_create(opened)
    ids = [visit.pk for visit in visits]
    transaction.on_commit(partial(_tell_opened, ids))
    return visits


def _tell_opened(ids: list[int]) -> None:
    for pk in ids:
        visit_moved.send_robust(Visit, visit_id=pk, went_to=str(VisitState.OPEN), event_id=None)


def _check_plan(
    wave: Wave, sites: list[Location], scenario: Scenario, persona: Persona | None, per_location: int
) -> None:
    client = wave.study.client_id
    if not sites:
        raise refuse("locations", "required", _("Choose at least one location."))
    if any(site.client_id != client or site.kind != LocationKind.SITE for site in sites):
        raise refuse("locations", "other_client", _("A chosen location is not a place of this client."))
    if scenario.study_id != wave.study_id or (persona and persona.study_id != wave.study_id):
        message = _("The scenario and the persona must belong to the study of the wave.")
        raise refuse("scenario", "other_study", message)
    if not 1 <= per_location <= 50:
        raise refuse("per_location", "range", _("Plan 1 to 50 visits per location at once."))
    if len(sites) * per_location > MAX_AT_ONCE:
        raise refuse("locations", "too_many", _("Plan at most 1,000 visits at once. Choose fewer locations."))


@transaction.atomic
def undo(batch: UUID, by: User) -> tuple[int, int]:
    """Take back what was planned or assigned in one go within the last ten minutes.

    Returns how many were taken back and how many had moved on and were left alone. Raises ``NotAllowedNow``
    when the ten minutes are over.
    """
    events = VisitEvent.objects.filter(
        batch=batch, kind__in=[EventKind.PLANNED, EventKind.ASSIGNED], at__gte=timezone.now() - UNDO_FOR,
        visit__in=Visit.objects.visible_to(by),
    )  # fmt: skip
    rows = list(events.select_related("visit"))
    if not rows:
        raise NotAllowedNow(_("Undoing is possible for 10 minutes. That time is over; nothing was changed."))
    moves = VisitEvent.objects.filter(visit__in=[event.visit_id for event in rows]).exclude(went_to="").order_by()
    newest = dict(moves.values_list("visit").annotate(Max("pk")))
    done = 0
    for event in rows:
        visit = event.visit
        # The state alone is not enough: given back and given to somebody else, it reads the same.
        if newest[visit.pk] != event.pk or visit.confirmed_at:
            continue
        if event.kind == EventKind.PLANNED:
            move(visit, VisitState.CANCELLED, by=by, kind=EventKind.UNDONE)
        else:
            release(visit, by, EventKind.UNDONE)
        done += 1
    return done, len(rows) - done
