"""Play one visit of a story: the same seed always brings the same visit."""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from fieldwork.measurement.conditions import evaluate
from reports.demo import affect, voices
from reports.demo.course import Course, Photo, Style
from reports.demo.story import Planned, Story

SKIPPED = {"skipped": "cannot_say"}
PARTS = ("@tap", "@named", "@grade")
TAP_PARTS = ("px", "py", "t_shown", "t_first_touch", "input_kind", "revisions", "interrupted", "delay_min")


@dataclass(frozen=True)
class Op:
    """One operation of the phone's log: ``seq`` from 1, ``at`` is the shopper's local clock (naive)."""

    id: str
    seq: int
    field: str
    value: Any
    at: datetime


@dataclass(frozen=True)
class SimulatedVisit:
    """Everything one visit brings home, in the order in which it was stored."""

    planned: Planned
    language: str
    ops: tuple[Op, ...]
    photos: tuple[Photo, ...]
    facts: Mapping[str, Any]
    started_at: datetime
    ended_at: datetime

    @property
    def answers(self) -> dict[str, Any]:
        """The stored answer by field path, questions only."""
        return {op.field: op.value for op in self.ops if "@" not in op.field}

    @property
    def experiences(self) -> dict[str, dict[str, Any]]:
        """What was felt per step, in the shape ``fieldwork.measurement.visit.score_visit`` takes."""
        felt: dict[str, dict[str, Any]] = {}
        for op in self.ops:
            step, _, part = op.field.partition("/@")
            if not part or "v" not in op.value:
                continue
            value, here = op.value["v"], felt.setdefault(step, {})
            if part == "tap":
                here.update({key: value[key] for key in TAP_PARTS if key in value})
            elif part == "named":
                here["named"] = value["named"]
            else:
                here[part] = value
        return felt


def simulate(story: Story, planned: Planned, style: Style, starts_at: datetime, seed: str) -> SimulatedVisit:
    """Play ``planned`` as a shopper of this ``style`` would, from ``starts_at`` (naive, local).

    Feelings follow from what happened, answers and texts say the same thing. Raises ``ValueError`` when
    a required question that was asked stays without an answer.
    """
    dice = random.Random(f"{story.key}:{seed}")
    scenario = story.scenario(planned.scenario)
    course = Course(
        dice=dice,
        seed=f"{story.key}:{seed}",
        planned=planned,
        place=story.place(planned.place),
        scenario=scenario,
        style=style,
        now=starts_at,
        mood=dice.gauss(0, 0.09),
    )
    course.facts.update(scenario.words[style.language])
    course.facts.update(channel=scenario.channel, service=scenario.group)
    return _Player(story, course).play()


class _Player:
    """Walks one course through the steps of the journey and keeps the log."""

    def __init__(self, story: Story, course: Course) -> None:
        self.story = story
        self.course = course
        self.ops: list[Op] = []
        self.values: dict[str, Any] = {}
        self.feelings: dict[str, affect.Feeling] = {}
        self.clock = course.now

    def play(self) -> SimulatedVisit:
        course, dice = self.course, self.course.dice
        started = course.now
        self._log("@baseline", {"v": affect.tap(course.style, 0.22 + course.mood, dice.uniform(0.3, 0.6), dice)})
        for phase in self.story.document["phases"]:
            for step in phase["steps"]:
                if evaluate(step["show_if"], self.values):
                    self._walk(step)
        mark = affect.overall(self.feelings, self.story.overall, dice)
        self._log("@overall", {"v": mark})
        self._log("@recommend", {"v": affect.recommend(mark, dice)})
        kept = {op.field for op in self.ops}
        photos = tuple(photo for photo in course.photos if photo.field in kept)
        return SimulatedVisit(
            course.planned, course.style.language, tuple(self.ops), photos, course.facts, started, self.clock
        )

    def _walk(self, step: dict[str, Any]) -> None:
        course, key = self.course, step["key"]
        course.step, course.effect, course.answers, course.unanswered = key, 0.0, {}, False
        self.story.steps[key](course)
        self.clock = max(course.now, self.clock)
        if course.unanswered:
            self._log(f"{key}/@unanswered", {"v": True})
            for part in PARTS:
                self._log(f"{key}/{part}", SKIPPED)
            return
        self._feel(key)
        for question in step["questions"]:
            self._ask(key, question)
        course.now = max(course.now, self.clock)

    def _feel(self, key: str) -> None:
        course, tone = self.course, self.story.tones[key]
        feeling = affect.feel(course, tone)
        self.feelings[key] = feeling
        cause = None
        if abs(feeling.words) >= affect.NEUTRAL_BELOW:
            sign = "pos" if feeling.words > 0 else "neg"
            cause = voices.cause(self.story.key, course.style.language, key, sign, course.facts, course.dice)
        dice = course.dice
        said = affect.named(course, tone, feeling, cause)
        parts = {
            "@tap": {"v": affect.tap(course.style, feeling.first, feeling.energy, dice)},
            "@named": {"v": said},
            "@grade": {"v": affect.grade(feeling, dice)},
        }
        for part, value in parts.items():
            self._log(f"{key}/{part}", SKIPPED if dice.random() < 0.006 else value)

    def _ask(self, key: str, question: dict[str, Any]) -> None:
        path = f"{key}/{question['key']}"
        if question["kind"] == "note" or not evaluate(question["show_if"], self.values):
            return
        answer = self.course.answers.get(question["key"])
        if answer is None:
            if question["required"]:
                raise ValueError(f"{path} was asked and needs an answer")
            return
        if answer.get("v") == "":
            answer = {"v": self._write(f"{key}.{question['key']}")}
        self.values[path] = answer
        self._log(path, answer)

    def _write(self, field: str) -> str:
        course = self.course
        return voices.passage(self.story.key, course.style.language, field, course.facts, course.dice)

    def _log(self, field: str, value: Any) -> None:
        self.clock += timedelta(seconds=self.course.dice.randint(2, 9))
        number = len(self.ops) + 1
        name = uuid.uuid5(uuid.NAMESPACE_URL, f"veldwerk:{self.course.seed}:op:{number}")
        self.ops.append(Op(str(name), number, field, value, self.clock))
