"""The doors for the phone: ops, photos, final. A token per visit opens them; a session does not.

Every call may be repeated. Bodies and answers are JSON, but for the bytes of a photo or spoken note. Errors are
problem+json with the extra members named in ``refusals``. Headers of a part of such a file:

- ``Upload-Offset``: where this part starts; must be the offset that the server has.
- ``Upload-Length``: bytes of the whole file, 1 to 25 MB; of a spoken note 1 to 15 MB.
- ``Upload-Sha256``: SHA-256 of the whole file, hexadecimal, small letters.
- ``Upload-Field``: path of the question it belongs to.
- ``Upload-Type``: what the phone thinks it is; kept, never believed.
- ``Upload-Device``: the phone's id, as in a batch of ops.
- ``Upload-Taken``: when the photo was taken, an ISO moment with its zone; kept where the file does not say it.
- ``Upload-Position``: where, as ``latitude,longitude,accuracy`` (degrees, metres); dropped without the shopper's yes.
- ``Upload-Duration``: of a spoken note (field ``step/@memo``), in ms.
"""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, UnreadablePostError
from django.utils import translation
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import UserRateThrottle
from rest_framework.views import APIView

from fieldwork.capture import actions, batch, tokens, uploads
from fieldwork.capture.models import Round
from fieldwork.capture.refusals import Malformed, TokenMissing, WrongShape
from fieldwork.people.models import User
from fieldwork.visits.models import Visit


class FromPhone(Request):
    """What ``PhoneToken`` lets through: the shopper, and the visit as ``auth``."""

    user: User
    auth: Visit


class PhoneToken(BaseAuthentication):
    """``Authorization: Bearer <token>`` for the visit in the address; see ``tokens.check``."""

    def authenticate(self, request: Request) -> tuple[User | None, Visit]:
        """The shopper and the visit; nobody comes in without a token, whatever cookies they bring."""
        kind, _space, token = get_authorization_header(request).partition(b" ")
        if kind.lower() != b"bearer":
            raise TokenMissing
        visit = tokens.check(token.strip().decode("latin-1"), request.parser_context["kwargs"]["visit"])
        return visit.shopper, visit

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return "Bearer"


class PhoneTokenScheme(OpenApiAuthenticationExtension):
    """The token in the description of the API."""

    target_class = PhoneToken
    name = "phoneToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "Write-only token of one visit."}


class PhoneThrottle(UserRateThrottle):
    """A rate of its own: a phone that comes back into reach sends much at once."""

    scope = "capture"


class Bytes(BaseParser):
    """The body as it is, up to a little more than a batch may be."""

    media_type = "*/*"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """At most one byte more than is allowed: enough to see that it is too much."""
        try:
            return stream.read(batch.MOST_BYTES + 1)
        except UnreadablePostError:
            raise Malformed from None


def _sheet(name: str, **members: serializers.Field) -> Any:
    return inline_serializer(name, members)


OP = _sheet(
    "Op",
    id=serializers.UUIDField(),
    seq=serializers.IntegerField(min_value=0),
    field=serializers.CharField(max_length=120),
    value=serializers.JSONField(allow_null=True),
    t_wall=serializers.DateTimeField(required=False, allow_null=True),
    t_mono=serializers.IntegerField(required=False, allow_null=True, min_value=0),
    shown_ms=serializers.IntegerField(required=False, allow_null=True, min_value=0),
)
REJECTED = _sheet(
    "RejectedOp",
    id=serializers.CharField(),
    field=serializers.CharField(),
    code=serializers.CharField(),
    why=serializers.CharField(),
)
BATCH = _sheet(
    "OpBatch",
    device=serializers.UUIDField(),
    schema=serializers.CharField(max_length=64),
    language=serializers.CharField(required=False),
    sent_at=serializers.DateTimeField(required=False),
    ops=serializers.ListField(child=OP, max_length=batch.MOST_OPS),
)
KEPT = _sheet(
    "KeptOps",
    acked=serializers.ListField(child=serializers.UUIDField()),
    late=serializers.ListField(child=serializers.UUIDField()),
    rejected=serializers.ListField(child=REJECTED),
    now=serializers.DateTimeField(),
)
UPLOAD = _sheet(
    "Upload",
    offset=serializers.IntegerField(),
    state=serializers.ChoiceField(["coming", "received", "prepared", "refused"]),
    why=serializers.CharField(required=False),
)
NAMED_PHOTO = _sheet("NamedPhoto", id=serializers.UUIDField(), sha=serializers.CharField())
MANIFEST = _sheet(
    "Manifest",
    submission=serializers.UUIDField(),
    device=serializers.UUIDField(),
    ops=serializers.ListField(child=serializers.UUIDField()),
    media=serializers.ListField(child=NAMED_PHOTO),
)
FINAL = _sheet(
    "Final",
    state=serializers.ChoiceField(["final"]),
    submission=serializers.UUIDField(),
    code=serializers.CharField(),
    at=serializers.DateTimeField(),
    round=serializers.IntegerField(),
    next=serializers.CharField(help_text="The dated part that comes after this one, in words; empty after the last."),
    by=serializers.CharField(help_text="By when a reviewer looks at it, in words."),
)
PROBLEM = OpenApiTypes.OBJECT
PROBLEMS = dict.fromkeys((400, 401, 404, 409, 410, 413, 422, 429), PROBLEM)
HEADERS = [
    OpenApiParameter(name, kind, OpenApiParameter.HEADER, required=needed)
    for name, kind, needed in (
        ("Upload-Offset", int, True), ("Upload-Length", int, True), ("Upload-Sha256", str, True),
        ("Upload-Field", str, True), ("Upload-Type", str, False), ("Upload-Device", str, False),
        ("Upload-Taken", str, False), ("Upload-Position", str, False), ("Upload-Duration", int, False),
    )
]  # fmt: skip


