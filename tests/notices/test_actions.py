"""A thing is told once, waits for its time, survives a mail server that is down, and is forgotten after a year."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connections
from django.utils import timezone

from fieldwork.common import jobs
from fieldwork.common.models import Job, JobState
from fieldwork.notices import actions
from fieldwork.notices.actions import Telling
from fieldwork.notices.models import MailChoice, Notice
from fieldwork.notices.states import Dropped, NoticeKind
from fieldwork.visits.states import VisitState
from tests.notices.ground import let_wait_pass, secret_visit, shopper, work, zone_at

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def approved():
    return secret_visit(state=VisitState.APPROVED, shopper=shopper())


def tell(visit, kind=NoticeKind.APPROVED, key="one", **more):
    return actions.tell(visit.shopper, kind, {}, key=key, visit=visit, **more)


def break_the_mail_server(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody answers here


def test_the_same_key_is_told_once(approved):
    first, again = tell(approved), tell(approved)
    assert first.pk == again.pk
    assert Job.objects.filter(kind="notices.mail").count() == 1
    assert [message.to for message in work()] == [[approved.shopper.email]]
    tell(approved)
    assert work() == []
    stored = Notice.objects.get()
    assert (stored.sent_at is not None, stored.dropped) == (True, "")


def test_an_unknown_kind_is_refused(approved):
    with pytest.raises(ValueError):
        tell(approved, kind="gossip")
    assert not Notice.objects.exists()


def test_a_row_names_people_by_their_id_alone(approved):
    tell(approved)
    work()
    row = Notice.objects.values().get()
    assert row["person_id"] == approved.shopper_id
    for known in (approved.shopper.email, approved.shopper.name):
        assert known not in str(row)
        assert known not in str(list(Job.objects.values()))


def test_many_cost_as_little_as_one(django_assert_num_queries):
    visits = [secret_visit(state=VisitState.APPROVED) for _ in range(40)]
    for some in (visits[:1], visits[1:]):
        tellings = [Telling(one.shopper, NoticeKind.APPROVED, f"k{one.pk}", one) for one in some]
        with django_assert_num_queries(
            6
        ):  # what is known, a savepoint (2), the rows, what was kept of them, their jobs
            actions.tell_all(tellings)
    assert len(work()) == 40


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_mail_however_often_it_was_told(approved):
    other = secret_visit(state=VisitState.APPROVED)
    start, problems = threading.Barrier(2), []

    def worker() -> None:
        try:
            start.wait(timeout=20)
            for visit in (approved, other):
                tell(visit, key=f"approved:{visit.pk}")
            jobs.run_all()
        except Exception as problem:
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=worker) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert problems == []
    jobs.run_all()
    assert sorted(message.to for message in mail.outbox) == sorted([[approved.shopper.email], [other.shopper.email]])
    assert Notice.objects.waiting().count() == 0


def test_a_worker_that_died_after_sending_makes_a_twin_that_mail_programs_show_once(approved):
    notice = tell(approved)
    jobs.claim()
    actions.deliver(notice.pk)  # sent; and then the process is killed before it could say so
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    work()
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"] == notice.message_id
    assert notice.message_id.endswith("@localhost>")


def test_a_mail_server_that_is_down_costs_time_and_no_mail(approved, settings, caplog):
    working = settings.EMAIL_BACKEND
    break_the_mail_server(settings)
    tell(approved)
    for _attempt in range(3):
        work()
        Job.objects.update(not_before=timezone.now())
    row = Job.objects.get()
    assert (row.state, row.attempts) == (JobState.FAILED, 3)
    assert "ConnectionRefusedError" in row.error

    settings.EMAIL_BACKEND = working
    now = timezone.now() + timedelta(minutes=11)
    assert actions.send_again(now) == 1
    assert [message.to for message in work()] == [[approved.shopper.email]]
    assert actions.send_again(now) == 0


def test_what_was_kept_back_for_three_days_is_old_news(approved):
    tell(approved, now=timezone.now() - timedelta(days=3, minutes=1))
    assert actions.send_again() == 0
    assert Notice.objects.get().dropped == Dropped.LATE
    assert work() == []


def test_who_is_told_at_night_hears_it_in_the_morning():
    visit = secret_visit(state=VisitState.APPROVED)
    visit.location.timezone = zone_at(23)
    visit.location.save()
    notice = tell(visit)
    assert timedelta(hours=8) < notice.not_before - timezone.now() < timedelta(hours=10)
    assert Job.objects.get().not_before == notice.not_before
    assert work() == []


def test_a_worker_that_comes_in_the_evening_puts_it_off_until_the_morning(approved):
    notice = tell(approved)
    approved.location.timezone = zone_at(23)  # as if it had waited for a worker all day
    approved.location.save()
    assert work() == []
    later = Notice.objects.get()
    assert later.not_before > notice.not_before
    assert sorted(Job.objects.values_list("state", flat=True)) == [JobState.DONE, JobState.QUEUED]

    approved.location.timezone = zone_at(9)
    approved.location.save()
    let_wait_pass()
    assert len(work()) == 1


def test_an_account_that_is_switched_off_gets_nothing(approved):
    tell(approved)
    approved.shopper.is_active = False
    approved.shopper.save()
    assert work() == []
    assert Notice.objects.get().dropped == Dropped.INACTIVE


def test_no_reminders_means_no_reminders_and_everything_else():
    visit = secret_visit(state=VisitState.STARTED, shopper=shopper())
    tell(visit, NoticeKind.SILENT, "before")
    actions.choose(visit.shopper, False)  # also what waits already
    tell(visit, NoticeKind.SILENT, "after")
    assert work() == []
    assert set(Notice.objects.values_list("dropped", flat=True)) == {Dropped.UNWANTED}

    tell(visit, NoticeKind.WITHDRAWN, "essential")
    visit.state = VisitState.CANCELLED
    visit.save()
    assert len(work()) == 1

    actions.choose(visit.shopper, True)
    assert actions.wants_reminders(visit.shopper)
    assert MailChoice.objects.count() == 1


def test_after_a_year_it_is_forgotten(approved):
    now = timezone.now()
    tell(approved, key="old", now=now - timedelta(days=366))
    tell(approved, key="young", now=now - timedelta(days=364))
    assert actions.forget(now) == 1
    assert Notice.objects.get().key == "young"


def test_the_recurring_work_is_registered():
    jobs.enqueue_recurring()
    kinds = set(Job.objects.values_list("kind", flat=True))
    assert {"notices.silence", "notices.again", "notices.forget"} <= kinds
    work()
    assert not Job.objects.exclude(state=JobState.DONE).exists()
