"""What every place says alike about figures, in the active language: on paper, in files, at the desk, to clients.

The words of codes, numbers with the reader's decimal sign, and what a change since the wave before is called.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext, pgettext_lazy

from reports.charts.points import Span
from reports.charts.svg import number

from .shape import Change, ResultDict
from .sheet_shapes import VisitStep

Words = Mapping[str, str | Promise]

CHANNELS: Words = {
    "counter": pgettext_lazy("channel", "counter"),
    "phone": pgettext_lazy("channel", "telephone"),
    "email": pgettext_lazy("channel", "e-mail"),
    "web": pgettext_lazy("channel", "website"),
    "chat": pgettext_lazy("channel", "chat"),
    "app": pgettext_lazy("channel", "app"),
    "shop": pgettext_lazy("channel", "shop"),
    "mail": pgettext_lazy("channel", "letter"),
    "delivery": pgettext_lazy("channel", "delivery"),
    "other": pgettext_lazy("channel", "other channel"),
}
DIMENSIONS: Words = {
    "quality": pgettext_lazy("dimension", "quality"),
    "efficiency": pgettext_lazy("dimension", "efficiency"),
    "experience": pgettext_lazy("dimension", "experience"),
    "emotion": pgettext_lazy("dimension", "emotion"),
    "impression": pgettext_lazy("dimension", "impression"),
}
CHANGES: Words = {
    "higher": pgettext_lazy("change", "higher"),
    "lower": pgettext_lazy("change", "lower"),
    "small_difference": pgettext_lazy("change", "small difference"),
    "no_relevant_difference": pgettext_lazy("change", "no relevant difference"),
    "not_demonstrable": pgettext_lazy("change", "no demonstrable difference"),
    "suppressed": pgettext_lazy("change", "too few visits to compare"),
}
TARGETS: Words = {
    "achieved": pgettext_lazy("target", "achieved"),
    "probably_achieved": pgettext_lazy("target", "probably achieved"),
    "not_shown": pgettext_lazy("target", "not shown"),
    "missed": pgettext_lazy("target", "missed"),
    "not_yet": pgettext_lazy("target", "not yet reached"),
    "too_few": pgettext_lazy("target", "too few visits"),
}
MOMENTS: Words = {
    "delight": pgettext_lazy("moment of truth", "high"),
    "despair": pgettext_lazy("moment of truth", "low"),
    "polarising": pgettext_lazy("moment of truth", "divided"),
}
MOMENTS_IN_FULL: Words = {
    "delight": gettext_lazy("Moment of truth: high"),
    "despair": gettext_lazy("Moment of truth: low"),
    "polarising": gettext_lazy("Moment of truth: divided"),
}
PAIN_REASONS: Words = {
    "mean_below_zero": gettext_lazy("the mean experience is demonstrably unpleasant"),
    "often_very_unpleasant": gettext_lazy("a demonstrable part of the visits is very unpleasant"),
    "checklist_below_target": gettext_lazy("the checklist is demonstrably below its target"),
}
# What importance goes together with, and why a step has no place in its order.
OUTCOME_OF: Words = {
    "grade": pgettext_lazy("goes together with", "the overall grade"),
    "recommend": pgettext_lazy("goes together with", "the recommendation"),
}
NO_GAIN: Words = {
    "at_achievable": pgettext_lazy("no place in the order", "already at the level of better locations"),
    "no_gain": pgettext_lazy("no place in the order", "no gain to expect"),
    "suppressor": pgettext_lazy("no place in the order", "not clear which way it works"),
    "unsure": pgettext_lazy("no place in the order", "the link may be nil"),
}


def sentence(clause: str | Promise) -> str:
    """Words that stand by themselves: with a capital and a full stop."""
    text = str(clause)
    return f"{text[:1].upper()}{text[1:]}."


# --- numbers and days ---------------------------------------------------------------------------------
def comma() -> bool:
    """Whether the active language writes a decimal comma."""
    return not (get_language() or "nl").startswith("en")


def num(value: float, decimals: int = 1) -> str:
    """A number with the reader's decimal sign, rounded half-up."""
    return number(value, decimals, comma=comma())


def signed(value: float, decimals: int = 1) -> str:
    """A difference with its sign; nothing but 0 goes without."""
    text = num(value, decimals)
    return text if text.startswith("−") or float(text.replace(",", ".")) == 0 else f"+{text}"


def plain_span(result: Mapping[str, Any] | None, times: float = 1) -> Span | None:
    """A result on its own scale (times a factor) as a span, or nothing."""
    if result is None or result["value"] is None:
        return None
    lo, hi = (None if result[end] is None else round(result[end] * times, 9) for end in ("lo", "hi"))
    return Span(round(result["value"] * times, 9), lo, hi, result["n"])


def margin(span: Span | None, decimals: int = 1) -> str:
    """``53,7–59,9``, or nothing when there is no margin."""
    if span is None or not span.has_margin or span.lo is None or span.hi is None:
        return ""
    return f"{num(span.lo, decimals)}–{num(span.hi, decimals)}"


def visits(n: int) -> str:
    """``120 bezoeken``."""
    return ngettext("%(n)d visit", "%(n)d visits", n) % {"n": n}


def locations(n: int) -> str:
    """``15 locaties``."""
    return ngettext("%(n)d location", "%(n)d locations", n) % {"n": n}


def unsaid(step: VisitStep, part: str) -> str:
    """Words for a feeling that the shopper could not give; nothing where it was not asked or is missing."""
    return gettext("could not say") if part in step.get("could_not_say", ()) else ""


def day(iso: str | None) -> str:
    """``11 december 2026``; nothing without a date."""
    return date_format(date.fromisoformat(iso[:10]), "DATE_FORMAT") if iso else ""


# --- differences --------------------------------------------------------------------------------------
def points(found: ResultDict, times: float = 50) -> str:
    """``+8,5 punten (+3,8 tot +13,3)``, of valences unless ``times`` says otherwise; nothing when it is unknown."""
    span = plain_span(found, times)
    if span is None:
        return ""
    text = gettext("%(points)s points") % {"points": signed(span.value)}
    if span.lo is None or span.hi is None:
        return text
    return gettext("%(text)s (%(lo)s to %(hi)s)") % {"text": text, "lo": signed(span.lo), "hi": signed(span.hi)}


def difference(change: Change, times: float = 50) -> tuple[str, str]:
    """A change as ``("+8,5 punten (+3,8 tot +13,3)", "hoger")``; the first part is empty when unknown.

    Two questionnaires with too little in common have no difference at all, nor have two instruments.
    """
    if "trend_break" in change["difference"]["flags"]:
        return "", gettext("the questionnaire changed too much to compare")
    if change["difference"]["reason"] == "different_instruments":
        return "", gettext("the first impression was asked in another way, so it is not compared")
    word = str(CHANGES.get(change["word"], CHANGES["suppressed"]))
    if change["word"] == "not_demonstrable" and change["more_visits"]:
        word = ngettext(
            "too early to tell; about %(n)d more visit needed",
            "too early to tell; about %(n)d more visits needed",
            change["more_visits"],
        ) % {"n": change["more_visits"]}
    return ("" if change["word"] == "suppressed" else points(change["difference"], times)), word
