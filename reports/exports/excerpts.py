"""Tables of a report of some chapters: its files hold no figure and no sentence that its pages leave out."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Any

from .tables import Found, Table

# The chapters that print a table; a table that is not named here is in every report.
PRINTED_IN = {
    "questions": {"steps", "appendix"},
    "options": {"steps", "appendix"},
    "emotions": {"steps"},
    "causes": {"steps"},
    "locations": {"places"},
    "segments": {"places"},
    "segment_steps": {"places"},
    "priorities": {"priorities"},
    "pain_points": {"pains"},
    "targets": {"plan"},
}
STEPS_IN_FULL = {"steps", "appendix"}
# What the curve of the summary draws and tells of every step.
ON_THE_CURVE = {
    "number", "step", "step_title", "phase", "phase_title", "n", "both", "implicit", "conscious", "desired",
}  # fmt: skip
ON_THE_CARD = ON_THE_CURVE | {"channel", "owner", "desired_emotions", "n_negative", "change_word"}
ADVISED = {"what", "step", "step_title", "advice", "owner"}
FIRST_ACTIONS = 3


def excerpt(tables: list[Table], chapters: Collection[str] | None) -> list[Table]:
    """The tables as far as these chapters print them; all of them for ``None``, the whole report."""
    if chapters is None:
        return tables
    kept = set(chapters)
    held = next(table.rows for table in tables if table.key == "pain_points")
    pains = {row["step"] for row in held if row["status"] == "pain_point"}
    return [
        _part(table, kept, pains) for table in tables if table.key not in PRINTED_IN or kept & PRINTED_IN[table.key]
    ]


def _part(table: Table, chapters: set[str], pains: Collection[str]) -> Table:
    if table.key == "steps" and not chapters & STEPS_IN_FULL:
        told = ON_THE_CARD if "journey" in chapters else ON_THE_CURVE
        return replace(table, columns=tuple(column for column in table.columns if column.key in told))
    if table.key == "journey" and "appendix" not in chapters:
        return replace(table, rows=[row for row in table.rows if row["part"] == "journey"])
    if table.key == "actions" and "plan" not in chapters:
        return _first_actions(table)
    if table.key == "conclusions":
        return replace(table, rows=list(_said(table.rows, chapters, pains)))
    return table


def _first_actions(table: Table) -> Table:
    """The open actions of the summary, with the cells that it prints."""
    told = {"title", "step", "step_title", "owner", "due_on", "gain"}
    rows = sorted((row for row in table.rows if not row["outcome"]), key=_first)[:FIRST_ACTIONS]
    return replace(table, columns=tuple(column for column in table.columns if column.key in told), rows=rows)


def _first(row: dict[str, Any]) -> tuple[float, str]:
    """What is expected to bring most comes first, then what is due first: as the summary orders them."""
    gain: Found | None = row["gain"]
    return -((gain.value if gain else None) or 0.0), row["due_on"] or "9999"


def _said(rows: Iterable[dict[str, Any]], chapters: set[str], pains: Collection[str]) -> Iterator[dict[str, Any]]:
    """What people wrote in these chapters; of a step without its page, the advice that stands with its pain point."""
    for row in rows:
        is_of_step = not row.get("section")
        if ("steps" if is_of_step else row["section"]) in chapters:
            yield row
        elif is_of_step and "pains" in chapters and row["step"] in pains:
            yield {name: cell for name, cell in row.items() if name in ADVISED}
