"""Figures in words for slides, as the report says them, in the active language: no bare number without its n."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext

from fieldwork.measurement.targets import by_its_date
from reports.charts.points import INDICATIVE, Span, score, span_of_valence, words_in
from reports.charts.svg import number
from reports.figures.shape import Change, Figures, ResultDict, Step

from . import words


def num(value: float, decimals: int = 1) -> str:
    """A number with the decimal sign of the language."""
    return number(value, decimals, comma=not (get_language() or "nl").startswith("en"))


def signed(value: float, decimals: int = 1) -> str:
    """A difference with its sign; nothing but 0 goes without."""
    text = num(value, decimals)
    return text if text.startswith("−") or float(text.replace(",", ".")) == 0 else f"+{text}"


def margin(span: Span | None, decimals: int = 1) -> str:
    """``53,7–59,9``, or nothing when there is no margin."""
    if span is None or not span.has_margin or span.lo is None or span.hi is None:
        return ""
    return f"{num(span.lo, decimals)}–{num(span.hi, decimals)}"


def with_margin(span: Span | None, result: ResultDict, decimals: int = 1) -> str:
    """``56,8 (53,7–59,9), n = 120``; the reason when there is no figure."""
    if span is None:
        return f"{words.reason(result['reason'] or 'no_data')}, n = {result['n']}"
    ends = margin(span, decimals)
    return f"{num(span.value, decimals)}{f' ({ends})' if ends else ''}, n = {span.n}"


def day(iso: str | None) -> str:
    """``11 december 2026``; nothing without a date."""
    return date_format(date.fromisoformat(iso[:10]), "DATE_FORMAT") if iso else ""


def visits(n: int) -> str:
    """``120 bezoeken``."""
    return ngettext("%(n)d visit", "%(n)d visits", n) % {"n": n}


def change(found: Change) -> tuple[str, str]:
    """A change of a valence as ``("+8,5 punten (+3,8 tot +13,3)", "hoger")``; the first part is empty when unknown."""
    if "trend_break" in found["difference"]["flags"]:
        return "", words.reason("trend_break")
    if found["difference"]["reason"] == "different_instruments":
        return "", words.reason("different_instruments")
    word = str(words.CHANGES.get(found["word"], words.CHANGES["suppressed"]))
    if found["word"] == "not_demonstrable" and found["more_visits"]:
        word = ngettext(
            "too early to tell; about %(n)d more visit needed",
            "too early to tell; about %(n)d more visits needed",
            found["more_visits"],
        ) % {"n": found["more_visits"]}
    value = found["difference"]["value"]
    if value is None or found["word"] == "suppressed":
        return "", word
    return points(found["difference"]), word


def points(difference: ResultDict) -> str:
    """A difference of valences in points of the score, with its margin."""
    text = gettext("%(points)s points") % {"points": signed(50 * (difference["value"] or 0))}
    if difference["lo"] is None or difference["hi"] is None:
        return text
    ends = {"text": text, "lo": signed(50 * difference["lo"]), "hi": signed(50 * difference["hi"])}
    return gettext("%(text)s (%(lo)s to %(hi)s)") % ends


def score_sentences(figures: Figures) -> list[str]:
    """What stands beside the journey score: margin and n, the change, the target."""
    found = figures["score"]
    span, n = span_of_valence(found["valence"]), visits(found["valence"]["n"])
    told = []
    if ends := margin(span):
        told.append(gettext("95%% margin %(margin)s, n = %(n)s.") % {"margin": ends, "n": n})
    elif span:
        told.append(gettext("%(n)s, no margin.") % {"n": n})
    if found["change"]:
        text, word = change(found["change"])
        head = gettext("Difference with the wave before:")
        told.append(f"{head} {text}: {word}." if text else f"{head} {word}.")
    if found["target"]:
        status = by_its_date(found["target"]["status"], found["target"]["deadline"], figures["meta"]["made_at"])
        target = {"target": num(found["target"]["value"], 0), "status": words.TARGETS[status]}
        told.append(gettext("Target of %(target)s: %(status)s.") % target)
    return told


# --- findings made of figures only --------------------------------------------------------------------
def findings(figures: Figures, language: str) -> list[tuple[str, str]]:
    """At most three, as (title, text): highest step, lowest step, and the one furthest below what is desired.

    Only steps with ten visits or more take part; with fewer than two of those there is no order to speak of.
    """
    ready = [step for step in figures["steps"] if step["n"] >= INDICATIVE and step["both"]["value"] is not None]
    if len(ready) < 2:
        return []
    ordered = sorted(ready, key=lambda step: step["both"]["value"] or 0.0)
    low, high = ordered[0], ordered[-1]
    found = [(gettext("Highest step score: %(step)s"), _high(high), high)]
    found.append((gettext("Lowest step score: %(step)s"), _low(low), low))
    below = [one for one in ready if one["desired"] and one["desired"]["status"] == "below_desired"]
    if below:
        furthest = min(below, key=_distance)
        found.append((gettext("Furthest below desired: %(step)s"), _below(furthest), furthest))
    return [(title % {"step": words_in(step["title"], language)}, text) for title, text, step in found]


def _distance(step: Step) -> float:
    return (step["desired"]["distance"]["value"] if step["desired"] else 0) or 0


def _points(step: Step) -> str:
    span = span_of_valence(step["both"])
    if span is None:
        return words.reason(step["both"]["reason"] or "no_data")
    parts = {"score": num(span.value), "margin": margin(span), "n": span.n}
    if not parts["margin"]:
        return gettext("%(score)s points, n = %(n)d") % parts
    return gettext("%(score)s points (%(margin)s), n = %(n)d") % parts


def _high(step: Step) -> str:
    text = gettext("%(points)s. %(x)d of %(n)d visits were pleasant.")
    pleasant = step["distribution"][3] + step["distribution"][4]
    return text % {"points": _points(step), "x": pleasant, "n": sum(step["distribution"])}


def _low(step: Step) -> str:
    text = gettext("%(points)s. %(x)d of %(n)d visits were unpleasant.")
    told = text % {"points": _points(step), "x": step["n_negative"], "n": sum(step["distribution"])}
    if step["change"] is None or step["change"]["word"] not in ("higher", "lower"):
        return told
    difference, word = change(step["change"])
    parts = {"word": word[:1].upper() + word[1:], "text": difference}
    return told + " " + gettext("%(word)s than in the wave before: %(text)s.") % parts


def _below(step: Step) -> str:
    desired = step["desired"]
    if desired is None:
        return ""
    distance = desired["distance"]
    return gettext("%(distance)s points (%(lo)s to %(hi)s) from the desired %(desired)s.") % {
        "distance": signed(50 * (distance["value"] or 0)),
        "lo": signed(50 * (distance["lo"] or 0)),
        "hi": signed(50 * (distance["hi"] or 0)),
        "desired": num(score(desired["valence"]), 0),
    }


def method(figures: Figures) -> list[str]:
    """The method in a few sentences; the report and its appendix say all of it."""
    meta, found = figures["meta"], figures["score"]["valence"]
    told = [gettext("Means with a t interval, shares with a Wilson interval, both at 95%.")]
    if found["method"] == "two_stage_t":
        text = gettext(
            "Visits to one location resemble each other; the margins over several locations take that into account "
            "(%(visited)d of %(sites)d locations visited)."
        )
        told.append(text % {"visited": meta["n_locations"], "sites": max(meta["n_sites"], meta["n_locations"])})
    elif "not_clustered" in found["flags"]:
        told.append(
            gettext(
                "Visits to one location resemble each other; with fewer than five locations of two or more visits the "
                "margins do not take that into account."
            )
        )
    told.append(
        gettext(
            "Differences between waves are called so only after correction for multiple comparisons "
            "(Benjamini-Hochberg)."
        )
    )
    told.append(gettext("Emotions come from trained, paid shoppers; they do not stand for all your customers."))
    told.append(gettext("Formulas version %(version)s.") % {"version": meta["formula_version"]})
    told.append(gettext("Fingerprint of the figures: %(hash)s.") % {"hash": meta["source_hash"][:16]})
    return told
