"""A visit in dated parts on the lists of its shopper and of the desk; capture tells which part is next."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from fieldwork.journeys import documents
from fieldwork.journeys.episodes import episodes_of
from fieldwork.people.states import Role
from fieldwork.studies.models import Wave
from fieldwork.visits import actions, attention, board, cards, clocks, episodes, planning
from fieldwork.visits.models import Visit
from fieldwork.visits.states import EventKind, VisitState
from tests.documents import small, text
from tests.factories import (
    BriefingFactory,
    BriefingVersionFactory,
    JourneyVersionFactory,
    LocationFactory,
    ScenarioFactory,
    UserFactory,
    VisitFactory,
    WaveFactory,
)

pytestmark = pytest.mark.django_db
DELIVERY = text("Bezorging", "Delivery")


@pytest.fixture
def shopper(client):
    shopper = UserFactory(language="en")
    client.force_login(shopper)
    return shopper


@pytest.fixture
def wave():
    document = small()
    document["phases"][1] |= {"title": DELIVERY, "episode": {"opens_after_days": 2, "due_after_days": 5}}
    document = documents.clean(document)
    version = JourneyVersionFactory(document=document, checksum=documents.checksum(document))
    wave = WaveFactory(study__journey=version.journey, journey_version=version)
    BriefingVersionFactory(briefing=BriefingFactory(wave=wave))
    return wave


def waiting(wave, shopper, opens=3, due=6, **fields):
    """A visit whose second part opens and is due so many days from now; its own dates have passed."""
    now = timezone.now()
    visit = VisitFactory(
        wave=wave, shopper=shopper, state=VisitState.STARTED, episode=2, episodes=2, episode_title=DELIVERY,
        episode_opens_at=now + timedelta(days=opens), episode_due_at=now + timedelta(days=due),
        opens_at=now - timedelta(days=9), due_at=now - timedelta(days=5), submit_by=now - timedelta(days=4), **fields,
    )  # fmt: skip
    actions.note(visit, EventKind.PART, shopper, episode=1, episodes=2)
    return visit


def test_a_planned_visit_knows_how_many_parts_it_has(wave):
    scenario = ScenarioFactory(study=wave.study)
    (visit,) = planning.plan(wave, [LocationFactory(client=wave.study.client)], scenario, None)
    visit.refresh_from_db()
    assert (visit.episode, visit.episodes, visit.episode_title) == (1, 2, text("Vooraf", "Before"))
    (plain,) = planning.plan(
        other := WaveFactory(), [LocationFactory(client=other.study.client)], ScenarioFactory(study=other.study), None
    )
    plain.refresh_from_db()
    assert (plain.episode, plain.episodes, plain.episode_title) == (1, 1, {})


def test_one_card_says_which_part_is_next_and_when(client, shopper, wave):
    visit = waiting(wave, shopper)
    card = cards.card_of(visit.uuid, shopper)
    with translation.override("en"):
        assert (card.part, card.is_waiting, card.is_late) == ("Part 2 of 2: Delivery", True, False)
        assert card.badge["text"].startswith("From ")
    assert card.clock == card.hand_in_by == visit.episode_due_at
    page = client.get(reverse("phone:visits")).content.decode()
    assert page.count("Part 2 of 2: Delivery") == 1
    assert "Fill in part 2 of 2" in page


def test_a_part_that_waits_gives_way_to_what_can_be_done_today(shopper, wave):
    later = waiting(wave, shopper)
    dates = {"due_at": later.episode_due_at + timedelta(days=3), "submit_by": later.episode_due_at + timedelta(days=4)}
    now = VisitFactory(wave=wave, shopper=shopper, state=VisitState.BRIEFED, **dates)
    first, groups = cards.for_shopper(shopper)
    assert (first.visit, [card.visit for card in groups[0].visits]) == (now, [later])
    Visit.objects.filter(pk=later.pk).update(episode_opens_at=timezone.now() - timedelta(hours=1))
    first, groups = cards.for_shopper(shopper)
    assert (first.visit, first.is_waiting, first.badge["icon"]) == (later, False, "half")


def test_the_page_of_a_visit_shows_every_part_with_its_date(client, shopper, wave):
    fresh = VisitFactory(wave=wave, shopper=shopper, state=VisitState.BRIEFED, episodes=2)
    page = client.get(reverse("phone:visit", args=[fresh.uuid]))
    assert [(part.title, part.state) for part in page.context["parts"]] == [("Before", "now"), ("Delivery", "later")]
    assert "2 to 5 days after the part before" in page.content.decode()

    visit = waiting(wave, shopper)
    page = client.get(reverse("phone:visit", args=[visit.uuid]))
    first, second = page.context["parts"]
    assert (first.state, first.at) == ("done", visit.events.get(kind=EventKind.PART).at)
    with translation.override("en"):
        assert (second.state, second.when) == ("now", cards.card_of(visit.uuid, shopper).window)
    assert f"{reverse('phone:done', args=[visit.uuid])}?part=1" in page.content.decode()

    Visit.objects.filter(pk=visit.pk).update(state=VisitState.SUBMITTED, episode_opens_at=None, episode_due_at=None)
    parts = client.get(reverse("phone:visit", args=[visit.uuid])).context["parts"]
    assert [part.state for part in parts] == ["done", "passed"]


def test_a_visit_of_one_part_shows_no_parts(client, shopper):
    visit = VisitFactory(shopper=shopper)
    page = client.get(reverse("phone:visit", args=[visit.uuid]))
    assert (page.context["parts"], cards.card_of(visit.uuid, shopper).part) == ([], "")
    assert "Part 1" not in page.content.decode()


def test_who_takes_over_reads_nothing_of_who_was_before(client, wave):
    visit = waiting(wave, UserFactory())
    actions.unassign(visit, by=None)
    assert (visit.episode, visit.episodes, visit.episode_title) == (1, 2, text("Vooraf", "Before"))
    shopper = UserFactory(language="en")
    actions.assign(visit, shopper, by=None)
    client.force_login(shopper)
    page = client.get(reverse("phone:visit", args=[visit.uuid]))
    assert [part.state for part in page.context["parts"]] == ["now", "later"]


def test_a_visit_is_late_by_the_date_of_its_part_and_not_before(wave):
    planner = UserFactory(role=Role.PLANNER, manages=[wave.study.client])
    visit = waiting(wave, UserFactory())
    mine = Visit.objects.visible_to(planner)

    def need():
        found = attention.with_need(mine).get()
        return found.need, found.clock

    def row():
        return board.Board(planner, {}).page.object_list[0]

    assert need() == (None, visit.episode_due_at)
    assert (row().is_late, row().part, row().due_at) == (False, "Deel 2 van 2: Bezorging", visit.episode_due_at)
    overdue = timezone.now() - timedelta(hours=1)
    Visit.objects.update(episode_opens_at=overdue - timedelta(days=3), episode_due_at=overdue)
    assert need() == ("late", overdue)
    assert row().is_late


def test_a_week_of_the_board_holds_the_visits_whose_part_falls_in_it(wave):
    planner = UserFactory(role=Role.PLANNER, manages=[wave.study.client])
    visit = waiting(wave, UserFactory(), opens=28, due=29)

    def found(day):
        return [row.uuid for row in board.Board(planner, {"week": clocks.week_of(day.date())}).page.object_list]

    assert found(visit.episode_opens_at) == [visit.uuid]
    assert found(visit.opens_at) == []


def test_the_desk_reads_which_part_came_in(client, wave):
    planner = UserFactory(role=Role.PLANNER, manages=[wave.study.client], language="en")
    visit = waiting(wave, UserFactory())
    client.force_login(planner)
    page = client.get(reverse("visits:detail", args=[visit.uuid])).content.decode()
    assert "Part 1 of 2 handed in" in page
    assert "Part 2 of 2: Delivery" in page
    client.force_login(UserFactory(role=Role.PLANNER))
    assert client.get(reverse("visits:detail", args=[visit.uuid])).status_code == 404


def test_programs_read_the_part_and_its_days(client, shopper, wave):
    visit = waiting(wave, shopper)
    (said,) = client.get("/api/visits/").json()["results"]
    assert (said["episode"], said["episodes"]) == (2, 2)
    assert said["episode_due_at"] is not None
    client.force_login(UserFactory())
    assert client.get("/api/visits/").json()["results"] == []
    assert client.get(f"/api/visits/{visit.uuid}/").status_code == 404


# --- parts that come in after their wave --------------------------------------------------------------
def late_parts(wave, hand_in, number=1):
    return episodes.late_ones(wave, episodes_of(wave.journey_version.document), hand_in, number)


def test_a_part_is_late_when_its_last_day_lies_after_the_report_date(wave):
    wave.report_by = date(2026, 3, 20)
    with translation.override("en"):
        assert late_parts(wave, date(2026, 3, 15)) == []  # due five days later: on the day itself
        late = episodes.Late("Part 2 of 2: Delivery", date(2026, 3, 21), wave.report_by)
        assert late_parts(wave, date(2026, 3, 16)) == [late]
        # The part that is to be done now has its day already.
        assert late_parts(wave, date(2026, 3, 21), 2) == [late]
        assert late_parts(wave, date(2026, 3, 20), 2) == []


def test_days_of_parts_add_up(wave):
    document = wave.journey_version.document
    third = {**document["phases"][1], "key": "after", "title": text("Retour", "Return")}
    document["phases"].append(third | {"episode": {"opens_after_days": 1, "due_after_days": 7}})
    wave.report_by = date(2026, 3, 12)
    assert [one.day for one in late_parts(wave, date(2026, 3, 1))] == [date(2026, 3, 13)]
    wave.journey_version.document = small()
    assert late_parts(wave, date(2027, 3, 1)) == []  # of one part, whatever its days


@pytest.mark.parametrize(
    ("language", "says"),
    [("en", "after the report date of this wave"), ("nl", "na de rapportdatum van deze golf")],
)
def test_the_planner_is_warned_before_and_after_planning(client, wave, language, says):
    planner = UserFactory(role=Role.PLANNER, manages=[wave.study.client], language=language)
    client.force_login(planner)
    place, scenario = LocationFactory(client=wave.study.client), ScenarioFactory(study=wave.study)
    typed = {
        "wave": wave.pk, "nodes": [place.pk], "scenario": scenario.pk, "per_location": 1, "opens_on": wave.visit_from,
        "due_on": wave.due, "submit_on": wave.submit_by, "fee": "20", "do": "preview",
    }  # fmt: skip
    Wave.objects.filter(pk=wave.pk).update(report_by=wave.submit_by + timedelta(days=4))
    assert says in client.post(reverse("visits:plan"), typed).content.decode()
    visit = planning.plan(Wave.objects.get(pk=wave.pk), [place], scenario, planner)[0]
    page = reverse("visits:detail", args=[visit.uuid])
    assert says in client.get(page).content.decode()

    Visit.objects.filter(pk=visit.pk).update(state=VisitState.APPROVED, shopper=UserFactory())
    assert says not in client.get(page).content.decode()  # it is in: nothing to warn of
    Wave.objects.filter(pk=wave.pk).update(report_by=wave.submit_by + timedelta(days=5))
    assert says not in client.post(reverse("visits:plan"), typed).content.decode()
