"""What the columns of a sheet mean: a field, and the language of its texts."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fieldwork.journeys import shapes
from fieldwork.journeys.xlsform.adapter import CHOICES, SETTINGS, SURVEY, Sheet, Workbook
from fieldwork.journeys.xlsform.results import Notes

# Fields by the names that workbooks give them; "bind::", "control::" and "media::" before a name change nothing.
NAMES = {
    "command": "type", "tag": "name", "value": "name", "caption": "label", "relevance": "relevant",
    "constraining_message": "constraint_message", "jr:constraintmsg": "constraint_message",
    "requiredmsg": "required_message", "jr:requiredmsg": "required_message", "calculate": "calculation",
    "readonly": "read_only", "count": "repeat_count", "jr:count": "repeat_count", "list": "list_name",
}  # fmt: skip
WRAPPERS = {"bind", "control", "media", "instance", "body"}
TRANSLATED = {"label", "hint", "constraint_message", "journey_ask", "journey_intro", "journey_phase"}
SURVEY_FIELDS = {
    "type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message", "calculation",
    "choice_filter", "repeat_count", "appearance", "parameters", "default", "read_only",
}  # fmt: skip
CHOICE_FIELDS = {"list_name", "name", "label"}
SETTING_FIELDS = {"form_title", "title", "set_form_title", "default_language"}
SURVEY_MARKERS = {
    "journey_phase", "journey_lifecycle", "journey_channel", "journey_mode", "journey_weight", "journey_importance",
    "journey_owner", "journey_emotion", "journey_emotion_by", "journey_ask", "journey_intro", "journey_unanswered",
    "journey_points", "journey_critical", "journey_dimension", "journey_threshold", "journey_bonus",
    "journey_internal", "journey_counts", "journey_na", "journey_evidence", "journey_kind", "journey_max",
    "journey_key", "journey_more",
}  # fmt: skip
CHOICE_MARKERS = {"journey_points", "journey_exclusive", "journey_more"}
SETTING_MARKERS = {"journey_more"}
KNOWN = {
    SURVEY: SURVEY_FIELDS | SURVEY_MARKERS,
    CHOICES: CHOICE_FIELDS | CHOICE_MARKERS,
    SETTINGS: SETTING_FIELDS | SETTING_MARKERS,
}
# What XLSForm has and a journey does not, by what happens without it.
WITHOUT = {
    "image": gettext_lazy("Pictures, sounds and films beside a text are not shown."),
    "guidance_hint": gettext_lazy("Only one hint is shown with a question."),
    "required_message": gettext_lazy("A missing answer is asked for in the product's own words."),
    "trigger": gettext_lazy("A value is computed again with every answer."),
    "rows": gettext_lazy("The size of a text field follows its kind."),
    "autoplay": gettext_lazy("Pictures, sounds and films beside a text are not shown."),
    "note": gettext_lazy("Remarks of the workbook's author stay in the workbook."),
}
SAME_AS = {"audio": "image", "video": "image", "big-image": "image", "noapperrorstring": "required_message"}
LANGUAGES = {"english": "en", "engels": "en", "dutch": "nl", "nederlands": "nl"}
IN_BRACKETS = re.compile(r"\(([a-z]{2})(?:[-_][A-Za-z]+)?\)\s*$")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its field, and the language as written ("" when none is)."""

    title: str
    field: str
    language: str = ""


@dataclass(slots=True)
class Row:
    """One row with its fields by name, texts by language code, and further columns as they are called."""

    sheet: str
    number: int
    values: dict[str, str] = field(default_factory=dict)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    further: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """The text of a field; empty when there is none."""
        return self.values.get(name, "")


def column(title: str) -> Column:
    """A column by its title: ``label::English (en)``, ``bind:relevant``, ``media::image``."""
    parts = [part.strip() for part in re.split(r"::?", title.strip()) if part.strip()] or [""]
    if parts[0].lower() in WRAPPERS and len(parts) > 1:
        parts.pop(0)
    if parts[0].lower() in ("jr", "odk") and len(parts) > 1:
        parts[:2] = [f"{parts[0]}:{parts[1]}"]
    name = re.sub(r"\s+", "_", parts[0].lower())
    return Column(title, NAMES.get(name, name), "::".join(parts[1:]))


