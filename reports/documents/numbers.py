"""The public number of a report: short enough to type over from paper, and telling nothing by itself."""

import re
from uuid import UUID

# No 0 and O, 1, I and L, no U: what looks alike on paper is not here.
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
WRITTEN = re.compile(rf"R?-?([{LETTERS}]{{4}})-?([{LETTERS}]{{4}})")


def number_of(uuid: UUID) -> str:
    """``R-7F3K-92QX``: about 39 bits of the uuid, so that a number can hardly be guessed."""
    rest, found = uuid.int, ""
    for _ in range(LENGTH):
        rest, at = divmod(rest, len(LETTERS))
        found += LETTERS[at]
    return f"R-{found[:4]}-{found[4:]}"


def read_number(typed: str) -> str | None:
    """A number as it may be typed (small letters, spaces, without its dashes); ``None`` when it cannot be one."""
    found = WRITTEN.fullmatch(re.sub(r"\s", "", typed).upper()) if len(typed) <= 40 else None
    return f"R-{found[1]}-{found[2]}" if found else None
