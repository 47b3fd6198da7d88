"""One made-up visit: what was felt and answered, as rows that are not stored yet.

How pleasant a step was hangs on the place, the step, the wave, the channel and the visit; answers and words follow
from that, so that figures differ between cuts as they do in the field. The same dice bring the same visit.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fieldwork.capture.models import Answer, StepExperience
from fieldwork.capture.states import AnswerStatus
from fieldwork.measurement.emotion import pad_to_valence_arousal
from fieldwork.measurement.questions import points_of
from fieldwork.visits.models import Visit
from reports.demo.volume.journey import REPEATED, UNANSWERED

PLEASANT, UNPLEASANT = ("happy", "at_ease", "reassured", "valued"), ("irritated", "disappointed", "tense", "ignored")
CAUSES = ("people", "process", "place", "digital")
CHANNEL = {"counter": 0.05, "phone": -0.08, "web": 0.0}
REMARKS = (
    "Iemand stond klaar en dacht mee.", "Het duurde langer dan gezegd, zonder uitleg.",
    "De uitleg was helder en vriendelijk.", "Ik moest twee keer hetzelfde vertellen.",
)  # fmt: skip


@dataclass(frozen=True)
class Walked:
    """What one visit brought home."""

    answers: list[Answer]
    felt: list[StepExperience]
    overall: int
    recommend: int


@dataclass
class Walker:
    """Walks the steps of one document, again and again."""

    steps: list[dict[str, Any]]
    options: Mapping[str, Any]
    tones: list[float]
    worth: dict[tuple[str, str], tuple[float | None, float | None]] = field(default_factory=dict)

    def walk(self, visit: Visit, mood: float, dice: random.Random) -> Walked:
        """One visit; ``mood`` is how pleasant it was because of when and where, -1 to 1."""
        mood += CHANNEL.get(visit.channel, 0.0) + dice.gauss(0, 0.18)
        answers: list[Answer] = []
        felt: list[StepExperience] = []
        tones = []
        for number, step in enumerate(self.steps):
            times = 2 if number == REPEATED and dice.random() < 0.03 else 1
            closed = number == UNANSWERED and dice.random() < 0.02
            for occurrence in range(1, times + 1):
                tone = max(-1.0, min(1.0, mood + self.tones[number] + dice.gauss(0, 0.25)))
                tones.append(tone)
                felt.append(_felt(visit, step["key"], len(felt) + 1, occurrence, tone, closed, dice))
                for question in step["questions"]:
                    answers.append(self._answer(visit, step["key"], question, occurrence, tone, closed, dice))
        mark = max(1, min(10, round(6 + 3.5 * sum(tones) / len(tones) + dice.gauss(0, 0.7))))
        return Walked(answers, felt, mark, max(0, min(10, mark + dice.choice((-1, 0, 0, 1)))))

    def _answer(
        self, visit: Visit, step: str, question: dict[str, Any], occurrence: int, tone: float, closed: bool,
        dice: random.Random,
    ) -> Answer:  # fmt: skip
        here = step if occurrence == 1 else f"{step}#{occurrence}"
        row = Answer(
            visit=visit, path=f"{here}/{question['key']}", step=step, question=question["key"],
            occurrence=occurrence, kind=question["kind"], status=AnswerStatus.NOT_ASKED,
        )  # fmt: skip
        if closed:
            return row
        if question["allow_na"] and dice.random() < 0.03:
            row.status, row.na_reason = AnswerStatus.NA, "Niet van toepassing."
        elif not question["required"] and dice.random() < 0.5:
            row.status = AnswerStatus.MISSING
        else:
            row.status, row.value = AnswerStatus.ANSWERED, _said(question, tone, dice)
        row.points, row.max_points = self._worth(question, row)
        return row

    def _worth(self, question: dict[str, Any], row: Answer) -> tuple[float | None, float | None]:
        key = (row.question, f"{row.status}{row.value}" if question["kind"] != "long_text" else "")
        if key not in self.worth:
            said = {"v": row.value} if row.status == AnswerStatus.ANSWERED else None
            said = {"na": row.na_reason} if row.status == AnswerStatus.NA else said
            found = points_of(question, said, self.options)
            self.worth[key] = (float(found[0]), float(found[1])) if found else (None, None)
        return self.worth[key]


def _felt(
    visit: Visit, step: str, seq: int, occurrence: int, tone: float, closed: bool, dice: random.Random
) -> StepExperience:
    row = StepExperience(visit=visit, step=step, seq=seq, occurrence=occurrence, unanswered=closed)
    if closed:
        row.skipped = dict.fromkeys(("tap", "named", "grade"), "cannot_say")
        return row
    px = max(0, min(1000, round(500 * (1 + tone + dice.gauss(0, 0.15)))))
    py = dice.randrange(100, 1000)
    row.px, row.py, row.first_px, row.first_py = px, py, px, py
    row.valence_i, row.arousal_i = pad_to_valence_arousal(px, py)
    row.t_shown, row.t_first_touch = 0, round(dice.lognormvariate(7.1, 0.45))
    row.t_final = row.t_first_touch + 200
    row.input_kind, row.tile_side = "touch", "left"
    strength = round(abs(tone) * 5 + dice.gauss(0, 0.6))
    if strength < 1:
        row.named = [{"emotion": "neutral", "intensity": None}]
    else:
        words = PLEASANT if tone > 0 else UNPLEASANT
        row.named = [{"emotion": dice.choice(words), "intensity": min(5, strength)}]
        row.cause_tag = dice.choice(CAUSES)
        row.cause_text = dice.choice(REMARKS) if strength > 3 else ""
    row.grade = max(1, min(10, round(6 + 3.5 * tone + dice.gauss(0, 0.8))))
    return row


def _said(question: dict[str, Any], tone: float, dice: random.Random) -> Any:
    kind, luck = question["kind"], tone + dice.gauss(0, 0.5)
    if kind == "yes_no":
        return "yes" if luck > -0.6 else "no"
    if kind == "single":
        return "good" if luck > 0.1 else "fair" if luck > -0.5 else "poor"
    if kind == "scale":
        return 3 if luck > 0.0 else 2 if luck > -0.5 else 1
    if kind == "number":
        return max(0, min(90, round(12 - 12 * luck)))
    if kind == "grade":
        return max(1, min(10, round(6.5 + 3 * luck)))
    if kind == "multiple":
        return [one["key"] for one in question["options"] if luck + dice.gauss(0, 0.5) > -0.3]
    return dice.choice(REMARKS)
