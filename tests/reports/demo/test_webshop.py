"""The study in dated parts: one visit for everything that a shopper, planner, reviewer and client may want to see."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from fieldwork.capture.models import Round
from fieldwork.emotions.words import EMOTIONS
from fieldwork.journeys.checks import problems
from fieldwork.people.models import User
from fieldwork.visits import cards, episodes
from fieldwork.visits.models import Visit, VisitEvent
from fieldwork.visits.states import EventKind, VisitState
from reports.demo import seeding
from reports.demo.stories import ASIDES, STORIES
from reports.demo.voices import bank
from reports.demo.webshop.story import STORY, TOLD, bookings
from reports.figures import choices
from tests.reports.demo.test_documents import texts

S = VisitState
NOW = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=1)  # as the command does
VONK = replace(STORIES[1], plan=lambda wave: STORIES[1].plan(wave)[:1])


def fill(stage, now=NOW):
    return seeding.fill(stage, now, lambda percent, words: None, (VONK,), ASIDES)


def of_parts():
    return Visit.objects.filter(episodes=3).order_by("pk")


@pytest.fixture
def filled(transactional_db):
    fill("reported")


@pytest.mark.usefixtures("filled")
def test_each_visit_stands_where_it_is_told():
    found = Counter(of_parts().values_list("state", "episode"))
    assert found == {
        (S.APPROVED, 3): 3, (S.SUBMITTED, 3): 1, (S.STARTED, 3): 1, (S.STARTED, 2): 2, (S.BRIEFED, 1): 1,
        (S.ASSIGNED, 1): 1, (S.OPEN, 1): 1,
    }  # fmt: skip
    call_command("rebuild_scores", check=True)
    for visit in of_parts():
        moments = list(visit.events.values_list("at", flat=True))
        assert moments == sorted(moments)
        assert moments[-1] <= NOW
        handed_in = list(visit.rounds.exclude(final_at=None).order_by("number").values_list("final_at", flat=True))
        assert list(visit.events.filter(kind=EventKind.PART).values_list("at", flat=True)) == handed_in
        assert not episodes.late_ones_of(visit)
        for part in visit.rounds.filter(episode__gt=1, final_at__isnull=False):
            assert part.opened_at < part.final_at < part.due_at

    before = VisitEvent.objects.count(), Round.objects.count()
    fill("reported")
    assert (VisitEvent.objects.count(), Round.objects.count()) == before


@pytest.mark.usefixtures("filled")
def test_everybody_sees_their_part(client):
    samira = User.objects.get(email="shopper@veldwerk.demo")
    first, _groups = cards.for_shopper(samira)
    assert (first.part, first.is_waiting, first.is_late) == ("Deel 2 van 3: Bezorging", False, False)
    visit = of_parts().get(shopper=samira)
    assert visit.part_opens_at < NOW < visit.part_due_at
    waits = of_parts().get(state=S.STARTED, shopper__email="english@veldwerk.demo")
    assert waits.part_opens_at > NOW

    client.force_login(User.objects.get(email="planner@veldwerk.demo"))
    page = client.get(reverse("visits:board") + f"?wave={visit.wave_id}").content.decode()
    assert page.count("van 3: Bezorging") == 2
    client.force_login(User.objects.get(email="controle@veldwerk.demo"))
    assert STORY.scenarios[0].title["nl"] in client.get(reverse("review:queue")).content.decode()

    board = User.objects.get(email="directie@vonk.demo")
    shown = {one.title: one.approved for one in choices.options(board)}
    assert next(iter(shown)) == STORIES[1].document["title"]["nl"]  # the large study stays the first one
    assert shown[STORY.document["title"]["nl"]] == 3
    strangers = User.objects.filter(role="client_manager").exclude(client=board.client)
    assert not any(STORY.document["title"]["nl"] in {one.title for one in choices.options(who)} for who in strangers)


def test_before_the_fieldwork_everything_lies_ahead(transactional_db):
    fill("briefing")
    assert set(of_parts().values_list("state", flat=True)) == {S.BRIEFED, S.ASSIGNED, S.OPEN}
    assert of_parts().count() == len(TOLD)
    assert not Round.objects.filter(visit__in=of_parts()).exists()


@pytest.mark.parametrize("days", range(7))
def test_parts_fall_on_their_days_whatever_day_it_is(days):
    now = NOW + timedelta(days=days)
    for booking in bookings("reported", now):
        if booking.state in (S.APPROVED, S.SUBMITTED):
            assert booking.ends_at < now - timedelta(hours=1)


def test_its_texts_are_whole_in_both_languages():
    assert [one for one in problems(STORY.document) if one["level"] != "info"] == []
    for where, text in texts(STORY.document):
        assert bool(text["nl"]) == bool(text["en"]), where
    for language in ("nl", "en"):
        assert STORY.waves[0].briefing[language].startswith("# ")
        lines = bank(STORY.key, language)
        assert set(lines) == {f"{step} {sign}" for step in STORY.tones for sign in ("neg", "pos")}
        for found in lines.values():
            assert any(not line.needs for line in found)
            assert {word for line in found for word in line.emotions} <= set(EMOTIONS)
