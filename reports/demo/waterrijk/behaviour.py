"""How a question to the municipality goes: what happens in each step, per channel and wave."""

from __future__ import annotations

import math

from reports.demo.course import Course
from reports.demo.story import Tone, workday

TONES = {
    "search": Tone(
        (55, 56),
        (58, 58),
        {"email": -1, "phone": 0, "counter": 3},
        pleasant=("interested", "at_ease", "surprised_pos"),
        unpleasant=("confused", "irritated", "disappointed"),
    ),
    "contact": Tone(
        (42, 53),
        (46, 57),
        {"email": -2, "phone": -1, "counter": 8},
        pleasant=("at_ease", "reassured", "interested"),
        unpleasant=("irritated", "confused", "tense"),
    ),
    "waiting": Tone(
        (18, 28),
        (28, 38),
        {"email": -4, "phone": 2, "counter": 8},
        (0.72, 0.4),
        pleasant=("reassured", "at_ease", "surprised_pos"),
        unpleasant=("irritated", "ignored", "tense", "bored"),
    ),
    "reception": Tone(
        (70, 71),
        (74, 74),
        {"phone": -2, "counter": 4},
        (0.5, 0.55),
        pleasant=("valued", "at_ease", "happy"),
        unpleasant=("ignored", "disappointed", "confused"),
    ),
    "understand": Tone(
        (66, 65),
        (68, 67),
        {"email": -5, "phone": 3, "counter": 9},
        (0.5, 0.45),
        pleasant=("reassured", "valued", "at_ease"),
        unpleasant=("confused", "ignored", "irritated"),
    ),
    "answer": Tone(
        (66, 69),
        (69, 72),
        {"email": -3, "phone": 2, "counter": 6},
        (0.68, 0.66),
        pleasant=("reassured", "happy", "valued", "surprised_pos"),
        unpleasant=("disappointed", "confused", "angry", "irritated"),
    ),
    "closing": Tone(
        (62, 64),
        (65, 67),
        {"email": -4, "phone": 2, "counter": 8},
        (0.45, 0.4),
        pleasant=("at_ease", "valued", "reassured"),
        unpleasant=("tense", "disappointed", "ignored"),
    ),
    "aftercare": Tone(
        (46, 46),
        (53, 54),
        {},
        (0.65, 0.5),
        pleasant=("reassured", "valued", "surprised_pos"),
        unpleasant=("ignored", "disappointed", "irritated"),
    ),
}
OVERALL = {"search": 0.6, "contact": 0.6, "waiting": 1.6, "understand": 0.8, "answer": 2.4, "closing": 0.8}


def search(c: Course) -> None:
    """Search the website."""
    c.wait(minutes=c.dice.uniform(1, 3))
    found = c.yes("found", (0.69, 0.76), 0.34)
    likely = {"search_box": 0.68, "menu": 0.5, "engine": 0.3}
    ways = [way for way, chance in likely.items() if c.dice.random() < chance]
    if not ways:
        ways = ["direct"] if found and c.dice.random() < 0.4 else ["search_box"]
    c.put("way", ways, fact=ways[0])
    if "search_box" in ways:
        good = {"first": (0.3, 0.36), "page": (0.3, 0.34), "none": (0.4, 0.3)}
        hard = {"first": 0.06, "page": 0.24, "none": 0.7}
        c.pick("result", good if found else hard, {"first": 0.15, "page": 0.0, "none": -0.15})
    else:
        c.facts["result"] = "unused"
    readable = c.grade_like(3.4 if c.later else 3.1, 0.7, 1, 5)
    c.put("readable", readable, fact="easy" if readable >= 4 else "hard" if readable <= 2 else "fair")
    c.effect += 0.07 * (readable - 3.3)
    c.yes("details", (0.92, 0.965), 0.12)
    c.facts["minutes"] = c.dice.randint(2, 4) if found else c.dice.randint(5, 10)
    c.wait(minutes=c.facts["minutes"])
    if c.dice.random() < 0.4:
        c.shoot("shot", "search_result", topic=c.scenario.words["nl"]["search"], found=found)


