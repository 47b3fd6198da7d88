"""Users and roles, clients, the location tree, shopper profiles."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "fieldwork.people"
    label = "people"

    def ready(self) -> None:
        """Make the permissions known."""
        from fieldwork.people import rules  # noqa: F401
