"""How a step felt, written down the way the phone does: tap, named emotions, grade."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.demo.course import Course, Style
from reports.demo.story import Tone
from reports.demo.voices import Cause

POSITIVE = {"happy", "enthusiastic", "surprised_pos", "interested", "valued", "at_ease", "reassured"}
HIGH_ENERGY = {"happy", "enthusiastic", "surprised_pos", "interested", "irritated", "angry", "tense", "confused"}
NEUTRAL_BELOW = 0.1  # a conscious valence nearer to nothing than this is called neutral


@dataclass(frozen=True)
class Feeling:
    """Valence of the first impression and of the words (-1 to 1), and arousal (0 to 1)."""

    first: float
    words: float
    energy: float

    @property
    def middle(self) -> float:
        """Mean of both valences."""
        return (self.first + self.words) / 2


def feel(course: Course, tone: Tone) -> Feeling:
    """What the happenings of this step did to a usual step of this tone."""
    dice = course.dice
    shift = tone.shift.get(course.channel, 0) / 50
    moved = shift + course.mood + course.place.quality + course.effect + dice.gauss(0, 0.17)
    first = course.by_wave(tone.first) / 50 - 1 + moved + dice.gauss(0, 0.09)
    words = course.by_wave(tone.words) / 50 - 1 + 0.9 * moved + course.style.mild + dice.gauss(0, 0.09)
    first, words = _within(first, -0.98, 0.98), _within(words, -1, 1)
    low, high = tone.energy
    strength = 0.55 + 0.6 * abs(first)
    energy = _within((low if first < 0 else high) * strength + dice.gauss(0, 0.1), 0.05, 0.97)
    return Feeling(first, words, energy)


def tap(style: Style, valence: float, energy: float, dice: random.Random) -> dict[str, Any]:
    """One tap on the pad as it is stored: position 0 to 1000, times in milliseconds."""
    px = round(_within(500 * (1 + valence) + dice.gauss(0, 12), 4, 996))
    py = round(_within(1000 * energy + dice.gauss(0, 15), 4, 996))
    if style.input_kind in {"keyboard", "assistive"}:  # these store the centre of one of 9 x 9 cells
        px, py = (round(1000 * (min(8, int(place * 9 / 1000)) + 0.5) / 9) for place in (px, py))
    latency = int(math.exp(dice.gauss(math.log(style.quick), 0.33)))
    if dice.random() > 0.6 + 0.4 * style.care:
        latency = dice.randint(140, 290)
    elif dice.random() < 0.012:
        latency = dice.randint(10_200, 16_000)
    shown = dice.randint(900, 90_000)
    revisions = dice.choices([0, 1, 2], [0.9, 0.08, 0.02])[0]
    first = (
        (px, py)
        if not revisions
        else (round(_within(px + dice.gauss(0, 90), 0, 1000)), round(_within(py + dice.gauss(0, 90), 0, 1000)))
    )
    stored = {
        "px": px,
        "py": py,
        "t_shown": shown,
        "t_first_touch": shown + latency,
        "t_final": shown + latency + 90 + 700 * revisions,
        "first_px": first[0],
        "first_py": first[1],
        "revisions": revisions,
        "input_kind": style.input_kind,
        "interrupted": dice.random() < 0.012,
        "long_task": dice.random() < 0.02,
        "instrument": "pad",
    }
    late = dice.random()
    if late < 0.05:
        stored["delay_min"] = dice.randint(3, 25) if late > 0.006 else dice.randint(65, 180)
    return stored


def named(course: Course, tone: Tone, feeling: Feeling, cause: Cause | None) -> dict[str, Any]:
    """The named emotions with their strength, and the cause in words where one would write it."""
    dice, style = course.dice, course.style
    if cause is None:
        return {
            "named": [{"emotion": "neutral", "intensity": None}],
            "cause_tag": "other",
            "cause_text": "",
            "tile_side": style.tile_side,
        }
    strength = int(_within(round(abs(feeling.words) * 5 + dice.gauss(0, 0.25)), 1, 5))
    usual = tone.pleasant if feeling.words > 0 else tone.unpleasant
    first = dice.choice(cause.emotions or usual)
    chosen = [{"emotion": first, "intensity": strength}]
    if dice.random() < 0.24:
        other = [name for name in usual if name != first]
        chosen.append({"emotion": dice.choice(other), "intensity": max(1, strength - dice.randint(0, 1))})
    elif abs(feeling.words) < 0.45 and dice.random() < 0.12:
        against = tone.unpleasant if feeling.words > 0 else tone.pleasant
        chosen.append({"emotion": dice.choice(against), "intensity": max(1, strength - 1)})
    elif dice.random() < 0.015:
        chosen = [_own_word(style.language, feeling.words > 0, strength, dice)]
    writes = 0.45 + 0.5 * style.talkative if strength >= 4 else 0.5 * style.talkative
    text = cause.text if dice.random() < writes else ""
    return {"named": chosen, "cause_tag": cause.tag, "cause_text": text, "tile_side": style.tile_side}


def _own_word(language: str, pleasant: bool, strength: int, dice: random.Random) -> dict[str, Any]:
    words = {
        "nl": (("opgelucht", "trots", "verrast"), ("opgejaagd", "machteloos", "beschaamd")),
        "en": (("relieved", "proud"), ("rushed", "powerless")),
    }[language][0 if pleasant else 1]
    return {"emotion": "other", "intensity": strength, "sign": 1 if pleasant else -1, "text": dice.choice(words)}


def grade(feeling: Feeling, dice: random.Random) -> int:
    """The report mark (1 to 10) of one step."""
    return int(_within(round(6.1 + 3.3 * feeling.middle + dice.gauss(0, 0.45)), 1, 10))


def overall(feelings: Mapping[str, Feeling], weights: Mapping[str, float], dice: random.Random) -> int:
    """The report mark of the whole visit: the steps that weigh most for people count most."""
    known = {step: weight for step, weight in weights.items() if step in feelings}
    mean = sum(weight * feelings[step].middle for step, weight in known.items()) / sum(known.values())
    return int(_within(round(6.15 + 3.9 * mean + dice.gauss(0, 0.4)), 1, 10))


def recommend(mark: int, dice: random.Random) -> int:
    """The shopper's own recommendation (0 to 10), near the mark of the visit."""
    return int(_within(round(mark + 0.1 + dice.gauss(0, 0.8)), 0, 10))


def _within(value: float, low: float, high: float) -> float:
    return max(low, min(high, value))
