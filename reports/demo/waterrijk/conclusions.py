"""What the agency concluded for Waterrijk in both waves."""

from __future__ import annotations

from reports.demo.authoring import t
from reports.demo.concluding import Claim, Conclusions, Move, is_below_wish, is_high, lowest, went_up

WAITING = Claim(
    lowest("waiting"),
    "waiting",
    t("Wachten is de laagste stap van de klantreis", "Waiting is the lowest step of the journey"),
    t(
        "De stapscore is {waiting}. De regel noemt deze stap een pijnpunt. Geen andere stap scoort zo laag.",
        "The step score is {waiting}. The rule calls this step a pain point. No other step scores as low.",
    ),
)
ANSWER = Claim(
    is_high("answer"),
    "answer",
    t("Het antwoord zelf is een hoogtepunt", "The answer itself is a high point"),
    t(
        "De stapscore is {answer}. De stap voldoet aan de regel voor een moment van de waarheid. Houd vast wat hier "
        "werkt.",
        "The step score is {answer}. The step meets the rule for a moment of truth. Keep what works here.",
    ),
)
CONTACT = Claim(
    is_below_wish("contact"),
    "contact",
    t("Contact leggen blijft achter bij wat u wilt", "Getting in touch falls short of what you want"),
    t(
        "De stapscore is {contact}. Dat is aantoonbaar lager dan de gewenste emotie die vooraf is vastgelegd.",
        "The step score is {contact}. That is demonstrably lower than the desired emotion that was set beforehand.",
    ),
)
BETTER = Claim(
    went_up("contact"),
    "contact",
    t("Contact leggen ging vooruit", "Getting in touch improved"),
    t(
        "De stapscore is {contact}. Sinds de vorige golf: {contact_change}. Wat de oorzaak is, zegt dit cijfer niet.",
        "The step score is {contact}. Since the previous wave: {contact_change}. It does not say what caused it.",
    ),
)
CLOSING = Claim(
    is_below_wish("closing"),
    "closing",
    t("Afronden kan duidelijker", "Closing can be clearer"),
    t(
        "De stapscore is {closing}. Dat is aantoonbaar lager dan de gewenste emotie die vooraf is vastgelegd.",
        "The step score is {closing}. That is demonstrably lower than the desired emotion that was set beforehand.",
    ),
)

CONCLUSIONS = Conclusions(
    claims={1: (WAITING, ANSWER, CONTACT, CLOSING), 2: (BETTER, WAITING, ANSWER, CONTACT, CLOSING)},
    steps=("contact", "waiting", "answer", "closing"),
    moves=(
        Move(
            "waiting",
            t("Ontvangstbericht met een einddatum", "A confirmation message with an end date"),
            t("De stapscore van Wachten in de volgende golf.", "The step score of Waiting in the next wave."),
            "Hoofd Klantcontact",
            75,
            ("busy", "busy"),
        ),
        Move(
            "contact",
            t(
                "Telefoonnummer en wachttijd bovenaan elke pagina",
                "Phone number and waiting time at the top of every page",
            ),
            t(
                "De stapscore van Contact leggen in de volgende golf.",
                "The step score of Getting in touch in the next wave.",
            ),
            "Team Web",
            -60,
            ("busy", "closed"),
        ),
        Move(
            "closing",
            t(
                "Elk contact eindigt met een volgende stap en een datum",
                "Every contact ends with a next step and a date",
            ),
            t("De checklist van Afronden in de volgende golf.", "The checklist of Closing in the next wave."),
            "Teamleiders",
            45,
            ("proposed", "busy"),
        ),
        Move(
            "answer",
            t("Standaardantwoorden in gewone taal", "Standard answers in plain language"),
            t(
                "De stapscore van Antwoord krijgen blijft minstens gelijk.",
                "The step score of Getting an answer stays at least the same.",
            ),
            "Vakafdelingen",
            120,
            ("proposed", "proposed"),
        ),
    ),
    aims={"waiting": 12, "contact": 10},
    summary=t(
        "De golf gaat over {visits} bezoeken. Shoppers zijn gebrieft en betaald; zij spreken niet voor alle inwoners. "
        "Lees elk cijfer met zijn marge.",
        "This wave covers {visits} visits. The shoppers were briefed and paid; they do not speak for all residents. "
        "Read every figure with its margin.",
    ),
)
