"""Two reviewers at the same moment: one gets the visit, the other is told who has it."""

import threading

import pytest
from django.db import connections

from fieldwork.common.errors import MovedMeanwhile
from fieldwork.people.states import Role
from fieldwork.review import actions
from fieldwork.review.models import Review
from fieldwork.visits.models import Visit
from fieldwork.visits.states import VisitState
from tests.capture.phones import handed_in
from tests.factories import UserFactory


@pytest.mark.engine
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["claim", "decide"])
def test_only_one_of_two_is_first(what):
    visit = handed_in().visit
    people = [UserFactory(role=Role.REVIEWER, manages=[visit.wave.study.client]) for _ in range(2)]
    review = actions.claim(visit, people[0]) if what == "decide" else None
    start, ends = threading.Barrier(2), []

    def work(number: int) -> None:
        try:
            mine = Visit.objects.get(pk=visit.pk)
            start.wait(timeout=20)
            if review:
                actions.approve(review, people[0]) if number else actions.exclude(review, people[0], "x", True)
            else:
                actions.claim(mine, people[number])
            ends.append("done")
        except MovedMeanwhile:
            ends.append("second")
        except Exception as problem:
            ends.append(repr(problem))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=[number]) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(ends) == ["done", "second"]
    assert Review.objects.count() == 1
    visit.refresh_from_db()
    if what == "claim":
        assert (visit.state, visit.claimed_by_id) == (VisitState.IN_REVIEW, Review.objects.get().reviewer_id)
    else:
        assert visit.state == {"approved": "approved", "excluded": "excluded"}[Review.objects.get().verdict]
