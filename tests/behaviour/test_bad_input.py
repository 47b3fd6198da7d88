"""What must never go wrong, item by item: where it is shown, and what the rooms do not show themselves.

``SHOWN`` is the list of the first issue. Each item names the tests that show it, so that nobody removes one
without noticing; the tests below go through real pages.
"""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from fieldwork.journeys.models import JourneyVersion
from fieldwork.people.states import Role
from fieldwork.review.models import Review
from fieldwork.visits.models import Visit, VisitEvent
from fieldwork.visits.states import VisitState
from tests.behaviour.world import whole_world
from tests.capture.phones import Phone, visit_under_way
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent
HERE = "behaviour/test_bad_input.py"
SHOWN = {
    "a form posted twice": [
        f"{HERE}::test_a_plan_posted_twice_is_one_plan",
        f"{HERE}::test_a_decision_posted_twice_is_one_decision",
        f"{HERE}::test_publishing_twice_is_one_version",
        "behaviour/test_rubbish.py::test_every_form_survives_rubbish",
        "capture/test_final.py::test_the_same_submission_gets_the_same_answer_and_changes_nothing",
        "capture/test_pages.py::test_starting_twice_starts_once",
        "engine/test_races.py::test_handing_in_twice_at_once_is_one_hand_in",
        "reports/documents/test_orders.py::test_the_same_report_is_one_row_one_job_and_one_rendering",
        "visits/test_shopper.py::test_confirming_through_the_api_is_the_same_action",
    ],
    "out of order": [
        f"{HERE}::test_steps_of_a_visit_in_the_wrong_order_say_what_comes_first",
        "capture/test_ops.py::test_order_is_the_phone_s_own_not_that_of_arrival",
        "capture/test_final.py::test_what_did_not_arrive_is_named_and_can_still_come",
        "capture/test_pages.py::test_the_form_is_shut_until_the_current_briefing_is_read",
        "review/test_pages.py::test_a_visit_that_is_not_handed_in_is_a_409",
    ],
    "for another's visit": [
        "capture/test_tokens.py::test_the_key_of_another_visit",
        "capture/test_pages.py::test_a_stranger_cannot_tell_that_the_visit_exists",
        "visits/test_shopper.py::test_nobody_else_can_do_it",
        "behaviour/test_rubbish.py::test_a_row_of_another_client_cannot_be_chosen",
    ],
    "with unknown questions and wrong kinds": [
        "capture/test_ops.py::test_what_a_field_cannot_have_is_refused_with_the_reason",
        "capture/test_ops.py::test_something_that_is_no_op_at_all",
        "capture/test_final.py::test_feelings_and_unknown_questions_cannot_be_asked_back",
    ],
    "10 MB text": [
        f"{HERE}::test_ten_megabytes_in_a_form_get_a_page_that_helps",
        "capture/test_ops.py::test_a_body_that_cannot_be_read_gets_a_clear_answer",
    ],
    "a 169-megapixel PNG, a text file named .jpg, a zero-byte photo": [
        "capture/test_uploads.py::test_what_is_no_photo_is_refused_and_the_phone_is_told_why",
        "capture/test_uploads.py::test_an_empty_photo_is_refused_at_once",
        "studies/test_briefing.py::test_what_is_not_a_fit_picture_is_refused",
    ],
    "NUL bytes": [
        f"{HERE}::test_a_nul_byte_gets_a_page_in_the_readers_language",
        "behaviour/test_rubbish.py::test_every_form_survives_rubbish",
        "capture/test_ops.py::test_a_body_that_cannot_be_read_gets_a_clear_answer",
    ],
    "an expired or revoked token": [
        "capture/test_tokens.py::test_an_expired_key",
        "capture/test_tokens.py::test_a_revoked_key",
    ],
    "a published version edited": [
        "journeys/test_actions.py::test_a_published_version_cannot_be_written_again",
        "journeys/test_pages.py::test_a_published_version_has_no_form_and_no_address_to_write_to",
    ],
    "two PMs moving the same visit": [
        "visits/test_race.py::test_only_one_of_two_planners_is_first",
        "visits/test_pages.py::test_the_second_planner_gets_409_and_nothing_changes",
    ],
    "a reviewer approving own work": [
        "review/test_flow.py::test_nobody_approves_their_own_work",
        "review/test_pages.py::test_ones_own_work_is_a_403_also_for_an_administrator",
    ],
    "a client guessing report ids": [
        f"{HERE}::test_a_client_who_guesses_reports_finds_none",
        "reports/documents/test_pages.py::test_who_may_not_see_a_report_cannot_tell_that_it_exists",
    ],
    "a broker that is down while a report is asked for": [
        "engine/test_broker_down.py::test_the_sweep_makes_a_report_that_was_asked_for_without_a_broker",
        "engine/test_broker_down.py::test_the_sweep_makes_a_report_that_was_asked_for_while_redis_was_away",
        "engine/test_broker_down.py::test_a_broker_that_hangs_does_not_hold_up_the_request",
    ],
    "a worker killed with SIGKILL while it renders": [
        "engine/test_killed_worker.py::test_a_worker_killed_while_it_draws_a_report_leaves_it_to_the_next",
        "engine/test_killed_worker.py::test_ten_jobs_and_two_killed_trees",
    ],
    "every URL, every role, a foreign object": ["test_access.py::test_a_foreign_object_stays_hidden"],
    "the same number of queries for 1 and 50 rows": [
        "behaviour/test_lists.py::test_fifty_rows_cost_what_one_costs",
        "visits/test_pages.py::test_lists_cost_the_same_for_1_50_and_500_visits",
    ],
}  # fmt: skip


