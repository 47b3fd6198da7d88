"""What hurts, and what people concluded and planned, as tables."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.figures.shape import Figures
from reports.figures.words import PAIN_REASONS, TARGETS
from reports.improvement.shape import Interpretation
from reports.improvement.standing import of_target

from . import words
from .tables import STEP, Column, Kind, Table, found, halved, step_cells, titles_of


def concluded_tables(figures: Figures, interpretation: Interpretation | None) -> list[Table]:
    """Pain points always; the plan, what people wrote and the targets they set when there is an interpretation.

    Without one nothing is known of a plan: "no actions" could be untrue.
    """
    tables = [_pains(figures, interpretation)]
    if interpretation is not None or figures.get("actions"):
        tables.append(_actions(figures, interpretation))
    if interpretation is not None:
        tables += [_said(figures, interpretation), _targets(figures, interpretation)]
    return tables


def _pains(figures: Figures, interpretation: Interpretation | None) -> Table:
    """Worst first; then what was only reported. A pain point people did not follow stays, with their reason."""
    columns = (
        *STEP,
        Column("status", _("Status"), Kind.CODE, words.PAIN_STATUS),
        Column("because", _("Because"), Kind.CODES, PAIN_REASONS),
        Column("n_negative", _("Unpleasant visits"), Kind.COUNT),
        Column("dismissed", _("Not followed, because")),
    )
    titles = titles_of(figures)
    dismissed = {one["step"]: one["reason"] for one in (interpretation["dismissed"] if interpretation else [])}
    rows = [
        step_cells(titles, one["step"])
        | {
            "status": one["status"],
            "because": one["because"],
            "n_negative": one["n_negative"],
            "dismissed": dismissed.get(one["step"]),
        }
        for one in figures["pain_points"]
    ]
    return Table("pain_points", _("Pain points"), columns, rows)


def _actions(figures: Figures, interpretation: Interpretation | None) -> Table:
    """The improvement plan as it stood on the day of freezing."""
    columns = (
        Column("title", _("Action")),
        *STEP,
        Column("owner", _("Owner")),
        Column("due_on", _("Due on"), Kind.DAY),
        Column("measure", _("How it will be seen")),
        Column("state", _("State"), Kind.CODE, words.ACTIONS),
        Column("outcome", _("Outcome"), Kind.CODE, words.OUTCOMES),
        Column("change", _("Difference"), Kind.POINTS),
        Column("gain", _("Expected effect on the grade"), Kind.POINTS),
    )
    titles = titles_of(figures)
    planned: list[Any] = list(interpretation["actions"] if interpretation else figures.get("actions", []))
    rows = [
        {name: one[name] for name in ("title", "owner", "due_on", "measure", "state", "outcome")}
        | step_cells(titles, one["step"])
        | {"change": found(one["change"], halved), "gain": found(one["gain"])}
        for one in planned
    ]
    return Table("actions", _("Actions"), columns, rows, "" if rows else _("There are no actions yet."))


def _said(figures: Figures, interpretation: Interpretation) -> Table:
    columns = (
        Column("what", _("Kind"), Kind.CODE, words.SAID),
        Column("section", _("Chapter"), Kind.CODE, words.SECTIONS),
        *STEP,
        Column("title", _("Title")),
        Column("text", _("Text")),
        Column("evidence", _("What shows it")),
        Column("advice", _("Advice")),
        Column("owner", _("Owner")),
        Column("author", _("Author")),
    )
    return Table("conclusions", _("Conclusions"), columns, list(_sentences(figures, interpretation)))


def _sentences(figures: Figures, interpretation: Interpretation) -> Iterator[dict[str, Any]]:
    titles = titles_of(figures)
    for finding in interpretation["findings"]:
        cells = {name: finding[name] for name in ("title", "text", "author")}
        yield {"what": "finding", "section": "summary"} | step_cells(titles, finding["step"]) | cells
    for one in interpretation["conclusions"]:
        cells = {name: one[name] for name in ("evidence", "advice", "owner", "author")}
        yield {"what": "conclusion", "text": one["finding"]} | step_cells(titles, one["step"]) | cells
    for comment in interpretation["commentary"]:
        cells = {name: comment[name] for name in ("section", "text", "author")}
        yield {"what": "commentary"} | cells


def _targets(figures: Figures, interpretation: Interpretation) -> Table:
    columns = (
        Column("metric", _("Of what"), Kind.CODE, words.METRICS),
        *STEP,
        Column("baseline", _("Where it started"), Kind.MEASURE),
        Column("target", _("Target"), Kind.NUMBER),
        Column("direction", _("Direction"), Kind.CODE, words.DIRECTIONS),
        Column("deadline", _("Target date"), Kind.DAY),
        Column("relevant_change", _("Smallest change that matters"), Kind.NUMBER),
        Column("owner", _("Owner")),
        Column("now", _("Now"), Kind.MEASURE),
        Column("status", _("Status"), Kind.CODE, TARGETS),
    )
    titles = titles_of(figures)
    plain = ("metric", "direction", "deadline", "relevant_change", "owner")
    rows = [
        {name: one[name] for name in plain}  # type: ignore[literal-required]
        | step_cells(titles, one["step"])
        | {"baseline": found(one["baseline"]), "target": one["value"], "now": found(one["now"])}
        | {"status": of_target(figures, one)}
        for one in interpretation["targets"]
    ]
    return Table("targets", _("Targets"), columns, rows)
