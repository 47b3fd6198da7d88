"""Every arrow of the map moves and leaves one event; everything else changes nothing."""

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from fieldwork.common.errors import DomainError, MovedMeanwhile, NotAllowedNow
from fieldwork.people.states import Role
from fieldwork.visits import actions
from fieldwork.visits.models import Visit, VisitEvent
from fieldwork.visits.news import visit_moved
from fieldwork.visits.states import MOVES, EventKind, ReturnReason, VisitState
from tests.factories import BriefingVersionFactory, UserFactory, VisitFactory

ARROWS = [(came, went) for came in VisitState for went in VisitState if went in MOVES[came]]
NO_ARROWS = [(came, went) for came in VisitState for went in VisitState if went not in MOVES[came]]
pytestmark = pytest.mark.engine
NEEDS_SHOPPER = set(VisitState) - {
    VisitState.DRAFT,
    VisitState.OPEN,
    VisitState.OFFERED,
    VisitState.CANCELLED,
    VisitState.EXPIRED,
}


def _columns(visit: Visit, to: VisitState) -> dict:
    """What the database asks of a visit in that state."""
    return {} if visit.shopper or to not in NEEDS_SHOPPER else {"shopper": UserFactory()}


def test_every_state_has_its_moves():
    assert set(MOVES) == set(VisitState)
    assert MOVES[VisitState.CANCELLED] == set()


@pytest.mark.django_db
@pytest.mark.parametrize(("came", "went"), ARROWS)
def test_an_arrow_moves_and_leaves_one_event(came, went, django_capture_on_commit_callbacks):
    told = []
    visit_moved.connect(lambda **news: told.append((news["visit_id"], news["went_to"])), weak=False, dispatch_uid="t")
    visit, by = VisitFactory(state=came), UserFactory(role=Role.PLANNER)

    with django_capture_on_commit_callbacks(execute=True):
        actions.move(visit, went, by=by, remark="zo", **_columns(visit, went))

    visit_moved.disconnect(dispatch_uid="t")
    stored = Visit.objects.get(pk=visit.pk)
    assert (stored.state, visit.state) == (went, went)
    assert stored.state_since == visit.state_since
    event = VisitEvent.objects.get(visit=visit)
    assert (event.came_from, event.went_to, event.by, event.remark) == (came, went, by, "zo")
    assert told == [(visit.pk, went)]


@pytest.mark.django_db
def test_what_is_no_arrow_changes_nothing():
    shopper, by = UserFactory(), UserFactory(role=Role.PLANNER)
    visit = VisitFactory(shopper=shopper)
    for came, went in NO_ARROWS:
        Visit.objects.filter(pk=visit.pk).update(state=came)
        visit.state = came
        with pytest.raises(NotAllowedNow):
            actions.move(visit, went, by=by)
        assert Visit.objects.get(pk=visit.pk).state == came
    assert not visit.events.exists()


@pytest.mark.django_db
def test_who_comes_second_changes_nothing_and_is_told_who_was_first():
    visit = VisitFactory(state=VisitState.OPEN, shopper=None)
    first, second = UserFactory(role=Role.PLANNER, name="J. Mulder"), UserFactory(role=Role.PLANNER)
    theirs = Visit.objects.get(pk=visit.pk)
    noor = UserFactory(name="Noor Hendriks")
    actions.assign(visit, noor, first)

    with pytest.raises(MovedMeanwhile) as refused:
        actions.assign(theirs, UserFactory(), second)

    assert "Noor Hendriks" in str(refused.value.message)
    assert Visit.objects.get(pk=visit.pk).shopper == noor
    assert visit.events.count() == 1


@pytest.mark.django_db
def test_a_shopper_who_comes_second_is_told_no_names():
    visit = VisitFactory(state=VisitState.ASSIGNED)
    shopper, theirs = visit.shopper, Visit.objects.get(pk=visit.pk)
    actions.unassign(visit, UserFactory(role=Role.PLANNER, name="Geheime Planner"))

    with pytest.raises(MovedMeanwhile) as refused:
        actions.decline(theirs, shopper, ReturnReason.ILL)

    assert "Geheime" not in str(refused.value.message)


@pytest.mark.django_db
def test_a_column_of_a_move_is_written_with_it_or_not_at_all():
    visit = VisitFactory(state=VisitState.OPEN, shopper=None)
    stale = Visit.objects.get(pk=visit.pk)
    actions.cancel(visit, None)
    with pytest.raises(MovedMeanwhile):
        actions.move(stale, VisitState.ASSIGNED, by=None, shopper=UserFactory(), fee_cents=1)
    assert Visit.objects.get(pk=visit.pk).fee_cents == 1850


