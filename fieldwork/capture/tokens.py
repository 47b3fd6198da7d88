"""The phone's key to one visit: it may write and ask how far its own upload is, nothing else."""

from uuid import UUID

from django.conf import settings
from django.core import signing

from fieldwork.capture.refusals import OtherVisit, TokenExpired, TokenMissing, TokenRevoked
from fieldwork.common.errors import Gone
from fieldwork.people.models import User
from fieldwork.visits.models import Visit
from fieldwork.visits.states import VisitState

SALT = "capture.token"
DAY = 24 * 3600


def issue(visit: Visit, user: User) -> str:
    """A signed key for ``user`` to write to ``visit``, good for ``CAPTURE_TOKEN_DAYS`` from now.

    Raising ``visit.token_epoch`` makes every key given out before worthless.
    """
    return signing.dumps([str(visit.uuid), user.pk, visit.token_epoch], salt=SALT, compress=True)


def check(token: str, visit: UUID) -> Visit:
    """The visit this key opens, with its shopper, place and version (without the document) loaded.

    Raises ``TokenMissing`` (never a key of ours), ``TokenExpired``, ``OtherVisit`` (a key of another
    visit), ``Gone`` (the visit was withdrawn) and ``TokenRevoked`` (another shopper, or a newer epoch).
    """
    try:
        named, user, epoch = signing.loads(token, salt=SALT, max_age=settings.CAPTURE_TOKEN_DAYS * DAY)
    except signing.SignatureExpired:
        raise TokenExpired from None
    except (signing.BadSignature, ValueError, TypeError):
        raise TokenMissing from None
    if named != str(visit):
        raise OtherVisit
    found = (
        Visit.objects.select_related("journey_version", "location", "shopper", "wave__study")
        .defer("journey_version__document")
        .filter(uuid=visit)
        .first()
    )
    if found is None:
        raise OtherVisit
    if found.state == VisitState.CANCELLED:
        raise Gone
    shopper = found.shopper
    if shopper is None or shopper.pk != user or not shopper.is_active or found.token_epoch != epoch:
        raise TokenRevoked
    return found
