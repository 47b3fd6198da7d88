"""The other chapters: cover, the journey on one card, locations and channels, plan, and the appendix."""

import json
import math
from typing import Any

from django.utils.translation import gettext, ngettext

from reports.charts import cover_art, emotion_curve, share_bar
from reports.charts.points import INDICATIVE, Point, score, span_of_score, span_of_valence, words_in
from reports.charts.words import Words
from reports.figures.shape import Change, Figures, Segment, Step

from . import phrases
from .importance import importance
from .method import method
from .pictures import PictureBook
from .step_page import question_row, short_chips

STEPS_PER_CARD = 10
SETTING_COLUMNS = 3
PAPER = "#431d53"


def cover(figures: Figures, language: str, points: list[Point], words: Words, book: PictureBook) -> dict[str, Any]:
    """The cover: client, journey, how many visits of what, and line art from this report's own curve."""
    meta = figures["meta"]
    counts = [f"{c['n']} {phrases.channel(c['channel'])}" for c in meta["channels"]]
    waves = phrases.joined(meta["waves"])
    n = phrases.visits(meta["n_visits"])
    sub = f"{waves}: {n}" if waves else n
    if counts:
        sub += f" ({phrases.joined(counts)})"
    color = readable_paper(meta["client_color"])
    corrects = meta["corrects"]
    return {
        "client": meta["client"],
        "title": words_in(meta["title"], language),
        "sub": sub,
        "selection": "; ".join(meta["selection"]),
        "study": meta["study"],
        "day": phrases.day(meta["made_at"]),
        "version": gettext("version %(number)s") % {"number": corrects["version"]} if corrects else "",
        "art": book.chart(cover_art.cover_art(points, words, paper=color)),
        "art_alt": words.art,
        "color": color if color != PAPER else "",
    }


def readable_paper(color: str | None) -> str:
    """The client's colour when white text reads well on it (7:1), else our own aubergine."""
    if not color or len(color) != 7 or color[0] != "#":
        return PAPER
    try:
        parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    except ValueError:
        return PAPER
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return color.lower() if 1.05 / (luminance + 0.05) >= 7 else PAPER


def cards(
    figures: Figures, language: str, points: list[Point], words: Words, book: PictureBook
) -> list[dict[str, Any]]:
    """The journey as landscape sheets of at most ten steps: the curve and the table under its columns."""
    pages = max(1, math.ceil(len(points) / STEPS_PER_CARD))
    each = math.ceil(len(points) / pages)
    found = []
    for start in range(0, max(1, len(points)), max(1, each)):
        steps, part = figures["steps"][start : start + each], points[start : start + each]
        found.append(
            {
                "curve": book.chart(emotion_curve.emotion_curve(part, words, palette="print")),
                "alt": emotion_curve.describe(part, words),
                "titles": [words_in(step["title"], language) for step in steps],
                "rows": _card_rows(figures, steps),
                "verdicts": [short_chips(figures, step) for step in steps],
            }
        )
    return found


def _card_rows(figures: Figures, steps: list[Step]) -> list[tuple[str, list[str]]]:
    def score_of(step: Step) -> str:
        span = span_of_valence(step["both"])
        return phrases.num(span.value) if span else phrases.nothing(step["both"])

    def wish(step: Step) -> str:
        if step["desired"] is None:
            return "–"
        felt = phrases.joined([phrases.emotion(code) for code in step["desired"]["emotions"][:2]])
        number = phrases.num(score(step["desired"]["valence"]), 0)
        return f"{number}, {felt}" if felt else number

    def seen(step: Step) -> str:
        total = sum(step["distribution"])
        return gettext("%(x)d of %(n)d") % {"x": step["n_negative"], "n": total} if total else "–"

    def felt(step: Step) -> str:
        return ", ".join(phrases.emotion(e["emotion"]) for e in step["emotions"][:2]) or "–"

    return [
        (gettext("Channel"), [phrases.channels_of(figures, step) for step in steps]),
        (gettext("Desired"), [wish(step) for step in steps]),
        (gettext("Step score"), [score_of(step) for step in steps]),
        (gettext("Unpleasant"), [seen(step) for step in steps]),
        (gettext("Most named"), [felt(step) for step in steps]),
        (gettext("Back stage"), [step["owner"] or "–" for step in steps]),
    ]


