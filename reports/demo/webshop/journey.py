"""The journey of the web shop study: order, delivery and return, each a part of the visit with days of its own."""

from __future__ import annotations

from reports.demo.authoring import Doc, band, journey, number, option, phase, single, step, yes_no

SET_BY = "Werksessie webshop"
DELIVERY = {"opens_after_days": 2, "due_after_days": 7}
RETURN = {"opens_after_days": 3, "due_after_days": 14}


def _order() -> Doc:
    return step(
        "order",
        ("Bestellen", "Ordering"),
        ("Hoe voelde het bestellen?", "How did ordering feel?"),
        [
            yes_no(
                "day_shown",
                "Zag je voor het betalen op welke dag het pakket komt?",
                "Did you see before paying on which day the parcel comes?",
                weight=2,
            ),
            yes_no("guest", "Kon je bestellen zonder account?", "Could you order without an account?"),
            yes_no(
                "confirmed",
                "Kreeg je binnen 10 minuten een bevestiging?",
                "Did you get a confirmation within 10 minutes?",
                dimension="efficiency",
            ),
        ],
        intro=("Vul dit in op de dag dat je bestelt.", "Fill this in on the day you order."),
        channel="web",
        importance=3,
        owner="Webshop",
        desired=(0.6, ["at_ease", "interested"], SET_BY),
    )


def _deliver() -> Doc:
    return step(
        "deliver",
        ("Thuis ontvangen", "Receiving at home"),
        ("Hoe voelde het om het pakket te krijgen?", "How did receiving the parcel feel?"),
        [
            yes_no(
                "on_day",
                "Kwam het pakket op de beloofde dag?",
                "Did the parcel come on the promised day?",
                weight=2,
                dimension="efficiency",
            ),
            yes_no(
                "intact",
                "Was de doos heel?",
                "Was the box intact?",
                evidence={"min": 1, "max": 2, "when": "no"},
                hint=("Kapot? Maak een foto en dek je adres af.", "Damaged? Take a photo and cover your address."),
            ),
            single(
                "where",
                "Waar kreeg je het pakket?",
                "Where did you get the parcel?",
                [
                    option("hand", "In mijn handen", "In my hands", 2),
                    option("neighbour", "Bij de buren, met een bericht", "At the neighbours, with a note", 1),
                    option("outside", "Het stond buiten", "It stood outside", 0),
                ],
            ),
        ],
        intro=("De dag van de bezorging.", "The day of the delivery."),
        channel="delivery",
        mode="passive",
        importance=3,
        owner="Logistiek",
        desired=(0.6, ["happy"], SET_BY),
    )


def _send_back() -> Doc:
    return step(
        "send_back",
        ("Terugsturen", "Sending back"),
        ("Hoe voelde het terugsturen?", "How did sending back feel?"),
        [
            yes_no(
                "no_login",
                "Kon je de retour aanmelden zonder inloggen?",
                "Could you register the return without login?",
            ),
            yes_no(
                "term",
                "Zag je wanneer je je geld terugkrijgt?",
                "Did you see when you get your money back?",
                weight=2,
            ),
            number(
                "minutes",
                "Hoeveel minuten kostte het aanmelden?",
                "How many minutes did registering take?",
                ("minuten", "minutes"),
                [band(5, 2), band(15, 1), band(None, 0)],
                max=240,
                dimension="efficiency",
            ),
        ],
        intro=("Stuur het product terug na 3 dagen gebruik.", "Send the product back after 3 days of use."),
        channel="web",
        importance=4,
        owner="Klantenservice",
        desired=(0.4, ["at_ease", "reassured"], SET_BY),
    )


def document() -> Doc:
    """The journey document, complete in Dutch and English."""
    return journey(
        ("Webshop: bestellen, ontvangen, terugsturen", "Web shop: ordering, receiving, sending back"),
        [
            phase("order", ("Bestelling", "Order"), "buy", [_order()]),
            phase("delivery", ("Bezorging", "Delivery"), "use", [_deliver()], episode=DELIVERY),
            phase("return", ("Retour", "Return"), "return", [_send_back()], episode=RETURN),
        ],
        pass_mark=70,
    )
