"""What the parts of a journey and of a client's tree are called, in order."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from fieldwork.journeys.models import JourneyVersion
from fieldwork.measurement.checklist import read_options
from fieldwork.measurement.document import compile_document
from fieldwork.people.models import Location
from fieldwork.people.states import LocationKind
from fieldwork.studies.models import Wave

from .shape import Text


class Outline:
    """Steps, phases and dimensions of the questionnaires of some waves: of the newest, then what only older ones had.

    One query, when something is asked of it.
    """

    def __init__(self, waves: Iterable[Wave]) -> None:
        self._used = {wave.journey_version_id for wave in waves}

    @cached_property
    def _documents(self) -> list[dict[str, Any]]:
        found = JourneyVersion.objects.filter(pk__in=self._used).order_by("-number")
        return list(found.values_list("document", flat=True))

    @property
    def adds_up_points(self) -> bool:
        """Whether the checklist over visits is all points over all maximum points."""
        return read_options(self._documents[0].get("options")).aggregate == "ratio_of_sums"

    def names(self, what: str) -> dict[str, Text | str]:
        """Names by key of ``step``, ``phase`` or ``dimension``; dimensions have words of their own."""
        if what == "dimension":
            return {name: "" for document in self._documents for name in compile_document(document).dimensions}
        phases = [phase for document in self._documents for phase in document["phases"]]
        parts = phases if what == "phase" else [step for phase in phases for step in phase["steps"]]
        found: dict[str, Text | str] = {}
        for part in parts:
            found.setdefault(part["key"], dict(part["title"]))
        return found


class Tree:
    """A client's tree: names, what hangs below what, and how many sites in use a selection holds. One query."""

    def __init__(self, client: int, nodes: Sequence[Location] = ()) -> None:
        rows = Location.objects.filter(client=client).order_by("pk")
        found = list(rows.values_list("pk", "name", "kind", "is_open", "region_id", "district_id"))
        chosen = {node.pk for node in nodes}
        self.names = {row[0]: row[1] for row in found}
        self._above: dict[int, dict[str, int | None]] = {
            pk: {"location": pk, "district": district, "region": region} for pk, *_more, region, district in found
        }
        self._sites = [
            above
            for pk, _name, kind, is_open, *_more in found
            if kind == LocationKind.SITE and is_open
            for above in [self._above[pk]]
            if not chosen or chosen & set(above.values())
        ]

    def above(self, location: int) -> dict[str, int | None]:
        """``location``, ``district`` and ``region`` of a location."""
        return self._above[location]

    def size(self, place: tuple[str, object] | None = None) -> int:
        """How many sites in use the selection holds, or only those of one place: ``("region", 12)``."""
        if place is None:
            return len(self._sites)
        what, key = place
        return sum(site.get(what) == key for site in self._sites)
