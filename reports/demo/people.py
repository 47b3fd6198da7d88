"""Everybody at the agency: shoppers, project managers, reviewers and the administrator. All invented."""

from __future__ import annotations

from dataclasses import dataclass

from reports.demo.course import Style

PASSWORD = "veldwerk-demo"  # noqa: S105 - of everybody in the demo, and printed on its first page

CITIES = {
    "Alphen aan den Rijn": (52.129, 4.655),
    "Amersfoort": (52.156, 5.388),
    "Amsterdam": (52.371, 4.896),
    "Arnhem": (51.985, 5.899),
    "Assen": (52.993, 6.562),
    "Breda": (51.587, 4.776),
    "Den Haag": (52.075, 4.301),
    "Deventer": (52.255, 6.163),
    "Eindhoven": (51.441, 5.478),
    "Gouda": (52.012, 4.710),
    "Groningen": (53.219, 6.567),
    "Haarlem": (52.381, 4.637),
    "Heerlen": (50.888, 5.979),
    "Leeuwarden": (53.201, 5.800),
    "Leiden": (52.160, 4.497),
    "Nijmegen": (51.843, 5.855),
    "Rotterdam": (51.923, 4.470),
    "Tilburg": (51.560, 5.083),
    "Utrecht": (52.091, 5.122),
    "Venlo": (51.370, 6.172),
    "Woerden": (52.086, 4.883),
    "Zoetermeer": (52.061, 4.494),
    "Zwolle": (52.513, 6.092),
    "'s-Hertogenbosch": (51.690, 5.304),
}


