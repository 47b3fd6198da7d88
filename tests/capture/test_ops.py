"""Ops: kept once, in any order, each checked again, and never a server error."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fieldwork.capture import actions, batch, holding
from fieldwork.capture.models import Op, PhoneProblem
from tests.capture.phones import NAMED, TAP, Phone, handed_in, visit_under_way, whole_form

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def codes(answer):
    return [one["code"] for one in answer.json()["rejected"]]


def test_a_batch_sent_twice_is_kept_once():
    phone = Phone(visit_under_way())
    ops = phone.ops(whole_form())
    first, again = phone.put(ops).json(), phone.put(ops).json()
    assert first["acked"] == again["acked"] == [op["id"] for op in ops]
    assert Op.objects.count() == len(ops)
    assert first["now"]


def test_order_is_the_phone_s_own_not_that_of_arrival():
    phone = Phone(visit_under_way())
    old, new = phone.op("waiting/room", {"v": "clean"}), phone.op("waiting/room", {"v": "dirty"})
    phone.put([new])
    phone.put([old])
    assert holding.fold(phone.visit) == {"waiting/room": {"v": "dirty"}}


def test_until_somebody_hands_in_the_last_arrival_of_two_phones_shows():
    visit = visit_under_way()
    first, second = Phone(visit), Phone(visit)
    first.put([first.op("waiting/room", {"v": "clean"}, seq=90)])
    second.put([second.op("waiting/room", {"v": "dirty"}, seq=2)])
    assert holding.fold(visit) == {"waiting/room": {"v": "dirty"}}


def test_a_cleared_field_holds_nothing():
    phone = Phone(visit_under_way())
    phone.fill({"waiting/room": {"v": "clean"}})
    phone.fill({"waiting/room": None})
    assert holding.fold(phone.visit) == {}


def test_an_id_stands_for_one_change():
    phone = Phone(visit_under_way())
    op = phone.op("waiting/room", {"v": "clean"})
    phone.put([op])
    assert codes(phone.put([op | {"value": {"v": "dirty"}}])) == ["id_reused"]
    assert codes(phone.put([op | {"field": "arriving/greeted", "value": {"v": "no"}}])) == ["id_reused"]
    other = Phone(visit_under_way())
    assert codes(other.put([op])) == ["id_reused"]
    assert Op.objects.get().value == {"v": "clean"}


def test_an_id_twice_in_one_batch():
    phone = Phone(visit_under_way())
    op = phone.op("waiting/room", {"v": "clean"})
    answer = phone.put([op, op, op | {"value": {"v": "dirty"}}])
    assert (answer.json()["acked"], codes(answer)) == ([op["id"], op["id"]], ["id_reused"])


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("waiting/parking", {"v": "yes"}, "unknown_question"),
        ("garden/greeted", {"v": "yes"}, "unknown_question"),
        ("waiting#1/waited", {"v": "yes"}, "unknown_question"),
        ("waiting/@mood", {"v": 1}, "unknown_question"),
        ("waiting/@unanswered", {"v": True}, "unknown_question"),
        ("@tap", {"v": TAP}, "unknown_question"),
        ("x" * 5000, {"v": 1}, "unknown_question"),
        (["waiting/room"], {"v": 1}, "unknown_question"),
        ("waiting/waited", {"v": True}, "not_an_option"),
        ("waiting/waited", {"v": ["yes"]}, "not_an_option"),
        ("waiting/waited", "yes", "shape"),
        ("waiting/waited", {}, "shape"),
        ("waiting/waited", {"na": "Geen rij"}, "na_not_allowed"),
        ("waiting/room", {"na": "  "}, "reason"),
        ("waiting/room", {"na": 3}, "reason"),
        ("waiting/room", {"na": "x" * 301}, "too_long"),
        ("waiting/room", {"v": "spotless"}, "not_an_option"),
        ("waiting/room", {"v": ["clean"]}, "not_an_option"),
        ("waiting/minutes", {"v": "12"}, "not_a_number"),
        ("waiting/minutes", {"v": True}, "not_a_number"),
        ("waiting/minutes", {"v": 601}, "too_high"),
        ("waiting/minutes", {"v": -1}, "too_low"),
        ("waiting/minutes", {"v": 1.5}, "too_precise"),
        ("waiting/minutes", {"v": 10**30}, "not_a_number"),
        ("waiting/screen", {"v": "photo.jpg"}, "wrong_type"),
        ("waiting/screen", {"v": [str(uuid4()) for _n in range(4)]}, "too_many"),
        ("helped/judgement", {"v": 11}, "out_of_range"),
        ("helped/judgement", {"v": 7.5}, "out_of_range"),
        ("arriving/remark", {"v": "a\0b"}, "nul"),
        ("arriving/remark", {"v": "x" * 2001}, "too_long"),
        ("arriving/remark", {"v": "\ud83d"}, "half_character"),
        ("arriving/remark", {"v": {"a": [[[[[["deep"]]]]]]}}, "too_complex"),
        ("arriving/remark", {"v": ["x"] * 600}, "too_complex"),
        ("waiting/@tap", {"v": TAP | {"px": 1001}}, "outside"),
        ("waiting/@tap", {"v": TAP | {"input_kind": "eyes"}}, "input_kind"),
        ("waiting/@tap", {"skipped": "bored"}, "shape"),
        ("waiting/@named", {"v": NAMED | {"named": [{"emotion": "hangry", "intensity": 3}]}}, "unknown"),
        ("waiting/@grade", {"v": 0}, "range"),
        ("@recommend", {"v": 11}, "range"),
    ],
)
def test_what_a_field_cannot_have_is_refused_with_the_reason(field, value, code):
    phone = Phone(visit_under_way())
    good = phone.op("arriving/greeted", {"v": "yes"})
    answer = phone.put([phone.op(field, value), good])
    assert answer.status_code == 200
    assert codes(answer) == [code]
    assert answer.json()["rejected"][0]["why"]
    assert answer.json()["acked"] == [good["id"]]
    problem = PhoneProblem.objects.get()
    assert (problem.code, problem.shopper) == (code, phone.visit.shopper)


@pytest.mark.parametrize("op", [None, 7, [], {"seq": 1}, {"id": "1", "seq": 1, "field": "waiting/room"}])
def test_something_that_is_no_op_at_all(op):
    phone = Phone(visit_under_way())
    assert codes(phone.put([op])) == ["shape"]
    assert not Op.objects.exists()


@pytest.mark.parametrize("seq", [-1, 1.5, "1", True, None, 2**70])
def test_a_seq_that_is_none(seq):
    phone = Phone(visit_under_way())
    assert codes(phone.put([phone.op("waiting/room", {"v": "clean"}, seq=seq)])) == ["shape"]


def test_a_refusal_is_told_in_the_language_of_the_phone_and_kept_once():
    phone = Phone(visit_under_way())
    op = phone.op("waiting/room", {"v": "spotless"})
    phone.put([op], language="en")
    answer = phone.put([op], language="en")
    assert answer.json()["rejected"] == [
        {"id": op["id"], "field": "waiting/room", "code": "not_an_option", "why": "Choose one of the answers."}
    ]
    assert PhoneProblem.objects.count() == 1


def test_what_is_stored_of_a_tap_has_no_room_for_a_path():
    phone = Phone(visit_under_way())
    phone.put([phone.op("waiting/@tap", {"v": TAP | {"path": [[1, 2]], "pressure": 0.4}})])
    assert set(Op.objects.get().value["v"]) == {*TAP, "delay_min"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"<html>Welkom op onze wifi</html>", 400),
        (b"[]", 400),
        (b'{"ops": [NaN]}', 400),
        (b'{"a":' * 100_000, 400),
        (b"\xff\xfe", 400),
        (b"{}", 422),
        (b'{"device": "x", "schema": "y", "ops": []}', 422),
        (json.dumps({"device": str(uuid4()), "schema": "a" * 64, "ops": {}}).encode(), 422),
        (json.dumps({"device": str(uuid4()), "schema": "a" * 64, "ops": []}).encode(), 422),
        (json.dumps({"text": "x" * 10_000_000}).encode(), 413),
    ],
)
@pytest.mark.parametrize("name", ["ops", "final"])
def test_a_body_that_cannot_be_read_gets_a_clear_answer(body, status, name):
    phone = Phone(visit_under_way())
    answer = phone.raw(body, name)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_half_an_emoji_costs_only_its_own_op():
    phone = Phone(visit_under_way())
    good, half = phone.op("arriving/greeted", {"v": "yes"}), phone.op("arriving/remark", {"v": "ok \ud83d"})
    body = json.dumps(phone.batch([good, half])).encode()
    answer = phone.raw(body)
    assert (answer.json()["acked"], codes(answer)) == ([good["id"]], ["half_character"])


def test_more_than_fifty_at_once():
    phone = Phone(visit_under_way())
    answer = phone.put([phone.op("waiting/room", {"v": "clean"}) for _n in range(51)])
    assert (answer.status_code, answer.json()["title"]) == (413, "too_large")
    assert not Op.objects.exists()


def test_an_older_published_form_is_taken_an_unknown_one_is_not():
    from tests.factories import JourneyVersionFactory

    phone = Phone(visit_under_way())
    JourneyVersionFactory(journey=phone.visit.journey_version.journey, checksum="b" * 64)
    assert phone.put([phone.op("waiting/room", {"v": "clean"})], schema="b" * 64).status_code == 200
    answer = phone.put([phone.op("waiting/room", {"v": "fair"})], schema="f" * 64)
    assert (answer.status_code, answer.json()["title"]) == (422, "schema")


def test_the_clock_of_the_phone_is_put_right_per_batch():
    phone = Phone(visit_under_way())
    wrong = timezone.now() - timedelta(hours=3)
    phone.put([phone.op("waiting/room", {"v": "clean"}, at=wrong)], sent_at=wrong.isoformat())
    op = Op.objects.get()
    assert abs(op.clock_offset_ms - 3 * 3600 * 1000) < 5000
    assert abs(op.t_wall - wrong) < timedelta(seconds=1)


@pytest.mark.parametrize(
    "t_wall", ["gisteren", 10**30, -(10**18), "9999-99-99", None, {}, "0001-01-01T00:00:00Z", 1.7e12]
)
def test_any_clock_will_do(t_wall):
    phone = Phone(visit_under_way())
    answer = phone.put([phone.op("waiting/room", {"v": "clean"}, t_wall=t_wall)], sent_at=t_wall)
    assert answer.status_code == 200
    assert len(answer.json()["acked"]) == 1


def test_progress_shows_on_the_visit():
    phone = Phone(visit_under_way())
    phone.fill({"waiting/room": {"v": "clean"}, "arriving/greeted": {"v": "yes"}, "@baseline": {"v": TAP}})
    phone.visit.refresh_from_db()
    assert phone.visit.answered == 2
    assert phone.visit.last_sync_at


def test_fifty_ops_cost_as_many_questions_to_the_database_as_one():
    counts = []
    for how_many in (1, 50):
        phone = Phone(visit_under_way())
        phone.put([phone.op("arriving/greeted", {"v": "yes"})])
        with CaptureQueriesContext(connection) as asked:
            phone.put([phone.op("waiting/room", {"v": "clean"}) for _n in range(how_many)])
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 12


def test_work_that_comes_after_the_final_of_the_same_phone_is_kept_apart():
    phone = handed_in()
    answer = phone.put([phone.op("waiting/room", {"v": "dirty"})]).json()
    assert (answer["acked"], len(answer["late"])) == ([], 1)
    assert Op.objects.get(is_late=True).value == {"v": "dirty"}


def test_a_round_takes_so_many_changes_and_no_more(monkeypatch):
    phone = Phone(visit_under_way())
    first = phone.op("arriving/greeted", {"v": "yes"})
    monkeypatch.setattr(batch, "MOST_NAMED", 3)
    phone.put([first, phone.op("arriving/greeted", {"v": "no"})])
    answer = phone.put(phone.ops({"arriving/greeted": {"v": "yes"}, "waiting/room": {"v": "fair"}}))
    assert (answer.status_code, answer.json()["title"]) == (409, "not_allowed_now")
    assert Op.objects.count() == 2
    assert phone.put([first, phone.op("waiting/room", {"v": "fair"})]).status_code == 200
    assert phone.put([first]).json()["acked"] == [first["id"]]


def test_the_wrong_method_is_refused_in_words():
    phone = Phone(visit_under_way())
    for name, method in (("ops", "post"), ("ops", "get"), ("final", "delete"), ("final", "patch")):
        answer = getattr(phone.http, method)(phone.url(name), headers=phone.headers)
        assert (answer.status_code, answer.json()["title"]) == (405, "method_not_allowed")


@pytest.mark.parametrize("number", [2, 99999, 10**25])
def test_a_round_that_was_never_opened(number):
    phone = Phone(visit_under_way(), number)
    assert phone.put([phone.op("waiting/room", {"v": "clean"})]).status_code == 404
    assert phone.final().status_code == 404


@pytest.mark.django_db(transaction=True)
def test_what_is_acknowledged_was_committed_with_the_disk_in_step(monkeypatch):
    is_sqlite = connection.vendor == "sqlite"
    ask = "PRAGMA synchronous" if is_sqlite else "SHOW synchronous_commit"
    during, after = (2, 1) if is_sqlite else ("on", "on")  # SQLite: FULL, then NORMAL again
    seen = []
    keep = actions._keep

    def setting():
        with connection.cursor() as cursor:
            cursor.execute(ask)
            return cursor.fetchone()[0]

    def look(*args):
        seen.append(setting())
        return keep(*args)

    monkeypatch.setattr(actions, "_keep", look)
    phone = Phone(visit_under_way())
    phone.put([phone.op("waiting/room", {"v": "clean"})])
    assert seen == [during]
    assert setting() == after
