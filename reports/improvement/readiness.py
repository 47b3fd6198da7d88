"""What an interpretation still lacks before a second person can be asked to approve it."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from fieldwork.common.texts import pick
from reports.figures.models import FigureSet
from reports.figures.shape import Figures
from reports.improvement.measured import pains_of, step_of
from reports.improvement.models import Passage
from reports.improvement.states import TEXTS, Kind, Section


@dataclass(frozen=True)
class Lack:
    """One thing that is missing: where it is written (kind and place of a passage), and in words."""

    kind: str
    place: str
    words: str


def lacks(figure_set: FigureSet, passages: list[Passage]) -> list[Lack]:
    """What must be written first; nothing when it can be offered. ``passages`` are those that hold words.

    At least one finding; for every pain point of the rule a conclusion or the reason not to follow it; and all that
    was begun, whole and in the language of the client.
    """
    found = []
    if not any(one.kind == Kind.FINDING for one in passages):
        found.append(Lack(Kind.FINDING, "1", _("There is no finding yet.")))
    decided = {one.place for one in passages if one.kind in (Kind.CONCLUSION, Kind.DISMISSED)}
    for key in pains_of(figure_set.figures):
        if key not in decided:
            words = _("%(step)s is a pain point: write a conclusion, or why it is not followed.")
            found.append(Lack(Kind.CONCLUSION, key, words % {"step": step_name(figure_set.figures, key)}))
    language = figure_set.study.client.language
    return found + [lack for one in passages for lack in _unfinished(figure_set.figures, one, language)]


def _unfinished(figures: Figures, one: Passage, language: str) -> list[Lack]:
    found = []
    name = name_of(figures, one.kind, one.place)
    if any(not one.texts.get(part, {}).get(language, "").strip() for part in TEXTS[one.kind]):
        words = _("%(what)s: not everything is there in the language of the client (%(language)s).")
        spoken = dict(settings.LANGUAGES).get(language, language)
        found.append(Lack(one.kind, one.place, words % {"what": name, "language": spoken}))
    if one.kind == Kind.CONCLUSION and not one.owner:
        words = _("%(what)s: nobody is named who acts upon it.")
        found.append(Lack(one.kind, one.place, words % {"what": name}))
    return found


def name_of(figures: Figures, kind: str, place: str) -> str:
    """What a passage is called on pages: "Finding 2", the name of a step or of a chapter."""
    if kind == Kind.FINDING:
        return _("Finding %(n)s") % {"n": place}
    if kind == Kind.COMMENTARY:
        return str(Section(place).label)
    return step_name(figures, place)


def step_name(figures: Figures, key: str | None) -> str:
    """The name of a step in the reader's language; its key when these figures do not have it."""
    step = step_of(figures, key)
    return pick(step["title"]) if step else key or ""
