"""The plan of a study: targets, frozen when set, and actions that live on across waves.

Every change is made from the page of one figure set and makes its text a draft; beside other figures of the study it
raises the revision, so that nobody approves a plan they did not see.
"""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fieldwork.common import audit
from fieldwork.common.errors import Invalid, MovedMeanwhile
from fieldwork.people.models import User
from reports.figures.models import FigureSet
from reports.improvement.actions import touch
from reports.improvement.measured import change_of, figure_of, keys_of, outcome_of
from reports.improvement.models import Action, Interpretation, Target
from reports.improvement.states import SCALES, ActionState, Direction, Metric

MOST_ACTIONS = 40  # in force at once; a longer plan is nobody's plan


class NotMeasured(Invalid):
    """A target needs a figure to start from."""

    code = "not_measured"
    message = _("These figures hold no value for this, so there is nothing to start from. No target was set.")


class NotRemeasured(Invalid):
    """An action closes with a result only."""

    code = "not_remeasured"
    message = _(
        "These figures hold no comparison with a previous wave for this step, so there is no result yet. "
        "Keep the action on “to be measured again” until they do."
    )


def _changed(figure_set: FigureSet, by: User) -> None:
    """All texts beside figures of the study get a new revision, in one order, and ``by`` wrote in each of them.

    Also in those that are approved: what was approved stays, but opened again they print the plan as it is then.
    """
    others = Interpretation.objects.filter(figure_set__study=figure_set.study_id).order_by("pk")
    for row in others.select_for_update():
        row.writers.add(by)
    others.order_by().update(revision=F("revision") + 1)
    touch(figure_set, by)


@transaction.atomic
def set_target(
    figure_set: FigureSet,
    metric: str,
    step: str,
    value: float,
    by: User,
    *,
    direction: str = Direction.UP,
    deadline: date | None = None,
    relevant_change: float | None = None,
    owner: str = "",
) -> Target:
    """Agree on a target; the baseline with its interval is copied from these figures, for good.

    ``value`` and ``relevant_change`` are on the scale of the metric; without the latter the study's own smallest
    change that matters counts (a tenth of it for a grade). Raises ``NotMeasured`` without a baseline, ``Invalid`` for
    an impossible value and ``MovedMeanwhile`` when there is a target for this already: withdraw that first.
    """
    least, most = SCALES[metric]
    if not least <= value <= most or (relevant_change is not None and relevant_change < 0):
        raise Invalid(_("A target lies on the scale of its figure. Nothing was set."))
    baseline = figure_of(figure_set.figures, metric, step)
    if baseline["value"] is None:
        raise NotMeasured
    last = figure_set.figures["meta"]["last_visit_on"]
    if relevant_change is None:
        points = figure_set.figures["meta"]["thresholds"].get("relevant_change", 0.0)
        relevant_change = points / 10 if metric == Metric.GRADE else points
    _changed(figure_set, by)
    try:
        with transaction.atomic():
            target = Target.objects.create(
                study_id=figure_set.study_id, part=figure_set.figures["meta"]["selection"], metric=metric, step=step,
                baseline=baseline, value=value, direction=direction, deadline=deadline,
                relevant_change=relevant_change, owner=owner, set_on=figure_set,
                measured_on=date.fromisoformat(last) if last else None, set_by=by,
            )  # fmt: skip
    except IntegrityError:
        raise MovedMeanwhile(
            _("There is a target for this already. Withdraw it first, then set the new one. Nothing was changed.")
        ) from None
    audit.record("target.set", target, by=by, metric=metric, step=step, value=value, figures=str(figure_set.uuid))
    return target


@transaction.atomic
def withdraw_target(figure_set: FigureSet, target: Target, by: User) -> None:
    """End a target; what was approved with it stays. Raises ``MovedMeanwhile`` when somebody was first."""
    _changed(figure_set, by)
    in_force = Target.objects.filter(pk=target.pk, withdrawn_at__isnull=True)
    if not in_force.update(withdrawn_at=timezone.now(), withdrawn_by=by):
        raise MovedMeanwhile
    audit.record("target.withdrawn", target, by=by)


@transaction.atomic
def save_action(
    figure_set: FigureSet, action: Action | None, values: dict[str, Any], by: User, *, version: int
) -> Action:
    """Keep a new or changed action of the plan.

    ``values``: title and measure per language, step, owner, due_on, state. Closing reads the result from the change
    since the wave before in these figures; a closed action keeps the result it was closed with. Raises
    ``NotRemeasured`` without one, ``MovedMeanwhile`` when ``version`` is not the newest, ``Invalid`` for a step these
    figures do not have or a plan that is full.
    """
    if values["step"] and values["step"] not in keys_of(figure_set.figures):
        raise Invalid(_("These figures do not have this step. Nothing was saved."))
    columns = values | _result(figure_set, action, values) | {"author": by, "saved_at": timezone.now()}
    _changed(figure_set, by)
    if action is None:
        if Action.objects.of(figure_set).count() >= MOST_ACTIONS:
            raise Invalid(_("The plan is full. Withdraw an action first. Nothing was saved."))
        part = figure_set.figures["meta"]["selection"]
        action = Action.objects.create(study_id=figure_set.study_id, part=part, **columns)
        audit.record("action.proposed", action, by=by)
        return action
    held = Action.objects.filter(pk=action.pk, version=version, withdrawn_at__isnull=True)
    if not held.update(version=version + 1, **columns):
        raise MovedMeanwhile
    action.refresh_from_db()
    audit.record("action.changed", action, by=by, state=action.state, outcome=action.outcome)
    return action


def _result(figure_set: FigureSet, action: Action | None, values: dict[str, Any]) -> dict[str, Any]:
    """The outcome and the change it is read from; nothing while the action is open."""
    if values["state"] != ActionState.CLOSED:
        return {"outcome": "", "change": None}
    if action and action.state == ActionState.CLOSED:
        return {"outcome": action.outcome, "change": action.change}
    change = change_of(figure_set.figures, values["step"])
    if change is None:
        raise NotRemeasured
    return {"outcome": outcome_of(figure_set.figures, change), "change": change}


@transaction.atomic
def withdraw_action(figure_set: FigureSet, action: Action, by: User) -> None:
    """Take an action out of the plan. Raises ``MovedMeanwhile`` when somebody was first."""
    _changed(figure_set, by)
    if not Action.objects.filter(pk=action.pk, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now()):
        raise MovedMeanwhile
    audit.record("action.withdrawn", action, by=by)
