"""What first: importance against performance, and what the overall grade may gain, step by step.

Association only. Too few visits: no picture and no order, but the reason and what can be said meanwhile.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, gettext_lazy, pgettext

from fieldwork.measurement.quadrants import quadrant
from fieldwork.measurement.results import Result
from reports.charts import priority_matrix as matrix
from reports.charts.points import Span, score, span_of_valence, words_in
from reports.charts.words import Words
from reports.figures.shape import Driver, Figures, Step
from reports.figures.words import NO_GAIN, OUTCOME_OF

from . import phrases
from .importance import ALMOST_SURE, LIKELY, explained, importance
from .pictures import PictureBook
from .remarks import Remarks

QUADRANTS = {
    "concentrate_here": gettext_lazy("tackle first"),
    "keep_up": gettext_lazy("keep up"),
    "low_priority": gettext_lazy("low priority"),
    "possible_overkill": gettext_lazy("perhaps enough"),
}


def priorities(figures: Figures, language: str, words: Words, book: PictureBook, remarks: Remarks) -> dict[str, Any]:
    """Everything the chapter prints."""
    told = importance(figures, language, words, palette="print") or {}
    shown = {
        "remarks": remarks.commentary("priorities"),
        "why": told.get("why", gettext("These figures were made without it.") if not told else ""),
        "left_out": told.get("left_out", ""),
        "lede": _lede(figures, told),
    }
    spots = _spots(figures, language, remarks)
    if "why" in told or not told or not spots:
        return shown | {"meanwhile": [_meanwhile(figures, step, language) for step in figures["steps"]]}
    name = gettext("What to tackle first")
    names = _names(figures)
    cuts = 100 / len(figures["drivers"]["drivers"]), _mean([spot.performance.value for spot in spots])
    chart = matrix.priority_matrix(name, spots, names, words, cuts=cuts, palette="print")
    return shown | {
        "chart": book.chart(chart),
        "alt": matrix.describe(name, spots, names, words, cuts),
        "caption": told["caption"],
        "explained": explained(figures["drivers"], str(OUTCOME_OF[figures["drivers"]["outcome"]])),
        "order": _order(figures),
        "rows": _rows(figures, spots, told, words),
        "is_ranked": figures["drivers"]["status"] == "ranking",
        "has_gains": bool(figures.get("priorities", {}).get("gains")),
        "outcome": str(OUTCOME_OF[figures["drivers"]["outcome"]]),
        "n": figures["drivers"]["n"],
    }


def _lede(figures: Figures, told: Mapping[str, Any]) -> str:
    if "why" in told or not told:
        return gettext("There is no order yet. What can be said is below.")
    if figures["drivers"]["status"] == "indicative":
        return gettext("Steps that weigh much and score low come first. With so few visits this is indicative.")
    return gettext("Steps that weigh much and score low come first.")


def _order(figures: Figures) -> str:
    """In which order the table under the picture stands; the same choice as in ``_rows``."""
    if figures["drivers"]["status"] != "ranking":
        return gettext(
            "Indicative: with fewer than %(n)d complete visits the table stands in the order of the journey, because "
            "the importance of the steps does not rank them yet."
        ) % {"n": phrases.RANKED_FROM}
    if figures.get("priorities", {}).get("gains"):
        return gettext(
            "The largest expected gain stands first. Look at the margins: steps with overlapping margins may well "
            "change places."
        )
    return gettext(
        "The most important step stands first. Look at the margins: steps with overlapping margins may well change "
        "places."
    )


def _names(figures: Figures) -> matrix.Names:
    outcome = str(OUTCOME_OF[figures["drivers"]["outcome"]])
    return matrix.Names(
        across=pgettext("axis", "step score"),
        upwards=gettext("goes together with %(outcome)s") % {"outcome": outcome},
        fair=gettext("equal part"),
        corners=tuple(  # type: ignore[arg-type]
            phrases.upper_first(str(QUADRANTS[code]))
            for code in ("concentrate_here", "keep_up", "low_priority", "possible_overkill")
        ),
    )


def _spots(figures: Figures, language: str, remarks: Remarks) -> list[matrix.Spot]:
    """Every step that has both an importance and a score, in the order of the journey."""
    steps = {step["key"]: step for step in figures["steps"]}
    drivers = [one for one in figures["drivers"]["drivers"] if one["name"] in steps]
    scores = [span.value for one in drivers if (span := span_of_valence(steps[one["name"]]["both"]))]
    aims = {row["step"]: row["value"] for row in remarks.targets() if row["metric"] == "step_score"}
    found = [_spot(figures, steps[one["name"]], one, language, _mean(scores), aims.get(one["name"])) for one in drivers]
    return [spot for spot in found if spot]


def _spot(
    figures: Figures, step: Step, driver: Driver, language: str, average: float, aim: float | None
) -> matrix.Spot | None:
    weight, span = phrases.plain_span(driver["share"], 100), span_of_valence(step["both"])
    if weight is None or span is None:
        return None
    fair = 100 / len(figures["drivers"]["drivers"])
    line = average if aim is None else aim
    place = quadrant(_result(weight), _result(span), fair, line)
    code = place.name if place else "low_priority"
    return matrix.Spot(
        step["number"], words_in(step["title"], language), weight, span, bool(place and place.firm),
        str(QUADRANTS[code]), aim,
    )  # fmt: skip


def _result(span: Span) -> Result:
    """A printed figure as the measurement module takes it, on its printed scale."""
    return Result(span.value, n=span.n, lo=span.lo, hi=span.hi)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 50.0


def _rows(figures: Figures, spots: list[matrix.Spot], told: Mapping[str, Any], words: Words) -> list[dict[str, str]]:
    """The table under the picture: by expected gain where that is known, else as the importance orders them."""
    numbers = {step["key"]: step["number"] for step in figures["steps"]}
    by_number = {spot.number: spot for spot in spots}
    shares = {row["key"]: row for row in told["rows"]}
    gains = {one["step"]: one for one in figures.get("priorities", {}).get("gains", [])}
    is_ranked = figures["drivers"]["status"] == "ranking"
    order = [key for key in (gains if is_ranked and gains else shares) if key in shares]
    order += [key for key in shares if key not in order]
    rows = []
    for key in order:
        spot = by_number.get(numbers.get(key, 0))
        one = gains.get(key)
        if spot is None:
            continue
        rows.append(
            {
                "number": str(spot.number), "title": spot.title, "anchor": f"step-{spot.number}",
                "score": spot.performance.in_words(words), "share": shares[key]["share"],
                "quadrant": spot.quadrant if spot.is_firm else gettext("%(place)s, unsure") % {"place": spot.quadrant},
                "gain": _gain(one), "top": in_top(one["p_top3"]) if one and is_ranked and not one["because"] else "",
                "way": shares[key]["way"],
            }
        )  # fmt: skip
    return rows


def in_top(chance: float | None) -> str:
    """How sure a step is among the three that may bring most."""
    if chance is None:
        return ""
    if chance >= ALMOST_SURE:
        return gettext("almost certainly")
    return gettext("probably") if chance >= LIKELY else pgettext("in the top 3", "unsure")


def _gain(one: Any) -> str:
    if one is None:
        return "–"
    if one["because"]:
        return str(NO_GAIN[one["because"]])
    found = phrases.plain_span(one["gain"])
    if found is None:
        return "–"
    return f"{phrases.signed(found.value)} ({phrases.margin(found)})"


def _meanwhile(figures: Figures, step: Step, language: str) -> dict[str, Any]:
    """What can be said of a step without an order: its score, how often it was unpleasant, how far from the wish."""
    desired = step["desired"]
    distance = phrases.plain_span(desired["distance"], 50) if desired else None
    total = sum(step["distribution"])
    return {
        "number": str(step["number"]),
        "title": words_in(step["title"], language),
        "anchor": f"step-{step['number']}",
        "cell": phrases.score_cell(step["both"]),
        "unpleasant": gettext("%(x)d of %(n)d") % {"x": step["n_negative"], "n": total} if total else "–",
        "desired": phrases.num(score(desired["valence"]), 0) if desired else "–",
        "distance": phrases.signed(distance.value) if distance else "–",
        "is_pain": any(p["step"] == step["key"] and p["status"] == "pain_point" for p in figures["pain_points"]),
    }