@pytest.mark.django_db
def test_only_a_move_writes_the_state():
    visit = VisitFactory()
    with pytest.raises(ValueError, match="state"):
        actions.write_columns(visit.pk, state="approved")
    with pytest.raises(ValueError, match="shopper"):
        actions.write_columns(visit.pk, shopper_id=1)
    actions.write_columns(visit.pk, answered=7)
    assert Visit.objects.get(pk=visit.pk).answered == 7


class Walk(RuleBasedStateMachine):
    """Anybody presses any button in any order; the visit never leaves the map."""

    @initialize()
    def one_visit(self) -> None:
        self.planner, self.shopper = UserFactory(role=Role.PLANNER), UserFactory()
        self.visit = VisitFactory(state=VisitState.OPEN, shopper=None)
        BriefingVersionFactory(briefing__wave=self.visit.wave)
        self.moves = 0

    @rule(
        button=st.sampled_from(
            ["assign", "unassign", "confirm", "decline", "read", "start", "arrived", "cancel", "no_show", "reopen"]
            + ["expire", "ask_again", "remind", "any"]
        ),
        to=st.sampled_from(list(VisitState)),
    )
    def press(self, button: str, to: VisitState) -> None:
        visit, before = self.visit, (self.visit.state, self.visit.events.exclude(went_to="").count())
        press = {
            "assign": lambda: actions.assign(visit, self.shopper, self.planner),
            "unassign": lambda: actions.unassign(visit, self.planner),
            "confirm": lambda: actions.confirm(visit, visit.shopper or self.shopper),
            "decline": lambda: actions.decline(visit, self.shopper, ReturnReason.TIME),
            "read": lambda: actions.read_briefing(visit, visit.shopper or self.shopper),
            "start": lambda: actions.start(visit, visit.shopper or self.shopper),
            "arrived": lambda: actions.start(visit, visit.shopper or self.shopper, arrived=True),
            "cancel": lambda: actions.cancel(visit, self.planner),
            "no_show": lambda: actions.mark_no_show(visit, self.planner),
            "reopen": lambda: actions.reopen(visit, self.planner, due_at=timezone.now()),
            "expire": lambda: actions.expire(visit),
            "ask_again": self._new_briefing,
            "remind": lambda: actions.remind(visit, self.planner),
            "any": lambda: actions.move(visit, to, by=self.planner, **_columns(visit, to)),
        }[button]
        try:
            press()
        except DomainError:
            assert Visit.objects.get(pk=visit.pk).state == before[0]
            assert visit.events.exclude(went_to="").count() == before[1]

    def _new_briefing(self) -> None:
        briefing = self.visit.wave.briefing
        version = BriefingVersionFactory(briefing=briefing, number=briefing.versions.count() + 1)
        actions.ask_again(self.visit, version)

    @invariant()
    def every_move_is_an_arrow_with_one_event(self) -> None:
        if not hasattr(self, "visit"):
            return
        stored, state = Visit.objects.get(pk=self.visit.pk), VisitState.OPEN
        for event in self.visit.events.exclude(went_to=""):
            assert event.came_from == state
            assert event.went_to in MOVES[VisitState(state)]
            state = VisitState(event.went_to)
        assert stored.state == self.visit.state == state
        assert (stored.shopper_id is not None) or state not in NEEDS_SHOPPER


class TestWalks(TestCase):
    def test_random_walks_never_leave_the_map(self) -> None:
        run_state_machine_as_test(
            Walk,
            settings=settings(max_examples=25, stateful_step_count=15, suppress_health_check=list(HealthCheck)),
        )


@pytest.mark.django_db
def test_taking_back_makes_the_phone_of_the_former_shopper_worthless():
    visit = VisitFactory(state=VisitState.STARTED, answered=12, confirmed_at=timezone.now())
    former, epoch = visit.shopper, visit.token_epoch
    actions.unassign(visit, None, "ziek")
    stored = Visit.objects.get(pk=visit.pk)
    assert (stored.shopper, stored.confirmed_at, stored.answered) == (None, None, 0)
    assert stored.token_epoch == epoch + 1
    event = visit.events.get()
    assert (event.kind, event.data, event.remark) == (EventKind.UNASSIGNED, {"shopper": former.pk}, "ziek")
