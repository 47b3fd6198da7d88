"""How figures are said on paper, in the active language: numbers, margins, changes and codes.

Call these inside ``translation.override(language)``. Rules of printing: one decimal for scores, whole per cent
under a hundred, counts instead of per cent under ten, no margin under three, no bare number without its n.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext

from fieldwork.emotions.words import CAUSES, EMOTIONS, FACE_WORDS, VALENCE_WORDS
from fieldwork.measurement.display import half_up
from reports.charts.points import FEW, INDICATIVE, Span, span_of_valence, words_in
from reports.charts.words import Words
from reports.figures.shape import Figures, Question, Quote, ResultDict, Step

# What paper says as every other place does: from here on under one name with the rest.
from reports.figures.words import CHANGES as CHANGES
from reports.figures.words import CHANNELS
from reports.figures.words import DIMENSIONS as DIMENSIONS
from reports.figures.words import MOMENTS as MOMENTS
from reports.figures.words import MOMENTS_IN_FULL as MOMENTS_IN_FULL
from reports.figures.words import TARGETS as TARGETS
from reports.figures.words import comma as comma
from reports.figures.words import day as day
from reports.figures.words import difference as difference
from reports.figures.words import locations as locations
from reports.figures.words import margin as margin
from reports.figures.words import num as num
from reports.figures.words import plain_span as plain_span
from reports.figures.words import points as points
from reports.figures.words import signed as signed
from reports.figures.words import visits as visits

RANKED_FROM = 150  # visits; below it an order is only indicative
OTHER = "other"  # the channel of a step that is walked in the channel of its visit
HOUR = 3600
NO_BREAK = "\u00a0"

MISSING_PHOTOS = {
    "not_ready": gettext_lazy("The photo was not ready when this report was made."),
    "withheld": gettext_lazy("The photo was withheld to protect somebody’s privacy."),
    "erased": gettext_lazy("The photo was erased after its retention period."),
    "unreadable": gettext_lazy("The photo could not be read."),
}


def steps(n: int) -> str:
    return ngettext("%(n)d step", "%(n)d steps", n) % {"n": n}


def nothing(result: Mapping[str, Any] | None) -> str:
    """Why there is no figure."""
    if result is not None and result["reason"] == "all_na":
        return gettext("not applicable")
    if result is not None and result["reason"] in ("too_few", "low_coverage", "below_min_cell"):
        return gettext("too few")
    return gettext("no data")


def cell(span: Span | None, result: Mapping[str, Any] | None, decimals: int = 1) -> dict[str, str]:
    """A table cell: value, and its margin in a second, fainter part."""
    if span is None:
        return {"value": nothing(result), "margin": "", "faint": "1"}
    return {"value": num(span.value, decimals), "margin": margin(span, decimals), "faint": ""}


def score_cell(result: ResultDict | None) -> dict[str, str]:
    return cell(span_of_valence(result), result)


def duration(seconds: float) -> str:
    """``10 min 37 s``, in whole seconds; from an hour on in hours and minutes. Breaks over no line."""
    whole = int(half_up(seconds, 0))
    if whole >= HOUR:
        hours, minutes = divmod(int(half_up(seconds / 60, 0)), 60)
        text = gettext("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    elif whole >= 60:
        text = gettext("%(minutes)d min %(seconds)d s") % {"minutes": whole // 60, "seconds": whole % 60}
    else:
        text = gettext("%(seconds)d s") % {"seconds": whole}
    return text.replace(" ", NO_BREAK)


def measured(value: float, question: Question) -> str:
    """The mean of a question: a time in minutes and seconds, else a number without its unit."""
    return duration(value) if question["kind"] == "duration" else num(value, max(1, question["decimals"]))


def measured_cell(question: Question, language: str) -> dict[str, str]:
    """A table cell with the mean of a question in its own unit and its margin."""
    result, span = question["main"], plain_span(question["main"])
    if span is None:
        return {"value": nothing(result), "margin": "", "faint": "1"}
    value, ends = measured(span.value, question), margin(span, max(1, question["decimals"]))
    if question["kind"] == "duration":
        # No time is below nothing, though the interval of a mean over few visits may be.
        ends = f"{duration(max(0.0, span.lo or 0))} – {duration(span.hi or 0)}" if ends else ""
        return {"value": value, "margin": ends, "faint": "", "wide": "parts"}
    unit = words_in(question["unit"], language)
    return (
        {"value": f"{value}{NO_BREAK}{unit}", "margin": ends, "faint": "", "wide": "whole"}
        if unit
        else {"value": value, "margin": ends, "faint": "", "wide": ""}
    )


def face(code: str) -> str:
    """A face of the matrix in words."""
    return str(FACE_WORDS[code])


def share_cell(result: Mapping[str, Any], count: int) -> dict[str, str]:
    """A share over visits: "2 of 8" under ten, else a percentage with its margin."""
    n = result["n"]
    if result["value"] is None or not n:
        return {"value": nothing(result), "margin": "", "faint": "1"}
    if n < INDICATIVE:
        return {"value": gettext("%(x)d of %(n)d") % {"x": count, "n": n}, "margin": "", "faint": ""}
    decimals = 0 if n < 100 else 1
    span = plain_span(result, 100)
    return {
        "value": f"{num(100 * result['value'], decimals)}%",
        "margin": margin(span, decimals),
        "faint": "",
    }


def adds_up_otherwise(figures: Figures) -> str:
    """What the change of the score is with the channels in the same proportions, when that turns it around."""
    mix = figures["score"]["mix"]
    if not mix or "mix_effect" not in mix["flags"] or mix["adjusted"] is None:
        return ""
    points = {"points": signed(50 * mix["adjusted"])}
    return gettext(
        "The waves had other proportions of channels; with the same proportions the difference would be %(points)s "
        "points."
    ) % (points)


def emotion(code: str) -> str:
    found = EMOTIONS.get(code)
    if found is None:
        return code
    return gettext("another emotion") if code == "other" else lower_first(str(found.label))


def cause(code: str) -> str:
    return lower_first(str(CAUSES.get(code, code)))


def channel(code: str) -> str:
    return str(CHANNELS.get(code, code))


def channels_of(figures: Figures, step: Step) -> str:
    """Where a step takes place: as designed, else in the channels of the visits that had it."""
    if step["channel"] != OTHER:
        return channel(step["channel"])
    used = [one["channel"] for one in step["channels"] if one["n"]]
    known = {one["channel"] for one in figures["meta"]["channels"] if one["n"]}
    if len(known) > 1 and set(used) == known:
        return gettext("all channels")
    return ", ".join(channel(code) for code in used) or "–"


def quote_channel(step: Step, quote: Quote) -> str:
    """The channel of a quote; nothing when the step was designed for another channel than the visit had."""
    return channel(quote["channel"]) if step["channel"] in (OTHER, quote["channel"]) else ""


def lower_first(words: str) -> str:
    return words[:1].lower() + words[1:]


def upper_first(words: str) -> str:
    return words[:1].upper() + words[1:]


def joined(words: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return gettext("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def days(first: str | None, last: str | None) -> str:
    """``between 26 October 2026 and 1 December 2026``, or one day, or nothing."""
    if not first or not last:
        return ""
    if first == last:
        return gettext("on %(day)s") % {"day": day(first)}
    return gettext("between %(first)s and %(last)s") % {"first": day(first), "last": day(last)}


def n_class(n: int) -> str:
    """The chip that warns: nothing from ten visits on."""
    if n == 0:
        return gettext("No data")
    if n < FEW:
        return gettext("No margin: fewer than 3 visits")
    return gettext("Indicative: fewer than 10 visits") if n < INDICATIVE else ""


def chart_words(previous: str | None = None) -> Words:
    """The words of all charts in the active language; ``previous`` is the name of the wave before."""
    names = [str(word) for word in VALENCE_WORDS]
    return Words(
        comma=comma(),
        curve=gettext("Emotion curve"),
        implicit=pgettext("emotion", "unconscious"),
        conscious=pgettext("emotion", "conscious"),
        desired=pgettext("emotion", "desired"),
        target=pgettext("score", "target"),
        previous=previous or gettext("previous wave"),
        reach=pgettext("margin", "with a margin from"),
        to=pgettext("margin", "to"),
        visits=gettext("visits"),
        one_visit=gettext("1 visit"),
        no_data=gettext("no data"),
        moment=gettext("moment of truth"),
        place=gettext("Place of this step in the emotion curve: step {number} of {total}"),
        distribution=gettext("Visits from very unpleasant to very pleasant"),
        classes=(names[0], names[1], names[2], names[3], names[4]),
        average=gettext("average"),
        broken=gettext("The scale starts at {floor}, not at 0."),
        art=gettext("Decorative drawing of the emotion curve in this report."),
    )


def previous_wave(figures: Figures) -> str:
    """The name of the wave before, short enough for a column."""
    name = figures["meta"]["previous_wave"]
    return name if name else gettext("Previous wave")
