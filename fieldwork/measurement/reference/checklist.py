"""Measures of chapter 3: checklist scoring and the version bridge."""

import re
from dataclasses import replace
from fractions import Fraction
from typing import Any

from .. import checklist, display, versions
from ..numbers import exact
from .inputs import BadInput, Inputs, Measure

DEFAULTS = checklist.Options()
MOST_ITEMS = 1000
# Python itself would also read 1_000, blanks and the digits of other scripts.
DECIMAL = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,6})?")


def read_sections(inputs: Inputs) -> list[checklist.Section]:
    """The sections of a filled-in checklist; refuses what the designer would refuse."""
    sections = [
        checklist.Section(
            section.text("key"),
            exact(section.number("weight", 1, lo=0)),
            [_item(item) for item in section.objects("items")],
        )
        for section in inputs.objects("sections")
    ]
    if sum(len(section.items) for section in sections) > MOST_ITEMS:
        raise BadInput(f"sections hold more than {MOST_ITEMS} items")
    keys = [section.key for section in sections]
    if len(set(keys)) < len(keys):
        raise BadInput("section keys must differ")
    return sections


def _item(item: Inputs) -> checklist.Item:
    maximum = item.number("max")
    if maximum <= 0:
        raise BadInput(f"{item.where}max must be above 0")
    if "points" not in item.given:
        raise BadInput(f"missing key {item.where}points")
    given = item.given["points"]
    state = "na" if given == "na" else "missing" if given is None else "answered"
    threshold = item.number_or_none("threshold", None, lo=0, hi=maximum)
    return checklist.Item(
        key=item.text("key"),
        state=state,
        points=exact(item.number("points", lo=0, hi=maximum)) if state == "answered" else None,
        maximum=exact(maximum),
        weight=exact(item.number("weight", 1, lo=0)),
        critical=checklist.read_critical(item.text("critical", "none")),
        threshold=None if threshold is None else exact(threshold),
    )


def _judged(inputs: Inputs) -> checklist.Checklist:
    """Scored as a visit is: with too little answered there is no total, and no verdict but a triggered one."""
    mark = inputs.number_or_none("pass_mark", None)
    options = checklist.Options(pass_mark=None if mark is None else exact(mark))
    scored = checklist.score(read_sections(inputs), options)
    if scored.status != "suppressed":
        return scored
    return replace(scored, total=None, before_critical=None, verdict="fail" if scored.triggered else None)


def _missing_total(scored: checklist.Checklist) -> str | None:
    return scored.reason if scored.total is None else None


def _display(value: Fraction | None) -> float | None:
    return None if value is None else float(display.half_up(value, 1))


def score(inputs: Inputs) -> dict[str, Any]:
    """3.2"""
    sections = read_sections(inputs)
    scored = checklist.score(sections, DEFAULTS)
    before = {key: part.score for key, part in scored.sums.items()}
    return {
        "section_scores": before,
        "total": scored.base,
        "display": _display(scored.base),
        "reason": _missing_total(scored),
    }


def bonus(inputs: Inputs) -> dict[str, Any]:
    """3.3"""
    return {
        "final": checklist.with_bonus(
            exact(inputs.number("base", lo=0)),
            exact(inputs.number("bonus_points", lo=0)),
            allow_over_100=inputs.flag("allow_over_100", False),
        )
    }


def critical(inputs: Inputs) -> dict[str, Any]:
    """3.3"""
    scored = _judged(inputs)
    return {
        "before_critical": scored.before_critical,
        "final": scored.total,
        "verdict": scored.verdict,
        "triggered": scored.triggered,
        "reason": _missing_total(scored),
    }


def verdict(inputs: Inputs) -> dict[str, Any]:
    """3.4"""
    scored = _judged(inputs)
    return {
        "total": scored.total,
        "display": _display(scored.total),
        "verdict": scored.verdict,
        "reason": _missing_total(scored),
    }


def rounding(inputs: Inputs) -> dict[str, Any]:
    """3.4"""
    decimals = inputs.count("decimals", 1)
    if decimals > 12:
        raise BadInput("decimals must lie between 0 and 12")
    shown = []
    for index, value in enumerate(inputs.rows("values")):
        if not isinstance(value, str):
            raise BadInput(f"values[{index}] must be a number written as a text")
        if not DECIMAL.fullmatch(value):
            raise BadInput(f"values[{index}] is no number")
        try:
            shown.append(float(display.half_up(value, decimals)))
        except ArithmeticError as problem:
            raise BadInput(f"values[{index}] is no number") from problem
    return {"display": shown}


def coverage(inputs: Inputs) -> dict[str, Any]:
    """3.5"""
    scored = checklist.score(read_sections(inputs), DEFAULTS)
    hidden = scored.status == "suppressed"
    return {
        "coverage": scored.coverage,
        "total": None if hidden else scored.base,
        "status": scored.status,
        "reason": scored.reason,
    }


def version_bridge(inputs: Inputs) -> dict[str, Any]:
    """3.5"""
    found = versions.bridge(_versioned(inputs, "items_v1"), _versioned(inputs, "items_v2"))
    return {
        "common": found.common,
        "common_weight_share_v1": found.share_v1,
        "common_weight_share_v2": found.share_v2,
        "bridge_v1": found.score_v1,
        "bridge_v2": found.score_v2,
        "trend_break": found.trend_break,
        "reason": None if found.common else "no_pairs",
    }


def _versioned(inputs: Inputs, key: str) -> dict[str, tuple[Fraction, Fraction | None]]:
    items = inputs.object(key)
    if not items.given:
        raise BadInput(f"{key} must hold at least one item")
    found: dict[str, tuple[Fraction, Fraction | None]] = {}
    for name in items.given:
        item = items.object(name)
        share = item.number_or_none("score", lo=0, hi=1)
        found[name] = (exact(item.number("weight", lo=0)), None if share is None else exact(share))
    return found


MEASURES: dict[str, Measure] = {
    "checklist_score": score,
    "checklist_bonus": bonus,
    "checklist_critical": critical,
    "checklist_verdict": verdict,
    "display_rounding_half_up": rounding,
    "checklist_coverage": coverage,
    "version_bridge": version_bridge,
}
