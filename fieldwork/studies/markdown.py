"""Briefings: Markdown in, clean HTML out. No raw HTML, links only https and mailto, pictures only our own."""

import re
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any
from uuid import UUID

import nh3
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from fieldwork.studies.models import BriefingPicture

Env = MutableMapping[str, Any]
PICTURE = re.compile(r"^picture:([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$", re.IGNORECASE)
LINK = re.compile(r"^(https://|mailto:|picture:)", re.IGNORECASE)
TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "strong", "em", "ul", "ol", "li", "blockquote", "code", "pre"),
    *("a", "img", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "width", "height", "loading"}, "ol": {"start"}}


class _Renderer(RendererHTML):
    """Headings one level down (the page has the h1) and pictures from the briefing's own drawer."""

    def heading_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        return f"<{self._lower(tokens[idx].tag)}>"

    def heading_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: MutableMapping[str, Any]
    ) -> str:
        return f"</{self._lower(tokens[idx].tag)}>\n"

    @staticmethod
    def _lower(tag: str) -> str:
        return f"h{min(4, int(tag[1]) + 1)}"

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: Env) -> str:
        alt = tokens[idx].content
        found = PICTURE.match(str(tokens[idx].attrGet("src") or ""))
        picture = env["pictures"].get(UUID(found[1])) if found else None
        if picture is None:
            env["missing"].append(alt)
            return str(format_html("<em>{}</em>", _("[picture “%s” is not in this briefing]") % alt))
        return str(
            format_html(
                '<img src="{}" alt="{}" width="{}" height="{}" loading="lazy">',
                reverse("studies:picture", args=[picture.uuid]),
                alt or picture.alt,
                picture.width,
                picture.height,
            )
        )


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False}, renderer_cls=_Renderer).enable("table")
    parser.validateLink = lambda url: bool(LINK.match(url))  # type: ignore[method-assign]
    return parser


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Second lock after the parser: an address that is not one of ours is dropped."""
    if (tag, name) == ("a", "href"):
        return value if value.lower().startswith(("https://", "mailto:")) else None
    if (tag, name) == ("img", "src"):
        return value if value.startswith(reverse("studies:list")) else None
    return value


def _render(text: str, pictures: Mapping[UUID, BriefingPicture]) -> tuple[str, list[str]]:
    env: dict = {"pictures": pictures, "missing": []}
    dirty = _parser().render(text or "", env)
    clean = nh3.clean(
        dirty,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"https", "mailto"},
        link_rel="noopener noreferrer",
    )
    return clean, env["missing"]


def render_markdown(text: str, pictures: Mapping[UUID, BriefingPicture]) -> str:
    """The clean HTML of a Markdown text; ``pictures`` are the briefing's own, by uuid.

    A picture that is not among them is printed as words. Never raises for what was typed.
    """
    return _render(text, pictures)[0]


def missing_pictures(text: str, pictures: Mapping[UUID, BriefingPicture]) -> list[str]:
    """The alternative texts of pictures that are named in the text and not in ``pictures``."""
    return _render(text, pictures)[1]
