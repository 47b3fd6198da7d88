"""The forms of one question: common fields, the kind's own, and rows (answers, scale points, bands, rules)."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from pydantic import ValidationError

from fieldwork.common.texts import pick
from fieldwork.journeys import documents, editing, kinds, shapes
from fieldwork.journeys.forms import CRITICAL, DIMENSIONS, Guarded, Styled, flat, nested, plain, texts
from fieldwork.journeys.kinds.computed import FormulaField

SPARE_ROWS = 3
OPERATORS = [
    ("eq", pgettext_lazy("comparison", "is")), ("ne", pgettext_lazy("comparison", "is not")),
    ("in", pgettext_lazy("comparison", "is one of")), ("contains", pgettext_lazy("comparison", "contains")),
    ("gt", pgettext_lazy("comparison", "is more than")), ("gte", pgettext_lazy("comparison", "is at least")),
    ("lt", pgettext_lazy("comparison", "is less than")), ("lte", pgettext_lazy("comparison", "is at most")),
    ("answered", pgettext_lazy("comparison", "is answered")),
    ("not_answered", pgettext_lazy("comparison", "is not answered")),
]  # fmt: skip


def number(label: Any, help_text: Any = "", **own: Any) -> forms.DecimalField:
    """An optional number, comma or point."""
    return forms.DecimalField(
        label=label, help_text=help_text, required=False, localize=True,
        **{"max_digits": 12, "decimal_places": 3, **own},
    )  # fmt: skip


class QuestionForm(Guarded):
    """Common fields and the kind's own; ``changes`` gives the question back."""

    weight = forms.DecimalField(
        label=_("Weight"), min_value=0, max_value=1000, localize=True, max_digits=8, decimal_places=3
    )
    dimension = forms.ChoiceField(label=_("Says something about"), choices=DIMENSIONS)
    required = forms.BooleanField(label=_("Must be answered"), required=False)
    allow_na = forms.BooleanField(label=_("“N/a” is allowed, with a reason"), required=False)
    included = forms.BooleanField(label=_("Counts in the score"), required=False)
    internal = forms.BooleanField(label=_("Internal: never shown to the client"), required=False)
    bonus = forms.BooleanField(label=_("Bonus: adds to the score, its absence costs nothing"), required=False)
    effect = forms.ChoiceField(label=_("Critical"), choices=CRITICAL)
    cap = number(_("Cap"), min_value=0, max_value=100)
    threshold = number(_("Critical below so many points"), _("Empty: below the most points."))
    section = forms.ChoiceField(label=_("Section"), required=False)
    evidence_when = forms.ChoiceField(label=_("Photos as evidence"), required=False)
    evidence_min = forms.IntegerField(label=_("At least"), min_value=0, max_value=10, required=False)
    evidence_max = forms.IntegerField(label=_("At most"), min_value=1, max_value=10, required=False)
    renew = forms.BooleanField(
        label=_("This is another question now"), required=False,
        help_text=_("It gets a key of its own and is no longer compared with earlier versions."),
    )  # fmt: skip

    def __init__(self, *args: Any, question: Mapping[str, Any], step: Mapping[str, Any], **kwargs: Any) -> None:
        self.question, self.kind = question, kinds.get(question["kind"])
        super().__init__(*args, initial={**self.of(question), **kwargs.pop("initial", {})}, **kwargs)
        sections = [(one["key"], pick(one["title"]) or one["key"]) for one in step["sections"]]
        self.fields["section"].choices = [("", _("No section")), *sections]  # type: ignore[attr-defined]
        answers = [(key, pick(words) or key) for key, words in self.kind.choices(question)]
        if self.is_bound:  # an answer that is added in this very form may be named at once
            answers += [(key, key) for key in [self.data.get(self.add_prefix("evidence_when"))] if key]
        choices = [("", _("Not asked")), ("always", _("With every answer")), *answers]
        self.fields["evidence_when"].choices = choices  # type: ignore[attr-defined]

    def build(self) -> dict[str, forms.Field]:
        return {
            **texts("text", _("Question"), 500, rows=2),
            **texts("hint", _("Hint"), 500),
            **{f"own__{name}": field for name, field in self.kind.fields().items()},
            "constraint": FormulaField(
                label=_("The answer must be"), required=False, max_length=4000,
                help_text=_("An expression; a point is the answer. For example: . >= 0 and . <= ${desk/visitors}."),
            ),
            **texts("message", _("What to say otherwise"), 500),
        }  # fmt: skip

    def own_fields(self) -> list[forms.BoundField]:
        """The kind's own fields, for its partial."""
        return [self[f"own__{name}"] for name in self.kind.fields()]

    @staticmethod
    def of(question: Mapping[str, Any]) -> dict[str, Any]:
        """The form's values of a question."""
        values = {name: question.get(name) for name in documents.shapes.Question.model_fields}
        values |= {f"own__{name}": value for name, value in flat(question).items()}
        rule = question.get("constraint") or {"expr": None, "message": shapes.empty()}
        values |= flat({"text": question["text"], "hint": question["hint"], "message": rule["message"]})
        values["constraint"] = rule["expr"]
        effect, _mark, cap = question["critical"].partition(":")
        rule = question["evidence"] or {"when": "", "min": 1, "max": 3}
        values |= {f"evidence_{name}": rule[name] for name in ("when", "min", "max")}
        return {**values, "effect": effect, "cap": float(cap) if cap else None}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("effect") == "cap" and values.get("cap") is None:
            self.add_error("cap", _("Fill in the highest score that remains."))
        return values

    def changes(self) -> dict[str, Any]:
        """The question's new values, without rows and condition."""
        values = nested({name: value for name, value in self.cleaned_data.items() if not name.startswith("own__")})
        own = nested({name[5:]: value for name, value in self.cleaned_data.items() if name.startswith("own__")})
        effect = f"cap:{plain(values['cap']):g}" if values["effect"] == "cap" else values["effect"]
        when = values["evidence_when"]
        least, most = values["evidence_min"], values["evidence_max"]
        rule = {"when": when, "min": 1 if least is None else least, "max": most or 3} if when else None
        must = values["constraint"]
        same = ("text", "hint", "weight", "dimension", "required", "allow_na", "included", "internal", "bonus")
        return {
            **self.kind.from_fields(own),
            **{name: values[name] for name in same},
            "critical": effect,
            "threshold": values["threshold"],
            "section": values["section"] or None,
            "evidence": rule,
            "constraint": None if must == "" else {"expr": must, "message": values["message"]},
        }

    def refuse(self, error: ValidationError) -> None:
        """Show what the schema refused at the field it belongs to, or on top."""
        for problem in documents.unreadable(error):
            name = problem["where"].replace(".", "__")
            place = name if name in self.fields else f"own__{name}" if f"own__{name}" in self.fields else None
            self.add_error(place, problem["message"])


