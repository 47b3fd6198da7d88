"""How buying, using and returning goes at the chain: what happens in each step, per wave."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from reports.demo.course import Course
from reports.demo.story import Tone

TONES = {
    "orient": Tone(
        (59, 64),
        (62, 67),
        {},
        (0.55, 0.5),
        pleasant=("interested", "at_ease", "enthusiastic"),
        unpleasant=("confused", "irritated", "disappointed"),
    ),
    "ask": Tone(
        (44, 49),
        (52, 57),
        {},
        (0.68, 0.45),
        pleasant=("reassured", "at_ease", "valued"),
        unpleasant=("irritated", "ignored", "confused", "bored"),
    ),
    "enter": Tone(
        (61, 63),
        (63, 65),
        {},
        (0.5, 0.55),
        pleasant=("at_ease", "interested", "valued"),
        unpleasant=("ignored", "tense", "confused"),
    ),
    "advise": Tone(
        (67, 68),
        (71, 73),
        {},
        (0.72, 0.74),
        pleasant=("reassured", "enthusiastic", "valued", "interested"),
        unpleasant=("irritated", "disappointed", "tense", "bored"),
    ),
    "pay": Tone(
        (50, 61),
        (51, 62),
        {},
        (0.6, 0.45),
        pleasant=("at_ease", "reassured", "happy"),
        unpleasant=("irritated", "tense", "angry"),
    ),
    "deliver": Tone(
        (65, 66),
        (67, 68),
        {},
        (0.62, 0.6),
        pleasant=("happy", "reassured", "at_ease"),
        unpleasant=("disappointed", "irritated", "tense"),
    ),
    "use": Tone(
        (71, 73),
        (72, 74),
        {},
        (0.62, 0.66),
        pleasant=("enthusiastic", "happy", "interested"),
        unpleasant=("irritated", "confused", "disappointed"),
    ),
    "return": Tone(
        (25, 24),
        (38, 38),
        {},
        (0.76, 0.45),
        pleasant=("reassured", "surprised_pos", "at_ease"),
        unpleasant=("irritated", "disappointed", "confused", "angry"),
    ),
    "refund": Tone(
        (46, 46),
        (53, 54),
        {},
        (0.62, 0.45),
        pleasant=("reassured", "at_ease"),
        unpleasant=("tense", "irritated", "disappointed"),
    ),
}
OVERALL = {
    "orient": 0.6,
    "ask": 1.4,
    "enter": 0.4,
    "advise": 1.8,
    "pay": 0.7,
    "deliver": 0.7,
    "use": 1.3,
    "return": 0.9,
}
CONTROL_WORD = {1: "lantaarn", 2: "kompas"}


def orient(c: Course) -> None:
    """Look around the website."""
    c.pick("device", {"phone": 0.55, "laptop": 0.36, "tablet": 0.09}, {})
    c.wait(minutes=c.dice.uniform(1, 3))
    c.yes("found", (0.78, 0.86), 0.26)
    c.yes("stock", (0.35, 0.62), 0.22)
    info = c.grade_like(2.9 if c.later else 2.7, 0.6, 1, 4)
    c.put("info", info, fact="enough" if info >= 3 else "little")
    c.effect += 0.1 * (info - 2.8)
    c.put("where", "online" if c.channel == "web" else "shop")
    c.facts["minutes"] = c.dice.randint(2, 9)
    c.wait(minutes=c.facts["minutes"] + 3)


def ask(c: Course) -> None:
    """Ask for advice from a distance; a chat sometimes stays silent."""
    via = c.pick("via", {"chat": 0.62, "phone": 0.22, "email": 0.16}, {})
    if not c.happens((0.95, 0.97), pull=1):
        c.unanswered = True
        c.wait(minutes=20)
        return
    if via == "email":
        c.facts["wait"] = "middle"
        c.facts["minutes"] = 0
        c.wait(hours=c.dice.uniform(3, 20))
    else:
        median = 260 if not c.later else 215
        seconds = int(max(12, min(1800, math.exp(c.dice.gauss(math.log(median), 0.8)))))
        c.put("response", seconds)
        c.facts["minutes"] = max(1, round(seconds / 60))
        c.facts["wait"] = "long" if seconds > 300 else "short" if seconds <= 100 else "middle"
        c.effect += max(-0.3, min(0.3, 0.15 * math.log(median / seconds)))
        c.wait(seconds=seconds)
    chances = {"fully": (0.36, 0.42), "partly": (0.3, 0.3), "referred": (0.34, 0.28)}
    given = c.pick("answered", chances, {"fully": 0.3, "partly": 0.0, "referred": -0.32})
    if via != "phone" and c.dice.random() < 0.3:
        c.shoot("shot", "chat", referred=given == "referred", minutes=c.facts["minutes"])
    c.wait(minutes=c.dice.uniform(3, 9))


def _not_sunday(moment: datetime) -> datetime:
    return moment + timedelta(days=1) if moment.isoweekday() == 7 else moment


def enter(c: Course) -> None:
    """Come into the shop, usually a day later."""
    day = _not_sunday(c.now + timedelta(days=c.dice.choice([0, 1, 1, 2])))
    c.now = day.replace(hour=c.dice.randint(13, 16), minute=c.dice.randint(0, 59))
    if c.dice.random() < 0.45:
        c.shoot("front", "shop_front", town=c.place.city)
    c.put("at", c.now.strftime("%H:%M"))
    c.yes("greeted", (0.6, 0.64), 0.3)
    signs = c.pick("signs", {4: 0.4, 3: 0.36, 2: 0.16, 1: 0.08}, {4: 0.1, 2: -0.12, 1: -0.18})
    c.facts["signs"] = "easy" if signs >= 3 else "hard"
    tidy = c.pick("tidy", {"tidy": 0.64, "fair": 0.27, "messy": 0.09}, {"tidy": 0.05, "messy": -0.2})
    if tidy == "messy":
        c.shoot("tidy", "shelf", evidence=True, messy=True)
    c.wait(minutes=c.dice.uniform(3, 6))


def advise(c: Course) -> None:
    """Talk to an adviser in the department."""
    waited = min(25, max(0, round(math.exp(c.dice.gauss(1.25 - c.place.quality, 0.7)) - 1)))
    c.put("waited", waited)
    c.facts["minutes"] = max(1, waited)
    c.facts["wait"] = "long" if waited >= 7 else "short" if waited <= 2 else "middle"
    c.effect += max(-0.24, min(0.12, 0.035 * (3 - waited)))
    c.yes("needs", (0.66, 0.72), 0.34)
    if c.dice.random() < 0.14:
        c.na("tried", "Er stond geen model" if c.style.language == "nl" else "There was no display model")
    else:
        c.yes("tried", (0.55, 0.6), 0.26)
    shown = {"cheaper": 0.36, "better": 0.42, "care": 0.4}
    offers = [key for key, chance in shown.items() if c.happens(chance)]
    c.put("offers", offers or ["nothing"], fact=offers[0] if offers else "nothing")
    c.effect += 0.06 * (len(offers) - 1.2)
    pushed = not c.happens(0.88)
    c.effect -= 0.4 * (pushed - 0.12)
    c.put("pushed", "yes" if pushed else "no")
    c.put("knowledge", c.grade_like(7.2, 0.8, 1, 10))
    c.facts["knows"] = (
        "well" if c.answers["knowledge"]["v"] >= 8 else "badly" if (c.answers["knowledge"]["v"] <= 5) else "fairly"
    )
    c.wait(minutes=waited + c.dice.uniform(8, 18))


def pay(c: Course) -> None:
    """Order and pay."""
    asked = not c.happens((0.38, 0.68))
    c.effect -= 0.34 * (asked - c.by_wave((0.62, 0.32)))
    c.put("asked", "yes" if asked else "no")
    c.yes("slot", (0.62, 0.7), 0.2)
    c.yes("price", 0.965, 0.3)
    cents = c.scenario.asks["price_cents"] + (0 if c.facts["price"] == "yes" else 1000)
    c.facts["amount"] = f"{cents // 100}"
    c.put("receipt", {"amount_cents": cents, "currency": "EUR", "photos": []}, fact="given")
    c.shoot("receipt", "receipt", cents=cents, product=c.scenario.words["nl"]["product"])
    c.wait(minutes=c.dice.uniform(3, 9))


def deliver(c: Course) -> None:
    """Wait for the parcel at home."""
    on_day = c.yes("on_day", (0.82, 0.84), 0.42)
    c.yes("told", (0.62, 0.66), 0.22)
    c.facts["days"] = c.dice.randint(1, 3) + (0 if on_day else c.dice.randint(1, 3))
    c.now = _not_sunday(c.now + timedelta(days=c.facts["days"])).replace(hour=c.dice.randint(9, 19))
    chances = {"intact": 0.82, "dented": 0.14, "broken": 0.04}
    box = c.pick("box", chances, {"intact": 0.05, "dented": -0.14, "broken": -0.5})
    if c.dice.random() < 0.45:
        c.shoot("parcel", "parcel", state=box)
    if box == "broken":
        c.shoot("box", "parcel", evidence=True, state=box, near=True)


def use(c: Course) -> None:
    """Unpack it and use it for some days."""
    manual = c.yes("manual", (0.58, 0.62), 0.24)
    minutes = int(max(2, min(180, math.exp(c.dice.gauss(math.log(9 if manual else 19), 0.6)))))
    c.put("minutes", minutes)
    c.effect += max(-0.2, min(0.2, 0.1 * math.log(12 / minutes)))
    c.facts["start"] = "slow" if minutes > 25 else "quick" if minutes <= 10 else "middle"
    returns = c.scenario.group == "return"
    chances = {"well": 0.74, "helped": 0.2, "not": 0.06}
    c.pick("works", chances, {"well": 0.1, "helped": -0.16, "not": -0.6})
    nps = c.grade_like(7.4 if c.facts["works"] != "not" else 4, 1.1, 0, 10)
    c.put("nps", nps)
    attentive = c.dice.random() < c.style.care
    c.put("control", CONTROL_WORD[c.planned.wave] if attentive else c.dice.choice(["weet ik niet", "geen"]))
    c.put("return", "yes" if returns else "no")
    c.wait(days=3)


def give_back(c: Course) -> None:
    """Register the return."""
    c.yes("no_login", (0.25, 0.26), 0.3)
    c.yes("term", (0.4, 0.4), 0.3)
    if c.dice.random() < 0.08:
        c.na("human", "Ik had geen vraag" if c.style.language == "nl" else "I had no question")
    else:
        c.yes("human", 0.36, 0.2)
    c.yes("costs", 0.59, 0.14)
    post = c.dice.random() < 0.27
    c.put("way", "post" if post else "shop")
    c.facts["times"] = c.dice.randint(2, 4)
    c.facts["minutes"] = c.dice.randint(6, 35)
    if c.dice.random() < 0.75:
        c.shoot(
            "label",
            "return_slip" if post or c.dice.random() < 0.4 else "return_screen",
            login=c.facts["no_login"] == "no",
        )
    c.put("words", "")
    c.wait(minutes=c.facts["minutes"])


def refund(c: Course) -> None:
    """Wait for the money."""
    days = max(2, min(21, round(c.dice.gauss(8.5, 3.5))))
    c.put("days", days)
    c.effect += max(-0.35, min(0.35, 0.06 * (8.5 - days)))
    c.facts["wait"] = "long" if days > 10 else "short" if days <= 6 else "middle"
    c.yes("full", 0.9, 0.6)
    c.yes("told", 0.45, 0.24)
    c.wait(days=days)


STEPS = {
    "orient": orient,
    "ask": ask,
    "enter": enter,
    "advise": advise,
    "pay": pay,
    "deliver": deliver,
    "use": use,
    "return": give_back,
    "refund": refund,
}
