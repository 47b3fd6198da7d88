"""What the visits of a study say about its instrument: how long a step takes, and whether tap and words agree."""

from fieldwork.capture.fields import BASELINE
from fieldwork.capture.models import StepExperience, StepScore
from fieldwork.measurement.pilot import Pilot, PilotStep, pilot
from fieldwork.studies.models import Study
from fieldwork.visits.states import HANDED_IN

TIMES = ("tap_ms", "named_ms", "grade_ms")


def pilot_of(study: Study) -> Pilot:
    """The pilot figures over every visit of a study that was handed in and not excluded. Two queries."""
    here = {"visit__wave__study": study, "visit__state__in": HANDED_IN}
    felt = StepScore.objects.filter(**here).order_by()
    known = {
        (visit, step, occurrence): impressions
        for visit, step, occurrence, *impressions in felt.values_list(
            "visit_id", "step", "occurrence", "v_i", "c_i", "v_c"
        )
    }
    steps = StepExperience.objects.filter(**here).exclude(step=BASELINE).order_by()
    rows = steps.values_list("visit_id", "step", "occurrence", "visit__shopper_id", *TIMES)
    return pilot(
        PilotStep(shopper, _seconds(times), *known.get((visit, step, occurrence), (None, None, None)))
        for visit, step, occurrence, shopper, *times in rows
    )


def _seconds(times: list[int | None]) -> float | None:
    """Tap, words and grade together, in seconds; nothing when one of the three was not timed."""
    known = [time for time in times if time is not None]
    return sum(known) / 1000 if len(known) == len(TIMES) else None
