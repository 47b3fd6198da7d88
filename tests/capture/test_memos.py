"""Spoken notes: only where the study allows them, kept as they came, for the shopper and the reviewer alone."""

from uuid import uuid4

import pytest
from django.urls import reverse

from fieldwork.capture import memos
from fieldwork.capture.models import Media, PhoneProblem, StepExperience
from fieldwork.capture.refusals import PhotoRefused
from fieldwork.common import storage
from fieldwork.people.states import Role
from fieldwork.studies.models import Study
from tests.capture.phones import Phone, handed_in, picture, visit_that_asks, visit_under_way, voice
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
FIELD = "waiting/@memo"
MP4 = b"\0\0\0\x1cftypM4A \0\0\0\0M4A mp42isom"


@pytest.fixture
def phone():
    return Phone(visit_that_asks(allows_audio=True))


def test_a_note_is_ready_to_be_heard_when_its_last_byte_is_in(phone):
    data, media = voice(), uuid4()
    phone.put([phone.op(FIELD, {"v": [str(media)]})])
    half = len(data) // 2
    more = {"Upload_Duration": 2_000, "Upload_Type": "audio/webm;codecs=opus"}
    assert phone.part(media, data, 0, data[:half], FIELD, **more).json() == {"offset": half, "state": "coming"}
    answer = phone.part(media, data, half, data[half:], FIELD, **more)
    assert answer.json() == {"offset": len(data), "state": "prepared"}
    row = Media.objects.get()
    assert (row.kind, row.state, row.duration_ms, row.content_type) == ("audio", "prepared", 2_000, "audio/webm")
    assert storage.read(row.original) == data
    assert (row.master, row.copy) == ("", "")
    phone.visit.refresh_from_db()
    assert phone.visit.waiting_photos == 0


def test_a_study_that_allows_no_sound_takes_none():
    phone = Phone(visit_under_way())
    assert phone.upload(voice(), FIELD).status_code == 422
    answer = phone.put([phone.op(FIELD, {"v": [str(uuid4())]}), phone.op("waiting/room", {"v": "fair"})]).json()
    assert [one["code"] for one in answer["rejected"]] == ["not_allowed"]
    assert len(answer["acked"]) == 1  # and nothing else suffers
    assert not Media.objects.exists()


def test_a_switch_put_off_meanwhile_holds_up_nothing(phone):
    media = uuid4()
    phone.fill()
    Study.objects.update(allows_audio=False)
    op = phone.op(FIELD, {"v": [str(media)]})
    assert phone.put([op]).json()["rejected"][0]["field"] == FIELD
    assert PhoneProblem.objects.get().code == "not_allowed"
    assert phone.final(ops=[*phone.sent, op["id"]]).status_code == 200


@pytest.mark.parametrize(
    "data", [picture(), b"MZ" + bytes(900), voice(codec=b"V_VP8"), b"\x1a\x45\xdf\xa3" + bytes(90)]
)
def test_what_is_not_only_sound_is_refused_in_words(phone, data):
    answer = phone.upload(data, FIELD)
    assert (answer.status_code, answer.json()["state"], answer.json()["title"]) == (422, "refused", "not_sound")
    row = Media.objects.get()
    assert (row.state, row.original) == ("refused", "")


def test_a_recording_is_no_photo():
    phone = Phone(visit_that_asks(allows_audio=True))
    assert phone.upload(voice()).json()["title"] == "not_a_photo"


@pytest.mark.parametrize(
    ("length", "duration", "code"),
    [
        (0, 0, "no_sound"),
        (memos.MOST_BYTES + 1, 1_000, "sound_too_large"),
        (5_000, memos.MOST_MS + memos.SLACK_MS + 1, "sound_too_long"),
    ],
)
def test_limits_are_told_before_a_byte_is_sent(phone, length, duration, code):
    answer = phone.part(uuid4(), b"x", 0, b"", FIELD, Upload_Length=length, Upload_Duration=duration)
    assert (answer.status_code, answer.json()["title"], answer.json()["state"]) == (422, code, "refused")
    assert not Media.objects.exists()


@pytest.mark.parametrize(
    ("data", "form"),
    [(voice(), "WEBM"), (b"OggS" + bytes(24) + b"OpusHead", "OGG"), (MP4, "MP4")],
)
def test_formats_that_phones_make(data, form):
    assert memos.sniff(data) == form
    assert form in memos.SUFFIXES
    assert form in memos.TYPES


