"""What words and first impressions always differ: of this instrument, and of each shopper (measurement 1.8).

Pad and faces have scales of their own, so each has its own panel.
"""

from math import fsum
from typing import NamedTuple

from django.db.models import Count, Max, QuerySet, Sum

from fieldwork.capture.models import StepScore
from fieldwork.measurement.emotion import instrument_offset, shopper_offset
from fieldwork.measurement.settings import Settings
from fieldwork.studies.models import Study
from fieldwork.visits.models import Visit
from fieldwork.visits.states import COUNTED


class Panel(NamedTuple):
    """Gaps between words and first impression over the counted visits of studies of one family and instrument.

    ``n`` steps, ``total`` their sum.

    ``by_shopper`` is a number to correct with; it is never printed or stored.
    """

    n: int
    total: float
    by_shopper: dict[int | None, tuple[int, float]]

    @property
    def mean(self) -> float:
        """The mean gap; 0 without pairs."""
        return self.total / self.n if self.n else 0.0

    def of_instrument(self, settings: Settings) -> float:
        """What words and first impression always differ."""
        return instrument_offset(self.mean, self.n, settings)

    def of_shopper(self, shopper: int | None, settings: Settings) -> float:
        """What this shopper's words and first impressions differ more than others'."""
        n, total = self.by_shopper.get(shopper, (0, 0.0))
        return shopper_offset(n, total / n if n else None, self.mean, settings)[1]


def panel_of(study: Study, selection: "QuerySet[Visit]") -> Panel:
    """The gaps of the study's family with its instrument in counted visits, up to the last approved of the selection.

    What is approved later, here or in another study, leaves figures over the selection as they are. Two queries.
    """
    last = selection.aggregate(last=Max("approved_at"))["last"]
    if last is None:
        return Panel(0, 0.0, {})
    studies = Study.objects.filter(family=study.family, instrument=study.instrument)
    found = StepScore.objects.filter(
        wave__study__in=studies, status__in=COUNTED, gap__isnull=False, visit__approved_at__lte=last
    )
    rows = found.order_by().values_list("visit__shopper").annotate(n=Count("gap"), total=Sum("gap"))
    by_shopper = {shopper: (n, total) for shopper, n, total in rows}
    known = sorted(by_shopper.values())
    return Panel(sum(n for n, _total in known), fsum(total for _n, total in known), by_shopper)
