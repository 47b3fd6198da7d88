"""What this room does with the news of the rooms below: queue a job, nothing else."""

from django.dispatch import receiver

from fieldwork.capture.news import round_submitted
from fieldwork.common.jobs import enqueue


@receiver(round_submitted, dispatch_uid="review.take_answers")
def on_round_submitted(sender: object, *, visit_id: int, round_number: int, **_news: object) -> None:
    """What was asked back may have its answer now."""
    if round_number > 1:
        key = f"review.take_answers:{visit_id}:{round_number}"
        enqueue("review.take_answers", {"visit": visit_id, "round": round_number}, key=key)
