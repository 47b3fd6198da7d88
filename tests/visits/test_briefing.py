"""The form stays shut until the current briefing was read; a new version asks anew."""

import pytest

from fieldwork.common import jobs
from fieldwork.common.errors import MovedMeanwhile, NotAllowedNow
from fieldwork.studies import actions as studies
from fieldwork.visits import actions
from fieldwork.visits.models import Visit
from fieldwork.visits.states import EventKind, VisitState
from tests.factories import UserFactory, VisitFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def publish(wave, text):
    briefing = studies.briefing_of(wave)
    studies.save_briefing(wave, {"nl": text, "en": ""}, None, briefing.revision)
    return studies.publish_briefing(wave, None, {"nl": "anders"})


def state(visit):
    return Visit.objects.get(pk=visit.pk).state


def test_reading_leaves_a_receipt_and_opens_the_form():
    visit = VisitFactory()
    version = publish(visit.wave, "# Eerste")
    assert not actions.form_is_open(visit)

    receipt = actions.read_briefing(visit, visit.shopper, number=1)

    assert (receipt.version, receipt.shopper) == (version, visit.shopper)
    assert state(visit) == VisitState.BRIEFED
    assert actions.form_is_open(visit)
    assert actions.read_briefing(visit, visit.shopper) == receipt  # twice is once
    assert visit.events.count() == 1


def test_without_a_briefing_nobody_can_begin():
    visit = VisitFactory()
    with pytest.raises(NotAllowedNow):
        actions.read_briefing(visit, visit.shopper)
    with pytest.raises(NotAllowedNow):
        actions.start(visit, visit.shopper)
    assert state(visit) == VisitState.ASSIGNED


def test_a_new_version_sends_briefed_visits_back_and_leaves_the_rest(django_capture_on_commit_callbacks):
    briefed = VisitFactory()
    wave = briefed.wave
    started, assigned = VisitFactory(wave=wave), VisitFactory(wave=wave)
    elsewhere = VisitFactory(state=VisitState.BRIEFED)
    publish(wave, "# Eerste")
    for visit in (briefed, started):
        actions.read_briefing(visit, visit.shopper)
    actions.start(started, started.shopper)

    with django_capture_on_commit_callbacks(execute=True):
        publish(wave, "# Tweede")
    assert not actions.form_is_open(Visit.objects.get(pk=briefed.pk))  # shut even before the job ran
    jobs.run_all()

    assert [state(visit) for visit in (briefed, started, assigned, elsewhere)] == [
        VisitState.ASSIGNED,
        VisitState.STARTED,
        VisitState.ASSIGNED,
        VisitState.BRIEFED,
    ]
    event = briefed.events.last()
    assert (event.kind, event.data, event.by) == (EventKind.RE_BRIEF, {"version": 2}, None)
    assert actions.form_is_open(Visit.objects.get(pk=started.pk))  # nobody is stopped at the counter

    again = Visit.objects.get(pk=briefed.pk)
    with pytest.raises(MovedMeanwhile):
        actions.read_briefing(again, again.shopper, number=1)  # the older one lay open
    actions.read_briefing(again, again.shopper, number=2)
    assert actions.form_is_open(again)


def test_the_job_may_run_twice(django_capture_on_commit_callbacks):
    visit = VisitFactory()
    publish(visit.wave, "# Eerste")
    actions.read_briefing(visit, visit.shopper)
    with django_capture_on_commit_callbacks(execute=True):
        version = publish(visit.wave, "# Tweede")
    jobs.run_all()
    count = visit.events.count()
    jobs.enqueue("visits.briefing_changed", {"version": version.pk})
    jobs.run_all()
    assert visit.events.count() == count


def test_work_done_offline_under_an_older_version_still_comes_in():
    visit = VisitFactory()
    publish(visit.wave, "# Eerste")
    actions.read_briefing(visit, visit.shopper)
    version = publish(visit.wave, "# Tweede")
    actions.ask_again(visit, version)
    with pytest.raises(NotAllowedNow):
        actions.start(visit, visit.shopper)

    actions.start(visit, visit.shopper, arrived=True)

    assert state(visit) == VisitState.STARTED
    assert [event.went_to for event in visit.events.all()][-2:] == ["briefed", "started"]


@pytest.mark.parametrize("late", [VisitState.EXPIRED, VisitState.NO_SHOW])
def test_late_work_is_never_refused(late):
    visit = VisitFactory()
    publish(visit.wave, "# Eerste")
    actions.read_briefing(visit, visit.shopper)
    actions.move(visit, late, by=None)
    actions.start(visit, visit.shopper, arrived=True)
    assert state(visit) == VisitState.STARTED
    assert visit.events.last().data == {"late": True}


def test_a_receipt_of_somebody_else_opens_nothing():
    visit = VisitFactory()
    publish(visit.wave, "# Eerste")
    actions.read_briefing(visit, visit.shopper)
    actions.unassign(visit, None)
    actions.assign(visit, UserFactory(), None)
    assert not actions.form_is_open(visit)
