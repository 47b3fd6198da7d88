"""Words of the published view. Imported by everyone, imports nothing of ours."""

from django.db import models
from django.utils.translation import pgettext_lazy


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
