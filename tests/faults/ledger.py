"""What the shopper saw as kept, against what the server's tables hold: nothing lost, nothing doubled."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Books = dict[str, Any]


class Lost(AssertionError):
    """Something that was shown as kept is not on the server."""


class Doubled(AssertionError):
    """The server holds something twice, or something that nobody gave."""


@dataclass
class Ledger:
    """Per field the value that the phone showed as kept; ``perhaps`` tests what was given while the phone died."""

    kept: dict[str, Any] = field(default_factory=dict)
    perhaps: dict[str, list[Callable[[Any], bool]]] = field(default_factory=dict)
    photos: dict[str, str] = field(default_factory=dict)  # id → SHA-256 of the bytes, counted anew on the phone

    def keep(self, path: str, value: Any) -> None:
        """The phone showed this value as kept; what was uncertain before is over."""
        self.kept[path] = value
        self.perhaps.pop(path, None)

    def risk(self, path: str, is_it: Callable[[Any], bool]) -> None:
        """A value was given, and nothing was shown yet: the server may have it or what was there before."""
        self.perhaps.setdefault(path, []).append(is_it)


def check(books: Books, *ledgers: Ledger, disks: tuple[dict, ...] = (), number: int = 1) -> None:
    """Raise ``Lost`` or ``Doubled`` when the round's books differ from what its phones showed as kept.

    ``disks`` are what the phones hold at the end. Of two phones the later ledger counts where both gave a field.
    """
    round_ = next((one for one in books["rounds"] if one["number"] == number), None)
    round_ = round_ or {"number": number, "ops": [], "is_final": False}
    kept: dict[str, Any] = {}
    for ledger in ledgers:
        kept |= ledger.kept
    _values(books, kept, [ledger.perhaps for ledger in ledgers])
    _ops(round_, disks)
    _photos(books, {k: v for ledger in ledgers for k, v in ledger.photos.items()}, kept)
    if round_["is_final"]:
        _handed_in(books, round_, kept)


def _values(books: Books, kept: dict[str, Any], perhaps: list[dict]) -> None:
    for path, value in kept.items():
        if path not in books["held"]:
            raise Lost(f"lost: {path} was kept as {value}, the server has nothing")
        held = books["held"][path]
        if not same(held, value) and not any(is_it(held) for each in perhaps for is_it in each.get(path, [])):
            raise Lost(f"lost: {path} was kept as {value}, the server has {held}")


def same(held: Any, given: Any) -> bool:
    """Whether the server's value is the given one; what the server adds by itself is no difference."""
    if isinstance(held, dict) and isinstance(given, dict):
        return all(key in held and same(held[key], value) for key, value in given.items())
    if isinstance(held, list) and isinstance(given, list):
        return len(held) == len(given) and all(map(same, held, given))
    return isinstance(held, bool) == isinstance(given, bool) and held == given


def _ops(round_: dict[str, Any], disks: tuple[dict, ...]) -> None:
    places = Counter((op["device"], op["seq"]) for op in round_["ops"])
    if twice := [place for place, times in places.items() if times > 1]:
        raise Doubled(f"doubled: {twice}")
    if not disks:
        return
    mine = {op["id"]: op for disk in disks for op in disk["ops"] if op["round"] == round_["number"]}
    here = {op["id"]: op for op in round_["ops"]}
    if strange := here.keys() - mine.keys():
        raise Doubled(f"doubled: ops that no phone holds: {[here[one] for one in strange]}")
    wanted = {one for one, op in mine.items() if not op.get("hold") and not op.get("rejected")}
    if missing := wanted - here.keys():
        raise Lost(f"lost: ops {[mine[one] for one in missing]}")
    for one, op in here.items():
        if (op["seq"], op["field"]) != (mine[one]["seq"], mine[one]["field"]) or not same(
            op["value"], mine[one]["value"]
        ):
            raise Lost(f"lost: the server has {op}, the phone {mine[one]}")


def _photos(books: Books, photos: dict[str, str], kept: dict[str, Any]) -> None:
    named = {one for value in kept.values() for one in named_photos(value)}
    rows = {one["id"]: one for one in books["media"]}
    for ident in named:
        row = rows.get(ident)
        if row is None or not row["disk"]:
            raise Lost(f"lost: photo {ident} is not on the server: {row}")
        if {row["sha256"], row["disk"]} != {photos[ident]}:
            raise Lost(f"lost: photo {ident} was {photos[ident]}, the server has {row}")
    if strange := rows.keys() - photos.keys():
        raise Doubled(f"doubled: photos that nobody took: {[rows[one] for one in strange]}")
    # Every photo of a scenario has bytes of its own: the same bytes under two ids are one photo sent twice.
    twice = [sha for sha, times in Counter(row["sha256"] for row in rows.values()).items() if times > 1]
    if twice:
        raise Doubled(f"doubled: photos {twice}")


def named_photos(value: Any) -> list[str]:
    """Ids of the photos that a value names."""
    inside = value.get("v") if isinstance(value, dict) else None
    both = [value.get("photos") if isinstance(value, dict) else None, inside]
    return [
        one for found in both if isinstance(found, list) for one in found if isinstance(one, str) and len(one) == 36
    ]


def _handed_in(books: Books, round_: dict[str, Any], kept: dict[str, Any]) -> None:
    if round_["number"] == 1 and books["handed_in"] != 1:
        raise Doubled(f"doubled: handed in {books['handed_in']} times")
    answers = {row["path"]: row for row in books["answers"]}
    felt = {row["step"]: row for row in books["felt"]}
    if len(answers) != len(books["answers"]) or len(felt) != len(books["felt"]):
        raise Doubled(f"doubled: {books['answers']} {books['felt']}")
    for path, value in kept.items():
        step, _slash, part = path.partition("/")
        inside = value.get("v") if isinstance(value, dict) else None
        if not part.startswith("@") and part:
            row = answers[path]
            if not same(row["value"], inside) and row["status"] != "not_asked":
                raise Lost(f"lost: {path} was {value}, the answer is {row}")
        elif step in felt and inside is not None and part != "@memo":
            _felt(felt[step], part or "@tap", inside)


def _felt(row: dict[str, Any], part: str, inside: Any) -> None:
    found = {
        "@tap": lambda: (row["px"], row["py"]) == (inside["px"], inside["py"]),
        "@named": lambda: same(row["named"], inside["named"]) and row["cause_text"] == inside["cause_text"],
        "@grade": lambda: row["grade"] == inside,
    }[part]
    if not found():
        raise Lost(f"lost: {part} was {inside}, the step has {row}")
