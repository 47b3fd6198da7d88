"""Which words of shoppers stand beside a step: telling ones, of both sides, always the same for the same visits."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from fieldwork.capture.states import AnswerStatus
from fieldwork.measurement.answers import answer_value
from fieldwork.measurement.emotion import conscious_valence

from .facts import Facts, Row
from .shape import NamedIn, Quote

MOST = 3
SHORTEST, LONGEST = 20, 280
TEXTS = {"short_text", "long_text"}
# Words are printed as written, but never a way to reach or name the one who wrote them.
PRIVATE = re.compile(r"[\w.+-]+@[\w-]+\.\w+|(?:\+|\b0)\d(?:[ -]?\d){7,}")

Sign = Literal[-1, 0, 1]


def quotes_of(facts: Facts, step: Mapping[str, Any]) -> list[Quote]:
    """At most three quotes of a step.

    First what was said about the feeling, then the free texts of the step; the strongest first, the signs taking
    turns. A text is used once, and a visit is quoted once as long as there are others.
    """
    key = step["key"]
    felt = {row["visit"]: row for row in facts.felt_by_step.get(key, [])}
    said = [(0, row["visit"], row["cause_text"]) for row in facts.felt_by_step.get(key, [])]
    for question in step.get("questions") or ():
        if question["kind"] in TEXTS and not question.get("internal"):
            for row in facts.now.by_question.get((key, question["key"]), []):
                if row["status"] == AnswerStatus.ANSWERED:
                    said.append((1, row["visit"], answer_value(row["value"])))
    candidates = [
        _quote(facts, visit, text, felt.get(visit), rank)
        for rank, visit, text in said
        if isinstance(text, str) and is_telling(text)
    ]
    return _chosen(candidates)


def is_telling(text: str) -> bool:
    """Long enough to mean something, short enough to read, and without an address or a telephone number."""
    return SHORTEST <= len(text.strip()) <= LONGEST and not PRIVATE.search(text)


def _quote(facts: Facts, visit: int, text: str, felt: Row | None, rank: int) -> tuple[tuple[Any, ...], Quote]:
    row = facts.visit_by_pk[visit]
    named = (felt or {}).get("named") or []
    strength, sign = _felt(named)
    quote: Quote = {
        "text": text.strip(),
        "emotions": [NamedIn(emotion=one["emotion"], intensity=_intensity(one)) for one in named],
        "cause": (felt or {}).get("cause_tag") or None,
        "channel": row.channel,
        "sign": sign,
        "visit": str(row.key),
        "location": facts.places[row.location].name,
    }
    return (rank, -strength, -len(quote["text"]), str(row.key)), quote


def _intensity(named: Mapping[str, Any]) -> int | None:
    return None if named["emotion"] == "neutral" else named.get("intensity")


def _felt(named: list[Mapping[str, Any]]) -> tuple[float, Sign]:
    """How strong, 0 to 1, and on which side."""
    try:
        found = conscious_valence(named)
    except (ValueError, TypeError, KeyError):
        return 0.0, 0
    if found.v_c is None:
        return 0.0, 0
    return found.strength or 0.0, 1 if found.v_c > 0 else -1 if found.v_c < 0 else 0


def _chosen(candidates: Iterable[tuple[tuple[Any, ...], Quote]]) -> list[Quote]:
    """Take turns between the signs, beginning with the side most was said about."""
    sides: dict[Sign, list[Quote]] = {-1: [], 1: [], 0: []}
    for _order, quote in sorted(candidates, key=lambda pair: pair[0]):
        sides[quote["sign"]].append(quote)
    turns = sorted(sides, key=lambda sign: (sign == 0, -len(sides[sign]), sign))
    found: list[Quote] = []
    texts: set[str] = set()
    visits: set[str] = set()
    for again in (False, True):  # a second round may quote a visit again
        waiting = {sign: list(sides[sign]) for sign in turns}
        while len(found) < MOST and any(waiting.values()):
            for sign in turns:
                fresh = _next(waiting[sign], texts, set() if again else visits)
                if fresh and len(found) < MOST:
                    found.append(fresh)
                    texts.add(fresh["text"].casefold())
                    visits.add(fresh["visit"])
    return found


def _next(side: list[Quote], texts: set[str], visits: set[str]) -> Quote | None:
    while side:
        quote = side.pop(0)
        if quote["text"].casefold() not in texts and quote["visit"] not in visits:
            return quote
    return None
