"""A copy that a shopper saved: taken in once or twice, it brings the same."""

import hashlib
import json
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from fieldwork.capture import copies
from fieldwork.capture.models import Media, Op
from tests.capture.phones import Phone, picture, visit_that_asks, visit_under_way, voice, whole_form

pytestmark = pytest.mark.django_db


def copy_of(phone: Phone, answers, photo: bytes, *, final=True, field="waiting/screen", about=None) -> bytes:
    ident = str(uuid4())
    ops = phone.ops(answers | {field: {"v": [ident]}})
    media = {
        "id": ident, "field": field, "about": about, "sha256": hashlib.sha256(photo).hexdigest(), "size": len(photo),
        "type": "image/jpeg", "at": 0, "length": len(photo),
    }  # fmt: skip
    row = {
        "visit": str(phone.visit.uuid), "round": 1, "schema": phone.visit.journey_version.checksum, "language": "nl",
        "names": {"title": "Balie"}, "submission": str(phone.submission), "final": int(final), "ops": ops,
        "media": [media],
    }  # fmt: skip
    head = json.dumps({"device": str(phone.device), "rounds": [row]}).encode()
    return b"\n".join([b"veldwerk-copy 1", head, photo])


def test_a_copy_brings_everything_and_twice_changes_nothing():
    visit = visit_under_way()
    phone, photo = Phone(visit), picture()
    content = copy_of(phone, whole_form(), photo)
    (taken,) = copies.take_in(content)
    assert (taken.photos, taken.refused) == (1, [])
    assert taken.handed_in
    visit.refresh_from_db()
    assert visit.submitted_at
    assert Media.objects.get(round__visit=visit).sha256 == hashlib.sha256(photo).hexdigest()

    before = Op.objects.count()
    (again,) = copies.take_in(content)
    assert (again.handed_in, Op.objects.count()) == (taken.handed_in, before)


def test_a_copy_brings_a_spoken_note_with_its_length_and_a_photo_with_its_place():
    phone = Phone(visit_that_asks(allows_audio=True, asks_position=True))
    spoken = copy_of(phone, {}, voice(), final=False, field="waiting/@memo", about={"Upload-Duration": 2000})
    about = {"Upload-Position": "52.1,5.1,40", "Upload-Taken": "2026-11-24T14:07:09Z"}
    shot = copy_of(phone, {"@position": {"skipped": "timeout"}}, picture(), final=False, about=about)
    assert [taken.refused for content in (spoken, shot) for taken in copies.take_in(content)] == [[], []]
    note = Media.objects.get(kind="audio")
    assert (note.state, note.duration_ms, note.field) == ("prepared", 2000, "waiting/@memo")
    photo = Media.objects.get(kind="photo")
    assert (photo.latitude, photo.longitude, photo.accuracy_m, photo.taken_at.year) == (52.1, 5.1, 40, 2026)


def test_a_copy_that_was_cut_off_brings_what_is_whole_and_says_what_is_not():
    visit = visit_under_way()
    content = copy_of(Phone(visit), whole_form(), picture())
    (taken,) = copies.take_in(content[:-10])
    assert taken.kept == len(whole_form()) + 1
    assert "the copy ends before this photo does" in taken.refused[0]
    assert not taken.handed_in


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"veldwerk-copy 1\n", b"veldwerk-copy 1\n{]\n", b"veldwerk-copy 1\n{}\n"]
)
def test_what_is_no_copy_is_said_to_be_none(content, tmp_path):
    file = tmp_path / "notes.copy"
    file.write_bytes(content)
    with pytest.raises(CommandError, match="copy"):
        call_command("take_in_copy", str(file))


def test_a_copy_of_a_visit_that_went_to_somebody_else_is_not_taken(tmp_path, capsys):
    visit = visit_under_way()
    content = copy_of(Phone(visit), {"arriving/greeted": {"v": "yes"}}, picture(), final=False)
    visit.delete()
    file = tmp_path / "notes.copy"
    file.write_bytes(content)
    call_command("take_in_copy", str(file))
    assert "not taken" in capsys.readouterr().out
