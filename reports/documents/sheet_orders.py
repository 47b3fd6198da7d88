"""Ordering the short reports: of one visit, and of one location over some waves."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from fieldwork.common.errors import Invalid
from fieldwork.people.models import Location, User
from fieldwork.people.states import LocationKind
from reports.documents.actions import want
from reports.documents.models import Report
from reports.figures import choices
from reports.figures import sheets as figures
from reports.figures.freezing import Draft


def order_visit(public_key: UUID, language: str, by: User, reason: str = "") -> Report:
    """Ask for the report of one approved visit; the visit counts as published from then on.

    What was made or asked for before comes back, as with ``actions.order``. Raises ``PermissionDenied`` for who may
    not order, ``ReasonNeeded`` when a report with other answers was published, and ``Invalid`` for a visit that is
    not approved or not theirs.
    """
    _must_order(by)
    return want(figures.freeze_visit(by, public_key, reason), language, by)[0]


def order_location(
    study: Any, waves: Sequence[Any], location: Location, language: str, by: User, reason: str = ""
) -> Report:
    """Ask for the report of one location over some waves. Raises as ``order_visit``."""
    _must_order(by)
    must_be_one_place(by, study, location)
    return want(figures.freeze_location(by, study, location, waves, reason), language, by)[0]


def draft_of(study: Any, waves: Sequence[Any], location: Location, by: User) -> Draft:
    """What ``order_location`` would freeze now; nothing is stored. Raises as that does."""
    must_be_one_place(by, study, location)
    return figures.draft_of_location(by, study, location, waves)


def must_be_one_place(by: User, study: Any, location: Location) -> None:
    """Raise ``Invalid`` unless this is a single location, and ``PermissionDenied`` when it is not theirs."""
    choices.allowed(by, study, [location])
    if location.kind != LocationKind.SITE:
        raise Invalid(_("A location report is about one location. Choose a location, not a region or district."))


def _must_order(by: User) -> None:
    if not by.has_perm("documents.order"):
        raise PermissionDenied