def places(figures: Figures, language: str, words: Words, book: PictureBook) -> dict[str, Any]:
    """Locations with their margins, channels by step, and what stayed unanswered."""
    rows = figures["locations"]["rows"]
    whole = span_of_valence(figures["score"]["valence"])
    spans = [s for s in (span_of_valence(row["valence"]) for row in rows) if s]
    ends = [end for s in spans for end in (s.value, s.lo, s.hi) if end is not None]
    low = 10 * math.floor(min(ends, default=0) / 10)
    high = max(low + 20, 10 * math.ceil(max(ends, default=100) / 10))
    average = whole.value if whole else None
    if not figures["locations"]["ranked"]:
        rows = sorted(rows, key=lambda row: row["name"].casefold())
    return {
        "scale": f"{low} – {gettext('average')} – {high}",
        "rows": [
            {
                "name": row["name"],
                "is_indicative": row["n"] < INDICATIVE,
                "n": row["n"],
                "cell": phrases.score_cell(row["valence"]),
                "checklist": phrases.cell(span_of_score(row["checklist"]), row["checklist"]),
                "bar": book.chart(
                    share_bar.score_bar(
                        row["name"],
                        span_of_valence(row["valence"]),
                        words,
                        average=average,
                        scale=(low, high),
                        palette="print",
                    )
                ),
                "alt": share_bar.describe(row["name"], span_of_valence(row["valence"]), words, average),
            }
            for row in rows
        ],
        "order": _order_of_locations(figures),
        "has_indicative": any(row["n"] < INDICATIVE for row in rows),
        "channels": [
            {"name": phrases.upper_first(phrases.channel(row["key"])), "n": row["n"]} for row in figures["channels"]
        ],
        "totals": [phrases.score_cell(row["valence"]) for row in figures["channels"]],
        "by_step": [
            {
                "title": words_in(step["title"], language),
                "cells": [_channel_cell(step, row) for row in figures["channels"]],
            }
            for step in figures["steps"]
        ],
        "unanswered": [text for text in (_unanswered(row) for row in figures["channels"]) if text],
    }


def _order_of_locations(figures: Figures) -> str:
    if figures["locations"]["ranked"]:
        reliability = phrases.num(figures["locations"]["reliability"] or 0, 2)
        return gettext("Highest first: the scores tell locations apart (reliability %(r)s).") % {"r": reliability}
    return gettext("Locations stand in alphabetical order. There are too few visits per location for a ranking.")


def _channel_cell(step: Step, row: Segment) -> dict[str, str]:
    result = row["steps"].get(step["key"])
    if result is None:
        return {"value": gettext("n/a"), "margin": "", "faint": "1", "n": ""}
    found = phrases.score_cell(result)
    return found | {"n": f"n = {result['n']}" if result["n"] < row["n"] else ""}


def _unanswered(row: Segment) -> str:
    """What an unanswered contact means for a channel, both ways."""
    if not row["n_unanswered"]:
        return ""
    name = phrases.upper_first(phrases.channel(row["key"]))
    text = ngettext(
        "%(channel)s: %(x)d contact in %(n)d visits was never answered.",
        "%(channel)s: %(x)d contacts in %(n)d visits were never answered.",
        row["n_unanswered"],
    ) % {"channel": name, "x": row["n_unanswered"], "n": row["n"]}
    span = span_of_valence(row["valence"])
    if row["unanswered_as_lowest"] is None or span is None:
        return text
    scores = {
        "score": phrases.num(span.value),
        "lowest": phrases.num(score(row["unanswered_as_lowest"])),
    }
    return (
        f"{text} "
        + gettext(
            "The score %(score)s is about the steps that did take place. "
            "Counting no answer as the lowest score makes it %(lowest)s."
        )
        % scores
    )


