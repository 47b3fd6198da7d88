"""A study asks something of one client's journey; its waves measure it; briefings tell shoppers how."""

from datetime import datetime
from typing import Any, Self
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fieldwork.journeys.models import Journey, JourneyVersion
from fieldwork.measurement.numbers import is_number
from fieldwork.measurement.settings import Settings
from fieldwork.people.models import Client, User
from fieldwork.people.states import DESK, Role
from fieldwork.studies.states import COUNTED_THRESHOLDS, THRESHOLDS, Channel, Family, Instrument


def checked_thresholds(given: Any) -> dict[str, float]:
    """Thresholds as they may be stored: names of ``THRESHOLDS``, each between its least and most.

    Raises ``ValidationError`` on anything else.
    """
    if not isinstance(given, dict) or (unknown := given.keys() - THRESHOLDS.keys()):
        names = ", ".join(sorted(map(str, unknown))) if isinstance(given, dict) else "–"
        raise ValidationError(_("These thresholds do not exist: %(names)s."), params={"names": names})
    for name, value in given.items():
        least, most = THRESHOLDS[name]
        is_whole = name not in COUNTED_THRESHOLDS or (is_number(value) and value == int(value))
        if not is_number(value) or not is_whole or not least <= value <= most:
            raise ValidationError(
                _("%(name)s must lie between %(least)s and %(most)s."),
                params={"name": name, "least": least, "most": most},
            )
    return {name: int(value) if name in COUNTED_THRESHOLDS else float(value) for name, value in given.items()}


class StudyQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The desk: studies of the clients it works for."""
        if not user.is_authenticated or user.role not in DESK:
            return self.none()
        return self.filter(client__in=Client.objects.visible_to(user))


class Study(models.Model):
    """What a client wants to know, over one journey, in one or more waves."""

    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="studies")
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="studies")
    title = models.CharField(_("title"), max_length=160)
    family = models.CharField(_("family"), max_length=16, choices=Family, default=Family.CUSTOMER)
    goals = models.TextField(_("goals"), blank=True, help_text=_("One goal per line."))
    target = models.DecimalField(
        _("target score"), max_digits=4, decimal_places=1, null=True, blank=True,
        help_text=_("Journey score to reach, 0 to 100."),
    )  # fmt: skip
    # What differs from the product's own thresholds, {name: value}; agreed before fieldwork, fixed after it.
    thresholds = models.JSONField(_("thresholds"), default=dict, blank=True)
    instrument = models.CharField(_("first impression"), max_length=10, choices=Instrument, default=Instrument.PAD)
    allows_audio = models.BooleanField(
        _("shoppers may record an audio memo"), default=False,
        help_text=_("Only with a recorded ground; other people may be heard."),
    )  # fmt: skip
    audio_ground = models.CharField(
        _("ground for audio"), max_length=300, blank=True,
        help_text=_("Why sound may be recorded here and who was told, such as the works council."),
    )  # fmt: skip
    asks_position = models.BooleanField(
        _("ask shoppers for their position"), default=False,
        help_text=_("Asked once at the start, with the reason. Saying no never costs a shopper anything."),
    )  # fmt: skip
    # What a pilot of the instrument found, with its day ("at") and person ("by"); empty until somebody keeps it.
    pilot = models.JSONField(default=dict, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = StudyQuerySet.as_manager()

    class Meta:
        ordering = ["client__name", "title"]
        verbose_name_plural = "studies"
        constraints = [
            models.CheckConstraint(
                name="study_audio_has_its_ground", condition=Q(allows_audio=False) | ~Q(audio_ground="")
            )
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Thresholds are known, within their bounds, and stay as they were once a visit was handed in.

        The instrument of the first impression stays once a shopper has begun: the form is on their phone.
        """
        super().clean()
        self.thresholds = checked_thresholds(self.thresholds)
        stored = Study.objects.filter(pk=self.pk).first()
        if stored is None:
            return
        if stored.thresholds != self.thresholds and self.is_measured:
            raise ValidationError(
                {"thresholds": _("A visit was handed in, so the thresholds of this study are fixed.")}
            )
        if stored.instrument != self.instrument and self.is_under_way:
            raise ValidationError(
                {"instrument": _("A visit has begun, so the way to give the first impression is fixed.")}
            )

    @property
    def is_measured(self) -> bool:
        """Whether a visit of it was handed in (the reverse name, no import)."""
        return self.waves.filter(visits__submitted_at__isnull=False).exists()

    @property
    def is_under_way(self) -> bool:
        """Whether a visit of it has begun, or was handed in (the reverse name, no import)."""
        begun = Q(visits__started_at__isnull=False) | Q(visits__submitted_at__isnull=False)
        return self.waves.filter(begun).exists()

    @property
    def pilot_at(self) -> datetime | None:
        """When the pilot was kept; ``None`` when there is none."""
        return datetime.fromisoformat(self.pilot["at"]) if self.pilot else None

    def measurement(self) -> Settings:
        """The thresholds its figures are made with: the product's own, with what this study agreed on top."""
        return Settings(**{name: value for name, value in self.thresholds.items() if name in THRESHOLDS})


