"""May this be handed in? Every question that was asked, every part of every feeling, every photo."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fieldwork.capture.fields import BASELINE, OVERALL, RECOMMEND, STEP_PARTS, Scope
from fieldwork.capture.values import photos_in
from fieldwork.common.texts import pick
from fieldwork.journeys import kinds
from fieldwork.measurement.answers import answer_value, is_na
from fieldwork.measurement.conditions import Walk, evaluate
from fieldwork.measurement.expressions import holds

Problem = dict[str, str]


def problems(walk: Walk, held: Mapping[str, Any], photos: Mapping[str, bool], scope: Scope) -> list[Problem]:
    """What stands between this round and its final, in the order of the form; empty when nothing does.

    ``held`` are the stored values by field, ``photos`` tells per media id whether its bytes are here and
    were taken as a photo. Only what is open in the round (``scope``) is looked at. By themselves values need no
    second look, each op was checked against this very version when it came; whether they fit together shows here.
    """
    found = [_feeling(BASELINE, held)] if scope.has_start else []
    for step in walk.steps:
        if step.unanswered:
            continue
        if step.step.key in scope.steps:
            found += [_feeling(f"{step.path}/{part}", held) for part in STEP_PARTS]
        for question in step.asked:
            path = f"{step.path}/{question.key}"
            kind = kinds.get(question.source["kind"])
            if scope.has_path(step.step.key, path) and kind.has_answer and not kind.is_computed:
                wrong = _question(path, question.source, held.get(path), photos)
                found.append(wrong or _unfit(path, question.source, held.get(path), walk.values))
    if scope.has_end:
        found += [_feeling(OVERALL, held), _feeling(RECOMMEND, held)]
    return [problem for problem in found if problem]


def _problem(field: str, code: str, message: str) -> Problem:
    return {"field": field, "code": code, "message": message}


def _feeling(field: str, held: Mapping[str, Any]) -> Problem | None:
    if held.get(field):  # a value, or the choice "I cannot say"
        return None
    return _problem(field, "required", _("This part is not filled in yet. Fill it in, or choose “I cannot say”."))


def _question(path: str, question: Mapping[str, Any], value: Any, photos: Mapping[str, bool]) -> Problem | None:
    if is_na(value):
        return None
    if answer_value(value) is None:
        needed = question.get("required") or (question["kind"] == "photo" and (question.get("min") or 0) > 0)
        return _problem(path, "required", _("This question still needs an answer.")) if needed else None
    named = photos_in(question, value)
    if any(one not in photos for one in named):
        return _problem(path, "photo_lost", _("A photo of this question did not reach us. Take it again."))
    good = sum(photos[one] for one in named)
    least = max(_least(question, answer_value(value)), 1 if good < len(named) else 0)
    if good >= least:
        return None
    if good < len(named):
        return _problem(path, "photo_refused", _("A photo of this question could not be used. Take it again."))
    missing = least - good
    text = ngettext("%(count)s photo is still missing here.", "%(count)s photos are still missing here.", missing)
    return _problem(path, "photo_missing", text % {"count": missing})


def _unfit(path: str, question: Mapping[str, Any], value: Any, known: Mapping[str, Any]) -> Problem | None:
    """An answer that does not fit the others: against its constraint, or an option that is not offered beside them."""
    given = answer_value(value)
    if given is None:
        return None
    rule = question.get("constraint")
    if rule and not holds(rule["expr"], known, given):
        return _problem(path, "constraint", pick(rule["message"]) or _("This answer does not fit. Look at it again."))
    chosen = given if isinstance(given, list) else [given]
    for option in question.get("options") or ():
        if option["key"] in chosen and not evaluate(option.get("show_if"), known):
            return _problem(path, "not_offered", _("This answer no longer fits your other answers. Choose again."))
    return None


def _least(question: Mapping[str, Any], value: Any) -> int:
    """How many photos this answer needs."""
    if question["kind"] == "photo":
        return int(question.get("min") or 0)
    if question["kind"] == "receipt" and question.get("photo_required"):
        return 1
    rule = question.get("evidence")
    if not rule:
        return 0
    chosen = value if isinstance(value, list) else [value]
    return int(rule.get("min", 1)) if rule.get("when", "always") in ("always", *map(str, chosen)) else 0
