"""Words of figure sets and of the published view. Imported by everyone, imports nothing of ours."""

from django.db import models
from django.utils.translation import pgettext_lazy


class SetKind(models.TextChoices):
    """What a set of figures is about; each has a shape of its own."""

    JOURNEY = "journey", pgettext_lazy("kind of report", "journey report")
    LOCATION = "location", pgettext_lazy("kind of report", "location report")
    VISIT = "visit", pgettext_lazy("kind of report", "visit report")


class Daypart(models.TextChoices):
    """When a visit took place, as far as a client may know."""

    NIGHT = "night", pgettext_lazy("part of the day", "night")
    MORNING = "morning", pgettext_lazy("part of the day", "morning")
    AFTERNOON = "afternoon", pgettext_lazy("part of the day", "afternoon")
    EVENING = "evening", pgettext_lazy("part of the day", "evening")

    @classmethod
    def of(cls, hour: int) -> "Daypart":
        """The part of the day an hour (0-23) belongs to."""
        return (cls.NIGHT, cls.MORNING, cls.AFTERNOON, cls.EVENING)[(hour >= 6) + (hour >= 12) + (hour >= 18)]


class Device(models.TextChoices):
    """What kind of device a customer would have used; anything else in a visit is no kind and is never shown."""

    PHONE = "phone", pgettext_lazy("device", "phone")
    TABLET = "tablet", pgettext_lazy("device", "tablet")
    COMPUTER = "computer", pgettext_lazy("device", "computer")
