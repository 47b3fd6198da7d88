"""What exists before a walk begins: people, a client with its tree, and nothing that the walk itself must make.

Run as ``python -m tests.walks.ground`` with the settings of the product under test.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fieldwork.settings")
WORD = "wandelen-door-de-stad"
PEOPLE = {
    "planner": ("lotte@walk.test", "Lotte Kuipers", "planner"),
    "reviewer": ("mees@walk.test", "Mees Peters", "reviewer"),
    "shopper": ("samira@walk.test", "Samira El Amrani", "shopper"),
    "manager": ("m.dewit@walk.test", "Marga de Wit", "client_manager"),
    "stranger": ("ander@walk.test", "Anders Vreemd", "client_viewer"),
    "guest": ("emma@walk.test", "Emma Hughes", "shopper"),
    "offline": ("jamal@walk.test", "Jamal Bakker", "shopper"),
    "leaver": ("ines@walk.test", "Ines Costa", "shopper"),
    "speaker": ("tom@walk.test", "Tom Okafor", "shopper"),
    "second": ("noor@walk.test", "Noor Visser", "shopper"),
    "twice": ("tess@walk.test", "Tess Mulder", "shopper"),
    "buyer": ("kim@walk.test", "Kim Jansen", "shopper"),
    "director": ("j.smith@walk.test", "Jo Smith", "client_manager"),
}


def lay() -> None:
    """Make people, two clients and three locations."""
    from datetime import date

    from fieldwork.journeys import actions as journeys
    from fieldwork.people.models import Client, Location, ShopperProfile, User
    from tests import documents

    client = Client.objects.create(code="waterrijk", name="Gemeente Waterrijk")
    other = Client.objects.create(code="elders", name="Gemeente Elders")
    region = Location.objects.create(client=client, kind="region", code="regio", name="Regio Midden")
    district = Location.objects.create(client=client, kind="district", region=region, code="stad", name="Stad")
    for number, name in enumerate(("Stadhuis", "Servicepunt Oost"), 1):
        Location.objects.create(
            client=client, kind="site", region=region, district=district, code=f"punt-{number}", name=name,
            address=f"Wilgenlaan {number}, Waterrijk", latitude=52.1 + number / 50, longitude=5.1,
        )  # fmt: skip
    owners = {"manager": client, "stranger": other, "director": other}
    for key, (email, name, role) in PEOPLE.items():
        user = User.objects.create_user(email, WORD, name=name, role=role, client=owners.get(key))
        if role in ("planner", "reviewer"):
            user.managed_clients.set([client, other])
        if role == "shopper":
            ShopperProfile.objects.create(user=user, city="Utrecht", birth_date=date(1991, 4, 2), tile_side="right")
    planner = User.objects.get(email=PEOPLE["planner"][0])
    journeys.create(client, documents.text("Een vraag aan de balie", "A question at the counter"), planner, story())
    english(other, planner)


def english(client, planner) -> None:
    """For the shorter walks in English: everything up to the visits that these shoppers may begin."""
    from fieldwork.journeys import actions as journeys
    from fieldwork.people.models import Location
    from fieldwork.studies import actions as studies
    from tests import documents

    place = Location.objects.create(client=client, kind="site", code="hall", name="Town hall", address="High Street 1")
    title = documents.text("Een vraag aan het loket", "A question at the town hall")
    journey = journeys.create(client, title, planner, story())
    journeys.publish(journey, planner)
    study = studies.create_study(client, journey, "Service at the town hall", planner)
    ready(study, planner, place, ("guest", "offline", "leaver", "second", "twice"))

    beside = studies.create_study(client, journey, "Where and what was said", planner)
    ground = "Works council, 3 March"
    studies.allow(beside, planner, allows_audio=True, audio_ground=ground, asks_position=True)
    square = {"name": "Library", "address": "Square 1", "latitude": 52.1, "longitude": 5.1}
    library = Location.objects.create(client=client, kind="site", code="library", **square)
    ready(beside, planner, library, ("speaker",))

    twice = journeys.create(client, documents.text("In twee delen", "In two parts"), planner, in_parts())
    journeys.publish(twice, planner)
    ready(studies.create_study(client, twice, "Ask, and come back", planner), planner, place, ("buyer",))


def ready(study, planner, place, shoppers) -> None:
    """A wave of a study, its briefing, and for each of these shoppers a visit that may begin."""
    from datetime import timedelta

    from django.utils import timezone

    from fieldwork.people.models import User
    from fieldwork.studies import actions as studies
    from fieldwork.studies.models import Scenario
    from fieldwork.visits import actions as visits
    from fieldwork.visits import planning

    version = study.journey.versions.get()
    today = timezone.localdate()
    dates = {"visit_from": today - timedelta(days=1), "due": today + timedelta(days=6)}
    dates |= {"submit_by": today + timedelta(days=8), "report_by": today + timedelta(days=20)}
    wave = studies.create_wave(study, planner, title="Autumn 2026", journey_version=version, **dates)
    studies.save_briefing(wave, {"nl": "# Opdracht", "en": "# Assignment"}, planner, studies.briefing_of(wave).revision)
    studies.publish_briefing(wave, planner)
    scenario = Scenario.objects.create(study=study, title="Renew a passport", story="Your passport runs out.")
    for who in shoppers:
        guest = User.objects.get(email=PEOPLE[who][0])
        visit = planning.plan(wave, [place], scenario, planner)[0]
        visits.assign(visit, guest, planner)
        visit.refresh_from_db()
        visits.confirm(visit, guest)
        visits.read_briefing(visit, guest)


def in_parts() -> dict:
    """The same journey, whose second phase is a part of its own: two to five days after the first."""
    document = story()
    document["phases"][1]["episode"] = {"opens_after_days": 2, "due_after_days": 5}
    return document


def story() -> dict:
    """The small journey with the names that a report would print."""
    from tests import documents

    document = documents.small()
    names = {
        "arriving": ("Binnenkomen", "Arriving"),
        "waiting": ("Wachten", "Waiting"),
        "helped": ("Geholpen worden", "Being helped"),
    }
    questions = {
        "greeted": ("Werd je begroet bij binnenkomst?", "Were you greeted when you came in?"),
        "remark": ("Wat viel je op bij binnenkomst?", "What struck you when you came in?"),
        "waited": ("Moest je wachten?", "Did you have to wait?"),
        "minutes": ("Hoeveel minuten wachtte je?", "How many minutes did you wait?"),
        "room": ("Hoe schoon was de wachtruimte?", "How clean was the waiting room?"),
        "screen": ("Maak een foto van het nummerscherm", "Take a photo of the number display"),
        "solved": ("Was je vraag aan het eind beantwoord?", "Was your question answered in the end?"),
        "judgement": ("Welk cijfer krijgt de medewerker?", "Which grade does the employee get?"),
    }
    for phase in document["phases"]:
        for step in phase["steps"]:
            nl, en = names[step["key"]]
            step["title"] = documents.text(nl, en)
            step["ask"] = documents.text(f"Hoe voelde {nl.lower()}?", f"How did {en.lower()} feel?")
            for question in step["questions"]:
                question["text"] = documents.text(*questions[question["key"]])
    return document


if __name__ == "__main__":
    import django

    django.setup()
    lay()
