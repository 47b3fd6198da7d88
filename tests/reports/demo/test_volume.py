"""Made-up visits in any number: scored as real ones, the same for the same seed, never among somebody's work."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from fieldwork.capture.models import Answer, PartScore, StepExperience, StepScore
from fieldwork.people.models import Client, Location
from fieldwork.visits.models import Visit
from fieldwork.visits.states import COUNTED
from tests.factories import ClientFactory, StudyFactory, VisitFactory, WaveFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

FEW = {"visits": 200, "questions": 20, "steps": 6, "waves": 4, "locations": 30}


def seeded(**options):
    said = StringIO()
    call_command("seed_volume", stdout=said, **FEW | options)
    return said.getvalue()


def test_two_hundred_visits_have_the_scores_that_their_answers_give():
    assert seeded().splitlines() == ["200 of 200", "200 visits of Volume 1 (volume-1)."]
    said = StringIO()
    call_command("rebuild_scores", "--check", stdout=said)
    assert said.getvalue().strip() == "200 visits, 0 with differences"

    visits = Visit.objects.all()
    assert set(visits.values_list("state", flat=True)) == COUNTED
    assert [wave.visits.count() for wave in visits[0].wave.study.waves.all()] == [50] * 4
    assert Location.objects.sites().count() == 30
    assert Answer.objects.filter(occurrence=1).count() == 200 * 20
    assert StepExperience.objects.filter(occurrence=1).count() == 200 * 6
    assert StepScore.objects.filter(times=2).exists()
    assert StepScore.objects.filter(unanswered=True).exists()
    assert PartScore.objects.filter(kind="phase").values("key").distinct().count() == 3
    assert len(set(visits.values_list("valence", flat=True))) > 190


def test_the_same_seed_brings_the_same_visits_and_another_seed_others():
    for number, seed in enumerate((7, 7, 8), start=1):
        seeded(visits=20, seed=seed)
        assert Client.objects.filter(code=f"volume-{number}").exists()
    of = Visit.objects.order_by("pk").values_list("valence", "device")
    by_client = [list(of.filter(wave__study__client__code=f"volume-{number}")) for number in (1, 2, 3)]
    assert by_client[0] == by_client[1] != by_client[2]


def test_the_shell_takes_visits_and_questions():
    call_command("seed_volume", "--visits", "4", "--questions", "6", "--waves", "1", stdout=StringIO())
    assert Answer.objects.filter(occurrence=1).count() == 4 * 6


def test_nothing_is_made_up_among_real_visits():
    VisitFactory()
    with pytest.raises(CommandError, match="really planned"):
        seeded()
    assert not Client.objects.filter(code__startswith="volume").exists()


def test_a_demo_takes_made_up_visits_beside_it():
    demo = StudyFactory(client=ClientFactory(code="waterrijk"))
    VisitFactory(wave=WaveFactory(study=demo))
    seeded(visits=4, waves=2)
    assert Visit.objects.count() == 5


@pytest.mark.parametrize("wrong", [{"visits": 0}, {"steps": 3}, {"waves": 0}, {"locations": -1}])
def test_a_size_that_cannot_be_is_refused(wrong):
    with pytest.raises(CommandError, match="at least one"):
        seeded(**wrong)