def meaning_of(title: str) -> str:
    """The field of a column, pictures and sounds under one name."""
    name = column(title).field
    return SAME_AS.get(name, name)


def code_of(language: str) -> str | None:
    """The code of a language by its name in a workbook, when it is one that journeys speak."""
    named = language.strip().lower()
    found = IN_BRACKETS.search(named)
    code = found[1] if found else LANGUAGES.get(named, named)
    return code if code in shapes.languages() else None


class Reader:
    """Reads the rows of a workbook's sheets; languages that journeys do not speak are told once per sheet."""

    def __init__(self, book: Workbook, language: str, notes: Notes) -> None:
        self.book, self.notes, self.unmarked = book, notes, language
        self.adopted = self._adopted()

    def _adopted(self) -> str:
        """The language that takes the place of the missing one: when no text is in a language that journeys speak."""
        columns = [column(title) for title in self.book.sheet(SURVEY).columns]
        labels = [one.language for one in columns if one.field == "label"]
        if not labels or any(not language or code_of(language) for language in labels):
            return ""
        default = self.settings_value("default_language")
        return default if default in labels else labels[0]

    def settings_value(self, name: str) -> str:
        """One cell of the settings sheet as it stands there."""
        for row in self.book.sheet(SETTINGS).rows.values():
            for title, typed in row.items():
                if column(title).field == name:
                    return typed
        return ""

    def rows(self, kind: str) -> list[Row]:
        """The rows of a sheet (``survey``, ``choices``, ``settings``) in order."""
        sheet = self.book.sheet(kind)
        columns = [column(title) for title in sheet.columns]
        self._tell(kind, sheet, columns)
        return [self._row(sheet.name, number, typed, columns, kind) for number, typed in sheet.rows.items()]

    def _tell(self, kind: str, sheet: Sheet, columns: Iterable[Column]) -> None:
        seen: dict[tuple[str, str], str] = {}
        for one in columns:
            known = one.field in KNOWN[kind]
            twin = seen.setdefault((one.field, one.language.lower()), one.title)
            if twin != one.title and (known or one.field in WITHOUT):
                self.notes.refuse(sheet.name, 1, one.title, _("“%s” means the same column.") % twin)
            if one.field in TRANSLATED and one.language and code_of(one.language) is None:
                self._tell_language(sheet, one)
            elif not known and kind == SURVEY and meaning_of(one.title) not in WITHOUT:
                self.notes.leave_out(sheet.name, 1, one.title, _("This column has no meaning here."))
            elif not known and kind == SETTINGS:
                self.notes.leave_out(
                    sheet.name, 1, one.title, _("The product has no such setting, or decides it by itself.")
                )

    def _tell_language(self, sheet: Sheet, one: Column) -> None:
        if one.language == self.adopted:
            words = {"language": one.language, "code": self.unmarked.upper()}
            why = _(
                "Journeys do not speak %(language)s; these texts stand where %(code)s is asked for, to be translated."
            )
            self.notes.change(sheet.name, 1, one.title, why % words)
        else:
            why = _("Journeys do not speak %(language)s.") % {"language": one.language}
            self.notes.leave_out(sheet.name, 1, one.title, why)

    def _row(self, sheet: str, number: int, typed: Mapping[str, str], columns: Iterable[Column], kind: str) -> Row:
        row = Row(sheet, number)
        for one in columns:
            cell = typed.get(one.title)
            if cell is None:
                continue
            if one.field in TRANSLATED:
                code = self._code(one.language)
                if code and (one.language or code not in row.texts.get(one.field, {})):
                    row.texts.setdefault(one.field, {})[code] = cell
            elif one.field in KNOWN[kind]:
                row.values[one.field] = cell
            else:
                row.further[one.title] = cell
                without = WITHOUT.get(meaning_of(one.title))
                if without and kind != SETTINGS:
                    self.notes.leave_out(sheet, number, one.title, str(without))
        return row

    def _code(self, language: str) -> str | None:
        if not language or language == self.adopted:
            return self.unmarked
        return code_of(language)
