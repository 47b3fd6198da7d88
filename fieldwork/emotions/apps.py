from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EmotionsConfig(AppConfig):
    name = "fieldwork.emotions"
    verbose_name = _("Emotions")
