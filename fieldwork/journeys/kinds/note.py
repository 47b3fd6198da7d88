"""A text that asks nothing."""

from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from fieldwork.journeys import shapes
from fieldwork.journeys.kinds.contract import Asked, BadValue, Kind


class NoteQuestion(shapes.Question):
    """No keys of its own."""

    kind: Literal["note"]


class Note(Kind):
    """Never has a value."""

    code = "note"
    name = _("Note (asks nothing)")
    seconds = 5
    model = NoteQuestion
    operators = ()
    has_answer = False

    def defaults(self) -> dict[str, Any]:
        return {"weight": 0, "required": False}

    def check_value(self, question: Asked, value: Any) -> Any:
        raise BadValue("no_answer", _("This is a note; it has no answer."))

    def summary(self, question: Asked, value: Any, language: str) -> str:
        return ""
