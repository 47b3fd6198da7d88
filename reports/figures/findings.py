"""What figures say by themselves: which step is highest, lowest or furthest below the wish, with margin and number.

Such a finding never explains and never advises. Words are those of the active language.
"""

from django.utils.translation import gettext, ngettext

from reports.charts.points import INDICATIVE, score, span_of_valence, words_in

from .shape import Figures, Step
from .words import difference, margin, num, plain_span, signed


def findings(figures: Figures, language: str) -> list[dict[str, str]]:
    """At most three: highest step, lowest step, and the one furthest below what is desired.

    Only steps with ten visits or more take part; with fewer than two of those there is no order to speak of.
    """
    ready = [s for s in figures["steps"] if s["n"] >= INDICATIVE and s["both"]["value"] is not None]
    if len(ready) < 2:
        return []
    ordered = sorted(ready, key=_value)
    low, high = ordered[0], ordered[-1]
    found = [
        (gettext("Highest step score: %(step)s"), _high(high), high),
        (gettext("Lowest step score: %(step)s"), _low(low), low),
        *_furthest(ready),
    ]
    return [{"title": title % {"step": words_in(step["title"], language)}, "text": text} for title, text, step in found]


def _value(step: Step) -> float:
    return step["both"]["value"] or 0.0


def _points(step: Step) -> str:
    """``69,4 punten (66,2–72,6), n = 111``."""
    span = span_of_valence(step["both"])
    if span is None:
        return ""
    parts = {"score": num(span.value), "margin": margin(span), "n": span.n}
    if not parts["margin"]:
        return gettext("%(score)s points, n = %(n)d") % parts
    return gettext("%(score)s points (%(margin)s), n = %(n)d") % parts


def _high(step: Step) -> str:
    pleasant = step["distribution"][3] + step["distribution"][4]
    text = ngettext(
        "%(points)s. %(x)d of %(n)d visits was pleasant.", "%(points)s. %(x)d of %(n)d visits were pleasant.", pleasant
    )
    return text % {"points": _points(step), "x": pleasant, "n": sum(step["distribution"])}


def _low(step: Step) -> str:
    text = f"{_points(step)}. {unpleasant(step)}."
    return text + _and_change(step)


def _and_change(step: Step) -> str:
    if step["change"] is None or step["change"]["word"] not in ("higher", "lower"):
        return ""
    text, word = difference(step["change"], 50)
    return " " + gettext("%(word)s than in the previous wave: %(text)s.") % {
        "word": word[:1].upper() + word[1:],
        "text": text,
    }


def _furthest(ready: list[Step]) -> list[tuple[str, str, Step]]:
    """The step that is demonstrably furthest below its wish, else the largest demonstrable say/feel gap."""
    below = [s for s in ready if s["desired"] and s["desired"]["status"] == "below_desired"]
    if below:
        step = min(below, key=lambda s: (s["desired"]["distance"]["value"] if s["desired"] else 0) or 0)
        desired = step["desired"]
        distance = plain_span(desired["distance"], 50) if desired else None
        if desired and distance:
            text = gettext("%(distance)s points (%(lo)s to %(hi)s) from the desired %(desired)s.") % {
                "distance": signed(distance.value),
                "lo": signed(distance.lo or 0),
                "hi": signed(distance.hi or 0),
                "desired": num(score(desired["valence"]), 0),
            }
            return [(gettext("Furthest below desired: %(step)s"), text, step)]
    gaps = [s for s in ready if s["gap_class"] in ("says_better_than_feels", "feels_better_than_says")]
    if not gaps:
        return []
    step = max(gaps, key=lambda s: abs(s["gap"]["value"] or 0))
    title = gettext("Largest gap between words and first impression: %(step)s")
    return [(title, gap_sentence(step), step)]


def unpleasant(step: Step) -> str:
    """``13 of 120 visits were unpleasant``, without a full stop."""
    counts = {"x": step["n_negative"], "n": sum(step["distribution"])}
    if counts["n"] == 1:
        return gettext("%(x)d of 1 visit was unpleasant") % counts
    text = ngettext("%(x)d of %(n)d visits was unpleasant", "%(x)d of %(n)d visits were unpleasant", step["n_negative"])
    return text % counts


def gap_sentence(step: Step) -> str:
    """What the words do against the first impression; only a demonstrable gap is called one."""
    gap = plain_span(step["gap"], 50)
    if gap is None or step["n"] < INDICATIVE:
        return ""
    if step["gap_class"] == "says_better_than_feels":
        text = gettext("In words, shoppers were %(points)s points milder than in their first impression.")
    elif step["gap_class"] == "feels_better_than_says":
        text = gettext("In words, shoppers were %(points)s points stricter than in their first impression.")
    else:  # "not_shown": neither a gap nor its absence was demonstrated
        near = gettext("First impression and words lie close together.")
        return near if step["gap_class"] == "consistent" else ""
    return text % {"points": num(abs(gap.value))}
