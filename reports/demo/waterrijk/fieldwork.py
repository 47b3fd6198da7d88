"""What shoppers go and ask at Waterrijk, in whose part, and which visits make a wave."""

from __future__ import annotations

import random
from pathlib import Path

from reports.demo.authoring import t
from reports.demo.story import Persona, Planned, QuizQuestion, Scenario, Text, Wave

WORDS = Path(__file__).parent.parent / "words"
CHANNELS = {"email": ("MAIL", 12), "phone": ("PHONE", 8), "counter": ("DESK", 4)}
MONEY = {"email": (45, 1250), "phone": (35, 1400), "counter": (60, 1850)}
VERB = {
    "email": t("E-mail", "E-mail"),
    "phone": t("Telefoongesprek", "Phone call"),
    "counter": t("Baliebezoek", "Counter visit"),
}

# service: title nl/en, question nl/en, thing nl/en, search word nl/en, topic on a screenshot
QUESTIONS = {
    "passport": (
        ("paspoort verlengen", "renewing a passport"),
        (
            "Je paspoort verloopt over 3 maanden. Je wilt weten hoe je een nieuw aanvraagt en wat het kost.",
            "Your passport expires in 3 months. You want to know how to apply and what it costs.",
        ),
        ("het paspoort", "the passport"),
        ("paspoort verlengen", "renew passport"),
        "Paspoort verlengen",
    ),
    "parking": (
        ("parkeren voor bezoek", "parking for visitors"),
        (
            "Je ouders komen een week logeren met de auto. Je wilt weten hoe zij bij je in de straat mogen parkeren.",
            "Your parents are coming to stay for a week by car. You want to know how they may park in your street.",
        ),
        ("de bezoekersvergunning", "the visitor permit"),
        ("parkeren bezoek", "visitor parking"),
        "Parkeren voor bezoek",
    ),
    "waste": (
        ("afvalpas kwijt", "lost waste card"),
        (
            "Je bent de pas van de ondergrondse container kwijt. Je wilt een nieuwe en vraagt wat met de oude gebeurt.",
            "You lost the card of the underground container. You want a new one and ask what happens to the old one.",
        ),
        ("de afvalpas", "the waste card"),
        ("afvalpas kwijt", "lost waste card"),
        "Afvalpas kwijt",
    ),
    "moving": (
        ("verhuizing doorgeven", "reporting a move"),
        (
            "Je verhuist binnen Waterrijk met een huisgenoot. Je wilt weten wanneer en hoe je dat doorgeeft.",
            "You move within Waterrijk with a housemate. You want to know when and how to report it.",
        ),
        ("de verhuizing", "the move"),
        ("verhuizing doorgeven", "report move"),
        "Verhuizing doorgeven",
    ),
    "event": (
        ("buurtfeest melden", "reporting a street party"),
        (
            "Je organiseert met de straat een klein feest op een zaterdag. Je wilt weten of een vergunning nodig is.",
            "Your street plans a small party on a Saturday. You want to know whether you need a permit.",
        ),
        ("het buurtfeest", "the street party"),
        ("straatfeest", "street party"),
        "Buurtfeest melden",
    ),
}

PERSONAS = (
    Persona(
        "busy_parent",
        t("Drukke ouder", "Busy parent"),
        t(
            "Werkt, heeft kinderen en regelt dingen tussendoor. Wil snel weten waar die aan toe is.",
            "Works, has children and arranges things in between. Wants to know quickly where they stand.",
        ),
    ),
    Persona(
        "newcomer",
        t("Nieuwe inwoner", "New resident"),
        t(
            "Woont er kort en kent de woorden van de gemeente nog niet.",
            "Moved in recently and does not know the words of the municipality yet.",
        ),
    ),
    Persona(
        "careful",
        t("Zorgvuldige senior", "Careful senior"),
        t(
            "Doet het liefst alles goed in één keer en belt liever dan dat die klikt.",
            "Likes to do it right the first time and would rather call than click.",
        ),
    ),
)


def scenarios() -> tuple[Scenario, ...]:
    """Five questions times three channels."""
    made = []
    for service, (title, story, thing, search, topic) in QUESTIONS.items():
        for channel in CHANNELS:
            minutes, fee = MONEY[channel]
            made.append(
                Scenario(
                    key=f"{service}_{channel}",
                    channel=channel,
                    title=t(f"{VERB[channel]['nl']}: {title[0]}", f"{VERB[channel]['en']}: {title[1]}"),
                    text=t(*story),
                    minutes=minutes,
                    fee_cents=fee,
                    words={
                        "nl": {"thing": thing[0], "search": search[0], "topic": topic},
                        "en": {"thing": thing[1], "search": search[1], "topic": topic},
                    },
                    group=service,
                )
            )
    return tuple(made)


