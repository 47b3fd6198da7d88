"""From what the fields hold to one answer per question, asked or not."""

from collections.abc import Mapping
from typing import Any

from fieldwork.capture import rounds
from fieldwork.capture.fields import Sheet
from fieldwork.capture.models import Answer, Round
from fieldwork.capture.states import AnswerStatus
from fieldwork.capture.values import photos_in
from fieldwork.journeys import kinds
from fieldwork.measurement.answers import answer_value, is_na
from fieldwork.measurement.conditions import Walk
from fieldwork.measurement.questions import points_of
from fieldwork.visits.models import Visit

COLUMNS = [
    "step", "question", "occurrence", "kind", "status", "value", "photos", "na_reason", "points", "max_points",
    "round_number",
]  # fmt: skip


def rows(visit: Visit, sheet: Sheet, walked: Walk, values: Mapping[str, Any]) -> list[Answer]:
    """One unsaved answer per question of the journey, asked or not, in document order."""
    asked = walked.asked()
    times: dict[str, set[int]] = {}
    for walked_step in walked.steps:
        times.setdefault(walked_step.step.key, set()).add(walked_step.occurrence)
    found = []
    for key, step in sheet.steps.items():
        questions = [one for one in step.get("questions") or () if kinds.get(one["kind"]).has_answer]
        for occurrence in sorted({1, *times.get(key, ())}):
            here = key if occurrence == 1 else f"{key}#{occurrence}"
            for question in questions:
                path = f"{here}/{question['key']}"
                row = Answer(
                    visit=visit, path=path, step=key, question=question["key"], occurrence=occurrence,
                    kind=question["kind"], status=AnswerStatus.NOT_ASKED,
                )  # fmt: skip
                if path in asked:
                    is_computed = kinds.get(question["kind"]).is_computed
                    value = (walked.values if is_computed else values).get(path)
                    if value is not None or not is_computed:
                        _fill(row, question, value, sheet.plan.source_options)
                found.append(row)
    return found


def _fill(row: Answer, question: Mapping[str, Any], value: Any, options: Mapping[str, Any]) -> None:
    row.status = AnswerStatus.MISSING
    if is_na(value):
        row.status, row.na_reason = AnswerStatus.NA, value["na"]
    elif answer_value(value) is not None:
        row.status, row.value, row.photos = AnswerStatus.ANSWERED, value["v"], photos_in(question, value)
    if not question.get("internal") and question.get("included", True):
        worth = points_of(question, value, options)
        if worth:
            row.points, row.max_points = float(worth[0]), float(worth[1])


def store(visit: Visit, round_: Round, answers: list[Answer]) -> None:
    """Write the answers of a part. A return round replaces only what was asked back and what follows from it."""
    is_return = rounds.is_return(round_)
    numbers = dict(visit.answers.values_list("path", "round_number")) if is_return else {}
    for row in answers:
        again = not is_return or row.path in round_.asked
        row.round_number = round_.number if again else numbers.get(row.path, round_.number)
    Answer.objects.bulk_create(answers, update_conflicts=True, unique_fields=["visit", "path"], update_fields=COLUMNS)
