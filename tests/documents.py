"""A small journey in the product's own document shape: two phases, three steps, most question kinds."""

import copy


def text(nl: str, en: str) -> dict[str, str]:
    """One customer text in both languages."""
    return {"nl": nl, "en": en}


def question(key: str, kind: str, **changes: object) -> dict:
    """One question with every common key filled in."""
    base: dict = {
        "key": key,
        "kind": kind,
        "text": text(f"Vraag {key}?", f"Question {key}?"),
        "hint": text("", ""),
        "required": True,
        "allow_na": False,
        "weight": 1,
        "dimension": "quality",
        "critical": "none",
        "threshold": None,
        "bonus": False,
        "internal": False,
        "included": True,
        "section": None,
        "show_if": None,
        "evidence": None,
    }
    return base | changes


def step(key: str, questions: list[dict], **changes: object) -> dict:
    """One step with every key filled in."""
    base: dict = {
        "key": key,
        "title": text(key.capitalize(), key.capitalize()),
        "ask": text(f"Hoe voelde {key}?", f"How did {key} feel?"),
        "intro": text("", ""),
        "channel": "counter",
        "mode": "active",
        "weight": 1,
        "importance": None,
        "owner": "",
        "desired": {"valence": 0.6, "emotions": [], "set_by": "Werksessie"},
        "may_be_unanswered": False,
        "show_if": None,
        "sections": [],
        "questions": questions,
    }
    return base | changes


YES_NO = {"points": {"yes": 1, "no": 0}}
CHOICES = [
    {"key": "clean", "text": text("Schoon", "Clean"), "hint": text("", ""), "points": 2},
    {"key": "fair", "text": text("Redelijk", "Fair"), "hint": text("", ""), "points": 1},
    {"key": "dirty", "text": text("Vies", "Dirty"), "hint": text("", ""), "points": 0},
]
OPTIONS = {
    "missing": "left_out",
    "na": "left_out",
    "multiple": "share",
    "section_pass_mark": None,
    "pass_mark": 60,
    "aggregate": "mean_of_visits",
    "unanswered_contact": "excluded",
    "allow_over_100": False,
}
WAITED = {"all": [{"field": "waiting/waited", "is": "eq", "value": "yes"}]}


def small() -> dict:
    """A fresh copy of the small journey: arriving, waiting and being helped."""
    arriving = step(
        "arriving",
        [
            question("greeted", "yes_no", **YES_NO, critical="fail"),
            question("remark", "long_text", required=False, min_length=0, max_length=2000),
        ],
    )
    waiting = step(
        "waiting",
        [
            question("waited", "yes_no", **YES_NO),
            question(
                "minutes", "number", show_if=WAITED, unit=text("minuten", "minutes"), decimals=0, min=0, max=600,
                bands=[{"upto": 5, "points": 1}, {"upto": 15, "points": 0.5}, {"upto": None, "points": 0}],
            ),
            question("room", "single", options=copy.deepcopy(CHOICES), allow_na=True, weight=2),
            question("screen", "photo", required=False, min=0, max=3, weight=0),
        ],
    )  # fmt: skip
    helped = step("helped", [question("solved", "yes_no", **YES_NO), question("judgement", "grade", scored=True)])
    return {
        "schema": 1,
        "title": text("Een vraag aan de balie", "A question at the counter"),
        "options": dict(OPTIONS),
        "phases": [
            {"key": "before", "title": text("Vooraf", "Before"), "lifecycle": "orient", "steps": [arriving]},
            {"key": "during", "title": text("Contact", "Contact"), "lifecycle": "get_help", "steps": [waiting, helped]},
        ],
    }


OPTION = {"hint": text("", ""), "points": 1}


def every_kind() -> dict:
    """The small journey with one more step that has the other kinds of question."""
    document = small()
    choices = [
        {"key": "a", "text": text("A", "A"), "exclusive": False, **OPTION},
        {"key": "none", "text": text("Geen", "None"), "exclusive": True, **OPTION},
    ]
    others = step(
        "others",
        [
            question("several", "multiple", options=choices, min=1, max=2),
            question("scale", "scale", anchors=[{"text": text("1", "1"), "points": None}] * 5),
            question("nps", "nps"),
            question("time_taken", "duration", unit=text("s", "s"), decimals=0, min=0, max=None, bands=[]),
            question("day", "date"),
            question("clock", "time"),
            question("moment", "datetime"),
            question("short", "short_text"),
            question("receipt", "receipt", photo_required=True),
            question("note", "note", required=False),
            question("proof", "yes_no", points=None, allow_na=True, evidence={"min": 1, "max": 2, "when": "yes"}),
        ],
        may_be_unanswered=True,
    )
    document["phases"][1]["steps"].append(others)
    return document
