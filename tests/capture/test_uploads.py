"""Photos: resumed after a cut, checked as a whole, refused in words, prepared without EXIF."""

import hashlib
import io
import os
import time
import zlib
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.http import UnreadablePostError
from django.utils import timezone
from PIL import Image

from fieldwork.capture import actions, photos, uploads
from fieldwork.capture.jobs import sweep_parts
from fieldwork.capture.models import Media, Round
from fieldwork.capture.refusals import PhotoRefused
from fieldwork.common import jobs, storage
from fieldwork.common.models import Job
from tests.capture.phones import Phone, handed_in, picture, visit_that_asks, visit_under_way, whole_form

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def with_place(width=900, height=600):
    """A photo as a phone's camera makes it: held upright, with moment and place."""
    taken = Image.Exif()
    taken[0x0112] = 6  # the camera was turned
    taken[0x8769] = {36867: "2026:11:24 14:07:09", 36881: "+01:00"}
    taken[0x8825] = {1: "N", 2: (52.0, 5.0, 24.0), 3: "W", 4: (5.0, 7.0, 12.0)}
    return picture(width, height, exif=taken)


def test_a_photo_is_prepared_when_its_last_byte_is_in():
    phone = Phone(visit_that_asks(asks_position=True))
    phone.put([phone.op("@position", {"skipped": "timeout"})])  # yes, but the phone did not know in time
    data, media = with_place(3000, 2000), uuid4()
    answer = phone.upload(data, media=media)
    assert answer.json() == {"offset": len(data), "state": "prepared"}
    row = Media.objects.get(pk=media)
    assert (row.width, row.height) == (1365, 2048)
    assert row.taken_at == datetime(2026, 11, 24, 13, 7, 9, tzinfo=UTC)
    assert (row.latitude, row.longitude) == (52.09, -5.12)
    assert storage.read(row.original) == data
    for name, side in ((row.master, 2048), (row.copy, 600)):
        made = storage.read(name)
        assert b"Exif" not in made
        with Image.open(io.BytesIO(made)) as opened:
            assert (opened.format, max(opened.size)) == ("JPEG", side)
    assert row.copy_sha256 == hashlib.sha256(storage.read(row.copy)).hexdigest()
    assert phone.asks(media).json() == {"offset": len(data), "state": "prepared"}
    phone.visit.refresh_from_db()
    assert phone.visit.waiting_photos == 0


def test_a_cut_upload_goes_on_where_it_stopped():
    phone = Phone(visit_under_way())
    data, media = picture(quality=95), uuid4()
    half = len(data) // 2
    assert phone.asks(media).json() == {"offset": 0, "state": "coming"}
    assert phone.part(media, data, 0, data[:half]).json() == {"offset": half, "state": "coming"}
    out_of_step = phone.part(media, data, 0, data[:half])
    assert out_of_step.status_code == 409
    assert (out_of_step.json()["state"], out_of_step.json()["offset"]) == ("coming", half)
    phone.visit.refresh_from_db()
    assert phone.visit.waiting_photos == 1
    assert phone.asks(media).json()["offset"] == half
    assert phone.part(media, data, half, data[half:]).json()["state"] == "prepared"
    assert phone.part(media, data, half, data[half:]).json()["state"] == "prepared"


def test_what_came_before_the_line_broke_is_kept():
    class Cut:
        left = 2

        def read(self, size):
            self.left -= 1
            if self.left < 0:
                raise UnreadablePostError("cut")
            return data[:size] if self.left == 1 else data[size : size + 100]

    phone = Phone(visit_under_way())
    data, media = picture(2000, 2000, "PNG") + b"\0" * 200_000, uuid4()
    head = uploads.Announced(0, len(data), hashlib.sha256(data).hexdigest(), "waiting/screen", "image/png")
    said = uploads.append(actions.current_round(phone.visit), media, head, Cut())
    assert said == {"offset": uploads.BLOCK + 100, "state": "coming"}
    assert phone.asks(media).json()["offset"] == uploads.BLOCK + 100
    assert Media.objects.get(pk=media).offset == uploads.BLOCK + 100


def test_bytes_damaged_on_the_way_start_again():
    phone = Phone(visit_under_way())
    data, media = picture(), uuid4()
    wrong = b"\0" + data[1:]
    answer = phone.part(media, data, 0, wrong)
    assert answer.status_code == 422
    assert (answer.json()["title"], answer.json()["offset"], answer.json()["state"]) == ("wrong_hash", 0, "coming")
    assert phone.asks(media).json()["offset"] == 0
    assert phone.part(media, data, 0, data).json()["state"] == "prepared"


