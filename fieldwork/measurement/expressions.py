"""Expressions over answers: conditions, constraints and computed values, as trees.

A tree is a literal (text, number, true, false) or a list: the name of an operation and its parts, such as
``["gt", ["ref", "desk/minutes"], 5]``. ``["ref", path]`` is an answer, ``["this"]`` the answer being judged. The
phone has the same in ``js/phone/formulas.js``; both pass ``tests/vectors/expressions.json``.

Values are nothing (``None``), true and false, numbers, texts, and lists of keys. Nothing is the empty text, and no
number; a text that is a number, a date or a time counts as one where a number is needed: days since 1970, or the
part of a day. What cannot be computed is no number, and every comparison with that is false but "is not".
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from .answers import answer_value
from .matching import BadPattern, fits, program_of

Tree = Any
NOW = "@now"  # field of the moment at which answers are judged: "2026-11-24T14:07", local to the location
DEEPEST, MOST_PARTS, LONGEST_TEXT = 30, 400, 4000
NAN = math.nan

# Operation → least and most parts; None: no limit.
PARTS: dict[str, tuple[int, int | None]] = {
    "ref": (1, 1), "this": (0, 0),
    "and": (2, None), "or": (2, None), "not": (1, 1),
    "eq": (2, 2), "ne": (2, 2), "lt": (2, 2), "lte": (2, 2), "gt": (2, 2), "gte": (2, 2),
    "add": (2, 2), "sub": (2, 2), "mul": (2, 2), "div": (2, 2), "mod": (2, 2), "neg": (1, 1),
    "selected": (2, 2), "count-selected": (1, 1), "if": (3, 3), "coalesce": (2, None), "regex": (2, 2),
    "string-length": (1, 1), "today": (0, 0), "now": (0, 0), "date": (1, 1), "int": (1, 1), "number": (1, 1),
    "round": (1, 2), "concat": (1, None),
}  # fmt: skip
NUMBER = re.compile(r"[ \t\r\n]*(-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))[ \t\r\n]*")
DAY = re.compile(r"([1-9][0-9]{3})-([0-9]{2})-([0-9]{2})(?:[T ]([0-9]{2}):([0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?)?")
CLOCK = re.compile(r"([0-9]{2}):([0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?")
EPOCH = date(1970, 1, 1)


def check(tree: Tree) -> Tree:
    """The tree when it is one, numbers tidy. Raises ``ValueError`` that says what is wrong with it."""
    count = [0]
    return _check(tree, 1, count)


def _check(tree: Tree, depth: int, count: list[int]) -> Tree:
    count[0] += 1
    if depth > DEEPEST or count[0] > MOST_PARTS:
        raise ValueError("an expression is too large")
    if isinstance(tree, bool):
        return tree
    if isinstance(tree, str):
        if len(tree) > 500 or "\0" in tree or ("'" in tree and '"' in tree):
            raise ValueError("a text in an expression is too long, or holds both kinds of quotes")
        return tree
    if isinstance(tree, int | float):
        if not math.isfinite(tree) or abs(tree) > 1e12 or 0 < abs(tree) < 1e-6:
            raise ValueError("a number in an expression is too large or too small")
        return int(tree) if tree == int(tree) else tree
    if not isinstance(tree, list | tuple) or not tree or not isinstance(tree[0], str) or tree[0] not in PARTS:
        raise ValueError("an expression holds something unknown")
    operation, parts = tree[0], tree[1:]
    least, most = PARTS[operation]
    if len(parts) < least or (most is not None and len(parts) > most):
        raise ValueError(f"“{operation}” has {len(parts)} parts")
    if operation == "ref" and not (isinstance(parts[0], str) and 0 < len(parts[0]) <= 81):
        raise ValueError("an answer is named by its path")
    if operation == "regex":
        _check_pattern(parts[1])
    return [operation, *(_check(part, depth + 1, count) for part in parts)]


def _check_pattern(pattern: Any) -> None:
    if not isinstance(pattern, str):
        raise ValueError("a pattern must be written out")
    try:
        program_of(pattern)
    except BadPattern as error:
        raise ValueError(f"pattern: {error}") from None


def references(tree: Tree) -> Iterator[str]:
    """The paths of every answer that a tree looks at, in the order written."""
    if isinstance(tree, list) and tree:
        if tree[0] == "ref":
            yield tree[1]
        else:
            for part in tree[1:]:
                yield from references(part)


def redirected(tree: Tree, paths: Mapping[str, str]) -> Tree:
    """The same tree, looking at other paths."""
    if not isinstance(tree, list) or not tree:
        return tree
    if tree[0] == "ref":
        return ["ref", paths.get(tree[1], tree[1])]
    return [tree[0], *(redirected(part, paths) for part in tree[1:])]


def compute(tree: Tree, values: Mapping[str, Any], this: Any = None) -> Any:
    """The value of a tree, given stored answers (or plain values) by path, and the answer being judged. Never raises.

    Whole numbers come back as such, and what is no number as ``None``.
    """
    try:
        value = _value(tree, values, this)
    except (RecursionError, OverflowError, ValueError, TypeError, LookupError):
        return None
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    return value


def holds(tree: Tree, values: Mapping[str, Any], this: Any = None) -> bool:
    """Whether a tree comes out true. Never raises."""
    return truth(compute(tree, values, this))


def _value(tree: Tree, values: Mapping[str, Any], this: Any) -> Any:
    if not isinstance(tree, list | tuple):
        return float(tree) if isinstance(tree, int) and not isinstance(tree, bool) else tree
    operation = tree[0]
    if operation == "ref":
        return _plain(values.get(tree[1]))
    if operation == "this":
        return _plain(this)
    if operation in ("today", "now"):
        moment = values.get(NOW)
        return None if not isinstance(moment, str) else moment[:10] if operation == "today" else moment
    parts = (_value(part, values, this) for part in tree[1:])
    if operation == "regex":
        return fits(str(tree[2]), text(next(parts)))
    if operation == "if":
        return _value(tree[2] if truth(next(parts)) else tree[3], values, this)
    return OPERATIONS[operation](*parts)


def _plain(answer: Any) -> Any:
    """What an answer is here: a receipt is its amount, numbers are floats."""
    value = answer_value(answer)
    if isinstance(value, Mapping):
        value = value.get("amount_cents")
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return value


def truth(value: Any) -> bool:
    """Nothing, 0, no number, the empty text and the empty list are false."""
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    return bool(value)


def text(value: Any) -> str:
    """A value as text; keys stand behind each other with spaces between."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return spelled(float(value))
    if isinstance(value, list):
        return " ".join(text(one) for one in value)
    return str(value)


