"""Work of this room that the ledger may do."""

from datetime import timedelta

from fieldwork.common.jobs import Effect, Progress, job
from reports.exports import actions


@job(actions.KIND)
def make(params: dict, progress: Progress) -> Effect:
    """Make the file of one export; the second time changes nothing."""
    return actions.make(params["export"], progress)


@job("exports.forget", every=timedelta(hours=6))
def forget(params: dict, progress: Progress) -> Effect:
    """Remove the files whose week is over."""
    actions.forget_expired()
    return None
