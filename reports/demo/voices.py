"""Free texts of shoppers: banks of lines, chosen by what happened and put together with small variations.

A bank is a text file. A line ``# waiting neg`` opens the causes of an unpleasant wait; each line below
holds conditions on facts, the cause tag, the emotions that fit and the text, divided by `` | ``. ``tail``
sections hold second sentences, numbered sections (``answer.words 1``) the sentences of a long answer.
In a text ``[a|b]`` is a choice and ``{slot}`` a fact or a word of the scenario.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

WORDS = Path(__file__).parent / "words"
CHOICE = re.compile(r"\[([^\[\]]*)\]")
SLOT = re.compile(r"\{(\w+)\}")
START = re.compile(r"(^|[.!?] )([a-zà-ÿ])")
COUNT = {
    "nl": ("nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien"),
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
}


@dataclass(frozen=True)
class Line:
    """One line of a bank."""

    needs: tuple[tuple[str, str], ...]
    text: str
    tag: str = "other"
    emotions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cause:
    """Why a step felt as it did: cause tag, emotions that go with it, and the words."""

    tag: str
    emotions: tuple[str, ...]
    text: str


@cache
def bank(story: str, language: str) -> dict[str, tuple[Line, ...]]:
    """All lines of a story in one language, by section."""
    sections: dict[str, list[Line]] = {}
    here: list[Line] = []
    for row in (WORDS / f"{story}.{language}.txt").read_text("utf-8").splitlines():
        if row.startswith("# "):
            here = sections.setdefault(row[2:].strip(), [])
        elif row.strip():
            here.append(_line(row))
    return {name: tuple(lines) for name, lines in sections.items()}


def _line(row: str) -> Line:
    parts = row.split(" | ")
    pairs = (need.split("=") for need in parts[0].split() if need != "-")
    needs = tuple((key, value) for key, value in pairs)
    if len(parts) == 2:
        return Line(needs, parts[1])
    return Line(needs, parts[3], parts[1], tuple(parts[2].split()))


def cause(story: str, language: str, step: str, sign: str, facts: Mapping[str, Any], dice: random.Random) -> Cause:
    """A cause that fits what happened; ``sign`` is ``neg`` or ``pos``.

    Lines with more fitting conditions are likelier. A second sentence follows now and then.
    """
    lines = bank(story, language)
    line = _choose(lines[f"{step} {sign}"], facts, dice)
    text = _render(line.text, language, facts, dice)
    tails = lines.get(f"{step} {sign} tail", ())
    felt = {**facts, "emotion": line.emotions[0] if line.emotions else ""}
    if any(_fits(tail, felt) for tail in tails) and len(text) < 130 and dice.random() < 0.5:
        text = f"{text} {_render(_choose(tails, felt, dice).text, language, felt, dice)}"
    return Cause(line.tag, line.emotions, text)


def passage(story: str, language: str, field: str, facts: Mapping[str, Any], dice: random.Random) -> str:
    """A long answer of some sentences, one from each numbered part that has a fitting line."""
    lines = bank(story, language)
    sentences = []
    for part in range(1, 9):
        fitting = lines.get(f"{field} {part}", ())
        if any(_fits(line, facts) for line in fitting):
            sentences.append(_render(_choose(fitting, facts, dice).text, language, facts, dice))
    return " ".join(sentences)


def _fits(line: Line, facts: Mapping[str, Any]) -> bool:
    return all(str(facts.get(key)) == value for key, value in line.needs)


def _choose(lines: tuple[Line, ...], facts: Mapping[str, Any], dice: random.Random) -> Line:
    fitting = [line for line in lines if _fits(line, facts)]
    return dice.choices(fitting, [1 + 1.2 * len(line.needs) for line in fitting])[0]


def _render(text: str, language: str, facts: Mapping[str, Any], dice: random.Random) -> str:
    chosen = CHOICE.sub(lambda found: dice.choice(found[1].split("|")), text)
    filled = SLOT.sub(lambda found: _word(found[1], language, facts, dice), chosen)
    return START.sub(lambda found: found[1] + found[2].upper(), filled)


def _word(slot: str, language: str, facts: Mapping[str, Any], dice: random.Random) -> str:
    if slot == "days_in":
        days = facts["days"]
        return "één werkdag" if days == 1 else f"{days} werkdagen"
    if slot == "wait_words":
        return f"{facts['days']} werkdagen" if facts["channel"] == "email" else f"{facts['minutes']} minuten"
    value = facts[slot]
    if isinstance(value, int) and value < len(COUNT[language]) and dice.random() < 0.6:
        return COUNT[language][value]
    return str(value)
