"""Locations with their margins, channels by step, and what stayed unanswered."""

import math
from functools import partial
from typing import Any

from django.utils.translation import gettext, ngettext

from reports.charts import share_bar
from reports.charts.points import INDICATIVE, score, span_of_score, span_of_valence, words_in
from reports.charts.words import Words
from reports.figures.shape import Figures, Segment, Step

from . import phrases
from .pictures import PictureBook
from .remarks import Remarks

NARROW, WIDE = 150, 230  # of the bars, in drawing units: with a column for the wave before there is less room


def places(figures: Figures, language: str, words: Words, book: PictureBook, remarks: Remarks) -> dict[str, Any]:
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
    has_before = any(row["change"] for row in rows)
    row_of = partial(
        _row, words=words, book=book, average=average, scale=(low, high), width=NARROW if has_before else WIDE
    )
    return {
        "scale": gettext("Score from %(low)d to %(high)d") % {"low": low, "high": high},
        "rows": [row_of(row) for row in rows],
        "has_before": has_before,
        "nodes": [row_of(row) for row in figures["nodes"]],
        "personas": [row_of(row) for row in figures["personas"]],
        "remarks": remarks.commentary("places"),
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


def _row(
    row: Segment, *, words: Words, book: PictureBook, average: float | None, scale: tuple[int, int], width: int
) -> dict[str, Any]:
    """One place, region or kind of customer with its margin, and against the wave before."""
    span = span_of_valence(row["valence"])
    bar = share_bar.score_bar(row["name"], span, words, average=average, scale=scale, palette="print", width=width)
    return {
        "name": row["name"],
        "is_indicative": row["n"] < INDICATIVE,
        "n": row["n"],
        "cell": phrases.score_cell(row["valence"]),
        "checklist": phrases.cell(span_of_score(row["checklist"]), row["checklist"]),
        "bar": book.chart(bar),
        "alt": share_bar.describe(row["name"], span, words, average),
        "change": phrases.difference(row["change"], 50)[1] if row["change"] else "",
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
        "%(channel)s: %(x)d contact in %(visits)s was never answered.",
        "%(channel)s: %(x)d contacts in %(visits)s were never answered.",
        row["n_unanswered"],
    ) % {"channel": name, "x": row["n_unanswered"], "visits": phrases.visits(row["n"])}
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
