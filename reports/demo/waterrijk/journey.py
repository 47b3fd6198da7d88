"""The journey "Een vraag aan de gemeente": 8 steps from searching for information to aftercare."""

from __future__ import annotations

from reports.demo.authoring import (
    Doc,
    band,
    duration,
    journey,
    long_text,
    moment,
    multiple,
    number,
    option,
    phase,
    photo,
    scale,
    single,
    step,
    when,
    yes_no,
)

SET_BY = "Werksessie 3 september"
EMAIL = when(("contact/channel", "eq", "email"))
COUNTER = when(("contact/channel", "eq", "counter"))
LIVE = when(("contact/channel", "in", ["phone", "counter"]))
REACHED = when(("waiting/reached", "eq", "yes"))
NO_PEOPLE = ("Zonder mensen in beeld.", "Without people in the picture.")


def _search() -> Doc:
    return step(
        "search",
        ("Informatie zoeken", "Searching for information"),
        ("Hoe voelde het zoeken op de website?", "How did searching the website feel?"),
        [
            yes_no(
                "found",
                "Stond de informatie op de website?",
                "Was the information on the website?",
                weight=2,
                hint=("Het gaat om jouw vraag uit het scenario.", "The question in your scenario."),
            ),
            multiple(
                "way",
                "Hoe heb je gezocht?",
                "How did you search?",
                [
                    option("search_box", "Zoekveld op de website", "Search box on the website"),
                    option("menu", "Menu of onderwerpen", "Menu or topics"),
                    option("engine", "Zoekmachine", "Search engine"),
                    option("direct", "Ik kende de pagina al", "I already knew the page", exclusive=True),
                ],
                dimension="efficiency",
                weight=0,
                hint=("Meer antwoorden mogen.", "You may choose more than one."),
            ),
            single(
                "result",
                "Gaf de zoekfunctie het goede antwoord?",
                "Did the search function give the right answer?",
                [
                    option("first", "Ja, bovenaan", "Yes, at the top", 2),
                    option("page", "Ja, verder op de eerste pagina", "Yes, further down the first page", 1),
                    option("none", "Nee", "No", 0),
                ],
                dimension="efficiency",
                show_if=when(("search/way", "contains", "search_box")),
            ),
            scale(
                "readable",
                "Hoe makkelijk was de tekst te lezen?",
                "How easy was the text to read?",
                [
                    ("Heel moeilijk", "Very hard"),
                    ("Moeilijk", "Hard"),
                    ("Gewoon", "Average"),
                    ("Makkelijk", "Easy"),
                    ("Heel makkelijk", "Very easy"),
                ],
                dimension="experience",
            ),
            yes_no(
                "details",
                "Klopten de openingstijden en het telefoonnummer?",
                "Were the opening hours and the phone number correct?",
                allow_na=True,
            ),
            photo(
                "shot",
                "Schermafdruk van het zoekresultaat",
                "Screenshot of the search result",
                required=False,
                most=2,
                hint=("Zonder je eigen naam of adres.", "Without your own name or address."),
            ),
        ],
        intro=(
            "Zoek eerst op de website. Stop na 10 minuten.",
            "Search the website first. Stop after 10 minutes.",
        ),
        channel="web",
        importance=3,
        owner="Webredactie",
        desired=(0.4, ["interested"], SET_BY),
    )


def _contact() -> Doc:
    return step(
        "contact",
        ("Contact leggen", "Getting in touch"),
        ("Hoe voelde het contact leggen?", "How did getting in touch feel?"),
        [
            single(
                "channel",
                "Hoe nam je contact op?",
                "How did you get in touch?",
                [
                    option("email", "Per e-mail of formulier", "By e-mail or form"),
                    option("phone", "Per telefoon", "By phone"),
                    option("counter", "Aan de balie", "At the counter"),
                ],
                weight=0,
                dimension="efficiency",
                hint=("Zoals het in je opdracht staat.", "As your assignment says."),
            ),
            moment("datetime", "at", "Wanneer nam je contact op?", "When did you get in touch?"),
            yes_no(
                "quick",
                "Vond je het contactgegeven binnen 2 minuten?",
                "Did you find the contact details within 2 minutes?",
                weight=2,
                dimension="efficiency",
            ),
            single(
                "menu",
                "Hoe duidelijk was het keuzemenu, het formulier of de bewegwijzering?",
                "How clear was the phone menu, the form or the signposting?",
                [
                    option("clear", "Duidelijk", "Clear", 2),
                    option("partly", "Deels duidelijk", "Partly clear", 1),
                    option("unclear", "Onduidelijk", "Unclear", 0),
                ],
                dimension="experience",
            ),
            yes_no(
                "human",
                "Was er een mens bereikbaar toen dat nodig was?",
                "Could you reach a person when you needed one?",
                allow_na=True,
            ),
        ],
        intro=(
            "Neem contact op via het kanaal van je opdracht.",
            "Get in touch through the channel of your assignment.",
        ),
        importance=4,
        owner="Team Web",
        desired=(0.4, ["at_ease"], SET_BY),
    )


