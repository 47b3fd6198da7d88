"""Fairness in the bulk queue: lanes take turns, so that hundreds of one client never keep three of another waiting."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldwork.common import jobs
from fieldwork.common.models import Job, JobQueue, JobState
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
KIND = "test.lane"


@jobs.job(KIND)
def nothing(params, progress):
    """Its turn is all that counts."""


def queue(lane: str, number: int, **fields) -> None:
    """So many waiting rows of a lane, the oldest first."""
    now = timezone.now()
    fields = {"queue": JobQueue.BULK} | fields
    rows = [
        Job(kind=KIND, lane=lane, created_at=now + timedelta(milliseconds=place), not_before=now, **fields)
        for place in range(number)
    ]
    Job.objects.bulk_create(rows)


def lanes_in_turn(number: int) -> list[str]:
    """The lanes of the next rows, as workers take them."""
    return [row.lane for _ in range(number) if (row := jobs.claim())]


def test_three_of_one_client_are_among_the_first_six_beside_two_hundred_of_another():
    queue("large", 200)
    queue("small", 3)
    first = lanes_in_turn(6)
    assert first.count("small") == 3
    assert lanes_in_turn(200) == ["large"] * 197


def test_who_comes_later_gets_the_next_turn():
    queue("large", 200)
    assert lanes_in_turn(5) == ["large"] * 5
    queue("small", 1)
    assert lanes_in_turn(2) == ["small", "large"]


def test_work_of_no_lane_takes_its_turn_as_well():
    queue("large", 50)
    queue("", 3)
    assert lanes_in_turn(6).count("") == 3


def test_who_waits_goes_before_every_lane_and_priority_before_turns():
    queue("large", 5)
    queue("small", 2, priority=4)
    jobs.enqueue(KIND, {}, lane="waits")
    assert lanes_in_turn(4) == ["waits", "small", "small", "large"]


def test_a_turn_in_the_other_queue_is_no_turn_in_this_one():
    queue("small", 1, queue=JobQueue.INTERACTIVE)
    queue("large", 1)
    assert lanes_in_turn(2) == ["small", "large"]
    queue("large", 1)
    queue("small", 1)
    assert lanes_in_turn(1) == ["small"]


@pytest.mark.parametrize("lanes, more", [(["one"], 0), (["one", "two"], 3), (["a", "b", "c", "d", "e"], 3)])
def test_a_single_lane_costs_nothing_more_and_many_cost_the_same(lanes, more):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert jobs.claim()
        return len(asked)

    jobs.enqueue(KIND, {})
    interactive = cost()
    for lane in lanes:
        queue(lane, 4)
    costs = {cost() for _ in range(3 * len(lanes))}
    assert max(costs) <= interactive + more


def test_a_worker_that_died_in_a_lane_is_followed_by_another():
    queue("large", 3)
    queue("small", 1)
    lost = jobs.claim()
    Job.objects.filter(pk=lost.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert jobs.run_all() == 4
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE}
    assert Job.objects.get(pk=lost.pk).attempts == 2


@settings(max_examples=10)
@given(
    sizes=st.lists(st.integers(1, 6), min_size=1, max_size=4),
    later=st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), max_size=5),
)
def test_while_a_lane_waits_no_other_has_two_turns(sizes, later):
    Job.objects.all().delete()
    for lane, size in enumerate(sizes):
        queue(f"lane-{lane}", size)
    turns: dict[str, list[str]] = {}  # who had a turn since a lane has been waiting
    for now in range(sum(sizes) + 10 + len(later)):
        for _when, lane in (one for one in later if one[0] == now):
            queue(f"lane-{lane}", 1)
        waiting = set(Job.objects.filter(state=JobState.QUEUED).values_list("lane", flat=True))
        turns = {lane: turns.get(lane, []) for lane in waiting}
        if row := jobs.claim():
            for lane, had in turns.items():
                had.append(row.lane)
                assert lane == row.lane or len(set(had)) == len(had), turns
            turns[row.lane] = []
    assert not Job.objects.filter(state=JobState.QUEUED).exists()  # nobody starves


def test_somebody_who_waits_makes_one_of_many_go_first():
    queue("large", 9)
    last, person = Job.objects.last(), UserFactory()
    assert jobs.hurry(last, person)
    assert jobs.claim().pk == last.pk
    assert Job.objects.get(pk=last.pk).requested_by == person
    assert not jobs.hurry(last, UserFactory())


def test_many_are_cancelled_in_one_write_and_what_is_over_stays(django_assert_num_queries):
    queue("large", 20)
    jobs.run(jobs.claim())
    with django_assert_num_queries(1):
        assert jobs.cancel_all(Job.objects.filter(lane="large")) == 19
    assert jobs.claim() is None


def test_who_gave_up_is_told_once_with_the_params_and_a_fault_there_keeps_the_row_closed(caplog):
    told = []

    def given_up(params):
        told.append((params["n"], Job.objects.get(params=params).state))
        if params["n"] == 2:
            raise RuntimeError("the bell is broken")

    @jobs.job("test.given_up", given_up=given_up)
    def fails(params, progress):
        raise jobs.JobFailed("no use")

    for n in (1, 2):
        jobs.enqueue("test.given_up", {"n": n})
    jobs.run_all()
    assert told == [(1, JobState.FAILED), (2, JobState.FAILED)]
    assert "the bell is broken" in caplog.text
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.FAILED}