@dataclass(frozen=True)
class Shopper:
    """One mystery shopper; ``months`` is how long with the agency, ``max_km`` how far they travel."""

    username: str
    first_name: str
    last_name: str
    city: str
    birth_year: int
    months: int
    max_km: int
    car: bool = False
    language: str = "nl"
    input_kind: str = "touch"
    care: float = 0.99
    login: str = ""

    @property
    def email(self) -> str:
        """An address nobody can have."""
        return self.login or f"{self.username}@shoppers.example"

    @property
    def name(self) -> str:
        """Full name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def position(self) -> tuple[float, float]:
        """Latitude and longitude of the city, in degrees."""
        return CITIES[self.city]

    @property
    def style(self) -> Style:
        """How this shopper answers."""
        return Style.of(self.username, language=self.language, input_kind=self.input_kind, care=self.care)


@dataclass(frozen=True)
class Colleague:
    """Somebody who works at the agency; ``role`` is ``pm``, ``qc`` or ``admin``."""

    username: str
    first_name: str
    last_name: str
    role: str
    login: str = ""

    @property
    def email(self) -> str:
        """An address nobody can have."""
        return self.login or f"{self.username}@veldwerk.example"

    @property
    def name(self) -> str:
        """Full name."""
        return f"{self.first_name} {self.last_name}"


COLLEAGUES = (
    Colleague("l.kuipers", "Linde", "Kuipers", "pm", "planner@veldwerk.demo"),
    Colleague("r.oosterhof", "Ruben", "Oosterhof", "pm"),
    Colleague("m.peters", "Mirjam", "Peters", "qc", "controle@veldwerk.demo"),
    Colleague("a.chaouch", "Anouar", "Chaouch", "qc"),
    Colleague("t.vandijk", "Tessa", "van Dijk", "qc"),
    Colleague("beheer", "Ingrid", "Haverkamp", "admin", "beheer@veldwerk.demo"),
)

SHOPPERS = (
    Shopper("s.elamrani", "Samira", "El Amrani", "Utrecht", 1991, 26, 40, login="shopper@veldwerk.demo"),
    Shopper("j.mulder", "Jelle", "Mulder", "Woerden", 1984, 41, 60, True),
    Shopper("n.hendriks", "Noor", "Hendriks", "Leiden", 1997, 18, 35),
    Shopper("t.vermeer", "Tom", "Vermeer", "Gouda", 2001, 4, 30),
    Shopper("a.haddad", "Amira", "Haddad", "Alphen aan den Rijn", 1988, 33, 50, True),
    Shopper("k.jansen", "Karin", "Jansen", "Zoetermeer", 1969, 58, 45, True, care=0.965),
    Shopper("d.visser", "Daan", "Visser", "Leiden", 1993, 22, 30),
    Shopper("p.deboer", "Pieter", "de Boer", "Gouda", 1958, 64, 40, True),
    Shopper("a.yilmaz", "Aylin", "Yılmaz", "Rotterdam", 1995, 15, 35),
    Shopper("m.vanleeuwen", "Marijke", "van Leeuwen", "Utrecht", 1962, 71, 55, True),
    Shopper("r.ramdin", "Rishi", "Ramdin", "Den Haag", 1986, 29, 40, True),
    Shopper("e.kowalska", "Ewa", "Kowalska", "Den Haag", 1990, 12, 45, True, language="en"),
    Shopper("j.okafor", "James", "Okafor", "Amsterdam", 1987, 9, 40, language="en", login="english@veldwerk.demo"),
    Shopper("f.bosman", "Femke", "Bosman", "Haarlem", 1979, 37, 50, True),
    Shopper("s.martina", "Shanella", "Martina", "Rotterdam", 1999, 8, 30),
    Shopper("w.dejong", "Wim", "de Jong", "Amersfoort", 1953, 80, 60, True, input_kind="mouse"),
    Shopper("c.lim", "Chi", "Lim", "Amsterdam", 1994, 20, 35),
    Shopper("b.vandenberg", "Bas", "van den Berg", "Utrecht", 1982, 45, 60, True),
    Shopper("h.postma", "Hilde", "Postma", "Leeuwarden", 1975, 30, 70, True),
    Shopper("g.dijkstra", "Gerrit", "Dijkstra", "Groningen", 1960, 52, 80, True),
    Shopper("i.mohamud", "Ilhan", "Mohamud", "Groningen", 2000, 7, 35),
    Shopper("l.wolters", "Lotte", "Wolters", "Assen", 1989, 24, 75, True),
    Shopper("v.nguyen", "Vinh", "Nguyen", "Zwolle", 1985, 16, 60, True),
    Shopper("m.tenhave", "Marleen", "ten Have", "Zwolle", 1971, 48, 65, True),
    Shopper("o.ozturk", "Orhan", "Öztürk", "Deventer", 1983, 27, 70, True, care=0.95),
    Shopper("e.scholten", "Esther", "Scholten", "Deventer", 1966, 60, 55, True, input_kind="assistive"),
    Shopper("r.bakker", "Rick", "Bakker", "Arnhem", 1998, 13, 50),
    Shopper("y.demir", "Yasemin", "Demir", "Arnhem", 1992, 19, 60, True),
    Shopper("t.gerritsen", "Toon", "Gerritsen", "Nijmegen", 1956, 66, 70, True),
    Shopper("s.lacroix", "Sophie", "Lacroix", "Nijmegen", 2002, 3, 30),
    Shopper("a.verhoeven", "Anja", "Verhoeven", "'s-Hertogenbosch", 1974, 39, 60, True),
    Shopper("k.vandemeer", "Koen", "van de Meer", "Eindhoven", 1990, 31, 65, True),
    Shopper("l.janssens", "Lieke", "Janssens", "Eindhoven", 1996, 11, 40),
    Shopper("m.elkhatib", "Mounir", "El Khatib", "Tilburg", 1981, 23, 60, True),
    Shopper("c.smulders", "Carla", "Smulders", "Tilburg", 1964, 55, 50, True),
    Shopper("j.adriaansen", "Joris", "Adriaansen", "Breda", 1988, 28, 60, True),
    Shopper("p.theunissen", "Petra", "Theunissen", "Venlo", 1977, 43, 75, True),
    Shopper("d.crutzen", "Dirk", "Crutzen", "Heerlen", 1968, 49, 80, True),
    Shopper("z.pereira", "Zoë", "Pereira", "Amersfoort", 1995, 14, 45),
    Shopper("h.vanrijn", "Hanneke", "van Rijn", "Amsterdam", 1972, 35, 50, True),
)
