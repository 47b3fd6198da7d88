"""The scenarios notice what they are there for: broken variants of phone and server are caught, or heal."""

import re

import pytest

from tests.faults import mutants

NOTICED = re.compile(r"(Lost|Doubled): |in vain: |^E +[Aa]ssert", re.MULTILINE)


@pytest.mark.parametrize("mutant", mutants.MUTANTS, ids=lambda one: one.name)
def test_the_place_it_breaks_is_still_there(mutant):
    assert mutant.applies()


@pytest.mark.soak
@pytest.mark.parametrize("mutant", mutants.MUTANTS, ids=lambda one: one.name)
def test_a_broken_variant_is_caught_or_heals(mutant, prepared, tmp_path):
    done = mutants.run(mutant, prepared, tmp_path)
    if mutant.heals:
        assert done.returncode == 0, done.stdout[-4000:]
    else:
        assert done.returncode == 1, done.stdout[-4000:]
        assert NOTICED.search(done.stdout), done.stdout[-4000:]
        assert " error" not in done.stdout.splitlines()[-1]
