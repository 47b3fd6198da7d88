"""A stretch of work that nobody is told about: a demo that plays half a year in a minute, an import."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_hushed = ContextVar("notices.hushed", default=False)


@contextmanager
def nobody_is_told() -> Iterator[None]:
    """What happens inside is not news to the mails; other listeners hear of it as always."""
    before = _hushed.set(True)
    try:
        yield
    finally:
        _hushed.reset(before)


def is_hushed() -> bool:
    """Whether we are inside ``nobody_is_told``."""
    return _hushed.get()
