"""A journey document as an XLSForm workbook that other programs read, and that comes back as the same document.

Columns of XLSForm say what XLSForm can say, ``journey_…`` columns what people may want to change in a spreadsheet.
Then the workbook is read back, and whatever did not come home goes into ``journey_more`` of its row as JSON.
"""

import io
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from fieldwork.common.errors import Invalid
from fieldwork.journeys import documents, grammar, kinds, shapes
from fieldwork.journeys.kinds.contract import spoken
from fieldwork.journeys.kinds.yes_no import WORDS
from fieldwork.journeys.xlsform import adapter, limits, mapping
from fieldwork.journeys.xlsform.conditions import as_tree
from fieldwork.journeys.xlsform.questions import plain_text
from fieldwork.journeys.xlsform.results import Notes

LANGUAGES = {"en": "English (en)", "nl": "Nederlands (nl)"}
TYPES = {
    "yes_no": "select_one", "single": "select_one", "scale": "select_one", "multiple": "select_multiple",
    "grade": "integer", "nps": "integer", "duration": "integer", "receipt": "decimal", "date": "date", "time": "time",
    "datetime": "dateTime", "short_text": "text", "long_text": "text", "photo": "image", "note": "note",
    "computed": "calculate",
}  # fmt: skip
MARKED = {"yes_no", "scale", "grade", "nps", "duration", "receipt"}  # kinds that XLSForm has no type of its own for
QUESTION_MARKERS = {
    "weight": "journey_weight", "critical": "journey_critical", "dimension": "journey_dimension",
    "threshold": "journey_threshold", "bonus": "journey_bonus", "internal": "journey_internal",
    "included": "journey_counts", "allow_na": "journey_na",
}  # fmt: skip
STEP_MARKERS = {
    "channel": "journey_channel", "mode": "journey_mode", "weight": "journey_weight",
    "importance": "journey_importance", "owner": "journey_owner", "may_be_unanswered": "journey_unanswered",
}  # fmt: skip
PLAIN_STEP = documents.Step(key="plain")
ORDER = (
    "type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message", "calculation",
    "appearance",
)  # fmt: skip

LONGEST_CELL = 32_767  # a spreadsheet's own bound
# What a spreadsheet, XML or pyxform would not give back as it was: in a cell it is left out, in JSON spelled out.
FRAGILE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]|\$(?=\{)")

Cells = dict[str, str]


@dataclass(slots=True)
class Sheets:
    """The rows to be: survey with the part of the document each comes from, choices, settings."""

    survey: list[Cells] = field(default_factory=list)
    parts: list[tuple[str, ...]] = field(default_factory=list)  # ("step", key), ("question", step, key) or ()
    choices: list[Cells] = field(default_factory=list)
    settings: Cells = field(default_factory=dict)


def workbook(document: Mapping[str, Any]) -> bytes:
    """The .xlsx of a clean document."""
    sheets = _Writer(document).sheets()
    _complete(sheets, document)
    return _zipped(sheets)


def _texts(name: str, texts: Mapping[str, str]) -> Cells:
    return {f"{name}::{LANGUAGES.get(code, code)}": _sturdy(words) for code, words in texts.items() if words}


def _sturdy(words: str) -> str:
    """As much of a text as comes back from a cell."""
    typed = adapter.text_of(FRAGILE.sub(" ", words))
    return "" if typed in adapter.ERRORS else typed


def _labels(texts: Mapping[str, str], key: str) -> Cells:
    """Labels in every language that has one; XLSForm needs one at least."""
    cells = {title: words for title, words in _texts("label", texts).items() if words}
    return cells or {f"label::{LANGUAGES.get(code, code)}": key for code in shapes.languages()[:1]}


def _spelled(value: Any) -> str:
    """As JSON in one cell."""
    return FRAGILE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))


