"""The appendix: every figure and every question, the questionnaires and the settings; enough to recompute."""

import json
import math
from typing import Any

from reports.charts.points import score, span_of_score, words_in
from reports.figures.shape import Change, Figures, Question, Step, Version

from . import phrases
from .questions import question_row
from .summary import key_figures

SETTING_COLUMNS = 4


def appendix(figures: Figures, language: str) -> dict[str, Any]:
    """Everything a reader needs to check or recompute: all figures, the questionnaires, the settings."""
    meta = figures["meta"]
    return {
        "key_figures": key_figures(figures),
        "steps": [_appendix_step(step, language) for step in figures["steps"]],
        "questions": [
            {"title": words_in(step["title"], language), "rows": rows}
            for step in figures["steps"]
            if (rows := [_question(q, language) for q in step["questions"] if not q["internal"]])
        ],
        "phases": [
            {
                "name": words_in(phase["title"], language),
                "cell": phrases.score_cell(phase["valence"]),
                "checklist": phrases.cell(span_of_score(phase["checklist"]), phase["checklist"]),
                "n": phase["valence"]["n"],
            }
            for phase in figures["phases"]
        ],
        "dimensions": [
            {
                "name": phrases.upper_first(str(phrases.DIMENSIONS.get(d["dimension"], d["dimension"]))),
                "cell": phrases.cell(span_of_score(d["score"]), d["score"]),
                "n": d["score"]["n"],
            }
            for d in figures["dimensions"]
        ],
        "versions": [_version(version) for version in meta["versions"]],
        "formulas": meta["formula_version"],
        "source_hash": meta["source_hash"],
        "thresholds": _side_by_side(
            [(key, json.dumps(value, ensure_ascii=False)) for key, value in sorted(meta["thresholds"].items())]
        ),
    }


def _question(question: Question, language: str) -> dict[str, Any]:
    """A question with all its counts; never the answers of one visit."""
    points = question["points"]
    return question_row(question, language) | {
        "points": phrases.cell(span_of_score(points), points) if points else {"value": "–", "margin": "", "faint": "1"},
        "n": question["n_answered"],
        "na": question["n_na"],
        "missing": question["n_missing"],
        "not_asked": question["n_not_asked"],
        "critical": question["critical"] != "none",
    }


def _version(version: Version) -> dict[str, Any]:
    return {
        "number": version["number"],
        "day": phrases.day(version["published_on"]),
        "n": version["n_visits"],
        "checksum": version["checksum"],
    }


def _side_by_side(pairs: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """Rows of a table in which names and values run down in some columns beside each other."""
    length = math.ceil(len(pairs) / SETTING_COLUMNS)
    return [pairs[row::length] for row in range(length)]


def _appendix_step(step: Step, language: str) -> dict[str, Any]:
    return {
        "title": words_in(step["title"], language),
        "n": step["n"],
        "implicit": phrases.score_cell(step["implicit"]),
        "conscious": phrases.score_cell(step["conscious"]),
        "both": phrases.score_cell(step["both"]),
        "desired": phrases.num(score(step["desired"]["valence"]), 0) if step["desired"] else "–",
        "negative": step["n_negative"] if sum(step["distribution"]) else "–",
        "change": _change_cell(step["change"]),
    }


def _change_cell(change: Change | None) -> dict[str, str]:
    """The change of a step in points, with its margin in a fainter part; a dash when nothing was compared."""
    span = phrases.plain_span(change["difference"], 50) if change else None
    if span is None:
        return {"value": "–", "margin": "", "faint": "1"}
    ends = "" if span.lo is None or span.hi is None else f"{phrases.signed(span.lo)} … {phrases.signed(span.hi)}"
    return {"value": phrases.signed(span.value), "margin": ends, "faint": ""}
