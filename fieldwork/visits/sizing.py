"""How many visits: what is known of a study, what a planner asks, and the answer in words.

A spread or ICC is *measured* when it comes from the newest wave with enough counted visits, and an *assumption* of
the product when nobody knows it; the page says which.
"""

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Count, F, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from fieldwork.common.templatetags.ui import money, num
from fieldwork.measurement.consistency import may_rank
from fieldwork.measurement.display import half_up
from fieldwork.measurement.numbers import nine
from fieldwork.measurement.planning import DEFAULT_SD, Option, Plan, Question, Wish, plan
from fieldwork.measurement.settings import Settings
from fieldwork.measurement.weighting import DEFAULT_ICC, Sums, icc_of, mean_of_sums
from fieldwork.people.models import Location
from fieldwork.studies.forms import dress
from fieldwork.studies.models import Study
from fieldwork.visits.models import Visit
from fieldwork.visits.states import COUNTED

ENOUGH = 10  # visits in a wave before its spread is taken as measured
WRONG = ("invalid", "min_value", "max_value", "max_decimal_places", "max_whole_digits", "max_digits")
USUAL_MARGIN = Decimal(5)  # points; what a page that was just opened asks for


@dataclass(frozen=True)
class Known:
    """What a study tells by itself. ``sd`` in points of the score, ``None`` when no wave measured it."""

    locations: int
    fee: Decimal
    currency: str
    wave: str = ""
    visits: int = 0
    sd: Decimal | None = None
    icc: Decimal | None = None


def known_of(study: Study) -> Known:
    """The open sites, the newest wave's fee, and the spread of the newest wave that measured one. Three queries."""
    sites = Location.objects.filter(client=study.client_id, is_open=True).sites().count()
    newest = study.waves.order_by("-number").values("fee_cents", "currency").first()
    fee = Decimal(newest["fee_cents"]).scaleb(-2) if newest else Decimal(0)
    currency = newest["currency"] if newest else "EUR"
    for (_number, wave), found in _measured(study).items():
        n, total = sum(one.n for one in found), math.fsum(one.total for one in found)
        together = mean_of_sums(Sums(n, total, math.fsum(one.squares for one in found)))
        sd = half_up(together.sd or 0, 1) if n >= ENOUGH else Decimal(0)
        if sd > 0:  # as printed: visits that hardly differ measured no spread either
            icc, source = icc_of(found)
            return Known(sites, fee, currency, wave, n, sd, half_up(icc, 2) if source == "project" else None)
    return Known(sites, fee, currency)


def _measured(study: Study) -> dict[tuple[int, str], list[Sums]]:
    """The journey scores (0-100) of every wave, newest first, added up per location."""
    felt = Visit.objects.filter(wave__study=study, state__in=COUNTED, valence__isnull=False)
    rows = felt.values("wave__number", "wave__title", "location").annotate(
        n=Count("pk"), total=Sum("valence"), squares=Sum(F("valence") * F("valence"))
    )
    waves: dict[tuple[int, str], list[Sums]] = {}
    for row in rows.order_by("-wave__number", "location"):
        n, total, squares = row["n"], row["total"], row["squares"]
        # A score is 50 (1 + valence); so are its sums.
        one = Sums(n, 50 * (n + total), 2500 * (n + 2 * total + squares))
        waves.setdefault((row["wave__number"], row["wave__title"]), []).append(one)
    return waves


class WholeField(forms.IntegerField):
    """A whole number in digits only: ``1.000`` is a thousand to some readers and one to others, so it is refused."""

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str) and not value.strip().removeprefix("-").isdecimal() and value.strip():
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class NumberField(forms.DecimalField):
    """A number with a decimal comma or point in any language, because the address is a link others open.

    Nothing here has three decimals, so ``1,234`` and ``1.234`` are refused and never read as a thousand or as one.
    """

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value.count(",") == 1 and "." not in value:
            value = value.replace(",", ".")
        return super().to_python(value)


def _money(label: Any, text: Any = "", most: int = 10_000) -> forms.DecimalField:
    return NumberField(
        label=label, help_text=text, required=False, min_value=0, max_value=most, decimal_places=2, localize=True
    )


def _wrong(field: Any) -> str:
    """What may be typed, in one sentence, with the reader's decimal sign."""
    ends = {name: num(end, _decimals(end)) for name, end in (("least", field.min_value), ("most", field.max_value))}
    if isinstance(field, WholeField):
        return gettext("Fill in a whole number from %(least)s to %(most)s, in digits only.") % ends
    return gettext("Fill in a number from %(least)s to %(most)s, without separators for thousands.") % ends


def _decimals(end: Any) -> int:
    exponent = Decimal(end).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


