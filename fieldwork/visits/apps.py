"""The visit, its states and moves."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "fieldwork.visits"
    label = "visits"

    def ready(self) -> None:
        """Make permissions, job handlers and listeners known."""
        from fieldwork.visits import jobs, receivers, rules  # noqa: F401
