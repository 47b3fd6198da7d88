"""Nothing that can wait leaves at night, and nothing waits longer than the night."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldwork.notices import quiet
from fieldwork.people.states import Role
from tests.factories import LocationFactory, UserFactory, VisitFactory

ZONES = ["Europe/Amsterdam", "America/Curacao", "Asia/Kolkata", "Pacific/Auckland"]
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def at(clock: str, day: int = 25) -> datetime:
    return datetime.fromisoformat(f"2026-11-{day} {clock}").replace(tzinfo=AMSTERDAM)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
    st.sampled_from([ZoneInfo(name) for name in ZONES]),
)
def test_it_leaves_by_day_at_once_and_at_night_at_the_next_eight_o_clock(moment, zone):
    leaves = quiet.after_the_night(moment, zone)
    local = leaves.astimezone(zone)
    assert 8 <= local.hour < 21
    assert moment <= leaves <= moment + timedelta(hours=12)  # eleven, and one more when the clock goes back
    assert leaves == moment or (local.hour, local.minute, local.second) == (8, 0, 0)
    assert quiet.after_the_night(leaves, zone) == leaves


@pytest.mark.parametrize(
    "told, leaves",
    [
        (at("20:59"), at("20:59")),
        (at("21:00"), at("08:00", 26)),
        (at("23:59"), at("08:00", 26)),
        (at("00:00"), at("08:00")),
        (at("07:59"), at("08:00")),
        (at("08:00"), at("08:00")),
    ],
)
def test_the_edges_of_the_night(told, leaves):
    assert quiet.after_the_night(told, AMSTERDAM) == leaves


@pytest.mark.django_db
def test_what_is_about_today_leaves_at_night_unless_it_can_wait():
    shopper = UserFactory()
    visit = VisitFactory(shopper=shopper, opens_at=at("09:00"), due_at=at("23:59"), submit_by=at("12:00", 27))
    assert quiet.leaves_at(at("22:00"), shopper, visit, can_wait=False) == at("22:00")
    assert quiet.leaves_at(at("22:00"), shopper, visit, can_wait=True) == at("08:00", 26)
    assert quiet.leaves_at(at("22:00", 24), shopper, visit, can_wait=False) == at("08:00")  # the evening before

    visit.due_at, visit.started_at = at("23:59", 28), at("14:00")  # many days to go, and begun today
    assert quiet.leaves_at(at("22:00"), shopper, visit, can_wait=False) == at("22:00")


@pytest.mark.django_db
def test_the_clock_is_the_one_at_the_place_of_the_visit_and_the_desk_has_no_night():
    place = LocationFactory(timezone="America/Curacao")
    visit = VisitFactory(location=place, opens_at=at("09:00", 24), due_at=at("12:00", 29))
    assert quiet.leaves_at(at("23:00"), visit.shopper, visit, can_wait=False) == at("23:00")  # 18.00 over there
    assert quiet.leaves_at(at("08:30"), visit.shopper, visit, can_wait=False) == at("13:00")
    assert quiet.leaves_at(at("23:00"), visit.shopper, None, can_wait=False) == at("08:00", 26)
    planner = UserFactory(role=Role.PLANNER)
    assert quiet.leaves_at(at("23:00"), planner, visit, can_wait=True) == at("23:00")
