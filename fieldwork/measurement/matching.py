"""Patterns of text that a shopper's answer must have, matched in time that grows with the text only.

A pattern is read once into a small program of steps; program and text are walked side by side, so that no pattern
can keep a phone or the server busy. What is taken is what people write in forms: characters, classes, groups,
alternatives, repetition. The whole text must fit, as everywhere in XLSForm.
"""

from functools import lru_cache
from typing import Any

LONGEST_PATTERN, LONGEST_PROGRAM, MOST_TIMES, DEEPEST = 300, 600, 200, 20

# ("char", outside, ranges) takes one character, ("split", a, b) and ("jump", a) go on elsewhere, ("match",) ends.
Program = list[list[Any]]
Ranges = list[list[int]]

DIGIT: Ranges = [[48, 57]]
WORD: Ranges = [[48, 57], [65, 90], [95, 95], [97, 122]]
SPACE: Ranges = [[9, 13], [32, 32]]
CLASSES = {"d": DIGIT, "w": WORD, "s": SPACE}
CONTROLS = {"t": 9, "n": 10, "r": 13}


class BadPattern(ValueError):
    """This pattern cannot be read, or asks for what is not taken."""


@lru_cache(maxsize=512)
def program_of(pattern: str) -> Program:
    """The steps of a pattern. Raises ``BadPattern``."""
    if len(pattern) > LONGEST_PATTERN:
        raise BadPattern("the pattern is too long")
    program: Program = _Reader(pattern).read()
    return [*program, ["match"]]


def fits(pattern: str, text: str) -> bool:
    """Whether the whole text is as the pattern says; a pattern that cannot be read fits nothing."""
    try:
        return run(program_of(pattern), text)
    except BadPattern:
        return False


def run(program: Program, text: str) -> bool:
    """Walk a program over a text."""
    here = _reach(program, [0])
    for character in text:
        code = ord(character)
        here = _reach(program, [at + 1 for at in here if _takes(program[at], code)])
        if not here:
            return False
    return any(program[at][0] == "match" for at in here)


def _takes(step: list[Any], code: int) -> bool:
    return step[0] == "char" and any(low <= code <= high for low, high in step[2]) != step[1]


def _reach(program: Program, starts: list[int]) -> list[int]:
    """The places that wait for a character, or end, from here on."""
    seen, waiting, found = set(), list(starts), []
    while waiting:
        at = waiting.pop()
        if at in seen:
            continue
        seen.add(at)
        step = program[at]
        if step[0] in ("split", "jump"):
            waiting += step[1:]
        else:
            found.append(at)
    return found


def _moved(program: Program, by: int) -> Program:
    return [[step[0], *(at + by for at in step[1:])] if step[0] in ("split", "jump") else step for step in program]


