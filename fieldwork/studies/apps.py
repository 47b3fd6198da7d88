"""Studies, waves, personas, scenarios and briefings."""

from django.apps import AppConfig


class StudiesConfig(AppConfig):
    name = "fieldwork.studies"
    label = "studies"

    def ready(self) -> None:
        """Make the permissions known."""
        from fieldwork.studies import rules  # noqa: F401
