"""Figures in words for slides, as the report says them, in the active language: no bare number without its n."""

from collections.abc import Iterable

from django.utils.translation import gettext

from reports.charts.points import Span, span_of_valence
from reports.figures.shape import Figures, ResultDict
from reports.figures.words import TARGETS, difference, margin, num, visits
from reports.improvement.shape import TargetSet
from reports.improvement.standing import of_study

from . import words


def with_margin(span: Span | None, result: ResultDict, decimals: int = 1) -> str:
    """``56,8 (53,7–59,9), n = 120``; the reason when there is no figure."""
    if span is None:
        return f"{words.reason(result['reason'] or 'no_data')}, n = {result['n']}"
    ends = margin(span, decimals)
    return f"{num(span.value, decimals)}{f' ({ends})' if ends else ''}, n = {span.n}"


def score_sentences(figures: Figures, targets: Iterable[TargetSet] = ()) -> list[str]:
    """What stands beside the journey score: margin and n, the change, the target; ``targets`` are those of the plan."""
    found = figures["score"]
    span, n = span_of_valence(found["valence"]), visits(found["valence"]["n"])
    told = []
    if ends := margin(span):
        told.append(gettext("95%% margin %(margin)s, n = %(n)s.") % {"margin": ends, "n": n})
    elif span:
        told.append(gettext("%(n)s, no margin.") % {"n": n})
    if found["change"]:
        text, word = difference(found["change"])
        head = gettext("Difference from the previous wave:")
        told.append(f"{head} {text}: {word}." if text else f"{head} {word}.")
    if aim := of_study(figures, targets):
        target = {"target": num(aim.value, 0), "status": TARGETS[aim.status]}
        told.append(gettext("Target of %(target)s: %(status)s.") % target)
    return told


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
    told.append(gettext("Emotions come from trained, paid shoppers; they do not represent all your customers."))
    told.append(gettext("Formulas version %(version)s.") % {"version": meta["formula_version"]})
    told.append(gettext("Checksum of the figures: %(hash)s.") % {"hash": meta["source_hash"][:16]})
    return told
