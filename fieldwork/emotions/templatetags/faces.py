"""``{% face valence arousal %}`` and ``{% expression code q %}``: our own faces, on every template without loading.

See TEMPLATES builtins.
"""

from django import template
from django.utils.safestring import SafeString, mark_safe

from fieldwork.emotions.expressions import expression_svg
from fieldwork.emotions.faces import face_svg

register = template.Library()


@register.simple_tag
def face(valence: float | None, arousal: float | None = 0.5) -> SafeString:
    """The face for a valence (-1..1) and an arousal (0..1); nothing when there is no valence."""
    if valence is None or valence == "":
        return SafeString("")
    level = max(-2, min(2, round(float(valence) * 2)))
    row = 2 if (arousal or 0) > 2 / 3 else 0 if (arousal or 0) < 1 / 3 else 1
    return mark_safe(face_svg(level, row))


@register.simple_tag
def expression(code: str, q: int) -> SafeString:
    """A face of the matrix: an emotion in a strength 1 to 4."""
    return mark_safe(expression_svg(code, q))
