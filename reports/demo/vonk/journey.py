"""The journey "Kopen, gebruiken en terugbrengen" of the electronics chain: 9 steps, not everybody returns."""

from __future__ import annotations

from reports.demo.authoring import (
    Doc,
    band,
    duration,
    grade,
    journey,
    long_text,
    moment,
    multiple,
    number,
    option,
    phase,
    photo,
    question,
    scale,
    single,
    step,
    when,
    yes_no,
)

SET_BY = "Klantteam, 12 januari"
IN_SHOP = when(("orient/where", "eq", "shop"))
RETURNS = when(("use/return", "eq", "yes"))
NO_PEOPLE = ("Zonder mensen in beeld.", "Without people in the picture.")


def _orient() -> Doc:
    return step(
        "orient",
        ("Online oriënteren", "Exploring online"),
        ("Hoe voelde het rondkijken op de website?", "How did looking around the website feel?"),
        [
            single(
                "device",
                "Op welk apparaat keek je?",
                "Which device did you use?",
                [
                    option("phone", "Telefoon", "Phone"),
                    option("laptop", "Laptop of computer", "Laptop or computer"),
                    option("tablet", "Tablet", "Tablet"),
                ],
                weight=0,
                dimension="efficiency",
            ),
            yes_no(
                "found",
                "Vond je het product binnen 3 minuten?",
                "Did you find the product within 3 minutes?",
                weight=2,
                dimension="efficiency",
            ),
            yes_no(
                "stock",
                "Stond de voorraad per winkel op de productpagina?",
                "Did the product page show the stock of each shop?",
            ),
            scale(
                "info",
                "Was de informatie genoeg om te kiezen?",
                "Was the information enough to choose?",
                [
                    ("Veel te weinig", "Far too little"),
                    ("Te weinig", "Too little"),
                    ("Net genoeg", "Just enough"),
                    ("Ruim genoeg", "More than enough"),
                ],
                dimension="experience",
            ),
            single(
                "where",
                "Waar koop je het product?",
                "Where do you buy the product?",
                [option("shop", "In de winkel", "In the shop"), option("online", "Online", "Online")],
                weight=0,
                dimension="efficiency",
                hint=("Zoals het in je opdracht staat.", "As your assignment says."),
            ),
        ],
        intro=("Zoek het product van je opdracht op de website.", "Find your product on the website."),
        channel="web",
        importance=3,
        owner="E-commerce",
        desired=(0.4, ["interested"], SET_BY),
    )


def _ask() -> Doc:
    return step(
        "ask",
        ("Advies vragen", "Asking for advice"),
        ("Hoe voelde het om advies te vragen?", "How did asking for advice feel?"),
        [
            single(
                "via",
                "Hoe stelde je je vraag?",
                "How did you ask your question?",
                [
                    option("chat", "Chat", "Chat"),
                    option("phone", "Telefoon", "Phone"),
                    option("email", "E-mail", "E-mail"),
                ],
                weight=0,
                dimension="efficiency",
            ),
            duration(
                "response",
                "Hoe lang duurde het tot iemand reageerde?",
                "How long did it take until somebody replied?",
                [band(120, 1), band(300, 0.5), band(None, 0)],
                dimension="efficiency",
                show_if=when(("ask/via", "in", ["chat", "phone"])),
            ),
            single(
                "answered",
                "Kreeg je antwoord op je vraag?",
                "Did you get an answer to your question?",
                [
                    option("fully", "Ja, helemaal", "Yes, fully", 2),
                    option("partly", "Deels", "Partly", 1),
                    option("referred", "Nee, ik werd doorverwezen", "No, I was referred elsewhere", 0),
                ],
                weight=2,
            ),
            photo(
                "shot",
                "Schermafdruk van het gesprek",
                "Screenshot of the conversation",
                required=False,
                most=2,
                show_if=when(("ask/via", "in", ["chat", "email"])),
                hint=("Maak namen onleesbaar.", "Make names unreadable."),
            ),
        ],
        intro=("Stel de vraag uit je opdracht.", "Ask the question of your assignment."),
        channel="chat",
        importance=4,
        owner="Klantenservice",
        desired=(0.5, ["reassured"], SET_BY),
        may_be_unanswered=True,
    )