class Row(Styled):
    """One row of a list; a row with nothing typed in it does not count."""

    def part(self) -> dict[str, Any] | None:
        """The row as the document stores it, or ``None`` when it is empty."""
        raise NotImplementedError

    def is_blank(self, *names: str) -> bool:
        """Nothing filled in any of these fields; 0 is something."""
        values = [self.cleaned_data.get(name) for name in names]
        return all(value is None or value == "" for value in values)


class OptionRow(Row):
    """One answer to choose."""

    key = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)
    points = number(_("Points"))
    exclusive = forms.BooleanField(label=_("Excludes the others"), required=False)

    def build(self) -> dict[str, forms.Field]:
        return {**texts("text", _("Answer"), 500), **texts("hint", _("Explanation"), 500)}

    def part(self) -> dict[str, Any] | None:
        names = [f"{name}__{code}" for name in ("text", "hint") for code in shapes.languages()]
        if self.is_blank("points", *names):
            return None
        values = nested(self.cleaned_data)
        return {name: values[name] for name in ("key", "text", "hint", "points", "exclusive")}


class AnchorRow(Row):
    """One worded point of a scale."""

    points = number(_("Points"))

    def build(self) -> dict[str, forms.Field]:
        return texts("text", _("Words"), 500)

    def part(self) -> dict[str, Any] | None:
        if self.is_blank("points", *(f"text__{code}" for code in shapes.languages())):
            return None
        values = nested(self.cleaned_data)
        return {"text": values["text"], "points": values["points"]}


class BandRow(Row):
    """Points for a number up to a limit."""

    upto = number(_("Up to and including"), _("Empty: everything above."))
    points = number(_("Points"))

    def part(self) -> dict[str, Any] | None:
        if self.is_blank("upto", "points"):
            return None
        values = nested(self.cleaned_data)
        return {"upto": values["upto"], "points": values["points"] or 0}


class SectionRow(Row):
    """One named group of questions in a step."""

    key = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)
    weight = number(_("Weight"), _("Empty: as the step."), min_value=0, max_value=1000)

    def build(self) -> dict[str, forms.Field]:
        return texts("title", _("Name"), 120)

    def part(self) -> dict[str, Any] | None:
        if self.is_blank("weight", *(f"title__{code}" for code in shapes.languages())):
            return None
        values = nested(self.cleaned_data)
        return {name: values[name] for name in ("key", "title", "weight")}


