"""What rows say about other rows: when something is asked, what an answer must be like, what is computed, offered."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from fieldwork.journeys import grammar, shapes
from fieldwork.journeys.grammar import CannotRead
from fieldwork.journeys.xlsform import choices
from fieldwork.journeys.xlsform.conditions import Condition, condition, joined
from fieldwork.journeys.xlsform.naming import Names
from fieldwork.journeys.xlsform.questions import Question, clean_text
from fieldwork.journeys.xlsform.results import Notes
from fieldwork.journeys.xlsform.survey import Node
from fieldwork.measurement.expressions import Tree

LITERALS = {"yes": True, "true": True, "no": False, "false": False}


class Logic:
    """Reads the expressions of a workbook whose questions are all known by now; what cannot be kept is noted."""

    def __init__(self, names: Names, lists: choices.Lists, questions: Mapping[str, Question], notes: Notes) -> None:
        self.names, self.lists, self.questions, self.notes = names, lists, questions, notes
        self.nodes = {node.path: node for node in names.order if node.path}
        self.waits: dict[Node, set[Node]] = {}
        self.groups: dict[Node, Condition | None] = {}

    def of_group(self, group: Node) -> Condition | None:
        """When what stands in a group is asked, as far as the group itself says so."""
        if group not in self.groups:
            self.groups[group] = joined([self._relevance(group), self._copy(group)])
        return self.groups[group]

    def of_question(self, node: Node, question: Question, step: Node | None) -> None:
        """Write into a question what its row, and the groups around it inside the step, say of other answers."""
        around = []
        for above in node.above():
            if above is step or above.parent is None:
                break
            around.append(above)
        parts = [self.of_group(above) for above in reversed(around)]
        question["show_if"] = joined([*parts, self._relevance(node), question["show_if"]])
        if node.row.get("constraint"):
            self._constrain(node, question)
        if question["kind"] == "computed":
            self._compute(node, question)
        if node.row.get("choice_filter"):
            self._filter(node, question)

    def _relevance(self, node: Node) -> Condition | None:
        tree = self._read(node, "relevant")
        return None if tree is None else condition(tree, self.questions)

    def _copy(self, group: Node) -> Condition | None:
        """When a further copy of a repeat is there."""
        if not group.copy:
            return None
        if group.waits_for is not None:
            return {"field": group.waits_for.path, "is": "eq", "value": "yes"}
        counted = group.row.get("repeat_count")
        if not counted or counted.isdigit():
            return None
        tree = self._read(group, "repeat_count")
        return None if tree is None else condition(["gte", tree, group.copy], self.questions)

    def _constrain(self, node: Node, question: Question) -> None:
        tree = self._read(node, "constraint")
        if tree is None or tree is True:
            return
        message = clean_text(node.row, "constraint_message", 500, self.notes)
        bounds = None if any(message.values()) else _bounds(tree, question)
        if bounds is not None:
            question.update(bounds)
        elif question["kind"] == "computed":
            why = _("A computed value is no answer that can be refused.")
            self.notes.leave_out(node.row.sheet, node.row.number, f"constraint: {node.row.get('constraint')}", why)
        elif question["kind"] != "note":
            question["constraint"] = {"expr": tree, "message": message}

    def _compute(self, node: Node, question: Question) -> None:
        if node.means == "today":
            question["formula"] = {"expr": ["today"]}
        elif node.row.get("calculation"):
            tree = self._read(node, "calculation")
            if tree is not None:
                question["formula"] = {"expr": tree}
        else:
            question["formula"] = {"expr": _literal(node.row.get("default"))}

    def _filter(self, node: Node, question: Question) -> None:
        row, typed = node.row, node.row.get("choice_filter")
        kept = []
        by_key = {one["key"]: one for one in question.get("options") or ()}
        try:
            for choice in self.lists.by_name.get(node.list_name, ()):
                option = by_key.pop(choice.option["key"], None)
                if option is None:
                    continue
                tree = choices.filtered(
                    typed, choice, self.lists, lambda name: self._named(name, node, "choice_filter")
                )
                shown = condition(self._translated(tree, node), self.questions)
                if shown != {"expr": False}:
                    kept.append(option if shown is None else {**option, "show_if": shown})
        except CannotRead as error:
            self._leave(node, "choice_filter", error, _("All choices are offered."))
            return
        if not kept:
            self.notes.leave_out(row.sheet, row.number, f"choice_filter: {typed}", _("It leaves no choice at all."))
            return
        question["options"] = [*kept, *by_key.values()]

    # --- reading ------------------------------------------------------------------------------------------
    def _read(self, node: Node, field: str) -> Tree | None:
        """The tree of a cell; ``None`` when it is empty or cannot be kept."""
        typed = node.row.get(field)
        if not typed:
            return None
        if typed.strip().lower() in LITERALS and field == "relevant":
            return LITERALS[typed.strip().lower()]
        straight = grammar.straightened(typed)
        if straight != typed:
            why = _("Curly quotes were read as straight ones.")
            self.notes.change(node.row.sheet, node.row.number, f"{field}: {typed}", why)
        try:
            return self._translated(grammar.read(straight, lambda name: self._named(name, node, field)), node)
        except CannotRead as error:
            self._leave(node, field, error, str(INSTEAD[field]()))
            return None

    def _leave(self, node: Node, field: str, error: CannotRead, instead: str) -> None:
        construct = f"{field}: {node.row.get(field)}"
        self.notes.leave_out(node.row.sheet, node.row.number, construct, f"{error.why} {instead}")

    def _named(self, name: str, node: Node, field: str) -> Tree:
        target = self.names.found(name, node)
        if target is node:
            if field == "constraint":
                return ["this"]
            self.waits.setdefault(node, set()).add(node)
            raise CannotRead(_("It looks at its own answer."), name)
        self.waits.setdefault(node, set()).add(target)
        if not target.path:
            raise CannotRead(_("It looks at “%(name)s”, which is not taken over.") % {"name": name}, name)
        if self.questions[target.path]["kind"] == "note":
            raise CannotRead(_("“%(name)s” is a note and has no answer.") % {"name": name}, name)
        if not self.names.is_before(target, node):
            raise CannotRead(_("It looks at “%(name)s”, which is asked later.") % {"name": name}, name)
        return ["ref", target.path]

    def _translated(self, tree: Tree, node: Node) -> Tree:
        """The same tree with the keys of choices for their names, where those differ."""
        if not isinstance(tree, list):
            return tree
        if tree[0] in ("eq", "ne", "selected") and len(tree) == 3:
            for place, other in ((1, 2), (2, 1)):
                asked = tree[place]
                if isinstance(asked, list) and asked[0] in ("ref", "this") and isinstance(tree[other], str):
                    target = node if asked[0] == "this" else self.nodes.get(asked[1])
                    if target is not None and target.list_name:
                        parts = list(tree)
                        parts[other] = self.lists.key(target.list_name, tree[other])
                        return parts
        return [tree[0], *(self._translated(part, node) for part in tree[1:])]

    def tell_cycles(self) -> None:
        """Name every ring of rows that wait for each other."""
        told: set[Node] = set()
        done: set[Node] = set()
        for start in self.waits:
            way = self._ring(start, done)
            done.add(start)
            if way and not told.intersection(way):
                told.update(way)
                names = " → ".join(node.name for node in (*way, way[0]))
                row = way[0].row
                why = _("These wait for each other: %(names)s.") % {"names": names}
                self.notes.leave_out(row.sheet, row.number, way[0].name, why)

    def _ring(self, start: Node, done: set[Node]) -> list[Node]:
        """The rows from one back to itself; empty when there is no way back."""
        ways, seen = [[start]], {start}
        while ways:
            way = ways.pop(0)
            for following in self.waits.get(way[-1], ()):
                if following is start:
                    return way
                if following not in seen and following not in done:
                    seen.add(following)
                    ways.append([*way, following])
        return []


# What happens without an expression that is not taken over.
INSTEAD = {
    "relevant": lambda: _("It is asked always."),
    "constraint": lambda: _("Every answer is accepted."),
    "calculation": lambda: _("The value stays empty."),
    "repeat_count": lambda: _("All repeats are there."),
}


def _literal(typed: str) -> Tree:
    return typed[:500].replace('"', "'") if typed else ""


def _bounds(tree: Tree, question: Question) -> dict[str, Any] | None:
    """Least and most, when a constraint says nothing else; ``None`` when it does."""
    parts = tree[1:] if isinstance(tree, list) and tree[0] == "and" else [tree]
    found: dict[str, Any] = {}
    for part in parts:
        if not (isinstance(part, list) and len(part) == 3 and isinstance(part[2], int | float)):
            return None
        operation, asked, limit = part
        if question["kind"] == "number" and asked == ["this"]:
            whole = question["decimals"] == 0 and isinstance(limit, int)
        elif question["kind"] == "multiple" and asked == ["count-selected", ["this"]]:
            whole = isinstance(limit, int)
            if not whole or not 0 <= limit <= shapes.MOST_OPTIONS - 1:
                return None
        else:
            return None
        step = {"gte": ("min", 0), "lte": ("max", 0), "gt": ("min", 1), "lt": ("max", -1)}.get(operation)
        if step is None or isinstance(limit, bool) or step[0] in found or (step[1] and not whole):
            return None
        found[step[0]] = limit + step[1]
    if question["kind"] == "multiple" and found.get("max", 1) < 1:
        return None
    low = max((one for one in (found.get("min"), question.get("min")) if one is not None), default=None)
    high = min((one for one in (found.get("max"), question.get("max")) if one is not None), default=None)
    return {"min": low, "max": high}
