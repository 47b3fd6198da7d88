"""Comparing: what a reader asks for, kept inside what they may see, and the cells in words.

The question lives in the address, so a link is the selection. Places stand by name: an order by score would say more
than the visits can (measurement 2.7).
"""

import math
from dataclasses import dataclass
from typing import Any

from django.http import Http404, QueryDict
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext, pgettext

from fieldwork.people.models import Location, User
from fieldwork.people.states import LocationKind
from reports.charts import share_bar
from reports.charts.points import FEW, INDICATIVE, Span, span_of_valence, words_in
from reports.charts.words import Words
from reports.documents import phrases
from reports.figures import choices, published
from reports.figures.choices import StudyChoice, WaveChoice
from reports.figures.cuts import By, Cell, Of, Selection, cut, pairs
from reports.figures.outlines import Outline
from reports.figures.states import Device

VALENCES = (Of.JOURNEY, Of.FIRST, Of.WORDS, Of.BOTH)
UNITS = {
    **dict.fromkeys(VALENCES, gettext_lazy("score from 0 to 100")),
    Of.GAP: gettext_lazy(
        "points; above 0 the words are more pleasant than the first impression. What shoppers and the instrument "
        "always add is still in it; a report takes that off"
    ),
    Of.GRADE: gettext_lazy("grade from 1 to 10"),
    Of.CHECKLIST: gettext_lazy("score from 0 to 100"),
    Of.NEGATIVE: gettext_lazy("share of the visits"),
}
PLACES = (By.REGION, By.DISTRICT, By.LOCATION)
DEPTH = {LocationKind.REGION: 0, LocationKind.DISTRICT: 1, LocationKind.SITE: 2}


@dataclass
class Asked:
    """One question: which visits, of what, by what. Everything in it may be seen by who asks."""

    study: StudyChoice
    waves: list[WaveChoice]
    of: Of
    by: By
    limits: list[Location]  # the chosen node, else the reader's part of the tree; none is the whole tree
    node: Location | None = None
    channel: str = ""
    step: str = ""

    @cached_property
    def steps(self) -> dict[str, str]:
        """Every step of the journey by key, in the reader's language."""
        return {key: said(name) for key, name in self._outline.names("step").items()}

    @cached_property
    def _outline(self) -> Outline:
        return Outline([one.wave for one in self.study.waves])

    @property
    def possible(self) -> dict[By, tuple[Of, ...]]:
        """What can be compared by what, of this step and in this part of the tree."""
        known = pairs(self.step)
        depth = max((DEPTH[LocationKind(node.kind)] for node in self.limits), default=0)
        return {by: of for by, of in known.items() if by not in PLACES or PLACES.index(by) >= depth}

    @property
    def is_possible(self) -> bool:
        return self.of in self.possible.get(self.by, ())

    @property
    def title(self) -> str:
        """The whole question in one line."""
        parts = [self.study.title, phrases.joined([one.title for one in self.waves]), self.heading]
        parts += [node.name for node in self.limits]
        parts += [phrases.channel(self.channel)] if self.channel else []
        return " · ".join([*parts, self.steps[self.step]] if self.step else parts)

    @property
    def heading(self) -> str:
        """``Journey score by location``."""
        words = {"of": phrases.upper_first(str(self.of.label)), "by": self.by.label}
        return gettext("%(of)s by %(by)s") % words

    def cells(self) -> list[Cell]:
        """The cells. Raises ``ValueError`` when ``is_possible`` is not."""
        return cut(
            Selection(
                self.study.study,
                tuple(one.wave for one in self.waves),
                tuple(self.limits),
                step=self.step,
                channel=self.channel,
            ),
            self.by,
            self.of,
        )


def read(user: User, query: QueryDict, study: StudyChoice) -> Asked:
    """The question in an address. Raises ``Http404`` for what is not there, or not there for this reader."""
    of, by = query.get("of") or Of.JOURNEY, query.get("by") or By.LOCATION
    if of not in Of.values or by not in By.values:
        raise Http404
    node = _node(user, study, query.get("node", ""))
    asked = Asked(
        study,
        _waves(study, query.getlist("wave"), By(by)),
        Of(of),
        By(by),
        choices.allowed(user, study.study, [node] if node else []),
        node,
    )
    channel, step = query.get("channel", ""), query.get("step", "")
    if channel and channel not in dict(published.channels_for(user)):
        raise Http404
    if step and step not in asked.steps:
        raise Http404
    asked.channel, asked.step = channel, step
    return asked


