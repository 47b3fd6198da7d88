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
}


def lay() -> None:
    """Make people, two clients and three locations."""
    from datetime import date

    from fieldwork.people.models import Client, Location, ShopperProfile, User

    client = Client.objects.create(code="waterrijk", name="Gemeente Waterrijk")
    other = Client.objects.create(code="elders", name="Gemeente Elders")
    region = Location.objects.create(client=client, kind="region", code="regio", name="Regio Midden")
    district = Location.objects.create(client=client, kind="district", region=region, code="stad", name="Stad")
    for number, name in enumerate(("Stadhuis", "Servicepunt Oost"), 1):
        Location.objects.create(
            client=client, kind="site", region=region, district=district, code=f"punt-{number}", name=name,
            address=f"Wilgenlaan {number}, Waterrijk", latitude=52.1 + number / 50, longitude=5.1,
        )  # fmt: skip
    for email, name, role in PEOPLE.values():
        owner = {"client_manager": client, "client_viewer": other}.get(role)
        user = User.objects.create_user(email, WORD, name=name, role=role, client=owner)
        if role in ("planner", "reviewer"):
            user.managed_clients.set([client])
        if role == "shopper":
            ShopperProfile.objects.create(user=user, city="Utrecht", birth_date=date(1991, 4, 2), tile_side="right")


if __name__ == "__main__":
    import django

    django.setup()
    lay()
