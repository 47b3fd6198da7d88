"""Many reports in one order: what it makes, how far it is, and how it is cancelled and tried again."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from fieldwork.common import jobs
from fieldwork.common.errors import Invalid, NotAllowedNow
from fieldwork.common.models import AuditEvent, Job, JobQueue, JobState
from fieldwork.notices.models import Notice
from fieldwork.people.states import LocationKind, Role
from fieldwork.visits.states import VisitState
from reports.documents import actions, bundles
from reports.documents.child import RenderStopped
from reports.documents.models import Bundle, Report
from reports.documents.states import NoReport, ReportState
from reports.figures import choices
from tests.factories import LocationFactory, UserFactory
from tests.reports.field import walked_visit

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def places(wave):
    """Three places with an approved visit each, and one without."""
    found = [LocationFactory(client=wave.study.client, name=f"Balie {name}") for name in ("Noord", "Oost", "West")]
    for place in found:
        walked_visit(wave, location=place, feelings={})
    LocationFactory(client=wave.study.client, name="Balie Zuid")
    return found


def order(wave, planner, **changes) -> Bundle:
    given = {"per": LocationKind.SITE, "language": "nl"} | changes
    return bundles.order(wave.study, [wave], given["per"], given["language"], planner, given.get("reason", ""))


def ask_for_all(bundle) -> None:
    """Let the bundle's own job work, and no report be made yet."""
    while row := Job.objects.filter(kind=bundles.KIND, state=JobState.QUEUED).first():
        Job.objects.exclude(pk=row.pk).filter(state=JobState.QUEUED).update(not_before=timezone.now() + timedelta(1))
        jobs.run(jobs.claim())


def work() -> None:
    """Let the ledger work until nothing is left; minutes pass, in which a bundle is looked at once."""
    waiting = Job.objects.filter(state=JobState.QUEUED)
    while waiting.exists():
        work_left = waiting.exclude(kind=bundles.LOOK)
        now = timezone.now() - timedelta(seconds=1)
        (work_left if work_left.exists() else waiting).update(not_before=now)
        Notice.objects.waiting().update(not_before=now)
        jobs.run_all()
    Job.objects.filter(kind=bundles.LOOK).delete()


def counts(bundle) -> dict[str, int]:
    """Only what is not zero."""
    return {state: n for state, n in bundles.counts_of([bundle])[bundle.pk].__dict__.items() if n}


def test_every_place_with_approved_visits_gets_its_report(wave, planner, places, renderer):
    bundle = order(wave, planner)
    assert counts(bundle) == {"waiting": 3}
    work()

    assert counts(bundle) == {"ready": 3}
    reports = Report.objects.all()
    assert sorted(one.figure_set.figures["meta"]["selection"] for one in reports) == [
        ["Balie Noord"], ["Balie Oost"], ["Balie West"],
    ]  # fmt: skip
    assert {one.figure_set.figures["meta"]["n_visits"] for one in reports} == {1}
    assert [part.report.state for part in bundle.parts.all()] == [ReportState.READY] * 3
    bundle.refresh_from_db()
    assert bundle.over_at is not None


@pytest.mark.parametrize("kind, made, beside", [("region", ["Noordoost"], 1), ("district", ["Kust"], 2)])
def test_a_report_per_region_or_district_and_what_hangs_below_none_is_told(wave, planner, renderer, kind, made, beside):
    client = wave.study.client
    region = LocationFactory(client=client, kind=LocationKind.REGION, name="Noordoost")
    district = LocationFactory(client=client, kind=LocationKind.DISTRICT, name="Kust", region=region)
    LocationFactory(client=client, kind=LocationKind.REGION, name="Leeg")
    for above in ({"region": region, "district": district}, {"region": region}, {}):
        walked_visit(wave, location=LocationFactory(client=client, **above), feelings={})
    found = choices.spread(wave.study, [wave], kind)
    assert [one.node.name for one in found.filled] == made
    assert found.beside == beside
    assert [one.node.name for one in found.empty] == (["Leeg"] if kind == "region" else [])

    bundle = order(wave, planner, per=kind)
    work()
    assert [part.report.figure_set.figures["meta"]["selection"] for part in bundle.parts.all()] == [
        [name] for name in made
    ]


def test_only_approved_visits_count_and_without_any_there_is_nothing_to_order(wave, planner):
    walked_visit(wave, state=VisitState.IN_REVIEW, feelings={})
    with pytest.raises(Invalid):
        order(wave, planner)
    assert not Bundle.objects.exists()


