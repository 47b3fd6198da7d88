"""Work of this room that the ledger may do."""

from fieldwork.common.jobs import Effect, Progress, job
from fieldwork.review import actions


@job("review.take_answers")
def take_answers(params: dict, progress: Progress) -> Effect:
    """Mark what a return round answered; a second time changes nothing."""
    return lambda: {"answered": actions.take_answers(params["visit"], params["round"])}
