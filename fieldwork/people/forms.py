"""What the administrator fills in, and what planners say of the look of their client."""

from typing import cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fieldwork.common.errors import Invalid
from fieldwork.common.fields import SeveralField
from fieldwork.people import hours, logos
from fieldwork.people.models import COLOUR, Client, Location, ShopperProfile, User
from fieldwork.people.states import CLIENTS, DESK, LocationKind, Role


class PersonForm(forms.ModelForm):
    """One person: who they are, their role, and whom they have to do with."""

    city = forms.CharField(
        label=_("Town"), max_length=80, required=False, help_text=_("Only for shoppers: where they start from.")
    )

    class Meta:
        model = User
        fields = ["name", "email", "language", "role", "client", "managed_clients"]
        field_classes = {"managed_clients": SeveralField}
        widgets = {"managed_clients": forms.CheckboxSelectMultiple}
        labels = {"client": _("Client"), "managed_clients": _("Works for")}
        help_texts = {
            "managed_clients": _("Only for planners and reviewers: the clients whose work they see."),
            "client": _("Only for people of a client."),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        profile = ShopperProfile.objects.filter(user=self.instance.pk).first() if self.instance.pk else None
        self.fields["city"].initial = profile.city if profile else ""

    def clean_email(self) -> str:
        """Capitals make no second account."""
        email = self.cleaned_data["email"].lower()
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("There is an account with this address already."))
        return email

    def clean(self) -> dict:
        """A client goes with the roles of a client, and the desk's clients with the desk."""
        data = super().clean() or self.cleaned_data
        role = data.get("role")
        if role in CLIENTS and not data.get("client") and "client" not in self.errors:
            self.add_error("client", _("Choose the client this person belongs to."))
        if role and role not in CLIENTS:
            data["client"] = None
        if role and role not in DESK - {Role.ADMINISTRATOR}:
            data["managed_clients"] = Client.objects.none()
        return data


class ScopeForm(forms.Form):
    """The parts of the tree that a client's person may see; none chosen means all of it."""

    scope = SeveralField(Location.objects.none(), required=False, label=_("Part of the tree"))

    def __init__(self, *args, client: Client, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = cast(SeveralField, self.fields["scope"])
        field.queryset = client.locations.all()


class ClientForm(forms.ModelForm):
    """One client."""

    class Meta:
        model = Client
        fields = ["name", "code", "colour", "language"]
        widgets = {
            "colour": forms.TextInput(attrs={"type": "color"}),
            "language": forms.Select(choices=[("nl", "Nederlands"), ("en", "English")]),
        }
        labels = {"colour": _("Colour in reports")}
        error_messages = {"code": {"unique": _("Another client has this code.")}}
        help_texts = {"code": _("Short name for files and imports; small letters, digits and hyphens.")}


class LookForm(forms.Form):
    """What the reports of a client look like: its colour, and a logo in the place of the one there is."""

    colour = forms.CharField(
        label=_("Colour in reports"), max_length=7, validators=[COLOUR],
        help_text=_("For the cover, lines and small headings, where words stay readable."),
        widget=forms.TextInput(attrs={"type": "color"}),
    )  # fmt: skip
    logo = forms.FileField(
        label=_("Logo"), required=False, allow_empty_file=True,
        help_text=_(
            "PNG, JPEG or WebP, at most 2 MB and 16 million pixels. A PNG with transparency prints best. "
            "Empty borders are cut off."
        ),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )  # fmt: skip

    def clean_logo(self) -> logos.Prepared | None:
        """The logo as it will be kept; ``None`` when no file was chosen."""
        upload = self.cleaned_data["logo"]
        if upload is None:
            return None
        try:
            logos.check_length(upload.size)
            return logos.prepare(upload.read())
        except Invalid as refused:
            raise forms.ValidationError(str(refused.message)) from refused


class LocationForm(forms.ModelForm):
    """One node of a client's tree, with its hours as people write them."""

    parent = forms.ModelChoiceField(Location.objects.none(), required=False, label=_("Hangs below"))

    class Meta:
        model = Location
        fields = ["name", "code", "address", "latitude", "longitude", "timezone"]
        widgets = {"timezone": forms.TextInput(attrs={"list": "zones", "autocomplete": "off"})}
        labels = {"latitude": _("Latitude"), "longitude": _("Longitude")}
        help_texts = {
            "latitude": _("North of the equator, like 52.0907."),
            "longitude": _("East of Greenwich, like 5.1214."),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        place = self.instance
        above = Q(kind=LocationKind.REGION)
        if place.kind == LocationKind.SITE:
            above |= Q(kind=LocationKind.DISTRICT)
        field = cast(forms.ModelChoiceField, self.fields["parent"])
        field.queryset = Location.objects.filter(above, client=place.client_id).select_related("region")
        field.initial, field.empty_label = place.parent, _("at the top")
        if place.kind == LocationKind.REGION:
            del self.fields["parent"]
        if place.kind == LocationKind.SITE:
            for day, label in hours.DAYS.items():
                text = hours.words(place.opening_hours.get(day))
                self.fields[day] = forms.CharField(label=label, required=False, max_length=80, initial=text)

    def days(self) -> list[forms.BoundField]:
        """The seven fields of the opening hours; none for a region or district."""
        return [self[day] for day in hours.DAYS if day in self.fields]

    def clean_code(self) -> str:
        """A code is used once per client."""
        code = self.cleaned_data["code"]
        if Location.objects.filter(client=self.instance.client_id, code=code).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Another location of this client has this code."))
        return code

    def clean(self) -> dict:
        """Read the hours of every day; a week without any is a week nobody knows."""
        data = super().clean() or self.cleaned_data
        week: dict[str, list[list[str]]] = {}
        for day in hours.DAYS:
            if day not in self.fields:
                continue
            try:
                spans = hours.parse(data.get(day) or "")
            except forms.ValidationError as problem:
                self.add_error(day, problem)
            else:
                week |= {day: spans} if spans else {}
        if not self.errors:
            self.instance.opening_hours = week
            parent = data.get("parent")
            is_district = parent is not None and parent.kind == LocationKind.DISTRICT
            self.instance.district = parent if is_district else None
            self.instance.region = parent.region if parent and is_district else parent
        return data
