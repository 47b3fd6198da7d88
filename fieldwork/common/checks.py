"""System checks: what would hurt later is said at start."""

import sqlite3

from django.conf import settings
from django.core.checks import Warning as Caution
from django.core.checks import register

SAFE_WAL = (3, 51, 3)


@register()
def sqlite_is_new_enough(app_configs: object, **kwargs: object) -> list[Caution]:
    """Warn below the SQLite that mends the WAL-reset bug, when SQLite is in use."""
    if not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") or sqlite3.sqlite_version_info >= SAFE_WAL:
        return []
    text = f"SQLite {sqlite3.sqlite_version} is older than 3.51.3, which mends a rare fault of its write-ahead log."
    hint = "Fine for a demo. For daily work set DATABASE_URL to a PostgreSQL database."
    return [Caution(text, hint=hint, id="common.W001")]
