"""What a reviewer does with a visit. One reviewer at a time; every decision is one guarded write."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fieldwork.capture import actions as capture
from fieldwork.capture.models import Answer
from fieldwork.capture.states import AnswerStatus
from fieldwork.common import audit
from fieldwork.common.errors import Invalid, MovedMeanwhile, NotAllowedNow
from fieldwork.people.models import User
from fieldwork.people.states import REVIEWING, Role
from fieldwork.review.models import ReturnRequest, Review
from fieldwork.review.news import review_decided
from fieldwork.review.states import DECIDED, Choice, Verdict
from fieldwork.visits import actions as visits
from fieldwork.visits.models import Visit
from fieldwork.visits.states import VisitState

RETURN_HOURS = 48  # what a shopper gets to answer what was asked back
MOST_BACK = 100
LONGEST_REMARK = 1000
LONGEST_REASON = 2000
NOBODY: dict[str, Any] = {"claimed_by": None, "claimed_at": None}


def _not_own(visit: Visit, by: User) -> None:
    # Not only in the rules: a superuser passes every rule, and may still not judge their own work.
    if visit.shopper_id == by.pk:
        raise PermissionDenied


def open_review(visit: Visit) -> Review | None:
    """The review that is going on, or ``None``."""
    return Review.objects.filter(visit=visit, decided_at__isnull=True).select_related("reviewer").first()


def _begin(visit: Visit, by: User, remark: str = "", **columns: Any) -> Review:
    now = timezone.now()
    columns |= {"claimed_by": by, "claimed_at": now, "return_due_at": None}
    visits.move(visit, VisitState.IN_REVIEW, by=by, remark=remark, **columns)
    # A look that was going on when the shopper's answer came in ended there.
    Review.objects.filter(visit=visit, decided_at__isnull=True).update(verdict=Verdict.RELEASED, decided_at=now)
    last = Review.objects.filter(visit=visit).order_by("-claimed_at").first()
    kept = last.notes if last and last.verdict == Verdict.RELEASED and last.reviewer_id == by.pk else {}
    return Review.objects.create(visit=visit, reviewer=by, claimed_at=now, notes=kept)


@transaction.atomic
def claim(visit: Visit, by: User) -> Review:
    """Take a handed-in visit for review; taking what one has already changes nothing.

    What was typed before putting it back comes along. Raises ``PermissionDenied`` for one's own work,
    ``NotAllowedNow`` and ``MovedMeanwhile`` as ``visits.actions.move``: who is second is told who has it.
    """
    _not_own(visit, by)
    going_on = open_review(visit)
    if going_on and going_on.reviewer_id == by.pk and visit.state == VisitState.IN_REVIEW:
        return going_on
    if visit.state == VisitState.IN_REVIEW:
        raise visits.was_first(visit, by)
    if visit.state in DECIDED:
        raise NotAllowedNow(_("A decision stands here already. Take a second look if it must change."))
    return _begin(visit, by)


@transaction.atomic
def look_again(visit: Visit, by: User, remark: str) -> Review:
    """A second look at a decided visit: it leaves the figures until it is decided anew. A reason is needed."""
    _not_own(visit, by)
    if visit.state not in DECIDED:
        raise NotAllowedNow()
    reason = _reason(remark)
    was = visit.state
    now = timezone.now()
    review = _begin(visit, by, reason, approved_at=None, review_due_at=now + timedelta(hours=RETURN_HOURS))
    audit.record("visit.second_look", visit, by=by, was=was, reason=reason)
    return review


def save_notes(review: Review, notes: Mapping, by: User) -> None:
    """Keep what a reviewer typed so far. Raises ``MovedMeanwhile`` when the review is over or not theirs."""
    mine = Review.objects.filter(pk=review.pk, reviewer=by, decided_at__isnull=True)
    if not mine.update(notes=dict(notes)):
        raise MovedMeanwhile()
    review.notes = dict(notes)


def _decide(review: Review, by: User, verdict: Verdict, **fields: object) -> Visit:
    """Close the review, fenced: only its own reviewer, only once. Returns the visit to move."""
    visit = Visit.objects.select_related("journey_version", "location").get(pk=review.visit_id)
    _not_own(visit, by)
    mine = Review.objects.filter(pk=review.pk, reviewer=by, decided_at__isnull=True)
    if not mine.update(verdict=verdict, decided_at=timezone.now(), **fields):
        raise visits.was_first(visit, by)
    review.refresh_from_db()
    news = partial(review_decided.send_robust, Review, visit_id=visit.pk, review_id=review.pk, verdict=str(verdict))
    transaction.on_commit(news)
    return visit


@transaction.atomic
def release(review: Review, by: User) -> None:
    """Put a visit back in the queue; the notes stay for when the same reviewer takes it again."""
    visit = _decide(review, by, Verdict.RELEASED)
    visits.move(visit, VisitState.SUBMITTED, by=by, **NOBODY)


def may_free(review: Review, by: User) -> bool:
    """Whether somebody may put back a visit that another reviewer has.

    An administrator always; every reviewer when the other one can decide no more: switched off, in another
    role, or no longer working for this client. Else such a visit would wait for ever.
    """
    if by.role == Role.ADMINISTRATOR:
        return True
    other = review.reviewer
    works = other.is_active and other.role in REVIEWING
    return not works or not Visit.objects.visible_to(other).filter(pk=review.visit_id).exists()


@transaction.atomic
def free(review: Review, by: User) -> None:
    """Put back in the queue what another reviewer has; their notes stay. ``PermissionDenied`` unless ``may_free``."""
    visit = Visit.objects.get(pk=review.visit_id)
    _not_own(visit, by)
    if not may_free(review, by):
        raise PermissionDenied
    going_on = Review.objects.filter(pk=review.pk, decided_at__isnull=True)
    if not going_on.update(verdict=Verdict.RELEASED, decided_at=timezone.now()):
        raise visits.was_first(visit, by)
    visits.move(visit, VisitState.SUBMITTED, by=by, **NOBODY)
    audit.record("visit.review_freed", visit, by=by, review=review.pk, reviewer=review.reviewer_id)


@transaction.atomic
def approve(review: Review, by: User) -> None:
    """Approve: the client sees the visit at once and it counts. Never one's own work."""
    visit = _decide(review, by, Verdict.APPROVED)
    visits.move(visit, VisitState.APPROVED, by=by, approved_at=timezone.now(), **NOBODY)
    capture.rescore(visit)
    audit.record("visit.approved", visit, by=by, review=review.pk)


