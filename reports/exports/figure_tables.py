"""Frozen figures as tables: exactly what a report prints, keyed by step and question.

Valences become scores of 0 to 100, differences of valences points; what a report does not print for want of visits is
empty here too, with its reason. Internal questions are left out.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fieldwork.emotions.words import VALENCE_WORDS
from reports.charts.points import score
from reports.figures.shape import VALENCE_CLASSES, Change, Figures, Step
from reports.figures.words import CHANNELS, DIMENSIONS, TARGETS, Words
from reports.improvement.shape import TargetSet
from reports.improvement.standing import Aim, of_study

from . import question_tables, segment_tables, words
from .tables import CHANGE, STEP, Column, Kind, Table, as_is, changed, found, halved, scored, share

# A step without a channel of its own is walked in that of its visit.
OF_STEP: Words = {**CHANNELS, "other": _("channel of the visit")}


def figure_tables(figures: Figures, targets: Iterable[TargetSet] = ()) -> list[Table]:
    """All tables of a set of figures, in the order of the report; ``targets`` are those of the plan."""
    return [
        _journey(figures, of_study(figures, targets)),
        _steps(figures),
        question_tables.questions(figures),
        question_tables.options(figures),
        question_tables.emotions(figures),
        question_tables.causes(figures),
        segment_tables.locations(figures),
        segment_tables.segments(figures),
        segment_tables.segment_steps(figures),
        segment_tables.priorities(figures),
        segment_tables.moments(figures),
    ]


# --- the journey --------------------------------------------------------------------------------------
def _journey(figures: Figures, aim: Aim | None) -> Table:
    columns = (
        Column("part", _("Part"), Kind.CODE, words.PARTS),
        Column("key", _("Key")),
        Column("name", _("Name")),
        Column("scale", _("Scale")),
        Column("value", _("Value"), Kind.MEASURE),
        Column("previous", _("Previous wave"), Kind.MEASURE),
        Column("change", _("Difference"), Kind.POINTS),
        *CHANGE,
        Column("target", pgettext_lazy("score", "target"), Kind.NUMBER),
        Column("target_status", _("Target status"), Kind.CODE, TARGETS),
        Column("target_deadline", _("Target date"), Kind.DAY),
    )
    return Table("journey", _("Journey"), columns, [*_whole(figures, aim), *_phases(figures), *_dimensions(figures)])


def _whole(figures: Figures, aim: Aim | None) -> Iterator[dict[str, Any]]:
    """The key figures of the summary, in its order."""
    of = figures["score"]
    ways = of["checklist_ways"]
    lowest = _("– no answer counted as the lowest score")
    other = _("– contacts without an answer left out") if ways["unanswered"] == "lowest" else lowest
    rows: list[tuple[str, Any, str, Any, Any, Any]] = [
        ("valence", _("Journey score"), "0-100", of["valence"], score, of["change"]),
        ("valence_unanswered_lowest", lowest, "0-100", of["unanswered_as_lowest"], score, None),
        ("checklist", _("Checklist"), "0-100", of["checklist"], None, of["checklist_change"]),
        ("checklist_other_unanswered", other, "0-100", ways["other_unanswered"], None, None),
        ("checklist_other_aggregate", _("– added up the other way"), "0-100", ways["other_aggregate"], None, None),
        ("grade", _("Overall grade"), "1-10", of["grade"], None, None),
        ("recommend", _("Would recommend (shoppers)"), "0-10", of["recommend"], None, None),
        ("peak_end", _("Peak and end: how it may be remembered"), "0-100", of["peak_end"], score, None),
    ]
    for key, name, scale, result, turn, change in rows:
        if result is None:
            continue
        of_score = turn is score
        row = {
            "part": "journey", "key": key, "name": name, "scale": scale,
            "value": scored(result) if of_score else found(result),
            "previous": _previous(change, of_score),
        } | changed(change, halved if of_score else as_is)  # fmt: skip
        if key == "valence" and aim:
            row |= {"target": aim.value, "target_status": aim.status, "target_deadline": aim.deadline}
        yield row


def _previous(change: Change | None, of_score: bool) -> Any:
    if change is None:
        return None
    return scored(change["previous"]) if of_score else found(change["previous"])


def _phases(figures: Figures) -> Iterator[dict[str, Any]]:
    for phase in figures["phases"]:
        row = {"part": "phase", "key": phase["key"], "name": phase["title"], "scale": "0-100"}
        yield row | {"value": scored(phase["valence"])}
        yield row | {"part": "phase_checklist", "value": found(phase["checklist"])}


def _dimensions(figures: Figures) -> Iterator[dict[str, Any]]:
    for one in figures["dimensions"]:
        name = DIMENSIONS.get(one["dimension"], one["dimension"])
        row = {"part": "dimension", "key": one["dimension"], "name": name, "scale": "0-100"}
        yield (
            row
            | {
                "value": found(one["score"]),
                "previous": _previous(one["change"], of_score=False),
            }
            | changed(one["change"], as_is)
        )


# --- steps --------------------------------------------------------------------------------------------
def _steps(figures: Figures) -> Table:
    columns = (
        Column("number", pgettext_lazy("report", "Number"), Kind.COUNT),
        *STEP,
        Column("phase", _("Phase (key)")),
        Column("phase_title", _("Phase")),
        Column("channel", _("Channel"), Kind.CODE, OF_STEP),
        Column("owner", _("Back stage")),
        Column("n", _("Visits"), Kind.COUNT),
        Column("n_unanswered", _("Never answered"), Kind.COUNT),
        Column("both", _("Step score"), Kind.SCORE),
        Column("implicit", _("Unconscious"), Kind.SCORE),
        Column("conscious", _("Conscious"), Kind.SCORE),
        Column("gap", _("Words against first impression"), Kind.POINTS),
        Column("gap_class", _("Gap in words"), Kind.CODE, words.GAPS),
        Column("desired", _("Desired"), Kind.NUMBER),
        Column("desired_distance", _("Distance to desired"), Kind.POINTS),
        Column("desired_status", _("Desired reached"), Kind.CODE, words.DESIRED),
        Column("desired_emotions", _("Desired emotions"), Kind.CODES, words.FEELINGS),
        Column("desired_set_by", _("Desired set by")),
        Column("n_negative", _("Unpleasant visits"), Kind.COUNT),
        Column("negative", _("Unpleasant, share"), Kind.SHARE),
        *(
            Column(f"visits_{name}", word, Kind.COUNT)
            for name, word in zip(VALENCE_CLASSES, VALENCE_WORDS, strict=True)
        ),
        Column("grade", _("Grade"), Kind.MEASURE),
        Column("checklist", _("Checklist"), Kind.SCORE),
        Column("previous", _("Previous wave"), Kind.SCORE),
        Column("change", _("Difference"), Kind.POINTS),
        *CHANGE,
        Column("importance", _("Goes together with the grade"), Kind.SHARE),
    )
    phases = {phase["key"]: phase["title"] for phase in figures["phases"]}
    return Table("steps", _("Steps"), columns, [_step(step, phases) for step in figures["steps"]])


def _step(step: Step, phases: dict[str, Any]) -> dict[str, Any]:
    desired = step["desired"]
    row: dict[str, Any] = {name: step[name] for name in ("number", "n", "n_unanswered", "channel", "owner")}
    row |= {"step": step["key"], "step_title": step["title"], "phase": step["phase"]}
    row |= {"phase_title": phases.get(step["phase"])}
    row |= {name: scored(step[name]) for name in ("both", "implicit", "conscious")}
    row |= {"gap": found(step["gap"], halved), "gap_class": step["gap_class"]}
    if desired:
        row |= {
            "desired": score(desired["valence"]),
            "desired_distance": found(desired["distance"], halved),
            "desired_status": desired["status"],
            "desired_emotions": desired["emotions"],
            "desired_set_by": desired["set_by"],
        }
    row |= {"n_negative": step["n_negative"], "negative": share(step["negative"])}
    row |= {f"visits_{name}": n for name, n in zip(VALENCE_CLASSES, step["distribution"], strict=True)}
    row |= {"grade": found(step["grade"]), "checklist": found(step["checklist"])}
    row |= {"previous": _previous(step["change"], of_score=True), "importance": found(step["importance"])}
    return row | changed(step["change"], halved)
