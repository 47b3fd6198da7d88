"""Workbooks that people might have made of a good one: other types, names, expressions, groups, choices, languages.

Nearly every mutant is still an XLSForm, so that it is the mapping that has to deal with it and not the readers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from fieldwork.journeys import documents
from fieldwork.journeys.xlsform import adapter, limits, survey
from fieldwork.journeys.xlsform.columns import column
from fieldwork.journeys.xlsform.results import Notes, Outcome
from tests.journeys.xlsform.workbooks import workbook

Cells = dict[str, str]
PLAIN = ["text", "integer", "decimal", "date", "time", "dateTime", "image", "audio", "barcode", "geopoint", "note",
         "acknowledge", "range", "hidden", "video", "file", "geotrace", "start", "deviceid", "today"]  # fmt: skip
CHOOSING = ["select_one {}", "select_multiple {}", "select_one {} or_other", "rank {}", "select one from {}"]
TEXTS = ["**Vet** en <b>meer</b>", "x" * 600, "😀 مرحبا", "=1+1", "  ", "[a] ${", "‘Ja’ zei ze", "a\nb", "-", "&amp;<>"]
NAMES = ["Q.1", "a-b", "_x", "n" * 60, "Één", "type", "class", "x2", "Other", "note"]
UNKNOWN = ["count({})", "sum({})", "once({})", "position(..)", "jr:choice-name({}, 'a')", "indexed-repeat({}, {}, 1)",
           "uuid()", "format-date({}, '%Y')", "max({}, 3)", "{} | 2"]  # fmt: skip
KNOWN = ["{} = 'a'", "{} != ''", "{} > 3", "{} < 7 and {} != 2", "selected({}, 'a')", "not({} = 1)", "{} + 1 >= 2 * 3",
         "count-selected({}) <= 2", "string-length({}) > 2", "regex({}, '[a-z]{{2,4}}')", "coalesce({}, {}) = 1",
         "if({} > 1, 'a', 'b') = 'a'", "{} <= today()", "true()", "false() or {} = 3", "round({}, 1) = 0.1",
         "concat({}, 'é')", "date({}) < now()", "-{} mod 2 = 1", "{} = ‘a’", "({} = 1", "{} =", "'a", "2020-01-01 < {}",
         "number({}) div 0 > int({})"]  # fmt: skip
MARKS = {
    "journey_weight": ["2", "0", "-1", "veel", "1e9"], "journey_channel": ["shop", "Shop", "moon"],
    "journey_emotion": ["0.6 valued", "-2", "valued reassured calm", "nothing"], "journey_points": ["1", "x"],
    "journey_critical": ["fail", "cap:50", "cap:x"], "journey_evidence": ["1-3", "3-1", "1-99 yes"],
    "journey_kind": ["grade", "nps", "yes_no", "scale", "duration", "receipt", "photo", "?"],
    "journey_max": ["2", "0", "500"], "journey_phase": ["Eerst", "Later"], "journey_lifecycle": ["buy", "never"],
    "journey_more": ["{}", "{", '{"phase": "x"}', '{"phase": {"title": 3}}', '{"title": [], "options": 1}',
                      '{"weight": 3}', '{"key": 1, "show_if": {"field": "x/y", "is": "eq"}}', "[]"],
    "journey_counts": ["no", "maybe"], "journey_na": ["yes"], "journey_key": ["own_key", "Not A Key"],
    "journey_dimension": ["efficiency", "?"], "journey_unanswered": ["yes"], "journey_internal": ["ja"],
}  # fmt: skip
FURTHER = {
    "appearance": ["minimal", "multiline", "w4 no-calendar", "field-list"], "default": ["3", "today()", "a b"],
    "parameters": ["start=1 end=5 step=2", "randomize=true", "max-pixels=100"], "read_only": ["yes", "no", "${x}"],
    "trigger": ["x"], "media::image": ["a.png"], "guidance_hint": ["Hoe"], "required_message": ["Moet"],
    "hint": TEXTS, "odd column": ["x"], "instance::odk:x": ["1"], "constraint_message": TEXTS,
    "required": ["yes", "no", "true()", "maybe"],
}  # fmt: skip


@dataclass
class Book:
    """The cells of a form by their columns, in order."""

    survey: list[Cells]
    choices: list[Cells]
    settings: list[Cells]

    def named(self) -> list[Cells]:
        """The rows that ask something."""
        return [row for row in self.survey if get(row, "name") and not kind_of(row)]


def kind_of(row: Cells) -> str:
    """``begin`` or ``end`` for a row that makes a group, else nothing."""
    found = survey.BLOCK.fullmatch(adapter.plain(get(row, "type")))
    return found[1] if found else ""


def title_of(rows: list[Cells], field: str) -> str:
    """The column that holds a field somewhere in these rows, else the field's own name."""
    return next((title for row in rows for title in row if column(title).field == field), field)