def number(value: Any) -> float:
    """A value as a number; dates and times count in days."""
    if value is None:
        return NAN
    if isinstance(value, bool | int | float):
        return float(value)
    return _number_in(text(value))


def _number_in(typed: str) -> float:
    found = NUMBER.fullmatch(typed)
    if found:
        return _finite(float(found[1]))
    found = DAY.fullmatch(typed)
    if found:
        year, month, day = (int(part) for part in found.groups()[:3])
        try:
            days = (date(year, month, day) - EPOCH).days
        except ValueError:
            return NAN
        return days + _part_of_day(found[4] or "00", found[5] or "00")
    found = CLOCK.fullmatch(typed)
    return _part_of_day(found[1], found[2]) if found else NAN


def _part_of_day(hours: str, minutes: str) -> float:
    if int(hours) > 23 or int(minutes) > 59:
        return NAN
    return (int(hours) * 60 + int(minutes)) / 1440


def spelled(amount: float) -> str:
    """A number as a phone writes it: the fewest digits that mean it."""
    if math.isnan(amount):
        return ""
    if amount == 0:
        return "0"
    sign, mantissa = ("-", -amount) if amount < 0 else ("", amount)
    plain, _e, exponent = repr(mantissa).partition("e")
    whole, _point, fraction = plain.partition(".")
    fraction = "" if fraction == "0" else fraction
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    if len(digits) <= point <= 21:
        return sign + digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    shown = digits[0] + ("." + digits[1:] if digits[1:] else "")
    return f"{sign}{shown}e{'+' if point > 0 else '-'}{abs(point - 1)}"


def _finite(amount: float) -> float:
    return amount if math.isfinite(amount) else NAN


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, bool) or isinstance(b, bool):
        return truth(a) == truth(b)
    if isinstance(a, float) or isinstance(b, float):
        return number(a) == number(b)
    return text(a) == text(b)


def _tokens(value: Any) -> list[str]:
    if isinstance(value, list):
        return [text(one) for one in value]
    return [part for part in text(value).split(" ") if part]


def _divided(a: float, b: float) -> float:
    return NAN if b == 0 else a / b


def _rest(a: float, b: float) -> float:
    return NAN if b == 0 or not math.isfinite(a) else math.fmod(a, b)


def _whole(a: float) -> float:
    return NAN if math.isnan(a) else float(math.trunc(a))


def _rounded(value: Any, places: Any = 0.0) -> float:
    amount, digits = number(value), number(places)
    if math.isnan(amount) or digits not in range(-9, 10):
        return NAN
    scale = 10.0 ** abs(int(digits))
    scaled = amount * scale if digits >= 0 else amount / scale
    if not math.isfinite(scaled):
        return NAN
    near = float(math.floor(scaled + 0.5))
    return near / scale if digits >= 0 else near * scale


def _coalesce(*values: Any) -> Any:
    given = (one for one in values if text(one) != "")
    return next(given, values[-1])


def _concat(*values: Any) -> str:
    """Never longer than an answer may be: computed values may stand in computed values."""
    return "".join(text(one) for one in values)[:LONGEST_TEXT]


def _date(value: Any) -> str | None:
    if isinstance(value, float):
        days = math.floor(value) if math.isfinite(value) else None
        if days is None or not -354_285 <= days <= 2_932_896:  # the years 1000 to 9999
            return None
        return (EPOCH + timedelta(days=days)).isoformat()
    typed = text(value)
    return typed[:10] if DAY.fullmatch(typed) and not math.isnan(_number_in(typed)) else None


def _calculation(work: Callable[[float, float], float]) -> Callable[[Any, Any], float]:
    return lambda a, b: _finite(work(number(a), number(b)))


OPERATIONS: dict[str, Callable[..., Any]] = {
    "and": lambda *parts: all(truth(part) for part in parts),
    "or": lambda *parts: any(truth(part) for part in parts),
    "not": lambda part: not truth(part),
    "eq": _same,
    "ne": lambda a, b: not _same(a, b),
    "lt": lambda a, b: number(a) < number(b),
    "lte": lambda a, b: number(a) <= number(b),
    "gt": lambda a, b: number(a) > number(b),
    "gte": lambda a, b: number(a) >= number(b),
    "add": _calculation(lambda a, b: a + b),
    "sub": _calculation(lambda a, b: a - b),
    "mul": _calculation(lambda a, b: a * b),
    "div": _calculation(_divided),
    "mod": _calculation(_rest),
    "neg": lambda a: -number(a),
    "selected": lambda value, key: text(key).strip(" ") in _tokens(value),
    "count-selected": lambda value: float(len(_tokens(value))),
    "coalesce": _coalesce,
    "string-length": lambda value: float(len(text(value))),
    "date": _date,
    "int": lambda value: _whole(number(value)),
    "number": number,
    "round": _rounded,
    "concat": _concat,
}
