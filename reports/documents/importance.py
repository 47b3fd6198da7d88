"""What goes together with the overall grade (or the recommendation, where no visit was graded): bars and words.

Association only. Below 150 complete visits the steps stand in the order of the journey and no word ranks them.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from django.utils.translation import gettext, ngettext, pgettext

from reports.charts import importance as chart
from reports.charts.points import words_in
from reports.charts.words import Words
from reports.figures.shape import Figures
from reports.figures.words import OUTCOME_OF

from . import phrases

ALMOST_SURE, LIKELY = 0.95, 0.80  # chance that a step belongs to the first three


def importance(
    figures: Figures, language: str, words: Words, palette: Literal["print"] | None = None
) -> dict[str, Any] | None:
    """What a page or a report prints; ``None`` for figures that were made without this."""
    found: Mapping[str, Any] | None = figures.get("drivers")
    if not found:
        return None
    outcome = str(OUTCOME_OF[found["outcome"]])
    titles = {step["key"]: words_in(step["title"], language) for step in figures["steps"]}
    name = gettext("What goes together with %(outcome)s") % {"outcome": outcome}
    shown: dict[str, Any] = {
        "title": name,
        "status": found["status"],
        "n": found["n"],
        "left_out": _left_out(found, titles),
    }
    if found["status"] not in ("indicative", "ranking"):
        return shown | {"why": _why_nothing(found, outcome)}
    rows = _ordered(found, list(titles))
    weights = [chart.Weight(titles.get(row["name"], row["name"]), _percent(row["share"])) for row in rows]
    fair = gettext("equal part")
    return shown | {
        "wide": chart.importance(name, weights, words, fair=fair, palette=palette),
        "narrow": chart.importance(name, weights, words, fair=fair, wide=False, palette=palette),
        "rows": [_row(row, weight, found, outcome, words) for row, weight in zip(rows, weights, strict=True)],
        "order": _order(found),
        "explained": " ".join(filter(None, [explained(found, outcome), _divided(found)])),
        "caption": _caption(outcome),
        "has_unsure": any(weight.is_unsure(100 / len(weights)) for weight in weights),
    }


def _caption(outcome: str) -> str:
    """The fixed words: never a cause."""
    text = gettext(
        "Goes together with %(outcome)s; this is no proof of cause. Other explanations, such as how busy it was or "
        "which place it was, are not ruled out."
    )
    return text % {"outcome": outcome}


def _ordered(found: Mapping[str, Any], keys: Sequence[str]) -> list[Mapping[str, Any]]:
    """By share where that says something, else as the customer meets the steps."""
    if found["status"] == "ranking":
        return sorted(found["drivers"], key=lambda row: -(row["share"]["value"] or 0))
    places = {key: place for place, key in enumerate(keys)}
    return sorted(found["drivers"], key=lambda row: places.get(row["name"], len(places)))


def _percent(share: Mapping[str, Any]) -> Any:
    return phrases.plain_span(share, 100)


def _row(
    row: Mapping[str, Any], weight: chart.Weight, found: Mapping[str, Any], outcome: str, words: Words
) -> dict[str, str]:
    return {
        "key": row["name"],
        "title": weight.title,
        "share": weight.in_words(words),
        "way": _way(row, outcome),
        "top": _top(row["p_top3"]) if found["status"] == "ranking" else "",
    }


def _way(row: Mapping[str, Any], outcome: str) -> str:
    """Which way a step goes together with the outcome, in words."""
    if row["suppressor"]:
        return gettext("not clear: alone and together with the other steps it points different ways")
    if row["sign_r"] < 0:
        return gettext("the more pleasant the step, the lower %(outcome)s") % {"outcome": outcome}
    return gettext("the more pleasant the step, the higher %(outcome)s") % {"outcome": outcome}


def _top(chance: float | None) -> str:
    if chance is None:
        return ""
    if chance >= ALMOST_SURE:
        return gettext("almost certainly in the top 3")
    return gettext("probably in the top 3") if chance >= LIKELY else gettext("unsure whether it is in the top 3")


def _order(found: Mapping[str, Any]) -> str:
    if found["status"] == "ranking":
        return gettext("Longest bar first. Look at the margins: bars with overlapping margins may well change places.")
    return gettext(
        "Indicative: with fewer than %(n)d complete visits the steps stand in the order of the journey, because the "
        "length of the bars does not rank them yet."
    ) % {"n": phrases.RANKED_FROM}


def _divided(found: Mapping[str, Any]) -> str:
    """What the length of a bar is; nothing where the part that it divides is unknown or hardly there."""
    is_told = found["r2"] is not None and "explains_little" not in found["flags"]
    return gettext("The bars divide that part.") if is_told else ""


def explained(found: Mapping[str, Any], outcome: str) -> str:
    """How much of the differences all steps go along with; true beside bars and beside a cross diagram."""
    if found["r2"] is None:
        return ""
    text = gettext("Together these steps go along with %(percent)s%% of the differences in %(outcome)s.")
    if "explains_little" in found["flags"]:
        text = gettext(
            "Together these steps say little about %(outcome)s (%(percent)s%%). Most differences lie elsewhere."
        )
    return text % {"percent": phrases.num(100 * found["r2"], 0), "outcome": outcome}


def _why_nothing(found: Mapping[str, Any], outcome: str) -> str:
    """One sentence: how many visits are needed, or what else stands in the way."""
    n, needed = found["n"], found["n_required"] or 0
    if n >= needed:
        return gettext(
            "This cannot be computed for these visits: a step or %(outcome)s is the same in every visit, or steps are "
            "missing too often."
        ) % {"outcome": outcome}
    text = ngettext(
        "There is %(n)d visit with %(outcome)s and every step. From %(needed)d on we show which steps go together "
        "with it; about %(more)d more are needed.",
        "There are %(n)d visits with %(outcome)s and every step. From %(needed)d on we show which steps go together "
        "with it; about %(more)d more are needed.",
        n,
    )
    return text % {"n": n, "needed": needed, "more": needed - n, "outcome": outcome}


def _left_out(found: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    names = [titles.get(name, name) for name in found["left_out"]]
    if not names:
        return ""
    return pgettext(
        "steps", "Left out because too many visits did not have the step, or because it never differed: %(names)s."
    ) % {"names": phrases.joined(names)}
