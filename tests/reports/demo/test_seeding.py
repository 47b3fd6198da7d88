from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db.models import F
from django.utils import timezone

from fieldwork.capture.models import Answer, Media, Op, Round, StepExperience, StepScore
from fieldwork.capture.states import MediaState
from fieldwork.common import jobs
from fieldwork.common.models import AuditEvent, Job
from fieldwork.people.models import Client, Location, User
from fieldwork.review.models import ReturnRequest, Review
from fieldwork.studies.models import BriefingVersion, Study
from fieldwork.visits.models import Visit, VisitEvent
from fieldwork.visits.states import COUNTED, VisitState
from reports.demo import checking, ground, seeding, visiting
from reports.demo.schedule import bookings
from reports.demo.stories import STORIES
from reports.figures.models import FigureSet

pytestmark = pytest.mark.django_db(transaction=True)
S = VisitState
NOW = datetime(2026, 11, 19, 14, 30, tzinfo=UTC)
WATERRIJK, VONK = STORIES
WORKED_ON = {S.SUBMITTED, S.IN_REVIEW, S.RETURNED, S.APPROVED, S.PUBLISHED}


def few(story, count=6):
    """The same story with a few visits of each wave, spread over it."""
    return replace(story, plan=lambda wave: story.plan(wave)[:: len(story.plan(wave)) // count][:count])


def silent(percent, words):
    """Nobody listens."""


def states(wave):
    return Counter(Visit.objects.filter(wave__number=wave).values_list("state", flat=True))


@pytest.mark.parametrize("stage", ["briefing", "fieldwork", "review", "reported"])
def test_a_story_is_told_through_the_actions_up_to_each_stage(stage):
    told = []
    done = seeding.fill(stage, NOW, lambda percent, words: told.append((percent, words)), (few(WATERRIJK),))

    assert done == {"visits": 12}
    assert [percent for percent, _words in told] == sorted(percent for percent, _words in told)
    assert told[-1][0] >= 90
    assert any("6" in words and "Waterrijk" in words for _percent, words in told)
    assert states(1) == {S.PUBLISHED: 6}
    later = states(2)
    assert later.total() == 6
    assert not Job.objects.filter(kind__startswith="notices.").exists()  # nobody's mailbox hears of half a year
    if stage == "briefing":
        assert set(later) <= {S.OPEN, S.ASSIGNED, S.BRIEFED}
        assert not Round.objects.filter(visit__wave__number=2).exists()
    if stage == "reported":
        assert later[S.PUBLISHED] >= 3
    kinds = sorted(FigureSet.objects.values_list("kind", flat=True))
    assert kinds == (["journey", "journey", "location", "visit"] if stage == "reported" else ["journey"])
    _holds_together()


def _holds_together():
    """What every stage must leave: scores that recompute to the same, and a past that is in order."""
    now = timezone.now()
    call_command("rebuild_scores", check=True)
    for visit in Visit.objects.prefetch_related("events", "rounds", "reviews"):
        moments = [event.at for event in visit.events.all()]
        assert moments == sorted(moments)
        assert moments[0] <= moments[-1] <= now
        assert visit.opens_at <= visit.due_at <= visit.submit_by
        if visit.state in WORKED_ON:
            assert visit.assigned_at < visit.confirmed_at < visit.started_at < visit.submitted_at < NOW
            assert visit.step_scores.exists()
            assert visit.answers.exists()
            assert not visit.step_scores.exclude(status=visit.state).exists()
        if visit.state in COUNTED:
            assert visit.submitted_at < visit.approved_at <= NOW
            review = visit.reviews.first()
            assert review.reviewer_id != visit.shopper_id
            assert visit.submitted_at < review.claimed_at < review.decided_at == visit.approved_at
    assert not Media.objects.exclude(state=MediaState.PREPARED).exists()
    assert not Op.objects.exclude(arrived_at=F("t_wall")).exists()
    told = StepExperience.objects.exclude(step="@baseline").exclude(grade=None).exclude(named=[])
    assert told.exists()
    assert not told.filter(grade_ms=None).exists()
    assert not told.filter(named_ms=None).exists()
    modes = Counter(StepExperience.objects.values_list("mode", flat=True))
    assert modes["live"] > 20 * modes["recalled"]


def counts():
    kinds = (
        Client, Location, User, Study, BriefingVersion, Visit, VisitEvent, Round, Op, Media, Answer,
        StepExperience, StepScore, Review, FigureSet,
    )  # fmt: skip
    return {kind.__name__: kind.objects.count() for kind in kinds}


class Killed(BaseException):
    """A worker that was shot: nothing catches this."""


def test_a_run_killed_half_way_is_finished_by_the_next_one_and_nothing_is_made_twice(monkeypatch):
    stories = (few(VONK, 4),)

    def killed_before_the_visits(percent, words):
        if percent >= seeding.READY_GROUND:
            raise Killed

    def killed_at_the_third_visit(percent, words):
        if "3" in words.split(":")[-1]:
            raise Killed

    def killed_in_review(*args, **kwargs):
        raise Killed

    for shot in (killed_before_the_visits, killed_at_the_third_visit):
        with pytest.raises(Killed):
            seeding.fill("reported", NOW, shot, stories)
    with monkeypatch.context() as patch:
        patch.setattr(checking.actions, "approve", killed_in_review)
        with pytest.raises(Killed):
            seeding.fill("reported", NOW, silent, stories)
    assert 0 < Visit.objects.count() < 8
    assert not Review.objects.filter(decided_at=None, visit__state=S.SUBMITTED).exists()

    seeding.fill("reported", NOW, silent, stories)
    whole = counts()
    assert states(1) == {S.PUBLISHED: 4}
    assert states(2)[S.PUBLISHED] == 2
    _holds_together()

    seeding.fill("reported", NOW, silent, stories)
    assert counts() == whole


def test_a_photo_that_broke_off_goes_on_where_it_was(monkeypatch):
    """The file with the first bytes outlives the transaction that was lost with the worker."""
    story = (few(VONK, 1),)
    real = visiting.uploads._complete

    def killed(row, part):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(visiting.uploads, "_complete", killed)
        with pytest.raises(Killed):
            seeding.fill("review", NOW, silent, story)
    assert not Media.objects.exists()
    assert visiting.uploads._complete is real
    seeding.fill("review", NOW, silent, story)
    assert states(1) == {S.PUBLISHED: 1}
    assert Media.objects.exists()
    assert not Media.objects.exclude(state=MediaState.PREPARED).exists()


def test_who_looks_around_meanwhile_is_not_overruled(monkeypatch):
    """A reviewer takes a visit in the moment between handing in and the reviewer of the story."""
    real, taken = checking.judge, []

    def judge(here, booking, pk, *rest):
        if not taken:
            reviewer = User.objects.get(email="beheer@veldwerk.demo")
            taken.append(checking.actions.claim(Visit.objects.get(pk=pk), reviewer))
        real(here, booking, pk, *rest)

    monkeypatch.setattr(checking, "judge", judge)
    seeding.fill("briefing", NOW, silent, (few(WATERRIJK, 2),))

    review = Review.objects.get(reviewer__email="beheer@veldwerk.demo")
    assert review.decided_at is None
    assert review.visit.state == S.IN_REVIEW


def test_a_free_visit_of_the_past_is_never_seen_by_the_sweep_before_it_was_made():
    """The product expires free visits whose day has passed; between two visits nothing may lie open."""

    def sweep(percent, words):
        over = Visit.objects.filter(wave__number=1, state__in=[S.OPEN, S.ASSIGNED, S.BRIEFED])
        assert not over.exists()

    seeding.fill("briefing", NOW, sweep, (few(VONK, 2),))


def test_what_was_asked_back_was_answered_before_it_was_approved(monkeypatch):
    monkeypatch.setattr(checking, "ASKED_BACK", 1.0)
    seeding.fill("briefing", NOW, silent, (few(WATERRIJK, 3),))

    assert ReturnRequest.objects.count() >= 3
    assert not ReturnRequest.objects.filter(answered_at=None).exists()
    visit = Visit.objects.filter(rounds__number=2).first()
    assert visit.state == S.PUBLISHED
    first, second = visit.rounds.order_by("number")
    assert first.final_at < second.opened_at < second.final_at < visit.approved_at
    assert [review.verdict for review in visit.reviews.order_by("claimed_at")] == ["returned", "approved"]
    answer = visit.answers.get(path=ReturnRequest.objects.get(review__visit=visit).path)
    assert answer.round_number == 2
    jobs.run_all()
    _holds_together()


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.key)
def test_a_visit_that_is_returned_always_has_something_to_answer(story):
    for booking in bookings(story, 1, "reported", NOW):
        returned = replace(booking, state=S.RETURNED)
        asked = checking._asked_back(ground.Ground(story, None, [], NOW, NOW), returned)
        assert asked
        assert not any("@" in field for field in asked)


def test_the_trail_tells_the_past_and_nobody_approves_their_own_work():
    seeding.fill("briefing", NOW, silent, (few(VONK, 2),))
    approved = AuditEvent.objects.filter(verb="visit.approved")
    assert approved.count() == 2
    for event in approved:
        visit = Visit.objects.get(pk=event.subject.partition(":")[2])
        assert event.at == visit.approved_at
        assert event.actor_id != visit.shopper_id


def test_a_story_that_the_product_does_not_take_is_told_plainly(monkeypatch):
    def strange(round_, batch, user):
        return {"acked": [], "late": [], "rejected": [{"id": "", "field": "x/y", "code": "unknown"}], "now": ""}

    monkeypatch.setattr(visiting.capture, "put_ops", strange)
    with pytest.raises(visiting.Refused, match="unknown"):
        seeding.fill("briefing", NOW, silent, (few(VONK, 1),))


def test_an_unknown_stage_fills_nothing():
    with pytest.raises(ValueError, match="no such stage"):
        seeding.fill("finished", NOW, silent, STORIES)
    assert not User.objects.exists()
    assert not Job.objects.exists()
