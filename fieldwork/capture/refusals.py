"""What the phone is told when something cannot be taken: one class per answer, each with a stable code.

The phone keeps what it has after every one of these. ``state`` is the word its outbox steers by.
"""

from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions, status

from fieldwork.capture.states import PhotoProblem
from fieldwork.common.errors import DomainError, NotAllowedNow


class Malformed(DomainError):
    """Not what our own phone page sends; repeating it will not help."""

    code = "malformed"
    status = 400
    message = _("This could not be read. What you filled in is kept on the phone.")


class Damaged(DomainError):
    """The body is not what the phone sent: a byte changed on the way. The phone sends it again."""

    code = "damaged"
    status = 400
    message = _("This was damaged on the way and is sent again. What you filled in is kept on the phone.")


class WrongShape(DomainError):
    """Readable, but without a part that must be there."""

    code = "wrong_shape"
    status = 422
    message = _("This could not be read. What you filled in is kept on the phone.")


class UnknownForm(DomainError):
    """Filled in with a form that was never published for this journey."""

    code = "schema"
    status = 422
    message = _("This form is not known here. What you filled in is kept on the phone; reload the page.")


class TooLarge(DomainError):
    """More than one call may carry."""

    code = "too_large"
    status = 413
    message = _("This is too large to send at once. What you filled in is kept on the phone.")


class RoundFull(NotAllowedNow):
    """One round holds all the changes it may ever hold; the phone keeps its own and says whom to ask."""

    message = _("This visit has more changes than we can take. Save a copy on the phone and ask your planner.")


class Incomplete(DomainError):
    """The manifest names things that are not here yet; the phone sends those and asks again."""

    code = "incomplete"
    status = 409
    message = _("Not everything has arrived yet.")

    def __init__(self, ops: list[str], media: list[str]) -> None:
        super().__init__(state="incomplete", ops=ops, media=media)


class HandedInElsewhere(DomainError):
    """Another phone handed this round in first."""

    code = "already_final"
    status = 409
    message = _("This was already handed in from another phone. What you filled in here is kept.")

    def __init__(self) -> None:
        super().__init__(state="other")


class NotComplete(DomainError):
    """Everything arrived, but some of it is not as it must be; the form jumps to the first of ``questions``."""

    code = "invalid"
    status = 422
    message = _("Some questions still need an answer. Nothing was handed in yet.")

    def __init__(self, questions: list[dict[str, str]]) -> None:
        super().__init__(state="invalid", questions=questions)


class OutOfStep(DomainError):
    """The bytes do not follow on what is here; ``offset`` says how far we are."""

    code = "out_of_step"
    status = 409
    message = _("The photo goes on from another place.")

    def __init__(self, offset: int) -> None:
        super().__init__(state="coming", offset=offset)


class WrongHash(DomainError):
    """The whole file is not what was announced: damaged on the way, so from the start again."""

    code = "wrong_hash"
    status = 422
    message = _("The photo was damaged on the way and is sent again.")

    def __init__(self) -> None:
        super().__init__(state="coming", offset=0)


class MediaDiffers(DomainError):
    """One id stands for one file: the same id was announced with other bytes or for another question."""

    code = "id_reused"
    status = 422
    message = _("This photo does not belong here. Take it again.")


class PhotoRefused(DomainError):
    """These bytes are not taken as a photo. ``why`` is for the shopper."""

    status = 422

    def __init__(self, problem: PhotoProblem) -> None:
        self.code = problem.value
        self.problem = problem
        super().__init__(problem.label, state="refused", why=str(problem.label))


class NotHandedIn(DomainError):
    """A file for a round that was handed in without it, and that no later answer names."""

    code = "not_handed_in"
    status = 422
    message = _("This visit was handed in without this file. It stays on the phone; show it to your planner.")

    def __init__(self) -> None:
        super().__init__(state="refused", why=str(self.message))


class NoRoom(DomainError):
    """The disk did not take it; the phone keeps it and tries again."""

    code = "no_room"
    status = 503
    message = _("The photo could not be stored just now. It is kept on the phone and sent again.")


class TokenMissing(exceptions.AuthenticationFailed):
    """No token, or something that never was one."""

    default_code = "token_missing"
    default_detail = _("Log in to send. What you filled in is kept on the phone.")


class TokenExpired(exceptions.AuthenticationFailed):
    """Older than ``CAPTURE_TOKEN_DAYS``."""

    default_code = "token_expired"
    default_detail = _("You were away for a long time. Log in to send; what you filled in is kept on the phone.")


class TokenRevoked(exceptions.AuthenticationFailed):
    """The visit went to somebody else, or the key was withdrawn."""

    default_code = "token_revoked"
    default_detail = _("This phone may no longer send for this visit. What you filled in is kept on the phone.")


class OtherVisit(exceptions.APIException):
    """A good token at the wrong door: for the one who asks, that visit is not there."""

    status_code = status.HTTP_404_NOT_FOUND
    default_code = "not_found"
    default_detail = _("Not found.")
