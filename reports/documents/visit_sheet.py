"""One visit on paper: what it was, its scores, and step by step what was felt, seen and answered."""

from typing import Any

from django.utils.translation import gettext, gettext_lazy, pgettext

from reports.charts import share_bar
from reports.charts.points import Span
from reports.figures.sheet_shapes import VisitAnswer, VisitFigures, VisitStep
from reports.figures.words import unsaid

from . import phrases
from .pictures import PictureBook
from .step_page import photo_on_paper

STATES = {
    "na": gettext_lazy("n/a"),
    "missing": gettext_lazy("missing"),
}


def visit_context(visit: VisitFigures, book: PictureBook) -> dict[str, Any]:
    """Everything the sheet prints. One visit has no margin and is no judgement; the sheet says so."""
    return {
        "facts": [(name, value) for name, value in _facts(visit) if value],
        "big": phrases.num(visit["score"]) if visit["score"] is not None else "",
        "figures": [(name, value) for name, value in _figures(visit) if value],
        "rows": [_row(step, book) for step in visit["steps"]],
        "steps": [_step(step, book) for step in visit["steps"]],
    }


def _facts(visit: VisitFigures) -> list[tuple[str, str]]:
    when = ", ".join(part for part in (phrases.day(visit["day"]), visit["daypart"]) if part)
    return [
        (gettext("Journey"), visit["journey"]),
        (gettext("Location"), visit["place"]),
        (gettext("Channel"), visit["channel"]),
        (gettext("When"), when),
        (gettext("Scenario"), visit["scenario"]),
        (gettext("Wave"), visit["wave"]),
        (gettext("Study"), visit["meta"]["study"]),
        (gettext("Visit number"), visit["key"]),
    ]


def _figures(visit: VisitFigures) -> list[tuple[str, str]]:
    rows = (
        (gettext("Checklist (0–100)"), visit["checklist"], 1),
        (gettext("Overall grade (1–10)"), visit["grade"], 0),
        (gettext("Would recommend (shoppers, 0–10)"), visit["recommend"], 0),
    )
    return [(name, phrases.num(float(value), places)) for name, value, places in rows if value is not None]


def _name(step: VisitStep) -> str:
    if step["occurrence"] <= 1:
        return step["title"]
    return gettext("%(step)s (time %(number)d)") % {"step": step["title"], "number": step["occurrence"]}


def _row(step: VisitStep, book: PictureBook) -> dict[str, Any]:
    """A step in the overview: its score on the scale and its checklist."""
    words = phrases.chart_words()
    span = None if step["score"] is None else Span(step["score"], None, None, 1)
    name = _name(step)
    return {
        "title": name,
        "score": phrases.num(step["score"]) if step["score"] is not None else _nothing(step),
        "bar": book.chart(share_bar.score_bar(name, span, words, average=50, palette="print")),
        "alt": share_bar.describe(name, span, words),
        "checklist": phrases.num(step["checklist"]) if step["checklist"] is not None else "–",
    }


def _nothing(step: VisitStep) -> str:
    return gettext("no answer came") if step["unanswered"] else gettext("no data")


def _step(step: VisitStep, book: PictureBook) -> dict[str, Any]:
    named = [
        f"{phrases.lower_first(one['word'])} {one['intensity']}" if one["intensity"] else one["word"].lower()
        for one in step["named"]
    ]
    felt = [
        (gettext("First impression"), step["first_impression"] or unsaid(step, "tap")),
        (gettext("In words"), ", ".join(named) or unsaid(step, "named")),
        (gettext("Because of"), phrases.lower_first(step["cause"])),
        (pgettext("of a step", "Grade"), str(step["grade"]) if step["grade"] is not None else unsaid(step, "grade")),
    ]
    place = " · ".join(part for part in (step["phase"], step["channel"]) if part)
    return {
        "title": _name(step),
        "kicker": place,
        "unanswered": step["unanswered"],
        "felt": [(name, value) for name, value in felt if value],
        "said": step["said"],
        "answers": [_answer(answer) for answer in step["answers"]],
        "photos": [photo_on_paper(photo["name"], photo["caption"], photo["missing"], book) for photo in step["photos"]],
    }


def _answer(answer: VisitAnswer) -> dict[str, str]:
    words = answer["words"] or str(STATES.get(answer["status"], gettext("no answer")))
    return {
        "text": answer["text"],
        "words": f"{words} ({answer['reason']})" if answer["status"] == "na" and answer["reason"] else words,
        "points": f"{phrases.num(answer['percent'], 0)}%" if answer["percent"] is not None else "–",
    }