class Rows(BaseFormSet):
    """Rows in the order of their numbers, without deleted and empty ones."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["ORDER"].label = pgettext_lazy("row", "Order")
        form.fields["ORDER"].widget.attrs |= {"class": "input", "inputmode": "numeric"}
        form.fields["DELETE"].label = _("Remove")

    def parts(self) -> list[dict[str, Any]]:
        """What the document stores; new rows that need a key get one."""
        kept = [form for form in self.ordered_forms if form not in self.deleted_forms]
        rows = [row for row in (form.part() for form in kept) if row is not None]
        taken = {row["key"] for row in rows if row.get("key")}
        for row in rows:
            if "key" in row and not row["key"]:
                row["key"] = editing.key_from(pick(row.get("text") or row.get("title")), taken, "answer")
                taken.add(row["key"])
        return rows


ROWS = {
    name: formset_factory(row, formset=Rows, extra=SPARE_ROWS, can_order=True, can_delete=True, max_num=most,
                          absolute_max=most + SPARE_ROWS)
    for name, row, most in (
        ("options", OptionRow, shapes.MOST_OPTIONS), ("anchors", AnchorRow, 11), ("bands", BandRow, 20),
        ("sections", SectionRow, documents.MOST_SECTIONS),
    )
}  # fmt: skip


def rows(name: str, part: Mapping[str, Any], data: Any = None) -> Rows:
    """The formset of a list of the document (options, anchors, bands, sections)."""
    return cast(Rows, ROWS[name](data, prefix=name, initial=[flat(row) for row in part.get(name) or ()]))


class RuleRow(Styled):
    """One comparison: an earlier question, what must hold, and the value."""

    field = forms.ChoiceField(label=_("Question"), required=False)
    operator = forms.ChoiceField(label=_("Comparison"), choices=OPERATORS, required=False, initial="eq")
    value = forms.CharField(label=_("Value"), required=False, max_length=200)

    def __init__(self, *args: Any, earlier: Sequence[tuple[str, str]], asked: Mapping[str, Any], **kwargs: Any) -> None:
        self.asked = asked
        super().__init__(*args, **kwargs)
        unknown = [(path, path) for path in [self.initial.get("field")] if path and path not in dict(earlier)]
        self.fields["field"].choices = [("", "—"), *earlier, *unknown]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        question = self.asked.get(values.get("field", ""))
        if not question and values.get("value") and not self.errors:
            self.add_error("field", _("Choose the question this is about."))
        if not question or self.errors:
            return values
        kind, operator = kinds.get(question["kind"]), values.get("operator") or "eq"
        try:
            typed = kind.read_comparison(question, operator, values["value"])
            kind.check_comparison(question, operator, typed)
        except kinds.BadValue as reason:
            self.add_error("operator" if reason.code == "operator" else "value", reason.message)
            return values
        self.rule = {"field": values["field"], "is": operator, "value": typed}
        return values


class ConditionForm:
    """When a step or question is asked: all or any of a few rules over earlier answers.

    A nested condition (from an import) is shown in words and kept until rules replace it.
    """

    def __init__(
        self,
        stored: Mapping[str, Any] | None,
        earlier: Mapping[str, Mapping[str, Any]],
        names: Sequence[tuple[str, str]],
        data: Any = None,
    ) -> None:
        self.stored = stored
        self.join_name = "any" if stored and "any" in stored else "all"
        is_one = stored and ("field" in stored or "expr" in stored)
        parts = [stored] if stored and is_one else list((stored or {}).get(self.join_name) or ())
        self.is_nested = any("field" not in part for part in parts)
        initial = [] if self.is_nested else [self._shown(part, earlier) for part in parts]
        made = formset_factory(RuleRow, extra=SPARE_ROWS, can_delete=True, max_num=20, absolute_max=23)
        self.rules = made(
            data, prefix="rules", initial=initial, form_kwargs={"earlier": list(names), "asked": earlier}
        )  # fmt: skip
        for row in self.rules.forms:
            row.fields["DELETE"].label = _("Remove")
        self.data = data
        self.wants_all = (data.get("join", "all") if data is not None else self.join_name) != "any"
        self.drops = data is not None and "drop_condition" in data

    @staticmethod
    def _shown(part: Mapping[str, Any], earlier: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        question = earlier.get(part["field"])
        value = part.get("value")
        shown = kinds.get(question["kind"]).typed(question, value) if question else str(value or "")
        return {"field": part["field"], "operator": part["is"], "value": shown}

    def is_valid(self) -> bool:
        """Whether every rule can be read."""
        return self.rules.is_valid()

    def condition(self) -> dict[str, Any] | None:
        """The condition as the document stores it; ``None`` asks always."""
        kept = [row for row in self.rules.forms if row not in self.rules.deleted_forms]
        found = [row.rule for row in kept if hasattr(row, "rule")]
        if not found:
            return dict(self.stored) if self.stored and self.is_nested and not self.drops else None
        return {"all" if self.wants_all else "any": found}