def get(row: Cells, field: str) -> str:
    """The cell of a field, whatever its column is called."""
    return next((typed for title, typed in row.items() if column(title).field == field), "")


def put(rows: list[Cells], row: Cells, field: str, typed: str) -> None:
    """Write a cell of a field into the column that it has in this sheet."""
    row[title_of(rows, field)] = typed


@cache
def _sheets(sample: Path) -> tuple[list[Cells], ...]:
    content = sample.read_bytes()
    kind = limits.XLSX if content.startswith(limits.ZIP_MAGIC) else limits.XLS
    book = adapter.read(content, kind, Notes())
    return tuple([*book.sheet(name).rows.values()] for name in (adapter.SURVEY, adapter.CHOICES, adapter.SETTINGS))


def read(sample: Path) -> Book:
    """A workbook's cells."""
    return Book(*([dict(row) for row in rows] for rows in _sheets(sample)))


def written(book: Book) -> bytes:
    """The workbook as a file."""
    return workbook(_table(book.survey), _table(book.choices), settings=_table(book.settings))


def _table(rows: list[Cells]) -> list[list[Any]]:
    titles = list(dict.fromkeys(title for row in rows for title in row))
    return [list(titles), *([row.get(title) or None for title in titles] for row in rows)]


# --- changes ----------------------------------------------------------------------------------------------
def other_type(book: Book, dice: Random) -> None:
    """Ask the same in another way."""
    row = dice.choice(book.named())
    lists = [get(one, "list_name") for one in book.choices if get(one, "list_name")]
    chosen = dice.choice(CHOOSING).format(dice.choice(lists)) if lists and dice.random() < 0.5 else dice.choice(PLAIN)
    put(book.survey, row, "type", chosen)


def other_name(book: Book, dice: Random) -> None:
    """Call something otherwise, mostly everywhere where it is meant."""
    row = dice.choice(book.named())
    old, new = get(row, "name"), dice.choice(NAMES)
    put(book.survey, row, "name", new)
    if dice.random() < 0.9:
        for one in book.survey:
            one.update({title: typed.replace(f"${{{old}}}", f"${{{new}}}") for title, typed in one.items()})


def same_name(book: Book, dice: Random) -> None:
    """Two questions of one name: allowed in two groups, not in one."""
    one, other = (dice.choice(book.named()) for _time in range(2))
    put(book.survey, one, "name", get(other, "name"))


