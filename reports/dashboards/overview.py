"""What the overview prints: figures as words, margins and charts. The numbers come from ``reports.figures``."""

import math
from collections.abc import Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from reports.charts import distribution, emotion_curve, interval_bar, share_bar
from reports.charts.points import INDICATIVE, Point, points_of, score, span_of_valence, words_in
from reports.charts.words import Words
from reports.documents import phrases
from reports.documents.importance import importance
from reports.figures.choices import WaveScore
from reports.figures.findings import findings
from reports.figures.shape import Change, Figures, Quote, Step
from reports.improvement.standing import of_study

MOST_QUOTES = 4


def overview(figures: Figures, waves: Sequence[WaveScore]) -> dict[str, Any]:
    """Everything below the heading of the overview, in the reader's language."""
    language = (get_language() or "nl")[:2]
    words = phrases.chart_words(figures["meta"]["previous_wave"])
    points = points_of(figures, language)
    return {
        "score": _score(figures, words),
        "findings": findings(figures, language),
        "curve": {
            "wide": drawn(emotion_curve.emotion_curve(points, words, width=1120, height=318)),
            "narrow": drawn(emotion_curve.emotion_curve(points, words, wide=False)),
        },
        "has_moments": any(point.is_moment for point in points),
        "has_few": any(0 < point.n < INDICATIVE for point in points),
        "steps": [
            _step(figures, step, point, language, words) for step, point in zip(figures["steps"], points, strict=True)
        ],
        "has_faces": any("faces" in step for step in figures["steps"]),
        "pains": [_pain(figures, pain, language, words) for pain in figures["pain_points"]],
        "importance": _importance(figures, language, words),
        "waves": _waves(waves, figures, words),
        "scale": "–".join(str(end) for end in scale_of(waves)),
        "quotes": _quotes(figures, language),
        "is_indicative": 0 < figures["meta"]["n_visits"] < INDICATIVE,
    }


def drawn(svg: str) -> SafeString:
    """A chart of our own, for the page: its words were escaped when it was drawn."""
    return mark_safe(svg)


def _importance(figures: Figures, language: str, words: Words) -> dict[str, Any] | None:
    found = importance(figures, language, words)
    if found and "wide" in found:
        found |= {size: drawn(found[size]) for size in ("wide", "narrow")}
    return found


def _score(figures: Figures, words: Words) -> dict[str, Any]:
    found = figures["score"]
    span = span_of_valence(found["valence"])
    aim = of_study(figures)
    change = found["change"]
    before = span_of_valence(change["previous"]) if change else None
    name = gettext("Journey score")
    goal, earlier = (aim.value if aim else None), (before.value if before else None)
    return {
        "value": phrases.num(span.value) if span else "",
        "nothing": "" if span else phrases.nothing(found["valence"]),
        "margin": phrases.margin(span),
        "n": phrases.visits(found["valence"]["n"]),
        "places": figures["meta"]["n_locations"],
        "bar": drawn(interval_bar.interval_bar(name, span, words, target=goal, before=earlier, width=330)),
        "target": phrases.num(goal, 0) if goal is not None else "",
        "target_status": str(phrases.TARGETS[aim.status]) if aim else "",
        "change": changed(change, 50),
        "previous": figures["meta"]["previous_wave"],
        "mix": phrases.adds_up_otherwise(figures),
        "grade": _plain(found["grade"]),
        "checklist": _plain(found["checklist"]),
        "peak_end": phrases.score_cell(found["peak_end"]) | {"n": found["peak_end"]["n"]},
        "recommend": _plain(found["recommend"]),
    }


def _plain(result: Any) -> dict[str, Any]:
    return phrases.cell(phrases.plain_span(result), result) | {"n": result["n"]}


def changed(change: Change | None, times: float) -> dict[str, str]:
    """A change in words: tone only when it was shown and matters."""
    if change is None:
        return {}
    text, word = phrases.difference(change, times)
    tones = {"higher": ("ok", "up"), "lower": ("bad", "down")}
    tone, icon = tones.get(change["word"], ("", ""))
    return {"text": text, "word": word, "tone": tone, "icon": icon}


