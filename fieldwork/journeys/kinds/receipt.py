"""The amount on a receipt, with its photo."""

from typing import Any, Literal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from fieldwork.journeys import shapes
from fieldwork.journeys.kinds.contract import (
    ORDER,
    Asked,
    BadValue,
    Kind,
    need_media,
    need_whole,
    number_from,
    written,
)

HIGHEST = 100_000_00  # one hundred thousand, in cents
MOST_PHOTOS = 3


class ReceiptQuestion(shapes.Question):
    """``photo_required``: the amount alone is not enough."""

    kind: Literal["receipt"]
    photo_required: bool = True


class Receipt(Kind):
    """Value: ``{"amount_cents": 1250, "currency": "EUR", "photos": [uuid]}``. Compared by its cents."""

    code = "receipt"
    name = _("Receipt")
    seconds = 45
    model = ReceiptQuestion
    operators = ORDER

    def defaults(self) -> dict[str, Any]:
        return {"weight": 0}

    def check_value(self, question: Asked, value: Any) -> dict[str, Any]:
        if not isinstance(value, dict) or set(value) - {"amount_cents", "currency", "photos"}:
            raise BadValue("wrong_type", _("Fill in the amount on the receipt."))
        cents = value.get("amount_cents")
        if not isinstance(cents, int) or isinstance(cents, bool) or not 0 <= cents <= HIGHEST:
            raise BadValue("amount", _("Fill in the amount on the receipt."))
        currency = value.get("currency", "EUR")
        if not isinstance(currency, str) or len(currency) != 3 or not (currency.isascii() and currency.isupper()):
            raise BadValue("currency", _("Use a currency of three capitals, such as EUR."))
        photos = need_media(value.get("photos") or [], None, MOST_PHOTOS)
        if question.get("photo_required") and not photos:
            raise BadValue("too_few", _("Add a photo of the receipt."))
        return {"amount_cents": cents, "currency": currency, "photos": photos}

    def summary(self, question: Asked, value: Any, language: str) -> str:
        amount = written(value["amount_cents"] / 100, language, 2)
        with override(language):
            return f"€ {amount}" if value.get("currency") == "EUR" else f"{value['currency']} {amount}"

    def check_comparison(self, question: Asked, operator: str, value: Any) -> None:
        if operator not in self.operators:
            super().check_comparison(question, operator, value)
        elif operator not in ("answered", "not_answered"):
            need_whole(value, 0, HIGHEST)

    def fields(self) -> dict[str, forms.Field]:
        return {"photo_required": forms.BooleanField(label=_("A photo of the receipt is required"), required=False)}

    def read_one(self, question: Asked, typed: str) -> Any:
        return round(number_from(typed) * 100)

    def typed(self, question: Asked, value: Any) -> str:
        return "" if value is None else f"{value / 100:.2f}"
