"""Lists of choices, and which of them a filter leaves beside other answers."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from fieldwork.journeys import grammar, shapes
from fieldwork.journeys.xlsform import markers
from fieldwork.journeys.xlsform.columns import WITHOUT, Row, meaning_of
from fieldwork.journeys.xlsform.naming import option_key
from fieldwork.journeys.xlsform.results import Notes
from fieldwork.measurement.expressions import Tree

Texts = dict[str, str]


@dataclass(slots=True)
class Choice:
    """One choice of a list: its option in a document, its name and its row in the workbook."""

    name: str
    option: dict[str, Any]
    row: Row
    is_exclusive: bool = False


@dataclass(slots=True)
class Lists:
    """All lists of a workbook by name; ``used`` are the columns that filters look at."""

    by_name: dict[str, list[Choice]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def key(self, list_name: str, name: str) -> str:
        """The key of a choice by its name; the name itself when the list has no such choice."""
        return next((one.option["key"] for one in self.by_name.get(list_name, ()) if one.name == name), name)


def read(rows: list[Row], texts: Callable[[Row, str, int], Texts], notes: Notes) -> Lists:
    """The lists of the choices sheet; ``texts`` gives a text of a row in the languages of journeys."""
    lists = Lists()
    names: dict[str, dict[str, set[str]]] = {}
    for row in rows:
        list_name, name = row.get("list_name"), row.get("name")
        if not list_name or not name:
            if row.values or row.texts:
                why = _("A choice needs the name of its list and its own.")
                notes.refuse(row.sheet, row.number, name or list_name, why)
            continue
        known = names.setdefault(list_name, {"names": set(), "keys": set()})
        if name in known["names"]:
            why = _("The list “%(list)s” has this choice already.") % {"list": list_name}
            notes.refuse(row.sheet, row.number, name, why)
            continue
        choice = _choice(row, name, known["keys"], texts, notes)
        known["names"].add(name)
        known["keys"].add(choice.option["key"])
        lists.by_name.setdefault(list_name, []).append(choice)
    return lists


def _choice(row: Row, name: str, taken: set[str], texts: Callable[..., Texts], notes: Notes) -> Choice:
    key = option_key(name, taken)
    if key != name:
        words = {"key": key}
        notes.change(row.sheet, row.number, name, _("Exports call this choice “%(key)s”.") % words)
    text = texts(row, "label", 500)
    if not any(text.values()):
        notes.change(row.sheet, row.number, name, _("It has no label; its name stands there."))
        text = dict.fromkeys(text, name[:500])
    option: dict[str, Any] = {"key": key, "text": text, "hint": shapes.empty(), "points": None}
    exclusive = False
    for marker, reader in (("journey_points", markers.amount), ("journey_exclusive", markers.truth)):
        typed = row.get(marker)
        if not typed:
            continue
        try:
            if marker == "journey_points":
                option["points"] = reader(typed)
            else:
                exclusive = bool(reader(typed))
        except ValueError as error:
            notes.leave_out(row.sheet, row.number, f"{marker}: {typed}", str(error))
    more = markers.more(row, notes)
    for part in ("text", "hint"):
        if isinstance(more.get(part), dict):
            option[part] = {**shapes.empty(), **more[part]}
    if more.get("show_if"):
        option["show_if"] = more["show_if"]
    return Choice(name, option, row, exclusive)


def columns_left(rows: list[Row], lists: Lists, notes: Notes) -> None:
    """Tell of the columns of the choices that nothing looked at, each once."""
    told: set[str] = set()
    for row in rows:
        for title in row.further:
            if title not in told and title not in lists.used and meaning_of(title) not in WITHOUT:
                told.add(title)
                notes.leave_out(row.sheet, 1, title, _("No filter of the survey looks at this column."))


def lists_left(lists: Lists, asked: Collection[str], notes: Notes) -> None:
    """Tell of the lists that no question chooses from."""
    for name, listed in lists.by_name.items():
        if name not in asked:
            row = listed[0].row
            notes.leave_out(row.sheet, row.number, name, _("No question chooses from this list."))


def filtered(typed: str, choice: Choice, lists: Lists, named: grammar.Named) -> Tree:
    """The tree of a filter for one choice, its columns filled in. Raises ``CannotRead``."""

    def column(word: str) -> Tree:
        if word == "name":
            return choice.name
        lists.used.add(word)
        return choice.row.further.get(word, "")

    return grammar.read(grammar.straightened(typed), named, column)