def plan(wave: int) -> list[Planned]:
    """The 120 visits of a wave: per service 12 e-mails, 8 phone calls and 4 counter visits."""
    dice = random.Random(f"waterrijk:plan:{wave}")
    cells = [
        (service, channel) for service in QUESTIONS for channel, (_, count) in CHANNELS.items() for _ in range(count)
    ]
    dice.shuffle(cells)
    personas = [PERSONAS[number % len(PERSONAS)].key for number in range(len(cells))]
    dice.shuffle(personas)
    planned = []
    for number, ((service, channel), persona) in enumerate(zip(cells, personas, strict=True)):
        latest = 9 if channel == "email" else 24  # an e-mail needs ten working days to wait
        time = f"{dice.randint(13, 14) if channel == 'counter' else dice.randint(9, 15):02}:{dice.randint(0, 59):02}"
        planned.append(
            Planned(
                number=number + 1,
                wave=wave,
                place=f"WR-{service.upper()}-{CHANNELS[channel][0]}",
                scenario=f"{service}_{channel}",
                persona=persona,
                workday=dice.choice([0, 1, 3, 4]) + 5 * dice.randint(0, latest // 5)
                if channel == "counter"
                else dice.randint(0, latest),
                time=time,
            )
        )
    return sorted(planned, key=lambda visit: (visit.workday, visit.time, visit.number))


def _briefing(new: Text) -> Text:
    return {
        language: (WORDS / f"waterrijk.briefing.{language}.md").read_text("utf-8").replace("{new}", new[language])
        for language in ("nl", "en")
    }


WAVES = (
    Wave(
        1,
        t("Nulmeting voorjaar 2026", "Baseline spring 2026"),
        5,
        t(
            "Weten hoe inwoners een vraag aan de gemeente nu beleven.",
            "Knowing how residents experience a question to the municipality now.",
        ),
        _briefing(t("*Eerste versie van deze briefing.*", "*First version of this briefing.*")),
    ),
    Wave(
        2,
        t("Hermeting najaar 2026", "Re-measurement autumn 2026"),
        5,
        t(
            "Zien of het nieuwe ontvangstbericht en de nieuwe contactpagina verschil maken.",
            "Seeing whether the new confirmation message and the new contact page make a difference.",
        ),
        _briefing(
            t(
                "**Nieuw in deze versie:** maak geen foto's waar mensen op staan, en tel bij e-mail alleen werkdagen.",
                "**New in this version:** take no photos with people in them, and count only working days for e-mail.",
            )
        ),
    ),
)

QUIZ = (
    QuizQuestion(
        t(
            "De medewerker vraagt waarom je geen afspraak hebt. Wat zeg je?",
            "The employee asks why you have no appointment. What do you say?",
        ),
        (
            t("Dat je een mystery guest bent", "That you are a mystery guest"),
            t("Dat je niet wist dat het moest", "That you did not know it was needed"),
            t("Dat de website niet werkte", "That the website did not work"),
        ),
        1,
        t(
            "Dit is je rol: je weet nog niets. Noem nooit het onderzoek.",
            "This is your part: you know nothing yet. Never mention the study.",
        ),
    ),
    QuizQuestion(
        t(
            "Na 10 werkdagen is er geen antwoord op je e-mail. Wat doe je?",
            "After 10 working days there is no answer to your e-mail. What do you do?",
        ),
        (
            t("Ik bel de gemeente", "I call the municipality"),
            t("Ik meld in het formulier dat er geen antwoord kwam", "I report in the form that no answer came"),
            t("Ik laat het bezoek vervallen", "I drop the visit"),
        ),
        1,
        t(
            "Geen antwoord is ook een uitkomst. Je krijgt gewoon je vergoeding.",
            "No answer is a result too. You simply get your fee.",
        ),
    ),
    QuizQuestion(
        t("Wanneer tik je op het vlak?", "When do you tap the square?"),
        (
            t("Aan het eind van het bezoek", "At the end of the visit"),
            t("Direct na elke stap, voor de vragen", "Right after each step, before the questions"),
            t("Alleen als ik iets sterk voelde", "Only when I felt something strongly"),
        ),
        1,
        t(
            "Het gaat om je eerste, snelle indruk. Denk niet na, tik.",
            "It is about your first, fast impression. Do not think, tap.",
        ),
    ),
    QuizQuestion(
        t("Wat mag er niet op een foto staan?", "What must not be in a photo?"),
        (t("Mensen", "People"), t("Het nummerscherm", "The number display"), t("De ingang", "The entrance")),
        0,
        t(
            "Foto's zijn altijd zonder mensen. Staat er toch iemand op, maak hem opnieuw.",
            "Photos never show people. If somebody is in it, take it again.",
        ),
    ),
)
