"""The client's pages: where we stand, the visits, the evidence."""

from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "reports.dashboards"
    label = "dashboards"

    def ready(self) -> None:
        """Register the rules."""
        from reports.dashboards import rules  # noqa: F401
