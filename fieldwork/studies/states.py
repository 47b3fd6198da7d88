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
