"""Checking what came in."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "fieldwork.review"
    label = "review"

    def ready(self) -> None:
        """Register the job and listen to the phone."""
        from fieldwork.review import jobs, receivers  # noqa: F401
