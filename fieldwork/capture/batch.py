"""Reading what a phone sends: one batch of ops, or the manifest of a final. Nothing here touches the database."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.http import HttpResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from fieldwork.capture import fields, values
from fieldwork.capture.refusals import Damaged, Malformed, TooLarge, WrongShape

MOST_OPS = 50
MOST_BYTES = 1024 * 1024
MOST_NAMED = 20_000  # ops a round may hold and its manifest name: years of changing one's mind
MOST_PHOTOS = 500
LARGEST_SEQ = 2**53
LONGEST_MONO = 2**53  # ms; a clock that says more is broken
LONGEST_SHOWN = 2**31 - 1  # ms, what the column holds: 24 days in sight
UUID_TEXT = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
SHA256_TEXT = re.compile(r"[0-9a-f]{64}")
DIGEST = re.compile(r"\bsha-256=:[A-Za-z0-9+/]{43}=:")


@dataclass(frozen=True, slots=True)
class Batch:
    """The envelope; ``ops`` are as sent, nothing in them was looked at yet."""

    device: UUID
    schema: str
    language: str
    sent_at: datetime | None
    ops: list[Any]


@dataclass(frozen=True, slots=True)
class Checked:
    """One op that may be stored. ``said`` is its id exactly as the phone wrote it."""

    said: str
    id: UUID
    seq: int
    field: str
    value: Any
    t_wall: datetime | None
    settles: bool = False
    t_mono: int | None = None
    shown_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Rejection:
    """One op that may not, with its reason; ``id`` is ``None`` when it had none worth the name."""

    said: str
    id: UUID | None
    field: str
    code: str
    why: str

    def told(self) -> dict[str, str]:
        """As the phone reads it."""
        return {"id": self.said, "field": self.field, "code": self.code, "why": self.why}


def parse(body: bytes) -> dict[str, Any]:
    """The JSON object in a body. Raises ``TooLarge`` and ``Malformed``; no bytes make it raise anything else."""
    if len(body) > MOST_BYTES:
        raise TooLarge
    try:
        found = orjson.loads(body)
    except ValueError:
        # orjson refuses a whole batch for half an emoji; here only the op that holds it is refused.
        try:
            found = json.loads(body, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise Malformed from None
    if not isinstance(found, dict):
        raise Malformed
    return found


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def digest_of(body: bytes) -> str:
    """The value of ``Content-Digest`` (RFC 9530) for a body."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


def add_digest(response: HttpResponse) -> None:
    """Put the hash of what it holds on an answer."""
    response.headers["Content-Digest"] = digest_of(response.content)


def check_digest(body: bytes, said: str | None) -> None:
    """Compare a body with its ``Content-Digest`` (RFC 9530); raises ``Damaged`` when a byte changed on the way.

    Only ``sha-256`` is looked at; a phone that says nothing, or something else, is believed.
    """
    found = DIGEST.search(said or "")
    if found and found[0] != digest_of(body):
        raise Damaged


def read(data: Mapping[str, Any], language: str) -> Batch:
    """The envelope of a batch; ``language`` when it names none. Raises ``WrongShape`` and ``TooLarge``."""
    device = as_uuid(data.get("device"))
    ops, schema = data.get("ops"), data.get("schema")
    if device is None or not isinstance(ops, list) or not isinstance(schema, str):
        raise WrongShape
    if not 0 < len(schema) <= 64 or not schema.isprintable():
        raise WrongShape
    if len(ops) > MOST_OPS:
        raise TooLarge
    said = data.get("language")
    if not isinstance(said, str) or said not in dict(settings.LANGUAGES):
        said = language
    return Batch(device, schema, said, as_moment(data.get("sent_at")), ops)


def check(batch: Batch, sheet: fields.Sheet, scope: fields.Scope, implicit: str = "pad") -> list[Checked | Rejection]:
    """Every op of a batch, in order, as it may be stored or with the reason why not. Never raises.

    ``scope`` are the fields that are open in the round it is for. ``implicit`` is the instrument of the study.
    """
    with override(batch.language):
        return [_check(op, sheet, scope, batch.language, implicit) for op in batch.ops]


