"""Frozen figures, and what people write beside them on the way to approval."""

from datetime import date

from reports.figures.models import FigureSet
from reports.improvement import actions
from reports.improvement.states import ActionState, Kind
from tests.reports.sample_figures import sample, with_drivers

TEXT = {
    Kind.FINDING: {"title": {"nl": "Wachten is de laagste stap", "en": "Waiting is the lowest step"},
                   "text": {"nl": "Shoppers wisten niet waar ze aan toe waren.", "en": "Shoppers were left in doubt."}},
    Kind.CONCLUSION: {"finding": {"nl": "Er kwam geen bericht."}, "evidence": {"nl": "Vraag 1 en 3."},
                      "advice": {"nl": "Stuur een ontvangstbericht."}},
    Kind.COMMENTARY: {"text": {"nl": "De volgorde is indicatief."}},
    Kind.DISMISSED: {"reason": {"nl": "De website lag stil in deze weken."}},
}  # fmt: skip
NEW = {"title": {"nl": "Stuur een ontvangstbericht"}, "measure": {"nl": "De stapscore"}, "step": "waiting",
       "owner": "KCC", "due_on": date(2027, 3, 1), "state": ActionState.BUSY}  # fmt: skip


def frozen(study, *, corrects=None, changed=None, number=1):
    """A figure set of the sample, with what goes together with the grade; ``changed`` gets the figures first."""
    figures = with_drivers(sample())
    figures["score"]["grade"]["sd"] = 1.2
    for step in figures["steps"]:
        step["both"]["sd"] = 0.3
    if changed:
        changed(figures)
    return FigureSet.objects.create(
        study=study, selection="a" * 64, figures=figures, inputs_sha256=f"{number:064d}", formula_version="1",
        corrects=corrects, correction_reason="Eén bezoek telde niet mee." if corrects else "",
    )  # fmt: skip


def write(world, kind=Kind.FINDING, place="1", by=None, *, version=0, figures=None, **fields):
    """One passage with the words of ``TEXT``, or with other ``texts``."""
    fields = {"texts": TEXT[kind], "owner": "Team Web" if kind == Kind.CONCLUSION else ""} | fields
    return actions.write(figures or world.set, kind, place, by=by or world.anna, version=version, **fields)


def whole(world, by=None):
    """Everything that is needed to offer it."""
    write(world, by=by)
    write(world, Kind.CONCLUSION, "waiting", by=by)
    return actions.written(world.set)


def offered(world, by=None):
    """Written and offered by one person, Anna."""
    row = whole(world, by)
    actions.offer(row, by or world.anna, revision=row.revision)
    return row


def approved(world, by=None):
    """Written by Anna, approved by the reviewer."""
    row = offered(world)
    actions.approve(row, by or world.ruth, revision=row.revision)
    row.refresh_from_db()
    return row
