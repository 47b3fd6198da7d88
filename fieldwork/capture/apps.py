"""The phone: form, sync protocol, answers, evidence, scores."""

from django.apps import AppConfig


class CaptureConfig(AppConfig):
    name = "fieldwork.capture"
    label = "capture"

    def ready(self) -> None:
        """Register the jobs and listen to the visits."""
        from fieldwork.capture import jobs, receivers  # noqa: F401
