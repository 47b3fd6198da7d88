"""Bends valid inputs out of shape: what a stranger may send to the calculator."""

import copy
import math

DEEP = []
for _ in range(40):
    DEEP = [DEEP]

JUNK = [
    None, True, False, 0, -1, 1, 2, 3, 0.5, -0.5, 1.5, 100, 1e-9, 1e-308, 1e300, -1e300, 1e308, 10**18, 10**400, -0.0,
    math.nan, math.inf, -math.inf, "", "1", "na", "NaN", "ü\n\0", "x" * 5000, [], [[]], [None], [[], []], [1], [1, "2"],
    [1e308, 1e308, 1e308], [0, 0, 0, 0], [[0, 0], [0, 0]], [[1, 2], [3]], {}, {"a": {}}, {"key": []}, [{}], DEEP,
]  # fmt: skip


def places(value, path=()):
    """Every place in nested inputs, the whole left out."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield (*path, key)
        yield from places(part, (*path, key))


def bend(inputs, random):
    """A copy with one to three places replaced, removed, emptied or repeated."""
    bent = copy.deepcopy(inputs)
    for _ in range(random.choice([1, 1, 2, 3])):
        known = list(places(bent))
        if not known:
            return bent
        *way, last = random.choice(known)
        around = bent
        for key in way:
            around = around[key]
        move = random.random()
        if move < 0.15:
            del around[last]
        elif move < 0.25 and isinstance(around, list):
            around.extend(copy.deepcopy(around[:1]) * random.choice([1, 2, 30]))
        elif move < 0.35 and isinstance(around, list):
            around[:] = [around[last]] * len(around)
        else:
            around[last] = copy.deepcopy(random.choice(JUNK))
    return bent
