"""Journeys, their draft document and their frozen versions."""

from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "fieldwork.journeys"
    label = "journeys"

    def ready(self) -> None:
        from fieldwork.journeys import rules  # noqa: F401
