"""The designer's forms: parts of the document as fields, and back.

A field named ``a__b`` stands for the key ``b`` inside ``a``: texts are ``title__nl`` and ``title__en``.
Forms catch what cannot be stored; what is merely incomplete is stored and listed by ``checks``.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fieldwork.emotions.words import EMOTIONS, VALENCE_WORDS
from fieldwork.journeys import documents, kinds, shapes
from fieldwork.journeys.xlsform.limits import MOST_BYTES
from fieldwork.people.models import Client

CHANNELS = [
    ("counter", pgettext_lazy("channel", "Counter")), ("phone", pgettext_lazy("channel", "Phone")),
    ("email", pgettext_lazy("channel", "E-mail")), ("web", pgettext_lazy("channel", "Website")),
    ("chat", pgettext_lazy("channel", "Chat")), ("app", pgettext_lazy("channel", "App")),
    ("shop", pgettext_lazy("channel", "Shop")), ("mail", pgettext_lazy("channel", "Post")),
    ("delivery", pgettext_lazy("channel", "Delivery")), ("other", pgettext_lazy("channel", "Other or all")),
]  # fmt: skip
MODES = [("active", _("The customer does something")), ("passive", _("The customer waits or receives"))]
LIFECYCLE = [
    ("orient", pgettext_lazy("lifecycle", "Orient")), ("consider", pgettext_lazy("lifecycle", "Consider")),
    ("decide", pgettext_lazy("lifecycle", "Decide")), ("buy", pgettext_lazy("lifecycle", "Buy")),
    ("receive", pgettext_lazy("lifecycle", "Receive")), ("use", pgettext_lazy("lifecycle", "Use")),
    ("get_help", pgettext_lazy("lifecycle", "Get help")), ("return", pgettext_lazy("lifecycle", "Return")),
    ("renew", pgettext_lazy("lifecycle", "Renew")), ("leave", pgettext_lazy("lifecycle", "Leave")),
]  # fmt: skip
DIMENSIONS = [
    ("quality", _("Quality")), ("efficiency", _("Efficiency")), ("experience", _("Experience")),
    ("emotion", _("Emotion")), ("impression", _("Impression")),
]  # fmt: skip
CRITICAL = [
    ("none", _("No")), ("fail", _("Yes: the visit fails")), ("cap", _("Yes: the score is capped at")),
    ("zero_section", _("Yes: its section scores 0")), ("zero_total", _("Yes: the visit scores 0")),
]  # fmt: skip
IMPORTANCE = [("", _("Not said")), *((str(number), str(number)) for number in range(1, 6))]
FACES = [(str(25 * place), word) for place, word in enumerate(VALENCE_WORDS)]


def plain(value: Any) -> Any:
    """A cleaned value as JSON knows it: decimals become the shortest number."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """``{"a__b": 1}`` → ``{"a": {"b": 1}}``."""
    out: dict[str, Any] = {}
    for name, value in values.items():
        head, _mark, tail = name.partition("__")
        if tail:
            out.setdefault(head, {})[tail] = plain(value)
        else:
            out[head] = plain(value)
    return out


def flat(part: Mapping[str, Any]) -> dict[str, Any]:
    """The opposite of ``nested``, one level deep."""
    out: dict[str, Any] = {}
    for name, value in part.items():
        if isinstance(value, Mapping):
            out |= {f"{name}__{key}": one for key, one in value.items()}
        else:
            out[name] = value
    return out


def texts(name: str, label: Any, longest: int, help_text: Any = "", rows: int = 0) -> dict[str, forms.Field]:
    """One field per language for a text; ``rows`` makes it a text area."""
    fields: dict[str, forms.Field] = {}
    for code in shapes.languages():
        widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
        widget.attrs["lang"] = code
        own = forms.CharField(label=label, help_text=help_text, required=False, max_length=longest, widget=widget)
        own.spoken = code.upper()  # type: ignore[attr-defined]
        fields[f"{name}__{code}"] = own
    return fields


class Styled(forms.Form):
    """Gives every control the product's look; subclasses list their own fields in ``build``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(self.build())
        for field in self.fields.values():
            if isinstance(field.widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
                continue
            field.widget.attrs["class"] = "input"
            if isinstance(field, forms.DecimalField | forms.IntegerField):
                field.widget.attrs["inputmode"] = "decimal"
            spoken = getattr(field, "spoken", "")
            if spoken and not str(field.label).endswith(f"({spoken})"):
                field.label = f"{field.label} ({spoken})"

    def build(self) -> dict[str, forms.Field]:
        """The fields that depend on the document or the languages."""
        return {}

    @property
    def texts(self) -> dict[str, list[forms.BoundField]]:
        """The fields of each text, one per language, to stand side by side."""
        pairs: dict[str, list[forms.BoundField]] = {}
        for name, field in self.fields.items():
            if hasattr(field, "spoken"):
                pairs.setdefault(name.partition("__")[0], []).append(self[name])
        return pairs


class Guarded(Styled):
    """A form about a part of a draft: carries the revision that its reader saw."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


class PhaseForm(Guarded):
    """Name of a phase, its place in the customer's life, and whether it begins a dated part of the visit."""

    DAYS = ("episode__opens_after_days", "episode__due_after_days")

    def build(self) -> dict[str, forms.Field]:
        def days(label: Any) -> forms.IntegerField:
            return forms.IntegerField(label=label, required=False, min_value=0, max_value=documents.MOST_DAYS)

        return {
            **texts("title", _("Name"), 120),
            "lifecycle": forms.ChoiceField(label=_("Place in the customer's life"), choices=LIFECYCLE),
            "episode__opens_after_days": days(_("Opens after (days)")),
            "episode__due_after_days": days(_("Hand in within (days)")),
        }

    @staticmethod
    def of(phase: Mapping[str, Any]) -> dict[str, Any]:
        """The form's values of a phase."""
        parts = {"title": phase["title"], "lifecycle": phase["lifecycle"], "episode": phase.get("episode") or {}}
        return flat(parts)

    def clean(self) -> dict[str, Any]:
        """Both days or none, and in order."""
        cleaned = super().clean() or self.cleaned_data
        opens, due = (cleaned.get(name) for name in self.DAYS)
        if self.errors.keys() & set(self.DAYS):
            return cleaned
        if (opens is None) != (due is None):
            self.add_error(self.DAYS[due is None], _("Fill in both days, or leave both empty."))
        elif opens is not None and opens > due:
            self.add_error(self.DAYS[1], _("A part cannot be due before it opens."))
        return cleaned

    def changes(self) -> dict[str, Any]:
        """What the phase becomes."""
        values = nested(self.cleaned_data)
        episode = None if values["episode"]["due_after_days"] is None else values["episode"]
        return {"title": values["title"], "lifecycle": values["lifecycle"], "episode": episode}


class JourneyForm(Guarded):
    """Name of the journey and how it is scored (measurement 3.7)."""

    MARKS = ("pass_mark", "section_pass_mark", "printed_total")

    def build(self) -> dict[str, forms.Field]:
        def choice(label: Any, *pairs: tuple[str, Any]) -> forms.ChoiceField:
            return forms.ChoiceField(label=label, choices=pairs)

        left_out = (("left_out", _("Leave it out of the score")), ("zero", _("Count it as 0")))
        return {
            **texts("title", _("Name"), 120),
            "pass_mark": _mark(_("Pass mark"), _("0 to 100; empty is no verdict.")),
            "section_pass_mark": _mark(_("Pass mark per section"), _("A section below it fails the visit.")),
            "printed_total": forms.DecimalField(
                label=_("Printed total"), required=False, localize=True, max_digits=12, decimal_places=3,
                help_text=_("Only when the client's own list prints a total; the weights must add up to it."),
            ),
            "missing": choice(_("A missing answer"), *left_out),
            "na": choice(_("An answer “n/a”"), *left_out),
            "multiple": choice(
                _("More than one choice"),
                ("share", _("The question counts once")), ("sum", _("Every answer counts as an item")),
            ),
            "aggregate": choice(
                _("Over visits"),
                ("mean_of_visits", _("Mean of the visits")), ("ratio_of_sums", _("All points over all maxima")),
            ),
            "unanswered_contact": choice(
                _("A contact that nobody answered"),
                ("excluded", _("Leave the step out")), ("lowest", _("The step scores 0")),
            ),
            "allow_over_100": forms.BooleanField(label=_("A bonus may lift the score above 100"), required=False),
        }  # fmt: skip

    def changes(self) -> dict[str, Any]:
        """What the journey becomes."""
        values = nested(self.cleaned_data)
        return {"title": values["title"], "options": {name: values[name] for name in documents.Options.model_fields}}


def _mark(label: Any, help_text: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, help_text=help_text, required=False, localize=True, min_value=0, max_value=100,
        max_digits=5, decimal_places=2,
    )  # fmt: skip


class StepForm(Guarded):
    """Everything of a step but its questions, sections and condition."""

    channel = forms.ChoiceField(label=_("Channel"), choices=CHANNELS)
    mode = forms.ChoiceField(label=_("What happens"), choices=MODES)
    weight = forms.DecimalField(
        label=_("Weight in the journey"), min_value=0, max_value=1000, localize=True, max_digits=8, decimal_places=3
    )
    importance = forms.TypedChoiceField(
        label=_("Importance to the organisation"), choices=IMPORTANCE, coerce=int, empty_value=None, required=False
    )
    owner = forms.CharField(label=_("Owner behind the scenes"), max_length=200, required=False)
    may_be_unanswered = forms.BooleanField(label=_("It can happen that nobody answers this contact"), required=False)
    face = forms.ChoiceField(label=_("Desired emotion"), choices=FACES, required=False, widget=forms.RadioSelect)
    exact = forms.DecimalField(
        label=_("Exact value"), required=False, min_value=0, max_value=100, localize=True, max_digits=6,
        decimal_places=3, help_text=_("0 is very unpleasant, 50 neutral, 100 very pleasant."),
    )  # fmt: skip
    emotions = forms.MultipleChoiceField(
        label=_("In words"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(code, emotion.label) for code, emotion in EMOTIONS.items() if emotion.sign],
        help_text=_("At most three."),
    )  # fmt: skip
    set_by = forms.CharField(
        label=_("Who set this"), max_length=200, required=False, help_text=_("For example: work session, 3 September.")
    )

    def build(self) -> dict[str, forms.Field]:
        return {
            **texts("title", _("Name"), 120),
            **texts("ask", _("Question about the feeling"), 500, _("For example: How did the waiting feel?")),
            **texts("intro", _("Introduction"), 4000, _("What the shopper reads first."), rows=3),
        }

    def clean_emotions(self) -> list[str]:
        if len(self.cleaned_data["emotions"]) > 3:
            raise forms.ValidationError(_("Choose at most three words."))
        return self.cleaned_data["emotions"]

    def faces(self) -> list[tuple[Any, float]]:
        """The five radio buttons, each with the valence of its face."""
        return list(zip(self["face"], (-1, -0.5, 0, 0.5, 1), strict=True))

    @staticmethod
    def of(step: Mapping[str, Any]) -> dict[str, Any]:
        """The form's values of a step."""
        values = flat({name: step[name] for name in ("title", "ask", "intro")})
        same = ("channel", "mode", "weight", "importance", "owner", "may_be_unanswered")
        values |= {name: step[name] for name in same}
        desired = step["desired"]
        if desired:
            exact = plain(Decimal(str(50 * (1 + desired["valence"]))).quantize(Decimal("0.001")))
            values |= {"exact": exact, "face": str(25 * round(exact / 25))}
            values |= {"emotions": desired["emotions"], "set_by": desired["set_by"]}
        return values

    def desired(self) -> dict[str, Any] | None:
        """The chosen face, or the exact value when that was changed or fits the face; nothing: not set."""
        values = self.cleaned_data
        face, exact = values["face"], values["exact"]
        if face and "face" in self.changed_data and "exact" not in self.changed_data:
            exact = None
        if exact is None and not face:
            return None
        chosen = exact if exact is not None else Decimal(face)
        valence = plain(chosen / 50 - 1)
        return {"valence": valence, "emotions": values["emotions"], "set_by": values["set_by"].strip()}

    def changes(self) -> dict[str, Any]:
        """What the step becomes."""
        values = nested(self.cleaned_data)
        own = ("title", "ask", "intro", "channel", "mode", "weight", "importance", "owner", "may_be_unanswered")
        return {**{name: values[name] for name in own}, "desired": self.desired()}


class NewJourneyForm(Styled):
    """Client and name of a new journey, or of a copy."""

    client = forms.ModelChoiceField(label=_("Client"), queryset=Client.objects.none())

    def __init__(self, *args: Any, clients: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client"].queryset = clients  # type: ignore[attr-defined]

    def build(self) -> dict[str, forms.Field]:
        fields = texts("title", _("Name"), 120)
        next(iter(fields.values())).required = True
        return fields

    def title(self) -> dict[str, str]:
        """The name in both languages."""
        return nested(self.cleaned_data)["title"]


class ImportForm(Styled):
    """A file with a questionnaire, the client whose journey it becomes, and the language of texts that say none."""

    client = forms.ModelChoiceField(label=_("Client"), queryset=Client.objects.none())
    file = forms.FileField(
        label=_("File"), help_text=_("An XLSForm workbook (.xlsx or .xls) or a journey as JSON, 20 MB at most."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.json"}),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of texts that say none"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, clients: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client"].queryset = clients  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 20 MB."))
        return file


class NewQuestionForm(Styled):
    """The two things a question starts with."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[(kind.code, kind.name) for kind in kinds.KINDS.values()])
    text = forms.CharField(label=_("New question"), max_length=500)


class PublishForm(Styled):
    """What changed, for whoever reads the list of versions later."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(label=_("What changed"), max_length=300, required=False)
