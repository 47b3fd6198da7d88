"""What a draft leaves to decide, by kind: an import brings hundreds of it, and one kind is worked through at a time."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import ngettext

Problem = Mapping[str, str]
MOST_SHOWN = 100  # of one kind; who mends these sees the next ones
FEW = 10  # so many stand open by themselves
OTHER = "other"


def _words(code: str, n: int) -> str:
    """The name of a kind with its count."""
    named: dict[str, Callable[[], str]] = {
        "no_desired_emotion": lambda: ngettext(
            "%(n)s step without a desired emotion", "%(n)s steps without a desired emotion", n
        ),
        "desired_by_nobody": lambda: ngettext(
            "%(n)s desired emotion that nobody set", "%(n)s desired emotions that nobody set", n
        ),
        "no_points": lambda: ngettext("%(n)s question without points", "%(n)s questions without points", n),
        "translation_missing": lambda: ngettext(
            "%(n)s text missing in one language", "%(n)s texts missing in one language", n
        ),
        "no_questions": lambda: ngettext("%(n)s step without questions", "%(n)s steps without questions", n),
        "one_option": lambda: ngettext(
            "%(n)s question with one answer only", "%(n)s questions with one answer only", n
        ),
        OTHER: lambda: ngettext("%(n)s other thing to look at", "%(n)s other things to look at", n),
    }
    return named[code]() % {"n": n} if code in named else ""


@dataclass(slots=True)
class Group:
    """The problems of one kind in document order; ``shown`` are the first of them."""

    code: str
    problems: list[Problem] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The kind and how many there are."""
        return _words(self.code, len(self.problems))

    @property
    def shown(self) -> list[Problem]:
        """As many as a page holds."""
        return self.problems[:MOST_SHOWN]

    @property
    def left(self) -> int:
        """How many more there are."""
        return len(self.problems) - len(self.shown)


def groups(problems: Iterable[Problem]) -> list[Group]:
    """The problems that stop nothing by their kind, in the order in which kinds are met; kinds without a name last."""
    found: dict[str, Group] = {}
    for one in problems:
        if one["level"] == "error":
            continue
        code = one["code"] if _words(one["code"], 1) else OTHER
        found.setdefault(code, Group(code)).problems.append(one)
    return sorted(found.values(), key=lambda group: group.code == OTHER)
