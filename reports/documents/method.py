"""The method note: how the figures of this report were computed, what they allow for, and which version it is."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext

from reports.charts.points import span_of_score
from reports.figures.shape import Corrects, Figures

from . import phrases
from .glossary import CORE, MORE
from .remarks import Remarks

INSTRUMENTS = {"pad": gettext_lazy("tap square"), "faces": gettext_lazy("face matrix")}
VERDICTS = {
    "reached": gettext_lazy("That meets the bounds for duration and agreement."),
    "missed": gettext_lazy("That does not meet every bound for duration and agreement."),
    "few": gettext_lazy("That is too few to judge the instrument."),
}


def method_chapter(figures: Figures, remarks: Remarks, *, with_core: bool) -> dict[str, Any]:
    """Everything the chapter prints: sample, method, who approved, and the words; all of them ``with_core``."""
    words = CORE + MORE if with_core else MORE
    return {
        "sample": sample(figures),
        "paragraphs": [part for part in method(figures) if part],
        "approved": gettext("What people wrote in this report was approved by %(name)s.")
        % {"name": remarks.approved_by}
        if remarks.approved_by
        else "",
        "remarks": remarks.commentary("method"),
        "words": [(str(word), str(meaning)) for word, meaning in words],
    }


def method(figures: Figures) -> list[str]:
    """Everything a careful reader must know, a paragraph for each kind of thing."""
    return [
        " ".join(part)
        for part in (
            (replaces(figures["meta"]["corrects"]),),
            [
                gettext("Means with a t interval, shares with a Wilson interval, both at 95%."),
                *_clusters(figures),
            ],
            [
                gettext(
                    "Differences between waves are called so only after correction for multiple comparisons "
                    "(Benjamini-Hochberg)."
                ),
                gettext("The margins themselves are not corrected."),
                *_questionnaires(figures),
            ],
            [*_gaps(figures), *_checklist(figures), *_remembered(figures)],
            [
                gettext("Formulas version %(version)s.") % {"version": figures["meta"]["formula_version"]},
                *_pilot(figures),
            ],
        )
    ]


def _pilot(figures: Figures) -> Iterator[str]:
    """What the pilot of the instrument found, and whether that was enough; or that there was none."""
    found = figures["meta"]["pilot"]
    if not found:
        yield gettext("The emotion instrument has not been tested in a pilot yet.")
        return
    yield gettext("Pilot of the first impression (%(instrument)s, %(day)s): %(shoppers)s, %(steps)s.") % {
        "instrument": INSTRUMENTS.get(found["instrument"], found["instrument"]),
        "day": phrases.day(found["at"]),
        "shoppers": _shoppers(found["n_shoppers"]),
        "steps": phrases.steps(found["n_pairs"]),
    }
    if found["median"]["value"] is not None and found["p90"]["value"] is not None:
        times = {"median": phrases.num(found["median"]["value"]), "p90": phrases.num(found["p90"]["value"])}
        yield gettext("Half of the steps took at most %(median)s s, nine out of ten at most %(p90)s s.") % times
    if found["agreement"]["value"] is not None:
        steps = phrases.steps(found["agreement"]["n"])
        share = {"share": phrases.num(100 * found["agreement"]["value"], 0), "steps": steps}
        yield gettext("First impression and words were on the same side in %(share)s%% of %(steps)s.") % share
    if found["retest"]["value"] is None:
        yield gettext("The same impression a week later was not measured.")
    yield str(VERDICTS[_verdict(found["met"])])


def _shoppers(n: int) -> str:
    return ngettext("%(n)d shopper", "%(n)d shoppers", n) % {"n": n}


def _verdict(met: Mapping[str, bool | None]) -> str:
    """What duration and agreement say together; the test a week later is told apart."""
    said = [met[name] for name in ("median", "p90", "agreement")]
    return "missed" if False in said else "few" if None in said else "reached"


def replaces(old: Corrects | None) -> str:
    """Which version a report replaces, and why; nothing for a first one."""
    if old is None:
        return ""
    return gettext("This is version %(version)d. It replaces the version of %(day)s: %(reason)s") % {
        "version": old["version"],
        "day": phrases.day(old["made_at"]),
        "reason": old["reason"].rstrip(".") + ".",
    }


def _clusters(figures: Figures) -> Iterator[str]:
    """Whether the margins of the whole know that visits to one location resemble each other."""
    found, meta = figures["score"]["valence"], figures["meta"]
    if found["method"] == "two_stage_t":
        yield gettext(
            "Visits to one location resemble each other; the margins over several locations take that into account "
            "(%(visited)d of %(sites)d locations visited)."
        ) % {"visited": meta["n_locations"], "sites": max(meta["n_sites"], meta["n_locations"])}
    elif "not_clustered" in found["flags"]:
        yield gettext(
            "Visits to one location resemble each other; with fewer than five locations of two or more visits the "
            "margins do not take that into account."
        )


def _questionnaires(figures: Figures) -> Iterator[str]:
    change = figures["score"]["checklist_change"]
    if change and "bridged" in change["difference"]["flags"]:
        yield gettext(
            "The waves had different questionnaires: the checklist is compared over the questions both ask, with the "
            "newer weights."
        )


def _gaps(figures: Figures) -> Iterator[str]:
    panel = figures["meta"]["gap_panel"]
    if not panel["n_pairs"]:
        return
    pairs = {"steps": phrases.steps(panel["n_pairs"])}
    if panel["instrument_offset"]:
        yield (
            gettext(
                "The gap between words and first impression is without what shopper and instrument always add to it "
                "(known from %(steps)s)."
            )
            % pairs
        )
    else:
        yield (
            gettext(
                "The gap between words and first impression is without what a shopper always adds to it (known from "
                "%(steps)s)."
            )
            % pairs
        )


def _checklist(figures: Figures) -> Iterator[str]:
    """The same total added up the other way."""
    ways = figures["score"]["checklist_ways"]
    span = span_of_score(ways["other_aggregate"])
    if span is None:
        return
    if ways["aggregate"] == "mean_of_visits":
        text = gettext("The checklist is the mean of the visits; all points of all visits together make it %(score)s.")
    else:
        text = gettext("The checklist adds up the points of all visits; the mean of the visits is %(score)s.")
    yield text % {"score": phrases.num(span.value)}


def _remembered(figures: Figures) -> Iterator[str]:
    """Which line goes together better with the overall grade."""
    found = figures["score"]["remembered"]
    if found["better"] is None or found["r_mean"] is None or found["r_peak_end"] is None:
        return
    names = {
        "mean": pgettext("goes together better", "The mean of the steps goes together better with the overall grade"),
        "peak_end": pgettext("goes together better", "Peak and end go together better with the overall grade"),
        "not_demonstrable": gettext("Mean and peak-end go together with the overall grade about as much"),
    }
    yield gettext("%(which)s (correlation %(mean)s for the mean, %(peak_end)s for peak and end, n = %(n)d).") % {
        "which": names[found["better"]],
        "mean": phrases.num(found["r_mean"], 2),
        "peak_end": phrases.num(found["r_peak_end"], 2),
        "n": found["n"],
    }


def sample(figures: Figures) -> str:
    """Who went where and when, who checked, and what was left out."""
    meta = figures["meta"]
    parts = [
        ngettext(
            "%(visits)s %(days)s, at %(locations)d location.",
            "%(visits)s %(days)s, at %(locations)d locations.",
            meta["n_locations"],
        )
        % {
            "visits": phrases.visits(meta["n_visits"]),
            "days": phrases.days(meta["first_visit_on"], meta["last_visit_on"]),
            "locations": meta["n_locations"],
        }
        if meta["first_visit_on"]
        else gettext("There are no approved visits in this selection.")
    ]
    if meta["n_shoppers"]:
        most = ngettext(
            "%(shoppers)s, at most %(most)d visit per shopper.",
            "%(shoppers)s, at most %(most)d visits per shopper.",
            meta["max_visits_per_shopper"],
        )
        parts.append(most % {"shoppers": _shoppers(meta["n_shoppers"]), "most": meta["max_visits_per_shopper"]})
        parts.append(
            gettext(
                "All visits were checked by somebody other than the shopper. "
                "Sent back with a question: %(returned)d; excluded: %(excluded)d."
            )
            % {"returned": meta["n_returned"], "excluded": meta["n_excluded"]}
        )
    if meta["selection"]:
        parts.append(gettext("Selection: %(words)s.") % {"words": "; ".join(meta["selection"])})
    return " ".join(parts)
