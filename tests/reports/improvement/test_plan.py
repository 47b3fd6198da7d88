"""Targets that never change, and actions that live on across waves."""

import json
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from fieldwork.common.errors import Invalid, MovedMeanwhile, NotAllowedNow
from fieldwork.common.models import AuditEvent
from fieldwork.measurement.priorities import Lever, priority_point
from reports.improvement import actions, plan
from reports.improvement.measured import effect_of
from reports.improvement.models import Action, Target
from reports.improvement.states import ActionState, Kind, State
from tests.reports.improvement.writing import NEW, approved, frozen, offered, whole, write

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def targets(world, figures=None):
    return actions.draft_of(figures or world.set)["targets"]


def planned(world, figures=None):
    return actions.draft_of(figures or world.set)["actions"]


def test_a_target_copies_the_figure_of_today_with_its_margin(world):
    plan.set_target(world.set, "step_score", "waiting", 45, world.anna, deadline=date(2027, 6, 1), owner="KCC")
    (target,) = targets(world)

    assert (target["baseline"]["value"], target["baseline"]["lo"], target["baseline"]["hi"]) == (30.4, 27.0, 33.7)
    assert target == json.loads(json.dumps(target))
    assert (target["status"], target["relevant_change"], target["deadline"]) == ("missed", 3, "2027-06-01")


def test_the_start_stays_while_newer_figures_move(world):
    plan.set_target(world.set, "step_score", "waiting", 45, world.anna)

    def better(figures):
        step = next(one for one in figures["steps"] if one["key"] == "waiting")
        step["both"] |= {"value": -0.02, "lo": -0.06, "hi": 0.02}

    newer = frozen(world.study, corrects=world.set, changed=better, number=2)
    (target,) = targets(world, newer)
    assert (target["baseline"]["value"], target["now"]["value"], target["now"]["lo"]) == (30.4, 49.0, 47.0)
    assert target["status"] == "achieved"


@pytest.mark.parametrize(
    ("metric", "value", "direction", "status"),
    [("grade", 6.1, "up", "achieved"), ("grade", 6.3, "up", "probably_achieved"), ("grade", 6.5, "up", "not_shown"),
     ("grade", 7, "up", "missed"), ("grade", 7, "down", "achieved"), ("grade", 5, "down", "missed")],
)  # fmt: skip
def test_the_status_follows_the_book_on_both_sides(world, metric, value, direction, status):
    plan.set_target(world.set, metric, "", value, world.anna, direction=direction)  # the grade is 6.4 (6.2 to 6.6)
    assert targets(world)[0]["status"] == status
    assert targets(world)[0]["relevant_change"] == pytest.approx(0.3)


def test_a_target_is_withdrawn_and_set_anew_never_edited(world):
    first = plan.set_target(world.set, "journey_score", "", 70, world.anna)
    with pytest.raises(MovedMeanwhile):
        plan.set_target(world.set, "journey_score", "", 80, world.bram)
    first.value = 80
    with pytest.raises(ValueError, match="never changes"):
        first.save()
    plan.withdraw_target(world.set, first, world.bram)
    with pytest.raises(MovedMeanwhile):
        plan.withdraw_target(world.set, first, world.bram)
    plan.set_target(world.set, "journey_score", "", 80, world.bram)

    assert [one["value"] for one in targets(world)] == [80]
    assert Target.objects.count() == 2
    assert list(AuditEvent.objects.order_by("at").values_list("verb", flat=True)) == [
        "target.set", "target.withdrawn", "target.set",
    ]  # fmt: skip


def test_without_a_figure_there_is_no_start_and_no_target(world):
    def nothing(figures):
        figures["score"]["checklist"] |= {"value": None, "lo": None, "hi": None, "reason": "no_data"}

    empty = frozen(world.study, corrects=world.set, changed=nothing, number=2)
    with pytest.raises(plan.NotMeasured):
        plan.set_target(empty, "checklist", "", 80, world.anna)
    with pytest.raises(plan.NotMeasured):
        plan.set_target(empty, "step_score", "nowhere", 80, world.anna)
    with pytest.raises(Invalid):
        plan.set_target(empty, "grade", "", 11, world.anna)
    assert not Target.objects.exists()