@transaction.atomic
def send_back(review: Review, requests: Mapping[str, str], by: User) -> None:
    """Ask questions back, each with a remark; the shopper's next round opens just those, for 48 hours.

    Raises ``Invalid`` for no question, a question without a remark, a question that was not asked at this
    visit, and for anything that is a feeling.
    """
    asked = {path: remark.strip() for path, remark in requests.items()}
    answers = {row.path: row for row in Answer.objects.filter(visit=review.visit_id, path__in=list(asked))}
    problems = [
        {"field": path, "where": path, "code": code, "message": message}
        for path, remark in asked.items()
        if (code := _wrong(answers.get(path), remark)) and (message := _WRONG[code]())
    ]
    if problems or not 1 <= len(asked) <= MOST_BACK:
        raise Invalid(_("Choose at least one question and write for each what the shopper must do."), problems)
    due = timezone.now() + timedelta(hours=RETURN_HOURS)
    visit = _decide(review, by, Verdict.RETURNED)
    opened = capture.open_return_round(visit, asked, due)
    ReturnRequest.objects.bulk_create(
        ReturnRequest(
            review=review, path=path, remark=remark, round_number=opened.number, old_value=_as_kept(answers[path])
        )
        for path, remark in asked.items()
    )
    visits.move(
        visit, VisitState.RETURNED, by=by, data={"questions": len(asked)},
        return_due_at=due, round_number=opened.number, **NOBODY,
    )  # fmt: skip
    audit.record("visit.returned", visit, by=by, review=review.pk, questions=sorted(asked))


_WRONG = {
    "unknown_question": lambda: _("This cannot be asked back."),
    "remark": lambda: _("Write what the shopper must do, in at most 1,000 characters."),
}


def _wrong(answer: Answer | None, remark: str) -> str:
    if answer is None or answer.status == AnswerStatus.NOT_ASKED:
        return "unknown_question"
    return "" if remark and len(remark) <= LONGEST_REMARK else "remark"


def _as_kept(answer: Answer) -> dict:
    return {"status": answer.status, "value": answer.value, "na": answer.na_reason, "photos": answer.photos}


@transaction.atomic
def exclude(review: Review, by: User, remark: str, is_payable: bool) -> None:
    """Leave a visit out of all figures, paid or not, with a reason."""
    reason = _reason(remark)
    visit = _decide(review, by, Verdict.EXCLUDED, remark=reason, is_payable=is_payable)
    visits.move(visit, VisitState.EXCLUDED, by=by, remark=reason, data={"payable": is_payable}, **NOBODY)
    audit.record("visit.excluded", visit, by=by, review=review.pk, payable=is_payable, reason=reason)


def _reason(remark: str) -> str:
    reason = remark.strip()
    if not reason or len(reason) > LONGEST_REASON:
        message = _("Write down the reason, in at most 2,000 characters.")
        raise Invalid(message, [{"field": "remark", "where": "", "code": "required", "message": message}])
    return reason


def decide(review: Review, choice: Choice, requests: Mapping[str, str], remark: str, by: User) -> None:
    """Carry out what the panel says."""
    if choice == Choice.APPROVE:
        approve(review, by)
    elif choice == Choice.RETURN:
        send_back(review, requests, by)
    else:
        exclude(review, by, remark, is_payable=choice == Choice.EXCLUDE_PAID)


def take_answers(visit_id: int, round_number: int) -> int:
    """A round came in: mark what it answered. Returns how many requests that were."""
    requests = ReturnRequest.objects.filter(review__visit=visit_id, round_number=round_number, answered_at__isnull=True)
    return requests.update(answered_at=timezone.now())
