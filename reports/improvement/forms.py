"""The forms of an interpretation: a passage, a target, an action, the remark of the second person.

A field named ``a__b`` is the text ``a`` in language ``b``. Every form about something that others edit too carries the
version its writer saw.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from fieldwork.common.texts import pick
from reports.figures.shape import Figures
from reports.improvement.actions import MOST_REMARK
from reports.improvement.models import Action, Passage
from reports.improvement.states import LABELS, SCALES, TEXTS, ActionState, Direction, Kind, Metric

LINE = 200  # characters; a longer text gets more lines to write in
MOST_NAME = 120


class _Styled(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "input"


def _texts(name: str, most: int) -> dict[str, forms.CharField]:
    """One field per language."""
    found = {}
    for code, _name in settings.LANGUAGES:
        widget: forms.Widget = forms.TextInput() if most <= LINE else forms.Textarea(attrs={"rows": 4})
        widget.attrs["lang"] = code
        field = forms.CharField(max_length=most, required=False, widget=widget)
        field.label = f"{LABELS.get(name, _('Title'))} ({code.upper()})"
        found[f"{name}__{code}"] = field
    return found


def _steps(figures: Figures, nothing: Any) -> list[tuple[str, Any]]:
    return [("", nothing), *((step["key"], f"{step['number']}. {pick(step['title'])}") for step in figures["steps"])]


def _gathered(cleaned: dict[str, Any], name: str) -> dict[str, str]:
    """The text ``name`` per language; a language without words is left out."""
    parts = {code: cleaned.get(f"{name}__{code}", "").strip() for code, _name in settings.LANGUAGES}
    return {code: words for code, words in parts.items() if words}


def _spread(name: str, text: dict[str, str]) -> dict[str, str]:
    return {f"{name}__{code}": words for code, words in text.items()}


class PassageForm(_Styled):
    """The texts of one passage, side by side per language; a step for a finding, an owner for a conclusion."""

    version = forms.IntegerField(min_value=0, max_value=10**6, widget=forms.HiddenInput)

    def __init__(self, kind: str, figures: Figures, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for name, most in TEXTS[kind].items():
            self.fields.update(_texts(name, most))
        if kind == Kind.FINDING:
            choices = _steps(figures, _("the whole journey"))
            self.fields["step"] = forms.ChoiceField(label=_("What it is about"), choices=choices, required=False)
        if kind == Kind.CONCLUSION:
            self.fields["owner"] = forms.CharField(
                label=_("Who acts upon it"), max_length=MOST_NAME, required=False,
                help_text=_("A person or a team of the client."),
            )  # fmt: skip
        for name, field in self.fields.items():
            if name != "version":
                field.widget.attrs["class"] = "input"

    @staticmethod
    def of(passage: Passage | None) -> dict[str, Any]:
        """What stands in the form of a passage that is there, or is not."""
        if passage is None:
            return {"version": 0}
        found: dict[str, Any] = {"version": passage.version, "step": passage.step, "owner": passage.owner}
        for name, text in passage.texts.items():
            found |= _spread(name, text)
        return found

    @property
    def pairs(self) -> list[list[forms.BoundField]]:
        """The fields of each text, one per language."""
        return [[self[f"{name}__{code}"] for code, _name in settings.LANGUAGES] for name in TEXTS[self.kind]]

    def others(self) -> list[forms.BoundField]:
        """The fields that are no text."""
        return [self[name] for name in ("step", "owner") if name in self.fields]

    def written(self) -> dict[str, Any]:
        """What ``actions.write`` takes."""
        cleaned = self.cleaned_data
        return {
            "texts": {name: _gathered(cleaned, name) for name in TEXTS[self.kind]},
            "version": cleaned["version"],
            "step": cleaned.get("step", ""),
            "owner": cleaned.get("owner", "").strip(),
        }


class TargetForm(_Styled):
    """A target; the baseline is no field: it is what these figures say."""

    metric = forms.ChoiceField(label=_("Figure"), choices=Metric.choices)
    step = forms.ChoiceField(label=_("Step"), required=False)
    value = forms.FloatField(label=_("Target"), min_value=0, max_value=100, localize=True)
    direction = forms.ChoiceField(label=_("Reached with"), choices=Direction.choices)
    relevant_change = forms.FloatField(
        label=_("Smallest change that matters"), min_value=0, max_value=100, required=False, localize=True,
        help_text=_("Empty: as agreed for the study."),
    )  # fmt: skip
    deadline = forms.DateField(label=_("Deadline"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    owner = forms.CharField(label=_("Owner"), max_length=MOST_NAME, required=False)

    def __init__(self, figures: Figures, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = _steps(figures, _("only for a step score"))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A step with a step score and nowhere else; a value on the scale of its figure."""
        cleaned = super().clean() or self.cleaned_data
        metric, value = cleaned.get("metric"), cleaned.get("value")
        if metric == Metric.STEP_SCORE and not cleaned.get("step"):
            self.add_error("step", _("Choose the step this target is about."))
        if metric and metric != Metric.STEP_SCORE:
            cleaned["step"] = ""
        if metric and value is not None:
            least, most = SCALES[metric]
            if not least <= value <= most:
                words = _("This figure lies between %(least)d and %(most)d.") % {"least": least, "most": most}
                self.add_error("value", words)
        return cleaned


