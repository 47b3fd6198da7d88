"""Story 2: buying, using and returning at the electronics chain Vonk & Draad."""

from __future__ import annotations

from reports.demo.authoring import t
from reports.demo.story import Advice, ClientUser, Story
from reports.demo.vonk import behaviour, fieldwork
from reports.demo.vonk.journey import document
from reports.demo.vonk.places import places

USERS = (
    ClientUser(
        "m.dewit", "Marleen", "de Wit", "manager", t("Directeur klant", "Customer director"), login="directie@vonk.demo"
    ),
    ClientUser("r.smit", "Robert", "Smit", "manager", t("Hoofd winkels", "Head of shops")),
    ClientUser("l.haddad", "Laila", "Haddad", "viewer", t("Hoofd klantenservice", "Head of customer service")),
    ClientUser(
        "t.vos",
        "Thijs",
        "Vos",
        "viewer",
        t("Regiomanager Zuid", "Region manager South"),
        "VD-ZUI",
        login="regio@vonk.demo",
    ),
)
ADVICE = (
    Advice(
        "return",
        t(
            "Laat klanten een retour aanmelden met bestelnummer en postcode.",
            "Let customers register a return with order number and postcode.",
        ),
        t("Zet de terugbetaaltijd in de eerste zin.", "Put the refund time in the first sentence."),
        "Klantenservice",
    ),
    Advice(
        "ask",
        t(
            "Antwoord in de chat binnen 2 minuten en verwijs niet door.",
            "Answer in the chat within 2 minutes and do not refer elsewhere.",
        ),
        t(
            "Zet op drukke uren één adviseur uit een rustige winkel in de chat.",
            "At busy hours, put one adviser from a quiet shop in the chat.",
        ),
        "Klantenservice",
    ),
    Advice(
        "advise",
        t(
            "Begin elk gesprek met de vraag hoe de klant het product gebruikt.",
            "Start every conversation by asking how the customer uses the product.",
        ),
        t("Goed advies is het moment dat klanten onthouden.", "Good advice is the moment customers remember."),
        "Winkelteams",
    ),
    Advice(
        "use",
        t("Leg in elke doos een kaart met drie stappen.", "Put a card with three steps in every box."),
        t("Uitleg ontbreekt bij 4 van de 10 producten.", "An explanation is missing in 4 of 10 products."),
        "Inkoop",
    ),
    Advice(
        "pay",
        t("Houd de kassa-afspraak vast: één keer vragen is genoeg.", "Keep the till agreement: asking once is enough."),
        t("De stap ging vooruit sinds de vorige golf.", "The step improved since the last wave."),
        "Winkelteams",
    ),
    Advice(
        "refund",
        t("Meet deze stap apart in de volgende golf.", "Measure this step separately in the next wave."),
        t("Zo weinig bezoeken zijn te weinig voor een oordeel.", "So few visits are too few to judge."),
        "Financiën",
    ),
)

STORY = Story(
    key="vonk",
    client="Vonk & Draad",
    code="VD",
    goal=t(
        "Klanten kopen met vertrouwen en durven terug te komen.", "Customers buy with confidence and dare to come back."
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
