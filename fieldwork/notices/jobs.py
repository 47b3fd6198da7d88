"""Work of this room that the ledger may do. All of it may run twice: the second time tells nobody anything."""

from datetime import timedelta

from fieldwork.common.jobs import Effect, Progress, job
from fieldwork.notices import actions, desk, due, parts, silence, telling


@job(actions.MAIL)
def mail(params: dict, progress: Progress) -> Effect:
    """Send one notice."""
    return actions.deliver(params["notice"])


@job("notices.move")
def move(params: dict, progress: Progress) -> dict:
    """Tell a shopper what became of a visit."""
    return {"told": len(telling.of_move(params["event"]))}


@job("notices.round")
def round_(params: dict, progress: Progress) -> dict:
    """Send a receipt."""
    return {"told": len(telling.of_round(params["visit"], params["round"]))}


@job("notices.briefing")
def briefing(params: dict, progress: Progress) -> dict:
    """Tell shoppers that there is something to read."""
    return {"told": len(telling.of_briefing(params["version"]))}


@job("notices.silence", every=timedelta(hours=1))
def silence_(params: dict, progress: Progress) -> dict:
    """Remind shoppers of answers that may still be on their phone."""
    return {"told": silence.remind()}


@job("notices.parts", every=timedelta(hours=1))
def parts_(params: dict, progress: Progress) -> dict:
    """Tell shoppers which part of a visit can be done, and which is due."""
    return {"told": parts.remind()}


@job("notices.due", every=timedelta(hours=1))
def due_(params: dict, progress: Progress) -> dict:
    """Remind shoppers of days that come near."""
    return {"told": due.remind()}


@job("notices.desk", every=timedelta(hours=1))
def desk_(params: dict, progress: Progress) -> dict:
    """Tell the desk what needs somebody, and clients how far the fieldwork is."""
    return {"told": desk.remind()}


@job("notices.again", every=timedelta(minutes=30))
def again(params: dict, progress: Progress) -> dict:
    """Take up what a mail server that was down kept back."""
    return {"queued": actions.send_again()}


@job("notices.forget", every=timedelta(days=1))
def forget(params: dict, progress: Progress) -> dict:
    """Remove what is older than a year."""
    return {"removed": actions.forget()}