def _waiting() -> Doc:
    return step(
        "waiting",
        ("Wachten", "Waiting"),
        ("Hoe voelde het wachten?", "How did the waiting feel?"),
        [
            yes_no(
                "ack",
                "Kreeg je een ontvangstbericht of een melding van de wachttijd?",
                "Did you get a confirmation message or a notice of the waiting time?",
                weight=2,
                section="speed",
            ),
            duration(
                "time",
                "Hoe lang wachtte je tot je werd geholpen?",
                "How long did you wait until you were helped?",
                [band(300, 1), band(600, 0.5), band(None, 0)],
                dimension="efficiency",
                section="speed",
                show_if=LIVE,
                hint=("Begin bij binnenkomst of bij de eerste toon.", "From arrival or the first ring."),
            ),
            number(
                "days",
                "Na hoeveel werkdagen kreeg je antwoord?",
                "After how many working days did you get an answer?",
                ("werkdagen", "working days"),
                [band(2, 1), band(5, 0.5), band(None, 0)],
                max=10,
                dimension="efficiency",
                section="speed",
                show_if=EMAIL,
                hint=("Nog geen antwoord na 10 dagen? Vul 10 in.", "No answer after 10 days? Enter 10."),
            ),
            yes_no(
                "update",
                "Kreeg je bericht toen het langer duurde?",
                "Were you told when it took longer?",
                section="speed",
                allow_na=True,
            ),
            multiple(
                "seen",
                "Wat zag je in de wachtruimte?",
                "What did you see in the waiting area?",
                [
                    option("seats", "Zitplaatsen vrij", "Free seats", 1),
                    option("display", "Werkend nummerscherm", "Working number display", 1),
                    option("staff", "Medewerker in zicht", "Employee in sight", 1),
                    option("nothing", "Geen van deze", "None of these", 0, exclusive=True),
                ],
                section="place",
                dimension="experience",
                show_if=COUNTER,
                hint=("Meer antwoorden mogen.", "You may choose more than one."),
            ),
            single(
                "clean",
                "Hoe schoon was de wachtruimte?",
                "How clean was the waiting area?",
                [
                    option("clean", "Schoon", "Clean", 2),
                    option("fair", "Redelijk", "Fair", 1, hint=("Enkele vlekken", "Some stains")),
                    option("dirty", "Vies", "Dirty", 0),
                ],
                section="place",
                dimension="impression",
                show_if=COUNTER,
                evidence={"min": 1, "max": 2, "when": "dirty"},
            ),
            yes_no(
                "pleasant",
                "Was de wachtruimte of de wachtmuziek prettig?",
                "Was the waiting area or the hold music pleasant?",
                section="place",
                dimension="impression",
                show_if=LIVE,
            ),
            photo(
                "proof",
                "Foto van de wachtruimte of schermafdruk van je postvak",
                "Photo of the waiting area or screenshot of your mailbox",
                required=False,
                section="place",
                show_if=when(("contact/channel", "in", ["counter", "email"])),
                hint=NO_PEOPLE,
            ),
            yes_no(
                "reached",
                "Kreeg je uiteindelijk antwoord of iemand te spreken?",
                "Did you get an answer or reach a person in the end?",
                yes=None,
                section="speed",
                weight=0,
                hint=("Bel hoogstens 3 keer, wacht hoogstens 10 dagen.", "Call 3 times, wait 10 days."),
            ),
        ],
        intro=(
            "Van het eerste contact tot iemand je vraag oppakt.",
            "From the first contact until somebody takes up your question.",
        ),
        mode="passive",
        weight=1,
        importance=5,
        owner="Hoofd Klantcontact",
        desired=(0.2, ["at_ease", "reassured"], SET_BY),
        sections=[
            {"key": "speed", "title": {"nl": "Tijd en bericht", "en": "Time and news"}, "weight": None},
            {"key": "place", "title": {"nl": "Omgeving", "en": "Surroundings"}, "weight": None},
        ],
    )


