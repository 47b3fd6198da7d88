"""What stands where on the pages of a report: measured on the boxes that were laid out, not on pictures of them.

``python -m tests.reports.documents.layout`` writes the references anew, after somebody looked at every page.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

REFERENCES = Path(__file__).with_name("layouts.json")
COLUMNS, ROWS, DARKEST = 12, 17, 9
HEADINGS = {"h1", "h2", "h3", ".kicker"}


@dataclass(frozen=True)
class Leaf:
    """A line of words or a picture, with the tags and ".classes" of what it stands in."""

    left: float
    top: float
    right: float
    bottom: float
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """One page: its leaves, how far down it is filled (0 to 1), and the parts that begin or go on there."""

    width: float
    height: float
    leaves: tuple[Leaf, ...]
    fill: float
    parts: tuple[int, ...]  # identities of chapters and of parts that must begin a page

    @property
    def grid(self) -> str:
        """How much of each cell is covered, as digits 0-9, row by row."""
        cells = [0.0] * (COLUMNS * ROWS)
        wide, high = self.width / COLUMNS, self.height / ROWS
        for leaf in self.leaves:
            for row in range(max(0, int(leaf.top / high)), min(ROWS, int(leaf.bottom / high) + 1)):
                for column in range(max(0, int(leaf.left / wide)), min(COLUMNS, int(leaf.right / wide) + 1)):
                    across = min(leaf.right, (column + 1) * wide) - max(leaf.left, column * wide)
                    down = min(leaf.bottom, (row + 1) * high) - max(leaf.top, row * high)
                    cells[row * COLUMNS + column] += max(0.0, across) * max(0.0, down) / (wide * high)
        return "".join(str(min(DARKEST, round(DARKEST * cell))) for cell in cells)

    @property
    def last(self) -> Leaf:
        """What stands lowest."""
        return max(self.leaves, key=lambda leaf: leaf.bottom)


@contextmanager
def watched() -> Iterator[list[Any]]:
    """Keeps every document that is laid out inside, so that one rendering serves the file and its measures."""
    from weasyprint import HTML

    kept: list[Any] = []
    usual = HTML.render

    def render(self: Any, *args: Any, **options: Any) -> Any:
        document = usual(self, *args, **options)
        kept.append(document)
        return document

    HTML.render = render  # type: ignore[method-assign]
    try:
        yield kept
    finally:
        HTML.render = usual  # type: ignore[method-assign]


def printed(make: Callable[[], bytes]) -> tuple[bytes, list[Page]]:
    """The file that ``make`` renders, and its measured pages."""
    with watched() as kept:
        pdf = make()
    return pdf, [_measured(page) for page in kept[-1].pages]


def _measured(page: Any) -> Page:
    box = page._page_box
    leaves: list[Leaf] = []
    parts: list[int] = []
    for child in box.children:
        if type(child).__name__ != "MarginBox":
            _walk(child, (), leaves, parts)
    top, height = box.content_box_y(), box.height
    bottom = max((leaf.bottom for leaf in leaves), default=top)
    return Page(page.width, page.height, tuple(leaves), (bottom - top) / height, tuple(parts))


def _walk(box: Any, tags: tuple[str, ...], leaves: list[Leaf], parts: list[int]) -> None:
    element = getattr(box, "element", None)
    if element is not None and isinstance(getattr(element, "tag", None), str):
        classes = (element.get("class") or "").split()
        tags = (*tags, element.tag, *(f".{name}" for name in classes))
        if element.tag == "section" or "sheet" in classes:
            parts.append(id(element))
    kind = type(box).__name__
    if kind == "TextBox" or "Replaced" in kind:
        if box.width and box.height:
            x, y = box.position_x, box.position_y
            leaves.append(Leaf(x, y, x + box.width, y + box.height, tags))
        return
    for child in getattr(box, "children", ()):
        _walk(child, tags, leaves, parts)


def half_empty(pages: list[Page], least: float = 0.5) -> list[tuple[int, float]]:
    """Pages (from 1) filled less than ``least`` although their chapter or step goes on, with their fill."""
    return [
        (number, round(page.fill, 2))
        for number, (page, following) in enumerate(pairwise(pages), start=1)
        if page.fill < least and page.parts and following.parts and page.parts[-1] == following.parts[0]
    ]


def nearly_empty(pages: list[Page], least: float = 0.15) -> list[tuple[int, float]]:
    """Pages (from 1) on which hardly anything stands, with their fill; the cover has its own."""
    return [
        (number, round(page.fill, 2)) for number, page in enumerate(pages, start=1) if number > 1 and page.fill < least
    ]


def lonely_headings(pages: list[Page]) -> list[int]:
    """Pages (from 1) on which a heading stands last."""
    return [n for n, page in enumerate(pages, start=1) if page.leaves and HEADINGS & set(page.last.tags)]


def outside(pages: list[Page]) -> list[int]:
    """Pages (from 1) with something beyond the edge of the paper."""
    return [
        n
        for n, page in enumerate(pages, start=1)
        if any(leaf.left < -1 or leaf.right > page.width + 1 or leaf.bottom > page.height + 1 for leaf in page.leaves)
    ]


def difference(found: str, reference: str) -> float:
    """Mean difference of two grids, 0 to 9."""
    return sum(abs(int(a) - int(b)) for a, b in zip(found, reference, strict=True)) / len(reference)


def references() -> dict[str, list[str]]:
    """The grids of the pages as they were when somebody looked at them last."""
    found: dict[str, list[str]] = json.loads(REFERENCES.read_text())
    return found


@cache
def sample_report(language: str) -> tuple[bytes, list[Page]]:
    """The whole sample report with everything people wrote, rendered once for all tests of a process."""
    from reports.documents.rendering import render_pdf
    from tests.reports.sample_figures import pictures, with_priorities
    from tests.reports.sample_interpretation import interpretation

    figures = with_priorities()
    return printed(
        lambda: render_pdf(figures, language=language, pictures=pictures(figures), interpretation=interpretation())
    )


@cache
def sample_sheet(kind: str) -> tuple[bytes, list[Page]]:
    """The sample visit (in Dutch) or the sample location (in English)."""
    from reports.documents.sheets import render_location_pdf, render_visit_pdf
    from tests.reports.sample_figures import drawn_photo
    from tests.reports.sample_sheets import location, visit

    if kind == "visit":
        return printed(lambda: render_visit_pdf(visit(), pictures={"p1": drawn_photo(3)}))
    return printed(lambda: render_location_pdf(location(), language="en", pictures={}))


def main() -> None:
    """Write the references anew."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fieldwork.settings")
    django.setup()
    measured = {language: sample_report(language)[1] for language in ("nl", "en")}
    measured |= {kind: sample_sheet(kind)[1] for kind in ("visit", "location")}
    grids = {name: [page.grid for page in pages] for name, pages in measured.items()}
    REFERENCES.write_text(json.dumps(grids, indent=0) + "\n")


if __name__ == "__main__":
    main()