class ActionForm(_Styled):
    """An action of the plan."""

    version = forms.IntegerField(min_value=0, max_value=10**6, widget=forms.HiddenInput)
    step = forms.ChoiceField(label=_("Step"), required=False)
    owner = forms.CharField(
        label=_("Owner"), max_length=MOST_NAME, required=False, help_text=_("A person or a team of the client.")
    )
    due_on = forms.DateField(label=_("Due on"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    state = forms.ChoiceField(
        label=_("State"), choices=ActionState.choices,
        help_text=_("Closing reads the result from these figures: the change since the previous wave."),
    )  # fmt: skip

    def __init__(self, figures: Figures, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = _steps(figures, _("the whole journey"))  # type: ignore[attr-defined]
        self.fields.update(_texts("title", 160) | _texts("measure", 600))
        for name, field in self.fields.items():
            if name != "version":
                field.widget.attrs["class"] = "input"

    def clean(self) -> dict[str, Any]:
        """A title in at least one language."""
        cleaned = super().clean() or self.cleaned_data
        names = [f"title__{code}" for code, _name in settings.LANGUAGES]
        if not self.errors.keys() & set(names) and not _gathered(cleaned, "title"):
            self.add_error(names[0], _("Say in at least one language what will be done."))
        return cleaned

    @staticmethod
    def of(action: Action | None, step: str = "") -> dict[str, Any]:
        """What stands in the form of an action, or of a new one for a step."""
        if action is None:
            return {"version": 0, "state": ActionState.PROPOSED, "step": step}
        same: dict[str, Any] = {name: getattr(action, name) for name in ("version", "step", "owner", "due_on", "state")}
        return same | _spread("title", action.title) | _spread("measure", action.measure)

    @property
    def pairs(self) -> list[list[forms.BoundField]]:
        """The fields of each text, one per language."""
        return [[self[f"{name}__{code}"] for code, _name in settings.LANGUAGES] for name in ("title", "measure")]

    def values(self) -> dict[str, Any]:
        """What ``plan.save_action`` takes."""
        cleaned = self.cleaned_data
        same = {name: cleaned[name] for name in ("step", "due_on", "state")}
        texts = {name: _gathered(cleaned, name) for name in ("title", "measure")}
        return same | texts | {"owner": cleaned["owner"].strip()}


class DecisionForm(_Styled):
    """What the second person answers; carries the revision they read."""

    revision = forms.IntegerField(min_value=0, max_value=10**9, widget=forms.HiddenInput)
    answer = forms.ChoiceField(choices=[("approve", ""), ("give_back", "")], widget=forms.HiddenInput)
    remark = forms.CharField(
        label=_("What must change?"), max_length=MOST_REMARK, required=False,
        help_text=_("Only when you give it back; the writer reads this."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Giving back needs a remark."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") == "give_back" and not cleaned.get("remark", "").strip():
            self.add_error("remark", _("Say what must change, so that the writer can go on."))
        return cleaned
