"""What the shopper's pages need from the server: the import map, their words, the faces of the pad, the tiles."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.template.context import RequestContext
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from fieldwork.capture import words
from fieldwork.capture.memory import phone_user
from fieldwork.emotions import words as feelings
from fieldwork.emotions.expressions import expression_svg, matrix
from fieldwork.emotions.faces import face_grid, face_svg

register = template.Library()

# The modules of the form by the bare name they import each other with; the files carry a hash in their name.
MODULES = (
    "affect",
    "answers",
    "app",
    "around",
    "asking",
    "audio",
    "camera",
    "conditions",
    "copy",
    "dom",
    "doubts",
    "duration",
    "ending",
    "faces",
    "fields",
    "form",
    "formulas",
    "further",
    "key",
    "leaving",
    "load",
    "moment",
    "na",
    "outbox",
    "pad",
    "photo",
    "position",
    "receipt",
    "sending",
    "shell",
    "status",
    "store",
    "tidy",
    "upload",
)
AROUND_ICONS = ("saved", "offline", "warning", "clock", "check", "copy", "download")
ICONS = ("saved", "offline", "warning", "clock", "check", "camera", "ring", "return", "mic")


@register.simple_tag(takes_context=True)
def phone_import_map(context: RequestContext, *first: str) -> SafeString:
    """Where the scripts find each other, inline, allowed by the nonce of the page's policy.

    ``first`` are the modules on the way to the first screen: fetched before the browser has read any module.
    """
    urls = {name: static(f"js/phone/{name}.js") for name in MODULES}
    urls["instrument"] = urls[_instrument(context)]
    urls["comparisons"] = urls["conditions"]
    if (context.get("form_data") or {}).get("formulas"):
        urls["conditions"] = urls["further"]
        first = (*first, "comparisons", "formulas")
    safe = json.dumps({"imports": urls}).replace("<", "\\u003c")
    preload = format_html_join("", '<link rel="modulepreload" href="{}">', ((urls[name],) for name in first))
    nonce = getattr(context.get("request"), "csp_nonce", "")
    return format_html(
        '<script type="importmap" nonce="{}">{}</script>{}',
        str(nonce),
        mark_safe(safe),
        preload,
    )


def _instrument(context: RequestContext) -> str:
    """The code of the instrument of the study, which is also the name of its module."""
    data: dict[str, Any] = context.get("form_data") or {}
    return data.get("instrument", "pad")


@register.simple_tag
def phone_words(own: dict[str, str] | None = None) -> SafeString:
    """Every word that the scripts show, in the language of the page; ``own`` are those of this visit instead."""
    return json_script(words.of_the_form() | (own or {}), "words")


@register.simple_tag(takes_context=True)
def phone_home(context: RequestContext) -> SafeString:
    """Attributes of the body: whose memory this phone opens (none when nobody is logged in), and where to ask."""
    user = getattr(context.get("request"), "user", None)
    return format_html(
        'data-user="{}" data-worker="{}" data-scope="{}" data-tokens="{}"',
        phone_user(user) if user and user.is_authenticated else "",
        reverse("phone:worker"),
        reverse("phone:outbox").removesuffix("outbox/"),
        reverse("phone:tokens"),
    )


@register.inclusion_tag("phone/_around.html", takes_context=True)
def phone_around(context: RequestContext) -> dict[str, Any]:
    """The script of every page but the form, with its words; nothing when nobody is logged in."""
    user = getattr(context.get("request"), "user", None)
    if not (user and user.is_authenticated):
        return {}
    data = {"user": phone_user(user), "language": get_language(), **(context.get("page_data") or {})}
    return {"data": data, "words": words.around_the_form(), "icons": AROUND_ICONS}


@register.simple_tag
def phone_icons() -> tuple[str, ...]:
    """Names of the icons that the scripts copy from the page."""
    return ICONS


@register.simple_tag
def pad_faces() -> list[dict[str, Any]]:
    """Fifteen faces of the pad: column 0-4, row 0-2 (2 = much energy), the corner to draw at, drawing, words."""
    return [
        {
            "column": cell.valence_level + 2,
            "row": cell.arousal_row,
            "x": 19 + 78 * (cell.valence_level + 2),
            "y": 309 - 134 * cell.arousal_row,
            "svg": mark_safe(face_svg(cell.valence_level, cell.arousal_row)),
            "words": feelings.describe(cell.px, cell.py),
        }
        for cell in face_grid()
    ]


@register.simple_tag
def energy_rows() -> list[dict[str, Any]]:
    """The list of faces: three rows of five, much energy first."""
    faces = pad_faces()
    return [{"title": feelings.ENERGY_WORDS[row], "faces": [f for f in faces if f["row"] == row]} for row in (2, 1, 0)]


@register.simple_tag
def face_matrix() -> list[dict[str, Any]]:
    """The 32 faces of the matrix, one emotion a row: code, strength ``q`` 1-4, drawing, words."""
    return [
        {"code": code, "q": q, "svg": mark_safe(expression_svg(code, q)), "words": feelings.describe_face(code, q)}
        for code, q in matrix()
    ]


@register.simple_tag
def emotion_tiles(side: str) -> list[dict[str, Any]]:
    """The tiles of the named emotions as they stand for this shopper, neutral and other last."""
    pairs = [emotion for pair in feelings.tiles(side) for emotion in pair]
    return [
        {
            "code": emotion.code,
            "label": emotion.label,
            "svg": mark_safe(face_svg(*emotion.face)) if emotion.face else "",
        }
        for emotion in (*pairs, feelings.NEUTRAL, feelings.OTHER)
    ]


@register.simple_tag
def causes() -> list[tuple[str, Any]]:
    """What a feeling can come from, as (code, word)."""
    return list(feelings.CAUSES.items())
