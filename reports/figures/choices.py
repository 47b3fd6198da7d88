"""What somebody may look at or order: studies, waves and parts of the tree, with how much there is of each.

Dashboards and documents choose here, because they may not know the rooms of the field.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fieldwork.common.errors import Invalid
from fieldwork.common.texts import pick
from fieldwork.people.models import Client, Location, User
from fieldwork.people.states import CLIENTS, LocationKind
from fieldwork.studies.models import Study, Wave
from fieldwork.visits.models import Visit
from fieldwork.visits.states import COUNTED, HANDED_IN, VisitState

from .cuts import By, Of, Selection, cut
from .facts import within
from .shape import ResultDict


@dataclass
class WaveChoice:
    """One wave with its visits in the reader's part of the tree."""

    wave: Wave
    planned: int = 0
    handed_in: int = 0
    approved: int = 0

    @property
    def pk(self) -> int:
        return self.wave.pk

    @property
    def title(self) -> str:
        return self.wave.title

    @property
    def due(self) -> date:
        return self.wave.due


@dataclass
class StudyChoice:
    """One study with its waves, newest first."""

    study: Study
    waves: list[WaveChoice] = field(default_factory=list)

    @property
    def pk(self) -> int:
        return self.study.pk

    @property
    def title(self) -> str:
        return self.study.title

    @property
    def journey(self) -> str:
        """The name of its journey in the reader's language."""
        return pick(self.study.journey.title)

    @property
    def approved(self) -> int:
        return sum(wave.approved for wave in self.waves)

    def newest(self) -> WaveChoice | None:
        """The newest wave that has something to show, else the newest one."""
        return next((wave for wave in self.waves if wave.approved), self.waves[0] if self.waves else None)


def studies_of(user: User) -> "QuerySet[Study]":
    """The studies somebody may read the results of: of their own client, or of the clients they work for."""
    return Study.objects.filter(client__in=Client.objects.visible_to(user)).select_related("client", "journey")


def options(user: User) -> list[StudyChoice]:
    """Every study with its waves and the visits in this person's part of the tree. Four queries."""
    found = {study.pk: StudyChoice(study) for study in studies_of(user).defer("journey__draft")}
    waves = {wave.pk: WaveChoice(wave) for wave in Wave.objects.filter(study__in=found).order_by("-number")}
    counts = _visible_visits(user).filter(wave__in=waves).values("wave", "state").annotate(n=Count("pk"))
    for row in counts.order_by():
        _add(waves[row["wave"]], row["state"], row["n"])
    for one in waves.values():
        found[one.wave.study_id].waves.append(one)
    return list(found.values())


def _visible_visits(user: User) -> "QuerySet[Visit]":
    return within(Visit.objects.filter(wave__study__client__in=Client.objects.visible_to(user)), scope_of(user))


def _add(choice: WaveChoice, state: str, n: int) -> None:
    if state in (VisitState.CANCELLED, VisitState.DRAFT):
        return
    choice.planned += n
    choice.handed_in += n if state in HANDED_IN else 0
    choice.approved += n if state in COUNTED else 0


def scope_of(user: User) -> list[Location]:
    """The nodes a client's person is limited to; none means the whole tree."""
    return list(user.scope.order_by("pk")) if user.role in CLIENTS else []


def sight_of(user: User) -> dict[str, list[int]]:
    """What somebody may see now, as numbers that can be kept and compared: clients, and nodes (none: whole trees)."""
    clients = Client.objects.visible_to(user).order_by("pk").values_list("pk", flat=True)
    return {"clients": list(clients), "nodes": [node.pk for node in scope_of(user)]}


def still_sees(user: User, then: Mapping[str, list[int]]) -> bool:
    """Whether somebody still sees all that ``sight_of`` said before."""
    now = sight_of(user)
    if not set(then["clients"]) <= set(now["clients"]):
        return False
    return not now["nodes"] or (bool(then["nodes"]) and set(then["nodes"]) <= set(now["nodes"]))