def _reception() -> Doc:
    return step(
        "reception",
        ("Ontvangst", "Reception"),
        ("Hoe voelde de ontvangst?", "How did the reception feel?"),
        [
            yes_no(
                "greeted",
                "Noemde de medewerker de gemeente en groette die je?",
                "Did the employee name the municipality and greet you?",
            ),
            yes_no(
                "attention",
                "Had de medewerker direct aandacht voor je?",
                "Did the employee give you attention straight away?",
                dimension="experience",
            ),
            yes_no(
                "offered",
                "Vroeg de medewerker waarmee die kon helpen?",
                "Did the employee ask how they could help?",
            ),
            scale(
                "entrance",
                "Hoe makkelijk vond je de balie?",
                "How easily did you find the counter?",
                [
                    ("Ik moest het vragen", "I had to ask"),
                    ("Na lang zoeken", "After a long search"),
                    ("Na even zoeken", "After a short search"),
                    ("Meteen", "At once"),
                ],
                dimension="impression",
                show_if=COUNTER,
            ),
        ],
        intro=("De eerste halve minuut met een medewerker.", "The first half minute with an employee."),
        importance=3,
        owner="Balieteam en KCC",
        desired=(0.6, ["valued"], SET_BY),
        show_if=LIVE,
    )


def _understand() -> Doc:
    return step(
        "understand",
        ("Vraag begrijpen", "Understanding the question"),
        ("Hoe voelde het om je vraag uit te leggen?", "How did explaining your question feel?"),
        [
            yes_no(
                "summary",
                "Vatte de medewerker je vraag samen?",
                "Did the employee sum up your question?",
                weight=2,
            ),
            yes_no(
                "probed",
                "Vroeg de medewerker door?",
                "Did the employee ask further questions?",
                hint=("Ook een vraag terug per e-mail telt.", "A question by return e-mail counts too."),
            ),
            yes_no(
                "repeated",
                "Moest je iets twee keer vertellen?",
                "Did you have to say something twice?",
                yes=0,
                no=1,
                dimension="efficiency",
            ),
            number(
                "transfers",
                "Hoe vaak ging je vraag naar iemand anders?",
                "How often was your question passed on?",
                ("keer", "times"),
                [band(0, 1), band(1, 0.5), band(None, 0)],
                max=6,
                dimension="efficiency",
            ),
        ],
        intro=("Wist de medewerker wat je bedoelde?", "Did the employee know what you meant?"),
        importance=4,
        owner="Vakafdelingen",
        desired=(0.6, ["reassured"], SET_BY),
        show_if=REACHED,
    )


def _answer() -> Doc:
    return step(
        "answer",
        ("Antwoord krijgen", "Getting an answer"),
        ("Hoe voelde het antwoord?", "How did the answer feel?"),
        [
            single(
                "correct",
                "Was het antwoord juist?",
                "Was the answer correct?",
                [
                    option("right", "Juist", "Correct", 1),
                    option("partly", "Deels juist", "Partly correct", 0.5),
                    option("wrong", "Onjuist", "Incorrect", 0),
                ],
                weight=3,
                critical="cap:50",
                threshold=0.5,
                hint=("Vergelijk met het antwoord in je briefing.", "Compare with your briefing."),
            ),
            yes_no("complete", "Was het antwoord volledig?", "Was the answer complete?"),
            yes_no(
                "plain",
                "Was het antwoord in gewone taal?",
                "Was the answer in plain language?",
                dimension="experience",
            ),
            yes_no(
                "solved",
                "Was je vraag in één keer opgelost?",
                "Was your question solved in one go?",
                weight=2,
                dimension="efficiency",
            ),
            yes_no(
                "written",
                "Kreeg je het antwoord ook op papier of per e-mail?",
                "Did you get the answer on paper or by e-mail as well?",
                evidence={"min": 1, "max": 2, "when": "yes"},
                hint=("Maak je eigen naam onleesbaar.", "Make your own name unreadable."),
            ),
            scale(
                "effort",
                "Hoeveel moeite kostte het je om antwoord te krijgen?",
                "How much effort did it take to get an answer?",
                [
                    ("Heel veel moeite", "A great deal of effort"),
                    ("Veel moeite", "A lot of effort"),
                    ("Enige moeite", "Some effort"),
                    ("Weinig moeite", "Little effort"),
                    ("Geen moeite", "No effort"),
                ],
                dimension="emotion",
            ),
            long_text(
                "words",
                "Wat was het antwoord? Schrijf het in je eigen woorden.",
                "What was the answer? Write it in your own words.",
                least=20,
                most=1000,
                weight=0,
                hint=("Noem geen namen.", "Do not mention names."),
            ),
        ],
        intro=("Het antwoord op je vraag.", "The answer to your question."),
        importance=5,
        owner="Vakafdelingen",
        desired=(0.8, ["reassured", "happy"], SET_BY),
        may_be_unanswered=True,
    )


