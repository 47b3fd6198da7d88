"""Users and roles, clients, the location tree, shopper profiles."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "fieldwork.people"
    label = "people"

    def ready(self) -> None:
        """Make the permissions and the job known."""
        from fieldwork.people import jobs, rules  # noqa: F401
