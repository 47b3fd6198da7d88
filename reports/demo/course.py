"""One visit while it happens: chances, answers, photographs and what each did to the mood."""

from __future__ import annotations

import math
import random
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from reports.demo.story import Place, Planned, Scenario

PULL = 2.0  # how strongly a good place or a good day raises the odds of good things, in logits per valence


@dataclass(frozen=True)
class Style:
    """How one shopper answers: the same person looks the same over all visits.

    ``mild`` moves words up or down (valence), ``quick`` is the median latency in milliseconds,
    ``talkative`` the chance (0 to 1) of writing more than asked, ``care`` the chance of doing it right.
    """

    mild: float = 0.0
    quick: int = 1300
    talkative: float = 0.7
    care: float = 0.99
    tile_side: str = "left"
    input_kind: str = "touch"
    language: str = "nl"

    @classmethod
    def of(cls, key: str, *, language: str = "nl", input_kind: str = "touch", care: float = 0.99) -> Style:
        """The style that belongs to a shopper's key, always the same."""
        dice = random.Random(f"style:{key}")
        return cls(
            mild=dice.gauss(0, 0.07),
            quick=int(math.exp(dice.gauss(math.log(1350), 0.25))),
            talkative=dice.uniform(0.45, 0.95),
            care=care,
            tile_side=dice.choice(["left", "right"]),
            input_kind=input_kind,
            language=language,
        )


@dataclass(frozen=True)
class Photo:
    """A photograph that belongs to a visit: draw it with ``photos.render(scene, seed, **detail)``."""

    uuid: str
    field: str
    scene: str
    seed: str
    detail: Mapping[str, Any]
    evidence: bool = False


@dataclass
class Course:
    """The state of one simulated visit, handed from step to step."""

    dice: random.Random
    seed: str
    planned: Planned
    place: Place
    scenario: Scenario
    style: Style
    now: datetime
    mood: float
    step: str = ""
    effect: float = 0.0
    facts: dict[str, Any] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)
    photos: list[Photo] = field(default_factory=list)
    unanswered: bool = False

    @property
    def channel(self) -> str:
        """Channel of the scenario."""
        return self.scenario.channel

    @property
    def later(self) -> bool:
        """Whether this is the second wave."""
        return self.planned.wave == 2

    def by_wave(self, pair: Sequence[float] | float) -> float:
        """The value of this wave."""
        return pair[self.planned.wave - 1] if isinstance(pair, Sequence) else pair

    def happens(self, chance: Sequence[float] | float, *, pull: float = PULL) -> bool:
        """Whether something of this chance (per wave) happens, likelier where things go well."""
        base = self.by_wave(chance)
        if base <= 0 or base >= 1:
            return base >= 1
        logit = math.log(base / (1 - base)) + pull * (self.mood + self.place.quality)
        return self.dice.random() < 1 / (1 + math.exp(-logit))

    def yes(self, key: str, chance: Sequence[float] | float, effect: float = 0.0, *, pull: float = PULL) -> bool:
        """Answer a yes/no question by chance; a yes adds its ``effect`` (valence), in the mean nothing."""
        came = self.happens(chance, pull=pull)
        self.effect += effect * (came - self.by_wave(chance))
        self.put(key, "yes" if came else "no")
        return came

    def put(self, key: str, value: Any, *, fact: Any = None) -> None:
        """Answer a question of this step; ``fact`` is how texts know it (default: the value)."""
        self.answers[key] = {"v": value}
        self.facts[key] = value if fact is None else fact

    def na(self, key: str, reason: str) -> None:
        """Answer "not applicable"."""
        self.answers[key] = {"na": reason}
        self.facts[key] = "na"

    def pick(self, key: str, chances: Mapping[Any, Sequence[float] | float], effects: Mapping[Any, float]) -> Any:
        """Answer a choice by chance (best first); a good place or day makes the better answers likelier."""
        weights = [self.by_wave(chance) for chance in chances.values()]
        total = sum(weights)
        middle = (len(weights) - 1) / 2 or 1
        tilt = PULL * 0.6 * (self.mood + self.place.quality)
        tilted = [w * math.exp(tilt * (middle - i) / middle) for i, w in enumerate(weights)]
        chosen = self.dice.choices(list(chances), tilted)[0]
        mean = sum(effects.get(k, 0) * w / total for k, w in zip(chances, weights, strict=True))
        self.effect += effects.get(chosen, 0) - mean
        self.put(key, chosen)
        return chosen

    def grade_like(self, mean: float, spread: float, low: int, high: int) -> int:
        """A whole number around ``mean`` that goes along with how this step went so far."""
        tilt = 2.2 * (self.effect + self.mood + self.place.quality)
        return max(low, min(high, round(self.dice.gauss(mean + tilt * (high - low) / 8, spread))))

    def shoot(self, key: str, scene: str, *, evidence: bool = False, **detail: Any) -> None:
        """Take a photograph for a question, or as evidence beside its answer; now and then it is blurred."""
        number = sum(photo.field == f"{self.step}/{key}" for photo in self.photos)
        seed = f"{self.seed}:{self.step}/{key}:{number}"
        if self.dice.random() > self.style.care + 0.005:
            detail["blurred"] = True
        name = str(uuid.uuid5(uuid.NAMESPACE_URL, f"veldwerk:{seed}"))
        self.photos.append(Photo(name, f"{self.step}/{key}", scene, seed, detail, evidence))
        if evidence:
            self.answers[key].setdefault("photos", []).append(name)
            return
        given = self.answers.setdefault(key, {"v": []})["v"]
        (given["photos"] if isinstance(given, dict) else given).append(name)

    def wait(self, **span: float) -> None:
        """Let time pass."""
        self.now += timedelta(**span)
