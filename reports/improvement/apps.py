"""What people conclude from figures: findings, advice, targets, actions, approved by a second person."""

from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    name = "reports.improvement"
    label = "improvement"

    def ready(self) -> None:
        """Register the rules and what mails say."""
        from reports.improvement import rules, telling  # noqa: F401
