"""The room every other room stands on: errors, texts, clocks, files, the job ledger, the audit trail."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "fieldwork.common"
    label = "common"

    def ready(self) -> None:
        """Connect the system checks, the sweep at worker start and the URL of the Celery app."""
        from fieldwork.common import checks, tasks  # noqa: F401  (importing registers them)
