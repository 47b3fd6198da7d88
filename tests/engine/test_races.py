"""Two at the same moment, in real threads on the real database: one is first, and the trail stays whole."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections
from django.utils import timezone

from fieldwork.capture.models import Answer, Media, Op, Round
from fieldwork.common import audit, jobs, tasks
from fieldwork.common.models import AuditEvent, Job
from fieldwork.people.states import Role
from fieldwork.visits.models import Visit, VisitEvent
from fieldwork.visits.states import VisitState
from reports.documents import actions as documents
from reports.documents.models import Report
from tests.capture.phones import Phone, handed_in, picture, visit_under_way, whole_form
from tests.factories import UserFactory, WaveFactory
from tests.reports.field import walked_visit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


def at_once(*work: Callable[[], object]) -> list[object]:
    """Do all of it at the same moment; what each gave, or the error it raised, in order."""
    start = threading.Barrier(len(work))
    ends: list[object] = [None] * len(work)

    def one(number: int) -> None:
        try:
            start.wait(timeout=20)
            ends[number] = work[number]()
        except Exception as problem:
            ends[number] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=[number]) for number in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return ends


def test_three_sweeps_seal_one_chain():
    for number in range(60):
        audit.record("visit.approved", f"visits.visit:{number}", by=None)

    def write_and_seal() -> int:
        audit.record("report.downloaded", "documents.report:1", by=None)
        return audit.seal()

    ends = at_once(*[write_and_seal] * 3, tasks.sweep)
    assert not [end for end in ends if isinstance(end, Exception)], ends
    audit.seal()
    assert AuditEvent.objects.exclude(number=None).count() == AuditEvent.objects.count() >= 63
    assert audit.first_broken() is None


def test_the_same_batch_from_two_tabs_is_kept_once():
    phone = Phone(visit_under_way())
    batch = phone.batch(phone.ops(whole_form()))

    def send() -> int:
        return phone.http.put(
            phone.url("ops"), batch, content_type="application/json", headers=phone.headers
        ).status_code

    assert at_once(*[send] * 4) == [200] * 4
    assert Op.objects.count() == len(batch["ops"])
    assert Round.objects.count() == 1


def test_two_phones_write_the_same_fields_and_none_is_lost():
    visit = visit_under_way()
    phones = [Phone(visit) for _ in range(3)]
    ends = at_once(*[lambda phone=phone: phone.put(phone.ops(whole_form())).status_code for phone in phones])
    assert ends == [200] * 3
    assert Op.objects.count() == 3 * len(whole_form())


def test_handing_in_twice_at_once_is_one_hand_in():
    phone = Phone(visit_under_way())
    phone.fill()
    answers = at_once(*[phone.final] * 4)
    assert [answer.status_code for answer in answers] == [200] * 4
    assert len({answer.json()["code"] for answer in answers}) == 1
    assert list(VisitEvent.objects.filter(visit=phone.visit).values_list("went_to", flat=True)).count("submitted") == 1
    assert Answer.objects.filter(visit=phone.visit).values("path").distinct().count() == Answer.objects.count()


def test_two_phones_hand_in_at_once_and_one_is_told():
    visit = visit_under_way()
    phones = [Phone(visit), Phone(visit)]
    for phone in phones:
        phone.fill()
    codes = sorted(answer.status_code for answer in at_once(*[phone.final for phone in phones]))
    assert codes == [200, 409]
    visit.refresh_from_db()
    assert visit.state == VisitState.SUBMITTED
    assert VisitEvent.objects.filter(visit=visit, went_to=VisitState.SUBMITTED).count() == 1


def test_the_same_photo_twice_at_once_is_one_photo():
    from uuid import uuid4

    phone, media, data = Phone(visit_under_way()), uuid4(), picture(1200, 900)
    codes = [answer.status_code for answer in at_once(*[lambda: phone.part(media, data, 0, data)] * 3)]
    assert set(codes) <= {200, 409}
    assert 200 in codes
    assert phone.asks(media).json() == {"offset": len(data), "state": "prepared"}
    assert Media.objects.count() == 1


def test_handing_in_while_the_planner_calls_off_ends_in_one_of_both():
    visit = visit_under_way()
    planner = UserFactory(role=Role.PLANNER, manages=[visit.wave.study.client])
    phone = Phone(visit)
    phone.fill()
    from fieldwork.visits import actions

    done, called_off = at_once(phone.final, lambda: actions.cancel(Visit.objects.get(pk=visit.pk), planner, "Dicht"))
    visit.refresh_from_db()
    if visit.state == VisitState.SUBMITTED:
        assert (done.status_code, type(called_off).__name__) == (200, "MovedMeanwhile")
    elif VisitEvent.objects.filter(visit=visit, went_to=VisitState.SUBMITTED).exists():
        assert (done.status_code, called_off, visit.state) == (200, None, VisitState.CANCELLED)  # one after the other
    else:
        assert (done.status_code in (409, 410), called_off, visit.state) == (True, None, VisitState.CANCELLED)
    assert Op.objects.filter(round__visit=visit).count() == len(whole_form())  # what was typed is kept either way


def test_a_report_ordered_twice_at_once_is_one_report_and_one_job():
    wave = WaveFactory()
    walked_visit(wave)
    people = [UserFactory(role=Role.PLANNER, manages=[wave.study.client]) for _ in range(3)]
    made = at_once(*[lambda by=by: documents.order(wave.study, [wave], None, "nl", by).pk for by in people])
    assert len(set(made)) == 1, made
    assert Report.objects.count() == 1
    assert Job.objects.filter(kind=documents.KIND).count() == 1


def test_the_same_key_from_two_requests_is_one_job():
    made = at_once(*[lambda: jobs.enqueue("visits.expire", {}, key="now").pk] * 4)
    assert len(set(made)) == 1, made
    assert Job.objects.count() == 1


def test_approving_and_a_late_photo_do_not_wait_for_each_other():
    from uuid import uuid4

    from fieldwork.review import actions as review

    phone = handed_in()
    reviewer = UserFactory(role=Role.REVIEWER, manages=[phone.visit.wave.study.client])
    mine = review.claim(phone.visit, reviewer)
    data, media = picture(), uuid4()
    phone.put([phone.op("waiting/screen", {"v": [str(media)]})])
    began = timezone.now()
    photo, _approved = at_once(
        lambda: phone.part(media, data, 0, data).status_code, lambda: review.approve(mine, reviewer)
    )
    assert photo in (200, 409, 410)
    phone.visit.refresh_from_db()
    assert phone.visit.state == VisitState.APPROVED
    assert (timezone.now() - began).total_seconds() < 20