@pytest.mark.parametrize("data", [b"", b"O", b"OggS" + bytes(60), MP4 + b"hdlrvide", bytes(2_000)])
def test_the_first_bytes_decide(data):
    with pytest.raises(PhotoRefused):
        memos.sniff(data)


@pytest.mark.parametrize(
    "value", [{"v": "x"}, {"v": ["no id"]}, {"v": [1]}, {"skipped": "cannot_say"}, {"v": [str(uuid4())] * 2}, [], "x"]
)
def test_a_value_of_another_shape_is_refused(phone, value):
    assert len(phone.put([phone.op(FIELD, value)]).json()["rejected"]) == 1


def test_at_most_three_notes_belong_to_a_step(phone):
    ids = [str(uuid4()) for _n in range(4)]
    taken = phone.put([phone.op(FIELD, {"v": ids[:3]}), phone.op(FIELD, {"v": ids}), phone.op(FIELD, {"v": []})]).json()
    assert [one["code"] for one in taken["rejected"]] == ["too_many"]
    assert phone.put([phone.op("@memo", {"v": ids[:1]})]).json()["rejected"][0]["code"] == "unknown_question"


def test_a_note_is_never_needed_and_travels_with_the_final(phone):
    media = uuid4()
    phone.fill()
    phone.put([phone.op(FIELD, {"v": [str(media)]})])
    waiting = phone.manifest()["media"] + [{"id": str(media), "sha": "0" * 64}]
    assert phone.final(media=waiting).json()["media"] == [str(media)]  # the phone goes on and sends it
    phone.upload(voice(), FIELD, media)
    assert phone.final().status_code == 200
    assert phone.visit.rounds.get().manifest["media"][0]["id"] == str(media)


def test_a_note_changes_no_feeling_and_no_score():
    def felt_and_scored(visit):
        visit.refresh_from_db()
        rows = StepExperience.objects.filter(visit=visit).order_by("seq").values()
        scores = visit.step_scores.order_by("step").values_list("step", "v_i", "v_c", "v", "grade", "score")
        known = [
            {key: value for key, value in row.items() if key not in ("id", "visit_id", "client_uuid")} for row in rows
        ]
        return known, list(scores), visit.valence, visit.checklist_score

    spoken = Phone(visit_that_asks(allows_audio=True))
    spoken.put([spoken.op("helped/@memo", {"v": [str(uuid4())]})])  # before any tap: it makes no tap late
    spoken.upload(voice(), FIELD)
    assert felt_and_scored(handed_in(spoken.visit).visit) == felt_and_scored(handed_in().visit)


def test_who_may_hear_it(client, phone):
    data = voice()
    phone.upload(data, FIELD)
    address = reverse("files:memo", args=[Media.objects.get().pk])
    customer = phone.visit.wave.study.client
    assert client.get(address).status_code == 302
    strangers = [
        UserFactory(),
        UserFactory(role=Role.REVIEWER),
        UserFactory(role=Role.CLIENT_VIEWER, client=customer),
        UserFactory(role=Role.CLIENT_MANAGER, client=customer),
    ]
    for user in strangers:
        client.force_login(user)
        assert client.get(address).status_code == 404
    for user in (phone.visit.shopper, UserFactory(role=Role.REVIEWER, manages=[customer])):
        client.force_login(user)
        whole = client.get(address)
        assert (whole.status_code, whole.content, whole.headers["Content-Type"]) == (200, data, "audio/webm")
        assert whole.headers["Cache-Control"] == "private, no-store"
        assert whole.headers["X-Content-Type-Options"] == "nosniff"
        part = client.get(address, headers={"Range": "bytes=4-9"})
        assert (part.status_code, part.content) == (206, data[4:10])
    assert client.post(address).status_code == 405


def test_a_note_has_no_road_as_evidence_and_a_photo_none_as_sound(client, phone):
    phone.upload(voice(), FIELD)
    phone.upload(picture())
    note, photo = Media.objects.get(kind="audio"), Media.objects.get(kind="photo")
    client.force_login(phone.visit.shopper)
    for size in ("master", "copy"):
        assert client.get(reverse("files:evidence", args=[note.pk, size])).status_code == 404
    assert client.get(reverse("files:memo", args=[photo.pk])).status_code == 404
    Media.objects.update(original="memos/00/gone.webm")
    assert client.get(reverse("files:memo", args=[note.pk])).status_code == 404


def test_half_a_note_cannot_be_heard(client, phone):
    data, media = voice(), uuid4()
    phone.part(media, data, 0, data[:100], FIELD)
    client.force_login(phone.visit.shopper)
    assert client.get(reverse("files:memo", args=[media])).status_code == 404
