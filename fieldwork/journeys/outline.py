"""A document as pages show it: the tree of steps, the list of questions, conditions in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from fieldwork.common.texts import pick
from fieldwork.emotions.words import CAUSES, NEUTRAL, OTHER, tiles
from fieldwork.journeys import documents, grammar, kinds
from fieldwork.journeys.episodes import episodes_of
from fieldwork.journeys.forms import CHANNELS, LIFECYCLE
from fieldwork.journeys.question_forms import OPERATORS
from fieldwork.journeys.references import named

Rows = list[dict[str, Any]]


def tree(document: Mapping[str, Any], problems: list[dict[str, str]]) -> Rows:
    """Phases with their steps, numbered through the journey; ``is_wrong`` where publishing is stopped.

    ``part`` is the dated part of the visit that a phase begins, ``None`` for the rest and for a visit of one part.
    """
    parts = episodes_of(document)
    begins = {part.phase: part for part in parts} if len(parts) > 1 else {}
    wrong = {one["step"] for one in problems if one["level"] == "error"}
    places = dict(LIFECYCLE)
    phases, number = [], 0
    for phase in document["phases"]:
        steps = []
        for step in phase["steps"]:
            number += 1
            steps.append(
                {"number": number, "step": step, "count": len(step["questions"]), "is_wrong": step["key"] in wrong}
            )
        row = {"phase": phase, "place": places[phase["lifecycle"]], "part": begins.get(phase["key"]), "steps": steps}
        phases.append(row)
    return phases


def question_rows(document: Mapping[str, Any], step: Mapping[str, Any]) -> Rows:
    """The questions of a step as the designer lists them, with their answers and when each of those is offered."""
    rows = []
    said: dict[str, str] = {}  # many answers wait for the same
    for number, question in enumerate(step["questions"], start=1):
        kind = kinds.get(question["kind"])
        rows.append(
            {
                "number": number,
                "question": question,
                "path": f"{step['key']}/{question['key']}",
                "kind": kind,
                "scored": kind.is_scored(question) and question["included"] and not question["internal"],
                "condition": condition_words(question["show_if"], document),
                "options": [
                    {**option, "when": _said(option.get("show_if"), document, said)}
                    for option in question.get("options") or ()
                ],
            }
        )
    return rows


def _said(condition: Mapping[str, Any] | None, document: Mapping[str, Any], said: dict[str, str]) -> str:
    key = repr(condition)
    if key not in said:
        said[key] = condition_words(condition, document)
    return said[key]


def condition_words(condition: Mapping[str, Any] | None, document: Mapping[str, Any]) -> str:
    """A condition as one sentence; empty when there is none."""
    if not condition:
        return ""
    if "field" in condition:
        return _comparison_words(condition, document)
    if "expr" in condition:
        return grammar.written(condition["expr"], lambda path: named(path, document))
    joined = _(" or ") if "any" in condition else _(" and ")
    parts = [condition_words(part, document) for part in condition.get("all") or condition.get("any") or ()]
    return joined.join(f"({part})" if joined in part else part for part in parts)


def _comparison_words(part: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    question = documents.questions_by_path(document).get(part["field"])
    value = part.get("value")
    shown = kinds.get(question["kind"]).typed(question, value) if question else str(value)
    operator = dict(OPERATORS).get(part["is"], part["is"])
    sentence = f"“{named(part['field'], document)}” {operator}"
    return sentence if value is None else f"{sentence} {shown}"


def earlier_questions(document: Mapping[str, Any], before: str) -> dict[str, dict[str, Any]]:
    """Questions that can have an answer before ``before`` (a step's key, or a question's path) is asked."""
    found = {}
    for path, step, question in documents.walk_questions(document):
        if before in (path, step["key"]):
            break
        if kinds.get(question["kind"]).has_answer:
            found[path] = question
    return found


def field_names(document: Mapping[str, Any], earlier: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(path, name) of questions for a select."""
    return [(path, named(path, document)) for path in earlier]


def answer_lists(earlier: Mapping[str, Mapping[str, Any]]) -> Rows:
    """The answers one can name in a rule, per earlier question that has them."""
    lists = []
    for path, question in earlier.items():
        kind = kinds.get(question["kind"])
        words = [kind.typed(question, key) for key, _text in kind.choices(question)]
        if words:
            lists.append({"path": path, "words": words})
    return lists


def screens(document: Mapping[str, Any], key: str | None = None) -> Rows:
    """The steps as the phone shows them, all or one."""
    # A step that is not of one channel is walked in the channel of the visit, whichever that is.
    channels = {**dict(CHANNELS), "other": _("All channels")}
    shown = []
    for number, step in enumerate(documents.steps_of(document), start=1):
        if key in (None, step["key"]):
            shown.append(
                {
                    "number": number,
                    "step": step,
                    "channel": channels[step["channel"]],
                    "questions": question_rows(document, step),
                    "condition": condition_words(step["show_if"], document),
                }
            )
    return shown


def words_screen() -> dict[str, Any]:
    """What the screen of named emotions shows."""
    pairs = [one for pair in tiles("right") for one in pair]
    return {"emotions": [*pairs, NEUTRAL, OTHER], "causes": list(CAUSES.values())}


def title_of(document: Mapping[str, Any], step: str, question: str = "") -> str:
    """The name of a place, for headings and messages."""
    return named(f"{step}/{question}" if question else step, document) or pick(document["title"]) or _("The journey")
