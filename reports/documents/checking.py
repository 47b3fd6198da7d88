"""The last look at a page before it is printed: nobody gets a report that cannot be heard.

A chart without words and a heading that skips a level are mistakes in our own templates; here they stop the
report, so that they cannot be shipped.
"""

from html.parser import HTMLParser

HEADINGS = {f"h{level}": level for level in range(1, 7)}


def problems_of(html: str) -> list[str]:
    """What a screen reader would stumble over, in words; empty when there is nothing."""
    look = _Look()
    look.feed(html)
    look.close()
    return look.found()


class _Look(HTMLParser):
    """Reads the page once and keeps what is missing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.problems: list[str] = []
        self.level = 0
        self.language = self.title = ""
        self.is_in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
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
        elif tag == "title":
            self.is_in_title = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self.is_in_title = False

    def handle_data(self, data: str) -> None:
        if self.is_in_title:
            self.title += data

    def found(self) -> list[str]:
        """Everything, with what the page as a whole is missing."""
        if not self.language:
            self._say("the page has no language")
        if not self.title.strip():
            self._say("the page has no title")
        return self.problems

    def _say(self, words: str) -> None:
        self.problems.append(f"{words} (line {self.getpos()[0]})")