class PhoneView(APIView):
    """What the three doors share: the token, the language of the shopper, and the round."""

    authentication_classes = [PhoneToken]
    throttle_classes = [PhoneThrottle]
    parser_classes = [Bytes]
    request: FromPhone

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After the token: words in the shopper's language."""
        super().initial(request, *args, **kwargs)
        language = self.request.user.language
        translation.activate(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Every answer carries its hash: a phone believes only what came over whole."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response.add_post_render_callback(batch.add_digest)
        return response

    def round(self, number: int) -> Round:
        """The round in the address, when it is this shopper's."""
        found = actions.round_of(self.request.auth, number)
        if found is None:
            raise Http404
        found.visit = self.request.auth
        return found

    def json(self, request: FromPhone) -> dict[str, Any]:
        """The body. Raises ``TooLarge``, ``Damaged`` and ``Malformed``."""
        body = request.data if isinstance(request.data, bytes) else b""
        batch.check_digest(body, request.headers.get("Content-Digest"))
        return batch.parse(body)


class Ops(PhoneView):
    """Changes of fields, at most 50 at a time."""

    @extend_schema(operation_id="phone_ops", request={"application/json": BATCH}, responses={200: KEPT, **PROBLEMS})
    def put(self, request: FromPhone, visit: UUID, number: int) -> Response:
        """Keep a batch; answers what became of each op. Only ids in ``acked`` are safe."""
        ops = batch.read(self.json(request), request.user.language)
        return Response(actions.put_ops(self.round(number), ops, request.user))


class Upload(PhoneView):
    """One photo or spoken note, in parts."""

    @extend_schema(operation_id="phone_upload_state", responses={200: UPLOAD, **PROBLEMS})
    def get(self, request: FromPhone, visit: UUID, number: int, media: UUID) -> Response:
        """How far it is; an unknown one is at 0."""
        return Response(uploads.state_of(self.round(number), media))

    @extend_schema(
        operation_id="phone_upload", request={"application/offset+octet-stream": OpenApiTypes.BINARY},
        parameters=HEADERS, responses={200: UPLOAD, **PROBLEMS},
    )  # fmt: skip
    def patch(self, request: FromPhone, visit: UUID, number: int, media: UUID) -> Response:
        """Take one part. The body is read as it comes, so a part that breaks off is kept."""
        announced = _announced(request)
        return Response(uploads.append(self.round(number), media, announced, request._request))


def _announced(request: FromPhone) -> uploads.Announced:
    sha256 = request.headers.get("Upload-Sha256", "")
    field = request.headers.get("Upload-Field", "")
    if not batch.SHA256_TEXT.fullmatch(sha256) or not field:
        raise WrongShape
    return uploads.Announced(
        offset=_whole(request, "Upload-Offset"),
        length=_whole(request, "Upload-Length"),
        sha256=sha256,
        field=field,
        content_type=_printable(request.headers.get("Upload-Type", "")),
        device=batch.as_uuid(request.headers.get("Upload-Device")),
        **uploads.about(request.headers),
    )


def _whole(request: FromPhone, name: str) -> int:
    text = request.headers.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise WrongShape
    return int(text)


def _printable(text: str) -> str:
    return "".join(character for character in text if character.isascii() and character.isprintable())


class Final(PhoneView):
    """Handing in."""

    @extend_schema(
        operation_id="phone_final", request={"application/json": MANIFEST}, responses={200: FINAL, **PROBLEMS}
    )
    def put(self, request: FromPhone, visit: UUID, number: int) -> Response:
        """Hand in a round; the same submission gets the same answer again."""
        manifest = batch.read_manifest(self.json(request))
        return Response(actions.finalise(self.round(number), manifest, request.user))
