"""A page and its style as WeasyPrint takes them: without what costs time and cannot be seen."""

import re
from functools import cache
from typing import Any
from xml.etree.ElementTree import Element

from cssselect2 import ElementWrapper  # type: ignore[import-untyped]
from weasyprint import CSS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.html import UA

from .fetcher import SCHEME

EVERYWHERE = re.compile(r"(?m)^::")


class Page(HTML):
    """A page that was read already, in which only items of lists have marks.

    ``root`` is its tree: the library would read the text again, with a parser that mends whatever it gets (4% of the
    CPU of a report). Its own style sheet has six rules for the marks of list items, foot notes and notes. They are
    written for every element, and six styles are made for each of them: two thousand elements, 8%.
    """

    def __init__(self, root: Element, url_fetcher: Any) -> None:
        self.base_url, self.url_fetcher, self.media_type = SCHEME, url_fetcher, "print"
        self.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = self.wrapper_element.etree_element

    def _ua_stylesheets(self, forms: bool = False) -> list[Any]:
        return [_own_style()]


@cache
def _own_style() -> Any:
    return CSS(string=EVERYWHERE.sub("li::", UA), counter_style=CounterStyle())


def by_value(style: str) -> str:
    """A style sheet with its colours by value: else every element that has one looks it up for itself.

    Raises ``KeyError`` for a name that the sheet does not define.
    """
    values = dict(re.findall(r"(--[\w-]+): ([^;]+);", style))
    return re.sub(r"var\((--[\w-]+)\)", lambda used: values[used[1]], style)


def drop_needless_heads(root: Element) -> None:
    """Make the names of rows plain cells, in tables that would have more heads than figures.

    With one or two rows, or one column of figures, a listener hears a name right before its figure; as heads they
    would be called out beside every cell, and checkers take such a table for a broken one.
    """
    for table in root.iter("table"):
        heads, names = table.findall("thead/tr/th"), table.findall("tbody/tr/th")
        if heads and len(heads) + len(names) > len(table.findall("tbody/tr/td")):
            for name in names:
                name.tag = "td"
                name.attrib.pop("scope", None)
                name.set("class", f"{name.get('class', '')} name".strip())