class _Writer:
    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        found = Counter(step["key"] for step in documents.steps_of(document))
        found.update(question["key"] for _path, _step, question in documents.walk_questions(document))
        # Names are found by references from everywhere, so each stands once; keys need that inside a step only.
        self.names = {
            path: path.partition("/")[2] if found[path.partition("/")[2]] == 1 else path.replace("/", ".")
            for path in documents.questions_by_path(document)
        }

    def sheets(self) -> Sheets:
        """All rows."""
        made = Sheets()
        for phase in self.document["phases"]:
            for place, step in enumerate(phase["steps"]):
                self._step(made, step, phase if place == 0 else None)
        made.settings = {"form_title": next(filter(None, map(_sturdy, self.document["title"].values())), "")}
        return made

    def _row(self, made: Sheets, cells: Cells, *part: str) -> None:
        made.survey.append({name: typed for name, typed in cells.items() if typed != ""})
        made.parts.append(part)

    def _step(self, made: Sheets, step: Mapping[str, Any], phase: Mapping[str, Any] | None) -> None:
        cells: Cells = {"type": "begin_group", "name": step["key"], **_labels(step["title"], step["key"])}
        cells |= {"relevant": self._condition(step["show_if"])}
        cells |= {**_texts("journey_ask", step["ask"]), **_texts("journey_intro", step["intro"])}
        cells |= _marked(step, STEP_MARKERS, PLAIN_STEP.model_dump(mode="json"))
        if step["desired"]:
            wished = step["desired"]
            cells["journey_emotion"] = " ".join([f"{wished['valence']:g}", *wished["emotions"]])
            cells["journey_emotion_by"] = _sturdy(wished["set_by"])
        if phase:
            cells |= {**_texts("journey_phase", phase["title"]), "journey_lifecycle": phase["lifecycle"]}
        self._row(made, cells, "step", step["key"])
        titles = {one["key"]: one["title"] for one in step["sections"]}
        here, begun = None, set()
        for question in step["questions"]:
            section = question["section"] if question["section"] in titles else None
            wanted = section if section == here or section not in begun else None
            if wanted != here:
                if here:
                    self._row(made, {"type": "end_group"})
                if wanted:
                    begun.add(wanted)
                    name = {"name": f"{step['key']}.{wanted}.section", "journey_key": wanted}
                    self._row(made, {"type": "begin_group", **name, **_labels(titles[wanted], wanted)})
                here = wanted
            self._question(made, step["key"], question)
        if here:
            self._row(made, {"type": "end_group"})
        self._row(made, {"type": "end_group"})

    def _question(self, made: Sheets, step: str, question: Mapping[str, Any]) -> None:
        kind = question["kind"]
        name = self.names[f"{step}/{question['key']}"]
        cells: Cells = {"type": self._type(question), "name": name}
        if name != question["key"]:
            cells["journey_key"] = question["key"]
        if cells["type"].startswith("select"):
            cells["type"] += f" {name}"
            made.choices += _choices(name, question)
        cells |= {**_labels(question["text"], question["key"]), **_texts("hint", question["hint"])}
        cells["required"] = "yes" if question["required"] else ""
        cells["relevant"] = self._condition(question["show_if"])
        cells |= self._constraint(question)
        if kind == "computed":
            cells["calculation"] = self._written(question["formula"]["expr"])
        cells["appearance"] = "multiline" if kind == "long_text" else ""
        cells["journey_kind"] = kind if kind in MARKED else ""
        cells |= _marked(question, QUESTION_MARKERS, kinds.get(kind).new("plain"))
        rule = question["evidence"]
        if rule:
            when = "" if rule["when"] == "always" else f" {rule['when']}"
            cells["journey_evidence"] = f"{rule['min']}-{rule['max']}{when}"
        self._row(made, cells, "question", step, question["key"])

    def _type(self, question: Mapping[str, Any]) -> str:
        if question["kind"] == "number":
            return "integer" if question["decimals"] == 0 else "decimal"
        return TYPES[question["kind"]]

    def _constraint(self, question: Mapping[str, Any]) -> Cells:
        rule = question.get("constraint")
        if rule and question["kind"] not in ("note", "computed"):
            return {"constraint": self._written(rule["expr"]), **_texts("constraint_message", rule["message"])}
        asked = {"number": ["this"], "multiple": ["count-selected", ["this"]]}.get(question["kind"])
        bounds = [] if asked is None else [("gte", question["min"]), ("lte", question["max"])]
        parts = [[operation, asked, limit] for operation, limit in bounds if limit is not None]
        tree = ["and", *parts] if len(parts) > 1 else parts[0] if parts else None
        return {"constraint": self._written(tree)} if tree else {}

    def _condition(self, condition: Mapping[str, Any] | None) -> str:
        return self._written(as_tree(dict(condition))) if condition else ""

    def _written(self, tree: Any) -> str:
        return grammar.written(tree, lambda path: self.names.get(path, path.replace("/", ".")))


def _marked(part: Mapping[str, Any], markers: Mapping[str, str], plain: Mapping[str, Any]) -> Cells:
    cells = {}
    for key, marker in markers.items():
        value = part[key]
        if value != plain[key] and value is not None:
            cells[marker] = ("yes" if value else "no") if isinstance(value, bool) else _sturdy(str(value))
    return cells


