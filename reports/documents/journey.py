"""The journey on one card: the curve, and under each column what was wished, found and felt."""

import math
from typing import Any

from django.utils.translation import gettext

from reports.charts import emotion_curve
from reports.charts.points import Point, score, span_of_valence, words_in
from reports.charts.words import Words
from reports.figures.shape import Figures, Step

from . import phrases
from .pictures import PictureBook
from .remarks import shortened
from .step_page import short_chips

STEPS_PER_CARD = 10
ROOM_OF_TITLE = 44  # characters over a column: the step has a page of its own with its whole name
HIGH, LOW = 330, 262  # of the curve, in drawing units


def cards(
    figures: Figures, language: str, points: list[Point], words: Words, book: PictureBook, *, has_remarks: bool = False
) -> list[dict[str, Any]]:
    """The journey as landscape sheets of at most ten steps: the curve and the table under its columns.

    The curve is a little lower where words must fit under the table.
    """
    height = LOW if has_remarks else HIGH
    pages = max(1, math.ceil(len(points) / STEPS_PER_CARD))
    each = math.ceil(len(points) / pages)
    found = []
    for start in range(0, max(1, len(points)), max(1, each)):
        steps, part = figures["steps"][start : start + each], points[start : start + each]
        found.append(
            {
                "curve": book.chart(emotion_curve.emotion_curve(part, words, palette="print", height=height)),
                "alt": emotion_curve.describe(part, words),
                "titles": [shortened(words_in(step["title"], language), ROOM_OF_TITLE)[0] for step in steps],
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
