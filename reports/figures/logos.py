"""The logo of a client in frozen figures: the name of its stored copy, and the bytes behind it for who prints them.

A copy is kept as long as a client or a set of figures names it: a report can be made again at any time.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.utils import timezone

from fieldwork.common.models import AuditEvent
from fieldwork.common.storage import names_below, read
from fieldwork.people.logos import FOLDER
from fieldwork.people.models import Client

from .models import FigureSet
from .shape import Logo

# Figures that are being made may still name a logo that its client had when they were begun.
KEPT_UNUSED = timedelta(days=1)


def logo_of(client: Client) -> Logo | None:
    """What figures keep of a client's logo; ``None`` when there is none."""
    return {"name": client.logo, "ground": client.logo_ground} if client.logo else None


def logo_bytes(meta: Mapping[str, Any]) -> dict[str, bytes]:
    """The stored copy that ``meta`` names, by that name; nothing when it names none, is older, or the file is gone."""
    logo = meta.get("client_logo")
    if not logo:
        return {}
    try:
        return {logo["name"]: read(logo["name"])}
    except OSError:
        return {}


def unused(now: datetime | None = None) -> list[str]:
    """The names of stored logos that nothing names, and that nobody stored or took off within the last day."""
    before = (now or timezone.now()) - KEPT_UNUSED
    worn = set(Client.objects.exclude(logo="").values_list("logo", flat=True))
    changes = AuditEvent.objects.filter(verb__in=["client.logo_set", "client.logo_removed"], at__gte=before)
    worn |= {data["before"] for data in changes.values_list("data", flat=True)}
    names = {name for name in names_below(FOLDER) if default_storage.get_modified_time(name) < before} - worn
    if not names:
        return []
    key = "figures__meta__client_logo__name"
    printed = FigureSet.objects.filter(**{f"{key}__in": sorted(names)}).order_by()
    return sorted(names - set(printed.values_list(key, flat=True).distinct()))


def remove_unused(now: datetime | None = None) -> int:
    """Remove what ``unused`` finds. Returns how many."""
    names = unused(now)
    for name in names:
        default_storage.delete(name)
    return len(names)
