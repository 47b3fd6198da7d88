"""Figures of the demo are interpreted: written by the planner, approved by a second person before the report."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from fieldwork.common.errors import Invalid
from fieldwork.people.models import User
from reports.demo.cast import places_of
from reports.demo.concluding import Claim, Conclusions, Move
from reports.demo.ground import Ground
from reports.demo.story import Advice, Text
from reports.demo.vonk.conclusions import CONCLUSIONS as VONK
from reports.demo.waterrijk.conclusions import CONCLUSIONS as WATERRIJK
from reports.figures import actions as figures
from reports.figures.models import FigureSet
from reports.figures.shape import Figures, Step
from reports.improvement import actions, plan, reading
from reports.improvement.content import passages_of
from reports.improvement.measured import change_of, figure_of, pains_of, step_of
from reports.improvement.models import Action
from reports.improvement.readiness import lacks
from reports.improvement.states import MOST_FINDINGS, ActionState, Kind, Metric, Section

CONCLUSIONS: Mapping[str, Conclusions] = {"waterrijk": WATERRIJK, "vonk": VONK}
UNTIL_TARGET = timedelta(days=300)
ROUND = 5  # targets are agreed in fives


def interpret(ground: Ground, writer: User, second: User | None, *, part: str = "") -> None:
    """Freeze the figures of a wave, or of one part of the tree, and write beside them what is concluded.

    ``second`` approves it; without one it waits for approval. What was begun before is left alone, and where nothing
    is approved there is nothing to interpret.
    """
    wave = ground.wave
    nodes = [places_of(wave.study.client)[part]] if part else None
    with suppress(Invalid):
        frozen = figures.freeze(wave.study, [wave], nodes, writer)
        if actions.written(frozen) is None:
            with transaction.atomic():
                _write(ground, frozen, CONCLUSIONS[ground.story.key], writer)
                _finish(frozen, writer, second)


def _write(ground: Ground, frozen: FigureSet, said: Conclusions, writer: User) -> None:
    found, number = frozen.figures, ground.wave.number
    borne = [claim for claim in said.claims[number] if claim.bears(found)]
    for place, claim in enumerate(borne[:MOST_FINDINGS], start=1):
        actions.write(frozen, Kind.FINDING, str(place), _finding(claim, found), writer, version=0, step=claim.step)
    advice = {one.step: one for one in ground.story.advice}
    for step in found["steps"]:
        if step["n"] and (step["key"] in said.steps or step["key"] in pains_of(found)):
            texts, owner = _conclusion(step, found, advice.get(step["key"]))
            actions.write(frozen, Kind.CONCLUSION, step["key"], texts, writer, version=0, owner=owner)
    for section, text in ((Section.SUMMARY, _filled(said.summary, found)), (Section.PRIORITIES, _priorities(found))):
        actions.write(frozen, Kind.COMMENTARY, section, {"text": text}, writer, version=0)
    _aim(ground, frozen, said, writer)
    _plan(ground, frozen, said, writer)


def _finish(frozen: FigureSet, writer: User, second: User | None) -> None:
    """Offered, and approved where there is a second person; too few visits bear no finding, then it stays a draft."""
    row = actions.written(frozen)
    if row is not None and not lacks(frozen, passages_of(row)):
        actions.offer(row, writer, revision=row.revision)
        if second is not None:
            actions.approve(row, second, revision=row.revision)


# --- the words ----------------------------------------------------------------------------------------
def _finding(claim: Claim, found: Figures) -> dict[str, Text]:
    return {"title": claim.title, "text": _filled(claim.text, found)}


def _filled(text: Text, found: Figures) -> Text:
    """A text with the figures in the place of their names, as its own language writes them."""
    filled = {}
    for language, words in text.items():
        with override(language):
            values = {"visits": str(found["meta"]["n_visits"])}
            values["score"] = _said(reading.score_cell(found["score"]["valence"]), language)
            for step in found["steps"]:
                values[step["key"]] = _said(reading.score_cell(step["both"]), language)
                values[f"{step['key']}_change"] = reading.change_words(step["change"])
            filled[language] = words.format_map(values)
    return filled


def _said(cell: dict[str, Any], language: str) -> str:
    """``23,7 (marge 20,9–26,4; n = 120)``."""
    margin = {"nl": "marge"}.get(language, "margin")
    parts = [f"{margin} {cell['margin']}"] if cell["margin"] else []
    parts.append(f"n = {cell['n']}")
    return f"{cell['value']} ({'; '.join(parts)})"


def _conclusion(step: Step, found: Figures, advice: Advice | None) -> tuple[dict[str, Text], str]:
    """What is found and what shows it are read from the figures; the advice is the story's."""
    texts: dict[str, Text] = {"finding": {}, "evidence": {}, "advice": {}}
    for language, _name in settings.LANGUAGES:
        with override(language):
            row = next(one for one in reading.steps_of(found) if one["key"] == step["key"])
            is_nl = language == "nl"
            score = f"{'De stapscore is' if is_nl else 'The step score is'} {_said(row['both'], language)}."
            pain = "De regel noemt dit een pijnpunt." if is_nl else "The rule calls this a pain point."
            named = ("Shoppers kozen deze woorden het meest" if is_nl else "Words shoppers chose most") + ": "
            since = ("Sinds de vorige golf" if is_nl else "Since the previous wave") + ": "
            seen = [f"{row['negative']}.".capitalize()]
            seen += [named + "; ".join(row["emotions"]).lower() + "."] if row["emotions"] else []
            seen += [f"{since}{row['change']}."] if row["change"] else []
            keep = (
                "Bespreek deze stap met wie er elke dag aan werkt."
                if is_nl
                else "Discuss this step with the people who work on it."
            )
            texts["finding"][language] = f"{score} {pain}" if row["is_pain"] else score
            texts["evidence"][language] = " ".join(seen)
            texts["advice"][language] = advice.title[language] if advice else keep
    return texts, advice.owner if advice else step["owner"] or "–"


