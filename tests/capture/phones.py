"""A phone for tests: makes ops, sends them, uploads photos and hands in, as the page does."""

import hashlib
import io
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from fieldwork.capture import tokens
from fieldwork.visits.models import Visit
from fieldwork.visits.states import VisitState
from tests.factories import VisitFactory

TAP = {
    "px": 250, "py": 900, "t_shown": 1000, "t_first_touch": 1900, "t_final": 2000, "first_px": 240, "first_py": 910,
    "revisions": 0, "input_kind": "touch", "interrupted": False, "long_task": False, "instrument": "pad",
}  # fmt: skip
FACE = {
    "face": "anger", "q": 3, "t_shown": 1000, "t_first_touch": 1900, "t_final": 2000, "revisions": 0,
    "input_kind": "touch", "interrupted": False, "long_task": False, "instrument": "faces",
}  # fmt: skip
NAMED = {
    "named": [{"emotion": "irritated", "intensity": 4}], "cause_tag": "process", "cause_text": "Lang wachten.",
    "tile_side": "left",
}  # fmt: skip
STEPS = ("arriving", "waiting", "helped")
ANSWERS: dict[str, Any] = {
    "arriving/greeted": {"v": "yes"},
    "waiting/waited": {"v": "yes"},
    "waiting/minutes": {"v": 12},
    "waiting/room": {"v": "fair"},
    "helped/solved": {"v": "yes"},
    "helped/judgement": {"v": 8},
}


def visit_under_way(**changes: Any) -> Visit:
    """A visit whose shopper read the briefing and began."""
    return VisitFactory(**({"state": VisitState.STARTED, "briefed": True} | changes))


def visit_that_asks(**switches: bool) -> Visit:
    """A visit under way of a study that takes spoken notes (``allows_audio``) or a position (``asks_position``)."""
    visit = visit_under_way()
    study = visit.wave.study
    study.audio_ground = "Ondernemingsraad, 3 maart"
    for name, value in switches.items():
        setattr(study, name, value)
    study.save()
    return visit


def voice(seconds: int = 2, codec: bytes = b"A_OPUS", mark: bytes = b"") -> bytes:
    """What a browser's recorder makes, as far as anybody here looks at it; ``mark`` makes it another recording."""
    head = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff"
    return head + b"\x86" + bytes([0x80 + len(codec)]) + codec + mark + bytes(range(250)) * 16 * seconds


def whole_form() -> dict[str, Any]:
    """Every field of the small journey, filled in."""
    feelings: dict[str, Any] = {"@baseline": {"v": TAP}, "@overall": {"v": 7}, "@recommend": {"v": 8}}
    for step in STEPS:
        feelings |= {f"{step}/@tap": {"v": TAP}, f"{step}/@named": {"v": NAMED}, f"{step}/@grade": {"v": 6}}
    return feelings | ANSWERS


def faces(**taps: Any) -> dict[str, Any]:
    """The whole form of a study with faces; ``taps`` by step, ``FACE`` at the others."""
    felt = {f"{step}/@tap": {"v": taps.get(step, FACE)} for step in STEPS}
    return whole_form() | felt | {"@baseline": {"v": FACE | {"face": "joy", "q": 1}}}


def picture(width: int = 800, height: int = 600, kind: str = "JPEG", colour: str = "teal", **options: Any) -> bytes:
    """The bytes of a picture in one colour."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, kind, **options)
    return out.getvalue()


class Phone:
    """One shopper's phone at one visit. ``submission`` is made once, as the page does."""

    def __init__(self, visit: Visit, number: int = 1, user: Any = None) -> None:
        self.visit, self.number = visit, number
        self.device, self.submission = uuid4(), uuid4()
        self.http = Client(raise_request_exception=True)
        self.token = tokens.issue(visit, user or visit.shopper) if visit.shopper else ""
        self.seq = 0
        self.sent: list[str] = []
        self.photos: list[dict[str, str]] = []

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def url(self, name: str, **more: Any) -> str:
        return reverse(f"api:{name}", kwargs={"visit": self.visit.uuid, "number": self.number, **more})

    def op(self, field: str, value: Any, at: datetime | None = None, **changes: Any) -> dict[str, Any]:
        self.seq += 1
        moment = at or timezone.now() + timedelta(seconds=self.seq)
        op = {"id": str(uuid4()), "seq": self.seq, "field": field, "value": value, "t_wall": moment.isoformat()}
        return op | changes

    def ops(self, answers: dict[str, Any]) -> list[dict[str, Any]]:
        return [self.op(field, value) for field, value in answers.items()]

    def batch(self, ops: list[Any], **changes: Any) -> dict[str, Any]:
        envelope = {
            "device": str(self.device), "schema": self.visit.journey_version.checksum, "language": "nl",
            "sent_at": timezone.now().isoformat(), "ops": ops,
        }  # fmt: skip
        return envelope | changes

    def put(self, ops: list[Any], **changes: Any) -> Any:
        """Send one batch; the ids that were acknowledged go into the manifest."""
        answer = self.http.put(
            self.url("ops"), self.batch(ops, **changes), content_type="application/json", headers=self.headers
        )
        if answer.status_code == 200:
            self.sent += [ident for ident in answer.json()["acked"] if ident not in self.sent]
        return answer

    def raw(self, body: bytes, name: str = "ops", **headers: str) -> Any:
        """Send bytes as they are."""
        return self.http.put(self.url(name), body, content_type="application/json", headers=self.headers | headers)

    def fill(self, answers: dict[str, Any] | None = None) -> None:
        """Send a whole form in batches, and be sure that all of it was taken."""
        ops = self.ops(whole_form() if answers is None else answers)
        for start in range(0, len(ops), 50):
            answer = self.put(ops[start : start + 50])
            assert answer.status_code == 200, answer.content
            assert answer.json()["rejected"] == []

    def manifest(self, **changes: Any) -> dict[str, Any]:
        return {
            "submission": str(self.submission), "device": str(self.device), "ops": self.sent, "media": self.photos,
        } | changes  # fmt: skip

    def final(self, **changes: Any) -> Any:
        return self.http.put(
            self.url("final"), self.manifest(**changes), content_type="application/json", headers=self.headers
        )

    def part(self, media: UUID, data: bytes, offset: int, body: bytes, field: str = "waiting/screen", **changes) -> Any:
        """Send one part of a photo."""
        headers = {
            "Upload-Offset": str(offset),
            "Upload-Length": str(len(data)),
            "Upload-Sha256": hashlib.sha256(data).hexdigest(),
            "Upload-Field": field,
            "Upload-Type": "image/jpeg",
        } | {name.replace("_", "-"): str(value) for name, value in changes.items()}
        return self.http.patch(
            self.url("media", media=media), body, content_type="application/offset+octet-stream",
            headers=self.headers | headers,
        )  # fmt: skip

    def upload(self, data: bytes, field: str = "waiting/screen", media: UUID | None = None) -> Any:
        """Send a whole photo in one part."""
        media = media or uuid4()
        answer = self.part(media, data, 0, data, field)
        if answer.status_code == 200:
            self.photos.append({"id": str(media), "sha": hashlib.sha256(data).hexdigest()})
        return answer

    def asks(self, media: UUID) -> Any:
        return self.http.get(self.url("media", media=media), headers=self.headers)


def handed_in(visit: Visit | None = None) -> Phone:
    """A phone that filled in everything and handed in."""
    phone = Phone(visit or visit_under_way())
    phone.fill()
    answer = phone.final()
    assert answer.status_code == 200, answer.content
    phone.visit.refresh_from_db()
    return phone
