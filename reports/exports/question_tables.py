"""Questions with their answers, emotions with their causes: per step what was counted, as tables."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.figures.shape import Figures, Question, ResultDict, Step
from reports.figures.words import CHANGES, DIMENSIONS

from . import words
from .tables import STEP, Column, Kind, Table, found, share, step_cells, titles_of

# --- questions ----------------------------------------------------------------------------------------
PATH = (Column("path", _("Path")), *STEP, Column("question", _("Question")))


def shown_questions(figures: Figures) -> Iterator[tuple[Step, Question]]:
    """Every question a report may print, with its step."""
    for step in figures["steps"]:
        for question in step["questions"]:
            if not question["internal"]:
                yield step, question


def _path_cells(step: Step, question: Question) -> dict[str, Any]:
    return {
        "path": question["path"], "step": step["key"], "step_title": step["title"], "question": question["text"],
    }  # fmt: skip


def questions(figures: Figures) -> Table:
    """One row for every question a report may print."""
    columns = (
        *PATH,
        Column("kind", _("Kind"), Kind.CODE),
        Column("dimension", _("Dimension"), Kind.CODE, DIMENSIONS),
        Column("unit", _("Unit")),
        Column("critical", _("Critical"), Kind.CODE),
        Column("n_answered", _("Answered"), Kind.COUNT),
        Column("n_na", _("Not applicable"), Kind.COUNT),
        Column("n_missing", _("Missing"), Kind.COUNT),
        Column("n_not_asked", _("Not asked"), Kind.COUNT),
        Column("main_option", _("Answer that is counted")),
        Column("n_main", _("Times given"), Kind.COUNT),
        Column("share", _("Share"), Kind.SHARE),
        Column("mean", _("Mean"), Kind.MEASURE),
        Column("median", _("Median"), Kind.NUMBER),
        Column("points", _("Score"), Kind.SCORE),
        Column("previous_n_main", _("Times given in the previous wave"), Kind.COUNT),
        Column("previous_share", _("Share in the previous wave"), Kind.SHARE),
        Column("previous_mean", _("Mean in the previous wave"), Kind.MEASURE),
        Column("change_word", _("Compared with the previous wave"), Kind.CODE, CHANGES),
    )
    rows = [_question(step, question) for step, question in shown_questions(figures)]
    return Table("questions", _("Questions"), columns, rows)


def _question(step: Step, question: Question) -> dict[str, Any]:
    row = _path_cells(step, question)
    row |= {name: question[name] for name in ("kind", "dimension", "unit", "critical", "median")}
    row |= {name: question[name] for name in ("n_answered", "n_na", "n_missing", "n_not_asked")}
    change = question["change"]
    before = change["previous"] if change else None
    if question["main_option"] is None:
        row |= {"mean": found(question["main"]), "previous_mean": found(before)}
    else:
        chosen = next((one for one in question["options"] if one["key"] == question["main_option"]), None)
        row |= {
            "main_option": chosen["text"] if chosen else question["main_option"],
            "n_main": chosen["n"] if chosen else 0,
            "share": share(question["main"]),
            "previous_n_main": _times(before),
            "previous_share": share(before),
        }
    return row | {"points": found(question["points"]), "change_word": change["word"] if change else None}


def _times(share: ResultDict | None) -> int | None:
    """How often an answer was given, of a share over answers; nothing where nobody was asked."""
    return None if share is None or share["value"] is None else round(share["value"] * share["n"])


def options(figures: Figures) -> Table:
    """One row for every answer that can be picked."""
    columns = (
        *PATH,
        Column("option", _("Answer (key)")),
        Column("option_text", _("Answer")),
        Column("count", _("Times given"), Kind.COUNT),
        Column("share", _("Share"), Kind.SHARE),
        Column("points_percent", _("Points earned, per cent"), Kind.NUMBER),
    )
    rows = [
        _path_cells(step, question)
        | {"option": one["key"], "option_text": one["text"], "count": one["n"]}
        | {"share": share(one["share"]), "points_percent": one["points_percent"]}
        for step, question in shown_questions(figures)
        for one in question["options"]
    ]
    return Table("options", _("Answers"), columns, rows)


# --- emotions and causes ------------------------------------------------------------------------------
def emotions(figures: Figures) -> Table:
    """The emotions named and the faces chosen, per step."""
    columns = (
        *STEP,
        Column("how", _("How"), Kind.CODE, words.FELT),
        Column("emotion", _("Emotion"), Kind.CODE, words.FEELINGS),
        Column("sign", _("Pleasant (1) or unpleasant (-1)"), Kind.COUNT),
        Column("count", _("Visits"), Kind.COUNT),
        Column("intensity", _("Intensity 1-5"), Kind.NUMBER),
        Column("share", _("Share"), Kind.SHARE),
    )
    titles = titles_of(figures)
    rows: list[dict[str, Any]] = []
    for step in figures["steps"]:
        cells = step_cells(titles, step["key"])
        rows += [
            cells | {"how": "named", "emotion": one["emotion"], "sign": one["sign"], "count": one["n"]}
            | {"intensity": one["intensity"]}
            for one in step["emotions"]
            if one["n"]
        ]  # fmt: skip
        rows += [
            cells | {"how": "face", "emotion": one["face"], "count": one["n"], "share": share(one["share"])}
            for one in (step["faces"]["shares"] if "faces" in step else [])
        ]
    return Table("emotions", _("Emotions"), columns, rows)


def causes(figures: Figures) -> Table:
    """What people gave as the cause of their feeling, per step."""
    columns = (*STEP, Column("cause", _("Cause"), Kind.CODE, words.WHY), Column("count", _("Visits"), Kind.COUNT))
    titles = titles_of(figures)
    rows = [
        step_cells(titles, step["key"]) | {"cause": one["code"], "count": one["n"]}
        for step in figures["steps"]
        for one in step["causes"]
        if one["n"]
    ]
    return Table("causes", _("Causes"), columns, rows)
