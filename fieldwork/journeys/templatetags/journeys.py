"""Small parts of the designer's pages."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from fieldwork.emotions.faces import Cell, face_svg
from fieldwork.emotions.words import Emotion

register = template.Library()


@register.simple_tag
def face_of(shown: Cell | Emotion) -> SafeString:
    """The face of a cell of the pad or of a named emotion; an empty place when it has none."""
    if isinstance(shown, Cell):
        return mark_safe(face_svg(shown.valence_level, shown.arousal_row))
    return mark_safe(face_svg(*shown.face) if shown.face else "<span></span>")
