"""Reading the inputs of a measure, with a clear word on what is wrong with them."""

from collections.abc import Callable
from typing import Any

from ..numbers import is_number


class BadInput(ValueError):
    """An unknown measure, or inputs it cannot work with; the message is one line for a person."""


_REQUIRED = object()

MOST_IN_A_LIST = 50_000
MOST_VALUES = 500_000
DEEPEST = 20


def check_size(given: Any) -> None:
    """Refuse inputs no figure needs: endless lists, and lists in lists in lists. Raises ``BadInput``."""
    level, seen = [given], 0
    for _ in range(DEEPEST):
        below: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                value = list(value.values())
            if isinstance(value, list):
                if len(value) > MOST_IN_A_LIST:
                    raise BadInput(f"a list holds {len(value)} elements, at most {MOST_IN_A_LIST} are read")
                seen += len(value)
                if seen > MOST_VALUES:
                    raise BadInput(f"the inputs hold more than {MOST_VALUES} values")
                below += value
        level = below
        if not level:
            return
    raise BadInput(f"the inputs are nested more than {DEEPEST} deep")


class Inputs:
    """The inputs of one measure. Every reader raises ``BadInput`` naming the key."""

    def __init__(self, given: dict[str, Any], where: str = "") -> None:
        self.given = given
        self.where = where

    def _read(self, key: str, default: Any) -> Any:
        if key in self.given:
            return self.given[key]
        if default is _REQUIRED:
            raise BadInput(f"missing key {self.where}{key}")
        return default

    def has(self, key: str) -> bool:
        """Whether the key is there with a value."""
        return self.given.get(key) is not None

    def number(
        self,
        key: str,
        default: Any = _REQUIRED,
        *,
        lo: float | None = None,
        hi: float | None = None,
    ) -> float:
        """A finite number, within the bounds given."""
        value = self._read(key, default)
        return _checked(value, f"{self.where}{key}", lo, hi)

    def number_or_none(
        self, key: str, default: Any = _REQUIRED, *, lo: float | None = None, hi: float | None = None
    ) -> float | None:
        """A finite number or null."""
        value = self._read(key, default)
        return None if value is None else _checked(value, f"{self.where}{key}", lo, hi)

    def count(self, key: str, default: Any = _REQUIRED) -> int:
        """A whole number of 0 or more."""
        value = self.number(key, default, lo=0)
        if value != int(value):
            raise BadInput(f"{self.where}{key} must be a whole number")
        return int(value)

    def flag(self, key: str, default: Any = _REQUIRED) -> bool:
        """True or false."""
        value = self._read(key, default)
        if not isinstance(value, bool):
            raise BadInput(f"{self.where}{key} must be true or false")
        return value

    def text(self, key: str, default: Any = _REQUIRED) -> str:
        """A text."""
        value = self._read(key, default)
        if not isinstance(value, str):
            raise BadInput(f"{self.where}{key} must be a text")
        return value

    def rows(self, key: str) -> list[Any]:
        """A list with at least one element."""
        value = self._read(key, _REQUIRED)
        if not isinstance(value, list) or not value:
            raise BadInput(f"{self.where}{key} must be a list with at least one element")
        return value

    def numbers(self, key: str, *, lo: float | None = None, hi: float | None = None) -> list[float]:
        """A list of finite numbers, within the bounds given."""
        return _numbers(self.rows(key), f"{self.where}{key}", lo, hi)

    def numbers_or_none(self, key: str, *, lo: float | None = None, hi: float | None = None) -> list[float | None]:
        """A list of finite numbers and nulls."""
        return [
            None if value is None else _checked(value, f"{self.where}{key}[{index}]", lo, hi)
            for index, value in enumerate(self.rows(key))
        ]

    def lists(self, key: str, *, lo: float | None = None) -> list[list[float]]:
        """A list of lists of finite numbers, none of them empty."""
        found = []
        for index, row in enumerate(self.rows(key)):
            where = f"{self.where}{key}[{index}]"
            if not isinstance(row, list) or not row:
                raise BadInput(f"{where} must be a list with at least one element")
            found.append(_numbers(row, where, lo, None))
        return found

    def table(self, key: str) -> list[list[float]]:
        """Rows of counts, all of one length."""
        rows = self.lists(key, lo=0)
        if len({len(row) for row in rows}) > 1:
            raise BadInput(f"{self.where}{key} must have rows of one length")
        return rows

    def objects(self, key: str) -> list["Inputs"]:
        """A list of objects, each to be read in its turn."""
        found = []
        for index, row in enumerate(self.rows(key)):
            found.append(_object(row, f"{self.where}{key}[{index}]"))
        return found

    def object(self, key: str) -> "Inputs":
        """One object."""
        return _object(self._read(key, _REQUIRED), f"{self.where}{key}")


Measure = Callable[[Inputs], dict[str, Any]]


def _object(value: Any, where: str) -> Inputs:
    if not isinstance(value, dict):
        raise BadInput(f"{where} must be an object")
    return Inputs(value, f"{where}.")


def _numbers(values: list[Any], where: str, lo: float | None, hi: float | None) -> list[float]:
    return [_checked(value, f"{where}[{index}]", lo, hi) for index, value in enumerate(values)]


def _checked(value: Any, where: str, lo: float | None, hi: float | None) -> float:
    if not is_number(value):
        raise BadInput(f"{where} must be a number")
    if (lo is not None and value < lo) or (hi is not None and value > hi):
        raise BadInput(f"{where} must lie between {_bound(lo)} and {_bound(hi)}")
    number: float = value
    return number


def _bound(value: float | None) -> str:
    return "any number" if value is None else f"{value:g}"
