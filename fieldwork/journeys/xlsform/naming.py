"""Keys for the things of a workbook, and which question a name means from where."""

import re
from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from fieldwork.journeys import shapes
from fieldwork.journeys.grammar import CannotRead
from fieldwork.journeys.xlsform.survey import QUESTION, Node

LONGEST_KEY = 40


def key_of(name: str, taken: Collection[str], fallback: str) -> str:
    """A key of a document as near to the name as keys allow, different from those taken."""
    if re.fullmatch(shapes.KEY_PATTERN, name) and name not in taken:
        return name
    key = re.sub(r"[^a-z0-9_]+", "_", name.lower()).strip("_") or fallback
    if not key[0].isalpha():
        key = f"q_{key}"
    key = key[:LONGEST_KEY].rstrip("_")
    number, unique = 2, key
    while unique in taken:
        tail = f"_{number}"
        unique, number = f"{key[: LONGEST_KEY - len(tail)]}{tail}", number + 1
    return unique


def option_key(name: str, taken: Collection[str]) -> str:
    """A key of an option: the name itself where it can be one."""
    key = re.sub(r"[^A-Za-z0-9_.\-]+", "_", name).lstrip("_.-")[:LONGEST_KEY] or "answer"
    number, unique = 2, key
    while unique in taken:
        tail = f"_{number}"
        unique, number = f"{key[: LONGEST_KEY - len(tail)]}{tail}", number + 1
    return unique


class Names:
    """Finds the question that ``${name}`` means, looked at from another one: the nearest, as XLSForm has it."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.order: dict[Node, int] = {}
        self.by_name: dict[str, list[Node]] = {}
        for number, node in enumerate(nodes):
            self.order[node] = number
            if node.name:
                self.by_name.setdefault(node.name, []).append(node)

    def found(self, name: str, seen_from: Node) -> Node:
        """The node of a name. Raises ``CannotRead`` when there is none, or no single one."""
        known = self.by_name.get(name, [])
        if not known:
            raise CannotRead(_("There is no question “%(name)s”.") % {"name": name}, name)
        candidates = [node for node in known if node.kind == QUESTION]
        if not candidates:
            raise CannotRead(_("“%(name)s” is a group; only questions have answers.") % {"name": name}, name)
        for scope in seen_from.above():
            inside = [node for node in candidates if scope in node.above()]
            if len(inside) == 1:
                return inside[0]
            if inside:
                if any(above.copy for node in inside for above in node.above() if above not in seen_from.above()):
                    raise CannotRead(_("“%(name)s” is repeated: it has several answers.") % {"name": name}, name)
                raise CannotRead(_("There is more than one question “%(name)s”.") % {"name": name}, name)
        return candidates[0]

    def is_before(self, node: Node, other: Node) -> bool:
        """Whether one stands before the other in the workbook."""
        return self.order[node] < self.order[other]
