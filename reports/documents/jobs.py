"""Work of this room that the ledger may do."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from fieldwork.common.jobs import Effect, Progress, job
from reports.documents import actions, bundles, keeping, telling
from reports.figures import logos


def _report_ended(params: dict) -> None:
    telling.report_ended(params["report"])
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
def bundle_end(params: dict, progress: Progress) -> Effect:
    """Look whether a bundle is over, and tell who ordered it."""
    return partial(_ended, [params["bundle"]])


@job("documents.bundles_over", every=timedelta(hours=1))
def bundles_over(params: dict, progress: Progress) -> Effect:
    """Find bundles whose end nobody saw."""
    return partial(_ended, bundles.not_over())


@job("documents.keep", every=timedelta(days=1))
def keep(params: dict, progress: Progress) -> dict:
    """Remove what is not kept any longer."""
    return {
        "files": keeping.let_go(),
        "left_over": keeping.remove_left_over(),
        "logos": logos.remove_unused(),
        "rows": keeping.forget(),
    }


def _ended(keys: list[int]) -> dict:
    over = [one for pk in keys if (one := bundles.end(pk))]
    for one in over:
        telling.bundle_ended(one)
    return {"over": len(over)}
