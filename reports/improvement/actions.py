"""What happens to interpretations: written piece by piece, offered, approved by a second person, carried over."""

from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fieldwork.common import audit
from fieldwork.common.errors import Invalid, MovedMeanwhile, NotAllowedNow
from fieldwork.notices.states import NoticeKind
from fieldwork.people.models import User
from reports.figures.models import FigureSet
from reports.improvement import shape, telling
from reports.improvement.content import content_of, passages_of, signed
from reports.improvement.measured import keys_of, pains_of
from reports.improvement.models import Action, Approval, Interpretation, Passage, Target
from reports.improvement.readiness import lacks
from reports.improvement.states import MOST_FINDINGS, TEXTS, Kind, State

MOST_REMARK = 2000  # characters
BEGIN = datetime(1970, 1, 1, tzinfo=UTC)  # before anything was approved


class SecondPersonNeeded(NotAllowedNow):
    """Who wrote in it wants to approve it."""

    code = "second_person_needed"
    message = _("You wrote in this interpretation, so somebody else must approve it. Nothing was changed.")


# --- reading ------------------------------------------------------------------------------------------
def approved(figure_set: FigureSet) -> shape.Interpretation | None:
    """What was approved last beside these figures, as it was then; ``None`` when nothing was. One query."""
    newest = Approval.objects.filter(interpretation__figure_set=figure_set).order_by("-number").first()
    return newest.content if newest else None


def draft_of(figure_set: FigureSet) -> shape.Interpretation:
    """What is written beside these figures now, with the plan as it stands; signed by nobody."""
    return content_of(figure_set, passages_of(written(figure_set)))


def written(figure_set: FigureSet) -> Interpretation | None:
    """The text beside these figures; ``None`` while nobody wrote."""
    return Interpretation.objects.filter(figure_set=figure_set).first()


def before(figure_set: FigureSet) -> Interpretation | None:
    """The text beside the newest older version of the same selection that has one."""
    older = Interpretation.objects.filter(
        figure_set__study=figure_set.study_id, figure_set__selection=figure_set.selection
    ).exclude(figure_set=figure_set)
    return older.filter(figure_set__made_at__lt=figure_set.made_at).order_by("-figure_set__made_at").first()


# --- writing ------------------------------------------------------------------------------------------
def touch(figure_set: FigureSet, by: User) -> Interpretation:
    """Make the text beside these figures a draft that ``by`` wrote in; an approved one is opened again.

    Inside the transaction of the change itself. Raises ``NotAllowedNow`` while it is offered for approval, or when
    newer figures replaced these.
    """
    _must_be_current(figure_set)
    row, is_new = Interpretation.objects.get_or_create(figure_set=figure_set)
    open_ = Interpretation.objects.filter(pk=row.pk, state__in=[State.DRAFT, State.APPROVED])
    was = row.state
    if not open_.update(state=State.DRAFT, approved_by=None, revision=F("revision") + 1):
        raise NotAllowedNow(_("This text waits for approval. Take it back before you change it. Nothing was saved."))
    row.writers.add(by, *(_planners(figure_set) if is_new else ()))
    if was == State.APPROVED:
        audit.record("interpretation.reopened", row, by=by)
    row.refresh_from_db()
    return row


def _planners(figure_set: FigureSet) -> set[int]:
    """Who changed the plan since a second person last approved a text that prints it: a new text prints it too."""
    sets = FigureSet.objects.filter(
        study=figure_set.study_id, figures__meta__selection=figure_set.figures["meta"]["selection"]
    )
    approvals = Approval.objects.filter(interpretation__figure_set__in=sets.order_by())
    seen = approvals.aggregate(at=Max("approved_at"))["at"] or BEGIN
    proposed = Action.objects.of(figure_set).filter(saved_at__gt=seen).values_list("author", flat=True)
    agreed = Target.objects.of(figure_set).filter(set_at__gt=seen).values_list("set_by", flat=True)
    return {pk for pk in (*proposed, *agreed) if pk}


