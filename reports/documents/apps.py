"""Report rows, HTML to PDF, downloads."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "reports.documents"
    label = "documents"

    def ready(self) -> None:
        """Register the job and the rules."""
        from reports.documents import jobs, rules  # noqa: F401
