"""Drafts are guarded by their revision; what is published never changes."""

import copy

import pytest

from fieldwork.common.errors import Invalid, MovedMeanwhile, NotAllowedNow
from fieldwork.common.models import AuditEvent
from fieldwork.journeys import actions, comparing, documents, editing
from fieldwork.journeys.models import DraftSnapshot, Journey, JourneyVersion
from tests.documents import small, text
from tests.factories import ClientFactory, JourneyFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def renamed(document, name):
    return {**document, "title": text(name, name)}


def verbs():
    return list(AuditEvent.objects.order_by("at").values_list("verb", flat=True))


def test_a_new_journey_has_a_draft_and_a_trace():
    planner = UserFactory(role="planner")
    journey = actions.create(ClientFactory(), {"nl": "Balie"}, planner)
    assert journey.title == text("Balie", "")
    assert documents.clean(journey.draft) == journey.draft
    assert verbs() == ["journey.created"]


def test_a_document_that_cannot_be_read_makes_no_journey():
    with pytest.raises(Invalid):
        actions.create(ClientFactory(), {"nl": "Balie"}, None, {"schema": 1, "phases": "none"})
    assert not Journey.objects.exists()


def test_saving_counts_the_revision_and_keeps_what_was():
    journey = JourneyFactory(draft=documents.clean(small()))
    before = journey.draft
    actions.save_draft(journey, renamed(before, "Anders"), 1, UserFactory(role="planner"))
    journey.refresh_from_db()
    assert (journey.revision, journey.title["nl"]) == (2, "Anders")
    assert DraftSnapshot.objects.get().document == before
    actions.save_draft(journey, journey.draft, 2, None)
    assert journey.revision == 2  # nothing changed, so nothing was written


def test_an_old_revision_changes_nothing():
    journey = JourneyFactory()
    actions.save_draft(journey, renamed(small(), "Eerste"), 1, None)
    stale = Journey.objects.get()
    with pytest.raises(MovedMeanwhile):
        actions.save_draft(stale, renamed(small(), "Tweede"), 1, None)
    assert Journey.objects.get().title["nl"] == "Eerste"
    assert DraftSnapshot.objects.count() == 1


def test_only_the_last_drafts_are_kept_and_undo_can_be_undone():
    journey, planner = JourneyFactory(), UserFactory(role="planner")
    for number in range(1, 26):
        actions.save_draft(journey, renamed(journey.draft, f"Naam {number}"), number, planner)
    assert DraftSnapshot.objects.count() == actions.KEPT_SNAPSHOTS
    actions.take_back(journey, 25, 26, planner)
    assert (journey.title["nl"], journey.revision) == ("Naam 24", 27)
    actions.take_back(journey, 26, 27, planner)
    assert journey.title["nl"] == "Naam 25"
    with pytest.raises(NotAllowedNow):
        actions.take_back(journey, 1, 28, planner)


def test_publishing_freezes_the_draft_with_its_checksum():
    journey, planner = JourneyFactory(), UserFactory(role="planner")
    version = actions.publish(journey, planner, "Nulmeting")
    assert (version.number, version.checksum) == (1, documents.checksum(documents.clean(small())))
    assert verbs() == ["journey.published"]
    actions.save_draft(journey, renamed(journey.draft, "Later"), 1, planner)
    version.refresh_from_db()
    assert version.document["title"]["nl"] == "Een vraag aan de balie"
    assert actions.publish(journey, planner).number == 2


def test_an_unchanged_draft_is_not_published_again():
    journey = JourneyFactory()
    actions.publish(journey, None)
    with pytest.raises(NotAllowedNow) as refused:
        actions.publish(journey, None)
    assert "1" in str(refused.value.message)
    assert JourneyVersion.objects.count() == 1


def test_a_journey_with_problems_is_not_published_and_they_are_named():
    draft = small()
    draft["phases"][1]["steps"][0]["questions"][2]["options"] = []
    journey = JourneyFactory(draft=draft)
    with pytest.raises(Invalid) as refused:
        actions.publish(journey, None)
    assert [problem["code"] for problem in refused.value.problems] == ["no_options"]
    assert not JourneyVersion.objects.exists()


def test_publishing_what_somebody_else_changed_meanwhile_is_refused():
    journey = JourneyFactory()
    actions.save_draft(Journey.objects.get(), renamed(small(), "Anders"), 1, None)
    with pytest.raises(MovedMeanwhile):
        actions.publish(journey, None, revision=1)


def test_two_who_publish_at_once_make_one_version(monkeypatch):
    journey = JourneyFactory()
    actions.publish(journey, None)
    actions.save_draft(journey, renamed(small(), "Anders"), 1, None)
    slow = Journey.objects.get()
    first = slow.current
    actions.publish(journey, None)
    # The slower one looked before the faster one wrote: it still believes version 1 is the newest.
    monkeypatch.setattr(Journey, "current", first)
    with pytest.raises(MovedMeanwhile):
        actions.publish(slow, None)
    assert list(JourneyVersion.objects.values_list("number", flat=True)) == [2, 1]


def test_a_published_version_cannot_be_written_again():
    version = actions.publish(JourneyFactory(), None)
    version.note = "toch anders"
    with pytest.raises(ValueError, match="never changes"):
        version.save()


def test_a_copy_goes_to_another_client_with_the_draft_only():
    journey, planner = JourneyFactory(), UserFactory(role="planner")
    actions.publish(journey, planner)
    elsewhere = ClientFactory()
    twin = actions.duplicate(journey, planner, elsewhere)
    assert twin.client == elsewhere
    assert twin.title["nl"] == "Een vraag aan de balie (2)"
    assert twin.draft["phases"] == documents.clean(journey.draft)["phases"]
    assert not twin.versions.exists()


def test_what_was_put_away_is_not_changed_until_it_comes_back():
    journey, planner = JourneyFactory(), UserFactory(role="planner")
    actions.archive(journey, planner)
    actions.archive(journey, planner)
    with pytest.raises(NotAllowedNow):
        actions.save_draft(journey, renamed(small(), "Anders"), 1, planner)
    with pytest.raises(NotAllowedNow):
        actions.publish(journey, planner)
    actions.restore(journey, planner)
    actions.publish(journey, planner)
    assert verbs() == ["journey.archived", "journey.restored", "journey.published"]


def test_the_comparable_share_is_the_smaller_of_both_and_breaks_below_seventy_percent():
    older = documents.clean(small())
    same = comparing.compare(older, copy.deepcopy(older))
    assert (same.percent, same.trend_break, same.is_same) == (100, False, True)
    newer = editing.remove_question(older, "helped/judgement")
    newer = editing.update_question(newer, "waiting/waited", {"text": text("Stond er een rij?", "")})
    change = comparing.compare(older, newer)
    assert (change.removed, change.reworded) == (["helped/judgement"], ["waiting/waited"])
    # Three steps of weight 1: greeted 1; waiting 3 questions together 1; helped 2 of ½ each.
    assert change.percent == 83
    assert not change.trend_break
    assert comparing.compare(older, editing.remove_step(older, "helped")).trend_break


def test_nothing_scored_has_no_share():
    empty = editing.new_document(text("Leeg", "Empty"))
    noted = {**empty, "phases": [{"key": "a", "title": {}, "lifecycle": "buy", "steps": []}]}
    assert comparing.compare(empty, noted).share is None
