"""Places, parts of the visits, and what matters: per segment and per step, as tables."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.charts.points import score
from reports.figures.shape import Figures, Gain, Segment
from reports.figures.words import CHANNELS, MOMENTS, NO_GAIN

from . import words
from .tables import (
    CHANGE,
    STEP,
    Column,
    Found,
    Kind,
    Table,
    changed,
    found,
    halved,
    scored,
    share,
    step_cells,
    titles_of,
)

# --- places and segments ------------------------------------------------------------------------------
MEASURED = (
    Column("n", _("Visits"), Kind.COUNT),
    Column("valence", _("Journey score"), Kind.SCORE),
    Column("checklist", _("Checklist"), Kind.SCORE),
    Column("change", _("Difference"), Kind.POINTS),
    *CHANGE,
    Column("n_unanswered", _("Never answered"), Kind.COUNT),
    Column("unanswered_as_lowest", _("Score when no answer counts as the lowest"), Kind.NUMBER),
)


def _segment(row: Segment) -> dict[str, Any]:
    lowest = row["unanswered_as_lowest"]
    return {
        "key": row["key"],
        "n": row["n"],
        "valence": scored(row["valence"]),
        "checklist": found(row["checklist"]),
        "n_unanswered": row["n_unanswered"],
        "unanswered_as_lowest": None if lowest is None else score(lowest),
    } | changed(row["change"], halved)


def locations(figures: Figures) -> Table:
    """Locations by name; by score only where the scores tell them apart."""
    columns = (Column("key", _("Code")), Column("name", _("Location")), *MEASURED)
    of = figures["locations"]
    note = (
        _("Highest first: the scores tell locations apart.")
        if of["ranked"]
        else _("Locations stand in alphabetical order. There are too few visits per location for a ranking.")
    )
    rows = of["rows"] if of["ranked"] else sorted(of["rows"], key=lambda row: row["name"].casefold())
    return Table("locations", _("Locations"), columns, [{"name": row["name"]} | _segment(row) for row in rows], note)


def _by_kind(figures: Figures) -> Iterator[tuple[str, Segment, Any]]:
    """Every segment with its kind and its name."""
    for row in figures["channels"]:
        yield "channel", row, CHANNELS.get(row["key"], row["key"])
    for row in figures["devices"]:
        yield "device", row, words.DEVICES.get(row["key"], row["key"])
    for row in figures["personas"]:
        yield "persona", row, row["name"]
    for row in figures["nodes"]:
        yield "node", row, row["name"]


def segments(figures: Figures) -> Table:
    """Channels, devices, personas and parts of the tree."""
    columns = (
        Column("segment", _("Part"), Kind.CODE, words.SEGMENTS),
        Column("key", _("Key")),
        Column("name", _("Name")),
        *MEASURED,
    )
    rows = [{"segment": kind, "name": name} | _segment(row) for kind, row, name in _by_kind(figures)]
    return Table("segments", _("Segments"), columns, rows)


def segment_steps(figures: Figures) -> Table:
    """The score of every step in every segment that has it."""
    columns = (
        Column("segment", _("Part"), Kind.CODE, words.SEGMENTS),
        Column("key", _("Key")),
        Column("name", _("Name")),
        *STEP,
        Column("valence", _("Step score"), Kind.SCORE),
    )
    titles = titles_of(figures)
    rows = [
        {"segment": kind, "key": row["key"], "name": name}
        | step_cells(titles, step["key"])
        | {"valence": scored(row["steps"][step["key"]])}
        for kind, row, name in _by_kind(figures)
        for step in figures["steps"]
        if step["key"] in row["steps"]
    ]
    return Table("segment_steps", _("Segments by step"), columns, rows)


# --- what matters -------------------------------------------------------------------------------------
ALMOST_SURE, LIKELY = 0.95, 0.80  # chance that a step belongs to the first three


def _chance(chance: float | None) -> str | None:
    if chance is None:
        return None
    return "almost_sure" if chance >= ALMOST_SURE else "likely" if chance >= LIKELY else "unsure"


def priorities(figures: Figures) -> Table:
    """Which steps go together with the grade, beside their score; by share only where that says something."""
    columns = (
        *STEP,
        Column("share", _("Share of what all steps together explain"), Kind.SHARE),
        Column("both", _("Step score"), Kind.SCORE),
        Column("way", _("Which way"), Kind.CODE, words.WAYS),
        Column("top3", _("Chance of the top 3"), Kind.CODE, words.CHANCES),
        Column("gain", _("Expected gain (80% margin)"), Kind.POINTS),
        Column("no_gain", _("No place in the order, because"), Kind.CODE, NO_GAIN),
        Column("impact", _("Impact moment"), Kind.FLAG),
        Column(
            "left_out",
            _("Left out: too many visits did not have the step, or it never differed"),
            Kind.FLAG,
        ),
    )
    of = figures["drivers"]
    steps = {step["key"]: step for step in figures["steps"]}
    titles = titles_of(figures)
    impact = {one["step"] for one in figures["impact_moments"]}
    told = figures["priorities"]["gains"] if "priorities" in figures else []
    gains: dict[str, Gain] = {one["step"]: one for one in told}
    order = list(steps)
    ranked = of["status"] == "ranking"
    shown = [] if of["status"] == "suppressed" else of["drivers"]
    if ranked:
        shown = sorted(shown, key=lambda one: -(one["share"]["value"] or 0))
    else:
        shown = sorted(shown, key=lambda one: order.index(one["name"]) if one["name"] in steps else len(order))
    rows: list[dict[str, Any]] = [
        step_cells(titles, one["name"])
        | {
            "share": found(one["share"]),
            "both": scored(steps[one["name"]]["both"]) if one["name"] in steps else None,
            "way": "unclear" if one["suppressor"] else "lower" if one["sign_r"] < 0 else "higher",
            "top3": _chance(one["p_top3"]) if ranked else None,
            "gain": _gain(gains.get(one["name"])),
            "no_gain": gains[one["name"]]["because"] if one["name"] in gains else None,
            "impact": one["name"] in impact,
            "left_out": False,
        }
        for one in shown
    ]
    rows += [step_cells(titles, key) | {"impact": key in impact, "left_out": True} for key in of["left_out"]]
    return Table("priorities", _("Priorities"), columns, rows, _order(figures))


def _gain(one: Gain | None) -> Found | None:
    """Points of the outcome; none for a step without a place in the order."""
    return found(one["gain"]) if one and not one["because"] else None


def _order(figures: Figures) -> Any:
    """How to read the priorities, or why there are none; never words of cause."""
    status = figures["drivers"]["status"]
    if status == "ranking":
        return _("Largest share first. This is no proof of cause.")
    if status == "indicative":
        return _("Indicative: in the order of the journey. This is no proof of cause.")
    return _("There are too few complete visits to say which steps go together with the grade.")


def moments(figures: Figures) -> Table:
    """The moments of truth that were established; candidates are not printed."""
    columns = (
        *STEP,
        Column("direction", _("Moment of truth"), Kind.CODE, MOMENTS),
        Column("positive", _("Pleasant, share"), Kind.SHARE),
    )
    titles = titles_of(figures)
    rows = [
        step_cells(titles, one["step"]) | {"direction": one["direction"], "positive": share(one["positive"])}
        for one in figures["moments"]
        if one["status"] == "established"
    ]
    return Table("moments", _("Moments of truth"), columns, rows)
