"""What people type about visits: every message says what to do."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fieldwork.common.fields import SeveralField
from fieldwork.people.models import Location, User
from fieldwork.studies.forms import Day, dress
from fieldwork.studies.models import Persona, Scenario, Wave
from fieldwork.visits.planning import MAX_AT_ONCE
from fieldwork.visits.states import ReturnReason


class PlanForm(forms.Form):
    """Many visits at once: a wave's scenario at chosen places, between chosen days."""

    scenario = forms.ModelChoiceField(label=_("Scenario"), queryset=Scenario.objects.none(), empty_label=None)
    persona = forms.ModelChoiceField(
        label=_("Persona"), queryset=Persona.objects.none(), required=False, empty_label=_("any")
    )
    per_location = forms.IntegerField(label=_("Visits per location"), min_value=1, max_value=50, initial=1)
    opens_on = forms.DateField(label=_("First visit day"), widget=Day())
    due_on = forms.DateField(label=_("Last visit day"), widget=Day())
    submit_on = forms.DateField(label=_("Hand in by"), widget=Day())
    fee = forms.DecimalField(label=_("Fee per visit"), min_value=0, max_value=10_000, decimal_places=2, localize=True)
    remark = forms.CharField(
        label=_("Remark for the shopper"), required=False, max_length=300,
        help_text=_("For instance which counter, or what to wear."),
    )  # fmt: skip
    nodes = SeveralField(
        label=_("Locations"), queryset=Location.objects.none(),
        error_messages={
            "required": _("Choose at least one location."),
            "invalid_choice": _("A chosen location is not a place of this client."),
            "invalid_pk_value": _("A chosen location is not a place of this client."),
        },
    )  # fmt: skip

    def __init__(self, *args: Any, wave: Wave, user: User, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).update(
            opens_on=wave.visit_from, due_on=wave.due, submit_on=wave.submit_by, fee=Decimal(wave.fee_cents).scaleb(-2)
        )
        super().__init__(*args, **kwargs)
        self.wave = wave
        self.fields["scenario"].queryset = wave.study.scenarios.all()  # type: ignore[attr-defined]
        self.fields["persona"].queryset = wave.study.personas.all()  # type: ignore[attr-defined]
        places = Location.objects.visible_to(user).filter(client=wave.study.client_id, is_open=True)
        self.places = places
        self.fields["nodes"].queryset = places  # type: ignore[attr-defined]
        dress(self)

    def clean(self) -> dict[str, Any]:
        """Dates in order, and a chosen region stands for every place in it."""
        cleaned = super().clean() or {}
        days: list[date | None] = [cleaned.get(name) for name in ("opens_on", "due_on", "submit_on")]
        first, due, submit = days
        if first and due and due < first:
            self.add_error("due_on", _("The last visit day lies before the first visit day."))
        if due and submit and submit < due:
            self.add_error("submit_on", _("Shoppers must be able to hand in up to the last visit day or later."))
        nodes = [node.pk for node in cleaned.get("nodes") or ()]
        if nodes:
            cleaned["sites"] = list(self.places.within(nodes).sites().order_by("name"))
            if not cleaned["sites"]:
                self.add_error("nodes", _("There is no place to visit in what you chose. Choose another part."))
            if len(cleaned["sites"]) * (cleaned.get("per_location") or 1) > MAX_AT_ONCE:
                self.add_error("nodes", _("Plan at most 1,000 visits at once. Choose fewer locations."))
        return cleaned

    @property
    def fee_cents(self) -> int:
        """The fee in minor units, half-up."""
        return int((self.cleaned_data["fee"] * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))

    @property
    def chosen(self) -> set[str]:
        """The nodes that were ticked, to tick them again."""
        return set(self.ticked)

    @property
    def ticked(self) -> list[str]:
        """The nodes as they were sent."""
        return self.data.getlist("nodes") if self.is_bound else []  # type: ignore[attr-defined]


class AssignForm(forms.Form):
    """Who gets it."""

    shopper = forms.ModelChoiceField(
        label=_("Shopper"), queryset=User.objects.none(),
        error_messages={"invalid_choice": _("This person is not an active shopper. Choose somebody else.")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shopper"].queryset = User.objects.shoppers()  # type: ignore[attr-defined]
        dress(self)


class RemarkForm(forms.Form):
    """Why something is called off: kept in the history of the visit."""

    remark = forms.CharField(
        label=_("Reason"), max_length=500, error_messages={"required": _("Say why: the reason stays in the history.")}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)


class ReopenForm(forms.Form):
    """A new last day for a visit that was missed."""

    due_on = forms.DateField(label=_("New last visit day"), widget=Day())

    def __init__(self, *args: Any, earliest: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.earliest = earliest
        dress(self)

    def clean_due_on(self) -> date:
        """Not in the past, and not before the visit may begin."""
        day = self.cleaned_data["due_on"]
        if day < self.earliest:
            raise forms.ValidationError(_("Choose today or a later day: shoppers cannot go in the past."))
        return day


class DeclineForm(forms.Form):
    """Why the shopper cannot go."""

    reason = forms.ChoiceField(
        label=_("Why can you not go?"), choices=ReturnReason.choices, widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a reason. The visit is still yours."),
            "invalid_choice": _("Choose a reason. The visit is still yours."),
        },
    )  # fmt: skip
    remark = forms.CharField(label=_("Do you want to add something?"), required=False, max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)


class AgreeForm(forms.Form):
    """The shopper's word that they read one version."""

    version = forms.IntegerField(min_value=1)
    agree = forms.BooleanField(error_messages={"required": _("Tick that you have read the briefing, then agree.")})
