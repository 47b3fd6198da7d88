"""Mails about what happened: listens to the field's news, sends through the job ledger."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "fieldwork.notices"
    label = "notices"

    def ready(self) -> None:
        """Register the jobs and listen to the rooms below."""
        from fieldwork.notices import jobs, receivers  # noqa: F401
