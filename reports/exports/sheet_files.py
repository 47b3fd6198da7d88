"""The printed figures of a report of one visit, or of one location, as the same kind of files as those of a journey."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import orjson
from django.utils.translation import gettext, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from reports.charts.points import words_in
from reports.figures.sheet_shapes import LocationFigures, VisitFigures
from reports.figures.states import Daypart
from reports.figures.words import CHANNELS, Words, unsaid

from .concluded_tables import concluded_tables
from .figure_files import HASHES, INSIDE, plain, reading
from .figure_tables import figure_tables
from .tables import Column, Kind, Table, scored, step_cells, titles_of
from .workbooks import Book

FORMAT, SCHEMA = "veldwerk.sheet", 1
# What a location prints of its own figures: the whole, its steps and their questions, and what hurts.
OF_LOCATION = ("journey", "steps", "questions", "pain_points")
DAYPARTS: Words = {str(one): one.label for one in Daypart}
STATUSES: Words = {
    "answered": pgettext_lazy("answer", "answered"),
    "na": pgettext_lazy("answer", "not applicable"),
    "missing": pgettext_lazy("answer", "missing"),
}


def sheet_workbook(sheet: VisitFigures | LocationFigures, language: str) -> bytes:
    """The figures as XLSX in ``language``: a sheet to read first, then one for each kind of thing.

    Its date is that of the figures, so that the same figures give the same bytes.
    """
    with override(language):
        meta = sheet["meta"]
        tables = sheet_tables(sheet)
        title = " · ".join([*meta["selection"], words_in(meta["title"], language)])
        book = Book(language, meta["made_at"], title, meta["client"])
        book.add_pairs(gettext("Read me"), list(_read_me(sheet, language, tables)))
        for table in tables:
            book.add(table)
        return book.bytes()


def sheet_json(sheet: VisitFigures | LocationFigures) -> bytes:
    """The same tables as JSON: rows by key, scores 0-100. A measured value is as in the file of a journey."""
    meta = {name: value for name, value in sheet["meta"].items() if name not in INSIDE}
    tables = {
        table.key: [{column.key: plain(row.get(column.key)) for column in table.columns} for row in table.rows]
        for table in sheet_tables(sheet)
    }
    told = {"format": FORMAT, "schema": SCHEMA, "kind": sheet["kind"], "meta": meta, "tables": tables}
    if sheet["kind"] == "visit":
        told["visit"] = {name: value for name, value, _words in _of_visit(sheet)}
    return orjson.dumps(plain(told))


def sheet_tables(sheet: VisitFigures | LocationFigures) -> list[Table]:
    """Every table of the file, in the order of its sheets."""
    if sheet["kind"] == "visit":
        return [_walked(sheet), _answers(sheet)]
    figures = sheet["figures"]
    own = {table.key: table for table in (*figure_tables(figures), *concluded_tables(figures, None))}
    return [_waves(sheet), _beside(sheet), *(own[key] for key in OF_LOCATION), _visits(sheet)]


# --- one visit ----------------------------------------------------------------------------------------
def _of_visit(visit: VisitFigures) -> Iterator[tuple[str, Any, str]]:
    """What the visit has once: key, value, and its name."""
    day = date.fromisoformat(visit["day"]) if visit["day"] else None
    yield "visit", visit["key"], gettext("Visit number")
    yield "place", visit["place"], gettext("Location")
    yield "channel", visit["channel"], gettext("Channel")
    yield "scenario", visit["scenario"], gettext("Scenario")
    yield "day", day, gettext("Day")
    yield "daypart", visit["daypart"], gettext("Part of the day")
    yield "score", visit["score"], gettext("Journey score")
    yield "checklist", visit["checklist"], gettext("Checklist")
    yield "grade", visit["grade"], gettext("Overall grade")
    yield "recommend", visit["recommend"], gettext("Would recommend (shoppers)")


def _walked(visit: VisitFigures) -> Table:
    columns = (
        Column("step", _("Step (key)")),
        Column("step_title", _("Step")),
        Column("occurrence", _("Time"), Kind.COUNT),
        Column("phase", _("Phase")),
        Column("channel", _("Channel")),
        Column("unanswered", _("Never answered"), Kind.FLAG),
        Column("score", _("Step score"), Kind.NUMBER),
        Column("checklist", _("Checklist"), Kind.NUMBER),
        Column("grade", _("Grade"), Kind.COUNT),
        Column("first_impression", _("First impression")),
        Column("named", _("Emotions named")),
        Column("cause", _("Cause")),
        Column("said", _("What was said")),
    )
    same = ("occurrence", "phase", "channel", "unanswered", "score", "checklist", "grade", "cause")
    rows = [
        {"step": step["key"], "step_title": step["title"], "said": step["said"]}
        | {name: step[name] for name in same}  # type: ignore[literal-required]
        | {"first_impression": step["first_impression"] or unsaid(step, "tap")}
        | {"named": ", ".join(_named(one) for one in step["named"]) or unsaid(step, "named")}
        for step in visit["steps"]
    ]
    return Table("steps", _("Steps"), columns, rows)


def _named(one: Any) -> str:
    return f"{one['word']} {one['intensity']}" if one["intensity"] else str(one["word"])


def _answers(visit: VisitFigures) -> Table:
    columns = (
        Column("path", _("Path")),
        Column("step_title", _("Step")),
        Column("occurrence", _("Time"), Kind.COUNT),
        Column("question", _("Question")),
        Column("answer", _("Answer")),
        Column("status", _("Status"), Kind.CODE, STATUSES),
        Column("reason", _("Because")),
        Column("points", _("Points (%)"), Kind.NUMBER),
    )
    rows = [
        {
            "path": answer["path"],
            "step_title": step["title"],
            "occurrence": step["occurrence"],
            "question": answer["text"],
            "answer": answer["words"],
            "status": answer["status"],
            "reason": answer["reason"],
            "points": answer["percent"],
        }
        for step in visit["steps"]
        for answer in step["answers"]
    ]
    return Table("answers", _("Answers"), columns, rows)


# --- one location -------------------------------------------------------------------------------------
def _waves(place: LocationFigures) -> Table:
    columns = (
        Column("wave", _("Wave")),
        Column("score", _("Journey score"), Kind.SCORE),
        Column("all_locations", _("All locations"), Kind.SCORE),
    )
    rows = [
        {"wave": wave["title"], "score": scored(wave["part"]), "all_locations": scored(wave["whole"])}
        for wave in place["waves"]
    ]
    return Table("waves", _("Waves"), columns, rows)


def _beside(place: LocationFigures) -> Table:
    titles, whole = titles_of(place["figures"]), place["whole_steps"]
    columns = (
        Column("step", _("Step (key)")),
        Column("step_title", _("Step")),
        Column("score", _("Step score"), Kind.SCORE),
        Column("all_locations", _("All locations"), Kind.SCORE),
    )
    rows = [
        step_cells(titles, step["key"])
        | {"score": scored(step["both"]), "all_locations": scored(whole.get(step["key"]))}
        for step in place["figures"]["steps"]
    ]
    return Table("beside_all", _("Beside all locations"), columns, rows)


def _visits(place: LocationFigures) -> Table:
    columns = (
        Column("visit", _("Visit number")),
        Column("day", _("Day"), Kind.DAY),
        Column("daypart", _("Part of the day"), Kind.CODE, DAYPARTS),
        Column("wave", _("Wave")),
        Column("channel", _("Channel"), Kind.CODE, CHANNELS),
        Column("score", _("Journey score"), Kind.NUMBER),
        Column("checklist", _("Checklist"), Kind.NUMBER),
    )
    rows = [{"visit": one["key"], **one} for one in place["visits"]]
    return Table("visits", _("Visits"), columns, rows)


# --- the sheet to read first --------------------------------------------------------------------------
def _read_me(
    sheet: VisitFigures | LocationFigures, language: str, tables: list[Table]
) -> Iterator[tuple[str, Any, str]]:
    meta = sheet["meta"]
    yield gettext("Client"), meta["client"], "client"
    yield gettext("Journey"), words_in(meta["title"], language), "title"
    yield gettext("Study"), meta["study"], "study"
    yield gettext("Waves"), ", ".join(meta["waves"]), "waves"
    yield gettext("Selection"), "; ".join(meta["selection"]), "selection"
    if sheet["kind"] == "visit":
        for key, value, name in _of_visit(sheet):
            yield name, value, key
    else:
        yield gettext("Visits"), meta["n_visits"], "n_visits"
    yield from reading()
    yield gettext("Figures fixed at"), meta["made_at"], "made_at"
    if meta["corrects"]:
        yield gettext("Version"), meta["corrects"]["version"], "version"
        yield gettext("Replaces the previous version, because"), meta["corrects"]["reason"], "corrects"
    names = {
        "formula_version": gettext("Version of the formulas"),
        "source_hash": gettext("Checksum of the source (SHA-256)"),
        "numbers_hash": gettext("Checksum of the numbers (SHA-256)"),
    }
    for name in HASHES:
        yield names[name], meta[name], name  # type: ignore[literal-required]
    for table in tables:
        yield gettext("Sheet: %(name)s") % {"name": table.name}, str(table.note), table.key
