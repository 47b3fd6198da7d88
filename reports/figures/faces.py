"""Which faces of the matrix were chosen at a step; only of studies that ask with the matrix, so never beside a pad."""

from collections import Counter
from collections.abc import Iterable

from fieldwork.measurement.emotion import FACES
from fieldwork.measurement.journey import Row, first_impression
from fieldwork.studies.states import Instrument

from .facts import Facts
from .shape import FacesChosen, FaceShare

LEAST_SHOWN = 3  # visits: one or two would show what one shopper chose


def faces_of(facts: Facts, step: str, rows: Iterable[Row]) -> FacesChosen | None:
    """How many visits chose each face at a step, every strength together; ``None`` where the study asks otherwise.

    A visit counts when its first impression does; of a step that was made more than once the last one counts.
    """
    if facts.study.instrument != Instrument.FACES:
        return None
    counting = {(row["visit"], row["occurrence"]) for row in rows if first_impression(row) is not None}
    chosen = {
        row["visit"]: row["face"]
        for row in facts.felt_by_step.get(step, [])
        if row["face"] in FACES and (row["visit"], row["occurrence"]) in counting
    }
    counts = Counter(chosen.values()) if len(chosen) >= LEAST_SHOWN else Counter()
    order = sorted(counts, key=lambda face: (-counts[face], list(FACES).index(face)))
    shares: list[FaceShare] = []
    for face in order:
        share = facts.chain.share({visit: one == face for visit, one in chosen.items()})
        shares.append({"face": face, "n": counts[face], "share": share.as_dict()})  # type: ignore[typeddict-item]
    return {"n": len(chosen), "shares": shares}
