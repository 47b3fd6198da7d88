"""The doors that Celery knows: run what is ready, and sweep up what was left behind."""

from celery import shared_task
from celery.signals import worker_ready

from fieldwork.common import audit, jobs
from fieldwork.common.models import Beat, Job


@shared_task(name="jobs.run", ignore_result=True)
def run_jobs() -> None:
    """Work until no row is ready. Takes no id: the ledger knows what is next."""
    jobs.run_all()


@shared_task(name="jobs.sweep", ignore_result=True)
def sweep() -> None:
    """Find rows whose message or worker was lost, queue what recurs, seal the trail, show that the beat is alive."""
    from django.utils import timezone

    Beat.objects.update_or_create(name="sweep", defaults={"at": timezone.now()})
    audit.seal()
    jobs.enqueue_recurring()
    if Job.objects.filter(jobs._ready()).exists():
        jobs.poke()


@worker_ready.connect
def _sweep_at_start(**_kwargs: object) -> None:
    """A worker that comes back looks at once for what its predecessor left."""
    jobs.poke()