def contact(c: Course) -> None:
    """Find the address, the number or the way, and get in touch."""
    c.put("channel", c.channel)
    c.wait(minutes=c.dice.uniform(2, 8))
    c.put("at", c.now.strftime("%Y-%m-%dT%H:%M"))
    c.yes("quick", (0.55, 0.74), 0.3)
    chances = {"clear": (0.4, 0.46), "partly": (0.38, 0.36), "unclear": (0.22, 0.18)}
    c.pick("menu", chances, {"clear": 0.16, "partly": 0.0, "unclear": -0.22})
    if c.channel == "email" and c.dice.random() < 0.55:
        c.na("human", "Ik had geen mens nodig" if c.style.language == "nl" else "I did not need a person")
    else:
        c.yes("human", (0.64, 0.68) if c.channel != "counter" else (0.9, 0.92), 0.16)
    c.wait(minutes=c.dice.uniform(2, 5))


def waiting(c: Course) -> None:
    """Wait for somebody; some e-mails are never answered."""
    ack = c.yes("ack", (0.19, 0.37), 0.36)
    if c.channel == "email":
        reached = c.happens((0.80, 0.85), pull=1.5)
        long = _days(c, reached)
    else:
        reached = c.channel == "counter" or c.happens(0.985)
        long = _minutes(c)
    if long:
        c.yes("update", (0.05, 0.16), 0.2)
    else:
        c.na("update", "Het duurde niet langer" if c.style.language == "nl" else "It did not take longer")
    if c.channel == "counter":
        _waiting_room(c, ack)
    elif c.channel == "email" and c.dice.random() < 0.4:
        c.shoot("proof", "inbox", days=c.facts["days"], ack=ack, reached=reached)
    c.put("reached", "yes" if reached else "no")
    if not reached:
        c.effect -= 0.25


def _days(c: Course, reached: bool) -> bool:
    middle = 1.55 - 0.12 * c.later - 0.9 * c.place.quality
    days = min(9, max(1, round(math.exp(c.dice.gauss(middle, 0.5))))) if reached else 10
    c.put("days", days)
    c.effect += max(-0.32, min(0.32, 0.075 * (4.6 - days)))
    c.facts["wait"] = "long" if days >= 5 else "short" if days <= 2 else "middle"
    answered = workday(c.now.date(), days)
    c.now = c.now.replace(year=answered.year, month=answered.month, day=answered.day, hour=c.dice.randint(9, 16))
    return days > 2


def _minutes(c: Course) -> bool:
    usual = 6.6 if c.channel == "phone" else 9.5
    middle = math.log(usual) - 0.1 * c.later - 0.9 * c.place.quality
    seconds = int(max(20, min(2700, 60 * math.exp(c.dice.gauss(middle, 0.62)))))
    c.put("time", seconds)
    c.facts["minutes"] = max(1, round(seconds / 60))
    c.effect += max(-0.34, min(0.34, 0.22 * math.log(usual * 60 / seconds)))
    c.facts["wait"] = "long" if seconds > 600 else "short" if seconds <= 240 else "middle"
    c.wait(seconds=seconds)
    c.yes("pleasant", 0.46, 0.1)
    return seconds > 300


def _waiting_room(c: Course, ack: bool) -> None:
    works = c.happens(0.93 if ack else 0.3)
    seen = [key for key, chance in (("seats", 0.85), ("staff", 0.6)) if c.happens(chance)]
    seen = (
        (["seats"] if "seats" in seen else []) + (["display"] if works else []) + (["staff"] if "staff" in seen else [])
    )
    c.put("seen", seen or ["nothing"], fact="display_on" if works else "display_off")
    clean = c.pick("clean", {"clean": 0.56, "fair": 0.34, "dirty": 0.1}, {"clean": 0.05, "dirty": -0.12})
    c.shoot("proof", "number_display", works=works)
    if c.dice.random() < 0.4:
        c.shoot("proof", "waiting_room", clean=clean, seats="seats" in seen)
    if c.dice.random() < 0.3:
        c.shoot("proof", "counter", name=c.place.name)
    if clean == "dirty":
        c.shoot("clean", "waiting_room", evidence=True, clean="dirty", seats=True)


