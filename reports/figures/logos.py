"""The logo of a client in frozen figures: the name of its stored copy, and the bytes behind it for who prints them."""

from collections.abc import Mapping
from typing import Any

from fieldwork.common.storage import read
from fieldwork.people.models import Client

from .shape import Logo


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
