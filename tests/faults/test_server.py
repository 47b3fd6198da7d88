"""What happens to the server in the middle of a visit; whatever it forgets, the phone brings again."""

import re
import sqlite3
from contextlib import closing

import pytest

from tests.faults import proxy
from tests.faults.phone import PHOTO, STORY, agree, until
from tests.faults.pictures import heavy

pytestmark = pytest.mark.fault


@pytest.mark.parametrize("door", ["ops", "photo", "final"])
def test_killed_between_commit_and_reply(phone, server, door):
    phone.open()
    order = phone.line.on(door, proxy.then(server.kill))
    phone.fill()
    if door == "final":
        phone.send_off()
    until(order.struck.is_set, "the kill")
    until(lambda: server.process is None, "dead")
    server.start()
    assert (phone.settles("received") if door == "final" else phone.hand_in()) == "received"
    agree(phone)


def test_killed_the_moment_its_answer_is_out(phone, server):
    """What was acknowledged is on its disk, whatever happens a moment later."""
    phone.open()
    phone.line.is_down = True
    phone.fill(leave=(PHOTO,))
    phone.line.heal()
    order = phone.line.on("ops", proxy.reply_and(server.kill))
    phone.page.locator("#sync").click()
    until(lambda: order.struck.is_set() and server.process is None, "dead")
    until(lambda: not phone.unsent(), "the answer heard")
    server.start()
    agree(phone)
    phone.fill()
    assert phone.hand_in() == "received"
    agree(phone)


def test_killed_in_the_middle_of_a_photo(phone, server):
    phone.open()
    phone.fill(leave=(PHOTO,))
    order = phone.line.on("photo", proxy.midway(0.5, server.kill), nth=2)
    phone.go("waiting/q")
    phone.note(PHOTO, phone.take(PHOTO, heavy()))
    until(order.struck.is_set, "the kill")
    until(lambda: server.process is None, "dead")
    server.start()
    assert phone.hand_in() == "received"
    agree(phone)


def test_killed_before_it_heard_anything(phone, server):
    phone.open()
    phone.give("@baseline")
    assert phone.settles("sent") == "sent"
    order = phone.line.on("ops", proxy.instead(server.kill))
    phone.fill()
    until(order.struck.is_set, "the kill")
    until(lambda: server.process is None, "dead")
    server.start()
    assert phone.hand_in() == "received"
    agree(phone)


def test_put_back_from_a_copy_made_during_the_visit(phone, server, tmp_path):
    phone.open()
    phone.fill("@baseline", "arriving/@tap", "arriving/greeted")
    assert phone.settles("sent") == "sent"
    server.back_up(tmp_path / "copy")
    phone.fill()
    assert phone.settles("sent") == "sent"
    server.put_back(tmp_path / "copy")
    assert phone.hand_in() == "received"
    agree(phone)


def test_put_back_from_a_copy_made_before_the_visit_began(phone, server, tmp_path):
    server.back_up(tmp_path / "copy")
    phone.open()
    phone.fill()
    assert phone.settles("sent") == "sent"
    server.put_back(tmp_path / "copy")
    assert phone.hand_in() == "received"
    agree(phone)


@pytest.mark.parametrize("made", ["before the visit began", "before part 1 was handed in"])
def test_put_back_during_the_second_part(made, phones, server, tmp_path):
    """The server lost the part that was handed in, and with it that a second one follows; the page stays open."""
    phone = phones(in_parts=True)
    if made == "before the visit began":
        server.back_up(tmp_path / "copy")
    _first_part(phone)
    if made != "before the visit began":
        server.back_up(tmp_path / "copy")
    _on_to_the_second(phone)
    server.put_back(tmp_path / "copy")
    phone.fill()
    assert phone.settles("sent") == "sent"
    assert phone.hand_in() == "received"
    for number in (1, 2):
        agree(phone, number=number)


