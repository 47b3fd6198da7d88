"""Who refers to whom: conditions may only look back, at questions that exist, in a way that fits."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from fieldwork.common.texts import pick
from fieldwork.journeys import documents, kinds, shapes
from fieldwork.measurement import expressions

Asked = Mapping[str, Any]
REFERS = "refers"


def named(path: str, document: Mapping[str, Any]) -> str:
    """A path as people know it: “Waiting: How long did you wait?”; the path itself when it is unknown."""
    key, _slash, question_key = path.partition("/")
    for step in documents.steps_of(document):
        if step["key"] == key:
            name = pick(step["title"]) or key
            for question in step["questions"]:
                if question["key"] == question_key:
                    return f"{name}: {pick(question['text']) or question_key}"
            return name if not question_key else path
    return path


def conditions(document: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    """Per path of a step or question: every look at an answer, as a comparison.

    A formula looks at answers without comparing one with one value: ``{"field": path, "is": "refers"}``.
    """
    found: dict[str, list[Mapping[str, Any]]] = {}
    for step in documents.steps_of(document):
        found.setdefault(step["key"], []).extend(_looks(step))
        for question in step["questions"]:
            path = f"{step['key']}/{question['key']}"
            found.setdefault(path, []).extend(_looks(question))
    return {path: parts for path, parts in found.items() if parts}


def _looks(part: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    for condition in shapes.conditions_of(part):
        found += shapes.comparisons(condition)
        for formula in shapes.formulas(condition):
            found += [{"field": path, "is": REFERS} for path in expressions.references(formula["expr"])]
    return found


def referring_to(document: Mapping[str, Any], path: str) -> list[str]:
    """Paths of the steps and questions that look at ``path``; for a step, at any question in it.

    What stands inside the same step is not counted when ``path`` is that step.
    """
    whole = "/" not in path
    return [
        other
        for other, parts in conditions(document).items()
        if not (whole and (other == path or other.startswith(f"{path}/")))
        and any(part["field"] == path or (whole and part["field"].startswith(f"{path}/")) for part in parts)
    ]


def broken_references(document: Mapping[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """Per path of a step or question: (code, message) of every condition that cannot work."""
    questions = documents.questions_by_path(document)
    order = _order(document)
    looks_at = _graph(document)
    broken: dict[str, list[tuple[str, str]]] = {}
    for path, parts in conditions(document).items():
        for part in parts:
            problem = _broken(path, part, document, questions, order, looks_at)
            if problem:
                broken.setdefault(path, []).append(problem)
    return broken


def _order(document: Mapping[str, Any]) -> dict[str, int]:
    order: dict[str, int] = {}
    for step in documents.steps_of(document):
        order.setdefault(step["key"], len(order))
        for question in step["questions"]:
            order.setdefault(f"{step['key']}/{question['key']}", len(order))
    return order


def _graph(document: Mapping[str, Any]) -> dict[str, set[str]]:
    """Whose answer decides whether a question is asked; a question also waits for its step."""
    direct = {path: {part["field"] for part in parts} for path, parts in conditions(document).items()}
    return {
        path: direct.get(path, set()) | direct.get(path.partition("/")[0], set())
        for path in documents.questions_by_path(document)
    } | {path: fields for path, fields in direct.items() if "/" not in path}


def _loop(start: str, looks_at: Mapping[str, set[str]], end: str) -> list[str]:
    """The paths from ``start`` on to ``end``; empty when there is no way."""
    ways, seen = [[start]], {start}
    while ways:
        way = ways.pop(0)
        if way[-1] == end or ("/" not in end and way[-1].startswith(f"{end}/")):
            return way
        for following in sorted(looks_at.get(way[-1], set()) - seen):
            seen.add(following)
            ways.append([*way, following])
    return []


def _broken(
    path: str,
    part: Mapping[str, Any],
    document: Mapping[str, Any],
    questions: Mapping[str, Asked],
    order: Mapping[str, int],
    looks_at: Mapping[str, set[str]],
) -> tuple[str, str] | None:
    field = part["field"]
    if field == path:
        return "condition_self", _("The condition looks at the answer of this question itself.")
    if field not in questions:
        return "condition_unknown", _("The condition looks at “%(field)s”, which is not there.") % {"field": field}
    if order[field] > order[path]:
        loop = _loop(field, looks_at, path)
        if loop:
            names = " → ".join(f"“{named(one, document)}”" for one in [path, *loop])
            return "condition_loop", _("These conditions wait for each other: %(names)s.") % {"names": names}
        name = {"name": named(field, document)}
        return "condition_forward", _("The condition looks at “%(name)s”, which is asked later.") % name
    question = questions[field]
    if part["is"] == REFERS:
        if kinds.get(question["kind"]).has_answer:
            return None
        return "condition_operator", _("“%(name)s” is a note and has no answer.") % {"name": named(field, document)}
    try:
        kinds.get(question["kind"]).check_comparison(question, part["is"], part.get("value"))
    except kinds.BadValue as reason:
        words = {"name": named(field, document), "reason": reason.message}
        code = "condition_operator" if reason.code == "operator" else "condition_value"
        return code, _("The condition on “%(name)s” cannot work: %(reason)s") % words
    return None