@transaction.atomic
def write(
    figure_set: FigureSet,
    kind: str,
    place: str,
    texts: dict[str, Any],
    by: User,
    *,
    version: int,
    step: str = "",
    owner: str = "",
) -> Passage | None:
    """Keep one passage; empty texts take it away. ``version`` is the one its writer saw, 0 when there was none.

    The same words again change nothing, nor does nothing where nothing was (``None``). Raises ``MovedMeanwhile`` when
    somebody saved it since, ``Invalid`` for a place or step these figures do not have, and ``NotAllowedNow`` as
    ``touch`` does.
    """
    _check_place(figure_set, kind, place, step)
    kept = {name: texts.get(name) or {} for name in TEXTS[kind]}
    columns: dict[str, Any] = {"texts": kept, "step": step, "owner": owner}
    held = Passage.objects.filter(interpretation__figure_set=figure_set, kind=kind, place=place).first()
    if held is None and not any(any(text.values()) for text in kept.values()):
        return None
    if held and all(getattr(held, name) == value for name, value in columns.items()):
        return held
    row = touch(figure_set, by)
    columns |= {"author": by, "saved_at": timezone.now()}
    if held is None:
        try:
            with transaction.atomic():
                held = Passage.objects.create(interpretation=row, kind=kind, place=place, **columns)
        except IntegrityError:
            raise MovedMeanwhile from None
    elif not Passage.objects.filter(pk=held.pk, version=version).update(version=version + 1, **columns):
        raise MovedMeanwhile
    held.refresh_from_db()
    audit.record("interpretation.written", row, by=by, kind=kind, place=place, version=held.version)
    return held


def _check_place(figure_set: FigureSet, kind: str, place: str, step: str) -> None:
    steps = keys_of(figure_set.figures)
    places: dict[str, Any] = {
        Kind.FINDING: [str(number + 1) for number in range(MOST_FINDINGS)],
        Kind.CONCLUSION: steps,
        Kind.COMMENTARY: shape.SECTIONS,
        Kind.DISMISSED: pains_of(figure_set.figures),
    }
    if place not in places.get(kind, ()) or (step and step not in steps):
        raise Invalid(_("These figures have no such place for a text. Nothing was saved."))


@transaction.atomic
def swap(figure_set: FigureSet, place: str, by: User) -> None:
    """Put a finding one place earlier: it changes places with the one before it. Raises as ``write`` does."""
    if place not in {str(number + 1) for number in range(1, MOST_FINDINGS)}:
        raise Invalid(_("These figures have no such place for a text. Nothing was saved."))
    pair = str(int(place) - 1), place
    row = touch(figure_set, by)
    held = {one.place: one for one in row.passages.filter(kind=Kind.FINDING, place__in=pair)}
    for here, there in (pair, pair[::-1]):
        other = held.get(there)
        columns = {name: getattr(other, name) if other else empty for name, empty in EMPTY.items()}
        if mine := held.get(here):
            Passage.objects.filter(pk=mine.pk).update(version=F("version") + 1, **columns)
        elif other:
            Passage.objects.create(interpretation=row, kind=Kind.FINDING, place=here, **columns)
    audit.record("interpretation.findings_swapped", row, by=by, places=list(pair))


EMPTY: dict[str, Any] = {"texts": {}, "step": "", "owner": "", "author": None}


# --- the second person --------------------------------------------------------------------------------
@transaction.atomic
def offer(row: Interpretation, by: User, *, revision: int) -> None:
    """Ask a second person to approve what ``by`` saw. Raises ``NotAllowedNow`` while something is missing."""
    _move(row, State.DRAFT, State.OFFERED, revision, offered_by=by, offered_at=timezone.now(), remark="")
    if missing := lacks(row.figure_set, passages_of(row)):
        raise NotAllowedNow(_("Not offered yet. %(why)s") % {"why": " ".join(one.words for one in missing)})
    row.writers.add(by)
    audit.record("interpretation.offered", row, by=by)
    telling.offered(row)


