"""What planners type about studies: every message says what to do."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from fieldwork.common.errors import Invalid
from fieldwork.journeys.models import Journey, JourneyVersion
from fieldwork.people.models import User
from fieldwork.studies import actions, pictures
from fieldwork.studies.models import Briefing, Persona, Scenario, Study, Wave


class Day(forms.DateInput):
    """The browser's own day picker; its value is always written the ISO way."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "input short-date"}, format="%Y-%m-%d")


FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)  # a year outside is a slip of the keys


def dress(form: forms.BaseForm) -> None:
    """Give every control the class of the product's inputs, and every day the years of this century."""
    for field in form.fields.values():
        kinds = (forms.CheckboxInput, forms.CheckboxSelectMultiple, forms.RadioSelect, forms.HiddenInput)
        if not isinstance(field.widget, kinds):
            field.widget.attrs.setdefault("class", "input")
        if isinstance(field, forms.DecimalField):
            field.widget.attrs["inputmode"] = "decimal"
        if isinstance(field, forms.DateField):
            message = _("Choose a day between 2000 and 2100.")
            field.validators += [MinValueValidator(FIRST_DAY, message), MaxValueValidator(LAST_DAY, message)]
            field.widget.attrs |= {"min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}


class StudyForm(forms.ModelForm):
    """A study of one client over one of its journeys."""

    class Meta:
        model = Study
        fields = [
            "title", "journey", "family", "goals", "target", "instrument", "asks_position", "allows_audio",
            "audio_ground",
        ]  # fmt: skip
        localized_fields = ["target"]
        widgets = {"goals": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "instrument": _(
                "How shoppers give their first feeling at every step. Tap square: one tap says how pleasant and how "
                "lively it was; it suits most studies. Face matrix: one tap on one of 32 faces, eight feelings in four "
                "strengths, when you want to know which feeling it was. The two are never compared with each other, "
                "so the choice is fixed as soon as a visit has begun."
            ),
            "asks_position": _(
                "Asked once at the start, with the reason; after a yes each photo carries its place too. "
                "Saying no never costs a shopper anything."
            ),
            "allows_audio": _(
                "At most three notes per step, of five minutes; only shopper and reviewer hear them. "
                "Other people may be heard, so it needs a recorded ground."
            ),
        }
        labels = {"journey": _("Journey"), "title": _("Title")}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        journeys: QuerySet[Journey] = Journey.objects.visible_to(user).filter(is_archived=False)
        journey = self.fields["journey"]
        journey.queryset = journeys.select_related("client")  # type: ignore[attr-defined]
        journey.label_from_instance = lambda row: f"{row.client}: {row}"  # type: ignore[attr-defined]
        target = self.fields["target"]
        target.min_value, target.max_value = Decimal(0), Decimal(100)  # type: ignore[attr-defined]
        if self.instance.pk and self.instance.waves.exists():
            journey.disabled = True
            journey.help_text = _("Fixed: this study has a wave already.")
        instrument = self.fields["instrument"]
        instrument.required = False  # left out is left as it is
        if self.instance.pk and self.instance.is_under_way:
            instrument.disabled = True
            instrument.help_text = _("Fixed: a visit of this study has begun.")
        dress(self)

    def clean_instrument(self) -> str:
        """What was chosen, else what it was."""
        return self.cleaned_data["instrument"] or self.instance.instrument

    def clean_target(self) -> Decimal | None:
        """Between 0 and 100, or nothing."""
        target = self.cleaned_data["target"]
        if target is not None and not 0 <= target <= 100:
            raise forms.ValidationError(_("A target is a score from 0 to 100."))
        return target

    def clean(self) -> dict[str, Any]:
        """The client is the journey's; a voice is recorded on a written ground only."""
        cleaned = super().clean() or {}
        if cleaned.get("allows_audio") and not cleaned.get("audio_ground") and "audio_ground" not in self.errors:
            self.add_error("audio_ground", actions.NEEDS_GROUND)
        if cleaned.get("journey"):
            self.instance.client = cleaned["journey"].client
        return cleaned

    @property
    def allowed(self) -> dict[str, Any]:
        """What shoppers may be asked for, as ``actions.allow`` takes it."""
        return {name: self.cleaned_data[name] for name in actions.ALLOWED}


class PersonaForm(forms.ModelForm):
    """Who the shopper plays."""

    class Meta:
        model = Persona
        fields = ["name", "description"]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)


MOST_MINUTES = 1440  # of one visit: a day


