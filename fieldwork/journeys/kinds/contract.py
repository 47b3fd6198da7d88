"""What every kind of question must be able to do, and the helpers that more than one kind needs."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from fieldwork.common.texts import pick
from fieldwork.journeys import shapes
from fieldwork.measurement.numbers import is_number
from fieldwork.measurement.questions import possible

Asked = Mapping[str, Any]
if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise
else:
    Words = str | Promise

ANSWERED = ("answered", "not_answered")
EQUALITY = ("eq", "ne", "in", *ANSWERED)
ORDER = ("eq", "ne", "gt", "gte", "lt", "lte", *ANSWERED)


class BadValue(ValueError):
    """A value that a question cannot have: ``code`` for programs, ``message`` for people."""

    def __init__(self, code: str, message: Words) -> None:
        super().__init__(code, message)
        self.code, self.message = code, message


class Kind:
    """One kind of question. A new kind is one file with a subclass and a line in ``kinds.KINDS``.

    ``code`` is what documents store; ``model`` the pydantic type of such a question; ``operators`` what
    a condition may do with an answer; ``rows`` names the list of rows in the designer (options, anchors
    or bands), ``partial`` the template for the kind's own fields, ``seconds`` is about what it takes to
    answer one. Nobody fills in what ``is_computed``.
    """

    code: ClassVar[str]
    name: ClassVar[Words]
    model: ClassVar[type[shapes.Question]]
    operators: ClassVar[tuple[str, ...]] = ANSWERED
    partial: ClassVar[str] = "desk/journeys/kinds/_plain.html"
    rows: ClassVar[str] = ""
    has_answer: ClassVar[bool] = True
    is_computed: ClassVar[bool] = False
    seconds: ClassVar[int] = 12

    def defaults(self) -> dict[str, Any]:
        """The kind's own keys of a new question."""
        return {}

    def new(self, key: str) -> dict[str, Any]:
        """A whole new question with nothing written in it yet."""
        asked = self.model.model_validate({"key": key, "kind": self.code, **self.defaults()})
        return asked.model_dump(mode="json", by_alias=True)

    def check_value(self, question: Asked, value: Any) -> Any:
        """The value of an answer, cleaned for storing. Raises ``BadValue`` (a ``ValueError``)."""
        raise NotImplementedError

    def summary(self, question: Asked, value: Any, language: str) -> str:
        """A checked value in words, for pages and reports, in ``language``."""
        raise NotImplementedError

    def is_scored(self, question: Asked) -> bool:
        """Whether an answer can bring points."""
        return possible(question) is not None

    def fields(self) -> dict[str, forms.Field]:
        """The designer's fields for the kind's own keys; ``a__b`` stands for the key b inside a."""
        return {}

    def from_fields(self, values: dict[str, Any]) -> dict[str, Any]:
        """What the fields (nested already) mean in the document."""
        return values

    def from_rows(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """What the designer's rows mean in the document."""
        return rows

    def choices(self, question: Asked) -> list[tuple[str, dict[str, str]]]:
        """The answers one can pick from, as (key, text); empty when the answer is free."""
        return []

    def check_comparison(self, question: Asked, operator: str, value: Any) -> None:
        """Raises ``BadValue`` when a condition compares an answer with what it can never be."""
        if operator not in self.operators:
            raise BadValue("operator", _("this comparison does not fit the kind of question"))
        if operator in ANSWERED:
            return
        keys = {key for key, _text in self.choices(question)}
        for one in value if isinstance(value, list) else [value]:
            if keys and one not in keys:
                raise BadValue("option", _("there is no answer “%(value)s”") % {"value": one})
            if not keys:
                self.check_value(question, one)

    def read_comparison(self, question: Asked, operator: str, typed: str) -> Any:
        """A typed value of the designer's condition row as the document stores it."""
        if operator in ANSWERED:
            return None
        if operator == "in":
            return [self.read_one(question, part.strip()) for part in typed.split(",") if part.strip()]
        return self.read_one(question, typed.strip())

    def read_one(self, question: Asked, typed: str) -> Any:
        """One typed value: the key of the answer with this key or text, else the text itself."""
        choices = self.choices(question)
        wanted = typed.casefold()
        for key, text in choices:
            if wanted == key or wanted in {words.casefold() for words in text.values()}:
                return key
        if choices:
            names = ", ".join(pick(text) or key for key, text in choices)
            raise BadValue("option", _("Choose from: %(names)s.") % {"names": names})
        return typed

    def typed(self, question: Asked, value: Any) -> str:
        """A stored value of a condition as the designer's row shows it; ``read_comparison`` reads it back."""
        if isinstance(value, list):
            return ", ".join(self.typed(question, one) for one in value)
        for key, text in self.choices(question):
            if key == value:
                words = pick(text)
                return words if words and "," not in words else key
        return "" if value is None else str(value)


def number_from(typed: str) -> int | float:
    """A number typed with comma or point. Raises ``BadValue``."""
    try:
        amount = Decimal(typed.replace(",", "."))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or abs(amount) > 1_000_000_000:
        raise BadValue("not_a_number", _("Fill in a number."))
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def need_text(value: Any) -> str:
    """A string without NUL characters. Raises ``BadValue``."""
    if not isinstance(value, str):
        raise BadValue("wrong_type", _("Fill in a text."))
    if "\0" in value:
        raise BadValue("nul", _("The text holds a character that cannot be stored. Remove it."))
    return value


def need_number(value: Any) -> int | float:
    """A finite number, never a boolean. Raises ``BadValue``."""
    if not is_number(value) or not isinstance(value, int | float):
        raise BadValue("not_a_number", _("Fill in a number."))
    return value


def need_whole(value: Any, lowest: int, highest: int) -> int:
    """A whole number between two bounds. Raises ``BadValue``."""
    number = need_number(value)
    if number != int(number) or not lowest <= number <= highest:
        bounds = {"lowest": lowest, "highest": highest}
        raise BadValue("out_of_range", _("Choose a number from %(lowest)s to %(highest)s.") % bounds)
    return int(number)


def need_between(number: int | float, lowest: Any, highest: Any) -> None:
    """Raises ``BadValue`` when the number is below or above what the question allows."""
    if lowest is not None and number < lowest:
        raise BadValue("too_low", _("This is less than %(lowest)s.") % {"lowest": lowest})
    if highest is not None and number > highest:
        raise BadValue("too_high", _("This is more than %(highest)s.") % {"highest": highest})


def need_media(value: Any, least: int | None, most: int | None) -> list[str]:
    """A list of different media ids. Raises ``BadValue``."""
    if not isinstance(value, list) or not all(isinstance(one, str) and len(one) <= 36 for one in value):
        raise BadValue("wrong_type", _("Add the photos again."))
    if len(set(value)) != len(value):
        raise BadValue("twice", _("The same photo is there twice."))
    if least is not None and len(value) < least:
        raise BadValue("too_few", _("At least %(least)s photos are needed.") % {"least": least})
    if most is not None and len(value) > most:
        raise BadValue("too_many", _("At most %(most)s photos fit here.") % {"most": most})
    return [_media_id(one) for one in value]


def _media_id(text: str) -> str:
    from uuid import UUID

    try:
        return str(UUID(text))
    except ValueError:
        raise BadValue("wrong_type", _("Add the photos again.")) from None


def written(number: int | float, language: str, decimals: int | None = None) -> str:
    """A number as one writes it in ``language`` (decimal comma in Dutch)."""
    with override(language):
        return str(formats.number_format(number, decimal_pos=decimals, use_l10n=True))


def spoken(sentence: Words, language: str) -> str:
    """A translatable sentence in ``language``."""
    with override(language):
        return str(sentence)


def optional_number(label: Words, help_text: Words = "") -> forms.DecimalField:
    """A field for a number that may stay empty; comma or point."""
    return forms.DecimalField(
        label=label, help_text=help_text, required=False, localize=True, max_digits=12, decimal_places=3
    )


def whole(label: Words, help_text: Words = "", lowest: int = 0, highest: int = 4000) -> forms.IntegerField:
    """A field for a whole number that may stay empty."""
    return forms.IntegerField(label=label, help_text=help_text, required=False, min_value=lowest, max_value=highest)


def key_set(rows: Sequence[Mapping[str, Any]]) -> set[str]:
    """The keys of options."""
    return {row["key"] for row in rows}
