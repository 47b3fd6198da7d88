"""Work of this room that the ledger may do."""

from fieldwork.common.jobs import Effect, Progress, job
from reports.figures import actions


@job(actions.DRIVERS)
def analyse(params: dict, progress: Progress) -> Effect:
    """Find what goes together with the grade in one selection; the second time changes nothing."""
    progress(5)
    return actions.analyse(params["study"], params["waves"], params["nodes"])
