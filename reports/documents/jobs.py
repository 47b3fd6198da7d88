"""Work of this room that the ledger may do."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from fieldwork.common.jobs import Effect, Progress, job
from reports.documents import actions, bundles


def _report_ended(params: dict) -> None:
    bundles.part_ended(params["report"])


@job(actions.KIND, given_up=_report_ended)
def render(params: dict, progress: Progress) -> Effect:
    """Make the file of one report; the second time changes nothing."""
    return partial(_rendered, params, actions.finish(params["report"], progress))


def _rendered(params: dict, store: Callable[[], dict] | None) -> dict | None:
    columns = store() if store else None
    _report_ended(params)
    return columns


def _turn_ended(params: dict) -> None:
    bundles.look_soon(params["bundle"])


@job(bundles.KIND, given_up=_turn_ended)
def bundle(params: dict, progress: Progress) -> Effect:
    """Ask for the next reports of a bundle."""
    return bundles.take_turn(params["bundle"], progress)


@job(bundles.LOOK)
def bundle_end(params: dict, progress: Progress) -> dict:
    """Look whether a bundle is over."""
    return {"over": bundles.end(params["bundle"])}


@job("documents.bundles_over", every=timedelta(hours=1))
def bundles_over(params: dict, progress: Progress) -> dict:
    """Find bundles whose end nobody saw."""
    return {"over": bundles.end_all()}
