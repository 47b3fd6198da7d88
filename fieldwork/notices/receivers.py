"""What this room does with the news of the rooms below: queue a job, nothing else."""

from django.dispatch import receiver

from fieldwork.capture.news import round_submitted
from fieldwork.common.jobs import enqueue
from fieldwork.common.models import JobQueue
from fieldwork.notices.hush import is_hushed
from fieldwork.notices.telling import TOLD
from fieldwork.studies.news import briefing_published
from fieldwork.visits.news import visit_moved


def _queue(kind: str, key: str, params: dict) -> None:
    if not is_hushed():
        enqueue(kind, params, queue=JobQueue.BULK, key=key)


@receiver(visit_moved, dispatch_uid="notices.move")
def on_visit_moved(sender: object, *, went_to: str, event_id: int | None, **_news: object) -> None:
    """Its shopper may have to know."""
    if event_id and went_to in TOLD:
        _queue("notices.move", f"notices.move:{event_id}", {"event": event_id})


@receiver(round_submitted, dispatch_uid="notices.round")
def on_round_submitted(sender: object, *, visit_id: int, round_number: int, **_news: object) -> None:
    """A receipt goes to who handed in."""
    _queue("notices.round", f"notices.round:{visit_id}:{round_number}", {"visit": visit_id, "round": round_number})


@receiver(briefing_published, dispatch_uid="notices.briefing")
def on_briefing_published(sender: object, *, version_id: int, **_news: object) -> None:
    """Shoppers of the wave have something to read."""
    _queue("notices.briefing", f"notices.briefing:{version_id}", {"version": version_id})
