"""Work of this room that the ledger may do."""

from fieldwork.common.jobs import Effect, Progress, job
from reports.documents import actions


@job(actions.KIND)
def render(params: dict, progress: Progress) -> Effect:
    """Make the file of one report; the second time changes nothing."""
    return actions.finish(params["report"], progress)
