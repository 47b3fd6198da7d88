"""How figures are said on paper, in the active language: numbers, margins, changes and codes.

Call these inside ``translation.override(language)``. Rules of printing: one decimal for scores, whole per cent
under a hundred, counts instead of per cent under ten, no margin under three, no bare number without its n.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext, pgettext, pgettext_lazy

from fieldwork.emotions.words import CAUSES, EMOTIONS, FACE_WORDS, VALENCE_WORDS
from fieldwork.measurement.display import half_up
from reports.charts.points import FEW, INDICATIVE, Span, span_of_valence, words_in
from reports.charts.svg import number
from reports.charts.words import Words
from reports.figures.shape import Change, Figures, Question, Quote, ResultDict, Step

RANKED_FROM = 150  # visits; below it an order is only indicative
OTHER = "other"  # the channel of a step that is walked in the channel of its visit
HOUR = 3600
NO_BREAK = "\u00a0"

CHANNELS = {
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
DIMENSIONS = {
    "quality": pgettext_lazy("dimension", "quality"),
    "efficiency": pgettext_lazy("dimension", "efficiency"),
    "experience": pgettext_lazy("dimension", "experience"),
    "emotion": pgettext_lazy("dimension", "emotion"),
    "impression": pgettext_lazy("dimension", "impression"),
}
CHANGES = {
    "higher": pgettext_lazy("change", "higher"),
    "lower": pgettext_lazy("change", "lower"),
    "small_difference": pgettext_lazy("change", "small difference"),
    "no_relevant_difference": pgettext_lazy("change", "no relevant difference"),
    "not_demonstrable": pgettext_lazy("change", "no demonstrable difference"),
    "suppressed": pgettext_lazy("change", "too few visits to compare"),
}
TARGETS = {
    "achieved": pgettext_lazy("target", "achieved"),
    "probably_achieved": pgettext_lazy("target", "probably achieved"),
    "not_shown": pgettext_lazy("target", "not shown"),
    "missed": pgettext_lazy("target", "missed"),
    "not_yet": pgettext_lazy("target", "not yet"),
    "too_few": pgettext_lazy("target", "too few visits"),
}
OUTCOMES = {
    "improved_relevant": pgettext_lazy("outcome", "improved"),
    "improved": pgettext_lazy("outcome", "slightly improved"),
    "worsened": pgettext_lazy("outcome", "worsened"),
    "no_relevant_change": pgettext_lazy("outcome", "no relevant difference"),
    "inconclusive": pgettext_lazy("outcome", "too early to tell"),
}
MOMENTS = {
    "delight": gettext_lazy("Moment of truth: high"),
    "despair": gettext_lazy("Moment of truth: low"),
    "polarising": gettext_lazy("Moment of truth: divided"),
}
SHORT_MOMENTS = {
    "delight": pgettext_lazy("moment of truth", "high"),
    "despair": pgettext_lazy("moment of truth", "low"),
    "polarising": pgettext_lazy("moment of truth", "divided"),
}
MISSING_PHOTOS = {
    "not_ready": gettext_lazy("The photo was not ready when this report was made."),
    "withheld": gettext_lazy("The photo was withheld to protect somebody’s privacy."),
    "erased": gettext_lazy("The photo was erased after its retention period."),
    "unreadable": gettext_lazy("The photo could not be read."),
}


def comma() -> bool:
    """Whether the active language writes a decimal comma."""
    return not (get_language() or "nl").startswith("en")


def visits(n: int) -> str:
    return ngettext("%(n)d visit", "%(n)d visits", n) % {"n": n}


def steps(n: int) -> str:
    return ngettext("%(n)d step", "%(n)d steps", n) % {"n": n}


def locations(n: int) -> str:
    return ngettext("%(n)d location", "%(n)d locations", n) % {"n": n}


def num(value: float, decimals: int = 1) -> str:
    return number(value, decimals, comma=comma())


def signed(value: float, decimals: int = 1) -> str:
    text = num(value, decimals)
    return text if text.startswith("−") or float(text.replace(",", ".")) == 0 else f"+{text}"


def margin(span: Span | None, decimals: int = 1) -> str:
    """``53,7–59,9``, or nothing when there is no margin."""
    if span is None or not span.has_margin or span.lo is None or span.hi is None:
        return ""
    return f"{num(span.lo, decimals)}–{num(span.hi, decimals)}"


def nothing(result: Mapping[str, Any] | None) -> str:
    """Why there is no figure."""
    if result is not None and result["reason"] == "all_na":
        return gettext("not applicable")
    if result is not None and result["reason"] in ("too_few", "low_coverage", "below_min_cell"):
        return gettext("too few")
    return gettext("no data")


def plain_span(result: Mapping[str, Any] | None, times: float = 1) -> Span | None:
    """A result on its own scale (times a factor) as a span, or nothing."""
    if result is None or result["value"] is None:
        return None
    lo, hi = (None if result[end] is None else round(result[end] * times, 9) for end in ("lo", "hi"))
    return Span(round(result["value"] * times, 9), lo, hi, result["n"])


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


def difference(change: Change, times: float) -> tuple[str, str]:
    """A change as ``("+8,5 punt (+3,8 tot +13,3)", "hoger")``; the first part is empty when unknown.

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
    span = plain_span(change["difference"], times)
    if span is None or change["word"] == "suppressed":
        return "", word
    text = gettext("%(points)s points") % {"points": signed(span.value)}
    if span.lo is not None and span.hi is not None:
        ends = {"text": text, "lo": signed(span.lo), "hi": signed(span.hi)}
        text = gettext("%(text)s (%(lo)s to %(hi)s)") % ends
    return text, word


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


def day(iso: str | None) -> str:
    """``11 december 2026``; nothing without a date."""
    return date_format(date.fromisoformat(iso[:10]), "DATE_FORMAT") if iso else ""


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
