"""A plain questionnaire of any length: questions of most kinds in turn, over steps of four phases."""

from __future__ import annotations

from typing import Any

from reports.demo.authoring import t

LIFECYCLES = ("orient", "receive", "get_help", "renew")
CHANNELS = ("web", "counter", "phone")
DIMENSIONS = ("quality", "efficiency", "experience", "impression")
REPEATED = 2  # index of the step that some visits walk twice
UNANSWERED = 1  # index of the step whose contact nobody may answer
OPTIONS = [
    {"key": key, "text": t(dutch, english), "points": points}
    for key, dutch, english, points in (
        ("good", "Goed", "Good", 2), ("fair", "Redelijk", "Fair", 1), ("poor", "Slecht", "Poor", 0),
    )
]  # fmt: skip
SIGNS = [
    {"key": key, "text": t(dutch, english), "points": 1}
    for key, dutch, english in (("tidy", "Netjes", "Tidy"), ("calm", "Rustig", "Calm"), ("clear", "Helder", "Clear"))
]
ANCHORS = [
    {"text": t(dutch, english), "points": points}
    for points, (dutch, english) in enumerate((("Nooit", "Never"), ("Soms", "Sometimes"), ("Altijd", "Always")))
]
BANDS = [{"upto": 5, "points": 1}, {"upto": 15, "points": 0.5}, {"upto": None, "points": 0}]
# Kind and its own keys, in turn.
KINDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("yes_no", {"points": {"yes": 1, "no": 0}}),
    ("single", {"options": OPTIONS, "allow_na": True, "weight": 2}),
    ("scale", {"anchors": ANCHORS}),
    ("number", {"unit": t("minuten", "minutes"), "decimals": 0, "min": 0, "max": 90, "bands": BANDS}),
    ("grade", {"scored": True}),
    ("multiple", {"options": SIGNS}),
    ("yes_no", {"points": {"yes": 1, "no": 0}, "critical": "cap:60"}),
    ("long_text", {"required": False}),
)


def document(steps: int, questions: int) -> dict[str, Any]:
    """A journey of ``steps`` steps with as many ``questions`` spread over them. Needs four steps."""
    made = [_step(number, steps) for number in range(steps)]
    for number in range(questions):
        here = made[number % steps]
        here["questions"].append(_question(number, here["key"], len(here["questions"])))
    per_phase = -(-steps // len(LIFECYCLES))
    return {
        "schema": 1,
        "title": t("Veel bezoeken", "Many visits"),
        "options": {"pass_mark": 60},
        "phases": [
            {
                "key": f"phase{number}",
                "title": t(f"Fase {number}", f"Phase {number}"),
                "lifecycle": lifecycle,
                "steps": made[per_phase * (number - 1) :][:per_phase],
            }
            for number, lifecycle in enumerate(LIFECYCLES, start=1)
            if made[per_phase * (number - 1) :]
        ],
    }


def _step(number: int, steps: int) -> dict[str, Any]:
    return {
        "key": f"step{number + 1}",
        "title": t(f"Stap {number + 1}", f"Step {number + 1}"),
        "ask": t("Hoe voelde dit?", "How did this feel?"),
        "channel": CHANNELS[number % len(CHANNELS)],
        "weight": 2 if number in (REPEATED, steps - 1) else 1,
        "desired": {"valence": 0.4, "emotions": [], "set_by": "Team"},
        "may_be_unanswered": number == UNANSWERED,
        "questions": [],
    }


def _question(number: int, step: str, place: int) -> dict[str, Any]:
    # Kinds turn with the step as well, so that every step has most of them.
    kind, more = KINDS[(number + place) % len(KINDS)]
    return {
        "key": f"q{number + 1}",
        "kind": kind,
        "text": t(f"Vraag {number + 1}?", f"Question {number + 1}?"),
        "dimension": DIMENSIONS[number % len(DIMENSIONS)],
        **more,
    }