def _waves(study: StudyChoice, wanted: list[str], by: By) -> list[WaveChoice]:
    """The chosen waves; without a choice all of them to compare waves, else the newest with visits."""
    numbers = {str(one.pk): one for one in study.waves}
    if any(number not in numbers for number in wanted if number):
        raise Http404
    chosen = [one for number, one in numbers.items() if number in wanted]
    if chosen:
        return chosen
    newest = study.newest()
    return list(study.waves) if by == By.WAVE else [newest] if newest else []


def _node(user: User, study: StudyChoice, wanted: str) -> Location | None:
    if not wanted:
        return None
    known = wanted.isdecimal() and len(wanted) < 10
    found = choices.places_of(user, study.study).filter(pk=wanted).first() if known else None
    if found is None:
        raise Http404
    return found


def said(name: Any) -> str:
    """A name in the reader's language."""
    return name if isinstance(name, str) else words_in(name, (get_language() or "nl")[:2])


@dataclass(frozen=True)
class Row:
    """One cell as printed. ``numbers`` are value, lower and upper end as shown, for the download."""

    name: str
    value: str
    margin: str
    n: int
    note: str
    is_faint: bool
    is_indicative: bool
    span: Span | None
    numbers: tuple[str, str, str]
    n_eff: float | None


def rows_of(asked: Asked, cells: list[Cell]) -> list[Row]:
    """The cells in words, in their own order."""
    return [_row(asked, cell) for cell in cells]


def _row(asked: Asked, cell: Cell) -> Row:
    result: Any = cell.result
    name = _name(asked.by, cell)
    span = _span(asked.of, result)
    if asked.of == Of.NEGATIVE and result["value"] is not None:
        shown = phrases.share_cell(result, round(result["value"] * result["n"]))
        span = span if result["n"] >= INDICATIVE else None
        decimals = 0 if result["n"] < 100 else 1
    else:
        shown, decimals = phrases.cell(span, result), 1
        if asked.of == Of.GAP and span:
            shown |= {"value": phrases.signed(span.value), "margin": _signed_margin(span)}
    return Row(
        name,
        shown["value"],
        shown["margin"],
        result["n"],
        _note(asked, result),
        bool(shown["faint"]),
        result["display_class"] == "indicative",
        span,
        _numbers(span, decimals),
        result["n_eff"],
    )


def _signed_margin(span: Span) -> str:
    """``−4,2 tot −0,4``: a dash between two signs cannot be read."""
    if span.lo is None or span.hi is None or not span.has_margin:
        return ""
    return f"{phrases.signed(span.lo)} {pgettext('margin', 'to')} {phrases.signed(span.hi)}"


def _span(of: Of, result: Any) -> Span | None:
    """The cell on the scale that is printed."""
    if of in VALENCES:
        return span_of_valence(result)
    return phrases.plain_span(result, {Of.GAP: 50, Of.NEGATIVE: 100}.get(of, 1))


def _numbers(span: Span | None, decimals: int) -> tuple[str, str, str]:
    if span is None:
        return "", "", ""
    ends = (span.lo, span.hi) if span.has_margin else (None, None)
    value, lo, hi = ("" if end is None else phrases.num(end, decimals) for end in (span.value, *ends))
    return value, lo, hi


def _name(by: By, cell: Cell) -> str:
    if by == By.CHANNEL:
        return phrases.upper_first(phrases.channel(cell.key)) if cell.key else gettext("not known")
    if by == By.DEVICE:
        return phrases.upper_first(str(Device(cell.key).label))
    if by == By.DIMENSION:
        return phrases.upper_first(str(phrases.DIMENSIONS.get(cell.key, cell.key)))
    return said(cell.name) or (gettext("none") if by in (By.REGION, By.DISTRICT, By.PERSONA) else cell.key)


