"""What shoppers buy at Vonk & Draad, in whose part, and which visits make a wave."""

from __future__ import annotations

import random
from pathlib import Path

from reports.demo.authoring import t
from reports.demo.story import Persona, Planned, QuizQuestion, Scenario, Text, Wave
from reports.demo.vonk.behaviour import CONTROL_WORD
from reports.demo.vonk.places import places

WORDS = Path(__file__).parent.parent / "words"
RETURNS = {1: 29, 2: 34}  # of the 96 visits of each wave
ONLINE = 8

# product: name nl/en, search word nl/en, price in cents
PRODUCTS = {
    "headphones": (
        ("koptelefoon", "headphones"),
        ("de koptelefoon", "the headphones"),
        ("koptelefoon", "headphones"),
        14900,
    ),
    "vacuum": (
        ("robotstofzuiger", "robot vacuum"),
        ("de robotstofzuiger", "the robot vacuum"),
        ("robotstofzuiger", "robot vacuum"),
        24900,
    ),
    "speaker": (
        ("draadloze speaker", "wireless speaker"),
        ("de speaker", "the speaker"),
        ("speaker draadloos", "wireless speaker"),
        9900,
    ),
    "reader": (("e-reader", "e-reader"), ("de e-reader", "the e-reader"), ("e-reader", "e-reader"), 12900),
}

PERSONAS = (
    Persona(
        "easy",
        t("Gemakzoeker", "Convenience seeker"),
        t("Wil snel klaar zijn en vertrouwt op goed advies.", "Wants to be done quickly and trusts good advice."),
    ),
    Persona(
        "explorer",
        t("Uitzoeker", "Explorer"),
        t(
            "Vergelijkt alles, leest reviews en stelt veel vragen.",
            "Compares everything, reads reviews and asks many questions.",
        ),
    ),
    Persona(
        "giver",
        t("Cadeaugever", "Gift giver"),
        t("Koopt voor een ander en is onzeker over de keuze.", "Buys for somebody else and is unsure of the choice."),
    ),
)


def scenarios() -> tuple[Scenario, ...]:
    """Four products, kept or returned, in the shop or online."""
    made = []
    for key, (product, the_product, search, price) in PRODUCTS.items():
        for group in ("keep", "return"):
            for channel in ("shop", "web"):
                back = group == "return"
                made.append(
                    Scenario(
                        key=f"{key}_{group}_{channel}",
                        channel=channel,
                        title=t(
                            f"{product[0].capitalize()} kopen" + (" en terugbrengen" if back else ""),
                            f"Buying {product[1]}" + (" and returning" if back else ""),
                        ),
                        text=_text(product, channel, back),
                        minutes=120 if back else 90,
                        fee_cents=3900 if back else 2900,
                        words={
                            "nl": {"product": product[0], "the_product": the_product[0], "search": search[0]},
                            "en": {"product": product[1], "the_product": the_product[1], "search": search[1]},
                        },
                        group=group,
                        asks={"price_cents": price},
                    )
                )
    return tuple(made)


def _text(product: tuple[str, str], channel: str, back: bool) -> Text:
    where = {
        "shop": ("in de winkel van je opdracht", "in the shop of your assignment"),
        "web": ("in de webshop", "in the web shop"),
    }[channel]
    nl = f"Je zoekt een {product[0]} voor elke dag. Je koopt {where[0]} en laat bezorgen."
    en = f"You are looking for {product[1]} for every day. You buy {where[1]} and have it delivered."
    if back:
        nl += " Na 3 dagen gebruik meld je een retour aan, omdat het product niet bij je past."
        en += " After 3 days of use you register a return, because the product does not suit you."
    return t(nl, en)


