"""What the visits room does with news from below: queue a job, nothing else."""

from django.dispatch import receiver

from fieldwork.common.jobs import enqueue
from fieldwork.studies.news import briefing_published


@receiver(briefing_published)
def on_briefing_published(sender: type, *, version_id: int, **_news: object) -> None:
    """Briefed visits of the wave must be briefed anew."""
    enqueue("visits.briefing_changed", {"version": version_id}, key=f"visits.briefing_changed:{version_id}")
