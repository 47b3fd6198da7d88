"""The 24 shops of Vonk & Draad: 3 regions, 6 districts. Towns, streets and postcodes are invented."""

from __future__ import annotations

import random

from reports.demo.story import Hours, Place

WEEK: Hours = {
    1: ("12:00", "18:00"),
    2: ("09:30", "18:00"),
    3: ("09:30", "18:00"),
    4: ("09:30", "18:00"),
    5: ("09:30", "21:00"),
    6: ("09:30", "17:30"),
}
SUNDAY: Hours = {**WEEK, 7: ("12:00", "17:00")}

# region > district > shops: town, street, latitude and longitude
SHOPS = {
    "Noord": {
        "Wad": (
            ("Terpenburg", "Hoogeweg 12", 53.205, 5.790),
            ("Lauwersveen", "Dorpsring 3", 53.240, 6.210),
            ("Wierhaven", "Sluiskade 41", 53.228, 6.560),
            ("Eemsgaarde", "Akkerstraat 8", 53.190, 6.640),
        ),
        "Hanze": (
            ("Heuvelstad", "Breestraat 55", 52.265, 6.150),
            ("Kanaaldijk", "Kanaaldijk 101", 52.520, 6.100),
            ("Esbrink", "Brink 7", 52.990, 6.550),
            ("Berkelo", "Molenpad 19", 52.250, 6.200),
        ),
    },
    "Midden": {
        "Stroom": (
            ("Meerwijk", "Winkelhof 24", 52.095, 5.100),
            ("Vechtbrug", "Lange Gracht 66", 52.120, 5.040),
            ("Heiderust", "Stationsplein 2", 52.160, 5.400),
            ("Lekkerveer", "Dijklaan 30", 51.990, 5.090),
        ),
        "Kust": (
            ("Duinrade", "Zeestraat 88", 52.380, 4.620),
            ("Poldermeer", "Ringvaart 17", 52.150, 4.500),
            ("Schieoord", "Kadeplein 9", 51.930, 4.460),
            ("Vlietzicht", "Vlietweg 140", 52.070, 4.320),
        ),
    },
    "Zuid": {
        "Peel": (
            ("Peelaar", "Markt 5", 51.445, 5.490),
            ("Leijdrecht", "Heuvelring 71", 51.565, 5.090),
            ("Dommeloord", "Hinthammer 33", 51.695, 5.310),
            ("Markendaal", "Havermarkt 12", 51.590, 4.780),
        ),
        "Maas": (
            ("Waalkade", "Burchtstraat 20", 51.845, 5.860),
            ("Maasgaarde", "Parade 46", 51.375, 6.170),
            ("Sonsveld", "Rijnstraat 63", 51.985, 5.910),
            ("Geulmunt", "Saroleapad 15", 50.885, 5.980),
        ),
    },
}


def places() -> tuple[Place, ...]:
    """The location tree of the chain, parents first."""
    dice = random.Random("vonk:places")
    tree = [Place("VD", "Vonk & Draad", "root")]
    number = 0
    for region, districts in SHOPS.items():
        tree.append(Place(f"VD-{region[:3].upper()}", f"Regio {region}", "region", "VD"))
        for district, shops in districts.items():
            code = f"VD-{region[:3].upper()}-{district[:3].upper()}"
            tree.append(Place(code, f"District {district}", "district", f"VD-{region[:3].upper()}"))
            for town, address, lat, lon in shops:
                number += 1
                tree.append(
                    Place(
                        f"VD{number:03}",
                        f"Vonk & Draad {town}",
                        "site",
                        code,
                        address,
                        f"{9910 + number} VD",
                        town,
                        lat,
                        lon,
                        SUNDAY if number % 3 == 0 else WEEK,
                        round(dice.gauss(0, 0.075), 3),
                    )
                )
    return tuple(tree)
