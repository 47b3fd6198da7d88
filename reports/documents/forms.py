"""The forms that order a report: what it is about, a language, and why it replaces another."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fieldwork.people.models import Location, User
from fieldwork.people.states import LocationKind
from reports.documents import composing
from reports.figures.choices import StudyChoice, places_of
from reports.figures.freezing import MOST_REASON, ReasonNeeded
from reports.figures.states import SetKind


def language_field() -> forms.ChoiceField:
    """The language of a report."""
    select = forms.Select(attrs={"class": "input"})
    return forms.ChoiceField(label=_("Language of the report"), choices=settings.LANGUAGES, widget=select)


def reason_field() -> forms.CharField:
    """Why a report replaces one that was published; asked for only when it does."""
    return forms.CharField(
        label=_("Why is a new version needed?"),
        help_text=_("Readers see this in the report, and in the list beside the version it replaces."),
        required=False,
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
    )


class AsksReason(forms.Form):
    """A form with a ``reason`` that shows only to whom was asked for one."""

    @property
    def asks_reason(self) -> bool:
        """Whether to show the field: somebody was asked, or gave one already."""
        return bool(self.data.get("reason")) or "reason" in self.errors

    def ask_reason(self, problem: ReasonNeeded) -> None:
        """Show the field that says why a published version is replaced, with what is wrong beside it."""
        self.add_error("reason", str(problem))


class OrderForm(AsksReason):
    """Choices of one study, as far as this person may see them. ``chosen()`` gives waves and places."""

    kind = forms.ChoiceField(
        label=_("Kind of report"),
        help_text=_("A location report is short: one location beside all of them, over the chosen waves."),
        choices=[(SetKind.JOURNEY, SetKind.JOURNEY.label), (SetKind.LOCATION, SetKind.LOCATION.label)],
        required=False,
        widget=forms.Select(attrs={"class": "input"}),
    )
    waves = forms.MultipleChoiceField(
        label=_("Waves"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one wave.")},
    )
    place = forms.ChoiceField(
        label=_("Part of the organisation"), required=False, widget=forms.Select(attrs={"class": "input"})
    )
    language = language_field()
    chapters = forms.MultipleChoiceField(
        label=_("Chapters"),
        help_text=_("Cover, summary and method are in every journey report. A location report has no chapters."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = reason_field()

    def __init__(self, user: User, choice: StudyChoice, *args: Any, with_chapters: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if with_chapters:
            self._field("chapters").choices = composing.optional()
            self.initial.setdefault("chapters", [key for key, _title in composing.optional()])
        else:
            del self.fields["chapters"]
        self.choice = choice
        places: Any = places_of(user, choice.study)
        tree = places.as_tree()
        self.nodes = {str(node.pk): node for _depth, node in tree}
        self._field("waves").choices = [(str(wave.pk), _wave_words(wave.title, wave.approved)) for wave in choice.waves]
        whole = _("everything I may see") if user.scope.exists() else _("the whole organisation")
        indented = [(str(node.pk), f"{'  ' * depth}{node.name}") for depth, node in tree]
        self._field("place").choices = [("", whole), *indented]
        newest = choice.newest()
        self.initial.setdefault("waves", [str(newest.pk)] if newest else [])
        self.initial.setdefault("language", user.language)

    def _field(self, name: str) -> Any:
        return self.fields[name]

    @property
    def is_of_location(self) -> bool:
        """Whether a valid form asks for a location report."""
        return self.cleaned_data.get("kind") == SetKind.LOCATION

    def clean(self) -> dict[str, Any]:
        """A location report is about one location."""
        found: dict[str, Any] = super().clean() or {}
        node = self.nodes.get(found.get("place") or "")
        if "place" in self.fields and self.is_of_location and (node is None or node.kind != LocationKind.SITE):
            self.add_error("place", _("A location report is about one location. Choose which one."))
        return found

    def chosen(self) -> tuple[list[Any], list[Location]]:
        """The waves and nodes of a valid form."""
        pks = set(self.cleaned_data["waves"])
        place = self.cleaned_data["place"]
        return [one.wave for one in self.choice.waves if str(one.pk) in pks], [self.nodes[place]] if place else []

    def chapters_chosen(self) -> list[str] | None:
        """The chapters of a valid form; ``None`` for all of them, also for who is not asked."""
        return composing.in_order(self.cleaned_data.get("chapters"))


class VisitForm(AsksReason):
    """The order of the report of one visit."""

    language = language_field()
    reason = reason_field()


class WithdrawForm(forms.Form):
    """Why a report should not be used any more, and who may read that."""

    reason = forms.CharField(
        label=_("Why is this report withdrawn?"),
        help_text=_("Everybody who may see this report reads it, before they can download the file."),
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
    )
    is_public = forms.BooleanField(
        label=_("Also show this reason on the public page, to whoever checks the file"), required=False
    )


class PutBackForm(forms.Form):
    """Why a withdrawal is undone."""

    reason = forms.CharField(
        label=_("Why does this report count again?"),
        help_text=_("This stays in the audit trail, with what the withdrawal said."),
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"class": "input", "rows": 3}),
    )


def _wave_words(title: str, n: int) -> str:
    visits = ngettext("%(n)d approved visit", "%(n)d approved visits", n) % {"n": n}
    return f"{title}: {visits}"