def places_of(user: User, study: Study) -> "QuerySet[Location]":
    """The nodes of the study's client that this person may choose."""
    return Location.objects.visible_to(user).filter(client=study.client_id)


def allowed(user: User | None, study: Study, locations: Iterable[Location] | None) -> list[Location]:
    """The nodes of a selection, kept inside what somebody may see; none means the whole tree.

    Who is limited to a part of the tree and chooses nothing gets that part. Raises ``PermissionDenied`` for a
    study or place that is not theirs, and ``Invalid`` for a place of another client.
    """
    chosen = list(locations or ())
    if any(node.client_id != study.client_id for node in chosen):
        raise Invalid(_("This place belongs to another client. Choose a place of the client of the study."))
    if user is None:
        return chosen
    if not Client.objects.visible_to(user).filter(pk=study.client_id).exists():
        raise PermissionDenied
    scope = scope_of(user)
    if scope and chosen:
        known = set(places_of(user, study).filter(pk__in=[node.pk for node in chosen]).values_list("pk", flat=True))
        if any(node.pk not in known for node in chosen):
            raise PermissionDenied
    return chosen or scope


def how_many(study: Study, waves: Iterable[Wave], nodes: list[Location]) -> dict[str, int]:
    """How many approved visits and places a selection holds."""
    found = within(Visit.objects.filter(wave__study=study, wave__in=list(waves), state__in=COUNTED), nodes)
    return found.aggregate(visits=Count("pk"), places=Count("location", distinct=True))


@dataclass(frozen=True)
class NodeCount:
    """A node of the tree with the approved visits of a selection at or below it."""

    node: Location
    visits: int


@dataclass(frozen=True)
class Spread:
    """How a selection lies over the nodes of one kind, by name; ``beside`` are visits that hang below none."""

    nodes: list[NodeCount]
    beside: int

    @property
    def filled(self) -> list[NodeCount]:
        """Nodes with something to report."""
        return [one for one in self.nodes if one.visits]

    @property
    def empty(self) -> list[NodeCount]:
        """Nodes without approved visits."""
        return [one for one in self.nodes if not one.visits]

    @property
    def visits(self) -> int:
        """Approved visits in all reports together."""
        return sum(one.visits for one in self.nodes)


def spread(study: Study, waves: Iterable[Wave], kind: str) -> Spread:
    """The approved visits of a selection per location, district or region (a ``LocationKind``). Two queries.

    Nodes out of use count only where something was approved.
    """
    column = "location" if kind == LocationKind.SITE else f"location__{kind}"
    found = Visit.objects.filter(wave__study=study, wave__in=list(waves), state__in=COUNTED).order_by()
    counts = dict(found.values_list(column).annotate(n=Count("pk")))
    nodes = Location.objects.filter(client=study.client_id, kind=kind).order_by("name", "pk")
    known = [NodeCount(node, counts.get(node.pk, 0)) for node in nodes if node.is_open or node.pk in counts]
    return Spread(known, counts.get(None, 0))


@dataclass(frozen=True)
class WaveScore:
    """The journey score of one wave."""

    title: str
    number: int
    valence: ResultDict


def over_waves(chosen: StudyChoice, nodes: list[Location]) -> list[WaveScore]:
    """The journey score of every wave with approved visits, oldest first; the same figure as in its report."""
    waves = {str(one.pk): one.wave for one in chosen.waves if one.approved}
    if not waves:
        return []
    cells = cut(Selection(chosen.study, tuple(waves.values()), tuple(nodes)), By.WAVE, Of.JOURNEY)
    return [WaveScore(waves[cell.key].title, waves[cell.key].number, cell.result) for cell in cells]


def sites_with_visits(user: User) -> "QuerySet[Location]":
    """The places with at least one approved visit that this person may see, by name."""
    seen = _visible_visits(user).filter(state__in=COUNTED)
    return Location.objects.filter(Q(pk__in=seen.values("location"))).order_by("name")