def _check(op: Any, sheet: fields.Sheet, scope: fields.Scope, language: str, implicit: str) -> Checked | Rejection:
    if not isinstance(op, Mapping):
        return Rejection("", None, "", "shape", str(_("This answer could not be read. Please give it again.")))
    ident = as_uuid(op.get("id"))
    said = op["id"] if ident else ""
    field = fields.read(op.get("field"))
    name = field.path if field else ""
    seq = op.get("seq")

    def refuse(code: str, why: object) -> Rejection:
        return Rejection(said, ident, name, code, str(why))

    if ident is None or type(seq) is not int or not 0 <= seq <= LARGEST_SEQ:
        return refuse("shape", _("This answer could not be read. Please give it again."))
    if field and field.name in values.BESIDE and field.name not in sheet.beside:
        return refuse("not_allowed", _("This study does not ask for this any more. Everything else is kept."))
    if field is None or not sheet.has(field):
        return refuse("unknown_question", _("This question is not in this form. Reload the page."))
    if not scope.has(field):
        if scope.asked is None:
            return refuse("other_part", _("This question belongs to another part of the visit."))
        return refuse("not_asked", _("This question was not asked back. Only the questions asked back can change."))
    try:
        value = values.clean(sheet, field, op.get("value"), language, implicit)
    except values.Refused as problem:
        return refuse(problem.code, problem.why)
    times = _within(op.get("t_mono"), LONGEST_MONO), _within(op.get("shown_ms"), LONGEST_SHOWN)
    settles = op.get("settles") is True
    return Checked(said, ident, seq, field.path, value, as_moment(op.get("t_wall")), settles, *times)


def _within(said: object, most: int) -> int | None:
    """A whole number of milliseconds; anything else is dropped: no answer is refused for its times."""
    return said if type(said) is int and 0 <= said <= most else None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a phone says it handed in: its ops and its photos with their hashes (SHA-256, hexadecimal)."""

    submission: UUID
    device: UUID
    ops: tuple[UUID, ...]
    media: tuple[tuple[UUID, str], ...]


def read_manifest(data: Mapping[str, Any]) -> Manifest:
    """The manifest of a final. Raises ``WrongShape`` and ``TooLarge``."""
    submission, device = as_uuid(data.get("submission")), as_uuid(data.get("device"))
    ops, media = data.get("ops"), data.get("media")
    if submission is None or device is None or not isinstance(ops, list) or not isinstance(media, list):
        raise WrongShape
    if len(ops) > MOST_NAMED or len(media) > MOST_PHOTOS:
        raise TooLarge
    named = [as_uuid(one) for one in ops]
    photos = [(as_uuid(one.get("id")), one.get("sha")) if isinstance(one, Mapping) else (None, "") for one in media]
    if None in named or not all(ident and isinstance(sha, str) and SHA256_TEXT.fullmatch(sha) for ident, sha in photos):
        raise WrongShape
    return Manifest(submission, device, tuple(dict.fromkeys(named)), tuple(dict.fromkeys(photos)))  # type: ignore[arg-type]


def as_uuid(text: object) -> UUID | None:
    """The UUID in its usual spelling (or as such), else ``None``."""
    if isinstance(text, UUID):
        return text
    return UUID(text) if isinstance(text, str) and UUID_TEXT.fullmatch(text) else None


def as_moment(said: object) -> datetime | None:
    """A phone's clock: an ISO moment with its zone, or milliseconds since 1970. ``None`` when it is neither."""
    try:
        if isinstance(said, str) and len(said) <= 40:
            moment = parse_datetime(said)
        elif isinstance(said, int | float) and not isinstance(said, bool):
            moment = datetime.fromtimestamp(said / 1000, UTC)
        else:
            return None
        return moment.astimezone(UTC) if moment and moment.tzinfo and 1970 < moment.year < 2200 else None
    except (ValueError, OverflowError, OSError):
        return None
