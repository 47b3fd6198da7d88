"""The only reader of answers and visits: querysets to shapes, stored figure sets."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "reports.figures"
    label = "figures"

    def ready(self) -> None:
        """Register the job."""
        from reports.figures import jobs  # noqa: F401
