"""Rows of very many answers cost little to read and to keep."""

import gc
from dataclasses import replace

import pytest

from fieldwork.capture.models import Answer
from fieldwork.visits.models import Visit
from reports.figures.facts import ANSWER_COLUMNS, gather
from reports.figures.rows import rows_of
from tests.factories import WaveFactory
from tests.reports.field import photo, walked_visit

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def test_only_answers_with_a_photo_hold_a_list():
    visit = walked_visit(WaveFactory(number=1))
    ident = photo(visit)
    rows = rows_of(Answer, Visit.objects.all(), ANSWER_COLUMNS)
    plain = [row for row in rows if row["question"] != "screen"]
    assert [row["photos"] for row in rows if row["question"] == "screen"] == [[ident]]
    assert {row["photos"] for row in plain} == {()}
    assert not any(gc.is_tracked(row) for row in plain)


def test_no_photos_are_the_same_fingerprint_however_they_are_held():
    wave = WaveFactory(number=1)
    walked_visit(wave)
    facts = gather(wave.study, [wave])
    listed = [row | {"photos": list(row["photos"])} for row in facts.now.answers]
    assert replace(facts, now=replace(facts.now, answers=listed)).digest == facts.digest


def test_steps_of_a_visit_are_found_by_its_number():
    wave = WaveFactory(number=1)
    made = [walked_visit(wave) for _ in range(2)]
    found = gather(wave.study, [wave]).now.by_visit
    assert {pk: [row["step"] for row in rows] for pk, rows in found.items()} == {
        visit.pk: ["arriving", "helped", "waiting"] for visit in made
    }
