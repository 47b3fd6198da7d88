"""The states of a visit and every move between them. Imported by everyone, imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class VisitState(models.TextChoices):
    DRAFT = "draft", _("draft")
    OPEN = "open", pgettext_lazy("visit", "open")
    OFFERED = "offered", _("offered")
    ASSIGNED = "assigned", _("assigned")
    BRIEFED = "briefed", _("briefed")
    STARTED = "started", _("under way")
    SUBMITTED = "submitted", _("handed in")
    IN_REVIEW = "in_review", _("in review")
    RETURNED = "returned", _("returned")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("published")
    EXCLUDED = "excluded", _("excluded")
    CANCELLED = "cancelled", pgettext_lazy("visit", "called off")
    EXPIRED = "expired", _("expired")
    NO_SHOW = "no_show", _("not carried out")


S = VisitState
MOVES: dict[VisitState, set[VisitState]] = {
    S.DRAFT: {S.OPEN, S.CANCELLED},
    S.OPEN: {S.OFFERED, S.ASSIGNED, S.CANCELLED, S.EXPIRED},
    S.OFFERED: {S.ASSIGNED, S.OPEN, S.CANCELLED, S.EXPIRED},
    S.ASSIGNED: {S.BRIEFED, S.OPEN, S.CANCELLED, S.EXPIRED, S.NO_SHOW},
    S.BRIEFED: {S.STARTED, S.ASSIGNED, S.OPEN, S.CANCELLED, S.EXPIRED, S.NO_SHOW},
    S.STARTED: {S.SUBMITTED, S.OPEN, S.EXCLUDED, S.CANCELLED, S.EXPIRED},
    S.SUBMITTED: {S.IN_REVIEW},
    S.IN_REVIEW: {S.SUBMITTED, S.RETURNED, S.APPROVED, S.EXCLUDED},
    S.RETURNED: {S.SUBMITTED, S.IN_REVIEW, S.EXCLUDED},
    S.APPROVED: {S.PUBLISHED, S.IN_REVIEW},
    S.PUBLISHED: {S.IN_REVIEW},
    S.EXPIRED: {S.OPEN, S.STARTED},
    S.NO_SHOW: {S.OPEN, S.STARTED},
    S.EXCLUDED: {S.IN_REVIEW},
    S.CANCELLED: set(),
}
FREE = {S.OPEN, S.OFFERED}
BEFORE = {S.ASSIGNED, S.BRIEFED}  # given to somebody, nothing done yet
TO_DO = {S.ASSIGNED, S.BRIEFED, S.STARTED, S.RETURNED}
HANDED_IN = {S.SUBMITTED, S.IN_REVIEW, S.RETURNED, S.APPROVED, S.PUBLISHED}
UNDER_REVIEW = {S.SUBMITTED, S.IN_REVIEW}
COUNTED = {S.APPROVED, S.PUBLISHED}  # in live figures, and visible to the client


class EventKind(models.TextChoices):
    """What an event of a visit tells; a move has two states, the rest have none."""

    PLANNED = "planned", _("planned")
    MOVED = "moved", _("moved")
    ASSIGNED = "assigned", _("given to a shopper")
    UNASSIGNED = "unassigned", _("taken back")
    CONFIRMED = "confirmed", _("confirmed by the shopper")
    DECLINED = "declined", _("declined by the shopper")
    BRIEFED = "briefed", _("briefing read")
    RE_BRIEF = "re_brief", _("briefing changed")
    STARTED = "started", _("begun")
    PART = "part", _("part handed in")
    REMINDED = "reminded", _("reminder noted")
    EXPIRED = "expired", _("date passed")
    REOPENED = "reopened", _("opened again")
    UNDONE = "undone", _("undone")
    SHUT_OUT = "shut_out", _("phone shut out")


class ReturnReason(models.TextChoices):
    """Why a shopper cannot go; keeps a fair record."""

    ILL = "ill", _("ill")
    TIME = "time", _("no time after all")
    DISTANCE = "distance", _("too far")
    KNOWN = "known", _("people know me there")
    OTHER = "other", _("something else")


# Tone and icon of a state: word and shape come first, colour is the third signal.
LOOKS: dict[str, tuple[str, str]] = {
    S.DRAFT: ("", "ring"),
    S.OPEN: ("bad", "ring"),
    S.OFFERED: ("warn", "people"),
    S.ASSIGNED: ("info", "person"),
    S.BRIEFED: ("info", "document"),
    S.STARTED: ("info", "half"),
    S.SUBMITTED: ("", "eye"),
    S.IN_REVIEW: ("", "eye"),
    S.RETURNED: ("warn", "return"),
    S.APPROVED: ("ok", "check"),
    S.PUBLISHED: ("ok", "check"),
    S.EXCLUDED: ("", "cross"),
    S.CANCELLED: ("", "cross"),
    S.EXPIRED: ("bad", "clock"),
    S.NO_SHOW: ("bad", "warning"),
}