def test_put_back_during_the_second_part_and_looked_at_again(phones, server, tmp_path):
    """The form of the second part stays in front, though the server speaks of the first one."""
    phone = phones(in_parts=True)
    _first_part(phone)
    server.back_up(tmp_path / "copy")
    _on_to_the_second(phone)
    phone.fill("waiting/@tap")
    assert phone.settles("sent") == "sent"
    server.put_back(tmp_path / "copy")
    with phone.page.expect_response(re.compile("/state")):
        phone.turn_to(phone.page)
    phone.fill("waiting/@named")
    assert phone.round() == 2
    phone.fill()
    assert phone.hand_in() == "received"
    for number in (1, 2):
        agree(phone, number=number)


def _first_part(phone):
    phone.open()
    phone.fill("@baseline", *(one for one in STORY if one.startswith("arriving/")))
    assert phone.settles("sent") == "sent"


def _on_to_the_second(phone):
    assert phone.hand_in() == "received"
    phone.open()
    until(lambda: phone.round() == 2, "the second part")
    phone.is_ready()
    assert phone.settles("sent") == "sent"


def test_put_back_in_the_middle_of_a_photo(phone, server, tmp_path):
    phone.open()
    phone.fill(leave=(PHOTO,))
    assert phone.settles("sent") == "sent"
    server.back_up(tmp_path / "copy")
    order = phone.line.on("photo", proxy.then(lambda: server.put_back(tmp_path / "copy")), nth=2)
    phone.go("waiting/q")
    phone.note(PHOTO, phone.take(PHOTO, heavy()))
    until(order.struck.is_set, "put back")
    assert phone.hand_in() == "received"
    agree(phone)


def test_its_disk_takes_no_photos_for_a_while(phone, server):
    phone.open()
    uploads = server.data / "uploads"
    aside = server.data / "uploads-aside"
    if uploads.exists():
        uploads.rename(aside)
    uploads.write_text("no folder")
    try:
        order = phone.line.on("photo", proxy.watch)
        phone.fill()
        until(order.struck.is_set, "the photo on its way")
        until(lambda: phone.state() != "sent", "the photo still here")
    finally:
        uploads.unlink()
        if aside.exists():
            aside.rename(uploads)
    assert phone.hand_in() == "received"
    agree(phone)


def test_its_database_is_busy(phone, server):
    phone.open()
    with closing(sqlite3.connect(server.data / "veldwerk.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        order = phone.line.on("ops", proxy.watch)
        phone.fill()
        until(order.struck.is_set, "ops that wait")
        other.execute("ROLLBACK")
    assert phone.hand_in() == "received"
    agree(phone)


def test_a_new_version_is_deployed_during_the_visit(phone, server):
    phone.open()
    phone.fill("@baseline", "arriving/@tap", "arriving/@named")
    server.deploy()
    phone.fill("arriving/@grade", PHOTO)
    phone.page.reload()
    phone.is_ready()
    phone.remembers()
    phone.fill()
    assert phone.hand_in() == "received"
    agree(phone)


def test_asked_back_on_a_bad_line(phone, server):
    phone.open()
    phone.fill()
    assert phone.hand_in() == "received"
    agree(phone)
    server.ask("ask_back", visit=phone.visit, path="waiting/minutes")
    phone.ledger.kept.clear()
    phone.ledger.photos.clear()
    for door in ("ops", "final"):
        phone.line.on(door, proxy.lose_reply)
    phone.open()
    # The copy on the phone is of the first round; the server's word brings the second one.
    until(lambda: phone.round() == 2, "the round with the question")
    phone.is_ready()
    phone.give("waiting/minutes", 14)
    assert phone.hand_in() == "received"
    books = server.ask("books", visit=phone.visit)
    assert [len(one["ops"]) for one in books["rounds"]][1] == 1
    assert {row["path"]: row["value"] for row in books["answers"]}["waiting/minutes"] == 14
    assert books["handed_in"] == 2