def bomb(side=13_000):
    """A PNG of 169 million pixels in a few hundred bytes: its header is enough."""
    out = io.BytesIO()
    out.write(b"\x89PNG\r\n\x1a\n")

    def chunk(kind, body):
        out.write(len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big"))

    chunk(b"IHDR", side.to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0")
    chunk(b"IDAT", zlib.compress(b"\0" * 100_000))
    chunk(b"IEND", b"")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"Dit is gewoon tekst, geen foto.", "not_a_photo"),
        (b"GIF89a" + b"\0" * 50, "not_a_photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_photo"),
        (b"%PDF-1.7", "not_a_photo"),
        (b"\xff\xd8\xff" + b"\0" * 300, "unreadable"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "unreadable"),
        (b"\0\0\0\x18ftypheic" + b"\0" * 100, "unreadable"),
        (picture(200, 200, "PNG")[:-150], "unreadable"),
        (bomb(), "too_many_pixels"),
        (bomb(60_000), "too_many_pixels"),
    ],
    ids=["text", "gif", "svg", "pdf", "no-jpeg", "no-webp", "no-heic", "torn", "169-megapixel", "3600-megapixel"],
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_what_is_no_photo_is_refused_and_the_phone_is_told_why(data, code):
    phone = Phone(visit_under_way())
    media = uuid4()
    answer = phone.upload(data, media=media)
    assert answer.status_code == 422
    said = answer.json()
    assert (said["title"], said["state"]) == (code, "refused")
    assert said["why"]
    assert "offset" not in said
    asked = phone.asks(media).json()
    assert (asked["state"], asked["why"]) == ("refused", said["why"])
    assert phone.upload(data, media=media).json()["state"] == "refused"
    assert Media.objects.get(pk=media).master == ""


def test_an_empty_photo_is_refused_at_once():
    phone = Phone(visit_under_way())
    answer = phone.upload(b"")
    assert (answer.status_code, answer.json()["title"], answer.json()["state"]) == (422, "empty", "refused")
    assert not Media.objects.exists()


def test_more_than_25_megabytes_is_refused_before_a_byte_is_read():
    phone = Phone(visit_under_way())
    answer = phone.part(uuid4(), b"x", 0, b"x", Upload_Length=25 * 1024 * 1024 + 1)
    assert (answer.status_code, answer.json()["title"]) == (422, "too_large")
    assert not Media.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Upload_Offset": "-1"}, {"Upload_Offset": "a"}, {"Upload_Offset": "9" * 40}, {"Upload_Length": ""},
        {"Upload_Sha256": "zz"}, {"Upload_Field": "waiting/waited"}, {"Upload_Field": "nowhere/at_all"},
        {"Upload_Field": "waiting/@tap"}, {"Upload_Field": "x" * 500},
    ],
)  # fmt: skip
def test_headers_that_cannot_be_right(headers):
    phone = Phone(visit_under_way())
    answer = phone.part(uuid4(), b"abc", 0, b"abc", **headers)
    assert (answer.status_code, answer.json()["title"]) == (422, "wrong_shape")


def test_an_offset_beyond_what_is_here_is_put_right():
    phone = Phone(visit_under_way())
    answer = phone.part(uuid4(), picture(), 10, b"abc")
    assert (answer.status_code, answer.json()["offset"]) == (409, 0)


def test_one_id_stands_for_one_file():
    phone = Phone(visit_under_way())
    media = uuid4()
    phone.upload(picture(), media=media)
    assert phone.upload(picture(colour="red"), media=media).json()["title"] == "id_reused"
    stranger = Phone(visit_under_way())
    assert stranger.upload(picture(), media=media).json()["title"] == "id_reused"
    assert stranger.asks(media).json() == {"offset": 0, "state": "coming"}


def test_more_bytes_than_announced_are_not_taken():
    phone = Phone(visit_under_way())
    data, media = picture(), uuid4()
    assert phone.part(media, data, 0, data + b"and more").json()["state"] == "prepared"
    assert storage.read(Media.objects.get(pk=media).original) == data


def test_a_photo_whose_request_ended_too_early_is_prepared_by_the_job(monkeypatch):
    phone = Phone(visit_under_way())
    monkeypatch.setattr(uploads, "_prepare_soon", lambda row, data: None)
    media = uuid4()
    assert phone.upload(picture(), media=media).json()["state"] == "received"
    phone.fill()
    assert phone.final().status_code == 200
    assert Job.objects.filter(kind="capture.prepare").count() == 1
    phone.final()
    assert jobs.run_all() == 1
    row = Media.objects.get(pk=media)
    assert row.state == "prepared"
    phone.visit.refresh_from_db()
    assert phone.visit.waiting_photos == 0


