"""A journey of 50 answers in 8 steps, and waves full of visits in every state."""

import copy
import hashlib
import json
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from fieldwork.people.models import User
from fieldwork.people.states import Role
from fieldwork.studies.models import Wave
from fieldwork.visits.models import Visit
from fieldwork.visits.states import VisitState
from tests import documents
from tests.capture.phones import NAMED, TAP
from tests.documents import CHOICES, YES_NO, question, text
from tests.factories import (
    JourneyVersionFactory,
    LocationFactory,
    ScenarioFactory,
    StudyFactory,
    UserFactory,
    VisitFactory,
    WaveFactory,
)

STEPS, ANSWERS = 8, 50
BANDS = [{"upto": 5, "points": 1}, {"upto": 15, "points": 0.5}, {"upto": None, "points": 0}]
ANCHORS = [{"text": text(word, word), "points": points} for points, word in enumerate(("nooit", "soms", "altijd"))]
# Kind by kind with the answer that is given to it.
KINDS: tuple[tuple[str, dict[str, Any], Any], ...] = (
    ("yes_no", YES_NO, "yes"),
    ("single", {"options": CHOICES, "allow_na": True}, "fair"),
    ("scale", {"anchors": ANCHORS}, 2),
    ("long_text", {"required": False, "min_length": 0, "max_length": 2000}, "Aardig geholpen, wel lang gewacht. " * 6),
    ("number", {"unit": text("minuten", "minutes"), "decimals": 0, "min": 0, "max": 600, "bands": BANDS}, 12),
    ("grade", {"scored": True}, 7),
    ("multiple", {"options": CHOICES, "min": None, "max": None}, ["clean", "fair"]),
    ("yes_no", YES_NO | {"critical": "cap:60"}, "yes"),
)
STATES = (
    VisitState.OPEN, VisitState.ASSIGNED, VisitState.BRIEFED, VisitState.STARTED, VisitState.SUBMITTED,
    VisitState.IN_REVIEW, VisitState.RETURNED, VisitState.APPROVED,
)  # fmt: skip


def journey() -> dict[str, Any]:
    """Fifty questions over eight steps, one in eight asked only after another answer."""
    steps: list[dict[str, Any]] = [documents.step(f"step{number}", []) for number in range(STEPS)]
    for number in range(ANSWERS):
        here = steps[number % STEPS]
        kind, more, _answer = KINDS[(number // STEPS + number) % len(KINDS)]
        asked = question(f"q{number}", kind, **copy.deepcopy(more))
        first = next((one for one in here["questions"] if one["kind"] == "yes_no"), None)
        if first and number % 8 == 0:
            field = f"{here['key']}/{first['key']}"
            asked["show_if"] = {"all": [{"field": field, "is": "eq", "value": "yes"}]}
        here["questions"].append(asked)
    return documents.small() | {
        "phases": [
            {"key": f"phase{half}", "title": text("Fase", "Phase"), "lifecycle": life, "steps": steps[4 * half :][:4]}
            for half, life in enumerate(("orient", "get_help"))
        ]
    }


def answers() -> dict[str, Any]:
    """Every question answered, every feeling given."""
    given: dict[str, Any] = {"@baseline": {"v": TAP}, "@overall": {"v": 7}, "@recommend": {"v": 8}}
    for number in range(STEPS):
        given |= {f"step{number}/{part}": {"v": v} for part, v in (("@tap", TAP), ("@named", NAMED), ("@grade", 6))}
    for number in range(ANSWERS):
        given[f"step{number % STEPS}/q{number}"] = {"v": KINDS[(number // STEPS + number) % len(KINDS)][2]}
    return given


def wave() -> Wave:
    """An open wave over a published version of the journey."""
    document = journey()
    study = StudyFactory()
    checksum = hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
    version = JourneyVersionFactory(journey=study.journey, document=document, checksum=checksum)
    return WaveFactory(study=study, journey_version=version)


class Field:
    """One client's study with its wave, people and places; visits are added in portions."""

    def __init__(self) -> None:
        self.wave = wave()
        client = self.wave.study.client
        self.planner: User = UserFactory(role=Role.PLANNER, manages=[client])
        self.reviewer: User = UserFactory(role=Role.REVIEWER, manages=[client])
        self.shoppers = UserFactory.create_batch(20)
        self.places = LocationFactory.create_batch(25, client=client)
        self.scenario = ScenarioFactory(study=self.wave.study)

    @transaction.atomic
    def add(self, how_many: int, *states: VisitState) -> None:
        """Plan visits over places, shoppers and states (all of them unless told), some overdue."""
        states, now = states or STATES, timezone.now()
        for number in range(how_many):
            state, due = states[number % len(states)], now + timedelta(hours=7 * (number % 40) - 40)
            self._visit(number, state, due, now)

    def _visit(self, number: int, state: VisitState, due: Any, now: Any) -> Visit:
        is_in = STATES.index(state) >= STATES.index(VisitState.SUBMITTED)
        return VisitFactory(
            wave=self.wave,
            location=self.places[number % len(self.places)],
            scenario=self.scenario,
            state=state,
            shopper=None if state == VisitState.OPEN else self.shoppers[number % len(self.shoppers)],
            opens_at=due - timedelta(days=5),
            due_at=due,
            submit_by=due + timedelta(days=1),
            confirmed_at=now if number % 3 else None,
            answered=ANSWERS if is_in else 0,
            submitted_at=now - timedelta(hours=number % 60) if is_in else None,
            review_due_at=now + timedelta(hours=48 - number % 60) if is_in else None,
        )