class _Reader:
    """Recursive descent over one pattern; programs are relative to their own first step."""

    def __init__(self, pattern: str) -> None:
        self.left = list(pattern)[::-1]
        self.depth = 0

    def read(self) -> Program:
        program = self._alternatives()
        if self.left:
            raise BadPattern("a bracket is closed that was never opened")
        return program

    def _peek(self) -> str:
        return self.left[-1] if self.left else ""

    def _take(self) -> str:
        if not self.left:
            raise BadPattern("the pattern stops halfway")
        return self.left.pop()

    def _alternatives(self) -> Program:
        first = self._sequence()
        if self._peek() != "|":
            return first
        self._take()
        second = self._alternatives()
        past = len(first) + 2
        program = [["split", 1, past], *_moved(first, 1), ["jump", past + len(second)], *_moved(second, past)]
        return self._bounded(program)

    def _sequence(self) -> Program:
        program: Program = []
        while self.left and self._peek() not in ("|", ")"):
            if self._peek() in ("^", "$"):
                self._anchor(is_first=not program)
                continue
            program = self._bounded([*program, *_moved(self._repeated(self._one()), len(program))])
        return program

    def _anchor(self, *, is_first: bool) -> None:
        """The whole text must fit anyway, so an anchor at the edge changes nothing; elsewhere it fits nothing."""
        mark = self._take()
        if self.depth or (mark == "^" and not is_first) or (mark == "$" and self._peek() not in ("", "|")):
            raise BadPattern(f"“{mark}” stands in the middle")

    def _one(self) -> Program:
        character = self._take()
        if character == "(":
            return self._group()
        if character == "[":
            return [self._class()]
        if character == ".":
            return [["char", True, [[10, 10]]]]
        if character == "\\":
            outside, ranges = self._escaped()
            return [["char", outside, ranges]]
        if character in "*+?{":
            raise BadPattern(f"“{character}” repeats nothing")
        return [["char", False, [[ord(character)] * 2]]]

    def _group(self) -> Program:
        self.depth += 1
        if self.depth > DEEPEST:
            raise BadPattern("the pattern is nested too deep")
        if self._peek() == "?":
            self._take()
            if self._take() != ":":
                raise BadPattern("looking ahead or behind and names of groups are not taken")
        program = self._alternatives()
        if self._take() != ")":
            raise BadPattern("a bracket is not closed")
        self.depth -= 1
        return program

    def _escaped(self) -> tuple[bool, Ranges]:
        letter = self._take()
        if letter.lower() in CLASSES:
            return letter.isupper(), CLASSES[letter.lower()]
        if letter in CONTROLS:
            return False, [[CONTROLS[letter]] * 2]
        if letter.isalnum():
            raise BadPattern(f"“\\{letter}” is not taken")
        return False, [[ord(letter)] * 2]

    def _class(self) -> list[Any]:
        outside = self._peek() == "^"
        if outside:
            self._take()
        ranges: Ranges = []
        while True:
            character = self._take()
            if character == "]" and ranges:
                return ["char", outside, ranges]
            low, inner = self._member(character)
            if low < 0:
                ranges += inner
                continue
            high = low
            if self._peek() == "-" and len(self.left) > 1 and self.left[-2] != "]":
                self._take()
                high, _inner = self._member(self._take())
                if high < low:
                    raise BadPattern("a range runs backwards")
            ranges.append([low, high])

    def _member(self, character: str) -> tuple[int, Ranges]:
        """One character of a class by its number, or −1 and the ranges of a class inside it."""
        if character != "\\":
            return ord(character), []
        outside, ranges = self._escaped()
        if outside:
            raise BadPattern("the opposite of a class inside a class is not taken")
        is_one = len(ranges) == 1 and ranges[0][0] == ranges[0][1]
        return (ranges[0][0], []) if is_one else (-1, ranges)

    def _repeated(self, one: Program) -> Program:
        while self._peek() and self._peek() in "*+?{":
            least, most = self._times()
            if self._peek() == "?":  # as few as possible: the same texts fit
                self._take()
            one = self._bounded(_times(one, least, most))
        return one

    def _times(self) -> tuple[int, int | None]:
        mark = self._take()
        if mark != "{":
            return {"*": (0, None), "+": (1, None), "?": (0, 1)}[mark]
        typed = ""
        while self._peek() not in ("}", ""):
            typed += self._take()
        if self._take() != "}" or not typed:
            raise BadPattern("a number of times is not closed")
        low, comma, high = typed.partition(",")
        if not (low.isascii() and low.isdigit()) or (high and not (high.isascii() and high.isdigit())):
            raise BadPattern("a number of times is not a number")
        least, most = int(low), (int(high) if high else None) if comma else int(low)
        if least > MOST_TIMES or (most or 0) > MOST_TIMES or (most is not None and most < least):
            raise BadPattern("a number of times is out of range")
        return least, most

    def _bounded(self, program: Program) -> Program:
        if len(program) > LONGEST_PROGRAM:
            raise BadPattern("the pattern says too much")
        return program


def _times(one: Program, least: int, most: int | None) -> Program:
    if len(one) * max(least, most or 1) > LONGEST_PROGRAM:
        raise BadPattern("the pattern says too much")
    program: Program = []
    for _number in range(least):
        program += _moved(one, len(program))
    if most is None:
        start = len(program)
        return [*program, ["split", start + 1, start + len(one) + 2], *_moved(one, start + 1), ["jump", start]]
    maybe = most - least
    end = len(program) + maybe * (len(one) + 1)
    for _number in range(maybe):
        program.append(["split", len(program) + 1, end])
        program += _moved(one, len(program))
    return program
