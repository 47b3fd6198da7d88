"""The form that orders many reports: waves, one report per what, a language, and a reason where one is needed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fieldwork.people.models import User
from fieldwork.people.states import LocationKind
from reports.documents.forms import OrderForm
from reports.figures.choices import StudyChoice

PER = [
    (LocationKind.SITE, _("location")),
    (LocationKind.DISTRICT, _("district")),
    (LocationKind.REGION, _("region")),
]


class BundleForm(OrderForm):
    """An order in which a kind of place stands where a single order has one place."""

    per = forms.ChoiceField(label=_("One report per"), choices=PER, widget=forms.Select(attrs={"class": "input"}))
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)  # as many reports as the preview told

    field_order = ["waves", "kind", "per", "language", "reason"]

    def __init__(self, user: User, choice: StudyChoice, *args: Any, **kwargs: Any) -> None:
        super().__init__(user, choice, *args, **kwargs)
        del self.fields["place"]
        reason = self.fields["reason"]
        reason.label = _("Why are new versions needed?")
        reason.help_text = _(
            "Only where an earlier report was published with other figures. Readers see it in the new report."
        )

    def clean(self) -> dict[str, Any]:
        """Location reports are made per location."""
        found = super().clean()
        if self.is_of_location and found.get("per") not in (None, LocationKind.SITE):
            self.add_error("per", _("Location reports are made per location."))
        return found

    def selection(self) -> tuple[list[Any], str]:
        """The waves of a valid form, and the kind of place."""
        pks = set(self.cleaned_data["waves"])
        return [one.wave for one in self.choice.waves if str(one.pk) in pks], self.cleaned_data["per"]
