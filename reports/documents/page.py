"""A page and its style as WeasyPrint takes them: without what costs time and cannot be seen."""

import re
from functools import cache
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.html import UA

EVERYWHERE = re.compile(r"(?m)^::")


class Page(HTML):
    """An HTML page in which only items of lists have marks.

    The library's own style sheet has six rules for the marks of list items, foot notes and notes. They are written
    for every element, and six styles are made for each of them: two thousand elements, 8% of the CPU of a report.
    """

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
