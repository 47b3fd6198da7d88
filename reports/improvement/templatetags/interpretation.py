"""Small parts of the pages of an interpretation."""

from typing import Any

from django import template
from django.conf import settings

from reports.improvement.models import Passage
from reports.improvement.states import LABELS, TEXTS, Kind

register = template.Library()


@register.simple_tag
def languages() -> list[tuple[str, Any]]:
    """The languages of the product, with their names."""
    return list(settings.LANGUAGES)


@register.filter
def labelled(passage: Passage) -> list[tuple[Any, dict[str, str]]]:
    """The texts of a passage with their labels, in the order in which they are printed; one alone goes without."""
    names = list(TEXTS[passage.kind])
    is_plain = passage.kind in (Kind.COMMENTARY, Kind.DISMISSED, Kind.FINDING)
    return [("" if is_plain else LABELS[name], passage.texts.get(name, {})) for name in names]
