"""Written, offered, approved by somebody else: what is printed is what a second person read."""

import json

import pytest
from django.db import IntegrityError, transaction

from fieldwork.common.errors import Invalid, MovedMeanwhile, NotAllowedNow
from fieldwork.common.models import AuditEvent
from reports.improvement import actions
from reports.improvement.models import Approval, Interpretation, Passage
from reports.improvement.shape import Interpretation as Shape
from reports.improvement.states import Kind, State
from tests.reports.improvement.writing import TEXT, approved, frozen, offered, whole, write

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def test_what_a_second_person_approved_is_what_reports_get(world):
    assert actions.approved(world.set) is None
    row = offered(world)
    assert actions.approved(world.set) is None
    actions.approve(row, world.ruth, revision=row.revision)

    content = actions.approved(world.set)
    assert set(content) == set(Shape.__annotations__)
    assert content == json.loads(json.dumps(content))
    assert [one["title"]["nl"] for one in content["findings"]] == ["Wachten is de laagste stap"]
    assert [(one["step"], one["owner"], one["author"]) for one in content["conclusions"]] == [
        ("waiting", "Team Web", "Anna")
    ]
    assert content["approved_by"] == "Ruth"
    assert content["approved_at"][:4].isdigit()
    assert list(AuditEvent.objects.order_by("at").values_list("verb", flat=True)) == [
        "interpretation.written", "interpretation.written", "interpretation.offered", "interpretation.approved",
    ]  # fmt: skip


def test_a_name_that_changes_later_stays_as_it_was_printed(world):
    approved(world)
    for person, name in ((world.anna, "Anna de Wit"), (world.ruth, "erased")):
        type(person).objects.filter(pk=person.pk).update(name=name)
    content = actions.approved(world.set)
    assert (content["approved_by"], content["findings"][0]["author"]) == ("Ruth", "Anna")
    assert actions.draft_of(world.set)["findings"][0]["author"] == "Anna de Wit"


@pytest.mark.parametrize("writer", ["anna", "bram"])
def test_nobody_approves_what_they_wrote_in(world, writer):
    write(world, Kind.COMMENTARY, "summary", by=world.bram)
    row = offered(world)
    person = getattr(world, writer)

    assert not person.has_perm("improvement.approve", row)
    with pytest.raises(actions.SecondPersonNeeded):
        actions.approve(row, person, revision=row.revision)
    row.refresh_from_db()
    assert (row.state, Approval.objects.count()) == (State.OFFERED, 0)
    assert world.ruth.has_perm("improvement.approve", row)


def test_who_emptied_their_text_again_still_wrote_in_it(world):
    write(world, Kind.COMMENTARY, "summary", by=world.bram)
    write(world, Kind.COMMENTARY, "summary", by=world.bram, version=1, texts={})
    row = offered(world)
    with pytest.raises(actions.SecondPersonNeeded):
        actions.approve(row, world.bram, revision=row.revision)


def test_who_only_offers_it_is_no_second_person(world):
    row = whole(world)
    actions.offer(row, world.bram, revision=row.revision)
    with pytest.raises(actions.SecondPersonNeeded):
        actions.approve(row, world.bram, revision=row.revision)


