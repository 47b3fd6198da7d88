"""Story 1: how residents of Waterrijk experience a question to their municipality."""

from __future__ import annotations

from reports.demo.authoring import t
from reports.demo.story import Advice, ClientUser, Story
from reports.demo.waterrijk import behaviour, fieldwork
from reports.demo.waterrijk.journey import document
from reports.demo.waterrijk.places import places

USERS = (
    ClientUser(
        "h.vantol",
        "Henriëtte",
        "van Tol",
        "manager",
        t("Gemeentesecretaris", "Municipal secretary"),
        login="directie@waterrijk.demo",
    ),
    ClientUser("j.brouwer", "Joost", "Brouwer", "manager", t("Hoofd Klantcontact", "Head of customer contact")),
    ClientUser(
        "n.achterberg",
        "Nadia",
        "Achterberg",
        "viewer",
        t("Teamleider Burgerzaken", "Team leader civil affairs"),
        "WR-PASSPORT",
    ),
    ClientUser(
        "s.wouters", "Stijn", "Wouters", "viewer", t("Teamleider Parkeren", "Team leader parking"), "WR-PARKING"
    ),
)
ADVICE = (
    Advice(
        "waiting",
        t(
            "Stuur op elke e-mail binnen een minuut een ontvangstbericht met een einddatum.",
            "Send a confirmation message with an end date within a minute of every e-mail.",
        ),
        t(
            "En meld het zelf als die datum niet lukt. Dit raakt 60 van de 120 bezoeken.",
            "And say so yourself when that date slips. This touches 60 of the 120 visits.",
        ),
        "Hoofd Klantcontact",
    ),
    Advice(
        "closing",
        t(
            "Sluit elk contact af met de volgende stap en een datum.",
            "Close every contact with the next step and a date.",
        ),
        t("Eén zin is genoeg.", "One sentence is enough."),
        "Teamleiders",
    ),
    Advice(
        "contact",
        t(
            "Zet telefoonnummer en wachttijd bovenaan elke productpagina.",
            "Put the phone number and waiting time at the top of every product page.",
        ),
        t(
            "De stap verbeterde al. Dit is de kleinste volgende stap.",
            "The step already improved. This is the smallest next step.",
        ),
        "Team Web",
    ),
    Advice(
        "answer",
        t(
            "Laat standaardantwoorden herschrijven op taalniveau B1.",
            "Have standard answers rewritten in plain language (B1).",
        ),
        t("Begin met de tien meest gebruikte teksten.", "Start with the ten texts used most."),
        "Vakafdelingen",
    ),
    Advice(
        "understand",
        t("Vat de vraag samen voordat u antwoordt.", "Sum up the question before you answer."),
        t("Maak dit de eerste zin van elk e-mailantwoord.", "Make it the first sentence of every e-mail."),
        "Vakafdelingen",
    ),
    Advice(
        "search",
        t("Breng de drie parkeerpagina's terug tot één pagina.", "Reduce the three parking pages to one."),
        t(
            "Eén pagina per onderwerp geeft minder tegenstrijdige antwoorden.",
            "One page per topic gives fewer contradicting answers.",
        ),
        "Webredactie",
    ),
    Advice(
        "reception",
        t("Houd vast wat werkt.", "Keep what works."),
        t(
            "Deel het voorbeeld van Servicepunt Zuid met de andere balies.",
            "Share the example of Servicepunt Zuid with the other counters.",
        ),
        "Balieteam en KCC",
    ),
    Advice(
        "aftercare",
        t("Meet deze stap apart in de volgende golf.", "Measure this step separately in the next wave."),
        t("Zo weinig bezoeken zijn te weinig voor een oordeel.", "So few visits are too few to judge."),
        "Vakafdelingen",
    ),
)

STORY = Story(
    key="waterrijk",
    client="Gemeente Waterrijk",
    code="WR",
    goal=t(
        "Inwoners weten waar ze aan toe zijn, via elk kanaal.",
        "Residents know where they stand, through every channel.",
    ),
    document=document(),
    places=places(),
    personas=fieldwork.PERSONAS,
    scenarios=fieldwork.scenarios(),
    waves=fieldwork.WAVES,
    quiz=fieldwork.QUIZ,
    users=USERS,
    advice=ADVICE,
    tones=behaviour.TONES,
    steps=behaviour.STEPS,
    plan=fieldwork.plan,
    overall=behaviour.OVERALL,
)