def _enter() -> Doc:
    return step(
        "enter",
        ("Winkel binnenkomen", "Entering the shop"),
        ("Hoe voelde het om binnen te komen?", "How did coming in feel?"),
        [
            photo("front", "Foto van de voorgevel", "Photo of the shop front", required=False, hint=NO_PEOPLE),
            moment("time", "at", "Hoe laat kwam je binnen?", "At what time did you come in?", weight=0),
            yes_no(
                "greeted",
                "Werd je binnen 2 minuten begroet?",
                "Were you greeted within 2 minutes?",
                weight=2,
            ),
            scale(
                "signs",
                "Hoe snel vond je de goede afdeling?",
                "How soon did you find the right department?",
                [
                    ("Ik moest het vragen", "I had to ask"),
                    ("Na lang zoeken", "After a long search"),
                    ("Na even zoeken", "After a short search"),
                    ("Meteen", "At once"),
                ],
                dimension="efficiency",
            ),
            single(
                "tidy",
                "Hoe netjes was de afdeling?",
                "How tidy was the department?",
                [
                    option("tidy", "Netjes", "Tidy", 2),
                    option("fair", "Redelijk", "Fair", 1, hint=("Een paar lege plekken", "Some gaps")),
                    option("messy", "Rommelig", "Messy", 0),
                ],
                dimension="impression",
                evidence={"min": 1, "max": 2, "when": "messy"},
            ),
        ],
        intro=("De eerste minuten in de winkel.", "The first minutes in the shop."),
        channel="shop",
        importance=2,
        owner="Winkelformule",
        desired=(0.4, ["at_ease"], SET_BY),
        show_if=IN_SHOP,
    )


def _advise() -> Doc:
    return step(
        "advise",
        ("Advies in de winkel", "Advice in the shop"),
        ("Hoe voelde het advies in de winkel?", "How did the advice in the shop feel?"),
        [
            question(
                "note",
                "role",
                "Zeg dat je nog niet weet welk product je wilt. Noem geen merk.",
                "Say that you do not know yet which product you want. Do not mention a brand.",
                required=False,
                weight=0,
            ),
            number(
                "waited",
                "Hoeveel minuten wachtte je op advies?",
                "How many minutes did you wait for advice?",
                ("minuten", "minutes"),
                [band(3, 1), band(7, 0.5), band(None, 0)],
                max=60,
                dimension="efficiency",
            ),
            yes_no(
                "needs",
                "Vroeg de adviseur hoe je het product gaat gebruiken?",
                "Did the adviser ask how you will use the product?",
                weight=2,
            ),
            yes_no(
                "tried",
                "Mocht je het product proberen?",
                "Were you allowed to try the product?",
                allow_na=True,
                dimension="experience",
            ),
            multiple(
                "offers",
                "Wat liet de adviseur je nog meer zien?",
                "What else did the adviser show you?",
                [
                    option("cheaper", "Een goedkoper product", "A cheaper product", 1),
                    option("better", "Een beter product", "A better product", 1),
                    option("care", "Uitleg over gebruik of onderhoud", "Advice on use or care", 1),
                    option("nothing", "Niets", "Nothing", 0, exclusive=True),
                ],
                hint=("Meer antwoorden mogen.", "You may choose more than one."),
            ),
            yes_no(
                "pushed",
                "Voelde je druk om te kopen?",
                "Did you feel pressed to buy?",
                yes=0,
                no=1,
                dimension="emotion",
            ),
            grade(
                "knowledge",
                "Welk cijfer geef je de kennis van de adviseur?",
                "How do you grade the knowledge of the adviser?",
                hint=("1 is heel slecht, 10 is heel goed.", "1 is very poor, 10 is very good."),
            ),
        ],
        intro=("Het gesprek op de afdeling.", "The conversation in the department."),
        channel="shop",
        weight=2,
        importance=5,
        owner="Winkelteams",
        desired=(0.7, ["reassured", "enthusiastic"], SET_BY),
        show_if=IN_SHOP,
    )