class ScenarioForm(forms.ModelForm):
    """The story the shopper acts."""

    class Meta:
        model = Scenario
        fields = ["title", "story", "channel", "minutes"]
        widgets = {"story": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes"].validators.append(MaxValueValidator(MOST_MINUTES))
        dress(self)


class WaveForm(forms.ModelForm):
    """A wave: its version of the journey, its four dates and its fee."""

    fee = forms.DecimalField(
        label=_("Fee per visit"), min_value=0, max_value=10_000, decimal_places=2, initial=0, localize=True,
        help_text=_("In euros. Visits keep the fee they were planned with."),
    )  # fmt: skip

    class Meta:
        model = Wave
        fields = ["title", "journey_version", "visit_from", "due", "submit_by", "report_by", "is_open"]
        widgets = {name: Day() for name in ("visit_from", "due", "submit_by", "report_by")}
        labels = {"journey_version": _("Version of the journey"), "title": _("Title")}
        help_texts = {
            "journey_version": _("Visits that are planned already keep the version they have."),
            "is_open": _("Off: nobody is reminded any more and the wave leaves the first page."),
        }

    field_order = ["title", "journey_version", "visit_from", "due", "submit_by", "report_by", "fee", "is_open"]

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions = JourneyVersion.objects.filter(journey_id=study.journey_id).order_by("-number")
        chosen = self.fields["journey_version"]
        chosen.queryset = versions.defer("document")  # type: ignore[attr-defined]
        chosen.label_from_instance = self._name  # type: ignore[attr-defined]
        chosen.empty_label = None  # type: ignore[attr-defined]
        if self.instance.pk:
            self.fields["fee"].initial = Decimal(self.instance.fee_cents).scaleb(-2)
        else:
            del self.fields["is_open"]
        dress(self)

    @staticmethod
    def _name(version: JourneyVersion) -> str:
        return _("version %(number)d of %(day)s") % {
            "number": version.number,
            "day": date_format(timezone.localtime(version.published_at), "BRIEF_YEAR_FORMAT"),
        }

    def clean(self) -> dict[str, Any]:
        """The four dates follow each other; each one out of order is named at its own field."""
        cleaned = super().clean() or {}
        days = [cleaned.get(name) for name in ("visit_from", "due", "submit_by", "report_by")]
        if all(days):
            try:
                actions.check_dates(*days)  # type: ignore[arg-type]
            except Invalid as refused:
                for problem in refused.problems:
                    self.add_error(problem["field"], problem["message"])
        return cleaned

    @property
    def fee_cents(self) -> int:
        """The fee in minor units, half-up."""
        cents = (self.cleaned_data["fee"] * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP)
        return int(cents)


class BriefingForm(forms.Form):
    """The two texts of a briefing and the revision they were written on."""

    nl = forms.CharField(label=_("Dutch text"), required=False, max_length=actions.MAX_TEXT, strip=False)
    en = forms.CharField(label=_("English text"), required=False, max_length=actions.MAX_TEXT, strip=False)
    changes_nl = forms.CharField(label=_("What changed, in Dutch"), required=False, max_length=500)
    changes_en = forms.CharField(label=_("What changed, in English"), required=False, max_length=500)
    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, briefing: Briefing, publishing: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.briefing, self.publishing = briefing, publishing
        for code in ("nl", "en"):
            self.fields[code].widget = forms.Textarea(
                attrs={"rows": 18, "class": "input writing", "lang": code, "spellcheck": "true"}
            )
            self.fields[f"changes_{code}"].widget.attrs["lang"] = code
        dress(self)

    def clean_revision(self) -> int:
        """The text that was read is still the text that is kept; else nothing is overwritten."""
        revision = self.cleaned_data["revision"]
        if revision != self.briefing.revision:
            message = _(
                "Somebody else saved another text meanwhile; it stands below yours. "
                "Your text is still here and not saved. Save again to put yours in its place."
            )
            self.data = {**self.data.dict(), "revision": str(self.briefing.revision)}  # type: ignore[attr-defined]
            self.outdated = True
            self.add_error(None, message)  # about the whole text; nobody sees the field of the revision
        return revision

    outdated = False

    def clean(self) -> dict[str, Any]:
        """Publishing asks more than saving."""
        cleaned = super().clean() or {}
        if self.publishing and not self.errors:
            for problem in actions.publish_problems(self.briefing, self.markdown, self.changes):
                self.add_error(problem["field"], problem["message"])
        return cleaned

    @property
    def has_news(self) -> bool:
        """Something was typed that is not kept yet."""
        typed = {
            name: self.data.get(name, "").replace("\r\n", "\n") for name in ("nl", "en", "changes_nl", "changes_en")
        }
        return any(text != self.briefing.draft.get(name, "") for name, text in typed.items())

    @property
    def markdown(self) -> dict[str, str]:
        """Both texts, with the line ends a browser sends made plain."""
        return {code: self.cleaned_data[code].replace("\r\n", "\n") for code in ("nl", "en")}

    @property
    def changes(self) -> dict[str, str]:
        """What changed, per language."""
        return {code: self.cleaned_data[f"changes_{code}"] for code in ("nl", "en")}


class PictureForm(forms.Form):
    """A picture for a briefing, with the words for who cannot see it."""

    file = forms.FileField(
        label=_("Picture"), allow_empty_file=True,
        help_text=_("JPEG, PNG, WebP or GIF, at most 10 MB and 60 million pixels."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )  # fmt: skip
    alt = forms.CharField(
        label=_("What the picture shows"), max_length=200,
        help_text=_("Read aloud to people who cannot see the picture."),
    )  # fmt: skip

    # The picture goes along with the text, so that adding one never costs what was typed; so it may be left empty.
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["form"] = "text"
        dress(self)

    def clean_file(self) -> pictures.Prepared:
        """The picture as it will be kept."""
        upload = self.cleaned_data["file"]
        if upload.size > pictures.MAX_BYTES:
            raise forms.ValidationError(_("The picture is larger than 10 MB. Make it smaller and try again."))
        try:
            return pictures.prepare(upload.read())
        except Invalid as refused:
            raise forms.ValidationError(str(refused.message)) from refused
