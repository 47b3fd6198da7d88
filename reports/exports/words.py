"""The words of codes that files alone have; evaluate them in the language of the file."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fieldwork.emotions.words import CAUSES, EMOTIONS, FACE_WORDS
from reports.figures.states import Device
from reports.figures.words import Words
from reports.improvement.states import ActionState, Outcome

ACTIONS: Words = dict(ActionState.choices)
OUTCOMES: Words = dict(Outcome.choices)
DESIRED: Words = {
    "below_desired": pgettext_lazy("desired", "demonstrably below what is desired"),
    "meets_desired": pgettext_lazy("desired", "as desired"),
    "not_shown": pgettext_lazy("desired", "no demonstrable difference"),
}
GAPS: Words = {
    "says_better_than_feels": pgettext_lazy("gap", "milder in words than in the first impression"),
    "feels_better_than_says": pgettext_lazy("gap", "stricter in words than in the first impression"),
    "consistent": pgettext_lazy("gap", "close together"),
    "not_shown": pgettext_lazy("gap", "not demonstrable"),
}
PAIN_STATUS: Words = {
    "pain_point": _("pain point"),
    "reported": pgettext_lazy("pain point", "reported in too few visits to call it one"),
}
DIRECTIONS: Words = {
    "up": pgettext_lazy("target", "higher is better"),
    "down": pgettext_lazy("target", "lower is better"),
}
METRICS: Words = {
    "journey_score": _("journey score"),
    "checklist": _("checklist score"),
    "grade": _("grade"),
    "step_score": _("step score"),
}
WAYS: Words = {
    "higher": _("the more pleasant the step, the higher the outcome"),
    "lower": _("the more pleasant the step, the lower the outcome"),
    "unclear": _("not clear: alone and together with the other steps it points different ways"),
}
CHANCES: Words = {
    "almost_sure": _("almost certainly in the top 3"),
    "likely": _("probably in the top 3"),
    "unsure": _("unsure whether it is in the top 3"),
}
PARTS: Words = {
    "journey": pgettext_lazy("part of a journey", "whole journey"),
    "phase": pgettext_lazy("figures by", "phase"),
    "phase_checklist": pgettext_lazy("part of a journey", "checklist of a phase"),
    "dimension": pgettext_lazy("figures by", "dimension"),
}
SEGMENTS: Words = {
    "channel": pgettext_lazy("figures by", "channel"),
    "device": pgettext_lazy("figures by", "device"),
    "persona": pgettext_lazy("figures by", "persona"),
    "node": pgettext_lazy("segment", "region or district"),
}
DEVICES: Words = dict(Device.choices)
SAID: Words = {
    "finding": pgettext_lazy("interpretation", "finding"),
    "conclusion": pgettext_lazy("interpretation", "conclusion"),
    "commentary": pgettext_lazy("interpretation", "commentary"),
}
SECTIONS: Words = {
    "summary": pgettext_lazy("chapter", "summary"),
    "journey": pgettext_lazy("chapter", "journey"),
    "priorities": pgettext_lazy("chapter", "priorities"),
    "places": pgettext_lazy("chapter", "locations"),
    "pains": pgettext_lazy("chapter", "pain points"),
    "plan": pgettext_lazy("chapter", "improvement plan"),
    "method": pgettext_lazy("chapter", "method"),
}
# Why a figure is not there: three words as the report has them, and what it explains in a sentence.
REASONS: Words = {
    "all_na": _("not applicable"),
    "too_few": _("too few"),
    "low_coverage": _("too few"),
    "below_min_cell": _("too few"),
    "counts_only": _("fewer than ten visits: only counted"),
    "trend_break": _("the questionnaire changed too much to compare"),
    "different_instruments": _("the first impression was asked in another way, so it is not compared"),
}
FELT: Words = {"named": pgettext_lazy("emotion", "named in words"), "face": pgettext_lazy("emotion", "face chosen")}
FEELINGS: Words = {code: one.label for code, one in EMOTIONS.items() if code != "other"} | {
    "other": _("another emotion"),
    **FACE_WORDS,
}
WHY: Words = dict(CAUSES)


def reason(code: str) -> str:
    """Why there is no figure, in the active language."""
    return str(REASONS.get(code, _("no data")))
