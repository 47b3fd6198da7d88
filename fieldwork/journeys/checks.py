"""Is a journey ready to publish? Every problem names the step and the question it is about."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from fieldwork.common.errors import Invalid
from fieldwork.common.texts import pick
from fieldwork.emotions.words import EMOTIONS
from fieldwork.journeys import documents, kinds, shapes
from fieldwork.journeys.episodes import episodes_of
from fieldwork.journeys.references import broken_references
from fieldwork.measurement.numbers import exact
from fieldwork.measurement.questions import possible

ERROR, WARNING, INFO = "error", "warning", "info"
SECONDS_TO_FEEL = 45  # the tap, the words and the grade of one step

# Level, code, message, and the id of the field on its page where that is known.
Found = Iterator[tuple[str, str, str] | tuple[str, str, str, str]]


def problems(document: Mapping[str, Any]) -> list[dict[str, str]]:
    """Everything that is wrong or doubtful, in document order: ``where, code, message, level, step, question, field``.

    ``error`` keeps a journey from being published, ``warning`` and ``info`` do not. ``step`` and
    ``question`` are the keys of the place ("" for the whole journey), ``where`` its name for people, ``field`` the id
    of the field there ("" for none). A document that cannot be read gives the reading errors only.
    """
    try:
        document = documents.clean(document)
    except Invalid as unreadable:
        return [{**one, "step": "", "question": "", "field": ""} for one in unreadable.problems]
    found = [_placed(one, _("The journey"), "", "") for one in _of_journey(document)]
    broken = broken_references(document)
    for number, step in enumerate(documents.steps_of(document), start=1):
        where = _("Step %(number)s, %(title)s") % {"number": number, "title": pick(step["title"]) or step["key"]}
        own = [*_of_step(step), *((ERROR, *one) for one in broken.get(step["key"], ()))]
        found += [_placed(one, where, step["key"], "") for one in own]
        for place, question in enumerate(step["questions"], start=1):
            path = f"{step['key']}/{question['key']}"
            here = _("%(step)s: question %(number)s, “%(text)s”") % {
                "step": where,
                "number": place,
                "text": _short(pick(question["text"]) or question["key"]),
            }
            own = [*_of_question(question, step), *((ERROR, *one) for one in broken.get(path, ()))]
            found += [_placed(one, here, step["key"], question["key"]) for one in own]
    return found


def minutes(document: Mapping[str, Any]) -> int:
    """About how long filling takes, in whole minutes: feelings and all questions, conditions not counted."""
    seconds = sum(
        SECONDS_TO_FEEL + sum(kinds.get(question["kind"]).seconds for question in step["questions"])
        for step in documents.steps_of(document)
    )
    return max(1, round(seconds / 60))


def _placed(problem: tuple[str, ...], where: str, step: str, question: str) -> dict[str, str]:
    level, code, message, *field = problem
    place = {"step": step, "question": question, "field": field[0] if field else ""}
    return {"where": where, "code": code, "message": message, "level": level, **place}


def _short(text: str, longest: int = 60) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def _text(text: Mapping[str, str], what: str, name: str = "", *, needed: bool = True) -> Found:
    """A text called ``what``, in the fields ``name`` of its page.

    Both languages missing is an error when the text is needed; one missing is a warning.
    """
    missing = [code for code in shapes.languages() if not (text.get(code) or "").strip()]
    if len(missing) == len(shapes.languages()):
        if needed:
            field = f"id_{name}__{missing[0]}" if name else ""
            yield ERROR, "text_missing", _("%(what)s is empty.") % {"what": what}, field
        return
    for code in missing:
        words = {"what": what, "language": code.upper()}
        field = f"id_{name}__{code}" if name else ""
        yield WARNING, "translation_missing", _("%(what)s has no %(language)s text.") % words, field


def _twice(keys: Iterable[str]) -> list[str]:
    return [key for key, count in Counter(keys).items() if count > 1]


def _of_journey(document: Mapping[str, Any]) -> Found:
    yield from _text(document["title"], _("The name"), "title")
    phases, steps = document["phases"], documents.steps_of(document)
    if not steps:
        yield ERROR, "no_steps", _("There is no step yet.")
    for key in _twice(phase["key"] for phase in phases):
        yield ERROR, "duplicate_key", _("Two phases have the key “%(key)s”.") % {"key": key}
    for key in _twice(step["key"] for step in steps):
        yield ERROR, "duplicate_key", _("Two steps have the key “%(key)s”.") % {"key": key}
    for phase in phases:
        name = pick(phase["title"]) or phase["key"]
        yield from _text(phase["title"], _("The name of phase “%(name)s”") % {"name": name})
        if not phase["steps"]:
            yield WARNING, "empty_phase", _("Phase “%(name)s” has no steps.") % {"name": name}
    yield from _episodes(document)
    if steps and not any(_counts(question) for step in steps for question in step["questions"]):
        yield WARNING, "nothing_scored", _("No question counts, so there will be no score.")
    yield from _printed_total(document["options"]["printed_total"], steps)


def _episodes(document: Mapping[str, Any]) -> Found:
    phases = document["phases"]
    if phases and phases[0].get("episode"):
        text = _("The visit begins with phase “%(name)s”, so it cannot wait for a part before it. Clear its days.")
        yield ERROR, "episode_first", text % {"name": pick(phases[0]["title"]) or phases[0]["key"]}
    parts = episodes_of(document)
    for part in parts if len(parts) > 1 else ():
        name = {"name": pick(part.title) or part.number}
        if part.opens_after_days > part.due_after_days:
            yield ERROR, "episode_dates", _("Part “%(name)s” must be handed in before it opens.") % name
        if not part.steps:
            yield ERROR, "episode_empty", _("Part “%(name)s” of the visit has no steps.") % name


def _printed_total(printed: Any, steps: list[dict[str, Any]]) -> Found:
    if printed is None:
        return
    total = sum((exact(weight) for step in steps for weight in _weights(step)), exact(0))
    if total != exact(printed):
        numbers = {"printed": printed, "total": float(total)}
        text = _("The printed total is %(printed)s, but the weights of the steps add up to %(total)g.")
        yield ERROR, "printed_total", text % numbers


def _weights(step: Mapping[str, Any]) -> list[Any]:
    sections = [one["weight"] if one["weight"] is not None else step["weight"] for one in step["sections"]]
    return sections or [step["weight"]]


def _counts(question: Mapping[str, Any]) -> bool:
    scored = kinds.get(question["kind"]).is_scored(question)
    return scored and question["included"] and not question["internal"] and question["weight"] > 0


def _of_step(step: Mapping[str, Any]) -> Found:
    yield from _text(step["title"], _("The name"), "title")
    yield from _text(step["ask"], _("The question about the feeling"), "ask")
    yield from _text(step["intro"], _("The introduction"), "intro", needed=False)
    desired = step["desired"]
    if desired is None:
        yield WARNING, "no_desired_emotion", _("The desired emotion is not set."), "id_face"
    else:
        for code in desired["emotions"]:
            if code not in EMOTIONS:
                yield ERROR, "unknown_emotion", _("There is no emotion “%(code)s”.") % {"code": code}
        if not desired["set_by"].strip():
            yield WARNING, "desired_by_nobody", _("It does not say who set the desired emotion."), "id_set_by"
    if not step["questions"]:
        yield INFO, "no_questions", _("This step asks for the feeling only.")
    for key in _twice(question["key"] for question in step["questions"]):
        yield ERROR, "duplicate_key", _("Two questions have the key “%(key)s”.") % {"key": key}
    for key in _twice(section["key"] for section in step["sections"]):
        yield ERROR, "duplicate_key", _("Two sections have the key “%(key)s”.") % {"key": key}
    for place, section in enumerate(step["sections"]):
        what = _("The name of section “%(key)s”") % {"key": section["key"]}
        yield from _text(section["title"], what, f"sections-{place}-title")


def _of_question(question: Mapping[str, Any], step: Mapping[str, Any]) -> Found:
    yield from _text(question["text"], _("The question"), "text", needed=not kinds.get(question["kind"]).is_computed)
    yield from _text(question["hint"], _("The hint"), "hint", needed=False)
    yield from _rows(question)
    yield from _bounds(question)
    yield from _bands(question.get("bands") or [])
    yield from _score(question)
    yield from _evidence(question)
    if question["section"] and question["section"] not in {one["key"] for one in step["sections"]}:
        yield ERROR, "unknown_section", _("There is no section “%(key)s” in this step.") % {"key": question["section"]}
    if question["kind"] == "note" and question["required"]:
        yield WARNING, "note_required", _("A note has no answer, so it cannot be required.")


def _rows(question: Mapping[str, Any]) -> Found:
    options, anchors = question.get("options"), question.get("anchors")
    if options is not None:
        if not options:
            yield ERROR, "no_options", _("Give at least two answers to choose from.")
        elif len(options) == 1:
            yield WARNING, "one_option", _("There is only one answer to choose.")
        for key in _twice(option["key"] for option in options):
            yield ERROR, "duplicate_key", _("Two answers have the key “%(key)s”.") % {"key": key}
        for place, option in enumerate(options):
            what = _("Answer “%(key)s”") % {"key": pick(option["text"]) or option["key"]}
            yield from _text(option["text"], what, f"options-{place}-text")
    if anchors is not None:
        if len(anchors) < 2:
            yield ERROR, "no_anchors", _("Give the scale at least two worded points.")
        for number, anchor in enumerate(anchors, start=1):
            what = _("Point %(number)s of the scale") % {"number": number}
            yield from _text(anchor["text"], what, f"anchors-{number - 1}-text")


def _bounds(question: Mapping[str, Any]) -> Found:
    for least, most in (("min", "max"), ("min_length", "max_length")):
        low, high = question.get(least), question.get(most)
        if low is not None and high is not None and low > high:
            text = _("The lowest bound (%(low)s) is above the highest (%(high)s).")
            yield ERROR, "min_above_max", text % {"low": low, "high": high}
    if question["kind"] == "multiple" and (question.get("min") or 0) > len(question["options"]):
        yield ERROR, "min_above_options", _("More answers are needed than there are to choose from.")


def _bands(bands: list[dict[str, Any]]) -> Found:
    if not bands:
        return
    limits = [band["upto"] for band in bands]
    if None in limits[:-1]:
        yield ERROR, "bands_open", _("Only the last band may go on without an end.")
        return
    if limits[-1] is not None:
        text = _("The last band must go on without an end, or higher answers get no points.")
        yield ERROR, "bands_closed", text
    closed = [limit for limit in limits if limit is not None]
    if any(first >= second for first, second in pairwise(closed)):
        yield ERROR, "bands_not_ascending", _("The bands must go from low to high.")


def _listed_points(question: Mapping[str, Any]) -> list[Any]:
    rows = (question.get("options") or []) + (question.get("anchors") or []) + (question.get("bands") or [])
    listed = [row["points"] for row in rows if row["points"] is not None]
    return listed + list((question.get("points") or {}).values())


def _score(question: Mapping[str, Any]) -> Found:
    scored = kinds.get(question["kind"]).is_scored(question)
    points = _listed_points(question)
    if points and not scored:
        yield ERROR, "no_maximum", _("No answer brings more than 0 points. Give points, or leave all of them empty.")
    if question["kind"] != "multiple" and any(worth < 0 for worth in points):
        yield WARNING, "negative_points", _("Points below 0 count as 0.")
    if not scored:
        if question["critical"] != "none":
            yield ERROR, "critical_unscored", _("A question without points cannot be critical.")
        if question["bonus"]:
            yield ERROR, "bonus_unscored", _("A question without points cannot give a bonus.")
        if question["threshold"] is not None:
            yield ERROR, "threshold_unscored", _("A question without points cannot have a threshold.")
        if not points and {"points", "options", "anchors", "bands", "scored"} & set(question):
            field = next((f"id_{rows}-0-points" for rows in ("options", "anchors", "bands") if question.get(rows)), "")
            yield INFO, "no_points", _("No points: this question does not count in the score."), field
        return
    if question["critical"].startswith("cap:") and not 0 <= float(question["critical"][4:]) <= 100:
        yield ERROR, "cap_out_of_range", _("A cap lies between 0 and 100.")
    if question["critical"] != "none" and (question["internal"] or not question["included"]):
        yield ERROR, "critical_not_counted", _("A question that does not count cannot be critical.")
    most = possible(question)
    if question["threshold"] is not None and most is not None and not 0 < exact(question["threshold"]) <= most:
        yield ERROR, "threshold_out_of_range", _("The threshold lies above 0 and not above the most points.")


def _evidence(question: Mapping[str, Any]) -> Found:
    rule = question["evidence"]
    if rule is None:
        return
    kind = kinds.get(question["kind"])
    if rule["min"] > rule["max"]:
        yield ERROR, "min_above_max", _("More photos are needed than fit.")
    if not kind.has_answer or question["kind"] == "photo":
        yield ERROR, "evidence_out_of_place", _("This kind of question cannot ask for photos as evidence.")
    elif rule["when"] != "always" and rule["when"] not in {key for key, _words in kind.choices(question)}:
        yield (
            ERROR,
            "unknown_option",
            _("Evidence is asked for the answer “%(key)s”, which is not there.") % {"key": rule["when"]},
        )
