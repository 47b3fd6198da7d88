"""One step, one page: both emotions, the spread, what happened, what was said, what was seen."""

import math
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext, ngettext, pgettext

from reports.charts import distribution, share_bar, sparkline, step_interval
from reports.charts.points import INDICATIVE, Point, Span, score, span_of_score, span_of_valence, words_in
from reports.charts.words import Words
from reports.figures.findings import gap_sentence, unpleasant
from reports.figures.shape import Figures, Photo, Quote, Step
from reports.figures.words import OUTCOME_OF

from . import phrases
from .pictures import PictureBook
from .questions import question_row
from .remarks import Remarks, paragraphs
from .tidying import RUNNING_HEAD, printable

LONGEST_LEDE, SHORT_ADVICE = 220, 700  # characters
BETWEEN = " · "  # between the question a photo answers and where it was taken


def step_page(
    figures: Figures,
    index: int,
    language: str,
    points: list[Point],
    words: Words,
    book: PictureBook,
    remarks: Remarks,
) -> dict[str, Any]:
    """Everything one step page prints."""
    step = figures["steps"][index]
    implicit, conscious = span_of_valence(step["implicit"]), span_of_valence(step["conscious"])
    desired = score(step["desired"]["valence"]) if step["desired"] else None
    before = _value(span_of_valence(step["previous_implicit"])), _value(span_of_valence(step["previous_conscious"]))
    chart = step_interval.step_interval(implicit, conscious, words, desired=desired, before=before, palette="print")
    both = span_of_valence(step["both"])
    # Texts, dates and photos have no outcome: they stand as quotes and evidence here, and counted in the appendix.
    questions = [q for q in step["questions"] if not q["internal"] and (q["main"] or q["options"])]
    return {
        "anchor": f"step-{step['number']}",
        "number": step["number"],
        "total": len(figures["steps"]),
        "phase": _phase(figures, step, language),
        "title": words_in(step["title"], language),
        "chapter": printable(words_in(step["title"], language), RUNNING_HEAD),
        "chips": chips(figures, step),
        "n": phrases.visits(step["n"]) if step["n"] else "",
        "spark": book.chart(sparkline.sparkline(points, index, words, palette="print")),
        "spark_alt": sparkline.describe(points, index, words),
        **_concluded(figures, step, remarks),
        "big": phrases.num(both.value) if both else "",
        "nothing": "" if both else phrases.nothing(step["both"]),
        "margin": phrases.margin(both),
        "sentences": _sentences(step),
        "importance": _importance(figures, step, words, book),
        "chart": book.chart(chart),
        "chart_alt": step_interval.describe(implicit, conscious, words, desired, before),
        "spread": book.chart(distribution.distribution(step["distribution"], words, palette="print")),
        "spread_alt": distribution.describe(step["distribution"], words),
        "has_before": before != (None, None),
        "named": _named(step),
        "causes": ", ".join(f"{phrases.cause(c['code'])} {c['n']}" for c in step["causes"] if c["n"]),
        "questions": [question_row(q, language) for q in questions],
        "has_previous": any(q["change"] for q in questions),
        "quotes": [_quote(step, quote) for quote in step["quotes"]],
        **_photos(step["photos"], language, book),
        # Side by side only what fits a sheet; columns that run over pages are slow to lay out and hard to read.
        "is_short": len(step["photos"]) <= 6 and sum(len(quote["text"]) for quote in step["quotes"]) <= 900,
    }


def _concluded(figures: Figures, step: Step, remarks: Remarks) -> dict[str, Any]:
    """What people concluded, led by their finding when it is short; else by the sentence a rule has earned."""
    conclusion = remarks.conclusion(step["key"])
    finding = conclusion["finding"] if conclusion else ""
    leads = 0 < len(finding) <= LONGEST_LEDE
    labels = {
        "finding": gettext("What we found"),
        "evidence": gettext("What shows it"),
        "advice": pgettext("report", "Advice"),
    }
    parts = [
        (label, paragraphs(conclusion[name]))
        for name, label in labels.items()
        if conclusion and conclusion[name] and not (name == "finding" and leads)
    ]
    return {
        "lede": finding if leads else _lede(figures, step),
        "advice": {"parts": parts, "by": conclusion["by"], "is_short": _length(parts) <= SHORT_ADVICE}
        if conclusion
        else None,
    }


def _length(parts: list[tuple[str, list[str]]]) -> int:
    return sum(len(text) for _label, texts in parts for text in texts)


