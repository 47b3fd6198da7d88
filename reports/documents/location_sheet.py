"""One location over the waves: its score, its steps beside all locations, what hurts, and its visits."""

from typing import Any

from django.utils.translation import gettext

from reports.charts import emotion_curve, interval_bar, over_waves
from reports.charts.points import points_of, span_of_valence, words_in
from reports.charts.words import Words
from reports.figures.shape import Figures, Question, Step
from reports.figures.sheet_shapes import FEWEST_OTHERS, LocationFigures, LocationVisit, Standing
from reports.figures.states import Daypart

from . import phrases
from .method import method, sample
from .pains import pains
from .pictures import PictureBook
from .questions import question_row
from .remarks import Remarks

LOWEST = 12  # questions shown
STEPS_ON_CURVE = 12


def location_context(location: LocationFigures, language: str, book: PictureBook) -> dict[str, Any]:
    """Everything the sheet prints."""
    figures = location["figures"]
    words = phrases.chart_words(figures["meta"]["previous_wave"])
    score, change = figures["score"], figures["score"]["change"]
    span = span_of_valence(score["valence"])
    before = span_of_valence(change["previous"]) if change else None
    name, earlier = gettext("Journey score"), before.value if before else None
    points = points_of(figures, language)[:STEPS_ON_CURVE]
    return {
        "name": location["location"],
        "big": phrases.num(span.value) if span else "",
        "nothing": "" if span else phrases.nothing(score["valence"]),
        "bar": book.chart(interval_bar.interval_bar(name, span, words, before=earlier, palette="print")),
        "bar_alt": interval_bar.describe(name, span, words, None, earlier),
        "sentences": _sentences(location),
        "warning": phrases.n_class(figures["meta"]["n_visits"]),
        "standing": _standing(location["standing"]),
        "about_all": _about_all(location),
        **_waves(location, words, book),
        "curve": book.chart(
            emotion_curve.emotion_curve(points, words, palette="print", width=960, height=300, with_phases=False)
        ),
        "curve_alt": emotion_curve.describe(points, words),
        "steps": [_step(step, location, language) for step in figures["steps"]],
        "pains": pains(figures, language, Remarks(figures, None, language)),
        "questions": _lowest(figures, language),
        "visits": [_visit(visit) for visit in location["visits"]],
        "more": location["n_visits"] - len(location["visits"]),
        "sample": f"{figures['meta']['waves'][-1]}: {sample(figures)}",
        "method": method(figures),
    }


def _sentences(location: LocationFigures) -> list[tuple[str, str]]:
    """The score in words: margin and number, and what changed."""
    figures = location["figures"]
    result, change = figures["score"]["valence"], figures["score"]["change"]
    span, n = span_of_valence(result), phrases.visits(result["n"])
    found = []
    if span and span.has_margin:
        margin = {"margin": phrases.margin(span), "n": n}
        found.append((gettext("95%% margin %(margin)s, n = %(n)s.") % margin, ""))
    elif span:
        found.append((gettext("%(n)s, no margin.") % {"n": n}, ""))
    if change:
        text, word = phrases.difference(change, 50)
        head = gettext("Difference from the previous wave:")
        found.append((f"{head} {text}:" if text else head, f"{word}."))
    return found


def _standing(standing: Standing) -> str:
    """Its place among the others, only where the scores tell locations apart."""
    if standing["of"] < 2:
        return ""
    if standing["ranked"] and standing["rank"]:
        return gettext(
            "Rank %(rank)d of %(of)d locations. The scores tell locations apart (reliability %(r)s); look at the "
            "margins, neighbours may change places."
        ) % {"rank": standing["rank"], "of": standing["of"], "r": phrases.num(standing["reliability"] or 0, 2)}
    return gettext(
        "There is no rank among the %(of)d locations: there are too few visits per location to tell them apart."
    ) % {"of": standing["of"]}


def _about_all(location: LocationFigures) -> str:
    """What the figures of all locations are about, and where they are left out."""
    where = phrases.joined(location["whole_of"]) or gettext("the whole organisation")
    told = gettext("All locations: those of %(where)s, this one included.") % {"where": where}
    if all(wave["whole"] for wave in location["waves"] if wave["part"]["n"]):
        return told
    few = gettext(
        "Where fewer than %(n)d others were visited there is no such figure: one could compute the figures of a "
        "neighbour from it."
    ) % {"n": FEWEST_OTHERS}
    return f"{told} {few}"


def _waves(location: LocationFigures, words: Words, book: PictureBook) -> dict[str, Any]:
    """The score per wave as a picture and as a table."""
    whole = gettext("all locations")
    waves = [
        over_waves.AtWave(wave["title"], span_of_valence(wave["part"]), span_of_valence(wave["whole"]))
        for wave in location["waves"][-8:]
    ]
    name = gettext("Score per wave: %(location)s") % {"location": location["location"]}
    return {
        "waves": book.chart(over_waves.over_waves(name, waves, words, whole=whole, palette="print")),
        "waves_alt": over_waves.describe(name, waves, words, whole),
        "wave_rows": [
            {
                "title": wave["title"],
                "n": wave["part"]["n"],
                "cell": phrases.score_cell(wave["part"]),
                "whole": phrases.score_cell(wave["whole"]),
            }
            for wave in location["waves"]
        ],
    }


def _step(step: Step, location: LocationFigures, language: str) -> dict[str, Any]:
    total = sum(step["distribution"])
    return {
        "title": words_in(step["title"], language),
        "n": step["n"],
        "cell": phrases.score_cell(step["both"]),
        "whole": phrases.score_cell(location["whole_steps"].get(step["key"])),
        "unpleasant": gettext("%(x)d of %(n)d") % {"x": step["n_negative"], "n": total} if total else "–",
        "change": phrases.difference(step["change"], 50)[1] if step["change"] else "–",
    }


def _lowest(figures: Figures, language: str) -> list[dict[str, Any]]:
    """The questions that earned the smallest part of their points, with the step they belong to."""
    found: list[tuple[float, Step, Question]] = [
        (question["points"]["value"], step, question)
        for step in figures["steps"]
        for question in step["questions"]
        if not question["internal"] and question["points"] and question["points"]["value"] is not None
    ]
    found.sort(key=lambda one: (one[0], one[1]["number"], one[2]["path"]))
    return [
        question_row(question, language) | {"step": words_in(step["title"], language), "points": phrases.num(points, 0)}
        for points, step, question in found[:LOWEST]
        if points < 100
    ]


def _daypart(code: str) -> str:
    return str(Daypart(code).label) if code in Daypart.values else ""


def _visit(visit: LocationVisit) -> dict[str, str]:
    return {
        "key": visit["key"],
        "when": ", ".join(part for part in (phrases.day(visit["day"]), _daypart(visit["daypart"])) if part) or "–",
        "wave": visit["wave"],
        "channel": phrases.channel(visit["channel"]) if visit["channel"] not in ("", "other") else "–",
        "score": phrases.num(visit["score"]) if visit["score"] is not None else "–",
        "checklist": phrases.num(visit["checklist"]) if visit["checklist"] is not None else "–",
    }
