"""Measurement agreements of a study in plain words: its thresholds on the scales people read.

Inside, a threshold is a valence (−1 to 1) or a share; on the page it is a score from 0 to 100, points of that scale,
or a percentage. What equals the product's own is not stored.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from fieldwork.measurement.display import half_up
from fieldwork.measurement.settings import DEFAULTS
from fieldwork.studies.forms import dress
from fieldwork.studies.states import THRESHOLDS


@dataclass(frozen=True)
class Scale:
    """How a threshold is written: its unit, its decimals, and the way there and back."""

    unit: str | Promise
    decimals: int
    shown: Callable[[float], float]
    stored: Callable[[float], float]

    def typed(self, value: float) -> Decimal:
        """A stored value as it stands in the field, without trailing zeros."""
        whole = half_up(round(self.shown(value), 9), self.decimals)
        return whole.quantize(Decimal(1)) if whole == whole.to_integral_value() else whole.normalize()


SCORE = Scale(_("score 0–100"), 1, lambda v: 50 * (1 + v), lambda s: round(s / 50 - 1, 9))
POINTS = Scale(_("points"), 1, lambda v: 50 * v, lambda s: round(s / 50, 9))
PERCENT = Scale("%", 1, lambda v: 100 * v, lambda s: round(s / 100, 9))
VISITS = Scale(_("visits"), 0, float, float)
AS_IS = Scale(_("points"), 1, float, float)
ZERO_TO_ONE = Scale(_("from 0 to 1"), 2, float, float)


@dataclass(frozen=True)
class Term:
    """One threshold as a question a planner and a client can agree about."""

    scale: Scale
    label: str | Promise
    help: str | Promise


TERMS: dict[str | Promise, dict[str, Term]] = {
    _("Differences between waves"): {
        "relevant_change": Term(
            AS_IS, _("Smallest change that matters"),
            _("A shown difference smaller than this is called a small difference, without colour or arrow."),
        ),
        "trend_break": Term(
            PERCENT, _("Least part of the questions two versions must share"),
            _("Below it two waves are not compared: the questionnaire changed too much."),
        ),
    },
    _("Unpleasant visits and pain points"): {
        "negative": Term(SCORE, _("A visit counts as unpleasant up to"), _("On the step score of one visit.")),
        "very_negative": Term(
            SCORE, _("A visit counts as very unpleasant up to"), _("On the step score of one visit.")
        ),
        "pain_visits": Term(
            VISITS, _("Visits before a step may be called a pain point"), _("Below it we only count how often.")
        ),
        "pain_mean": Term(
            SCORE, _("Pain point when the mean is at most"),
            _("And the margin lies wholly on the unpleasant side."),
        ),
        "pain_share": Term(
            PERCENT, _("Or when the share of very unpleasant visits is at least"),
            _("With the lower end of the margin."),
        ),
    },
    _("Moments of truth"): {
        "moment_mean": Term(
            ZERO_TO_ONE, _("Strength from which a step may be a moment of truth"),
            _("Mean over visits: how lively the feeling × how far from neutral × how important the step."),
        ),
        "moment_candidate_visits": Term(VISITS, _("Visits for a possible moment of truth"), ""),
        "moment_visits": Term(VISITS, _("Visits for an established moment of truth"), ""),
        "felt": Term(
            POINTS, _("Distance from neutral from which a visit takes a side"),
            _("Used to see whether shoppers agree with each other about a step."),
        ),
    },
    _("First impression and words"): {
        "gap_visits": Term(VISITS, _("Visits before the two emotions of a step are compared"), ""),
        "gap_mean": Term(
            POINTS, _("Difference that is mentioned"), _("Between the first impression and the emotion in words.")
        ),
        "min_panel_pairs": Term(
            VISITS, _("Step visits before habits of the panel are taken off"),
            _("Shoppers differ in how strong their words are; with fewer, nothing is taken off."),
        ),
        "offset_shrinkage": Term(
            VISITS, _("Weight of the panel against one shopper"),
            _("So many step visits of one shopper weigh as much as the habit of the whole panel."),
        ),
    },
    _("Wish and order"): {
        "desired_margin": Term(
            POINTS, _("Distance from the desired emotion that is still reached"), _("Per step.")
        ),
        "rank_reliability": Term(
            ZERO_TO_ONE, _("Reliability from which locations stand in order of score"),
            _("Below it they stand by name. From 0 (chance) to 1 (exact)."),
        ),
    },
}  # fmt: skip
ALL: dict[str, Term] = {name: term for terms in TERMS.values() for name, term in terms.items()}
# The first of each pair may not be above the second.
IN_ORDER = (
    ("very_negative", "negative", _("Very unpleasant cannot begin above unpleasant.")),
    ("moment_candidate_visits", "moment_visits", _("A possible moment cannot need more visits than an established.")),
)


def written(scale: Scale, value: float) -> str:
    """A stored threshold as a number with the reader's decimal sign."""
    text = f"{scale.typed(value):f}"
    return text if (get_language() or "nl").startswith("en") else text.replace(".", ",")


