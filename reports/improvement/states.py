"""Words of an interpretation: where it stands, what may be written in it. Imported by everyone, imports nothing."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MOST_FINDINGS = 3


class State(models.TextChoices):
    """Where the text beside one figure set stands. What was approved stays in its own row whatever this says."""

    DRAFT = "draft", pgettext_lazy("interpretation", "draft")
    OFFERED = "offered", pgettext_lazy("interpretation", "offered for approval")
    APPROVED = "approved", pgettext_lazy("interpretation", "approved")


# Tone and icon: word and shape come first, colour is the third signal.
LOOKS: dict[str, tuple[str, str]] = {
    State.DRAFT: ("", "edit"),
    State.OFFERED: ("warn", "clock"),
    State.APPROVED: ("ok", "check"),
}


class Kind(models.TextChoices):
    """What a passage is. Its place: 1 to 3 for a finding, a section for commentary, a step for the others."""

    FINDING = "finding", _("Finding")
    CONCLUSION = "conclusion", _("Conclusion about a step")
    COMMENTARY = "commentary", _("Commentary")
    DISMISSED = "dismissed", _("Pain point not followed")


# The texts of each kind with the most characters of each.
TEXTS: dict[str, dict[str, int]] = {
    Kind.FINDING: {"title": 160, "text": 900},
    Kind.CONCLUSION: {"finding": 900, "evidence": 900, "advice": 900},
    Kind.COMMENTARY: {"text": 2500},
    Kind.DISMISSED: {"reason": 600},
}
LABELS = {
    "title": _("In one line"),
    "text": _("Explanation"),
    "finding": pgettext_lazy("conclusion", "Finding"),
    "evidence": pgettext_lazy("conclusion", "What shows it"),
    "advice": pgettext_lazy("conclusion", "Advice"),
    "reason": _("Why it is not followed"),
    "measure": _("How we will see it"),
}


class Section(models.TextChoices):
    """The chapter of the report beside which commentary stands."""

    SUMMARY = "summary", _("Summary")
    JOURNEY = "journey", _("The journey on one page")
    PRIORITIES = "priorities", _("What to tackle first")
    PLACES = "places", _("Locations and channels")
    PAINS = "pains", _("Pain points")
    PLAN = "plan", _("Improvement plan")
    METHOD = "method", _("How this was measured")


class Metric(models.TextChoices):
    """What a target is about; all on a scale of 0 to 100 except the overall grade, 1 to 10."""

    JOURNEY_SCORE = "journey_score", _("Journey score")
    STEP_SCORE = "step_score", _("Step score")
    CHECKLIST = "checklist", _("Checklist")
    GRADE = "grade", _("Overall grade")


SCALES: dict[str, tuple[int, int]] = {
    Metric.JOURNEY_SCORE: (0, 100),
    Metric.STEP_SCORE: (0, 100),
    Metric.CHECKLIST: (0, 100),
    Metric.GRADE: (1, 10),
}


class Direction(models.TextChoices):
    """The good side of a target."""

    UP = "up", _("at least this")
    DOWN = "down", _("at most this")


class ActionState(models.TextChoices):
    """Where an action of the plan stands."""

    PROPOSED = "proposed", pgettext_lazy("action", "proposed")
    BUSY = "busy", pgettext_lazy("action", "being done")
    REMEASURE = "remeasure", pgettext_lazy("action", "to be measured again")
    CLOSED = "closed", pgettext_lazy("action", "closed")


class Outcome(models.TextChoices):
    """What re-measuring said about a closed action (measurement 7.2)."""

    IMPROVED_RELEVANT = "improved_relevant", pgettext_lazy("outcome", "improved")
    IMPROVED = "improved", pgettext_lazy("outcome", "slightly improved")
    WORSENED = "worsened", pgettext_lazy("outcome", "worsened")
    NO_RELEVANT_CHANGE = "no_relevant_change", pgettext_lazy("outcome", "no relevant difference")
    INCONCLUSIVE = "inconclusive", pgettext_lazy("outcome", "too early to tell")
