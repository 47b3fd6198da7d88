"""The expressions of XLSForm as text: read into the trees of ``fieldwork.measurement.expressions``, and written back.

``${name}``, ``../name``, ``.``, texts and numbers, ``= != < <= > >=``, ``and or``, ``+ - * div mod`` and the functions
of ``FUNCTIONS``. Which answer a name means is the caller's to say.
"""

import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from fieldwork.measurement.expressions import PARTS, Tree, check, spelled

LONGEST = 4000
# Functions by the name they have in XLSForm, which is the name of their operation.
FUNCTIONS = {
    "not", "selected", "count-selected", "if", "coalesce", "regex", "string-length", "today", "now", "date", "int",
    "number", "round", "concat",
}  # fmt: skip
COMPARED = {"=": "eq", "!=": "ne", "<": "lt", "<=": "lte", ">": "gt", ">=": "gte"}
SIGNS = {operation: sign for sign, operation in COMPARED.items()}
WORKED = {"add": "+", "sub": "-", "mul": "*", "div": "div", "mod": "mod"}
# How tightly an operation holds its parts together; written text needs brackets around what is looser.
TIGHTNESS = {
    "or": 1, "and": 2, "eq": 3, "ne": 3, "lt": 4, "lte": 4, "gt": 4, "gte": 4, "add": 5, "sub": 5,
    "mul": 6, "div": 6, "mod": 6, "neg": 7,
}  # fmt: skip
CURLY = {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "‚": "'"}

TOKEN = re.compile(
    r"\s*(?:(?P<ref>\$\{(?P<name>[^${}]{1,250})\})|(?P<up>(?:\.\./)+(?P<sibling>[A-Za-z_][\w.\-]*))"
    r"|(?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)|(?P<text>'[^']*'|\"[^\"]*\")"
    r"|(?P<word>[A-Za-z_][\w\-]*(?::[A-Za-z_][\w\-]*)?(?:\.[\w\-]+)*)|(?P<sign><=|>=|!=|[-+*=<>(),.]))"
)

Named = Callable[[str], Tree]


class CannotRead(ValueError):
    """Why an expression cannot be taken over, in words; ``part`` is the piece of it that stands in the way."""

    def __init__(self, why: str, part: str = "") -> None:
        super().__init__(why)
        self.why, self.part = why, part


def straightened(typed: str) -> str:
    """The same text with straight quotes for curly ones, as word processors put them."""
    return "".join(CURLY.get(letter, letter) for letter in typed)


def read(typed: str, named: Named, column: Named | None = None) -> Tree:
    """The tree of an expression. Raises ``CannotRead``.

    ``named`` gives the tree of an answer by its name and may raise ``CannotRead`` itself; ``column`` does so for a
    bare word, such as a column of the choices in a filter.
    """
    if len(typed) > LONGEST:
        raise CannotRead(_("The expression is longer than %(most)s characters.") % {"most": LONGEST})
    reader = _Reader(_tokens(typed), named, column)
    tree = reader.read()
    try:
        return check(tree)
    except ValueError as error:
        raise CannotRead(str(error)) from None


def _tokens(typed: str) -> list[re.Match[str]]:
    found, place = [], 0
    typed = typed.rstrip()
    while place < len(typed):
        token = TOKEN.match(typed, place)
        if token is None:
            part = typed[place : place + 20].strip()
            raise CannotRead(_("“%(part)s” is not understood.") % {"part": part}, part)
        found.append(token)
        place = token.end()
    if not found:
        raise CannotRead(_("The expression is empty."))
    return found