def expression(book: Book, dice: Random) -> None:
    """Another condition, demand or computation, looking at what stands earlier, mostly."""
    rows = [row for row in book.survey if kind_of(row) != "end"]
    row = dice.choice(rows)
    asked = book.named()
    place = next((at for at, one in enumerate(asked) if one is row), len(asked) // 2)
    seen = asked[:place] if place and dice.random() < 0.8 else asked
    shape = dice.choice(KNOWN if dice.random() < 0.85 else UNKNOWN)
    field = dice.choice(["relevant", "relevant", "constraint", "calculation", "required", "choice_filter"])
    names = iter([f"${{{get(dice.choice(seen), 'name')}}}" for _part in range(4)])
    typed = "".join(next(names) if part == "{}" else part for part in _parts(shape))
    if field == "constraint" and dice.random() < 0.7:
        typed = typed.replace("${", "", 1).replace(typed[2 : typed.find("}") + 1], ".", 1) if "${" in typed else typed
    if kind_of(row):
        field = "relevant"
    put(book.survey, row, field, typed)


def _parts(shape: str) -> list[str]:
    pieces = shape.replace("{{", "\1").replace("}}", "\2").split("{}")
    spread = [part for piece in pieces for part in (piece, "{}")][:-1]
    return [part.replace("\1", "{").replace("\2", "}") for part in spread]


def in_a_group(book: Book, dice: Random) -> None:
    """Put brackets around a few rows of one depth."""
    begin = dice.randrange(len(book.survey))
    end, depth = begin, 0
    while end < len(book.survey) and end - begin < 6:
        depth += {"begin": 1, "end": -1}.get(kind_of(book.survey[end]), 0)
        if depth < 0:
            break
        end += 1
    if depth > 0 or end == begin:
        return
    word = dice.choice(["group", "group", "repeat"])
    first, name = {"type": f"begin_{word}", "name": f"made_{dice.randrange(99)}"}, title_of(book.survey, "label")
    if dice.random() < 0.7:
        first[name] = dice.choice(["Blok", "Block"])
    if word == "repeat" and dice.random() < 0.5:
        first["repeat_count"] = dice.choice(["2", "0", "99", "x", "1 + 1"])
    book.survey[begin:end] = [as_in(book, first), *book.survey[begin:end], as_in(book, {"type": f"end_{word}"})]


def as_in(book: Book, cells: Cells) -> Cells:
    """The same cells under the titles that this survey has for them."""
    return {title_of(book.survey, title): typed for title, typed in cells.items()}


def out_of_its_group(book: Book, dice: Random) -> None:
    """Take the brackets of one group away."""
    opened: list[int] = []
    pairs = []
    for at, row in enumerate(book.survey):
        if kind_of(row) == "begin":
            opened.append(at)
        elif kind_of(row) == "end" and opened:
            pairs.append((opened.pop(), at))
    if pairs:
        begin, end = dice.choice(pairs)
        del book.survey[end], book.survey[begin]


def moved(book: Book, dice: Random) -> None:
    """One question elsewhere: what looks at it may look ahead now."""
    row = dice.choice(book.named())
    book.survey.remove(row)
    book.survey.insert(dice.randrange(len(book.survey) + 1), row)


def doubled(book: Book, dice: Random) -> None:
    """A copy of a question under a name of its own."""
    row = dice.choice(book.named())
    twin = dict(row)
    put(book.survey, twin, "name", f"{get(row, 'name')[:30]}_{dice.randrange(999)}")
    book.survey.insert(dice.randrange(len(book.survey) + 1), twin)


def other_choices(book: Book, dice: Random) -> None:
    """Choices gone, renamed, doubled, without a label, or with a column for filters."""
    if not book.choices:
        return
    row = dice.choice(book.choices)
    how = dice.randrange(5)
    if how == 0:
        book.choices.remove(row)
    elif how == 1:
        put(book.choices, row, "name", dice.choice(["Ja_ja", "3.5", "é", "x-y", "_", "99"]))
    elif how == 2:
        put(book.choices, row, "label", dice.choice(TEXTS))
    elif how == 3:
        twin = dict(row)
        put(book.choices, twin, "name", f"n{dice.randrange(999)}")
        book.choices.append(twin)
    else:
        for number, one in enumerate(book.choices):
            one["region"] = "ab"[number % 2]
        wanted = [one for one in book.named() if get(one, "type").startswith("select")]
        if wanted:
            asked = f"${{{get(dice.choice(book.named()), 'name')}}}"
            put(book.survey, dice.choice(wanted), "choice_filter", dice.choice(["region='a'", f"region={asked}"]))


def other_language(book: Book, dice: Random) -> None:
    """Texts of another language, of one more, or of none; or one text less."""
    for rows in (book.survey, book.choices) if dice.random() < 0.6 else (book.survey,):
        titles = sorted({title for row in rows for title in row if column(title).field == "label"})
        if not titles:
            continue
        old = dice.choice(titles)
        new = dice.choice(["label::Nederlands (nl)", "label::English (en)", "label::Deutsch (de)", "label", "label::x"])
        if dice.random() < 0.3:
            dice.choice(rows).pop(old, None)
        elif new not in titles:
            rows[:] = [{new if title == old else title: typed for title, typed in row.items()} for row in rows]


def other_text(book: Book, dice: Random) -> None:
    """A label that nobody expects."""
    row = dice.choice(book.survey)
    shown = f"Dag ${{{get(dice.choice(book.named()), 'name')}}}"
    put(book.survey, row, "label", dice.choice([*TEXTS, shown, shown]))


def marked(book: Book, dice: Random) -> None:
    """A column of ours, well or badly filled."""
    mark = dice.choice(sorted(MARKS))
    dice.choice(book.survey)[mark] = dice.choice(MARKS[mark])


def further(book: Book, dice: Random) -> None:
    """A column that XLSForm has and few forms use."""
    field = dice.choice(sorted(FURTHER))
    put(book.survey, dice.choice(book.survey), field, dice.choice(FURTHER[field]))


def other_settings(book: Book, dice: Random) -> None:
    """Another name, another language, a setting that the product lacks."""
    row = book.settings[0] if book.settings else {}
    book.settings[:] = [row]
    row[dice.choice(["form_title", "default_language", "style", "version", "instance_name"])] = dice.choice(
        ["Zomer", "English (en)", "x" * 300, "concat('a', 'b')", "${"]
    )


CHANGES: list[Callable[[Book, Random], None]] = [
    other_type, other_type, other_name, same_name, expression, expression, expression, in_a_group, in_a_group,
    out_of_its_group, moved, doubled, other_choices, other_choices, other_language, other_text, marked, marked, further,
    other_settings,
]  # fmt: skip


def changed(sample: Path, dice: Random) -> Book:
    """A workbook with a few changes."""
    book = read(sample)
    for _time in range(dice.randint(1, 4)):
        if book.named():
            dice.choice(CHANGES)(book, dice)
    return book


def untold(book: Book, found: Outcome) -> list[str]:
    """What neither stands in the journey of a workbook nor in its list: nothing, if nothing is dropped in silence."""
    told = {(one.row, one.construct.partition(":")[0]) for one in found.findings if one.sheet == "survey"}
    rows = {row for row, _construct in told}
    asked = [question for _path, _step, question in documents.walk_questions(found.document)]
    left = []
    for number, row in enumerate(book.survey, start=2):
        name = get(row, "name")
        if not name or kind_of(row) or number in rows:
            continue
        made = [question for question in asked if _is(get(row, "journey_key") or name, question["key"])]
        if not made:
            left.append(f"row {number}: {get(row, 'type')} {name}")
        for field in ("relevant", "constraint", "calculation", "required", "choice_filter"):
            typed = get(row, field)
            # What holds whatever the answers are has no place in a condition.
            if "${" in typed and not re.search(r"true\(\)|false\(\)", typed) and not any(map(_looks, made)):
                left.append(f"row {number}: {field} {typed}")
    return left


def _looks(question: dict[str, Any]) -> bool:
    """Whether a question looks at answers, others or its own."""
    kept = json.dumps(question)
    return any(f'"{mark}"' in kept for mark in ("ref", "this", "field"))


def _is(name: str, key: str) -> bool:
    """Whether a key is made of a name as it stands, for one copy of a repeat or for all."""
    return key == name.lower() or key.startswith(f"{name.lower()[:36]}_")
