"""The summary on one page: the score, three findings, the curve, and three actions or else the key figures.

Findings of people come first; without them three are made of figures only.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext

from reports.charts import emotion_curve, interval_bar
from reports.charts.points import FEW, INDICATIVE, Point, span_of_score, span_of_valence, words_in
from reports.charts.words import Words
from reports.figures.findings import findings
from reports.figures.shape import Figures, ResultDict
from reports.improvement.shape import TargetSet
from reports.improvement.standing import of_study

from . import phrases
from .pictures import PictureBook
from .plan import effect
from .remarks import Remarks, by_line, paragraphs, shortened

# Characters that fit where they stand, so that the summary keeps to one page whatever was written.
HIGH, LOW = 271, 245  # of the curve, in drawing units
ROOM_OF_LEDE, ROOM_OF_TITLE, ROOM_OF_FINDING, ROOM_OF_ACTION, ROOM_OF_OWNER = 200, 70, 220, 80, 34


def summary(
    figures: Figures,
    language: str,
    points: list[Point],
    words: Words,
    book: PictureBook,
    remarks: Remarks,
) -> dict[str, Any]:
    """Everything the summary prints: one page, and a second one only where people wrote more than fits on it."""
    found = figures["score"]
    span = span_of_valence(found["valence"])
    target = found["target"]["value"] if found["target"] else None
    before = span_of_valence(found["change"]["previous"]) if found["change"] else None
    name = gettext("Journey score")
    earlier = before.value if before else None
    written, said = remarks.findings(), remarks.commentary("summary")
    actions = first_actions(remarks, language)
    short, in_full = _on_one_page(written)
    lede = _said_as_lede(said)
    return {
        "lede": lede or _lede(figures),
        "big": phrases.num(span.value) if span else "",
        "nothing": "" if span else phrases.nothing(found["valence"]),
        "bar": book.chart(interval_bar.interval_bar(name, span, words, target=target, before=earlier, palette="print")),
        "bar_alt": interval_bar.describe(name, span, words, target, earlier),
        "sentences": _hero_sentences(figures, remarks.targets()),
        "findings": short or findings(figures, language),
        "is_written": bool(short),
        "in_full": in_full,
        "remarks": [] if lede else said,
        "is_indicative": not short and figures["meta"]["n_visits"] < phrases.RANKED_FROM,
        "curve": book.chart(
            emotion_curve.emotion_curve(
                points, words, palette="print", width=960, height=LOW if actions else HIGH, with_phases=False
            )
        ),
        "curve_alt": emotion_curve.describe(points, words),
        "actions": actions,
        "has_effects": any(action["effect"] for action in actions),
        "key_figures": [] if actions else key_figures(figures),
        "previous": phrases.previous_wave(figures) if figures["meta"]["previous_wave"] else "",
    }


def _said_as_lede(said: list[dict[str, Any]]) -> str:
    """Commentary that is short enough to lead the page, in place of our own sentence."""
    if len(said) != 1 or len(said[0]["paragraphs"]) != 1 or len(said[0]["paragraphs"][0]) > ROOM_OF_LEDE:
        return ""
    text: str = said[0]["paragraphs"][0]
    return text


def _on_one_page(written: list[dict[str, str]]) -> tuple[list[dict[str, str]], list[dict[str, Any]]]:
    """Findings short enough for three columns; and, where one had to be cut, all of them again in full."""
    short, is_cut = [], False
    for one in written:
        title, cut_title = shortened(one["title"], ROOM_OF_TITLE)
        text, cut_text = shortened(one["text"], ROOM_OF_FINDING)
        short.append({"title": title, "text": text})
        is_cut = is_cut or cut_title or cut_text
    full: list[dict[str, Any]] = [
        one | {"by": by_line(one["author"]), "paragraphs": paragraphs(one["text"])} for one in written
    ]
    return short, full if is_cut else []


def first_actions(remarks: Remarks, language: str) -> list[dict[str, Any]]:
    """At most three actions to begin with: what is expected to bring most first, then what is due first."""
    titles = {step["key"]: words_in(step["title"], language) for step in remarks.figures["steps"]}
    open_ones = [row for row in remarks.actions() if not row["outcome"]]
    open_ones.sort(key=lambda row: (-((row["gain"] or {}).get("value") or 0.0), row["due_on"] or "9999"))
    return [
        {
            "title": shortened(row["title"], ROOM_OF_ACTION)[0],
            "step": shortened(titles.get(row["step"] or "", ""), ROOM_OF_OWNER)[0] or gettext("the whole journey"),
            "owner": shortened(row["owner"], ROOM_OF_OWNER)[0] or gettext("nobody yet"),
            "due": phrases.day(row["due_on"]) or "–",
            "effect": effect(row["gain"]),
        }
        for row in open_ones[:3]
    ]


def _lede(figures: Figures) -> str:
    """One sentence about how much may be read into this report."""
    n = figures["meta"]["n_visits"]
    if n == 0:
        return gettext("There are no approved visits in this selection. There is nothing to conclude.")
    if n < FEW:
        return gettext("%(visits)s: too few for a margin. We only show what was seen.") % {"visits": phrases.visits(n)}
    if n < INDICATIVE:
        return gettext("There are %(n)d visits. All figures are indicative; look at the margins first.") % {"n": n}
    return gettext("%(visits)s, %(steps)s, %(locations)s. Each figure stands with its margin.") % {
        "visits": phrases.visits(n),
        "steps": phrases.steps(len(figures["steps"])),
        "locations": phrases.locations(figures["meta"]["n_locations"]),
    }


def _hero_sentences(figures: Figures, targets: Sequence[TargetSet] = ()) -> list[tuple[str, str]]:
    """Pairs of plain text and the words to stress after it."""
    found = figures["score"]
    span = span_of_valence(found["valence"])
    sentences = []
    n = phrases.visits(found["valence"]["n"])
    if span and span.has_margin:
        text = gettext("95%% margin %(margin)s, n = %(n)s.") % {"margin": phrases.margin(span), "n": n}
        sentences.append((text, ""))
    elif span:
        sentences.append((gettext("%(n)s, no margin.") % {"n": n}, ""))
    if found["change"]:
        text, word = phrases.difference(found["change"], 50)
        head = gettext("Difference from the previous wave:")
        sentences.append((f"{head} {text}:" if text else head, f"{word}."))
        if mix := phrases.adds_up_otherwise(figures):
            sentences.append((mix, ""))
    if aim := of_study(figures, targets):
        told = {"target": phrases.num(aim.value, 0), "status": phrases.TARGETS[aim.status]}
        sentences.append((gettext("Target of %(target)s: %(status)s.") % told, ""))
    return sentences


def key_figures(figures: Figures) -> list[dict[str, Any]]:
    """Rows of the small table: what, value with margin, n, and the change where there is one.

    Where contacts were not answered, both scores stand beside the same ones with those contacts counted otherwise.
    """
    found = figures["score"]
    ways = found["checklist_ways"]
    lowest = gettext("– no answer counted as the lowest score")
    without = gettext("– contacts without an answer left out")
    other = without if ways["unanswered"] == "lowest" else lowest
    return [
        _row(gettext("Journey score (0–100)"), found["valence"], "valence", found["change"]),
        *([_row(lowest, found["unanswered_as_lowest"], "valence", None)] if found["unanswered_as_lowest"] else []),
        _row(gettext("Checklist (0–100)"), found["checklist"], "score", found["checklist_change"]),
        *([_row(other, ways["other_unanswered"], "score", None)] if ways["other_unanswered"] else []),
        _row(gettext("Overall grade (1–10)"), found["grade"], "plain", None),
        _row(gettext("Would recommend (shoppers, 0–10)"), found["recommend"], "plain", None),
        _row(gettext("Peak and end (0–100): how it may be remembered"), found["peak_end"], "valence", None),
    ]


def _row(title: str, result: ResultDict, kind: str, change: Any) -> dict[str, Any]:
    span = span_of_valence(result) if kind == "valence" else span_of_score(result)
    text, word = phrases.difference(change, 50 if kind == "valence" else 1) if change else ("", "")
    return {"title": title, "cell": phrases.cell(span, result), "n": result["n"], "change": word, "by": text}