def test_the_database_knows_that_offering_and_approving_are_two_people(world):
    row = offered(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Interpretation.objects.filter(pk=row.pk).update(approved_by=world.anna)


def test_an_edit_after_approval_is_a_draft_while_the_old_words_stay_printed(world):
    row = approved(world)
    new = {"title": {"nl": "Wachten kost vertrouwen"}, "text": TEXT[Kind.FINDING]["text"]}
    write(world, by=world.bram, version=1, texts=new)

    row.refresh_from_db()
    assert (row.state, row.approved_by) == (State.DRAFT, None)
    assert actions.approved(world.set)["findings"][0]["title"]["nl"] == "Wachten is de laagste stap"
    assert actions.draft_of(world.set)["findings"][0]["title"]["nl"] == "Wachten kost vertrouwen"

    actions.offer(row, world.bram, revision=row.revision)
    actions.approve(row, world.boss, revision=row.revision)
    assert actions.approved(world.set)["findings"][0]["title"]["nl"] == "Wachten kost vertrouwen"
    assert list(Approval.objects.values_list("number", flat=True)) == [2, 1]


def test_the_same_words_once_more_open_nothing(world):
    row = approved(world)
    write(world, version=1)
    row.refresh_from_db()
    assert row.state == State.APPROVED


def test_what_was_approved_never_changes(world):
    approved(world)
    one = Approval.objects.get()
    one.content = {}
    with pytest.raises(ValueError, match="never changes"):
        one.save()


def test_giving_back_needs_a_remark_and_says_it_to_the_writer(world):
    row = offered(world)
    with pytest.raises(Invalid):
        actions.give_back(row, world.ruth, "  ", revision=row.revision)
    actions.give_back(row, world.ruth, "Noem de marge.", revision=row.revision)
    assert (row.state, row.remark, row.remark_by) == (State.DRAFT, "Noem de marge.", world.ruth)
    actions.offer(row, world.anna, revision=row.revision)
    assert row.remark == ""


def test_nothing_can_be_written_while_it_waits_until_it_is_taken_back(world):
    row = offered(world)
    with pytest.raises(NotAllowedNow):
        write(world, Kind.FINDING, "2")
    actions.take_back(row, world.anna)
    write(world, Kind.FINDING, "2")
    assert len(actions.draft_of(world.set)["findings"]) == 2


def test_what_changed_since_it_was_read_is_not_approved(world):
    row = offered(world)
    seen = row.revision
    actions.take_back(row, world.anna)
    write(world, Kind.COMMENTARY, "plan")
    row.refresh_from_db()
    actions.offer(row, world.anna, revision=row.revision)
    with pytest.raises(MovedMeanwhile):
        actions.approve(row, world.ruth, revision=seen)
    assert actions.approved(world.set) is None


@pytest.mark.parametrize(
    ("texts", "owner", "missing"),
    [
        ({}, "", "Waiting is a pain point"),
        (TEXT[Kind.CONCLUSION] | {"advice": {"en": "Send a receipt."}}, "Team Web", "Waiting: not everything is there"),
        (TEXT[Kind.CONCLUSION], "", "Waiting: nobody is named"),
    ],
)
def test_what_is_missing_is_told_and_it_is_not_offered(world, texts, owner, missing):
    from django.utils.translation import override

    write(world)
    write(world, Kind.CONCLUSION, "waiting", texts=texts, owner=owner)
    row = actions.written(world.set)
    with override("en"), pytest.raises(NotAllowedNow, match=missing):
        actions.offer(row, world.anna, revision=row.revision)
    row.refresh_from_db()
    assert row.state == State.DRAFT


def test_a_pain_point_may_be_left_with_a_reason(world):
    write(world)
    write(world, Kind.DISMISSED, "waiting")
    row = actions.written(world.set)
    actions.offer(row, world.anna, revision=row.revision)
    actions.approve(row, world.ruth, revision=row.revision)
    assert actions.approved(world.set)["dismissed"] == [
        {"step": "waiting", "reason": TEXT[Kind.DISMISSED]["reason"], "author": "Anna"}
    ]


@pytest.mark.parametrize(
    ("kind", "place", "step"),
    [("finding", "4", ""), ("finding", "1", "nowhere"), ("conclusion", "nowhere", ""), ("commentary", "cover", ""),
     ("dismissed", "search", ""), ("dismissed", "aftercare", ""), ("poem", "1", "")],
)  # fmt: skip
def test_a_place_that_these_figures_do_not_have_takes_no_text(world, kind, place, step):
    with pytest.raises(Invalid):
        actions.write(world.set, kind, place, {"title": {"nl": "x"}}, world.anna, version=0, step=step)
    assert not Interpretation.objects.exists()


def test_the_database_takes_no_fourth_finding(world):
    write(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Passage.objects.create(interpretation=actions.written(world.set), kind=Kind.FINDING, place="4")


# --- two people at once -------------------------------------------------------------------------------
def test_who_saves_second_overwrites_nothing(world):
    write(world, by=world.anna)
    for seen in (0, 2):
        with pytest.raises(MovedMeanwhile):
            write(world, by=world.bram, version=seen, texts={"title": {"nl": "Iets anders"}, "text": {}})
    assert actions.draft_of(world.set)["findings"][0]["title"]["nl"] == "Wachten is de laagste stap"
    assert not actions.written(world.set).writers.filter(pk=world.bram.pk).exists()


def test_a_version_never_begins_anew(world):
    write(world)
    write(world, version=1, texts={})
    assert actions.draft_of(world.set)["findings"] == []
    with pytest.raises(MovedMeanwhile):
        write(world, by=world.bram, version=1)
    write(world, by=world.bram, version=2)
    assert actions.draft_of(world.set)["findings"][0]["author"] == "Bram"


def test_findings_change_places_with_their_authors(world):
    write(world, place="1", by=world.anna)
    write(world, place="2", by=world.bram, texts={"title": {"nl": "Tweede"}, "text": {"nl": "."}}, step="waiting")
    actions.swap(world.set, "2", world.anna)
    found = actions.draft_of(world.set)["findings"]
    assert [(one["title"]["nl"], one["step"], one["author"]) for one in found] == [
        ("Tweede", "waiting", "Bram"), ("Wachten is de laagste stap", None, "Anna"),
    ]  # fmt: skip
    with pytest.raises(MovedMeanwhile):  # who had the first one open sees that it moved
        write(world, place="1", version=1)


# --- newer figures ------------------------------------------------------------------------------------
def test_newer_figures_begin_with_everything_as_a_draft_of_its_authors(world):
    row = approved(world)
    write(world, Kind.COMMENTARY, "summary", by=world.bram)
    newer = frozen(world.study, corrects=world.set, number=2)

    assert actions.approved(newer) is None
    assert actions.before(newer) == row
    with pytest.raises(NotAllowedNow):
        write(world, Kind.FINDING, "2")
    fresh = actions.carry_over(newer, world.boss)

    carried = actions.draft_of(newer)
    assert carried["findings"] == actions.draft_of(world.set)["findings"]
    assert [one["author"] for one in carried["commentary"]] == ["Bram"]
    assert actions.approved(world.set)["commentary"] == []
    assert {person.name for person in fresh.writers.all()} == {"Anna", "Bram", "Boss"}
    with pytest.raises(NotAllowedNow):
        actions.carry_over(newer, world.boss)

    actions.offer(fresh, world.boss, revision=fresh.revision)
    actions.approve(fresh, world.ruth, revision=fresh.revision)
    assert actions.approved(newer)["commentary"][0]["author"] == "Bram"


def test_what_is_about_a_step_that_is_gone_is_not_carried(world):
    write(world, step="waiting")
    write(world, Kind.CONCLUSION, "waiting")
    write(world, Kind.CONCLUSION, "search")

    def without_waiting(figures):
        figures["steps"] = [step for step in figures["steps"] if step["key"] != "waiting"]
        figures["pain_points"] = []

    newer = frozen(world.study, corrects=world.set, changed=without_waiting, number=2)
    actions.carry_over(newer, world.anna)
    content = actions.draft_of(newer)
    assert content["findings"][0]["step"] is None
    assert [one["step"] for one in content["conclusions"]] == ["search"]


def test_an_offered_text_beside_replaced_figures_is_not_approved(world):
    row = offered(world)
    frozen(world.study, corrects=world.set, number=2)
    with pytest.raises(NotAllowedNow):
        actions.approve(row, world.ruth, revision=row.revision)
    assert actions.approved(world.set) is None