def _priorities(found: Figures) -> Text:
    if found["drivers"]["status"] == "suppressed":
        return {
            "nl": "Er zijn te weinig bezoeken om te zeggen welke stap het meest samenhangt met het eindcijfer.",
            "en": "There are too few visits to say which step goes together most with the overall grade.",
        }
    return {
        "nl": "Samenhang met het eindcijfer is geen bewijs van oorzaak. Begin waar een eigenaar klaarstaat.",
        "en": "Going together with the overall grade is no proof of cause. Begin where an owner is ready.",
    }


# --- the plan -----------------------------------------------------------------------------------------
def _aim(ground: Ground, frozen: FigureSet, said: Conclusions, writer: User) -> None:
    """Targets are set on the first figures; what stands already stays."""
    known = {target["step"] for target in actions.draft_of(frozen)["targets"]}
    advice = {one.step: one.owner for one in ground.story.advice}
    for step, more in said.aims.items():
        now = figure_of(frozen.figures, Metric.STEP_SCORE, step)["value"]
        if step not in known and now is not None:
            value = ROUND * round((now + more) / ROUND)
            plan.set_target(
                frozen, Metric.STEP_SCORE, step, value, writer,
                deadline=(ground.now + UNTIL_TARGET).date(), owner=advice.get(step, ""),
            )  # fmt: skip


def _plan(ground: Ground, frozen: FigureSet, said: Conclusions, writer: User) -> None:
    """The actions as they stand in this wave: new ones proposed, known ones moved on."""
    held = {one.step: one for one in Action.objects.of(frozen)}
    for move in said.moves:
        if step_of(frozen.figures, move.step):
            known = held.get(move.step)
            values = _values(move, ground, frozen)
            plan.save_action(frozen, known, values, writer, version=known.version if known else 0)


def _values(move: Move, ground: Ground, frozen: FigureSet) -> dict[str, Any]:
    state = move.states[ground.wave.number - 1]
    if state == ActionState.CLOSED and change_of(frozen.figures, move.step) is None:
        state = ActionState.REMEASURE
    due = (ground.now + timedelta(days=move.days)).date()
    return {"title": move.title, "measure": move.measure, "step": move.step, "owner": move.owner, "due_on": due,
            "state": state}  # fmt: skip