class Persona(models.Model):
    """The kind of customer a shopper plays."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="personas")
    name = models.CharField(_("name"), max_length=80)
    description = models.TextField(_("description"), blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Scenario(models.Model):
    """The story the shopper acts, through one channel."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="scenarios")
    title = models.CharField(_("title"), max_length=120)
    story = models.TextField(_("story"))
    channel = models.CharField(_("channel"), max_length=20, choices=Channel, default=Channel.COUNTER)
    minutes = models.PositiveSmallIntegerField(_("minutes on site"), default=30)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class WaveQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """As the study."""
        return self.filter(study__in=Study.objects.visible_to(user))


class Wave(models.Model):
    """One period of fieldwork with its four dates, kept apart on purpose."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="waves")
    journey_version = models.ForeignKey(JourneyVersion, on_delete=models.PROTECT, related_name="waves")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=120)
    visit_from = models.DateField(_("first visit day"))
    due = models.DateField(_("last visit day"))
    submit_by = models.DateField(_("hand in by"))
    report_by = models.DateField(_("report by"))
    fee_cents = models.PositiveIntegerField(_("fee in cents"), default=0)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    is_open = models.BooleanField(_("fieldwork is open"), default=True)

    objects = WaveQuerySet.as_manager()

    class Meta:
        ordering = ["study", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["study", "number"], name="wave_number_once_per_study"),
            models.CheckConstraint(
                name="wave_dates_are_in_order",
                condition=Q(due__gte=F("visit_from"), submit_by__gte=F("due"), report_by__gte=F("submit_by")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def client(self) -> Client:
        """Whose wave it is."""
        return self.study.client


class Briefing(models.Model):
    """What a shopper must know for one wave; the text lives in its versions."""

    wave = models.OneToOneField(Wave, on_delete=models.CASCADE, related_name="briefing")
    draft = models.JSONField(default=dict)  # {"nl": markdown, "en": markdown}
    revision = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.wave}"

    @property
    def current(self) -> "BriefingVersion | None":
        """The version a shopper must have read."""
        return self.versions.order_by("-number").first()


class BriefingVersion(models.Model):
    """A published briefing: Markdown as written, HTML as cleaned, never changed."""

    briefing = models.ForeignKey(Briefing, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    markdown = models.JSONField()
    html = models.JSONField()
    changes = models.JSONField(default=dict)  # {"nl": what changed, "en": …}, shown first to who read an older one
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["briefing", "-number"]
        constraints = [models.UniqueConstraint(fields=["briefing", "number"], name="briefing_version_number_once")]

    def __str__(self) -> str:
        return f"{self.briefing} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write once. Raises ``ValueError`` on any later write."""
        if self.pk and not self._state.adding:
            raise ValueError("a published briefing never changes; publish a new version")
        super().save(*args, **kwargs)


class BriefingPictureQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> Self:
        """The desk, as the wave; a shopper, when one of their visits is in it (the reverse name, no import)."""
        if user.is_authenticated and user.role == Role.SHOPPER:
            return self.filter(briefing__wave__visits__shopper=user).distinct()
        return self.filter(briefing__wave__in=Wave.objects.visible_to(user))


class BriefingPicture(models.Model):
    """A picture in a briefing, re-encoded when it came in; written in Markdown as ``![alt](picture:UUID)``."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    briefing = models.ForeignKey(Briefing, on_delete=models.CASCADE, related_name="pictures")
    file = models.CharField(max_length=200)
    alt = models.CharField(max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    objects = BriefingPictureQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.alt
