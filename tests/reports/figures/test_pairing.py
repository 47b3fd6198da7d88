"""How often the interval of a change holds the truth, whatever part of the places both waves share."""

import math
import random

import pytest

from fieldwork.measurement.chains import Chain
from reports.figures.comparisons import means, shares

PLACES, VISITS, ICC, DRAWS = 12, 3, 0.4, 600
INTERACTION = 0.2  # of the differences between places: what a place changes by itself from wave to wave


def drawn_wave(rng, levels, number, values, place_of):
    """Visits to places with a level of their own, which moves a little in every wave."""
    for place, level in levels.items():
        here = level + rng.gauss(0, math.sqrt(ICC * INTERACTION))
        for visit in range(VISITS):
            key = (number, place, visit)
            values[key], place_of[key] = here + rng.gauss(0, math.sqrt(1 - ICC)), place


@pytest.mark.parametrize(
    ("shared", "method"), [(12, "paired"), (10, "paired"), (6, "welch_locations"), (0, "welch_locations")]
)
def test_the_interval_of_a_change_holds_the_truth(shared, method):
    rng, held = random.Random(shared), 0
    for _ in range(DRAWS):
        levels = {place: rng.gauss(0, math.sqrt(ICC * (1 - INTERACTION))) for place in range(2 * PLACES - shared)}
        before, now, place_of = {}, {}, {}
        drawn_wave(rng, {place: levels[place] for place in range(PLACES)}, 1, before, place_of)
        drawn_wave(rng, {place: levels[place] for place in list(levels)[PLACES - shared :]}, 2, now, place_of)
        found = means(now, before, Chain(place_of), scale=(None, None), relevant=0.1).difference
        held += found.lo <= 0 <= found.hi
    assert found.method == method
    assert 0.92 <= held / DRAWS <= 0.995


def drawn_share(rng, number, places, visits, share, icc=0.2):
    """Visits to places with a share of their own: a beta distribution with this mean and intraclass correlation."""
    chosen, place_of = {}, {}
    for place in range(places):
        here = rng.betavariate(share * (1 - icc) / icc, (1 - share) * (1 - icc) / icc)
        for visit in range(visits):
            key = (number, place, visit)
            chosen[key], place_of[key] = rng.random() < here, (number, place)
    return chosen, place_of


@pytest.mark.parametrize(
    ("places", "visits", "shares_of", "least"),
    [(20, 4, (0.8, 0.7), 0.92), (10, 10, (0.7, 0.7), 0.92), (5, 10, (0.7, 0.7), 0.89)],
)
def test_the_interval_of_a_change_of_a_share_holds_the_truth(places, visits, shares_of, least):
    rng, held, draws = random.Random(places), 0, 5 * DRAWS
    truth = shares_of[0] - shares_of[1]
    for _ in range(draws):
        (now, here), (before, there) = (drawn_share(rng, i, places, visits, one) for i, one in enumerate(shares_of))
        found = shares(now, before, Chain(here | there), relevant=0.1).difference
        held += found.lo <= truth <= found.hi
    assert least <= held / draws <= 0.98