def _importance(figures: Figures, step: Step, words: Words, book: PictureBook) -> dict[str, str] | None:
    """How much the step goes together with the grade, beside an equal part; never as a cause."""
    span = phrases.plain_span(step["importance"], 100)
    driver = next((one for one in figures["drivers"]["drivers"] if one["name"] == step["key"]), None)
    if span is None or driver is None:
        return None
    fair = 100 / len(figures["drivers"]["drivers"])
    ends = (one["share"]["hi"] or one["share"]["value"] or 0.0 for one in figures["drivers"]["drivers"])
    scale = (0.0, 10.0 * math.ceil(10 * max(ends)))  # one scale on every page: steps can be laid side by side
    name = gettext("Goes together with %(outcome)s") % {"outcome": OUTCOME_OF[figures["drivers"]["outcome"]]}
    margin = phrases.margin(span, 0)
    share = f"{phrases.num(span.value, 0)}%"
    text = gettext(
        "%(name)s: %(share)s of what all steps explain (an equal part is %(fair)s%%). This is no proof of cause."
    )
    parts = {
        "name": name,
        "share": f"{share} ({margin}%)" if margin else share,
        "fair": phrases.num(fair, 0),
    }
    notes = [text % parts]
    if figures["drivers"]["status"] == "indicative":
        notes.append(gettext("Indicative: fewer than %(n)d visits.") % {"n": phrases.RANKED_FROM})
    if driver["suppressor"]:
        notes.append(gettext("Alone and beside the other steps it points different ways."))
    return {
        "text": " ".join(notes),
        "bar": book.chart(share_bar.score_bar(name, span, words, average=fair, scale=scale, palette="print")),
        "alt": share_bar.describe(name, span, words, fair),
    }


def _value(span: Span | None) -> float | None:
    return span.value if span else None


def _phase(figures: Figures, step: Step, language: str) -> str:
    return next((words_in(p["title"], language) for p in figures["phases"] if p["key"] == step["phase"]), "")


def chips(figures: Figures, step: Step) -> list[tuple[str, str]]:
    """Tone and words of the labels a step has earned; fewer than five visits earn none but the warning."""
    found: list[tuple[str, str]] = []
    for moment in figures["moments"]:
        if moment["step"] == step["key"] and moment["status"] == "established":
            words = phrases.MOMENTS_IN_FULL.get(moment["direction"] or "", gettext("Moment of truth"))
            found.append(("brand", str(words)))
    for impact in figures["impact_moments"]:
        if impact["step"] == step["key"] and "importance" in impact["because"]:
            found.append(("brand", gettext("Impact moment")))
    for pain in figures["pain_points"]:
        if pain["step"] == step["key"] and pain["status"] == "pain_point":
            found.append(("bad", gettext("Pain point")))
    if warning := phrases.n_class(step["n"]):
        found.append(("warn", warning))
    return found


def short_chips(figures: Figures, step: Step) -> list[tuple[str, str]]:
    """The same labels in one or two words, for the narrow columns of the card."""
    found = []
    for moment in figures["moments"]:
        if moment["step"] == step["key"] and moment["status"] == "established":
            found.append(("brand", str(phrases.MOMENTS.get(moment["direction"] or "", ""))))
    if any(p["step"] == step["key"] and p["status"] == "pain_point" for p in figures["pain_points"]):
        found.append(("bad", gettext("pain point")))
    if step["change"] and step["change"]["word"] in ("higher", "lower"):
        tone = "ok" if step["change"]["word"] == "higher" else "bad"
        found.append((tone, str(phrases.CHANGES[step["change"]["word"]])))
    if 0 < step["n"] < INDICATIVE:
        found.append(("warn", gettext("indicative")))
    return [(tone, words) for tone, words in found if words]


def _lede(figures: Figures, step: Step) -> str:
    """One sentence that a rule has earned; nothing is concluded that was not tested."""
    if step["n"] == 0:
        return gettext("There are no figures for this step.")
    if step["n"] < INDICATIVE:
        text = ngettext(
            "There is %(n)d visit. That is too few for a judgement.",
            "There are %(n)d visits. That is too few for a judgement.",
            step["n"],
        )
        return text % {"n": step["n"]}
    pains = [p for p in figures["pain_points"] if p["step"] == step["key"] and p["status"] == "pain_point"]
    if pains and "mean_below_zero" in pains[0]["because"]:
        return gettext("This step is demonstrably unpleasant.")
    if pains and "often_very_unpleasant" in pains[0]["because"]:
        return gettext("This step is often very unpleasant.")
    if pains:
        return gettext("This step demonstrably misses its checklist target.")
    if step["change"] and step["change"]["word"] == "higher":
        return gettext("This step scores demonstrably higher than in the previous wave.")
    if step["change"] and step["change"]["word"] == "lower":
        return gettext("This step scores demonstrably lower than in the previous wave.")
    if step["desired"] and step["desired"]["status"] == "below_desired":
        return gettext("The experience stays demonstrably below what is desired.")
    if step["desired"] and step["desired"]["status"] == "meets_desired":
        return gettext("The experience is as desired.")
    return gettext("No demonstrable difference from what is desired.") if step["desired"] else ""


