"""What the product says when something cannot be done: one class per kind, one answer in one place.

A view or endpoint never catches these. ``middleware.DomainErrors`` turns them into a page and
``problems.handle`` into problem+json, with the status of the class.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """Something a person asked for cannot be done now; the message says what happened and what to do.

    ``code`` is a stable word for programs; ``status`` the HTTP status of the answer.
    """

    code = "conflict"
    status = 409
    message: str | Promise = _("This cannot be done now. Reload the page and look at what changed.")

    def __init__(self, message: str | Promise | None = None, **details: object) -> None:
        super().__init__(message or self.message)
        if message is not None:
            self.message = message
        self.details = details


class NotAllowedNow(DomainError):
    """There is no such move from the state the thing is in."""

    code = "not_allowed_now"
    message = _("This is not possible in the state it is in now. Nothing was changed.")


class MovedMeanwhile(DomainError):
    """Somebody else was first; nothing of this request was kept."""

    code = "moved_meanwhile"
    message = _("Somebody else changed this just now. Nothing was changed. Reload the page and look again.")


class Invalid(DomainError):
    """What came in cannot be accepted; ``problems`` lists the field, a code and a sentence for each."""

    code = "invalid"
    status = 422
    message = _("Some of what was sent cannot be accepted. Nothing was changed.")

    def __init__(
        self, message: str | Promise | None = None, problems: list[dict] | None = None, **details: object
    ) -> None:
        super().__init__(message, **details)
        self.problems = problems or []


class Gone(DomainError):
    """The thing was withdrawn; what the sender has should be kept there."""

    code = "withdrawn"
    status = 410
    message = _("This visit was withdrawn. Keep what you have and contact the planner.")
