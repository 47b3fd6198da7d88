"""One question in one line: what was answered, the figure with its margin, before, and the difference."""

from typing import Any

from django.utils.translation import gettext

from reports.charts.points import FEW, INDICATIVE, words_in
from reports.figures.shape import Question

from . import phrases


def question_row(question: Question, language: str) -> dict[str, Any]:
    """One question in one line: what was answered, the figure with its margin, before, and the difference."""
    row = {
        "title": words_in(question["text"], language),
        "answered": _answered(question, language),
        "left_out": _left_out(question),
        "cell": _main(question, language),
        "previous": "",
        "word": "",
        "options": _options(question, language),
    }
    change = question["change"]
    if change:
        row["previous"] = _previous(question)
        row["word"] = str(phrases.CHANGES.get(change["word"], change["word"]))
        if change["word"] == "suppressed":
            row["word"] = gettext("indicative") if question["n_answered"] >= FEW else ""
    return row


def _chosen(question: Question) -> int | None:
    """How often the main option was given; ``None`` when the question has none."""
    if question["main_option"] is None:
        return None
    return next((o["n"] for o in question["options"] if o["key"] == question["main_option"]), 0)


def _answered(question: Question, language: str) -> str:
    chosen = _chosen(question)
    if chosen is None:
        return str(question["n_answered"])
    option = next((o for o in question["options"] if o["key"] == question["main_option"]), None)
    word = words_in(option["text"], language) if option and question["kind"] != "yes_no" else ""
    text = gettext("%(x)d of %(n)d") % {"x": chosen, "n": question["n_answered"]}
    text = text.replace(" ", phrases.NO_BREAK)
    return f"{word}: {text}" if word else text


def _left_out(question: Question) -> str:
    parts = []
    if question["n_na"]:
        parts.append(gettext("n/a %(n)d") % {"n": question["n_na"]})
    if question["n_missing"]:
        parts.append(gettext("missing %(n)d") % {"n": question["n_missing"]})
    return ", ".join(parts)


def _main(question: Question, language: str) -> dict[str, str]:
    result, chosen = question["main"], _chosen(question)
    if result is None:
        return {"value": "", "margin": "", "faint": "1"}
    if chosen is not None:
        if result["n"] and result["n"] < INDICATIVE:
            return {"value": gettext("too few"), "margin": "", "faint": "1"}
        return phrases.share_cell(result, chosen)
    return phrases.measured_cell(question, language)


def _previous(question: Question) -> str:
    change = question["change"]
    if change is None or change["previous"]["value"] is None:
        return ""
    before = change["previous"]
    value = before["value"] or 0.0
    if question["main_option"] is None:
        return phrases.measured(value, question)
    return phrases.share_cell(before, round(value * before["n"]))["value"]


def _options(question: Question, language: str) -> str:
    """All options with their counts, for questions with more than yes and no."""
    if question["kind"] == "yes_no":
        return ""
    return " · ".join(_counted(words_in(o["text"], language), o["n"]) for o in question["options"])


def _counted(option: str, n: int) -> str:
    """``Very clear 12``; an option that is a number, as of a grade, is kept apart from its count: ``7: 12``."""
    return f"{option}{':' if option[-1:].isdigit() else ''}{phrases.NO_BREAK}{n}"
