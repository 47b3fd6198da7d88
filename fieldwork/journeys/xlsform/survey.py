"""The rows of a survey as a tree: groups in groups, repeats written out, questions with what their type means."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from django.utils.translation import gettext as _

from fieldwork.journeys.xlsform import adapter
from fieldwork.journeys.xlsform.columns import Row
from fieldwork.journeys.xlsform.results import Notes

GROUP, REPEAT, QUESTION = "group", "repeat", "question"
MOST_COPIES, USUAL_COPIES = 20, 5  # of a repeat; the usual number where none is stated
DEEPEST = 30
NAME = re.compile(r"[A-Za-z_][\w.\-]*")
BLOCK = re.compile(r"(begin|end) (group|lgroup|repeat|loop|looped group)")
OTHER = re.compile(r"\s+or[ _](?:specify[ _])?other$", re.I)

# pyxform's control and bind → what a journey makes of it.
MEANS = {
    "input string": "text", "input int": "integer", "input decimal": "decimal", "input date": "date",
    "input time": "time", "input dateTime": "datetime", "input geopoint": "geopoint", "input barcode": "barcode",
    "input note": "note", "trigger string": "acknowledge", "trigger": "acknowledge", "upload image": "photo",
    "upload audio": "audio", "range int": "range", "string": "calculate",
    # What a visit does not ask, by why.
    "upload video": "no video", "upload application": "no file", "upload osm": "no file",
    "odk:rank odk:rank": "no rank", "input geotrace": "no shape", "input geoshape": "no shape", "": "no list",
    "binary": "no preload", "action binary": "no other", "action geopoint": "no preload",
    "trigger geopoint": "no preload",
}  # fmt: skip
CHOOSING = {"one": "one", "several": "several", "rank": "no rank", "file": "no list"}


@dataclass(slots=True, eq=False)
class Node:
    """A group, a repeat or a question; ``means`` is what its type comes to, ``list_name`` the list it chooses from."""

    kind: str
    row: Row
    name: str
    means: str = ""
    list_name: str = ""
    has_other: bool = False
    parent: "Node | None" = None
    children: "list[Node]" = field(default_factory=list)
    copy: int = 0  # of a repeat, from 1
    taken: set[str] = field(default_factory=set)  # the names of its children
    waits_for: "Node | None" = None  # the question in the copy before that brings this one
    path: str = ""  # in the document, once it has one

    def walk(self) -> "Iterator[Node]":
        """Everything below, in order."""
        for child in self.children:
            yield child
            yield from child.walk()

    def above(self) -> "Iterator[Node]":
        """From its parent upwards."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent


def tree(rows: list[Row], notes: Notes) -> Node:
    """The survey below one root; rows that mean nothing are noted."""
    root = Node(GROUP, Row("", 0), "")
    here = root
    for row in rows:
        word = adapter.plain(row.get("type"))
        if not word:
            if row.get("name") or row.texts:
                notes.refuse(row.sheet, row.number, row.get("name") or "type", _("This row has no type."))
            continue
        block = BLOCK.fullmatch(word)
        if block is None:
            _place(here, row, word, notes)
        elif block[1] == "begin":
            here = _open(here, row, block[2], notes)
        else:
            here = _close(here, row, block[2], notes)
    while here is not root:
        notes.refuse(here.row.sheet, here.row.number, here.name or here.kind, _("This group never ends."))
        here = here.parent or root
    return root


def _kind(word: str) -> str:
    return GROUP if word == "group" else REPEAT


def _open(here: Node, row: Row, word: str, notes: Notes) -> Node:
    name = row.get("name")
    if name and not NAME.fullmatch(name):
        notes.refuse(row.sheet, row.number, name, _("A name has letters, digits, “_”, “-” and “.” only."))
    if sum(1 for _above in here.above()) > DEEPEST:
        notes.refuse(row.sheet, row.number, name, _("Groups are nested too deep."))
        return here
    node = Node(_kind(word), row, name, parent=here)
    here.children.append(node)
    return node


def _close(here: Node, row: Row, word: str, notes: Notes) -> Node:
    for name in (*(one for one in row.values if one not in ("type", "name")), *row.texts):
        notes.leave_out(row.sheet, row.number, name, _("This cell has no meaning in this row."))
    if here.parent is None:
        notes.refuse(row.sheet, row.number, row.get("type"), _("Nothing is open here that could end."))
        return here
    if (here.kind == REPEAT) != (_kind(word) == REPEAT):
        why = _("This ends something else than what row %(row)s begins.") % {"row": here.row.number}
        notes.refuse(row.sheet, row.number, row.get("type"), why)
    return here.parent


def _place(here: Node, row: Row, word: str, notes: Notes) -> None:
    name = row.get("name")
    means, list_name, has_other = meaning(row.get("type"))
    if not name and means != "note":
        notes.refuse(row.sheet, row.number, row.get("type"), _("This question has no name."))
        return
    if name and not NAME.fullmatch(name):
        notes.refuse(row.sheet, row.number, name, _("A name has letters, digits, “_”, “-” and “.” only."))
    if name and name in here.taken:
        notes.refuse(row.sheet, row.number, name, _("Something in the same group has this name already."))
    if not means:
        why = _("There is no type “%(type)s” in XLSForm.") % {"type": row.get("type")[:80]}
        notes.refuse(row.sheet, row.number, name, why)
        return
    here.taken.add(name)
    here.children.append(Node(QUESTION, row, name, means, list_name, has_other, here))


def meaning(typed: str) -> tuple[str, str, bool]:
    """What a type comes to, the list it chooses from, and whether "other" is added; "" for an unknown one."""
    word = adapter.plain(typed)
    if word in ("today", "get today"):
        return "today", "", False
    found = adapter.types().get(word)
    if found is not None and not found.startswith("select"):
        return MEANS.get(found, "no preload" if "preload" in found else "no other"), "", False
    typed = " ".join(typed.split())
    listed = OTHER.sub("", typed)
    for name in sorted(adapter.selects(), key=len, reverse=True):
        if word.startswith(f"{name} "):
            list_name = listed[len(name) :].strip().partition(" ")[0]
            return CHOOSING[adapter.selects()[name]], list_name, listed != typed
    return "", "", False


def copies(node: Node, count: int, again: dict[str, str]) -> list[Node]:
    """A repeat written out so many times; each copy is a group of its own.

    Where the workbook counts for itself (``repeat_count``) copies follow that count; else each but the last ends in
    a question whether there is another one, worded as ``again``, that the next one waits for.
    """
    made = [_copied(node, node.parent, number) for number in range(1, count + 1)]
    if not node.row.get("repeat_count"):
        for one, following in pairwise(made):
            row = Row(node.row.sheet, node.row.number, {"required": "yes"}, {"label": again})
            following.waits_for = Node(QUESTION, row, f"{node.name or 'repeat'}_again", "again", parent=one)
            one.children.append(following.waits_for)
    return made


def _copied(node: Node, parent: Node | None, copy: int) -> Node:
    kind = GROUP if copy else node.kind
    twin = Node(kind, node.row, node.name, node.means, node.list_name, node.has_other, parent, copy=copy)
    twin.children = [_copied(child, twin, 0) for child in node.children]
    return twin