def _closing() -> Doc:
    return step(
        "closing",
        ("Afronden", "Closing"),
        ("Hoe voelde het einde van het contact?", "How did the end of the contact feel?"),
        [
            yes_no(
                "checked",
                "Vroeg de medewerker of alles duidelijk was?",
                "Did the employee ask whether everything was clear?",
            ),
            yes_no(
                "next",
                "Noemde de medewerker de volgende stap?",
                "Did the employee name the next step?",
                weight=2,
            ),
            yes_no(
                "friendly",
                "Was de afronding vriendelijk?",
                "Was the closing friendly?",
                dimension="emotion",
            ),
            yes_no(
                "extra",
                "Dacht de medewerker mee over iets wat je niet vroeg?",
                "Did the employee think of something you did not ask?",
                bonus=True,
                dimension="experience",
            ),
            yes_no(
                "callback",
                "Beloofde de medewerker later contact op te nemen?",
                "Did the employee promise to contact you later?",
                yes=None,
                weight=0,
            ),
            single(
                "control",
                "Controlevraag: kies hier het middelste antwoord.",
                "Control question: choose the middle answer here.",
                [
                    option("left", "Eens", "Agree"),
                    option("middle", "Weet ik niet", "I do not know"),
                    option("right", "Oneens", "Disagree"),
                ],
                internal=True,
                included=False,
                weight=0,
            ),
            long_text(
                "remark",
                "Wat viel je verder op?",
                "What else did you notice?",
                required=False,
                most=1000,
                weight=0,
            ),
        ],
        intro=("Het afscheid en wat er daarna gebeurt.", "The goodbye and what happens next."),
        importance=3,
        owner="Teamleiders",
        desired=(0.6, ["at_ease"], SET_BY),
        show_if=REACHED,
    )


def _aftercare() -> Doc:
    return step(
        "aftercare",
        ("Nazorg", "Aftercare"),
        ("Hoe voelde de nazorg?", "How did the aftercare feel?"),
        [
            yes_no(
                "called",
                "Nam de gemeente weer contact met je op?",
                "Did the municipality contact you again?",
                weight=2,
                critical="zero_section",
            ),
            yes_no(
                "on_time",
                "Was dat binnen de beloofde tijd?",
                "Was that within the promised time?",
                show_if=when(("aftercare/called", "eq", "yes")),
                dimension="efficiency",
            ),
            moment(
                "date",
                "day",
                "Op welke dag was dat?",
                "On which day was that?",
                weight=0,
                show_if=when(("aftercare/called", "eq", "yes")),
            ),
        ],
        intro=("Alleen als de gemeente iets beloofde.", "Only when the municipality promised something."),
        importance=2,
        owner="Vakafdelingen",
        desired=(0.6, ["reassured"], SET_BY),
        show_if=when(("closing/callback", "eq", "yes")),
    )


def document() -> Doc:
    """The journey document of story 1, complete in Dutch and English."""
    return journey(
        ("Een vraag aan de gemeente", "A question to the municipality"),
        [
            phase("orient", ("Oriënteren", "Orient"), "orient", [_search(), _contact()]),
            phase("contact", ("Contact", "Contact"), "get_help", [_waiting(), _reception(), _understand()]),
            phase("answer", ("Antwoord", "Answer"), "receive", [_answer(), _closing()]),
            phase("aftercare", ("Nazorg", "Aftercare"), "use", [_aftercare()]),
        ],
        pass_mark=65,
    )