class SizingForm(forms.Form):
    """What fieldwork should tell and may cost. It travels in the address, so a link is the question."""

    locations = WholeField(label=_("Locations"), min_value=1, max_value=100_000)
    visits = WholeField(
        label=_("Visits per location"), min_value=1, max_value=1_000, required=False,
        help_text=_("Leave empty to see what the budget buys, or what the question needs."),
    )  # fmt: skip
    half_width = NumberField(
        label=_("Margin wanted, plus or minus"), min_value=Decimal("0.1"), max_value=50, decimal_places=1,
        required=False, localize=True,
        help_text=_("In points of the journey score (0–100), for all locations together."),
    )  # fmt: skip
    change = NumberField(
        label=_("Smallest change to be seen"), min_value=Decimal("0.1"), max_value=100, decimal_places=1,
        required=False, localize=True, help_text=_("In points, between two waves like this one."),
    )  # fmt: skip
    reliability = NumberField(
        label=_("Reliability wanted per location"), min_value=Decimal("0.05"), max_value=Decimal("0.99"),
        decimal_places=2, required=False, localize=True,
    )  # fmt: skip
    budget = _money(_("Budget for one wave"), most=100_000_000)
    fee = _money(_("Fee per visit"))
    travel = _money(_("Travel costs per visit"))
    sd = NumberField(
        label=_("Spread between visits (SD)"), min_value=Decimal("0.1"), max_value=50, decimal_places=1,
        required=False, localize=True,
    )  # fmt: skip
    icc = NumberField(
        label=_("Likeness of visits to one location (ICC)"), min_value=0, max_value=1, decimal_places=2,
        required=False, localize=True,
    )  # fmt: skip

    WANTED = ("half_width", "change", "reliability", "visits", "budget")
    KNOWN = ("locations", "fee", "travel", "sd", "icc")

    def __init__(self, *args: Any, known: Known, settings: Settings, **kwargs: Any) -> None:
        self.known = known
        kwargs["initial"] = {
            "locations": known.locations or None, "fee": known.fee, "travel": Decimal(0), "sd": known.sd,
            "icc": known.icc, "half_width": USUAL_MARGIN,
        }  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["reliability"].help_text = gettext(
            "From 0 to 1. Locations may stand in order of score from %(from)s on, and from %(visits)s visits each."
        ) % {"from": num(settings.rank_reliability, 2), "visits": settings.rank_visits}
        self.fields["sd"].help_text = self._source(known.sd, num(DEFAULT_SD, 0))
        self.fields["icc"].help_text = self._source(known.icc, num(DEFAULT_ICC, 2))
        for field in self.fields.values():
            field.error_messages |= dict.fromkeys(WRONG, _wrong(field))
        dress(self)

    def _source(self, measured: Decimal | None, usual: str) -> str:
        if measured is None:
            return gettext("Not measured yet. Empty: we assume %(usual)s.") % {"usual": usual}
        return gettext("Measured in %(wave)s (n = %(n)d).") % {"wave": self.known.wave, "n": self.known.visits}

    @property
    def wanted(self) -> list[forms.BoundField]:
        """What somebody wants to know and may spend."""
        return [self[name] for name in self.WANTED]

    @property
    def given(self) -> list[forms.BoundField]:
        """What is known of the study or assumed."""
        return [self[name] for name in self.KNOWN]

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, or what is known when the page was just opened."""
        return self.cleaned_data if self.is_bound else self.get_initial()

    def get_initial(self) -> dict[str, Any]:
        return {name: self.get_initial_for_field(field, name) for name, field in self.fields.items()}

    def wish(self) -> Wish:
        """The question as measurement wants it."""
        values = self.values
        numbers = {name: None if values[name] is None else float(values[name]) for name in values}
        return Wish(
            locations=values["locations"],
            visits=values["visits"],
            sd=numbers["sd"],
            icc=numbers["icc"],
            fee=numbers["fee"] or 0.0,
            travel=numbers["travel"] or 0.0,
            half_width=numbers["half_width"],
            reliability=numbers["reliability"],
            change=numbers["change"],
            budget=numbers["budget"],
        )


ASKED: dict[str, str | Promise] = {
    "half_width": _("A margin of ± %(wanted)s points"),
    "change": _("A change of %(wanted)s points between two waves"),
    "reliability": _("A reliability of %(wanted)s per location"),
}
REACHED: dict[str, str | Promise] = {
    "half_width": _("With %(takes)s the margin is ± %(reached)s points."),
    "change": _("With %(takes)s the smallest change that shows is %(reached)s points."),
    "reliability": _("With %(takes)s the reliability is %(reached)s."),
}
JUST: dict[str, str | Promise] = {
    "half_width": _("The margin is then ± %(reached)s points."),
    "change": _("The smallest change that shows is then %(reached)s points."),
    "reliability": _("The reliability is then %(reached)s."),
}


def answer(form: SizingForm, study: Study) -> dict[str, Any]:
    """Everything below the heading: the sentences, the table, and where its numbers come from."""
    wish = form.wish()
    found = plan(wish)
    return {
        "sentences": [_sentence(question, found, wish, form.known.currency) for question in found.questions],
        "nothing_bought": _nothing_bought(found, wish, form.known.currency),
        "rows": [_row(option, found, wish, form.known.currency, study) for option in found.options],
        "sources": [
            (_("Spread between visits"), f"{num(found.sd, 1)} {gettext('points')}", _origin("sd", found, form)),
            (_("Likeness within a location (ICC)"), num(found.icc, 2), _origin("icc", found, form)),
        ],
        "assumes": bool(found.assumed),
        "has_budget": wish.budget is not None,
    }


def _origin(name: str, found: Plan, form: SizingForm) -> str:
    if name in found.assumed:
        return gettext("assumption")
    if form.values[name] == getattr(form.known, name):
        return gettext("measured in %(wave)s, n = %(n)d") % {"wave": form.known.wave, "n": form.known.visits}
    return gettext("filled in by you")


def _figure(name: str, value: float) -> str:
    return num(half_up(value, 2 if name == "reliability" else 1), 2 if name == "reliability" else 1)


def _amount(cost: float, currency: str) -> str:
    return money(int(half_up(100 * cost, 0)), currency)


def _takes(option: Option, currency: str) -> str:
    """``4 visits per location (96 visits, € 1.776,00)``."""
    each = ngettext("%(n)d visit per location", "%(n)d visits per location", option.visits_per_location)
    whole = ngettext("%(n)d visit, %(cost)s", "%(n)d visits, %(cost)s", option.visits)
    cost = {"n": option.visits, "cost": _amount(option.cost, currency)}
    return f"{each % {'n': option.visits_per_location}} ({whole % cost})"


def _sentence(question: Question, found: Plan, wish: Wish, currency: str) -> dict[str, str]:
    """One question with its plain answer; ``tone`` is ok, warn (with more it can) or bad (never)."""
    tone = {"answered": "ok", "out_of_reach": "bad"}.get(question.status, "warn")
    told = [_verdict(question, found, wish, currency), _reached(question, found, currency)]
    return {
        "asked": str(ASKED[question.name]) % {"wanted": _figure(question.name, question.wanted)},
        "word": gettext("can be answered") if tone == "ok" else gettext("cannot be answered"),
        "tone": tone,
        "text": " ".join(filter(None, told)),
    }


def _verdict(question: Question, found: Plan, wish: Wish, currency: str) -> str:
    if question.needed is None:
        if question.name == "reliability" and not found.icc:
            return gettext("No, not with any number of visits: locations do not differ enough to tell them apart.")
        return gettext(
            "No, not with any number of visits to these locations: visits to one location repeat each other. "
            "Visit more locations, or ask less."
        )
    needed = {"needed": _takes(question.needed, currency), "budget": _amount(wish.budget or 0, currency)}
    if question.status == "answered":
        return gettext("Yes, from %(needed)s on.") % needed
    if question.status == "over_budget":
        return gettext("No, not within the budget of %(budget)s: only from %(needed)s on.") % needed
    return gettext("No, not with the visits you proposed: only from %(needed)s on.") % needed


def _reached(question: Question, found: Plan, currency: str) -> str:
    """What the plan at hand gives; nothing when it gives nothing that may be printed."""
    if question.reached is None or found.at_hand is None:
        return ""
    words = {"reached": _figure(question.name, question.reached), "takes": _takes(found.at_hand, currency)}
    same = question.status == "answered" and found.at_hand == question.needed
    return str((JUST if same else REACHED)[question.name]) % words


def _nothing_bought(found: Plan, wish: Wish, currency: str) -> str:
    """What to say when the budget does not reach one visit per location."""
    price = wish.locations * (wish.fee + wish.travel)
    if wish.budget is None or wish.budget >= price:
        return ""
    return gettext("The budget does not buy one visit per location: that costs %(cost)s. Visit fewer locations.") % {
        "cost": _amount(price, currency)
    }


def _row(option: Option, found: Plan, wish: Wish, currency: str, study: Study) -> dict[str, Any]:
    return {
        "visits_per_location": option.visits_per_location,
        "visits": option.visits,
        "cost": _amount(option.cost, currency),
        "half_width": "" if option.half_width is None else _figure("half_width", option.half_width),
        "change": "" if option.change is None else _figure("change", option.change),
        "reliability": "" if option.reliability is None else _figure("reliability", option.reliability),
        "ranks": may_rank(option.reliability, option.visits_per_location, study.measurement()),
        "is_chosen": found.at_hand is not None and option.visits_per_location == found.at_hand.visits_per_location,
        "is_over": wish.budget is not None and nine(option.cost) > wish.budget,
    }