def reception(c: Course) -> None:
    """The first half minute with somebody."""
    c.yes("greeted", (0.87, 0.96), 0.2)
    c.yes("attention", (0.7, 0.83), 0.3)
    c.yes("offered", (0.82, 0.89), 0.16)
    if c.channel == "counter":
        chances = {4: 0.42, 3: 0.38, 2: 0.14, 1: 0.06}
        found = c.pick("entrance", chances, {4: 0.05, 2: -0.06, 1: -0.12})
        c.facts["entrance"] = "easy" if found >= 3 else "hard"
    c.wait(seconds=c.dice.randint(25, 60))


def understand(c: Course) -> None:
    """Explain the question."""
    c.yes("summary", (0.47, 0.53), 0.22)
    c.yes("probed", (0.6, 0.67), 0.16)
    repeated = not c.happens((0.7, 0.79))
    c.effect -= 0.26 * (repeated - 0.26)
    c.put("repeated", "yes" if repeated else "no")
    chances = {0: 0.68, 1: 0.24, 2: 0.08} if c.channel != "counter" else {0: 0.86, 1: 0.14}
    passed = c.pick("transfers", chances, {0: 0.06, 1: -0.1, 2: -0.24})
    c.facts["passed"] = "often" if passed > 1 else "once" if passed else "never"
    c.wait(minutes=c.dice.uniform(1, 4))


def answer(c: Course) -> None:
    """Get the answer, or nothing at all."""
    if c.facts["reached"] == "no":
        c.unanswered = True
        return
    right = {"right": (0.82, 0.86), "partly": (0.13, 0.1), "wrong": (0.05, 0.04)}
    correct = c.pick("correct", right, {"right": 0.06, "partly": -0.16, "wrong": -0.5})
    complete = c.yes("complete", (0.68, 0.8) if correct == "right" else (0.15, 0.2), 0.2)
    plain = c.yes("plain", 0.55 if c.channel == "email" else 0.82, 0.2)
    easy = 0.86 if correct == "right" and complete else 0.4 if correct == "right" else 0.1
    solved = c.yes("solved", easy, 0.26)
    written = c.channel == "email" or c.happens(0.34)
    c.put("written", "yes" if written else "no")
    if written:
        scene = "reply" if c.channel != "counter" else "paper"
        c.shoot("written", scene, evidence=True, topic=c.scenario.words["nl"]["topic"], plain=plain)
    effort = c.grade_like(3.7 if solved else 2.5, 0.6, 1, 5)
    c.put("effort", effort, fact="little" if effort >= 4 else "much" if effort <= 2 else "some")
    c.facts["answer_ok"] = "yes" if correct == "right" and complete else "no"
    c.put("words", "")  # written by the engine, when it is known how the visit felt
    c.wait(minutes=c.dice.uniform(2, 7))


def closing(c: Course) -> None:
    """Say goodbye."""
    c.yes("checked", (0.33, 0.4) if c.channel != "email" else (0.26, 0.33), 0.16)
    c.yes("next", (0.53, 0.62), 0.3)
    c.yes("friendly", (0.87, 0.9), 0.3)
    c.yes("extra", 0.16, 0.24)
    waits = c.facts["solved"] == "no"
    c.put("callback", "yes" if c.dice.random() < (0.2 if waits else 0.01) else "no")
    middle = c.dice.random() < c.style.care
    c.put("control", "middle" if middle else c.dice.choice(["left", "right"]))
    if c.dice.random() < c.style.talkative * 0.6:
        c.put("remark", "")
    c.wait(minutes=c.dice.uniform(1, 2))


def aftercare(c: Course) -> None:
    """Wait for the promised call or mail."""
    called = c.yes("called", (0.55, 0.6), 0.55)
    c.facts["promised"] = c.dice.randint(2, 4)
    late = c.dice.randint(0, 3)
    day = workday(c.now.date(), c.facts["promised"] - 1 + late if called else 6)
    c.now = c.now.replace(year=day.year, month=day.month, day=day.day, hour=c.dice.randint(9, 16))
    if called:
        c.put("on_time", "yes" if late <= 1 else "no")
        c.put("day", day.isoformat())
        c.effect += 0.2 if late <= 1 else -0.2
    else:
        c.facts["on_time"] = "never"


STEPS = {
    "search": search,
    "contact": contact,
    "waiting": waiting,
    "reception": reception,
    "understand": understand,
    "answer": answer,
    "closing": closing,
    "aftercare": aftercare,
}