@pytest.mark.parametrize("item", SHOWN)
def test_what_shows_it_is_there(item):
    for test in SHOWN[item]:
        path, _colons, name = test.partition("::")
        assert re.search(rf"^def {name}\(", (ROOT / path).read_text(), re.M), f"{item}: {test} is gone"


@pytest.fixture
def world():
    return whole_world()


@pytest.fixture
def sit_down(world):
    """``sit_down(role)`` is the browser of that person."""

    def sit(role: Role, **options: object) -> Client:
        browser = Client(**options)
        browser.force_login(world.people[role])
        return browser

    return sit


# --- twice --------------------------------------------------------------------------------------------
def test_a_plan_posted_twice_is_one_plan(world, sit_down):
    desk = sit_down(Role.PLANNER)
    asked = {
        "wave": world.wave.pk, "nodes": [world.region.pk], "scenario": world.scenario.pk, "per_location": 2,
        "opens_on": world.wave.visit_from, "due_on": world.wave.due, "submit_on": world.wave.submit_by, "fee": "20",
    }  # fmt: skip
    before = Visit.objects.count()
    preview = desk.post(reverse("visits:plan"), asked | {"do": "preview"}).content.decode()
    mark = re.search(r'name="batch" value="([^"]+)"', preview)[1]
    for _time in range(2):
        answer = desk.post(reverse("visits:plan"), asked | {"do": "confirm", "batch": mark})
        assert answer.status_code == 302
    assert Visit.objects.count() == before + 2
    assert VisitEvent.objects.filter(batch=mark).count() == 2


def test_a_decision_posted_twice_is_one_decision(world, sit_down):
    desk, visit = sit_down(Role.REVIEWER), world.visits[VisitState.IN_REVIEW]
    decide = reverse("review:decide", args=[visit.pk])
    assert desk.post(decide, {"choice": "approve"}).status_code == 302
    again = desk.post(decide, {"choice": "approve"})
    assert again.status_code == 409
    assert "<h1>" in again.content.decode()
    assert Review.objects.filter(visit=visit).count() == 1
    assert VisitEvent.objects.filter(visit=visit, went_to=VisitState.APPROVED).count() == 1


def test_publishing_twice_is_one_version(world, sit_down):
    desk = sit_down(Role.PLANNER)
    page = desk.get(reverse("journeys:publish", args=[world.journey.pk])).content.decode()
    data = dict(re.findall(r'name="(revision)" value="([^"]*)"', page)) | {"note": "Eerste"}
    before = JourneyVersion.objects.count()
    answers = [desk.post(reverse("journeys:publish", args=[world.journey.pk]), data).status_code for _time in range(2)]
    assert 500 not in answers
    assert JourneyVersion.objects.count() <= before + 1


