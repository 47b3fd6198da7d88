"""One or more photographs."""

from typing import Annotated, Any, Literal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, override
from pydantic import Field

from fieldwork.journeys import shapes
from fieldwork.journeys.kinds.contract import Asked, BadValue, Kind, need_media, whole


class PhotoQuestion(shapes.Question):
    """``min`` and ``max`` count photos."""

    kind: Literal["photo"]
    min: Annotated[int, Field(ge=0, le=10)] = 1
    max: Annotated[int, Field(ge=1, le=10)] = 3


class Photo(Kind):
    """Value: a list of media ids."""

    code = "photo"
    name = _("Photo")
    seconds = 40
    model = PhotoQuestion

    def defaults(self) -> dict[str, Any]:
        return {"weight": 0}

    def check_value(self, question: Asked, value: Any) -> list[str]:
        photos = need_media(value, question.get("min"), question.get("max"))
        if not photos:
            raise BadValue("too_few", _("Add a photo."))
        return photos

    def summary(self, question: Asked, value: Any, language: str) -> str:
        with override(language):
            return ngettext("%(count)s photo", "%(count)s photos", len(value)) % {"count": len(value)}

    def fields(self) -> dict[str, forms.Field]:
        return {
            "min": whole(_("At least so many photos"), "", 0, 10),
            "max": whole(_("At most so many photos"), "", 1, 10),
        }

    def from_fields(self, values: dict[str, Any]) -> dict[str, Any]:
        least, most = values.get("min"), values.get("max")
        return {**values, "min": 1 if least is None else least, "max": 3 if most is None else most}
