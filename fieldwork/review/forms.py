"""What a reviewer fills in on the page of a visit: per question good or back with a remark, and a verdict."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fieldwork.review.actions import LONGEST_REASON, LONGEST_REMARK
from fieldwork.review.states import Choice


class VerdictForm(forms.Form):
    """The panel and the questions in one form; ``notes`` is what is kept while typing.

    The fields of a question are ``back:path`` (radio, good or back) and ``remark:path``.
    """

    choice = forms.ChoiceField(choices=Choice.choices, widget=forms.RadioSelect, label=_("Verdict"))
    reason = forms.CharField(
        required=False, max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3, "class": "input"}),
        label=_("Reason"),
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any] | None, paths: Iterable[str]) -> None:
        super().__init__(data)
        self.paths = list(paths)

    def notes(self) -> dict[str, Any]:
        """What was typed, as it is kept; only questions that can be asked back, and nothing too long."""
        found = {}
        for path in self.paths:
            remark = str(self.data.get(f"remark:{path}", ""))[:LONGEST_REMARK]
            back = self.data.get(f"back:{path}") == "back"
            if back or remark.strip():
                found[path] = {"back": back, "remark": remark}
        choice = str(self.data.get("choice", ""))
        return {
            "questions": found,
            "choice": choice if choice in Choice.values else "",
            "remark": str(self.data.get("reason", ""))[:LONGEST_REASON],
        }

    def requests(self) -> dict[str, str]:
        """The questions that go back, with their remarks."""
        return {path: one["remark"] for path, one in self.notes()["questions"].items() if one["back"]}

    def clean(self) -> dict[str, Any]:
        """The verdict fits what was said about the questions."""
        data = super().clean() or self.cleaned_data
        back, choice = self.requests(), data.get("choice")
        if choice == Choice.APPROVE and back:
            raise forms.ValidationError(
                _("You marked questions to go back. Mark them as good, or choose “Back to the shopper”.")
            )
        if choice == Choice.RETURN and not back:
            raise forms.ValidationError(_("Mark at least one question to go back."))
        if choice == Choice.RETURN and not all(remark.strip() for remark in back.values()):
            raise forms.ValidationError(_("Write for each question that goes back what the shopper must do."))
        if choice in (Choice.EXCLUDE, Choice.EXCLUDE_PAID) and not (data.get("reason") or "").strip():
            self.add_error("reason", _("Write down the reason."))
        return data
