"""Texts that a customer writes in more than one language: ``{"nl": "…", "en": "…"}``."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import get_language


def pick(text: Mapping[str, str] | str | None, language: str | None = None) -> str:
    """The text in ``language`` (default: the active one); the first filled one when that is empty.

    A reader would rather see the other language than nothing. ``""`` when no language has the text.
    """
    if not text:
        return ""
    if isinstance(text, str):
        return text
    wanted = (language or get_language() or settings.LANGUAGE_CODE)[:2]
    order = [wanted, *(code for code, _name in settings.LANGUAGES if code != wanted)]
    return next((text[code] for code in order if text.get(code)), "")
