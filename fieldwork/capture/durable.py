"""Acknowledged means on disk: what the phone is told is safe survives a power cut."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# SQLite has one writer at a time and lets the others sleep and try again, up to 0.1 s in one go. Threads of
# this process queue here instead, where the next one goes on at once.
_turn = threading.Lock()


@contextmanager
def durable() -> Iterator[None]:
    """Commit inside with ``synchronous=FULL`` on SQLite; the rest of the product runs on NORMAL.

    NORMAL may lose the last transactions at a power cut, which is fine for a page view and not for an
    answer that the phone has ticked off. PostgreSQL waits for the disk by itself. SQLite refuses the
    switch inside a transaction, so this stands around ``transaction.atomic``.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=FULL")
    try:
        with _turn:
            yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=NORMAL")
