"""Which questions of a journey were asked, given the answers.

A question or step with a ``show_if`` that is not met was *not asked*: it leaves the score and lowers
no coverage. An answer that is not there (N/A, skipped, cleared, hidden) makes every comparison false,
except ``not_answered``.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from .answers import answer_value
from .document import Document, PlanQuestion, PlanStep, compile_document
from .expressions import NOW, compute, holds

Answers = Mapping[str, Any]


def evaluate(cond: Mapping[str, Any] | None, values: Mapping[str, Any]) -> bool:
    """Whether a condition holds, given stored answers (or plain values) by field path.

    ``None`` or an empty condition holds. Never raises: a comparison between things that do not compare
    is false, and so is one that cannot be read.
    """
    if not cond:
        return True
    if not isinstance(cond, Mapping):
        return False
    if isinstance(cond.get("all"), list):
        return all(evaluate(part, values) for part in cond["all"])
    if isinstance(cond.get("any"), list):
        return any(evaluate(part, values) for part in cond["any"])
    if "expr" in cond:
        return holds(cond["expr"], values)
    value = answer_value(values.get(str(cond.get("field", ""))))
    operator = cond.get("is")
    if operator == "answered":
        return value is not None
    if operator == "not_answered":
        return value is None
    if value is None:
        return False
    return _compare(value, operator, cond.get("value"))


def _compare(value: Any, operator: Any, wanted: Any) -> bool:
    if isinstance(value, Mapping):  # a receipt is compared by its amount
        value = value.get("amount_cents")
    if operator == "eq":
        return _same(value, wanted)
    if operator == "ne":
        return not _same(value, wanted)
    if operator == "in":
        choices = wanted if isinstance(wanted, list) else [wanted]
        chosen = value if isinstance(value, list) else [value]
        return any(_same(one, choice) for one in chosen for choice in choices)
    if operator == "contains":
        if isinstance(value, list):
            parts = wanted if isinstance(wanted, list) else [wanted]
            return all(any(_same(one, part) for one in value) for part in parts)
        return isinstance(value, str) and isinstance(wanted, str) and wanted.lower() in value.lower()
    return _in_order(value, operator, wanted)


def _same(value: Any, wanted: Any) -> bool:
    if isinstance(value, bool) != isinstance(wanted, bool):
        return False
    if isinstance(value, list) and isinstance(wanted, list):
        return len(value) == len(wanted) and all(any(_same(a, b) for b in wanted) for a in value)
    return bool(value == wanted)


def _in_order(value: Any, operator: Any, wanted: Any) -> bool:
    both = (value, wanted)
    numbers = all(isinstance(one, int | float) and not isinstance(one, bool) for one in both)
    if not numbers and not all(isinstance(one, str) for one in both):
        return False  # ISO dates and times are text and compare in order
    if operator == "gt":
        return bool(value > wanted)
    if operator == "gte":
        return bool(value >= wanted)
    if operator == "lt":
        return bool(value < wanted)
    return operator == "lte" and bool(value <= wanted)


@dataclass(frozen=True, slots=True)
class WalkedStep:
    """One walked step: which questions were asked, under which paths."""

    step: PlanStep
    occurrence: int
    unanswered: bool
    asked: tuple[PlanQuestion, ...]

    @property
    def path(self) -> str:
        """``step``, or ``step#2`` for a further occurrence."""
        return self.step.key if self.occurrence == 1 else f"{self.step.key}#{self.occurrence}"


@dataclass(frozen=True, slots=True)
class Walk:
    """A visit laid beside its document: the steps walked, in order, what was not asked, and what is known at the end.

    ``values`` are the answers of what was asked, by path, with every computed value.
    """

    steps: tuple[WalkedStep, ...]
    hidden: frozenset[str]
    values: Mapping[str, Any]

    def asked(self) -> set[str]:
        """Paths of the steps walked and of the questions asked in them."""
        paths = {walked.path for walked in self.steps}
        for walked in self.steps:
            if not walked.unanswered:
                paths.update(f"{walked.path}/{question.key}" for question in walked.asked)
        return paths


def walk(document: Document, answers: Answers, unanswered: Collection[str] = ()) -> Walk:
    """Go through the journey in document order and decide per step and question whether it was asked.

    The answers may hold ``@now``, the moment at which they are judged. ``unanswered`` names further steps (paths)
    whose contact nobody answered, beside the ``step/@unanswered`` in the answers. In such a step ``asked`` holds the
    questions an answered contact would have brought, judged without answers from that step.
    """
    plan = compile_document(document)
    further = _occurrences(answers)
    seen: dict[str, Any] = {NOW: answers.get(NOW)}
    steps: list[WalkedStep] = []
    hidden: set[str] = set()
    for step in plan.steps:
        for occurrence in (1, *sorted(further.get(step.key, ()))):
            path = step.key if occurrence == 1 else f"{step.key}#{occurrence}"
            if step.show_if and not evaluate(step.show_if, seen):
                hidden.add(path)
                hidden.update(f"{path}/{question.key}" for question in step.questions)
                continue
            closed = step.may_be_unanswered and (
                path in unanswered or answer_value(answers.get(f"{path}/@unanswered")) is True
            )
            asked = _asked(step, path, answers, seen, hidden, closed)
            steps.append(WalkedStep(step, occurrence, closed, tuple(asked)))
    return Walk(tuple(steps), frozenset(hidden), seen)


def _asked(
    step: PlanStep, path: str, answers: Answers, seen: dict[str, Any], hidden: set[str], closed: bool
) -> list[PlanQuestion]:
    """The questions asked in one step; puts its answers in ``seen`` for what comes later."""
    here = dict(seen) if path != step.key else seen
    if path != step.key:
        for question in step.questions:
            here.pop(f"{step.key}/{question.key}", None)
    asked = []
    for question in step.questions:
        if question.show_if and not evaluate(question.show_if, here):
            hidden.add(f"{path}/{question.key}")
            continue
        asked.append(question)
        if closed:
            continue
        if question.source.get("kind") == "computed":
            value = compute((question.source.get("formula") or {}).get("expr"), here)
            here[f"{step.key}/{question.key}"] = None if value is None else {"v": value}
        else:
            here[f"{step.key}/{question.key}"] = answers.get(f"{path}/{question.key}")
    return asked


def _occurrences(answers: Answers) -> dict[str, set[int]]:
    further: dict[str, set[int]] = {}
    for path in answers:
        step, mark, rest = path.partition("#")
        number = rest.partition("/")[0]
        if mark and "/" not in step and number.isdigit() and int(number) > 1:
            further.setdefault(step, set()).add(int(number))
    return further


def relevant(document: Document, answers: Answers) -> set[str]:
    """Paths of the steps and questions that were asked: ``step``, ``step#2``, ``step/question``.

    A further occurrence of a step is there when any answer carries its path. Inside it, a condition on
    the step itself reads that occurrence; a condition on another step reads its first occurrence. A
    step reported as not answered (``step/@unanswered``) was walked, its questions were not asked.
    """
    return walk(document, answers).asked()
