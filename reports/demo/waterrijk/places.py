"""Waterrijk on the map: five services, each with a mailbox, a phone line and a counter. All invented."""

from __future__ import annotations

from typing import Any

from reports.demo.story import Hours, Place

OFFICE: Hours = {
    1: ("09:00", "17:00"),
    2: ("09:00", "17:00"),
    3: ("09:00", "17:00"),
    4: ("09:00", "20:00"),
    5: ("09:00", "16:00"),
}
SERVICE_POINT: Hours = {
    1: ("13:00", "16:30"),
    2: ("09:00", "16:30"),
    3: ("09:00", "12:30"),
    4: ("13:00", "19:00"),
    5: ("09:00", "15:00"),
}
PHONE: Hours = dict.fromkeys(range(1, 6), ("08:30", "17:00"))
MAIL: Hours = dict.fromkeys(range(1, 8), ("00:00", "23:59"))

# service: name, counter (name, address, postcode, lat, lon, hours), quality of mailbox, phone line and counter
SERVICES = {
    "passport": ("Burgerzaken", ("Stadhuis", "Marktplein 1", "9901 AA", 52.1312, 4.8421, OFFICE), (0.02, 0.05, -0.02)),
    "parking": (
        "Parkeren",
        ("Servicepunt Haven", "Kadewerf 22", "9903 HK", 52.1268, 4.8585, SERVICE_POINT),
        (-0.12, -0.06, 0.0),
    ),
    "waste": (
        "Afval en wijkbeheer",
        ("Servicepunt Oost", "Wilgenlaan 14", "9905 WL", 52.1339, 4.8712, SERVICE_POINT),
        (-0.04, 0.0, -0.1),
    ),
    "moving": (
        "Wonen en verhuizen",
        ("Servicepunt Zuid", "Molenstraat 80", "9907 MS", 52.1187, 4.8460, SERVICE_POINT),
        (0.06, 0.08, 0.14),
    ),
    "event": (
        "Vergunningen en evenementen",
        ("Servicepunt Noord", "Noorderdreef 5", "9909 ND", 52.1448, 4.8379, SERVICE_POINT),
        (0.08, -0.03, 0.02),
    ),
}


def places() -> tuple[Place, ...]:
    """The location tree of the municipality, parents first."""
    tree = [Place("WR", "Gemeente Waterrijk", "root")]
    for service, (name, counter, quality) in SERVICES.items():
        code = f"WR-{service.upper()}"
        tree.append(Place(code, name, "region", "WR"))
        label, address, postcode, lat, lon, hours = counter
        where: dict[str, Any] = {"city": "Waterrijk", "lat": lat, "lon": lon}
        tree += [
            Place(f"{code}-MAIL", f"E-mail {name}", "site", code, hours=MAIL, quality=quality[0], **where),
            Place(f"{code}-PHONE", f"Telefoon {name}", "site", code, hours=PHONE, quality=quality[1], **where),
            Place(
                f"{code}-DESK",
                f"Balie {label}",
                "site",
                code,
                address,
                postcode,
                hours=hours,
                quality=quality[2],
                **where,
            ),
        ]
    return tuple(tree)
