"""Two planners at the same moment: one gives the visit away, the other is told and changes nothing."""

import threading

import pytest
from django.db import connections

from fieldwork.common.errors import MovedMeanwhile
from fieldwork.people.states import Role
from fieldwork.visits import actions
from fieldwork.visits.models import Visit
from fieldwork.visits.states import VisitState
from tests.factories import UserFactory, VisitFactory


@pytest.mark.engine
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["assign", "assign and cancel"])
def test_only_one_of_two_planners_is_first(what):
    visit = VisitFactory(state=VisitState.OPEN, shopper=None)
    planners = [UserFactory(role=Role.PLANNER) for _ in range(2)]
    shoppers = [UserFactory() for _ in range(2)]
    start, ends = threading.Barrier(2), []

    def work(number: int) -> None:
        try:
            mine = Visit.objects.get(pk=visit.pk)
            start.wait(timeout=20)
            if number and what == "assign and cancel":
                actions.cancel(mine, planners[number], "te laat")
            else:
                actions.assign(mine, shoppers[number], planners[number])
            ends.append(("done", number))
        except MovedMeanwhile as second:
            ends.append(("second", str(second.message)))
        except Exception as problem:
            ends.append(("fault", repr(problem)))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=[number]) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    (_done, first), (_second, told) = sorted(ends)
    assert [end for end, _what in sorted(ends)] == ["done", "second"]
    assert shoppers[first].name in told or planners[first].name in told
    event = visit.events.get()
    visit.refresh_from_db()
    assert (event.by, event.went_to) == (planners[first], visit.state)
    assert visit.shopper == (shoppers[first] if visit.state == VisitState.ASSIGNED else None)
