"""The desk's pages of visits: exceptions, board, one visit, many at once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fieldwork.people.models import ShopperProfile
from fieldwork.people.states import LocationKind, Role
from fieldwork.visits import actions, attention, board, candidates, planning, progress
from fieldwork.visits.attention import Need
from fieldwork.visits.models import Visit, VisitEvent
from fieldwork.visits.states import EventKind, VisitState
from tests.factories import (
    BriefingVersionFactory,
    LocationFactory,
    PersonaFactory,
    ScenarioFactory,
    UserFactory,
    VisitFactory,
    WaveFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
HOUR = timedelta(hours=1)


@pytest.fixture
def wave():
    return WaveFactory()


@pytest.fixture
def planner(wave, client):
    planner = UserFactory(role=Role.PLANNER, manages=[wave.study.client], language="en")
    client.force_login(planner)
    return planner


def free(wave, **changes):
    return VisitFactory(wave=wave, state=VisitState.OPEN, shopper=None, **changes)


# --- what needs somebody ------------------------------------------------------------------------------
def test_each_visit_stands_under_its_one_need_and_the_rest_under_none(wave, planner):
    now = timezone.now()
    past = {"due_at": now - 30 * HOUR, "submit_by": now - 2 * HOUR, "opens_at": now - 90 * HOUR}
    later = {"due_at": now + 240 * HOUR, "submit_by": now + 260 * HOUR}
    S = VisitState
    expected = {
        Need.FREE: [free(wave), free(wave, **past)],
        Need.LATE: [
            VisitFactory(wave=wave, state=S.STARTED, **past),
            VisitFactory(wave=wave, state=S.ASSIGNED, **past),
            VisitFactory(wave=wave, state=S.EXPIRED, **later),
            VisitFactory(wave=wave, state=S.NO_SHOW, **later),
        ],
        Need.SILENT: [VisitFactory(wave=wave, assigned_at=now - 49 * HOUR)],
        Need.RETURNED: [VisitFactory(wave=wave, state=S.RETURNED, return_due_at=now - HOUR)],
        Need.STUCK: [
            VisitFactory(wave=wave, state=S.SUBMITTED, review_due_at=now + 23 * HOUR),
            VisitFactory(wave=wave, state=S.IN_REVIEW, state_since=now - 25 * HOUR),
        ],
    }
    closed = WaveFactory(study=wave.study, is_open=False)
    for visit in (
        free(wave, **later),
        VisitFactory(wave=wave, assigned_at=now - 47 * HOUR),
        VisitFactory(wave=wave, assigned_at=now - 90 * HOUR, confirmed_at=now),
        VisitFactory(wave=wave, state=S.RETURNED, return_due_at=now + HOUR),
        VisitFactory(wave=wave, state=S.SUBMITTED, review_due_at=now + 25 * HOUR),
        VisitFactory(wave=wave, state=S.APPROVED),
        VisitFactory(wave=wave, state=S.CANCELLED, **past),
        free(closed),
        free(WaveFactory()),  # a stranger's
    ):
        assert visit.pk  # these need nobody

    found = {group.need: {row.uuid for row in group.rows} for group in attention.groups(planner)}

    assert found == {need: {visit.uuid for visit in visits} for need, visits in expected.items()}


def test_the_first_page_says_how_many_and_offers_one_step_each(client, wave, planner):
    visit = free(wave)
    silent = VisitFactory(wave=wave, assigned_at=timezone.now() - 50 * HOUR)
    page = client.get(reverse("visits:today")).content.decode()
    assert "<h1>2 visits need you</h1>" in page
    assert reverse("visits:board") + f"?visit={visit.uuid}#candidates" in page
    assert reverse("visits:remind", args=[silent.uuid]) in page

    client.post(reverse("visits:remind", args=[silent.uuid]))
    assert VisitEvent.objects.filter(visit=silent, kind=EventKind.REMINDED, by=planner).count() == 1


def test_only_the_first_six_are_shown_and_the_link_leads_to_the_rest(client, wave, planner):
    for _number in range(8):
        free(wave)
    (group,) = attention.groups(planner)
    assert (group.total, len(group.rows), group.more, group.urgent) == (8, 6, 2, 0)
    page = client.get(reverse("visits:board"), {"need": "free"}).content.decode()
    assert page.count('name="visit"') == 8


@pytest.mark.parametrize(
    ("parts", "days_late", "words"),
    [({"episodes": 3, "episode": 2}, 0, ""), ({"episodes": 3}, 6, "the first part of the last one comes in"),
     ({}, 6, "At this pace the last one comes in")],
)  # fmt: skip
def test_a_later_part_that_is_still_to_come_is_no_delay(client, planner, wave, parts, days_late, words):
    today = timezone.localdate()
    type(wave).objects.filter(pk=wave.pk).update(visit_from=today - timedelta(days=8), due=today)
    for _number in range(3):
        VisitFactory(wave=wave, state=VisitState.APPROVED, **parts | {"episode": parts.get("episodes", 1)})
    for _number in range(2):
        VisitFactory(wave=wave, state=VisitState.STARTED, **parts)
    (found,) = progress.waves(planner)
    assert found.lines[0].days_late == days_late
    page = client.get(reverse("visits:today")).content.decode()
    assert ("runs behind" in page, words in page) == (bool(days_late), True)


def test_an_empty_first_page_says_what_to_do(client, planner):
    page = client.get(reverse("visits:today")).content.decode()
    assert "Nothing needs your attention" in page
    wave = planner.managed_clients.get().studies.get().waves.get()
    assert f"{reverse('visits:plan')}?wave={wave.pk}" in page


def test_progress_counts_per_channel_and_says_when_a_channel_is_late():
    today = timezone.localdate()
    wave = WaveFactory(visit_from=today - timedelta(days=9), due=today + timedelta(days=1))
    planner = UserFactory(role=Role.PLANNER, manages=[wave.study.client])
    for state in [VisitState.APPROVED] * 3 + [VisitState.SUBMITTED, VisitState.ASSIGNED]:
        VisitFactory(wave=wave, state=state, channel="phone")
    for _number in range(3):
        free(wave, channel="phone")
    VisitFactory(wave=wave, state=VisitState.PUBLISHED, channel="email")
    VisitFactory(wave=wave, state=VisitState.CANCELLED, channel="email")
    VisitFactory(wave=wave, state=VisitState.EXCLUDED, channel="email")

    (found,) = progress.waves(planner)

    lines = [(line.channel, line.total, line.approved, line.under_way, line.to_plan) for line in found.lines]
    assert lines == [("email", 1, 1, 0, 0), ("phone", 8, 3, 2, 3)]
    # 4 of 8 came in during 10 days: 4 more take 10 days, 9 later than tomorrow.
    assert (found.behind.channel, found.behind.finish, found.behind.days_late) == (
        "phone",
        today + timedelta(days=10),
        9,
    )
    (money,) = progress.budget([found])
    assert (money.committed_cents, money.approved_cents, money.visits, money.per_visit_cents) == (
        6 * 1850,
        4 * 1850,
        6,
        1850,
    )


# --- the board ----------------------------------------------------------------------------------------
def test_filters_live_in_the_address(client, wave, planner):
    region = LocationFactory(client=wave.study.client, kind=LocationKind.REGION)
    there = LocationFactory(client=wave.study.client, region=region, name="Balie Stadhuis")
    soon = {"opens_at": timezone.now(), "due_at": timezone.now() + HOUR}
    one = free(wave, location=there, channel="phone", **soon)
    other = VisitFactory(
        wave=WaveFactory(study=wave.study), opens_at=timezone.now() + 800 * HOUR, due_at=timezone.now() + 900 * HOUR,
        submit_by=timezone.now() + 950 * HOUR,
    )  # fmt: skip
    gone = VisitFactory(wave=wave, state=VisitState.CANCELLED)
    VisitFactory()  # a stranger's

    def shown(**query):
        found = board.Board(planner, query)
        rows = {row.uuid for row in found.page.object_list}
        assert found.page.paginator.count == len(rows)
        return rows

    both, only = {one.uuid, other.uuid}, {one.uuid}
    assert shown() == both
    for query in (
        {"wave": str(wave.pk)}, {"state": "open"}, {"channel": "phone"}, {"location": str(there.pk)},
        {"location": str(region.pk)}, {"q": "stadhuis"}, {"q": one.scenario.title}, {"need": "free"},
        {"week": timezone.localdate().strftime("%G-%V")},
    ):  # fmt: skip
        assert shown(**query) == only, query
    assert shown(q=other.shopper.name) == {other.uuid}
    assert shown(state="cancelled") == {gone.uuid}
    for nonsense in ({"wave": "x"}, {"wave": "٣"}, {"state": "?"}, {"week": "2026-99"}, {"page": "99"}, {"need": "'"}):
        assert shown(**nonsense) == both, nonsense
    assert shown(wave="999999") == set()
    page = client.get(reverse("visits:board"), {"state": "open", "q": "stadhuis"}).content.decode()
    assert '<option value="open" selected>open (1)</option>' in page
    assert 'value="stadhuis"' in page


def test_the_board_begins_with_what_needs_somebody_and_ends_with_what_is_over(wave, planner):
    now = timezone.now()
    long_ago = {"opens_at": now - 900 * HOUR, "due_at": now - 800 * HOUR, "submit_by": now - 700 * HOUR}
    over = VisitFactory(wave=wave, state=VisitState.APPROVED, **long_ago)
    far = {"due_at": now + 900 * HOUR, "submit_by": now + 950 * HOUR}
    planned = VisitFactory(wave=wave, confirmed_at=now, **far)
    late = VisitFactory(wave=wave, state=VisitState.STARTED, **long_ago)
    soon = free(wave, due_at=now + 20 * HOUR)
    for query in ({}, {"wave": str(wave.pk)}):
        rows = [row.uuid for row in board.Board(planner, query).page.object_list]
        assert rows == [late.uuid, soon.uuid, planned.uuid, over.uuid]


@pytest.mark.parametrize("week", ["9999-52", "1-1", "0-1", "-1-1"])
def test_a_week_at_the_end_of_time_is_no_week(client, wave, planner, week):
    one = free(wave)
    assert one.location.name in client.get(reverse("visits:board"), {"week": week}).content.decode()
    assert client.get(reverse("api:visit-list"), {"week": week}).json()["count"] == 1


def test_an_address_of_the_api_that_is_no_uuid_is_not_found(client, planner):
    assert client.get("/api/visits/" + "-" * 36 + "/").status_code == 404


def test_an_address_for_forms_opened_by_hand_is_no_empty_page(client, wave, planner):
    answer = client.get(reverse("visits:cancel", args=[free(wave).uuid]))
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "first page" in answer.content.decode()


def test_a_planner_is_shown_no_way_to_pages_of_reviewers(client, wave, planner):
    long_ago = timezone.now() - 300 * HOUR
    VisitFactory(wave=wave, state=VisitState.SUBMITTED, review_due_at=long_ago)
    assert attention.groups(planner)[0].need == Need.STUCK
    page = client.get(reverse("visits:today")).content.decode()
    assert reverse("review:queue") not in page


@pytest.mark.parametrize("name", ["visits:board", "visits:today", "api:visit-list"])
def test_lists_cost_the_same_for_1_50_and_500_visits(client, wave, planner, name):
    spent, address = [], reverse(name)
    place, story = LocationFactory(client=wave.study.client), ScenarioFactory(study=wave.study)
    for more in (1, 49, 450):
        planning.plan(wave, [place], story, planner, per_location=min(50, more))
        for _rest in range(more // 50):
            planning.plan(wave, [place], story, planner, per_location=50)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        spent.append(len(queries))
    assert spent == [{"visits:board": 6, "visits:today": 5, "api:visit-list": 4}[name]] * 3


def test_a_chosen_visit_shows_who_could_do_it_nearest_first(client, wave, planner):
    visit = free(wave)  # at 52.1, 5.1
    far, near, _unknown = (UserFactory(name=name) for name in ("Verre Vera", "Nabije Noor", "Onbekende Otto"))
    ShopperProfile.objects.filter(user=far).update(latitude=53.2, longitude=6.5, languages=["nl", "en"])
    ShopperProfile.objects.filter(user=near).update(latitude=52.2, longitude=5.1, city="Zeist")
    UserFactory(name="Weg", is_active=False)
    VisitFactory(shopper=near, location=visit.location, wave=wave, state=VisitState.APPROVED,
                 submitted_at=timezone.now())  # fmt: skip
    VisitFactory(shopper=near, state=VisitState.BRIEFED)

    found, total = candidates.for_visit(visit)

    assert ([one.name for one in found], total) == (["Nabije Noor", "Verre Vera", "Onbekende Otto"], 3)
    assert found[0].km == pytest.approx(11.12, abs=0.01)
    assert (found[0].open_work, found[0].in_wave, found[0].last_here is not None) == (1, 1, True)
    assert found[1].languages == ("nl", "en")
    assert [one.name for one in candidates.for_visit(visit, "zeist")[0]] == ["Nabije Noor"]
    page = client.get(reverse("visits:board"), {"visit": visit.uuid}).content.decode()
    assert "11.1 km" in page
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("visits:board"), {"visit": visit.uuid})
    UserFactory.create_batch(20)
    with CaptureQueriesContext(connection) as more:
        client.get(reverse("visits:board"), {"visit": visit.uuid})
    assert len(more) == len(queries) == 8


# --- one visit ----------------------------------------------------------------------------------------
def test_assign_then_undo(client, wave, planner):
    visit, shopper = free(wave), UserFactory()
    client.post(reverse("visits:assign", args=[visit.uuid]), {"shopper": shopper.pk, "seen": visit.mark})
    stored = Visit.objects.get(pk=visit.pk)
    assert (stored.state, stored.shopper) == (VisitState.ASSIGNED, shopper)
    batch = visit.events.get().batch
    page = client.get(reverse("visits:detail", args=[visit.uuid])).content.decode()
    assert reverse("visits:undo", args=[batch]) in page
    client.post(reverse("visits:undo", args=[batch]))
    assert Visit.objects.get(pk=visit.pk).state == VisitState.OPEN


def test_the_second_planner_gets_409_and_nothing_changes(client, wave, planner):
    visit = free(wave)
    seen, noor = visit.mark, UserFactory(name="Noor Hendriks")
    actions.assign(visit, noor, UserFactory(role=Role.PLANNER))

    for name, data in [
        ("assign", {"shopper": UserFactory().pk}),
        ("cancel", {"cancel-remark": "x"}),
        ("unassign", {}),
        ("no_show", {}),
    ]:
        answer = client.post(reverse(f"visits:{name}", args=[visit.uuid]), data | {"seen": seen})
        assert answer.status_code == 409, name
        assert "Noor Hendriks" in answer.content.decode()
    stored = Visit.objects.get(pk=visit.pk)
    assert (stored.state, stored.shopper, stored.events.count()) == (VisitState.ASSIGNED, noor, 1)


def test_calling_off_asks_for_a_reason_and_keeps_the_page(client, wave, planner):
    visit = VisitFactory(wave=wave)
    address = reverse("visits:cancel", args=[visit.uuid])
    answer = client.post(address, {"cancel-remark": " "})
    assert answer.status_code == 422
    assert "Say why" in answer.content.decode()
    client.post(address, {"cancel-remark": "Locatie dicht"})
    assert visit.events.get().remark == "Locatie dicht"


def test_days_and_hours_are_those_of_the_location(client, wave, planner):
    there = LocationFactory(client=wave.study.client, timezone="America/Curacao")
    moments = {"opens_at": datetime(2026, 11, 2, 4, tzinfo=UTC), "due_at": datetime(2026, 11, 21, 3, 59, tzinfo=UTC)}
    moments["submit_by"] = moments["due_at"] + 24 * HOUR
    visit = free(wave, location=there, **moments)
    missed = VisitFactory(wave=wave, location=there, state=VisitState.EXPIRED, **moments)
    detail = client.get(reverse("visits:detail", args=[visit.uuid])).content.decode()
    assert "23:59" in detail
    assert "4.59" not in detail
    many = client.post(reverse("visits:many"), {"do": "assign", "visit": f"{visit.uuid}:{visit.mark}"})
    assert "Fri 20 Nov" in many.content.decode()
    assert "23:59" in client.get(reverse("visits:today")).content.decode()
    missed.opens_at = datetime(2031, 1, 5, 4, tzinfo=UTC)
    missed.due_at = missed.submit_by = missed.opens_at + 24 * HOUR
    missed.save()
    answer = client.post(reverse("visits:reopen", args=[missed.uuid]), {"due_on": "2031-01-04"})
    assert answer.status_code == 422
    assert "Choose today or a later day" in answer.content.decode()


def test_a_missed_visit_is_opened_again_with_a_new_day(client, wave, planner):
    visit = VisitFactory(wave=wave, state=VisitState.EXPIRED)
    address = reverse("visits:reopen", args=[visit.uuid])
    yesterday, next_week = timezone.localdate() - timedelta(days=1), timezone.localdate() + timedelta(days=7)
    refused = client.post(address, {"due_on": yesterday})
    assert refused.status_code == 422
    assert f'value="{yesterday}"' in refused.content.decode()
    client.post(address, {"due_on": next_week})
    stored = Visit.objects.get(pk=visit.pk)
    assert (stored.state, stored.shopper) == (VisitState.OPEN, None)
    assert timezone.localdate(stored.due_at) == next_week
    assert stored.submit_by >= stored.due_at


def test_a_visit_page_tells_what_happened_and_costs_the_same_with_many_events(client, wave, planner):
    BriefingVersionFactory(briefing__wave=wave)
    visit, shopper = free(wave), UserFactory(name="Samira El Amrani")
    actions.assign(visit, shopper, planner)
    actions.read_briefing(visit, shopper)
    address, spent = reverse("visits:detail", args=[visit.uuid]), []
    for more in (0, 20):
        for _number in range(more):
            actions.remind(visit, planner)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address).content.decode()
        spent.append(len(queries))
    assert "Version 1 read by Samira El Amrani" in page
    assert spent[0] == spent[1]


# --- many at once -------------------------------------------------------------------------------------
def ticked(*visits):
    return [f"{visit.uuid}:{visit.mark}" for visit in visits]


def test_many_are_shown_first_and_then_given_to_one_shopper(client, wave, planner):
    one, two, taken = free(wave), free(wave), VisitFactory(wave=wave)
    foreign = VisitFactory(state=VisitState.OPEN, shopper=None)
    picks, shopper = ticked(one, two, taken, foreign), UserFactory()
    shown = client.post(reverse("visits:many"), {"do": "assign", "visit": picks}).content.decode()
    assert "<h1>Assign 2 visits to whom?</h1>" in shown
    assert taken.title in shown
    assert foreign.title not in shown
    assert not VisitEvent.objects.exists()

    nobody = client.post(reverse("visits:many"), {"do": "assign", "visit": picks, "step": "confirm"})
    assert nobody.status_code == 422
    client.post(reverse("visits:many"), {"do": "assign", "visit": picks, "step": "confirm", "shopper": shopper.pk})
    assert set(Visit.objects.filter(shopper=shopper)) == {one, two}
    assert Visit.objects.get(pk=foreign.pk).state == VisitState.OPEN
    batch = one.events.get().batch
    client.post(reverse("visits:undo", args=[batch]))
    assert not Visit.objects.filter(shopper=shopper).exists()


def test_when_one_of_many_moved_meanwhile_none_changes(client, wave, planner):
    one, two = free(wave), free(wave)
    picks = ticked(one, two)
    actions.cancel(two, UserFactory(role=Role.PLANNER))
    sent = {"do": "assign", "visit": picks, "step": "confirm", "shopper": UserFactory().pk}
    assert client.post(reverse("visits:many"), sent).status_code == 409
    assert Visit.objects.get(pk=one.pk).state == VisitState.OPEN


def test_many_are_called_off_with_a_reason(client, wave, planner):
    one, done = free(wave), VisitFactory(wave=wave, state=VisitState.APPROVED)
    sent = {"do": "cancel", "visit": ticked(one, done), "step": "confirm", "remark": "golf korter"}
    client.post(reverse("visits:many"), sent)
    assert Visit.objects.get(pk=one.pk).state == VisitState.CANCELLED
    assert Visit.objects.get(pk=done.pk).state == VisitState.APPROVED
    assert client.post(reverse("visits:many"), {"do": "cancel", "visit": "onzin"}).status_code == 302


# --- planning -----------------------------------------------------------------------------------------
def test_planning_shows_the_count_then_makes_the_visits_then_can_be_undone(client, wave, planner):
    customer = wave.study.client
    region = LocationFactory(client=customer, kind=LocationKind.REGION)
    LocationFactory.create_batch(3, client=customer, region=region)
    LocationFactory(client=customer, region=region, is_open=False)
    alone = LocationFactory(client=customer)
    scenario, persona = ScenarioFactory(study=wave.study), PersonaFactory(study=wave.study)
    typed = {
        "wave": wave.pk, "nodes": [region.pk, alone.pk], "scenario": scenario.pk, "persona": persona.pk,
        "per_location": 2, "opens_on": wave.visit_from, "due_on": wave.due, "submit_on": wave.submit_by, "fee": "21.5",
        "remark": "balie 2",
    }  # fmt: skip
    shown = client.post(reverse("visits:plan"), typed | {"do": "preview"}).content.decode()
    assert "<h1>8 visits will be planned</h1>" in shown
    assert "€ 172.00" in shown
    assert not Visit.objects.exists()

    changed = client.post(reverse("visits:plan"), typed | {"do": "change"}).content.decode()
    assert 'value="balie 2"' in changed
    assert changed.count(" checked") == 2

    client.post(reverse("visits:plan"), typed | {"do": "confirm"})
    facts = Visit.objects.values_list("state", "fee_cents", "remark", "persona").distinct()
    assert list(facts.order_by()) == [("open", 2150, "balie 2", persona.pk)]
    assert Visit.objects.count() == 8
    client.post(reverse("visits:undo", args=[VisitEvent.objects.first().batch]))
    assert set(Visit.objects.values_list("state", flat=True)) == {"cancelled"}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"nodes": []}, "Choose at least one location"),
        ({"nodes": ["stranger"]}, "not a place of this client"),
        ({"nodes": ["x"]}, "not a place of this client"),
        ({"due_on": "2020-01-01"}, "lies before the first visit day"),
        ({"submit_on": "2020-01-01"}, "must be able to hand in"),
        ({"per_location": "0"}, "greater than or equal to 1"),
        ({"scenario": "999999"}, "valid choice"),
        ({"fee": "veel"}, "number"),
    ],
)
def test_what_cannot_be_planned_is_said_with_422_and_stays_typed(client, wave, planner, changes, says):
    place, foreign = LocationFactory(client=wave.study.client), LocationFactory()
    scenario = ScenarioFactory(study=wave.study)
    typed = {
        "wave": wave.pk, "nodes": [place.pk], "scenario": scenario.pk, "per_location": 1, "opens_on": wave.visit_from,
        "due_on": wave.due, "submit_on": wave.submit_by, "fee": "20", "remark": "dit blijft staan", "do": "confirm",
    }  # fmt: skip
    if changes.get("nodes") == ["stranger"]:
        changes = {"nodes": [foreign.pk]}
    answer = client.post(reverse("visits:plan"), typed | changes)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert "dit blijft staan" in page
    assert not Visit.objects.exists()


# --- who may what -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("role", "reads", "acts"),
    [
        (Role.PLANNER, 200, 302),
        (Role.ADMINISTRATOR, 200, 302),
        (Role.REVIEWER, 200, 403),
        (Role.SHOPPER, 403, 403),
        (Role.CLIENT_VIEWER, 403, 403),
        (Role.CLIENT_MANAGER, 403, 403),
    ],
)
def test_reviewers_read_and_planners_act(client, wave, role, reads, acts):
    visit, foreign = VisitFactory(wave=wave), VisitFactory()
    who = UserFactory(role=role, client=wave.study.client if "client" in role else None)
    if role in {Role.PLANNER, Role.REVIEWER}:
        who.managed_clients.add(wave.study.client)
    client.force_login(who)
    for address in (reverse("visits:board"), reverse("visits:detail", args=[visit.uuid])):
        assert client.get(address).status_code == reads
    for name in ("remind", "no_show", "unassign", "assign"):
        expected = {302: 302, 403: 403}[acts]
        if expected == 302 and name == "unassign":
            expected = 409  # it is a no-show by now
        answer = client.post(reverse(f"visits:{name}", args=[visit.uuid]), {"remark": "x"})
        assert answer.status_code == expected, name
        if role not in {Role.ADMINISTRATOR}:
            hidden = client.post(reverse(f"visits:{name}", args=[foreign.uuid]), {"remark": "x"})
            assert hidden.status_code == (404 if acts == 302 else 403)
    assert not foreign.events.exists()


def test_a_reviewer_sees_no_buttons_that_write(client, wave):
    visit = free(wave)
    client.force_login(UserFactory(role=Role.REVIEWER, manages=[wave.study.client]))
    for address in (reverse("visits:board") + f"?visit={visit.uuid}", reverse("visits:detail", args=[visit.uuid])):
        page = client.get(address).content.decode()
        assert "/assign/" not in page
        assert "/many/" not in page or 'name="do"' not in page
