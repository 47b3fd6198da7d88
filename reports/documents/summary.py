"""The summary on one page: the score, three findings, the curve, and three actions or else the key figures.

Findings of people come first. Without them three are made of figures only: which step is highest, lowest or furthest
below the wish, with margin and number; such a one never explains and never advises.
"""

from typing import Any

from django.utils.translation import gettext

from fieldwork.measurement.targets import by_its_date
from reports.charts import emotion_curve, interval_bar
from reports.charts.points import FEW, INDICATIVE, Point, score, span_of_score, span_of_valence, words_in
from reports.charts.words import Words
from reports.figures.shape import Figures, ResultDict, Step

from . import phrases
from .pictures import PictureBook
from .plan import gain
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
        "sentences": _hero_sentences(figures, _deadline(remarks, target)),
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
        "has_gains": any(action["gain"] for action in actions),
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
            "gain": gain(row["gain"]),
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


def _deadline(remarks: Remarks, target: float | None) -> str | None:
    """The date of this target of the journey score, where the plan has the same one with a date."""
    same = (row for row in remarks.targets() if row["metric"] == "journey_score" and row["value"] == target)
    return next((row["deadline"] for row in same), None)


def _hero_sentences(figures: Figures, deadline: str | None = None) -> list[tuple[str, str]]:
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
        head = gettext("Difference with the wave before:")
        sentences.append((f"{head} {text}:" if text else head, f"{word}."))
        if mix := phrases.adds_up_otherwise(figures):
            sentences.append((mix, ""))
    if found["target"]:
        until = found["target"]["deadline"] or deadline
        status = by_its_date(found["target"]["status"], until, figures["meta"]["made_at"])
        target = {"target": phrases.num(found["target"]["value"], 0), "status": phrases.TARGETS[status]}
        sentences.append((gettext("Target of %(target)s: %(status)s.") % target, ""))
    return sentences


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
        return phrases.nothing(step["both"])
    parts = {"score": phrases.num(span.value), "margin": phrases.margin(span), "n": span.n}
    if not parts["margin"]:
        return gettext("%(score)s points, n = %(n)d") % parts
    return gettext("%(score)s points (%(margin)s), n = %(n)d") % parts


def _high(step: Step) -> str:
    pleasant = step["distribution"][3] + step["distribution"][4]
    text = gettext("%(points)s. %(x)d of %(n)d visits were pleasant.")
    return text % {"points": _points(step), "x": pleasant, "n": sum(step["distribution"])}


def _low(step: Step) -> str:
    text = gettext("%(points)s. %(x)d of %(n)d visits were unpleasant.") % {
        "points": _points(step),
        "x": step["n_negative"],
        "n": sum(step["distribution"]),
    }
    return text + _and_change(step)


def _and_change(step: Step) -> str:
    if step["change"] is None or step["change"]["word"] not in ("higher", "lower"):
        return ""
    text, word = phrases.difference(step["change"], 50)
    return " " + gettext("%(word)s than in the wave before: %(text)s.") % {
        "word": phrases.upper_first(word),
        "text": text,
    }


def _furthest(ready: list[Step]) -> list[tuple[str, str, Step]]:
    """The step that is demonstrably furthest below its wish, else the largest demonstrable say/feel gap."""
    below = [s for s in ready if s["desired"] and s["desired"]["status"] == "below_desired"]
    if below:
        step = min(below, key=lambda s: (s["desired"]["distance"]["value"] if s["desired"] else 0) or 0)
        desired = step["desired"]
        distance = phrases.plain_span(desired["distance"], 50) if desired else None
        if desired and distance:
            text = gettext("%(distance)s points (%(lo)s to %(hi)s) from the desired %(desired)s.") % {
                "distance": phrases.signed(distance.value),
                "lo": phrases.signed(distance.lo or 0),
                "hi": phrases.signed(distance.hi or 0),
                "desired": phrases.num(score(desired["valence"]), 0),
            }
            return [(gettext("Furthest below desired: %(step)s"), text, step)]
    gaps = [s for s in ready if s["gap_class"] in ("says_better_than_feels", "feels_better_than_says")]
    if not gaps:
        return []
    step = max(gaps, key=lambda s: abs(s["gap"]["value"] or 0))
    title = gettext("Largest gap between words and first impression: %(step)s")
    return [(title, gap_sentence(step), step)]


def gap_sentence(step: Step) -> str:
    """What the words do against the first impression; only a demonstrable gap is called one."""
    gap = phrases.plain_span(step["gap"], 50)
    if gap is None or step["n"] < INDICATIVE:
        return ""
    if step["gap_class"] == "says_better_than_feels":
        text = gettext("In words, shoppers were %(points)s points milder than in their first impression.")
    elif step["gap_class"] == "feels_better_than_says":
        text = gettext("In words, shoppers were %(points)s points stricter than in their first impression.")
    else:  # "not_shown": neither a gap nor its absence was demonstrated
        near = gettext("First impression and words lie close together.")
        return near if step["gap_class"] == "consistent" else ""
    return text % {"points": phrases.num(abs(gap.value))}


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
