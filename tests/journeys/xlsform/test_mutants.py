"""Mutants of real workbooks come in, or are refused by name: in time, whole, and with nothing dropped in silence."""

import time
from collections import Counter
from random import Random

import pytest
from django.utils.translation import override

from fieldwork.journeys import documents
from fieldwork.journeys.xlsform import reading, writing
from tests.journeys.xlsform import mutants
from tests.journeys.xlsform.workbooks import need, samples

BACK_AGAIN = 10  # every so many go out and come back as well


def good_samples():
    """Those that are imported as they are."""
    files = [need(one) for one in samples()]
    return [one for one in files if reading.read(one.read_bytes(), one.name, "en").document is not None]


def met(book, content):
    """What a mutant comes to, having looked at it from all sides."""
    begun = time.process_time()
    found = reading.read(content, "form.xlsx", "en")
    assert time.process_time() - begun < 2
    assert all(one.why and one.level for one in found.findings)
    if found.document is None:
        assert found.of_level("refused")
        return found
    assert not found.of_level("refused")
    assert documents.clean(found.document) == found.document
    assert mutants.untold(book, found) == []
    return found


def herd(count, seed):
    """So many mutants; how many came in, how many were refused."""
    files, counted = good_samples(), Counter()
    with override("en"):
        for number in range(count):
            dice = Random(f"{seed}/{number}")
            book = mutants.changed(dice.choice(files), dice)
            found = met(book, mutants.written(book))
            counted["in" if found.document else "refused"] += 1
            if found.document and number % BACK_AGAIN == 0:
                assert reading.read(writing.workbook(found.document), "form.xlsx", "en").document == found.document
    return counted


def test_a_hundred_mutants_are_imported_or_refused():
    counted = herd(100, seed=6)
    assert counted["in"] > 70


@pytest.mark.soak
def test_two_thousand_mutants_are_imported_or_refused():
    counted = herd(2000, seed=2026)
    # Measured: six of seven come in. What is not read at all would test nothing.
    assert counted["in"] > 1500
    assert counted["refused"] > 100
