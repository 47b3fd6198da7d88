"""What an export is and is doing, in words. Imported by everyone, imports nothing of ours."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KEPT_FOR = timedelta(days=7)
MOST_RUNNING = 3  # exports of one person that wait or are being made


class Format(models.TextChoices):
    """What the file is; the words say who it is for."""

    XLSX = "xlsx", _("Excel (XLSX): a sheet for each kind, with a code book")
    CSV = "csv", _("CSV with commas and decimal points")
    CSV_COMMA = "csv_comma", _("CSV with semicolons and decimal commas, for Dutch Excel")
    JSON = "json", _("JSON, for programs")

    @property
    def suffix(self) -> str:
        """The end of the file's name, with its dot."""
        return ".csv" if self in (Format.CSV, Format.CSV_COMMA) else f".{self.value}"

    @property
    def media_type(self) -> str:
        """As a browser is told."""
        return MEDIA_TYPES[self.suffix]


MEDIA_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
}


class ExportState(models.TextChoices):
    """Never stored: read from the file and the job of an export."""

    WAITING = "waiting", pgettext_lazy("export", "waiting")
    BEING_MADE = "being_made", pgettext_lazy("export", "being made")
    READY = "ready", pgettext_lazy("export", "ready")
    FAILED = "failed", pgettext_lazy("export", "failed")
    CANCELLED = "cancelled", pgettext_lazy("export", "cancelled")
    EXPIRED = "expired", pgettext_lazy("export", "removed after a week")


# Tone and icon: word and shape come first, colour is the third signal.
LOOKS: dict[str, tuple[str, str]] = {
    ExportState.WAITING: ("", "clock"),
    ExportState.BEING_MADE: ("info", "refresh"),
    ExportState.READY: ("ok", "check"),
    ExportState.FAILED: ("bad", "warning"),
    ExportState.CANCELLED: ("", "cross"),
    ExportState.EXPIRED: ("", "clock"),
}


class Failure(models.TextChoices):
    """Why making an export stopped; a job's error is or begins with one of these words."""

    NOT_YOURS = "not_yours", _("You may not take visits along any more.")
    NOTHING = "nothing", _("No approved visit was left in this selection when the file was to be made.")
    UNEXPECTED = "unexpected", _("Something unexpected went wrong while making this file. Try again.")


def failure_of(error: str) -> Failure:
    """The reason behind the stored error of a job."""
    word = error.partition(":")[0].strip()
    return Failure(word) if word in Failure.values else Failure.UNEXPECTED
