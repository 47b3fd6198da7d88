"""What goes together with the overall grade: bars, what may be said about them, and when nothing may be said.

Association only. Below 150 complete visits the steps stand in the order of the journey and no word ranks them.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from django.utils.translation import gettext, ngettext, pgettext

from reports.charts import importance as chart
from reports.charts.points import words_in
from reports.charts.words import Words
from reports.figures.shape import Figures

from . import phrases

ALMOST_SURE, LIKELY = 0.95, 0.80  # chance that a step belongs to the first three


def importance(
    figures: Figures, language: str, words: Words, palette: Literal["print"] | None = None
) -> dict[str, Any] | None:
    """What a page or a report prints; ``None`` for figures that were made without this."""
    found: Mapping[str, Any] | None = figures.get("drivers")  # type: ignore[assignment]
    if not found:
        return None
    titles = {step["key"]: words_in(step["title"], language) for step in figures["steps"]}
    shown: dict[str, Any] = {"status": found["status"], "n": found["n"], "left_out": _left_out(found, titles)}
    if found["status"] == "suppressed":
        return shown | {"why": _why_nothing(found)}
    rows = _ordered(found, list(titles))
    weights = [chart.Weight(titles.get(row["name"], row["name"]), _percent(row["share"])) for row in rows]
    name, fair = gettext("What goes together with the overall grade"), gettext("equal part")
    return shown | {
        "wide": chart.importance(name, weights, words, fair=fair, palette=palette),
        "narrow": chart.importance(name, weights, words, fair=fair, wide=False, palette=palette),
        "rows": [_row(row, weight, found, words) for row, weight in zip(rows, weights, strict=True)],
        "order": _order(found),
        "explained": _explained(found),
        "has_unsure": any(weight.is_unsure(100 / len(weights)) for weight in weights),
    }


def _ordered(found: Mapping[str, Any], keys: Sequence[str]) -> list[Mapping[str, Any]]:
    """By share where that says something, else as the customer meets the steps."""
    if found["status"] == "ranking":
        return sorted(found["drivers"], key=lambda row: -(row["share"]["value"] or 0))
    places = {key: place for place, key in enumerate(keys)}
    return sorted(found["drivers"], key=lambda row: places.get(row["name"], len(places)))


def _percent(share: Mapping[str, Any]) -> Any:
    return phrases.plain_span(share, 100)


def _row(row: Mapping[str, Any], weight: chart.Weight, found: Mapping[str, Any], words: Words) -> dict[str, str]:
    return {
        "title": weight.title,
        "share": weight.in_words(words),
        "way": _way(row),
        "top": _top(row["p_top3"]) if found["status"] == "ranking" else "",
    }


def _way(row: Mapping[str, Any]) -> str:
    """Which way a step goes together with the grade, in words."""
    if row["suppressor"]:
        return gettext("not clear: alone and together with the other steps it points different ways")
    if row["sign_r"] < 0:
        return gettext("the more pleasant the step, the lower the grade")
    return gettext("the more pleasant the step, the higher the grade")


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


def _explained(found: Mapping[str, Any]) -> str:
    if found["r2"] is None:
        return ""
    percent = {"percent": phrases.num(100 * found["r2"], 0)}
    if found["r2_adjusted"] is not None and found["r2_adjusted"] < 0.10:
        return (
            gettext("Together these steps say little about the grade (%(percent)s%%). Most differences lie elsewhere.")
            % percent
        )
    return gettext(
        "Together these steps go along with %(percent)s%% of the differences in the grade. The bars divide that part."
    ) % (percent)


def _why_nothing(found: Mapping[str, Any]) -> str:
    """One sentence: how many visits there are, how many are needed, or what else stands in the way."""
    n, needed = found["n"], found["n_required"] or 0
    if n >= needed:
        return gettext(
            "This cannot be computed for these visits: a step or the grade is the same in every visit, or steps are "
            "missing too often."
        )
    text = ngettext(
        "There is %(n)d visit in which the grade and every step were filled in. From %(needed)d on we show which steps "
        "go together with the grade; about %(more)d more are needed.",
        "There are %(n)d visits in which the grade and every step were filled in. From %(needed)d on we show which "
        "steps go together with the grade; about %(more)d more are needed.",
        n,
    )
    return text % {"n": n, "needed": needed, "more": needed - n}


def _left_out(found: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    names = [titles.get(name, name) for name in found["left_out"]]
    if not names:
        return ""
    return pgettext("steps", "Left out, because too many visits did not have it or it never differed: %(names)s.") % {
        "names": phrases.joined(names)
    }
