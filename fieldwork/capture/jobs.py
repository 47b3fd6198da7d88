"""Work of this room that the ledger may do."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from fieldwork.capture import uploads
from fieldwork.common.jobs import Effect, Progress, job


@job("capture.prepare")
def prepare(params: dict, progress: Progress) -> Effect:
    """Make the copies of one photo; nothing happens when they are there."""
    return uploads.prepare_later(UUID(params["media"]))


@job("capture.sweep_parts", every=timedelta(days=1))
def sweep_parts(params: dict, progress: Progress) -> dict:
    """Remove what is left of uploads that broke off long ago."""
    return {"parts": uploads.sweep_parts(timezone.now())}