def test_when_others_are_being_prepared_the_upload_does_not_wait(monkeypatch):
    monkeypatch.setattr(uploads, "GATE_SECONDS", 0.01)
    phone = Phone(visit_under_way())
    with uploads._gate, uploads._gate:
        assert phone.upload(picture()).json()["state"] == "received"
    assert Job.objects.get().kind == "capture.prepare"


def test_a_full_disk_is_no_server_error(monkeypatch):
    phone = Phone(visit_under_way())

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(uploads.os, "pwrite", full)
    answer = phone.upload(picture())
    assert (answer.status_code, answer.json()["title"]) == (503, "no_room")


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
def test_formats_that_browsers_make(kind):
    made = photos.prepare(picture(700, 500, kind))
    assert (made.format, made.width, made.height) == (kind, 700, 500)
    assert made.taken_at is made.latitude is None


def test_a_heic_photo_of_an_iphone():
    from pillow_heif import register_heif_opener

    register_heif_opener()
    made = photos.prepare(picture(1200, 900, "HEIF"))
    assert (made.format, made.width, made.height) == ("HEIF", 1200, 900)


def test_what_is_transparent_becomes_white():
    out = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(out, "PNG")
    with Image.open(io.BytesIO(photos.prepare(out.getvalue()).master)) as made:
        assert made.getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_broken_exif_block_does_not_cost_the_photo():
    data = with_place()
    at = data.index(b"Exif")
    made = photos.prepare(data[: at + 14] + b"\xff" * 60 + data[at + 74 :])
    assert (made.taken_at, made.latitude) == (None, None)


@pytest.mark.parametrize("size", [0, 1, 11])
def test_the_first_bytes_decide(size):
    with pytest.raises(PhotoRefused):
        photos.sniff(b"\0" * size)


# --- after the final ----------------------------------------------------------------------------------
def test_a_photo_that_was_not_handed_in_is_refused_by_name_after_the_final():
    phone = handed_in()
    answer = phone.upload(picture())
    assert (answer.status_code, answer.json()["title"], answer.json()["state"]) == (422, "not_handed_in", "refused")
    assert "zonder dit bestand ingeleverd" in answer.json()["why"]
    assert not Media.objects.exists()


def test_a_photo_that_was_handed_in_comes_again_after_the_final():
    """As after a server that was put back from a copy made before the photo came."""
    phone, data, media = Phone(visit_under_way()), picture(), uuid4()
    phone.upload(data, media=media)
    phone.fill(whole_form() | {"waiting/screen": {"v": [str(media)]}})
    assert phone.final().status_code == 200
    Media.objects.all().delete()
    assert phone.part(media, picture(colour="red"), 0, b"").json()["title"] == "not_handed_in"
    assert phone.upload(data, media=media).json()["state"] == "prepared"


def test_a_photo_of_an_answer_that_came_late_is_kept_with_it():
    phone, media = handed_in(), uuid4()
    assert phone.put([phone.op("waiting/screen", {"v": [str(media)]})]).json()["late"]
    assert phone.upload(picture(), media=media).json()["state"] == "prepared"


# --- what broke off -----------------------------------------------------------------------------------
DAY = 24 * 3600


def broken_off(phone, days, data=None):
    """A photo of which half came, so many days ago."""
    media, data = uuid4(), data or picture()
    phone.part(media, data, 0, data[: len(data) // 2])
    long_ago = time.time() - days * DAY
    os.utime(uploads._part(media), (long_ago, long_ago))
    return media


def test_what_broke_off_long_ago_is_swept_and_begins_anew():
    phone, data = Phone(visit_under_way()), picture()
    old, young = broken_off(phone, 15, data), broken_off(phone, 13)
    orphan = broken_off(phone, 15)
    Media.objects.filter(pk=orphan).delete()
    assert sweep_parts({}, None) == {"parts": 2}
    assert phone.asks(old).json() == {"offset": 0, "state": "coming"}
    assert phone.asks(young).json()["offset"] > 0
    assert phone.upload(data, media=old).json()["state"] == "prepared"
    assert sweep_parts({}, None) == {"parts": 0}


@pytest.mark.parametrize(("days", "left"), [(6, 0), (8, 1)])
def test_what_a_phone_may_still_bring_after_its_final_stays(days, left):
    phone = Phone(visit_under_way())
    broken_off(phone, 20)
    Round.objects.update(final_at=timezone.now() - timedelta(days=days))
    assert sweep_parts({}, None) == {"parts": left}