def _seen(step: Step, margin: str) -> str:
    """``13 of 120 visits were unpleasant (5–23%).``, its margin on one line."""
    end = format_html(' <span class="fig">({}%)</span>', margin) if margin else ""
    return format_html("{}{}.", unpleasant(step), end)


def _sentences(step: Step) -> list[tuple[str, str]]:
    """The small text beside the chart: pairs of plain words and words to stress."""
    found = []
    if step["change"]:
        previous = span_of_valence(step["change"]["previous"])
        text, word = phrases.difference(step["change"], 50)
        head = gettext("Previous wave: %(score)s.") % {
            "score": phrases.num(previous.value) if previous else phrases.nothing(step["change"]["previous"])
        }
        if text:
            difference = gettext("Difference %(text)s:") % {"text": text}
            head = f"{head} {difference}"
        found.append((head, f"{word if text else phrases.upper_first(word)}."))
    total = sum(step["distribution"])
    if total:
        share = phrases.plain_span(step["negative"], 100)
        found.append((_seen(step, phrases.margin(share, 0) if share and share.n >= INDICATIVE else ""), ""))
    if sentence := gap_sentence(step):
        found.append((sentence, ""))
    for name, result in ((gettext("Grade"), step["grade"]), (gettext("Checklist"), step["checklist"])):
        span = span_of_score(result)
        if span:
            margin = phrases.margin(span)
            found.append((f"{name} {phrases.num(span.value)}{f' ({margin})' if margin else ''}.", ""))
    if step["n_unanswered"]:
        text = ngettext(
            "%(n)d contact was never answered.", "%(n)d contacts were never answered.", step["n_unanswered"]
        )
        found.append((text % {"n": step["n_unanswered"]}, ""))
    return found


def _named(step: Step) -> list[dict[str, str]]:
    """Which emotions were named: word, how often, how strong on average."""
    return [
        {
            "word": phrases.emotion(named["emotion"]),
            "n": str(named["n"]),
            "strength": phrases.num(named["intensity"]) if named["intensity"] is not None else "",
            "sign": {-1: "neg", 0: "zero", 1: "pos"}[named["sign"]],
        }
        for named in step["emotions"]
        if named["n"]
    ][:8]


def _quote(step: Step, quote: Quote) -> dict[str, str]:
    felt = [
        f"{phrases.emotion(e['emotion'])} {e['intensity']}" if e["intensity"] else phrases.emotion(e["emotion"])
        for e in quote["emotions"]
    ]
    source = [", ".join(felt), phrases.quote_channel(step, quote), quote["location"] or ""]
    return {
        "text": quote["text"],
        "tone": {-1: "neg", 0: "zero", 1: "pos"}[quote["sign"]],
        "source": " · ".join(part for part in source if part),
    }


def _photos(photos: list[Photo], language: str, book: PictureBook) -> dict[str, Any]:
    """The photos, and once above them the question that all of them answer: below each stands only where it was."""
    captions = [words_in(photo["caption"], language) for photo in photos]
    questions = {caption.rpartition(BETWEEN)[0] for caption in captions}
    shared = questions.pop() if len(photos) > 1 and len(questions) == 1 else ""
    shown = [
        photo_on_paper(photo["name"], caption, photo["missing"], book)
        for photo, caption in zip(photos, captions, strict=True)
    ]
    if shared:
        shown = [one | {"caption": one["caption"].removeprefix(shared + BETWEEN)} for one in shown]
    return {"photos": shown, "photos_of": shared}


def photo_on_paper(name: str | None, caption: str, missing: str | None, book: PictureBook) -> dict[str, str]:
    """A photo with its caption, or the reason why it is not shown."""
    address = book.photo(name)
    reason = missing or ("" if address else "unreadable")
    return {
        "src": "" if reason else address or "",
        "caption": caption,
        "alt": gettext("Photo: %(caption)s") % {"caption": caption} if caption else gettext("Photo"),
        "missing": str(phrases.MISSING_PHOTOS.get(reason, "")) if reason else "",
    }
