"""Seeded storms: two in every run, twenty in ``make soak``. One alone: ``-k "storm[seed]"``."""

import pytest

from tests.faults.storm import Storm


def weather(handset, tmp_path, seed):
    storm = Storm(seed, handset, tmp_path)
    print(f"seed {seed}")
    try:
        storm.run()
    finally:
        print("\n".join(storm.story))


@pytest.mark.fault
@pytest.mark.parametrize("seed", [1, 2])
def test_storm(handset, tmp_path, seed):
    weather(handset, tmp_path, seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(3, 23))
def test_more_storms(handset, tmp_path, seed):
    weather(handset, tmp_path, seed)