@transaction.atomic
def take_back(row: Interpretation, by: User) -> None:
    """Back to the desk of who wrote it, before anybody approved."""
    _move(row, State.OFFERED, State.DRAFT, row.revision)
    audit.record("interpretation.taken_back", row, by=by)


@transaction.atomic
def give_back(row: Interpretation, by: User, remark: str, *, revision: int) -> None:
    """Back to a draft with what must change. Raises ``Invalid`` without a remark."""
    said = remark.strip()[:MOST_REMARK]
    if not said:
        raise Invalid(_("Say what must change, so that the writer can go on. Nothing was changed."))
    _move(row, State.OFFERED, State.DRAFT, revision, remark=said, remark_by=by)
    audit.record("interpretation.given_back", row, by=by, remark=said)
    telling.decided(row, NoticeKind.TEXT_GIVEN_BACK)


@transaction.atomic
def approve(row: Interpretation, by: User, *, revision: int) -> Approval:
    """Freeze what ``by`` read: this is what reports print from now on.

    Raises ``SecondPersonNeeded`` for anybody who wrote in it, and ``MovedMeanwhile`` when anything of it, or of the
    plan printed with it, changed since.
    """
    _must_be_current(row.figure_set)
    offered = Interpretation.objects.filter(pk=row.pk, state=State.OFFERED, revision=revision)
    # The rule stands inside the write: a name added meanwhile makes it miss.
    others = offered.exclude(writers=by.pk).exclude(offered_by=by.pk)
    if not others.update(state=State.APPROVED, approved_by=by, revision=revision + 1, remark=""):
        if row.offered_by_id == by.pk or row.writers.filter(pk=by.pk).exists():
            raise SecondPersonNeeded
        raise MovedMeanwhile
    row.refresh_from_db()
    content = signed(content_of(row.figure_set, passages_of(row)), by)
    number = row.approvals.count() + 1
    frozen = Approval.objects.create(interpretation=row, number=number, content=content, approved_by=by)
    audit.record("interpretation.approved", row, by=by, number=number)
    telling.decided(row, NoticeKind.TEXT_APPROVED)
    return frozen


def _must_be_current(figure_set: FigureSet) -> None:
    if FigureSet.objects.filter(corrects=figure_set).exists():
        raise NotAllowedNow(_("Newer figures replaced these. Carry the text over to those, and go on there."))


def _move(row: Interpretation, came_from: State, to: State, revision: int, **columns: object) -> None:
    if row.state != came_from:
        raise NotAllowedNow
    _must_be_current(row.figure_set)
    held = Interpretation.objects.filter(pk=row.pk, state=came_from, revision=revision)
    if not held.update(state=to, revision=revision + 1, **columns):
        raise MovedMeanwhile
    row.refresh_from_db()


# --- newer figures ------------------------------------------------------------------------------------
@transaction.atomic
def carry_over(figure_set: FigureSet, by: User) -> Interpretation:
    """Begin the text beside newer figures with everything written beside the version they replace, as a draft.

    What was approved stays with the old figures. Raises ``NotAllowedNow`` when there is nothing to carry, or somebody
    began already.
    """
    old = before(figure_set)
    if old is None or written(figure_set):
        raise NotAllowedNow(_("There is nothing to carry over, or somebody wrote here already. Nothing was changed."))
    try:
        with transaction.atomic():
            row = Interpretation.objects.create(figure_set=figure_set, carried_from=old)
    except IntegrityError:
        raise MovedMeanwhile from None
    steps = keys_of(figure_set.figures)
    kept = [
        one for one in old.passages.all() if one.kind not in (Kind.CONCLUSION, Kind.DISMISSED) or one.place in steps
    ]
    for one in kept:
        one.pk, one.interpretation, one.version = None, row, 1
        one.step = one.step if one.step in steps else ""
    Passage.objects.bulk_create(kept)
    row.writers.add(by, *old.writers.all(), *_planners(figure_set))
    audit.record("interpretation.carried_over", row, by=by, passages=len(kept), of=str(old.figure_set.uuid))
    return row
