"""Lay out a report without what Python does beside it: looking for garbage, and fetching memory to call in depth."""

import gc
from collections.abc import Callable
from typing import TypeVar

Made = TypeVar("Made")
ROOM = 33_000  # slots of eight bytes: 264 kB claimed, which makes the piece 512 kB; only what is used costs memory


def undisturbed(call: Callable[[], Made]) -> Made:
    """What ``call`` gives; whatever it raises passes through.

    The garbage collector waits until it is over: pages are full of cycles that all stay until the file is written,
    so that looking in between finds nothing (3% of the CPU of a report).
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        return _with_room(call)
    finally:
        if was_on:
            gc.enable()


def _with_room(call: Callable[[], Made]) -> Made:
    return call()


# CPython keeps the frames of calls in pieces of 16 kB, and hands a piece back to the system when the call that opened
# it returns. Laying out is hundreds of calls deep, so that somewhere a call that is made a thousand times opens a new
# piece each time: 27,000 page faults, a tenth of the CPU of a report. A frame that claims more than such a piece
# makes CPython fetch a large one, and everything below finds room in what is left of it.
_with_room.__code__ = _with_room.__code__.replace(co_stacksize=ROOM)