@pytest.mark.parametrize("role", [Role.CLIENT_MANAGER, Role.CLIENT_VIEWER, Role.REVIEWER, Role.SHOPPER])
def test_only_planners_order_many(wave, places, role):
    fields = {"client": wave.study.client} if role in (Role.CLIENT_MANAGER, Role.CLIENT_VIEWER) else {}
    with pytest.raises(PermissionDenied):
        order(wave, UserFactory(role=role, **fields))
    with pytest.raises(PermissionDenied):
        order(wave, UserFactory(role=Role.PLANNER))  # who works for other clients
    assert not Bundle.objects.exists()


def test_a_bundle_is_bulk_of_its_client_and_who_waits_goes_first(wave, planner, places, renderer):
    bundle = order(wave, planner)
    ask_for_all(bundle)
    lane = f"client:{wave.study.client_id}"
    rows = Job.objects.filter(kind=actions.KIND)
    assert set(rows.values_list("queue", "lane")) == {(JobQueue.BULK, lane)}

    one = actions.order(wave.study, [wave], [places[2]], "nl", planner)
    assert rows.get(pk=one.job_id).queue == JobQueue.INTERACTIVE
    assert rows.count() == 3


def test_the_same_order_under_way_is_one_bundle(wave, planner, places, renderer):
    first = order(wave, planner)
    assert order(wave, planner) == first
    assert order(wave, planner, language="en") != first
    work()
    again = order(wave, planner)
    work()
    assert again != first
    assert counts(again) == {"ready": 3}
    assert not again.parts.filter(is_ours=True).exists()
    assert Report.objects.count() == 6
    assert len(renderer.asked) == 6  # what is the same is not made again


