"""Many approved visits at once: score rows written directly, for figures over numbers that a form cannot give."""

from datetime import timedelta

from django.utils import timezone

from fieldwork.capture.models import PartScore, StepScore
from fieldwork.capture.states import PartKind
from fieldwork.visits.models import Visit
from fieldwork.visits.states import VisitState
from tests.factories import ScenarioFactory, UserFactory

STEPS = ("arriving", "waiting", "helped")


def visits(wave, rows, **fields):
    """One approved visit per row: ``location`` and per step a valence, further keys are columns of the visit.

    A step may be ``{"v": …, "gap": …}`` as well. The valence of the visit is the mean of its steps unless given.
    """
    moment = timezone.now() - timedelta(hours=5)
    shopper, scenario = UserFactory(), ScenarioFactory(study=wave.study)
    made, steps = [], []
    for row in rows:
        columns = {"channel": "counter", "shopper": shopper, "scenario": scenario, **fields, **row}
        told = {step: columns.pop(step) for step in STEPS if step in columns}
        parts = {step: part if isinstance(part, dict) else {"v": part} for step, part in told.items()}
        felt = [part["v"] for part in parts.values() if part.get("v") is not None]
        columns.setdefault("valence", sum(felt) / len(felt) if felt else None)
        steps.append(parts)
        made.append(
            Visit(
                wave=wave,
                journey_version=wave.journey_version,
                state=VisitState.APPROVED,
                opens_at=moment,
                due_at=moment,
                submit_by=moment,
                started_at=moment,
                submitted_at=moment,
                approved_at=moment,
                **columns,
            )
        )
    Visit.objects.bulk_create(made)
    StepScore.objects.bulk_create(
        StepScore(step=step, **_copied(visit), **part)
        for visit, parts in zip(made, steps, strict=True)
        for step, part in parts.items()
    )
    PartScore.objects.bulk_create(
        PartScore(kind=PartKind.JOURNEY, v=visit.valence, score=visit.checklist_score, **_copied(visit))
        for visit in made
    )
    return made


def _copied(visit):
    place = visit.location
    return {
        "visit": visit, "wave": visit.wave, "location": place, "district": place.district, "region": place.region,
        "channel": visit.channel, "status": visit.state,
    }  # fmt: skip
