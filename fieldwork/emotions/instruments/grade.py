"""The grade: a reasoned judgement from 1 to 10, of a step or of the whole visit."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from fieldwork.emotions.instruments.answer import Refused, clean_answer, whole

code = "grade"

LOWEST, HIGHEST = 1, 10


def check(value: Any, language: str) -> dict[str, Any] | None:
    """The cleaned grade, a whole number 1-10. Raises ``Refused``."""
    return clean_answer(value, language, _grade)


def _grade(grade: Any) -> int:
    if not whole(grade, LOWEST, HIGHEST):
        raise Refused("range", _("Choose a whole number from 1 to 10."))
    return grade
