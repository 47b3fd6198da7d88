"""Figures and visits as files: workbooks, CSV, JSON and slides."""

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "reports.exports"
    label = "exports"

    def ready(self) -> None:
        """Register the jobs and the rules."""
        from reports.exports import jobs, rules  # noqa: F401
