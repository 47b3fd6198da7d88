"""Seeds the story through every room's actions."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "reports.demo"
    label = "demo"

    def ready(self) -> None:
        """Register the job."""
        from reports.demo import jobs  # noqa: F401