def test_the_database_wants_a_step_with_a_step_score_and_nowhere_else(world):
    kept = plan.set_target(world.set, "grade", "", 7, world.anna)
    for columns in ({"step": "waiting"}, {"metric": "step_score"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Target.objects.filter(pk=kept.pk).update(**columns)


def test_figures_of_one_part_stay_out_of_the_report_of_another(world):
    def south(figures):
        figures["meta"]["selection"] = ["Regio Zuid"]

    part = frozen(world.study, corrects=world.set, changed=south, number=2)
    plan.set_target(part, "grade", "", 7, world.anna)
    plan.save_action(part, None, NEW, world.anna, version=0)
    assert (targets(world), planned(world)) == ([], [])
    assert len(targets(world, part)) == len(planned(world, part)) == 1


def test_a_target_of_later_figures_is_not_printed_beside_earlier_ones(world):
    def later(figures):
        figures["meta"]["last_visit_on"] = "2027-05-01"

    newer = frozen(world.study, corrects=world.set, changed=later, number=2)
    plan.set_target(newer, "grade", "", 7, world.anna)
    assert targets(world) == []
    assert len(targets(world, newer)) == 1


# --- actions ------------------------------------------------------------------------------------------
def test_an_action_lives_on_beside_the_figures_of_the_next_wave(world):
    action = plan.save_action(world.set, None, NEW, world.anna, version=0)
    next_wave = frozen(world.study, corrects=world.set, number=2)
    plan.save_action(next_wave, action, NEW | {"state": ActionState.CLOSED}, world.bram, version=1)

    (shown,) = planned(world, next_wave)
    assert (shown["state"], shown["outcome"], shown["due_on"]) == ("closed", "improved", "2027-03-01")
    assert shown["change"]["lo"] * 50 == pytest.approx(1.7)  # all of it above 0, not all above 3 points
    assert shown["gain"] is None


def test_an_action_closes_with_a_result_only(world):
    with pytest.raises(plan.NotRemeasured):
        plan.save_action(world.set, None, NEW | {"state": "closed", "step": "aftercare"}, world.anna, version=0)
    action = plan.save_action(world.set, None, NEW, world.anna, version=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Action.objects.filter(pk=action.pk).update(state="closed")
    assert planned(world)[0]["outcome"] is None


def test_two_who_change_an_action_at_once_overwrite_nothing(world):
    action = plan.save_action(world.set, None, NEW, world.anna, version=0)
    plan.save_action(world.set, action, NEW | {"owner": "Balie"}, world.anna, version=1)
    with pytest.raises(MovedMeanwhile):
        plan.save_action(world.set, action, NEW | {"owner": "Web"}, world.bram, version=1)
    assert planned(world)[0]["owner"] == "Balie"
    assert not actions.written(world.set).writers.filter(pk=world.bram.pk).exists()


def test_a_plan_that_changed_elsewhere_is_not_approved_unread(world):
    action = plan.save_action(world.set, None, NEW, world.anna, version=0)
    row = offered(world)
    seen = row.revision
    with pytest.raises(NotAllowedNow):
        plan.save_action(world.set, action, NEW | {"owner": "Balie"}, world.bram, version=1)

    elsewhere = _other_selection(world)
    plan.save_action(elsewhere, action, NEW | {"owner": "Balie"}, world.ruth, version=1)
    with pytest.raises(MovedMeanwhile):
        actions.approve(row, world.boss, revision=seen)
    row.refresh_from_db()
    with pytest.raises(actions.SecondPersonNeeded):  # she changed what is printed in it
        actions.approve(row, world.ruth, revision=row.revision)
    actions.approve(row, world.boss, revision=row.revision)
    assert actions.approved(world.set)["actions"][0]["owner"] == "Balie"


def test_who_changed_the_plan_of_an_approved_text_does_not_approve_it_when_it_is_opened_again(world):
    row = approved(world, by=world.boss)
    plan.save_action(_other_selection(world), None, NEW, world.ruth, version=0)
    write(world, Kind.FINDING, "2", by=world.anna)
    row.refresh_from_db()
    actions.offer(row, world.anna, revision=row.revision)
    with pytest.raises(actions.SecondPersonNeeded):
        actions.approve(row, world.ruth, revision=row.revision)


@pytest.mark.parametrize("is_carried", [True, False])
def test_who_planned_something_that_nobody_approved_does_not_approve_the_next_text_that_prints_it(world, is_carried):
    whole(world)
    plan.save_action(world.set, None, NEW, world.ruth, version=0)
    newer = frozen(world.study, corrects=world.set, number=2)
    if is_carried:
        actions.carry_over(newer, world.anna)
    else:
        write(world, by=world.anna, figures=newer)
        write(world, Kind.CONCLUSION, "waiting", by=world.anna, figures=newer)
    row = actions.written(newer)
    actions.offer(row, world.anna, revision=row.revision)
    with pytest.raises(actions.SecondPersonNeeded):
        actions.approve(row, world.ruth, revision=row.revision)
    actions.approve(row, world.boss, revision=row.revision)


def test_a_plan_that_a_second_person_approved_binds_nobody_in_the_next_text(world):
    plan.save_action(world.set, None, NEW, world.bram, version=0)
    approved(world)  # by the reviewer
    newer = frozen(world.study, corrects=world.set, number=2)
    write(world, by=world.anna, figures=newer)
    write(world, Kind.CONCLUSION, "waiting", by=world.anna, figures=newer)
    row = actions.written(newer)
    actions.offer(row, world.anna, revision=row.revision)
    assert actions.approve(row, world.bram, revision=row.revision)


def _other_selection(world):
    from reports.figures.models import FigureSet

    return FigureSet.objects.create(
        study=world.study, selection="b" * 64, figures=world.set.figures, inputs_sha256="9" * 64, formula_version="1"
    )


def test_what_was_approved_keeps_the_plan_as_it_was(world):
    action = plan.save_action(world.set, None, NEW, world.anna, version=0)
    row = approved(world)
    plan.withdraw_action(world.set, action, world.anna)
    row.refresh_from_db()
    assert row.state == State.DRAFT
    assert planned(world) == []
    assert [one["title"]["nl"] for one in actions.approved(world.set)["actions"]] == ["Stuur een ontvangstbericht"]


# --- what it may bring --------------------------------------------------------------------------------
def test_the_expected_gain_is_that_of_the_book(world):
    """Share 12/72 of R² 0.48, spreads 1.2 and 15 points: from 30.4 to 45 for every visit of 120."""
    gain = effect_of(world.set.figures, "waiting", 45)
    share = next(one for one in world.set.figures["drivers"]["drivers"] if one["name"] == "waiting")["share"]["value"]
    book = priority_point(
        Lever(45, 8, current=30.4), lmg_share=share, r2=0.48, sd_y=1.2, sd_x=15, sign=1, outcome_now=6.4,
        outcome_target=8,
    )  # fmt: skip
    assert gain["value"] == pytest.approx(book.gain)
    assert (gain["lo"], gain["hi"], gain["n"], gain["flags"]) == (None, None, 180, ["association"])


@pytest.mark.parametrize(
    ("step", "level"), [("waiting", None), ("waiting", 30), (None, 45), ("aftercare", 90), ("nowhere", 90)]
)
def test_where_the_figures_carry_no_expectation_there_is_none(world, step, level):
    assert effect_of(world.set.figures, step, level) is None  # no target, reached, no step, a suppressor, unknown


def test_an_action_gets_its_gain_from_the_target_of_its_step(world):
    plan.save_action(world.set, None, NEW, world.anna, version=0)
    assert planned(world)[0]["gain"] is None
    plan.set_target(world.set, "step_score", "waiting", 45, world.anna)
    assert planned(world)[0]["gain"]["value"] == effect_of(world.set.figures, "waiting", 45)["value"]