class _Reader:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, tokens: list[re.Match[str]], named: Named, column: Named | None) -> None:
        self.left, self.named, self.column, self.depth = tokens[::-1], named, column, 0

    def read(self) -> Tree:
        tree = self._joined("or")
        if self.left:
            part = self.left[-1][0].strip()
            raise CannotRead(_("“%(part)s” stands where nothing can follow.") % {"part": part}, part)
        return tree

    def _next(self, *words: str) -> str:
        """Take one of these signs or words when it comes next, else give the empty text."""
        if self.left and (self.left[-1]["sign"] or self.left[-1]["word"]) in words:
            token = self.left.pop()
            return token["sign"] or token["word"]
        return ""

    def _must(self, sign: str) -> None:
        if not self._next(sign):
            raise CannotRead(_("A “%(sign)s” is missing.") % {"sign": sign}, sign)

    def _joined(self, word: str) -> Tree:
        deeper = (lambda: self._joined("and")) if word == "or" else self._equality
        parts = [deeper()]
        while self._next(word):
            parts.append(deeper())
        flat: list[Tree] = []
        for part in parts:
            flat += part[1:] if len(parts) > 1 and isinstance(part, list) and part[0] == word else [part]
        return [word, *flat] if len(parts) > 1 else parts[0]

    def _chain(self, deeper: Callable[[], Tree], signs: dict[str, str]) -> Tree:
        tree = deeper()
        while sign := self._next(*signs):
            tree = [signs[sign], tree, deeper()]
        return tree

    def _equality(self) -> Tree:
        return self._chain(self._order, {"=": "eq", "!=": "ne"})

    def _order(self) -> Tree:
        return self._chain(self._sum, {sign: COMPARED[sign] for sign in ("<=", ">=", "<", ">")})

    def _sum(self) -> Tree:
        return self._chain(self._product, {"+": "add", "-": "sub"})

    def _product(self) -> Tree:
        return self._chain(self._signed, {"*": "mul", "div": "div", "mod": "mod"})

    def _signed(self) -> Tree:
        self.depth += 1
        if self.depth > 60:
            raise CannotRead(_("The expression is nested too deep."))
        if self._next("-"):
            part = self._signed()
            tree = -part if isinstance(part, int | float) and not isinstance(part, bool) else ["neg", part]
        else:
            tree = self._single()
        self.depth -= 1
        return tree

    def _single(self) -> Tree:
        if not self.left:
            raise CannotRead(_("The expression stops halfway."))
        token = self.left.pop()
        if token["ref"]:
            return self.named(token["name"].strip())
        if token["up"]:
            return self.named(token["sibling"])
        if token["number"]:
            amount = float(token["number"])
            return int(amount) if amount.is_integer() else amount
        if token["text"]:
            return token["text"][1:-1]
        if token["sign"] == ".":
            return ["this"]
        if token["sign"] == "(":
            tree = self._joined("or")
            self._must(")")
            return tree
        if token["word"]:
            return self._word(token["word"])
        part = token["sign"]
        raise CannotRead(_("“%(part)s” stands where a value is needed.") % {"part": part}, part)

    def _word(self, word: str) -> Tree:
        if not self._next("("):
            if self.column:
                return self.column(word)
            raise CannotRead(_("“%(part)s” is neither a function nor an answer.") % {"part": word}, word)
        parts = []
        if not self._next(")"):
            parts = [self._joined("or")]
            while self._next(","):
                parts.append(self._joined("or"))
            self._must(")")
        if word in ("true", "false") and not parts:
            return word == "true"
        if word not in FUNCTIONS:
            raise CannotRead(_("The function %(name)s() is not known here.") % {"name": word}, word)
        least, most = PARTS[word]
        if len(parts) < least or (most is not None and len(parts) > most):
            words = {"name": word, "count": len(parts)}
            raise CannotRead(_("The function %(name)s() cannot have %(count)s values.") % words, word)
        return [word, *parts]


def written(tree: Tree, name_of: Callable[[str], str]) -> str:
    """The tree as the text that ``read`` reads back; ``name_of`` gives the name of an answer's path."""
    return _written(tree, name_of)[0]


def _written(tree: Any, name_of: Callable[[str], str]) -> tuple[str, int]:
    """Text and tightness."""
    if isinstance(tree, bool):
        return ("true()" if tree else "false()"), 9
    if isinstance(tree, int | float):
        return spelled(float(tree)), (7 if tree < 0 else 9)
    if isinstance(tree, str):
        return (f'"{tree}"' if "'" in tree else f"'{tree}'"), 9
    operation, *parts = tree
    if operation == "ref":
        return f"${{{name_of(parts[0])}}}", 9
    if operation == "this":
        return ".", 9
    if operation in FUNCTIONS:
        inner = ", ".join(_written(part, name_of)[0] for part in parts)
        return f"{operation}({inner})", 9
    own = TIGHTNESS[operation]
    if operation == "neg":
        return f"-{_held(parts[0], own, name_of)}", own
    sign = f" {SIGNS.get(operation) or WORKED.get(operation) or operation} "
    # Reading goes from left to right, so the first part may hold as loosely as the whole.
    looser = own + 1 if operation in ("and", "or") else own
    return sign.join(_held(part, own + 1 if place else looser, name_of) for place, part in enumerate(parts)), own


def _held(tree: Tree, least: int, name_of: Callable[[str], str]) -> str:
    words, tightness = _written(tree, name_of)
    return words if tightness >= least else f"({words})"
