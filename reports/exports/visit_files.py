"""Visits with their answers as a file: a workbook with a sheet for each kind, CSV with a row for each visit, or JSON.

Columns are keyed by path (step/question): two questions called the same in two steps are two columns, and every path
stands once. Whoever has no answer says why: ``na`` with its reason, ``missing`` or ``not_asked``.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import orjson
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from fieldwork.common.errors import Invalid
from fieldwork.common.texts import pick
from reports.figures.released import Asked, Given, Release, Released
from reports.figures.words import CHANNELS

from . import csvs
from .texts import for_json, for_sheet
from .workbooks import SAFE

FORMAT, SCHEMA = "veldwerk.visits", 1
STATUS = "@status"
SHEET_ROWS, SHEET_COLUMNS = 1_048_576, 16_384
HEADER_ROWS = 2
VISIT: dict[str, Any] = {
    "visit": _("Visit"), "study": _("Study"), "wave": _("Wave"), "journey": _("Journey"),
    "questionnaire": _("Version of the questionnaire"), "location_code": _("Location (code)"),
    "location": _("Location"), "channel": _("Channel"), "scenario": _("Scenario"), "day": _("Day"),
    "part_of_day": _("Part of the day"), "score": _("Journey score"), "checklist": _("Checklist"),
    "grade": _("Overall grade"), "recommend": _("Would recommend (shoppers)"), "verdict": _("Verdict"),
}  # fmt: skip
INSIDE: dict[str, Any] = {
    "persona": _("Persona"), "device": _("Device"), "started_at": _("Begun at (UTC)"),
    "submitted_at": _("Handed in at (UTC)"),
}  # fmt: skip
FELT: dict[str, Any] = {
    "score": _("Step score"), "checklist": _("Checklist"), "grade": _("Grade"), "unanswered": _("Never answered"),
    "first_impression": _("First impression"), "named": _("Emotions named"),
    "named_other": _("Another emotion, namely"),
    "cause": _("Cause"), "said": _("What was said"),
}  # fmt: skip
FELT_INSIDE: dict[str, Any] = {"first": _("Unconscious"), "words": _("Conscious")}
EVIDENCE: dict[str, Any] = {
    "visit": _("Visit"), "path": _("Path"), "photo": _("Photo"), "state": _("State"),
    "sha256": _("SHA-256 of the copy"),
}  # fmt: skip
CODE_BOOK: dict[str, Any] = {
    "path": _("Path"), "step": _("Step"), "kind": _("Kind"), "dimension": _("Dimension"), "question_nl": "Vraag (nl)",
    "question_en": "Question (en)", "unit": _("Unit"), "scale": _("Scale"), "code": _("Answer (key)"),
    "answer_nl": "Antwoord (nl)", "answer_en": "Answer (en)", "points": _("Points"),
}  # fmt: skip
SCALES = {"grade": "1-10", "nps": "0-10", "yes_no": "yes / no", "duration": "s", "receipt": "EUR"}
MOMENTS = ("started_at", "submitted_at")
Tell = Callable[[int], None]


def visit_columns(release: Release) -> dict[str, Any]:
    """Key and name of the columns every visit has."""
    return VISIT | INSIDE if release.is_inside else VISIT


def felt_columns(release: Release) -> dict[str, Any]:
    """Key and name of what stands with a step."""
    return FELT | FELT_INSIDE if release.is_inside else FELT


# --- CSV ----------------------------------------------------------------------------------------------
def csv_of(release: Release, tell: Tell, *, comma: bool) -> Iterator[bytes]:
    """One row for each visit: its own cells, what was felt by step, and its answers by path, each with its status."""
    return csvs.lines(_flat(release, tell), comma=comma)


def _flat(release: Release, tell: Tell) -> Iterator[list[Any]]:
    own, felt = list(visit_columns(release)), list(felt_columns(release))
    stops, questions = [stop.key for stop in release.stops], [one.key for one in release.questions]
    head = own + [f"{stop}/@{name}" for stop in stops for name in felt]
    yield head + [name for key in questions for name in (key, key + STATUS)]
    nothing: dict[str, Any] = {}
    for number, one in enumerate(release, start=1):
        row = [one.visit[name] for name in own]
        for stop in stops:
            cells = one.felt.get(stop, nothing)
            row += [cells.get(name) for name in felt]
        for key in questions:
            row += _pair(one.answers.get(key))
        tell(number)
        yield row


def _pair(given: Given | None) -> tuple[Any, str]:
    """An answer and its status; ``na: reason`` where it did not apply, nothing when its step was not part of it."""
    if given is None:
        return None, ""
    return given.value, f"{given.status}: {given.reason}" if given.reason else given.status


# --- JSON ---------------------------------------------------------------------------------------------
def json_lines(release: Release, tell: Tell) -> Iterator[bytes]:
    """One object: what it is, a code book, and a list of visits, each with its answers by path."""
    head = {"format": FORMAT, "schema": SCHEMA, "code_book": [_coded(one) for one in release.questions]}
    yield orjson.dumps(_clean(head))[:-1] + b',"visits":['
    for number, one in enumerate(release, start=1):
        told = one.visit | {
            "answers": {path: given._asdict() for path, given in one.answers.items()},
            "steps": one.felt,
            "evidence": [{name: of[name] for name in EVIDENCE if name != "visit"} for of in one.evidence],
        }
        tell(number)
        yield (b"," if number > 1 else b"") + orjson.dumps(_clean(told))
    yield b"]}"


def _clean(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {for_json(str(name)): _clean(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(one) for one in value]
    return for_json(value) if isinstance(value, str) else value


def _coded(asked: Asked) -> dict[str, Any]:
    question = asked.question
    return {
        "path": asked.key,
        "step": dict(asked.step_title),
        "kind": question["kind"],
        "dimension": question.get("dimension") or "",
        "text": dict(question["text"]),
        "unit": dict(question.get("unit") or {}),
        "scale": _scale(asked),
        "options": [
            {"code": key, "text": dict(text), "points": points} for key, text, points in _options(asked)
        ],
    }  # fmt: skip


def _scale(asked: Asked) -> str:
    if asked.question["kind"] == "scale":
        return f"1-{len(asked.options)}"
    return SCALES.get(asked.question["kind"], "")


def _options(asked: Asked) -> Iterator[tuple[str, Mapping[str, str], Any]]:
    """The answers one could pick with the points they bring, where the questionnaire gives them."""
    question = asked.question
    given = question.get("points")
    points: dict[str, Any] = dict(given) if isinstance(given, Mapping) else {}
    points |= {str(one["key"]): one.get("points") for one in question.get("options") or () if "key" in one}
    points |= {str(i): one.get("points") for i, one in enumerate(question.get("anchors") or (), start=1)}
    for key, text in asked.options:
        yield key, text, points.get(key)


# --- the workbook -------------------------------------------------------------------------------------
class _Sheet:
    """A sheet written from top to bottom, a row at a time: memory holds one row."""

    def __init__(self, book: Workbook, name: str, columns: Mapping[str, Any], formats: Mapping[str, Any]) -> None:
        self.sheet: Worksheet = book.add_worksheet(name[:31])
        self.sheet.set_column(0, len(columns) - 1, 16)
        self.sheet.set_row(0, 45)
        for place, title in enumerate(columns.values()):
            self.sheet.write_string(0, place, for_sheet(str(title)), formats["header"])
        for place, key in enumerate(columns):
            self.sheet.write_string(1, place, for_sheet(key), formats["keys"])
        self.sheet.freeze_panes(HEADER_ROWS, 1)
        self.width, self.row, self.formats = len(columns), HEADER_ROWS, formats

    def add(self, cells: Iterable[Any]) -> None:
        """One row; numbers as numbers, everything else as text."""
        number, text, row = self.sheet.write_number, self.sheet.write_string, self.row
        for place, value in enumerate(cells):
            if value is None or value == "":
                continue
            if type(value) is str:
                text(row, place, for_sheet(value))
            elif type(value) is bool:
                self.sheet.write_boolean(row, place, value)
            elif type(value) in (int, float):
                number(row, place, value)
            elif isinstance(value, date):
                self.sheet.write_datetime(
                    row, place, value, self.formats["moment" if type(value) is datetime else "day"]
                )
            else:
                text(row, place, for_sheet(" ".join(map(str, value)) if isinstance(value, list) else str(value)))
        self.row += 1

    def close(self) -> None:
        """Put the filter over what was written."""
        if self.row > HEADER_ROWS:
            self.sheet.autofilter(HEADER_ROWS - 1, 0, self.row - 1, self.width - 1)


def check_fits(release: Release) -> None:
    """Raises ``Invalid`` when a sheet has no room for these visits."""
    rows = release.count() * max(1, len(release.stops)) + HEADER_ROWS
    columns = 1 + 2 * len(release.questions)
    if rows > SHEET_ROWS or columns > SHEET_COLUMNS:
        raise Invalid(_("A workbook has no room for so many visits. Choose CSV or JSON, or fewer visits."))


def workbook(release: Release, path: Path, made_at: datetime, tell: Tell) -> None:
    """Write the workbook to ``path``: visits, answers by path, emotions by step, evidence and the code book."""
    made = made_at.astimezone(UTC).replace(tzinfo=None)
    book = Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent), **SAFE})
    book.set_properties({"title": gettext("Visits"), "author": "Veldwerk", "created": made})
    formats = {
        "header": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "keys": book.add_format({"font_size": 8, "font_color": "#595959"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    questions = release.questions
    by_path = {"visit": VISIT["visit"]} | {
        key: title for one in questions for key, title in _titles(one, release.language)
    }
    own, felt = visit_columns(release), felt_columns(release)
    visits = _Sheet(book, gettext("Visits"), own, formats)
    answers = _Sheet(book, gettext("Answers"), by_path, formats)
    steps = _Sheet(book, gettext("Emotions"), {"visit": VISIT["visit"], "step": _("Step (key)")} | felt, formats)
    evidence = _Sheet(book, gettext("Evidence"), EVIDENCE, formats)
    for number, one in enumerate(release, start=1):
        visits.add(_visit_cells(one, own))
        answers.add([one.visit["visit"], *(cell for asked in questions for cell in _pair(one.answers.get(asked.key)))])
        for stop, cells in one.felt.items():
            steps.add([one.visit["visit"], stop, *(cells[name] for name in felt)])
        for of in one.evidence:
            evidence.add([of[name] for name in EVIDENCE])
        tell(number)
    codes = _Sheet(book, gettext("Code book"), CODE_BOOK, formats)
    for row in _code_rows(release):
        codes.add(row)
    for sheet in (visits, answers, steps, evidence, codes):
        sheet.close()
    book.close()


def _visit_cells(one: Released, own: Mapping[str, Any]) -> Iterator[Any]:
    for name in own:
        value = one.visit[name]
        if value and name == "day":
            yield date.fromisoformat(value)
        elif value and name in MOMENTS:
            yield datetime.fromisoformat(value).astimezone(UTC).replace(tzinfo=None)
        else:
            yield str(CHANNELS.get(value, value)) if name == "channel" else value


def _titles(asked: Asked, language: str) -> Iterator[tuple[str, str]]:
    step, text = pick(asked.step_title, language), pick(asked.question["text"], language)
    yield asked.key, f"{step}: {text}"
    yield asked.key + STATUS, gettext("%(what)s (status)") % {"what": text}


def _code_rows(release: Release) -> Iterator[list[Any]]:
    """A row for every question, and one more for each of its answers."""
    for one in release.questions:
        question = one.question
        text, unit = question["text"], pick(question.get("unit"), release.language)
        row = [one.key, pick(one.step_title, release.language), question["kind"], question.get("dimension") or ""]
        row += [text.get("nl", ""), text.get("en", ""), unit, _scale(one)]
        yield [*row, None, None, None, None]
        for key, words_of, points in _options(one):
            yield [*row, key, words_of.get("nl", ""), words_of.get("en", ""), points]
