"""Short words for writing a journey document (schema 1) by hand, in two languages."""

from __future__ import annotations

from typing import Any

Doc = dict[str, Any]


def t(nl: str, en: str) -> Doc:
    """One text in both languages of the product."""
    return {"nl": nl, "en": en}


def question(kind: str, key: str, nl: str, en: str, **own: Any) -> Doc:
    """A question with every common key of schema 1; ``own`` overrides a default or adds a key of its kind."""
    hint = own.pop("hint", ("", ""))
    asked: Doc = {
        "key": key,
        "kind": kind,
        "text": t(nl, en),
        "hint": t(*hint),
        "required": True,
        "allow_na": False,
        "weight": 1,
        "dimension": "quality",
        "critical": "none",
        "threshold": None,
        "bonus": False,
        "internal": False,
        "included": True,
        "section": None,
        "show_if": None,
        "evidence": None,
    }
    return {**asked, **own}


def yes_no(key: str, nl: str, en: str, *, yes: float | None = 1, no: float | None = 0, **own: Any) -> Doc:
    """Yes or no; ``yes=None`` makes it a fact without points."""
    points = None if yes is None else {"yes": yes, "no": no}
    return question("yes_no", key, nl, en, points=points, **own)


def option(key: str, nl: str, en: str, points: float | None = None, **own: Any) -> Doc:
    """One answer of a single or multiple choice."""
    hint = own.pop("hint", ("", ""))
    return {"key": key, "text": t(nl, en), "hint": t(*hint), "points": points, **own}


def single(key: str, nl: str, en: str, options: list[Doc], **own: Any) -> Doc:
    """Exactly one of the options."""
    return question("single", key, nl, en, options=options, **own)


def multiple(key: str, nl: str, en: str, options: list[Doc], **own: Any) -> Doc:
    """Any of the options; one of them may exclude the others."""
    return question("multiple", key, nl, en, options=options, **{"min": None, "max": None, **own})


def scale(key: str, nl: str, en: str, anchors: list[tuple[str, str]], **own: Any) -> Doc:
    """Worded points from bad to good, worth 0, 1, 2 … points."""
    worded = [{"text": t(*words), "points": points} for points, words in enumerate(anchors)]
    return question("scale", key, nl, en, anchors=worded, **own)


def number(key: str, nl: str, en: str, unit: tuple[str, str], bands: list[Doc], **own: Any) -> Doc:
    """A number with its unit; ``bands`` turn it into points."""
    defaults = {"unit": t(*unit), "decimals": 0, "min": 0, "max": None, "bands": bands}
    return question("number", key, nl, en, **{**defaults, **own})


def duration(key: str, nl: str, en: str, bands: list[Doc], **own: Any) -> Doc:
    """A measured time; value and bands in seconds."""
    defaults = {"unit": t("seconden", "seconds"), "decimals": 0, "min": 0, "max": None, "bands": bands}
    return question("duration", key, nl, en, **{**defaults, **own})


def grade(key: str, nl: str, en: str, **own: Any) -> Doc:
    """A Dutch report mark from 1 to 10 that counts."""
    return question("grade", key, nl, en, **{"scored": True, **own})


def moment(kind: str, key: str, nl: str, en: str, **own: Any) -> Doc:
    """A date, a time or both."""
    return question(kind, key, nl, en, **{"dimension": "efficiency", **own})


def long_text(key: str, nl: str, en: str, *, least: int = 0, most: int = 1000, **own: Any) -> Doc:
    """An answer in the shopper's own words."""
    return question("long_text", key, nl, en, min_length=least, max_length=most, **own)


def photo(key: str, nl: str, en: str, *, least: int = 1, most: int = 3, **own: Any) -> Doc:
    """Photographs; one that is not required may stay away altogether."""
    needed = least if own.get("required", True) else 0
    return question("photo", key, nl, en, **{"min": needed, "max": most, "weight": 0, **own})


def band(upto: float | None, points: float) -> Doc:
    """Points for a value up to and including ``upto``."""
    return {"upto": upto, "points": points}


def when(*parts: tuple[str, str, Any]) -> Doc:
    """A condition in which all parts hold: ``when(("contact/channel", "eq", "email"))``."""
    return {"all": [{"field": field, "is": relation, "value": value} for field, relation, value in parts]}


def step(key: str, title: tuple[str, str], ask: tuple[str, str], questions: list[Doc], **own: Any) -> Doc:
    """One step of the journey; what is not said keeps the default of schema 1."""
    desired = own.pop("desired", None)
    if desired is not None:
        valence, emotions, set_by = desired
        desired = {"valence": valence, "emotions": emotions, "set_by": set_by}
    defaults: Doc = {
        "key": key,
        "title": t(*title),
        "ask": t(*ask),
        "intro": t(*own.pop("intro")),
        "channel": "other",
        "mode": "active",
        "weight": 1,
        "importance": None,
        "owner": "",
        "desired": desired,
        "may_be_unanswered": False,
        "show_if": None,
        "sections": [],
    }
    return {**defaults, **own, "questions": questions}


def phase(key: str, title: tuple[str, str], lifecycle: str, steps: list[Doc], **own: Any) -> Doc:
    """Steps that belong together in the life of a customer; with an ``episode`` they are a dated part of the visit."""
    return {"key": key, "title": t(*title), "lifecycle": lifecycle, "steps": steps, **own}


def journey(title: tuple[str, str], phases: list[Doc], **options: Any) -> Doc:
    """A whole journey document of schema 1; ``options`` override the standard scoring options."""
    defaults = {
        "missing": "left_out",
        "na": "left_out",
        "multiple": "share",
        "section_pass_mark": None,
        "pass_mark": None,
        "aggregate": "mean_of_visits",
        "unanswered_contact": "excluded",
        "allow_over_100": False,
    }
    return {"schema": 1, "title": t(*title), "options": {**defaults, **options}, "phases": phases}
