"""How likely is it that you would recommend this: 0 to 10, for the recommendation score."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from fieldwork.emotions.instruments.answer import Refused, clean_answer, whole

code = "recommend"

LOWEST, HIGHEST = 0, 10


def check(value: Any, language: str) -> dict[str, Any] | None:
    """The cleaned likelihood, a whole number 0-10. Raises ``Refused``."""
    return clean_answer(value, language, _likelihood)


def _likelihood(answer: Any) -> int:
    if not whole(answer, LOWEST, HIGHEST):
        raise Refused("range", _("Choose a whole number from 0 to 10."))
    return answer