def _step(figures: Figures, step: Step, point: Point, language: str, words: Words) -> dict[str, Any]:
    pains = {pain["step"] for pain in figures["pain_points"] if pain["status"] == "pain_point"}
    return {
        "title": words_in(step["title"], language),
        "number": step["number"],
        "phase": point.phase,
        "channel": phrases.channels_of(figures, step),
        "n": step["n"],
        "implicit": phrases.score_cell(step["implicit"]) | {"n": step["implicit"]["n"]},
        "conscious": phrases.score_cell(step["conscious"]) | {"n": step["conscious"]["n"]},
        "both": phrases.score_cell(step["both"]),
        "desired": phrases.num(score(step["desired"]["valence"]), 0) if step["desired"] else "",
        "change": changed(step["change"], 50),
        "is_moment": point.is_moment,
        "is_pain": step["key"] in pains,
        "is_indicative": 0 < step["n"] < INDICATIVE,
        "unanswered": step["n_unanswered"],
        "spread": drawn(distribution.distribution(step["distribution"], words)),
        "faces": _faces(step),
    }


def _faces(step: Step) -> dict[str, Any] | None:
    """The faces of the matrix that were chosen; ``None`` where the study asks in another way."""
    found = step.get("faces")
    if found is None:
        return None
    chosen = [
        {"face": one["face"], "word": phrases.face(one["face"]), "cell": phrases.share_cell(one["share"], one["n"])}
        for one in found["shares"]
    ]
    return {"n": phrases.visits(found["n"]), "chosen": chosen}


def _pain(figures: Figures, pain: Any, language: str, words: Words) -> dict[str, Any]:
    step = next(one for one in figures["steps"] if one["key"] == pain["step"])
    span = phrases.plain_span(step["negative"], 100)
    margin = phrases.margin(span, 0) if span and span.n >= INDICATIVE else ""
    return {
        "title": words_in(step["title"], language),
        "x": pain["n_negative"],
        "n": step["n"],
        "margin": f"{margin}%" if margin else "",
        "is_pain": pain["status"] == "pain_point",
        "chart": drawn(distribution.distribution(step["distribution"], words)),
    }


def _waves(waves: Sequence[WaveScore], figures: Figures, words: Words) -> list[dict[str, Any]]:
    found = []
    low, high = scale_of(waves)
    for wave in waves:
        span = span_of_valence(wave.valence)
        found.append(
            {
                "title": wave.title,
                "cell": phrases.score_cell(wave.valence),
                "n": wave.valence["n"],
                "bar": drawn(share_bar.score_bar(wave.title, span, words, scale=(low, high))),
                "is_now": wave.title in figures["meta"]["waves"],
            }
        )
    return found


def scale_of(waves: Sequence[WaveScore]) -> tuple[int, int]:
    """The part of 0-100 that holds every wave with its margin, in tens."""
    spans = [span for span in (span_of_valence(wave.valence) for wave in waves) if span]
    ends = [end for span in spans for end in (span.value, span.lo, span.hi) if end is not None]
    low = 10 * math.floor(min(ends, default=0) / 10)
    return low, max(low + 20, 10 * math.ceil(max(ends, default=100) / 10))


def _quotes(figures: Figures, language: str) -> list[dict[str, str]]:
    """The strongest words of the steps that stand out: lowest and highest first."""
    ready = [step for step in figures["steps"] if step["quotes"] and step["both"]["value"] is not None]
    ordered = sorted(ready, key=lambda step: -abs(step["both"]["value"] or 0))
    found: list[tuple[Step, Quote]] = []
    for step in ordered[:MOST_QUOTES]:
        side = 1 if (step["both"]["value"] or 0) > 0 else -1
        found.append((step, next((quote for quote in step["quotes"] if quote["sign"] == side), step["quotes"][0])))
    return [
        {
            "text": quote["text"],
            "tone": {-1: "neg", 0: "", 1: "pos"}[quote["sign"]],
            "step": words_in(step["title"], language),
            "channel": phrases.quote_channel(step, quote),
            "place": quote["location"] or "",
            "visit": quote["visit"],
        }
        for step, quote in found
    ]