def _pay() -> Doc:
    return step(
        "pay",
        ("Afrekenen", "Paying"),
        ("Hoe voelde het afrekenen?", "How did paying feel?"),
        [
            yes_no(
                "asked",
                "Kreeg je ongevraagd een verzekering of extra garantie aangeboden?",
                "Were you offered insurance or extra warranty without asking?",
                yes=0,
                no=1,
                dimension="experience",
            ),
            yes_no(
                "slot",
                "Kon je zelf de dag van de bezorging kiezen?",
                "Could you choose the day of the delivery yourself?",
            ),
            yes_no(
                "price",
                "Was de prijs gelijk aan de prijs op de website?",
                "Was the price the same as on the website?",
                critical="fail",
            ),
            question(
                "receipt",
                "receipt",
                "Welk bedrag staat op de bon? Maak een foto.",
                "Which amount is on the receipt? Take a photo.",
                photo_required=True,
                weight=0,
                hint=("Dek je naam en pasnummer af.", "Cover your name and card number."),
            ),
        ],
        intro=("Van de keuze tot de bon.", "From your choice to the receipt."),
        channel="shop",
        importance=3,
        owner="Winkelteams",
        desired=(0.4, ["at_ease"], SET_BY),
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
                "told",
                "Wist je vooraf in welke 2 uur de bezorger kwam?",
                "Did you know in which 2 hours the driver would come?",
            ),
            single(
                "box",
                "Hoe kwam de doos aan?",
                "In what state did the box arrive?",
                [
                    option("intact", "Heel", "Intact", 2),
                    option("dented", "Gedeukt", "Dented", 1),
                    option("broken", "Kapot", "Broken", 0),
                ],
                evidence={"min": 1, "max": 3, "when": "broken"},
            ),
            photo(
                "parcel",
                "Foto van het pakket",
                "Photo of the parcel",
                required=False,
                most=2,
                hint=("Dek je adres af.", "Cover your address."),
            ),
        ],
        intro=("De dag van de bezorging.", "The day of the delivery."),
        channel="delivery",
        mode="passive",
        importance=3,
        owner="Logistiek",
        desired=(0.6, ["happy"], SET_BY),
    )


def _use() -> Doc:
    return step(
        "use",
        ("In gebruik nemen", "Starting to use it"),
        ("Hoe voelde het om het product te gebruiken?", "How did using the product feel?"),
        [
            yes_no(
                "manual",
                "Zat er een duidelijke uitleg in de doos?",
                "Was there a clear explanation in the box?",
            ),
            number(
                "minutes",
                "Na hoeveel minuten werkte het product?",
                "After how many minutes did the product work?",
                ("minuten", "minutes"),
                [band(10, 1), band(25, 0.5), band(None, 0)],
                max=240,
                dimension="efficiency",
            ),
            single(
                "works",
                "Werkte het product goed?",
                "Did the product work well?",
                [
                    option("well", "Ja, meteen", "Yes, at once", 2),
                    option("helped", "Ja, na hulp of zoeken", "Yes, after help or a search", 1),
                    option("not", "Nee", "No", 0),
                ],
                weight=2,
                critical="cap:60",
                threshold=1,
            ),
            question(
                "nps",
                "nps",
                "Hoe waarschijnlijk is het dat je dit product aanraadt?",
                "How likely are you to recommend this product?",
                weight=0,
                dimension="impression",
                hint=("0 is zeker niet, 10 is zeker wel.", "0 is certainly not, 10 is certainly."),
            ),
            question(
                "short_text",
                "control",
                "Controlevraag: typ het woord dat onder aan je briefing staat.",
                "Control question: type the word at the bottom of your briefing.",
                internal=True,
                included=False,
                weight=0,
            ),
            yes_no(
                "return",
                "Stuur of breng je het product terug?",
                "Do you send or take the product back?",
                yes=None,
                weight=0,
                hint=("Zoals het in je opdracht staat.", "As your assignment says."),
            ),
        ],
        intro=("Pak het product uit en gebruik het 3 dagen.", "Unpack the product and use it for 3 days."),
        importance=3,
        owner="Inkoop",
        desired=(0.7, ["enthusiastic"], SET_BY),
    )


