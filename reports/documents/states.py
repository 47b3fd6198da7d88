"""What a report is doing, in words. Imported by everyone, imports nothing of ours."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReportState(models.TextChoices):
    """Never stored: read from the file and the job of a report."""

    WAITING = "waiting", pgettext_lazy("report", "waiting")
    BEING_MADE = "being_made", pgettext_lazy("report", "being made")
    READY = "ready", pgettext_lazy("report", "ready")
    FAILED = "failed", pgettext_lazy("report", "failed")
    CANCELLED = "cancelled", pgettext_lazy("report", "cancelled")
    WITHDRAWN = "withdrawn", pgettext_lazy("report", "withdrawn")
    REMOVED = "removed", pgettext_lazy("report", "file no longer kept")


# Tone and icon: word and shape come first, colour is the third signal.
LOOKS: dict[str, tuple[str, str]] = {
    ReportState.WAITING: ("", "clock"),
    ReportState.BEING_MADE: ("info", "refresh"),
    ReportState.READY: ("ok", "check"),
    ReportState.FAILED: ("bad", "warning"),
    ReportState.CANCELLED: ("", "cross"),
    ReportState.WITHDRAWN: ("bad", "cross"),
    ReportState.REMOVED: ("", "clock"),
}
MAKE_AGAIN = (ReportState.FAILED, ReportState.CANCELLED, ReportState.REMOVED)


class Signature(models.TextChoices):
    """How the file of a report was signed; empty for files from before there were signatures."""

    BASIC = "basic", pgettext_lazy("signature", "signed")
    STAMPED = "stamped", pgettext_lazy("signature", "signed, with a time stamp")
    UNSTAMPED = "unstamped", pgettext_lazy("signature", "signed; the time-stamp service did not answer")


class Verdict(StrEnum):
    """What the verification page says about a file or a number."""

    AUTHENTIC = "authentic"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    CHANGED = "changed"
    UNKNOWN = "unknown"


# Tone and icon of a verdict, as ``LOOKS``.
VERDICT_LOOKS: dict[str, tuple[str, str]] = {
    Verdict.AUTHENTIC: ("ok", "check"),
    Verdict.SUPERSEDED: ("warn", "clock"),
    Verdict.WITHDRAWN: ("bad", "cross"),
    Verdict.CHANGED: ("bad", "warning"),
    Verdict.UNKNOWN: ("", "info"),
}


REPLACED = pgettext_lazy("report", "replaced")


class Phase(models.TextChoices):
    """What a worker is doing for a report: the note of its job."""

    PHOTOS = "photos", _("Collecting the photos.")
    CHAPTERS = "chapters", _("Writing the chapters.")
    PAGES = "pages", _("Laying out the pages.")
    FILE = "file", _("Signing and storing the file.")


class Failure(models.TextChoices):
    """Why making a report stopped; a job's error begins with one of these words."""

    UNSIGNED = "unsigned", _("The key that signs reports cannot be used. Ask the administrator to look at it.")
    STOPPED = "stopped", _("Making this report took too long or too much memory, so it was stopped.")
    UNPRINTABLE = "unprintable", _("These figures cannot be printed by this version of the product.")
    UNEXPECTED = "unexpected", _("Something unexpected went wrong while making this report. The figures are safe.")


def failure_of(error: str) -> Failure:
    """The reason behind the stored error of a job."""
    word = error.partition(":")[0].strip()
    return Failure(word) if word in Failure.values else Failure.UNEXPECTED


# --- many at once -------------------------------------------------------------------------------------
class PartState(models.TextChoices):
    """What a part of a bundle is doing. Never stored: read from the part, its report and the jobs."""

    WAITING = "waiting", pgettext_lazy("report", "waiting")
    BEING_MADE = "being_made", pgettext_lazy("report", "being made")
    READY = "ready", pgettext_lazy("report", "ready")
    FAILED = "failed", pgettext_lazy("report", "failed")
    CANCELLED = "cancelled", pgettext_lazy("report", "cancelled")
    NOTHING = "nothing", _("nothing to report")


PART_LOOKS: dict[str, tuple[str, str]] = {
    **{state: LOOKS[state] for state in PartState.values if state in LOOKS},
    PartState.NOTHING: ("", "info"),
}


def look_of(state: ReportState | PartState, *, is_replaced: bool) -> tuple[str, str, str]:
    """Tone, icon and word of a report or a part: a ready one that is replaced looks as on the verification page."""
    if is_replaced and state.value == ReportState.READY:
        return *VERDICT_LOOKS[Verdict.SUPERSEDED], str(REPLACED)
    return *(LOOKS | PART_LOOKS)[state], str(state.label)


TO_RETRY = (PartState.FAILED, PartState.CANCELLED)


class NoReport(models.TextChoices):
    """Why a part of a bundle has no report."""

    NO_VISITS = "no_visits", _("There are no approved visits any more.")
    REASON_NEEDED = "reason", _("An earlier report with other figures was published. Say why a new version is needed.")
    MOVED = "moved", _("Visits were changed while the figures were made. Try again.")
    PROBLEM = "problem", _("Something unexpected went wrong while the figures were made. Try again.")


class LinkState(models.TextChoices):
    """Whether a link still hands out its report. Never stored: read from its dates, its counter and the report."""

    LIVE = "live", pgettext_lazy("link", "works")
    EXPIRED = "expired", pgettext_lazy("link", "expired")
    REVOKED = "revoked", pgettext_lazy("link", "revoked")
    USED_UP = "used_up", pgettext_lazy("link", "used too often")
    SILENT = "silent", pgettext_lazy("link", "hands out nothing now")


LINK_LOOKS: dict[str, tuple[str, str]] = {
    LinkState.LIVE: ("ok", "check"),
    LinkState.EXPIRED: ("", "clock"),
    LinkState.REVOKED: ("", "cross"),
    LinkState.USED_UP: ("warn", "warning"),
    LinkState.SILENT: ("warn", "warning"),
}
