"""Expressions of a workbook as conditions: what one answer beside one value says stays as simple as that."""

from collections.abc import Iterable, Mapping
from typing import Any

from fieldwork.journeys import shapes
from fieldwork.measurement.expressions import Tree, compute, references

Condition = dict[str, Any]
NUMBERS = {"number", "duration", "grade", "nps", "scale"}
TURNED = {"eq": "eq", "ne": "ne", "lt": "gt", "lte": "gte", "gt": "lt", "gte": "lte"}
MOST_PARTS = 20


def condition(tree: Tree, questions: Mapping[str, Mapping[str, Any]]) -> Condition | None:
    """The condition that a tree amounts to; ``None`` when it always holds.

    ``questions`` are those it may look at, by path.
    """
    tree = _folded(tree)
    return None if tree is True else _condition(tree, questions)


def _folded(tree: Tree) -> Tree:
    """What is true or false whatever the answers are, put as that."""
    if not isinstance(tree, list):
        return tree
    if not any(references(tree)) and not _looks_around(tree):
        return bool(compute(["if", tree, True, False], {}))
    if tree[0] not in ("and", "or"):
        return tree
    decides = tree[0] == "or"  # true decides "or", false decides "and"
    parts = [_folded(part) for part in tree[1:]]
    if any(part is decides for part in parts):
        return decides
    left = [part for part in parts if not isinstance(part, bool)]
    return [tree[0], *left] if len(left) > 1 else left[0]


def _looks_around(tree: Tree) -> bool:
    """Whether a tree depends on the moment or on the answer being judged."""
    if not isinstance(tree, list):
        return False
    return tree[0] in ("this", "today", "now") or any(_looks_around(part) for part in tree[1:])


def _condition(tree: Tree, questions: Mapping[str, Mapping[str, Any]]) -> Condition:
    if isinstance(tree, list) and tree[0] in ("and", "or") and len(tree) <= MOST_PARTS + 1:
        parts = [_condition(part, questions) for part in tree[1:]]
        if all(_depth(part) < shapes.DEEPEST_CONDITION for part in parts):
            return {"all" if tree[0] == "and" else "any": parts}
    return _comparison(tree, questions) or {"expr": tree}


def _depth(condition: Condition) -> int:
    parts = condition.get("all") or condition.get("any")
    return 1 + max(map(_depth, parts)) if parts else 1


def _comparison(tree: Tree, questions: Mapping[str, Mapping[str, Any]]) -> Condition | None:
    """One answer beside one value, where that means the same: also for an answer that is not there."""
    if not isinstance(tree, list) or len(tree) != 3:
        return None
    operation, left, right = tree
    if operation in TURNED and isinstance(right, list):
        operation, left, right = TURNED[operation], right, left
    if not (isinstance(left, list) and left[0] == "ref") or isinstance(right, list | bool):
        return None
    path = left[1]
    question = questions.get(path)
    if question is None:
        return None
    kind = question["kind"]
    if operation in ("eq", "ne") and right == "":
        return {"field": path, "is": "not_answered" if operation == "eq" else "answered", "value": None}
    operator, value = _fitting(operation, right, kind, question)
    if operator is None:
        return None
    one = {"field": path, "is": operator, "value": value}
    # A missing answer differs from every value in XLSForm; here it makes every comparison false.
    return one if operator != "ne" else {"any": [one, {"field": path, "is": "not_answered", "value": None}]}


def _fitting(operation: str, value: Any, kind: str, question: Mapping[str, Any]) -> tuple[str | None, Any]:
    if kind in ("single", "multiple"):
        key = value if isinstance(value, str) else f"{value}"
        if key not in {option["key"] for option in question["options"]}:
            return None, None
        if operation == "selected":
            return ("contains" if kind == "multiple" else "eq"), key
        return (operation, key) if kind == "single" and operation in ("eq", "ne") else (None, None)
    if kind == "yes_no" and value in ("yes", "no"):
        return ("eq" if operation == "selected" else operation if operation in ("eq", "ne") else None), value
    if kind in NUMBERS and operation in TURNED and isinstance(value, int | float):
        return operation, value
    if kind == "short_text" and operation in ("eq", "ne") and isinstance(value, str) and not _is_numeric(value):
        return operation, value
    return None, None


def _is_numeric(value: str) -> bool:
    return compute(["number", value], {}) is not None


def joined(conditions: Iterable[Condition | None]) -> Condition | None:
    """All of these together; ``None`` when there are none."""
    parts: list[Condition] = []
    for one in conditions:
        for part in one["all"] if one and "all" in one else [one]:
            if part and part not in parts:
                parts.append(part)
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0]
    if len(parts) <= MOST_PARTS and all(_depth(part) < shapes.DEEPEST_CONDITION for part in parts):
        return {"all": parts}
    return {"expr": ["and", *(as_tree(part) for part in parts)]}


def as_tree(condition: Condition) -> Tree:
    """The expression that says the same as a condition."""
    if "expr" in condition:
        return condition["expr"]
    for word, operation in (("all", "and"), ("any", "or")):
        if word in condition:
            parts: list[Tree] = []
            for part in condition[word]:
                tree = as_tree(part)
                parts += tree[1:] if isinstance(tree, list) and tree[0] == operation else [tree]
            return [operation, *parts] if len(parts) > 1 else parts[0]
    return _tree_of_one(["ref", condition["field"]], condition["is"], condition.get("value"))


def _tree_of_one(ref: Tree, operator: str, value: Any) -> Tree:
    if operator == "answered":
        return ["ne", ref, ""]
    if operator == "not_answered":
        return ["eq", ref, ""]
    if operator == "in":
        parts = [["selected", ref, _word(one)] for one in (value if isinstance(value, list) else [value])]
        return ["or", *parts] if len(parts) > 1 else parts[0]
    if operator == "contains":
        parts = [["selected", ref, _word(one)] for one in (value if isinstance(value, list) else [value])]
        return ["and", *parts] if len(parts) > 1 else parts[0]
    if operator == "ne":
        return ["and", ["ne", ref, value], ["ne", ref, ""]]
    return [operator, ref, value]


def _word(value: Any) -> str:
    return value if isinstance(value, str) else str(value)