def plan(figures: Figures, language: str) -> list[dict[str, Any]]:
    """The improvement plan as it stood on the day of freezing; empty when there is none."""
    titles = {step["key"]: words_in(step["title"], language) for step in figures["steps"]}
    return [
        {
            "title": action["title"],
            "step": titles.get(action["step"] or "", ""),
            "owner": action["owner"],
            "due": phrases.day(action["due_on"]),
            "measure": action["measure"],
            "outcome": str(phrases.OUTCOMES.get(action["outcome"] or "", "")),
        }
        for action in figures.get("actions", [])
    ]


def appendix(figures: Figures, language: str, words: Words, book: PictureBook) -> dict[str, Any]:
    """Everything a reader needs to check or recompute: all figures, the sample, versions, the settings."""
    meta = figures["meta"]
    return {
        "steps": [_appendix_step(step, language) for step in figures["steps"]],
        "questions": [
            {
                "title": words_in(step["title"], language),
                "rows": [
                    question_row(q, language)
                    | {
                        "points": phrases.cell(span_of_score(q["points"]), q["points"])
                        if q["points"]
                        else {"value": "–", "margin": "", "faint": "1"},
                        "n": q["n_answered"],
                        "na": q["n_na"],
                        "missing": q["n_missing"],
                        "not_asked": q["n_not_asked"],
                        "critical": q["critical"] != "none",
                    }
                    for q in step["questions"]
                    if not q["internal"]
                ],
            }
            for step in figures["steps"]
            if any(not q["internal"] for q in step["questions"])
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
        "importance": _importance(figures, language, words, book),
        "sample": _sample(figures),
        "method": method(figures),
        "versions": [
            {
                "number": version["number"],
                "day": phrases.day(version["published_on"]),
                "n": version["n_visits"],
                "checksum": version["checksum"],
            }
            for version in meta["versions"]
        ],
        "formulas": meta["formula_version"],
        "source_hash": meta["source_hash"],
        "thresholds": _side_by_side(
            [(key, json.dumps(value, ensure_ascii=False)) for key, value in sorted(meta["thresholds"].items())]
        ),
    }


def _importance(figures: Figures, language: str, words: Words, book: PictureBook) -> dict[str, Any] | None:
    """What goes together with the grade, with its chart as a picture of the report."""
    found = importance(figures, language, words, palette="print")
    if found and "wide" in found:
        found |= {"chart": book.chart(found["wide"]), "alt": found["title"]}
    return found


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


def _sample(figures: Figures) -> str:
    """Who went where and when, who checked, and what was left out."""
    meta = figures["meta"]
    parts = [
        gettext("%(visits)s %(days)s, at %(locations)d locations.")
        % {
            "visits": phrases.visits(meta["n_visits"]),
            "days": phrases.days(meta["first_visit_on"], meta["last_visit_on"]),
            "locations": meta["n_locations"],
        }
        if meta["first_visit_on"]
        else gettext("There are no approved visits in this selection.")
    ]
    if meta["n_shoppers"]:
        shoppers = ngettext("%(n)d shopper", "%(n)d shoppers", meta["n_shoppers"]) % {"n": meta["n_shoppers"]}
        parts.append(
            gettext("%(shoppers)s, at most %(most)d visits per shopper.")
            % {"shoppers": shoppers, "most": meta["max_visits_per_shopper"]}
        )
        parts.append(
            gettext(
                "All visits were checked by somebody other than the shopper; "
                "%(returned)d went back with a question, %(excluded)d were excluded."
            )
            % {"returned": meta["n_returned"], "excluded": meta["n_excluded"]}
        )
    if meta["selection"]:
        parts.append(gettext("Selection: %(words)s.") % {"words": "; ".join(meta["selection"])})
    return " ".join(parts)