def test_a_job_that_runs_twice_asks_for_nothing_twice(wave, planner, places, renderer):
    bundle = order(wave, planner)
    row = jobs.claim()
    bundles.take_turn(bundle.pk, jobs.Progress(row))  # and then the worker was killed
    Job.objects.filter(pk=row.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    work()
    assert counts(bundle) == {"ready": 3}
    assert Job.objects.filter(kind=actions.KIND).count() == Report.objects.count() == len(renderer.asked) == 3
    assert set(bundle.parts.values_list("is_ours", flat=True)) == {True}


def test_turns_are_short(wave, planner, places, renderer, monkeypatch):
    monkeypatch.setattr(bundles, "PER_TURN", 2)
    bundle = order(wave, planner)
    ask_for_all(bundle)
    assert Job.objects.filter(kind=bundles.KIND).count() == 2
    assert counts(bundle) == {"waiting": 3}
    work()
    assert counts(bundle) == {"ready": 3}


def test_one_place_whose_figures_cannot_be_made_stops_no_other(wave, planner, places, renderer, monkeypatch, caplog):
    freeze = bundles.figures.freeze

    def breaks(study, waves, nodes, *args, **kwargs):
        if nodes == [places[1]]:
            raise ZeroDivisionError
        return freeze(study, waves, nodes, *args, **kwargs)

    monkeypatch.setattr(bundles.figures, "freeze", breaks)
    bundle = order(wave, planner)
    work()
    assert counts(bundle) == {"ready": 2, "failed": 1}
    assert bundle.parts.get(location=places[1]).nothing == NoReport.PROBLEM
    assert "ZeroDivisionError" in caplog.text

    monkeypatch.setattr(bundles.figures, "freeze", freeze)
    assert bundles.retry(bundle, planner) == 1
    work()
    assert counts(bundle) == {"ready": 3}


def test_what_was_taken_back_meanwhile_has_nothing_to_report(wave, planner, places, renderer):
    bundle = order(wave, planner)
    type(wave.visits.first()).objects.filter(location=places[0]).update(state=VisitState.IN_REVIEW)
    work()
    assert counts(bundle) == {"ready": 2, "nothing": 1}
    assert bundle.parts.get(location=places[0]).reason
    with pytest.raises(NotAllowedNow):
        bundles.retry(bundle, planner)


def test_where_a_report_replaces_another_a_reason_is_asked_and_used(wave, planner, places, renderer):
    actions.order(wave.study, [wave], [places[0]], "nl", planner)
    walked_visit(wave, location=places[0], feelings={})
    bundle = order(wave, planner)
    work()
    assert counts(bundle) == {"ready": 2, "failed": 1}
    assert bundles.lacks_reason(bundle)

    bundles.retry(bundle, planner, "There is one more visit.")
    work()
    assert counts(bundle) == {"ready": 3}
    part = bundle.parts.get(location=places[0])
    assert part.report.figure_set.correction_reason == "There is one more visit."


def test_what_failed_is_tried_again_and_what_is_ready_is_not_made_again(wave, planner, places, renderer):
    renderer.fails = RenderStopped("Rendering took longer than 180 seconds.")
    bundle = order(wave, planner)
    work()
    assert counts(bundle) == {"failed": 3}
    bundle.refresh_from_db()
    assert bundle.over_at is not None

    renderer.fails = None
    bundles.retry(bundle, planner)
    assert counts(bundle) == {"waiting": 3}
    work()
    assert counts(bundle) == {"ready": 3}
    with pytest.raises(NotAllowedNow):
        bundles.retry(bundle, planner)
    assert len(renderer.asked) == 6


def test_cancelling_stops_what_only_this_bundle_asked_for(wave, planner, places, renderer):
    earlier = actions.order(wave.study, [wave], [places[0]], "nl", planner)
    bundle = order(wave, planner)
    ask_for_all(bundle)
    later = actions.order(wave.study, [wave], [places[1]], "nl", planner)
    assert later.pk == bundle.parts.get(location=places[1]).report_id

    assert bundles.cancel(bundle, planner) == 1
    work()
    assert counts(bundle) == {"ready": 2, "cancelled": 1}
    assert {Report.objects.get(pk=one.pk).state for one in (earlier, later)} == {ReportState.READY}
    with pytest.raises(NotAllowedNow):
        bundles.cancel(bundle, planner)
    assert AuditEvent.objects.filter(verb="bundle.cancelled").count() == 1


def test_cancelling_before_anything_was_asked_for_leaves_nothing_behind_and_can_be_taken_up_again(
    wave, planner, places, renderer
):
    bundle = order(wave, planner)
    assert bundles.cancel(bundle, planner) == 0
    work()
    assert counts(bundle) == {"cancelled": 3}
    assert not Report.objects.exists()

    bundles.retry(bundle, planner)
    work()
    assert counts(bundle) == {"ready": 3}


def test_what_another_bundle_waits_for_goes_on(wave, planner, places, renderer):
    bundle = order(wave, planner)
    ask_for_all(bundle)
    region = LocationFactory(client=wave.study.client, kind=LocationKind.REGION)
    other = Bundle.objects.create(study=wave.study, per="site", title="Andere", language="nl", ordered_by=planner)
    other.waves.set([wave])
    shared = bundle.parts.get(location=places[0]).report
    other.parts.create(location=region, report=shared, is_due=False)
    assert bundles.cancel(bundle, planner) == 2
    work()
    assert counts(other) == {"ready": 1}


def test_cancelled_in_the_middle_of_its_job_asks_for_nothing_more(wave, planner, places, renderer, monkeypatch):
    bundle = order(wave, planner)
    settle = bundles._settle

    def cancels_first(found, part, *rest):
        if found.parts.filter(is_due=True).count() == 2:
            bundles.cancel(Bundle.objects.get(pk=found.pk), planner)
        settle(found, part, *rest)

    monkeypatch.setattr(bundles, "_settle", cancels_first)
    work()
    assert counts(bundle) == {"cancelled": 3}
    assert Report.objects.count() == 1


def test_a_bundle_job_that_gives_up_shows_its_parts_as_failed(wave, planner, places, monkeypatch):
    bundle = order(wave, planner)
    Job.objects.filter(kind=bundles.KIND).update(
        attempts=3, state=JobState.RUNNING, lease_until=timezone.now() - timedelta(1)
    )
    work()
    assert jobs.claim() is None
    assert counts(bundle) == {"failed": 3}
    work()
    assert Bundle.objects.get(pk=bundle.pk).over_at is not None


def test_who_sees_bundles(wave, planner, places):
    bundle = order(wave, planner)
    client = wave.study.client
    seen = lambda user: set(Bundle.objects.visible_to(user))  # noqa: E731
    assert seen(planner) == seen(UserFactory(role=Role.ADMINISTRATOR)) == {bundle}
    assert seen(UserFactory(role=Role.PLANNER)) == set()
    for role in (Role.CLIENT_MANAGER, Role.CLIENT_VIEWER):
        assert seen(UserFactory(role=role, client=client)) == set()
    assert seen(UserFactory(role=Role.REVIEWER, manages=[client])) == set()
