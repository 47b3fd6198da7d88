"""What a study is about. Imported by everyone, imports nothing of ours."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Family(models.TextChoices):
    CUSTOMER = "customer", _("customers")
    EMPLOYEE = "employee", _("employees")
    AUDIT = "audit", _("quality audit")
    CANDIDATE = "candidate", _("candidates")
    DISCRIMINATION = "discrimination", _("discrimination")


class Instrument(models.TextChoices):
    """How a study takes the first impression; the same codes as in ``emotions.instruments``. One per study."""

    PAD = "pad", _("tap square")
    FACES = "faces", _("face matrix")


class Channel(models.TextChoices):
    """How a customer meets the organisation; the same keys as in a journey document."""

    COUNTER = "counter", _("counter")
    SHOP = "shop", _("shop")
    PHONE = "phone", pgettext_lazy("channel", "telephone")
    EMAIL = "email", pgettext_lazy("channel", "e-mail")
    WEB = "web", _("website")
    CHAT = "chat", _("chat")
    APP = "app", _("app")
    MAIL = "mail", pgettext_lazy("channel", "post")
    DELIVERY = "delivery", _("delivery")
    OTHER = "other", _("other")


# Thresholds of measurement.Settings that a study may agree before fieldwork, with their least and most. Only what
# figures over visits read: the score of a single visit means the same in every study.
THRESHOLDS: dict[str, tuple[float, float]] = {
    "relevant_change": (0.5, 25),
    "gap_visits": (5, 100),
    "gap_mean": (0.05, 1),
    "offset_shrinkage": (0, 200),
    "min_panel_pairs": (20, 10_000),
    "desired_margin": (0, 0.5),
    "negative": (-0.8, 0),
    "moment_mean": (0.05, 0.8),
    "moment_visits": (5, 100),
    "moment_candidate_visits": (3, 50),
    "felt": (0, 0.5),
    "pain_visits": (3, 100),
    "pain_mean": (-0.8, 0),
    "very_negative": (-1, -0.2),
    "pain_share": (0.05, 0.8),
    "rank_reliability": (0.5, 0.95),
    "trend_break": (0.5, 1),
}
COUNTED_THRESHOLDS = {"gap_visits", "min_panel_pairs", "moment_visits", "moment_candidate_visits", "pain_visits"}