# --- in the wrong order -------------------------------------------------------------------------------
def test_steps_of_a_visit_in_the_wrong_order_say_what_comes_first(world, sit_down):
    phone, visit = sit_down(Role.SHOPPER), world.visits[VisitState.ASSIGNED]
    for name in ("start", "form", "done"):
        answer = (phone.post if name == "start" else phone.get)(reverse(f"phone:{name}", args=[visit.uuid]))
        assert answer.status_code in (302, 403, 404, 409), name
        if answer.status_code == 302:
            assert reverse("phone:visit", args=[visit.uuid]) in answer["Location"]
    visit.refresh_from_db()
    assert visit.state == VisitState.ASSIGNED
    decided = sit_down(Role.REVIEWER).post(reverse("review:decide", args=[visit.pk]), {"choice": "approve"})
    assert decided.status_code == 409


def test_handing_in_a_form_that_was_never_filled_in_keeps_the_visit_open():
    phone = Phone(visit_under_way())
    answer = phone.final()
    assert answer.status_code == 422
    assert answer.json()["questions"] or answer.json()["problems"]
    phone.visit.refresh_from_db()
    assert phone.visit.state == VisitState.STARTED


# --- too much, unreadable, stale ----------------------------------------------------------------------
def test_ten_megabytes_in_a_form_get_a_page_that_helps(world, sit_down):
    world.people[Role.PLANNER].language = "en"
    world.people[Role.PLANNER].save()
    address = reverse("studies:briefing", args=[world.wave.pk])
    draft = dict(world.briefing.draft)
    answer = sit_down(Role.PLANNER).post(
        address, {"nl": "x" * 10_000_000, "revision": 0, "do": "save"},
        headers={"Referer": f"http://testserver{address}"},
    )  # fmt: skip
    page = answer.content.decode()
    assert answer.status_code == 413
    assert "more text than fits" in page
    assert f'href="http://testserver{address}"' in page  # the way back to what was typed
    world.briefing.refresh_from_db()
    assert world.briefing.draft == draft


def test_a_nul_byte_gets_a_page_in_the_readers_language(world, sit_down):
    planner = world.people[Role.PLANNER]
    planner.language = "en"
    planner.save()
    answer = sit_down(Role.PLANNER).post(reverse("journeys:new"), {"title": "Een\0"})
    assert answer.status_code == 400
    assert "character that cannot be stored" in answer.content.decode()
    assert 'lang="en"' in answer.content.decode()


def test_a_form_that_cannot_be_read_gets_a_page_that_helps(sit_down):
    answer = sit_down(Role.PLANNER).generic(
        "POST", reverse("journeys:new"), b"--x\r\nnothing", "multipart/form-data; boundary=" + "x" * 300
    )
    assert answer.status_code == 400
    assert "<h1>" in answer.content.decode()


def test_programs_get_the_same_refusals_as_problems(sit_down):
    answer = sit_down(Role.PLANNER).get(reverse("api:visit-list"), {"q": "a\0"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["title"] == "refused"


def test_a_page_that_was_open_too_long_says_so(world, sit_down):
    desk = sit_down(Role.PLANNER, enforce_csrf_checks=True)
    world.people[Role.PLANNER].language = "en"
    world.people[Role.PLANNER].save()
    visit = world.visits[VisitState.OPEN]
    answer = desk.post(reverse("visits:cancel", args=[visit.uuid]), {"remark": "Dicht"})
    assert answer.status_code == 403
    assert "open for too long" in answer.content.decode()
    visit.refresh_from_db()
    assert visit.state == VisitState.OPEN


# --- guessing -----------------------------------------------------------------------------------------
def test_a_client_who_guesses_reports_finds_none(world):
    guesser = Client()
    guesser.force_login(UserFactory(role=Role.CLIENT_MANAGER))
    for name in ("report", "download", "report_cancel", "report_retry"):
        address = reverse(f"client:{name}", args=[world.report.uuid])
        assert [guesser.get(address).status_code, guesser.post(address).status_code] in ([404, 405], [405, 404])
    assert guesser.get(reverse("api:report", args=[world.report.uuid])).status_code == 404
    world.report.refresh_from_db()
    assert world.report.job is None
