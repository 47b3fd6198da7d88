"""Filling the demo as a job of the ledger: it survives a killed worker and shows how far it is."""

import logging
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import override

from fieldwork.common import jobs
from fieldwork.common.jobs import Progress, job
from fieldwork.common.models import Job, JobQueue
from reports.demo import seeding
from reports.demo.schedule import STAGES
from reports.demo.stories import ASIDES, STORIES

KIND = "demo.seed"
log = logging.getLogger("reports.demo")


@job(KIND)
def seed(params: dict, progress: Progress) -> dict:
    """Fill the database; running it again finishes what is not there yet."""

    told = -1

    def tell(percent: int, words: str) -> None:
        nonlocal told
        progress(percent, words)
        if percent != told:
            log.info("%3d %%  %s", percent, words)
        told = percent

    with override(params.get("language", "nl")):
        return seeding.fill(params["stage"], datetime.fromisoformat(params["now"]), tell, STORIES, ASIDES)


def order(stage: str) -> Job:
    """Queue the filling once; a run that failed is tried again. Raises ``ValueError`` for an unknown stage."""
    if stage not in STAGES:
        raise ValueError(f"no such stage: {stage}")
    now = timezone.now().replace(second=0, microsecond=0) - timedelta(minutes=1)
    row = jobs.enqueue(KIND, {"stage": stage, "now": now.isoformat()}, queue=JobQueue.BULK, key=KIND)
    jobs.retry(row)
    return row


def current() -> Job | None:
    """The job that fills, or filled, this database; ``None`` when it is no demo."""
    return Job.objects.filter(kind=KIND).first()
