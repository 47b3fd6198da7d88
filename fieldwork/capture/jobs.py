"""Work of this room that the ledger may do."""

from uuid import UUID

from fieldwork.capture import uploads
from fieldwork.common.jobs import Effect, Progress, job


@job("capture.prepare")
def prepare(params: dict, progress: Progress) -> Effect:
    """Make the copies of one photo; nothing happens when they are there."""
    return uploads.prepare_later(UUID(params["media"]))