def shown(name: str, value: float) -> str:
    """A stored threshold in words: ``40 (score 0–100)``, ``15%``, ``5 visits``."""
    scale = ALL[name].scale
    number = written(scale, value)
    if scale is PERCENT:
        return f"{number}%"
    return f"{number} ({scale.unit})" if scale in (SCORE, ZERO_TO_ONE) else f"{number} {scale.unit}"


@dataclass(frozen=True)
class Row:
    """One agreed threshold to read: label, value and default in words."""

    label: str | Promise
    help: str | Promise
    value: str
    default: str

    @property
    def differs(self) -> bool:
        return self.value != self.default


def agreed(thresholds: Mapping[str, float]) -> list[tuple[str | Promise, list[Row]]]:
    """Every threshold of a study, by heading."""
    own = DEFAULTS.as_dict() | dict(thresholds)
    defaults = DEFAULTS.as_dict()
    return [
        (
            heading,
            [
                Row(term.label, term.help, shown(name, own[name]), shown(name, defaults[name]))
                for name, term in terms.items()
            ],
        )
        for heading, terms in TERMS.items()
    ]


class AgreementsForm(forms.Form):
    """Every threshold of a study; an empty field is the product's own."""

    def __init__(self, *args: Any, thresholds: Mapping[str, float], **kwargs: Any) -> None:
        self.agreed = dict(thresholds)
        super().__init__(*args, **kwargs)
        for name, term in ALL.items():
            self.fields[name] = self._field(name, term)
        dress(self)

    def _field(self, name: str, term: Term) -> forms.DecimalField:
        least, most = THRESHOLDS[name]
        # Without the unit: in an error a per cent sign would be read as a place to fill in.
        ends = {"least": written(term.scale, least), "most": written(term.scale, most)}
        default = gettext("Default: %(value)s.") % {"value": shown(name, DEFAULTS.as_dict()[name])}
        wrong = gettext("Fill in a number from %(least)s to %(most)s.") % ends
        told = (str(term.help), default, gettext("From %(least)s to %(most)s.") % ends)
        codes = ("min_value", "max_value", "invalid", "max_decimal_places", "max_whole_digits", "max_digits")
        field = forms.DecimalField(
            label=str(term.label),
            required=False,
            localize=True,
            min_value=term.scale.typed(least),
            max_value=term.scale.typed(most),
            decimal_places=term.scale.decimals,
            help_text=" ".join(filter(None, told)),
            initial=term.scale.typed(self.agreed.get(name, DEFAULTS.as_dict()[name])),
            error_messages=dict.fromkeys(codes, wrong),
        )
        field.widget.attrs["class"] = "input short"
        return field

    def clean(self) -> dict[str, Any]:
        """What belongs in order stands in order."""
        cleaned = super().clean() or {}
        values = DEFAULTS.as_dict() | self._wanted(cleaned)
        for lower, higher, message in IN_ORDER:
            if lower not in self.errors and higher not in self.errors and values[lower] > values[higher]:
                self.add_error(lower, message)
        return cleaned

    def _wanted(self, cleaned: Mapping[str, Any]) -> dict[str, float]:
        """What differs from the product's own; a field nobody touched keeps its stored decimals."""
        defaults, changed = DEFAULTS.as_dict(), set(self.changed_data)
        wanted = dict(self.agreed)
        for name in changed:
            wanted.pop(name, None)
            typed = cleaned.get(name)
            if typed is not None:
                value = ALL[name].scale.stored(float(typed))
                if value != defaults[name]:
                    wanted[name] = value
        return wanted

    @property
    def thresholds(self) -> dict[str, float]:
        """What to store."""
        return self._wanted(self.cleaned_data)

    @property
    def groups(self) -> Iterator[tuple[str | Promise, list[forms.BoundField]]]:
        """The fields by heading, for the page."""
        for heading, terms in TERMS.items():
            yield heading, [self[name] for name in terms]
