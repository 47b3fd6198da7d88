"""Rows of visits as plain dictionaries, many thousands at a time."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import orjson
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from fieldwork.visits.models import Visit

Row = dict[str, Any]
JSON_COLUMNS = {"named", "value", "photos"}


def rows_of(model: Any, visits: "QuerySet[Visit]", columns: Sequence[str]) -> list[Row]:
    """The rows of some visits by visit, step and occurrence, as dictionaries; ``columns`` begin with the visit."""
    names = ["visit", *columns[1:]]
    if visits.query.is_empty():
        return []
    found = model.objects.filter(visit__in=visits.values("pk")).order_by("visit", "step", "occurrence", "pk")
    # JSON as text: most answers are one of a few, and those are read once.
    as_text = {f"{name}_text": Cast(name, TextField()) for name in columns if name in JSON_COLUMNS}
    read = [(names.index(name), _photos if name == "photos" else decoded) for name in columns if name in JSON_COLUMNS]
    wanted = [f"{name}_text" if name in JSON_COLUMNS else name for name in columns]
    rows = []
    for row in found.annotate(**as_text).values_list(*wanted).iterator():
        values = list(row)
        for place, reading in read:
            values[place] = reading(row[place])
        rows.append(dict(zip(names, values, strict=True)))
    return rows


@lru_cache(maxsize=4096)
def decoded(text: str | None) -> Any:
    """What stands in a JSON column; shared between rows, so nobody may change it."""
    return None if text is None else orjson.loads(text)


def _photos(text: str) -> Any:
    """Ids of photos; none is an empty tuple: a list in every row keeps the garbage collector busy."""
    return () if text == "[]" else decoded(text)