def _note(asked: Asked, result: Any) -> str:
    """Why there is no margin, and how many visits could not be counted."""
    notes = []
    if result["value"] is None:
        notes += [_why_nothing(result)]
    elif asked.of == Of.NEGATIVE and result["n"] < INDICATIVE:
        notes += [gettext("counts, because fewer than 10 visits")]
    elif result["n"] < FEW:
        notes += [gettext("no margin: fewer than 3 visits")]
    elif result["reason"] == "zero_variance":
        notes += [gettext("no margin: every visit has the same figure")]
    elif result["lo"] is None:
        notes += [gettext("no margin: the points of all visits are added up")]
    left_out = next((flag.partition(":")[2] for flag in result["flags"] if flag.startswith("left_out:")), "")
    if left_out:
        n = int(left_out)
        text = ngettext(
            "%(n)d visit left out: too few steps filled in", "%(n)d visits left out: too few steps filled in", n
        )
        notes.append(text % {"n": n})
    return "; ".join(notes)


def _why_nothing(result: Any) -> str:
    if result["n"] == 0 and result["reason"] in (None, "no_data"):
        return gettext("no visit in this selection")
    return phrases.nothing(result)


def drawn_rows(asked: Asked, rows: list[Row], words: Words) -> tuple[list[str], str]:
    """A bar per row on one scale, and that scale in words."""
    low, high = _scale(asked.of, rows)
    if asked.of == Of.NEGATIVE:
        return [share_bar.share_bar(row.name, row.span, words, width=230) for row in rows], "0–100%"
    bars = [share_bar.score_bar(row.name, row.span, words, scale=(low, high)) for row in rows]
    if low < 0:  # a dash between two signs cannot be read
        return bars, f"{phrases.signed(low, 0)} {pgettext('margin', 'to')} {phrases.signed(high, 0)}"
    return bars, f"{phrases.num(low, 0)}–{phrases.num(high, 0)}"


def _scale(of: Of, rows: list[Row]) -> tuple[float, float]:
    """The part of the scale that holds every value with its margin, in tens; grades on their whole scale."""
    if of == Of.GRADE:
        return 1, 10
    spans = [row.span for row in rows if row.span]
    ends = [end for span in spans for end in (span.value, span.lo, span.hi) if end is not None]
    low = 10 * math.floor(min(ends, default=0) / 10)
    high = max(low + 20, 10 * math.ceil(max(ends, default=100) / 10))
    if of == Of.GAP:
        return -max(abs(low), abs(high)), max(abs(low), abs(high))
    return (low, high) if high <= 100 else (min(low, 80), high)


def choosing(user: User, asked: Asked) -> dict[str, Any]:
    """What the page offers to choose, with what cannot be chosen and why."""
    places: Any = choices.places_of(user, asked.study.study)
    possible = asked.possible
    return {
        "asked": asked,
        "why_impossible": "" if asked.is_possible else why_impossible(asked),
        "unit": UNITS[asked.of],
        "figures": [(of, phrases.upper_first(str(of.label))) for of in Of],
        "ways": [(by, phrases.upper_first(str(by.label))) for by in By],
        "places": places.as_tree(),
        "channels": published.channels_for(user),
        "better_ways": [(by, by.label) for by, of in possible.items() if asked.of in of],
        "better_figures": [(of, of.label) for of in possible.get(asked.by, ())],
        "by_place": asked.by in PLACES,
        "is_single": asked.by == By.WAVE and len(asked.waves) == 1 and len(asked.study.waves) > 1,
        "chosen_waves": {one.pk for one in asked.waves},
    }


def why_impossible(asked: Asked) -> str:
    """Why this figure cannot be compared this way, in one sentence."""
    if asked.by in PLACES and asked.by not in asked.possible:
        return gettext("You chose a part of the locations that lies below this. Compare what lies inside that part.")
    if asked.step and asked.by in (By.PHASE, By.DIMENSION):
        return gettext("You chose one step, and a step has no phases or dimensions of its own.")
    return gettext("“%(of)s” does not exist by %(by)s.") % {
        "of": phrases.upper_first(str(asked.of.label)),
        "by": asked.by.label,
    }