def _return() -> Doc:
    return step(
        "return",
        ("Retour aanmelden", "Registering the return"),
        ("Hoe voelde het aanmelden van de retour?", "How did registering the return feel?"),
        [
            yes_no(
                "no_login",
                "Kon je de retour aanmelden zonder in te loggen?",
                "Could you register the return without logging in?",
                dimension="efficiency",
            ),
            yes_no(
                "term",
                "Was duidelijk hoe lang de retour duurt?",
                "Was it clear how long the return takes?",
                weight=2,
            ),
            yes_no(
                "human",
                "Was er een mens bereikbaar voor een vraag?",
                "Could you reach a person for a question?",
                allow_na=True,
            ),
            yes_no(
                "costs",
                "Waren de kosten van de retour vooraf duidelijk?",
                "Were the costs of the return clear beforehand?",
            ),
            single(
                "way",
                "Hoe ging het product terug?",
                "How did the product go back?",
                [option("shop", "Via de winkel", "Through the shop"), option("post", "Per post", "By post")],
                weight=0,
                dimension="efficiency",
            ),
            photo(
                "label",
                "Foto van de retourbon of het retourscherm",
                "Photo of the return slip or the return screen",
                required=False,
                most=2,
            ),
            long_text(
                "words",
                "Wat gebeurde er, stap voor stap?",
                "What happened, step by step?",
                least=20,
                most=1200,
                weight=0,
                hint=("Noem geen namen.", "Do not mention names."),
            ),
        ],
        intro=("Alleen als je opdracht een retour heeft.", "Only when your assignment has a return."),
        channel="web",
        importance=4,
        owner="Klantenservice",
        desired=(0.2, ["at_ease"], SET_BY),
        show_if=RETURNS,
    )


def _refund() -> Doc:
    return step(
        "refund",
        ("Geld terug", "Getting the money back"),
        ("Hoe voelde het om je geld terug te krijgen?", "How did getting your money back feel?"),
        [
            number(
                "days",
                "Na hoeveel dagen stond het geld op je rekening?",
                "After how many days was the money in your account?",
                ("dagen", "days"),
                [band(5, 1), band(10, 0.5), band(None, 0)],
                max=30,
                dimension="efficiency",
            ),
            yes_no(
                "full",
                "Was het bedrag volledig?",
                "Was the amount complete?",
                weight=2,
                critical="zero_section",
            ),
            yes_no(
                "told",
                "Kreeg je bericht dat het geld onderweg was?",
                "Were you told that the money was on its way?",
            ),
        ],
        intro=("Alleen bij een retour per post.", "Only for a return by post."),
        importance=4,
        owner="Financiën",
        desired=(0.4, ["reassured"], SET_BY),
        show_if={
            "all": [
                {"field": "use/return", "is": "eq", "value": "yes"},
                {"field": "return/way", "is": "eq", "value": "post"},
            ]
        },
    )


def document() -> Doc:
    """The journey document of story 2, complete in Dutch and English."""
    return journey(
        ("Kopen, gebruiken en terugbrengen", "Buying, using and returning"),
        [
            phase("orient", ("Oriënteren", "Orient"), "orient", [_orient(), _ask()]),
            phase("buy", ("Kopen", "Buy"), "buy", [_enter(), _advise(), _pay()]),
            phase("use", ("Gebruiken", "Use"), "use", [_deliver(), _use()]),
            phase("return", ("Retour", "Return"), "return", [_return(), _refund()]),
        ],
        pass_mark=70,
    )
