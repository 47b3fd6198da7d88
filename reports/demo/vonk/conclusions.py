"""What the agency concluded for Vonk & Draad in both waves."""

from __future__ import annotations

from reports.demo.authoring import t
from reports.demo.concluding import Claim, Conclusions, Move, is_below_wish, is_high, lowest, went_up

RETURN = Claim(
    lowest("return"),
    "return",
    t("Een retour aanmelden is de laagste stap", "Registering a return is the lowest step"),
    t(
        "De stapscore is {return}. De regel noemt deze stap een pijnpunt. Alleen bezoeken met een retour tellen mee.",
        "The step score is {return}. The rule calls this step a pain point. Only visits with a return count here.",
    ),
)
ADVISE = Claim(
    is_high("advise"),
    "advise",
    t("Advies in de winkel is een hoogtepunt", "Advice in the shop is a high point"),
    t(
        "De stapscore is {advise}. De stap voldoet aan de regel voor een moment van de waarheid. Houd vast wat hier "
        "werkt.",
        "The step score is {advise}. The step meets the rule for a moment of truth. Keep what works here.",
    ),
)
ASK = Claim(
    is_below_wish("ask"),
    "ask",
    t("Advies vragen blijft achter bij wat u wilt", "Asking for advice falls short of what you want"),
    t(
        "De stapscore is {ask}. Dat is aantoonbaar lager dan de gewenste emotie die vooraf is vastgelegd.",
        "The step score is {ask}. That is demonstrably lower than the desired emotion that was set beforehand.",
    ),
)
PAY = Claim(
    went_up("pay"),
    "pay",
    t("Afrekenen ging vooruit", "Paying improved"),
    t(
        "De stapscore is {pay}. Sinds de vorige golf: {pay_change}. Wat de oorzaak is, zegt dit cijfer niet.",
        "The step score is {pay}. Since the previous wave: {pay_change}. It does not say what caused it.",
    ),
)
BEFORE_PAYING = Claim(
    is_below_wish("pay"),
    "pay",
    t("Afrekenen kan rustiger", "Paying can be calmer"),
    t(
        "De stapscore is {pay}. Dat is aantoonbaar lager dan de gewenste emotie die vooraf is vastgelegd.",
        "The step score is {pay}. That is demonstrably lower than the desired emotion that was set beforehand.",
    ),
)

CONCLUSIONS = Conclusions(
    claims={1: (RETURN, ADVISE, ASK, BEFORE_PAYING), 2: (PAY, RETURN, ADVISE, ASK)},
    steps=("ask", "advise", "pay", "return"),
    moves=(
        Move(
            "return",
            t("Retour aanmelden zonder inloggen", "Register a return without logging in"),
            t(
                "De stapscore van Retour aanmelden in de volgende golf.",
                "The step score of Registering the return in the next wave.",
            ),
            "Klantenservice",
            60,
            ("proposed", "busy"),
        ),
        Move(
            "ask",
            t("Chat: binnen 2 minuten antwoord", "Chat: an answer within 2 minutes"),
            t(
                "De stapscore van Advies vragen in de volgende golf.",
                "The step score of Asking for advice in the next wave.",
            ),
            "Klantenservice",
            -12,
            ("busy", "busy"),
        ),
        Move(
            "pay",
            t("Kassa: garantie pas na de keuze", "Till: the warranty only after the choice"),
            t("De stapscore van Afrekenen in de volgende golf.", "The step score of Paying in the next wave."),
            "Winkelteams",
            -90,
            ("busy", "closed"),
        ),
        Move(
            "advise",
            t("Elk gesprek begint met het gebruik", "Every conversation begins with how the product will be used"),
            t(
                "De stapscore van Advies in de winkel blijft minstens gelijk.",
                "The step score of Advice in the shop stays at least the same.",
            ),
            "Winkelteams",
            100,
            ("proposed", "remeasure"),
        ),
    ),
    aims={"return": 15, "ask": 10},
    summary=t(
        "De golf gaat over {visits} bezoeken. Shoppers zijn gebrieft en betaald; zij spreken niet voor alle klanten. "
        "Lees elk cijfer met zijn marge.",
        "This wave covers {visits} visits. The shoppers were briefed and paid; they do not speak for all customers. "
        "Read every figure with its margin.",
    ),
)