def _choices(list_name: str, question: Mapping[str, Any]) -> list[Cells]:
    options = question.get("options")
    if question["kind"] == "yes_no":
        points = question["points"] or {}
        texts = {key: {code: spoken(word, code) for code in shapes.languages()} for key, word in WORDS.items()}
        options = [{"key": key, "text": texts[key], "points": points.get(key)} for key in ("yes", "no")]
    if question["kind"] == "scale":
        options = [{"key": str(place), **anchor} for place, anchor in enumerate(question["anchors"], start=1)]
    rows = []
    for option in options or ():
        cells = {"list_name": list_name, "name": option["key"], **_labels(option["text"], option["key"])}
        if option["points"] is not None:
            cells["journey_points"] = str(option["points"])
        if option.get("exclusive"):
            cells["journey_exclusive"] = "yes"
        more = {key: option[key] for key in ("hint", "show_if") if option.get(key) and any(option[key].values())}
        if any(plain_text(words) != words or _sturdy(words) != words for words in option["text"].values()):
            more["text"] = option["text"]
        if more:
            cells["journey_more"] = _spelled(more)
        rows.append(cells)
    return rows


def _complete(sheets: Sheets, document: Mapping[str, Any]) -> None:
    """Read the rows back, and give every row what did not come home with it."""
    try:
        book = adapter.read(_zipped(sheets), limits.XLSX, Notes())
    except limits.Refused:
        raise Invalid(_("This journey is too large for a workbook. Take it along as JSON.")) from None
    back = mapping.Mapping(book, shapes.languages()[0], "", Notes()).document()
    steps = {step["key"]: step for step in documents.steps_of(back)} if back else {}
    asked = documents.questions_by_path(back) if back else {}
    phases = {phase["steps"][0]["key"]: phase for phase in document["phases"] if phase["steps"]}
    home = {phase["steps"][0]["key"]: phase for phase in back.get("phases", ()) if phase["steps"]}
    for cells, part in zip(sheets.survey, sheets.parts, strict=True):
        if part[:1] == ("step",):
            step = next(one for one in documents.steps_of(document) if one["key"] == part[1])
            more = _difference(step, _whole(steps.get(part[1])), ("key", "questions"))
            if part[1] in phases:
                more |= _of_phase(phases[part[1]], home.get(part[1]))
        elif part[:1] == ("question",):
            question = documents.questions_by_path(document)[f"{part[1]}/{part[2]}"]
            more = _difference(question, asked.get(f"{part[1]}/{part[2]}"), ("key", "kind"))
        else:
            continue
        if more:
            cells["journey_more"] = _spelled(more)
    more = {name: document[name] for name in ("title", "options")}
    sheets.settings["journey_more"] = _spelled(more)


def _whole(step: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    return step and documents.Step.model_validate({**step, "questions": []}).model_dump(mode="json", by_alias=True)


def _difference(part: Mapping[str, Any], home: Mapping[str, Any] | None, fixed: tuple[str, ...]) -> dict[str, Any]:
    """What a part of the document has otherwise than the one that came home."""
    known = home or {}
    more = {key: value for key, value in part.items() if key not in fixed and (key not in known or known[key] != value)}
    return more | {key: None for key in known if key not in part}


def _of_phase(phase: Mapping[str, Any], home: Mapping[str, Any] | None) -> dict[str, Any]:
    told = {
        key: phase[key] for key in ("key", "title", "episode") if phase.get(key) and (home or {}).get(key) != phase[key]
    }
    return {"phase": told or {"key": phase["key"]}}


def _table(rows: list[Cells]) -> list[list[str]]:
    names = dict.fromkeys(name for row in rows for name in row)
    bases = [*ORDER, *sorted({name.partition("::")[0] for name in names} - set(ORDER))]
    columns = sorted(names, key=lambda name: bases.index(name.partition("::")[0]))
    return [columns, *([row.get(name, "") for name in columns] for row in rows)] if columns else []


def _tables(sheets: Sheets) -> dict[str, list[list[str]]]:
    return {
        adapter.SURVEY: _table(sheets.survey),
        adapter.CHOICES: _table(sheets.choices),
        adapter.SETTINGS: _table([sheets.settings]),
    }


def _zipped(sheets: Sheets) -> bytes:
    import xlsxwriter

    file = io.BytesIO()
    # Every cell is a text: a label that begins with "=" is no formula, a link no address to fetch.
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    for name, table in _tables(sheets).items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(table):
            for place, typed in enumerate(row):
                if len(typed) > LONGEST_CELL:
                    raise Invalid(
                        _("One part of this journey is too long for a cell of a spreadsheet. Take it along as JSON.")
                    )
                if typed:
                    sheet.write_string(number, place, typed)
        sheet.freeze_panes(1, 0)
    book.close()
    return file.getvalue()