def plan(wave: int) -> list[Planned]:
    """The 96 visits of a wave: 4 for each shop, 8 of them online, 29 or 34 with a return."""
    dice = random.Random(f"vonk:plan:{wave}")
    shops = [place.code for place in places() if place.kind == "site"] * 4
    dice.shuffle(shops)
    groups = ["return"] * RETURNS[wave] + ["keep"] * (len(shops) - RETURNS[wave])
    channels = ["web"] * ONLINE + ["shop"] * (len(shops) - ONLINE)
    dice.shuffle(groups)
    dice.shuffle(channels)
    planned = []
    for number, (shop, group, channel) in enumerate(zip(shops, groups, channels, strict=True)):
        planned.append(
            Planned(
                number=number + 1,
                wave=wave,
                place=shop,
                scenario=f"{list(PRODUCTS)[number % 4]}_{group}_{channel}",
                persona=PERSONAS[dice.randrange(3)].key,
                workday=dice.randint(0, 14),
                time=f"{dice.randint(12, 15):02}:{dice.randint(0, 59):02}",
            )
        )
    return sorted(planned, key=lambda visit: (visit.workday, visit.time, visit.number))


def _briefing(wave: int, new: Text) -> Text:
    return {
        language: (WORDS / f"vonk.briefing.{language}.md")
        .read_text("utf-8")
        .replace("{new}", new[language])
        .replace("{word}", CONTROL_WORD[wave])
        for language in ("nl", "en")
    }


WAVES = (
    Wave(
        1,
        t("Golf voorjaar 2026", "Wave spring 2026"),
        6,
        t(
            "Zien waar klanten afhaken tussen kijken en terugbrengen.",
            "Seeing where customers drop out between looking and returning.",
        ),
        _briefing(1, t("*Eerste versie van deze briefing.*", "*First version of this briefing.*")),
    ),
    Wave(
        2,
        t("Golf najaar 2026", "Wave autumn 2026"),
        6,
        t(
            "Zien of de voorraad op de website en de nieuwe kassa-afspraak verschil maken.",
            "Seeing whether stock on the website and the new till agreement make a difference.",
        ),
        _briefing(
            2,
            t(
                "**Nieuw in deze versie:** zeg twee keer nee tegen een verzekering.",
                "**New in this version:** say no to insurance twice.",
            ),
        ),
    ),
)

QUIZ = (
    QuizQuestion(
        t(
            "De adviseur vraagt welk merk je wilt. Wat zeg je?",
            "The adviser asks which brand you want. What do you say?",
        ),
        (
            t("Het merk van mijn vorige", "The brand of my last one"),
            t("Dat ik dat nog niet weet", "That I do not know yet"),
            t("Het duurste merk", "The dearest brand"),
        ),
        1,
        t(
            "Je weet nog niet wat je wilt. Zo zie je of de adviseur doorvraagt.",
            "You do not know yet. That shows whether the adviser asks further.",
        ),
    ),
    QuizQuestion(
        t(
            "Na 20 minuten reageert niemand in de chat. Wat doe je?",
            "After 20 minutes nobody replies in the chat. What do you do?",
        ),
        (
            t("Ik meld dat niemand antwoordde", "I report that nobody answered"),
            t("Ik sla de stap stil over", "I silently skip the step"),
            t("Ik wacht de hele dag", "I wait all day"),
        ),
        0,
        t("Geen antwoord is ook een uitkomst.", "No answer is a result too."),
    ),
    QuizQuestion(
        t("Wat dek je af op de foto van de bon?", "What do you cover in the photo of the receipt?"),
        (
            t("Het bedrag", "The amount"),
            t("Mijn naam en pasnummer", "My name and card number"),
            t("De datum", "The date"),
        ),
        1,
        t(
            "Het bedrag en de datum moeten leesbaar zijn, je eigen gegevens niet.",
            "Amount and date must be readable, your own data must not.",
        ),
    ),
    QuizQuestion(
        t("Wanneer meld je een retour aan?", "When do you register a return?"),
        (
            t("Altijd", "Always"),
            t("Als het product tegenvalt", "When the product disappoints"),
            t("Alleen als het in mijn opdracht staat", "Only when my assignment says so"),
        ),
        2,
        t(
            "De opdracht bepaalt het, niet je mening over het product.",
            "The assignment decides, not your opinion of the product.",
        ),
    ),
)
