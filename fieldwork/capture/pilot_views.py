"""The pilot of a study's instrument, as the desk reads it and keeps it."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fieldwork.capture.pilots import pilot_of
from fieldwork.measurement import pilot as limits
from fieldwork.measurement.pilot import Pilot
from fieldwork.measurement.results import Result
from fieldwork.people.signed_in import SignedIn
from fieldwork.studies import actions as studies
from fieldwork.studies.models import Study


@dataclass(frozen=True)
class Line:
    """One figure of the pilot with the bound it is held against; both are printed ``times`` as large."""

    title: str
    result: Result
    bound: float
    is_met: bool | None
    is_most: bool = False
    times: float = 1
    decimals: int = 1
    limit_decimals: int = 0
    unit: str = ""

    @property
    def value(self) -> float | None:
        """As printed."""
        return None if self.result.value is None else self.times * self.result.value

    @property
    def limit(self) -> float:
        """As printed."""
        return self.times * self.bound

    @property
    def margin(self) -> tuple[float, float] | None:
        """As printed; only a share and a correlation have one."""
        ends = self.result.interval
        return ends and (self.times * ends[0], self.times * ends[1])


def lines(found: Pilot) -> list[Line]:
    """The figures that decide whether the instrument is accepted."""
    met = found.met()
    return [
        Line(
            _("Duration per step, the middle one"), found.median, limits.MEDIAN_S, met["median"],
            is_most=True, unit=" s",
        ),
        Line(
            _("Duration per step, nine out of ten"), found.p90, limits.P90_S, met["p90"],
            is_most=True, unit=" s",
        ),
        Line(
            _("First impression and words are on the same side"), found.agreement, limits.AGREEMENT, met["agreement"],
            times=100, decimals=0, unit="%",
        ),
        Line(
            _("The same film clip a week later (correlation)"), found.retest, limits.RETEST, met["retest"],
            decimals=2, limit_decimals=2,
        ),
    ]  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def study(request: SignedIn, pk: int) -> HttpResponse:
    """How long a step takes and whether tap and words agree; ``POST`` keeps it as the pilot of the study."""
    if not request.user.has_perm("studies.edit"):
        raise PermissionDenied
    found = get_object_or_404(Study.objects.visible_to(request.user).select_related("client"), pk=pk)
    figures = pilot_of(found)
    if request.method == "POST":
        studies.keep_pilot(found, figures.as_dict(), request.user)
        messages.success(request, _("Kept. Every report of this study says so from now on."))
        return redirect("pilots:study", pk=pk)
    context: dict[str, Any] = {
        "study": found, "pilot": figures, "lines": lines(figures), "shoppers": limits.SHOPPERS, "pairs": limits.PAIRS,
    }  # fmt: skip
    return render(request, "desk/studies/pilot.html", context)
