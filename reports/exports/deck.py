"""A presentation in the client's colour: its cover, its slides, and what stands on them.

16:9; every title in the placeholder that a screen reader reads, alternative texts, notes. The colours are those of the
theme as well, so that a slide, chart or table that somebody adds looks like the others.
"""

import io
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Emu, Inches, Pt

from fieldwork.people.colours import PAPER, readable_accent, readable_paper
from reports.charts.points import words_in
from reports.charts.svg import CONSCIOUS, IMPLICIT, INK_2, LINE, SUNKEN
from reports.charts.svg import INK as INK_
from reports.figures.shape import Figures

from .texts import for_sheet


def colour_of(code: str) -> RGBColor:
    """``#rrggbb`` as slides have it."""
    return RGBColor.from_string(code.lstrip("#").upper())


WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
LEFT, TOP, WIDE, HIGH = Inches(0.6), Inches(1.5), Inches(12.1), Inches(5.3)
FOOT = Inches(6.98)
MOST_WIDE, MOST_HIGH = Inches(3.2), Inches(1.1)  # of a logo
INK, QUIET, GROUND, GRID, WHITE = map(colour_of, (INK_, INK_2, SUNKEN, LINE, "#ffffff"))
TITLE_ONLY = 5
LANGUAGES = {"nl": "nl-NL", "en": "en-GB"}
Box = tuple[Any, Any, Any, Any]  # left, top, width, height


class Deck:
    """A presentation with our own measures, about one set of figures, in one language."""

    def __init__(self, figures: Figures, language: str) -> None:
        self.language = language
        self.deck = Presentation()
        self._widen()
        meta = figures["meta"]
        self.paper = colour_of(readable_paper(meta["client_color"]))
        self.accent = colour_of(readable_accent(meta["client_color"]) or PAPER)
        self._tint()
        self.foot = " · ".join(part for part in (meta["client"], meta["study"], ", ".join(meta["waves"])) if part)
        facts = self.deck.core_properties
        facts.title, facts.author = for_sheet(words_in(meta["title"], language))[:250], "Veldwerk"
        facts.language = LANGUAGES.get(language, language)
        facts.created = facts.modified = datetime.fromisoformat(meta["made_at"]).replace(tzinfo=None)
        facts.last_modified_by = "Veldwerk"

    def _widen(self) -> None:
        """Make the library's own 4:3 layouts 16:9, so that a slide somebody adds fits as well."""
        ratio = WIDTH / self.deck.slide_width
        self.deck.slide_width, self.deck.slide_height = WIDTH, HEIGHT
        master = self.deck.slide_masters[0]
        for shape in [*master.placeholders, *(one for layout in master.slide_layouts for one in layout.shapes)]:
            left, width = shape.left, shape.width
            if shape._element.xpath(".//p:spPr/a:xfrm") and left is not None and width is not None:
                shape.left, shape.width = Emu(int(left * ratio)), Emu(int(width * ratio))

    def _tint(self) -> None:
        """Put our colours in the place of the theme's."""
        ours = (self.accent, colour_of(IMPLICIT), colour_of(CONSCIOUS), QUIET)
        relations = self.deck.slide_masters[0].part.rels.values()
        theme = next(one.target_part for one in relations if one.reltype.endswith("/theme"))
        root = parse_xml(theme.blob)
        for number, colour in enumerate(ours, start=1):
            root.xpath(f".//*[local-name()='accent{number}']/*")[0].set("val", str(colour))
        theme._blob = serialize_part_xml(root)

    # --- slides -------------------------------------------------------------------------------------------
    def cover(self, title: str, lines: Sequence[str], notes: Sequence[str]) -> Any:
        """The first slide, white on the client's colour; its lines are one box below the title."""
        slide = self._slide(title, notes, (Inches(0.9), Inches(2.25), Inches(11.5), Inches(1.6)), 44)
        slide.background.fill.solid()
        slide.background.fill.fore_color.rgb = self.paper
        head = slide.shapes.title.text_frame
        head.vertical_anchor = MSO_ANCHOR.BOTTOM
        text = self.text(slide, lines, (Inches(0.9), Inches(3.95), Inches(11.5), Inches(2.1)), 20)
        for paragraph in (*head.paragraphs, *text.paragraphs):
            for run in paragraph.runs:
                run.font.color.rgb = WHITE
        return slide

    def logo(self, slide: Any, ground: str, data: bytes, name: str) -> None:
        """The client's logo above the title of the cover; on a white plate unless its ``ground`` is a colour."""
        margin = 0 if ground == "colour" else Inches(0.18)
        left, top = Inches(0.9), Inches(0.7)
        if margin:
            plate = self.panel(slide, (left, top, 0, 0), WHITE)
        shape = slide.shapes.add_picture(io.BytesIO(data), left + margin, top + margin)
        describe(shape, name)
        scale = min(MOST_WIDE / shape.width, MOST_HIGH / shape.height)
        shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))
        if margin:
            plate.width, plate.height = shape.width + 2 * margin, shape.height + 2 * margin

    def line_art(self, slide: Any, values: Sequence[float], colour: str) -> None:
        """A smooth line through ``values`` (0 to 1, from below) over the lower part of the cover: decoration."""
        if len(values) < 2:
            return
        low, high, gap = Inches(7.1), Inches(6.1), WIDTH / (len(values) + 1)
        places = [(0.0, low), *(((i + 1) * gap, low - (low - high) * v) for i, v in enumerate(values)), (WIDTH, low)]
        made = slide.shapes.build_freeform(*map(int, places[0]))
        made.add_line_segments(
            [_between(*ends, part / 16) for ends in pairwise(places) for part in range(1, 17)], False
        )
        shape = made.convert_to_shape()
        shape.fill.background()
        shape.line.color.rgb, shape.line.width = colour_of(colour), Pt(2.5)
        shape.shadow.inherit = False
        _decorate(shape)
        self.behind(slide, shape)

    def behind(self, slide: Any, shape: Any) -> None:
        """Draw a shape before all others of its slide."""
        slide.shapes._spTree.remove(shape._element)
        slide.shapes._spTree.insert(2, shape._element)  # after the two that say what a tree of shapes is

    def slide(self, title: str, notes: Sequence[str]) -> Any:
        """A slide with a title, what it is about at its foot, and notes."""
        slide = self._slide(title, notes, (LEFT, Inches(0.5), WIDE, Inches(0.8)), 30)
        self.behind(
            slide, self.panel(slide, (LEFT + Inches(0.1), Inches(0.42), Inches(0.7), Inches(0.07)), self.accent)
        )
        foot = self.text(slide, [self.foot], (LEFT, FOOT, Inches(10.6), Inches(0.35)), 11)
        foot.paragraphs[0].runs[0].font.color.rgb = QUIET
        self._number(slide)
        return slide

    def _slide(self, title: str, notes: Sequence[str], place: Box, size: int) -> Any:
        slide = self.deck.slides.add_slide(self.deck.slide_layouts[TITLE_ONLY])
        head = slide.shapes.title
        head.left, head.top, head.width, head.height = place
        self.write(head.text_frame, [title], size, bold=True)
        slide.notes_slide.notes_text_frame.text = for_sheet("\n".join(notes))
        self._speak(slide.notes_slide.notes_text_frame)
        return slide

    def _number(self, slide: Any) -> None:
        """The number of the slide, as a field: it stays right when slides are moved."""
        frame = self.text(slide, [""], (LEFT + Inches(10.9), FOOT, Inches(1.2), Inches(0.35)), 11)
        paragraph = frame.paragraphs[0]
        number = len(self.deck.slides)
        field = (
            f'<a:fld {nsdecls("a")} id="{{6B1F1C9E-5C0D-4E57-9E0B-0C8A5D1B7A10}}" type="slidenum">'
            f'<a:rPr lang="{LANGUAGES.get(self.language, self.language)}" sz="1100">'
            f'<a:solidFill><a:srgbClr val="{QUIET}"/></a:solidFill></a:rPr><a:t>{number}</a:t></a:fld>'
        )
        paragraph._p.remove(paragraph.runs[0]._r)
        paragraph._p.append(parse_xml(field))
        paragraph.alignment = PP_ALIGN.RIGHT

    # --- what stands on a slide ---------------------------------------------------------------------------
    def text(self, slide: Any, lines: Sequence[str], box: Box, size: int = 18) -> Any:
        """Paragraphs in a box; returns its frame."""
        frame = slide.shapes.add_textbox(*box).text_frame
        frame.word_wrap = True
        self.write(frame, lines, size)
        return frame

    def write(self, frame: Any, lines: Sequence[str], size: int, *, bold: bool = False) -> None:
        """Replace what a frame says."""
        for number, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            run = paragraph.add_run()
            run.text = for_sheet(line).replace("\n", " ")
            run.font.size, run.font.bold, run.font.color.rgb = Pt(size), bold, INK
            paragraph.space_after = Pt(6)
        self._speak(frame)

    def _speak(self, frame: Any) -> None:
        """Tell the language of every run, so that it is read aloud and spelled in it."""
        for paragraph in frame.paragraphs:
            paragraph.alignment = PP_ALIGN.LEFT
            for run in paragraph.runs:
                run._r.get_or_add_rPr().set("lang", LANGUAGES.get(self.language, self.language))

    def panel(self, slide: Any, box: Box, colour: RGBColor) -> Any:
        """A plain field of colour that says nothing."""
        shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *box)
        shape.fill.solid()
        shape.fill.fore_color.rgb = colour
        shape.line.fill.background()
        shape.shadow.inherit = False
        _decorate(shape)
        return shape

    def table(self, slide: Any, name: str, rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
        """A table with a header row; ``widths`` are parts of the whole."""
        shape = slide.shapes.add_table(len(rows), len(rows[0]), LEFT, TOP, WIDE, Inches(0.45 * len(rows)))
        describe(shape, name)
        shape.table.horz_banding = False
        for place, part in enumerate(widths):
            shape.table.columns[place].width = Emu(int(WIDE * part))
        for row, cells in enumerate(rows):
            for place, cell in enumerate(cells):
                there = shape.table.cell(row, place)
                self.write(there.text_frame, [cell], 14, bold=row == 0)
                there.fill.solid()
                there.fill.fore_color.rgb = (self.accent, GROUND, WHITE)[0 if row == 0 else 1 + row % 2]
                if row == 0:
                    there.text_frame.paragraphs[0].runs[0].font.color.rgb = WHITE

    def bytes(self) -> bytes:
        """The finished file."""
        file = io.BytesIO()
        self.deck.save(file)
        return file.getvalue()


def describe(shape: Any, text: str) -> None:
    """Give a chart, table or picture its alternative text."""
    facts = shape._element.xpath(".//p:cNvPr")[0]
    facts.set("descr", for_sheet(text))


def _decorate(shape: Any) -> None:
    """Say that a shape is decoration: it is not read aloud."""
    mark = (
        f'<a:extLst {nsdecls("a")}><a:ext uri="{{C183D7F6-B498-43B3-948B-1728B52AA6E4}}">'
        '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/>'
        "</a:ext></a:extLst>"
    )
    shape._element.xpath(".//p:cNvPr")[0].append(parse_xml(mark))


def _between(start: tuple[float, float], end: tuple[float, float], part: float) -> tuple[int, int]:
    """A place on the way from one point to the next that leaves and arrives level."""
    eased = part * part * (3 - 2 * part)
    return round(start[0] + (end[0] - start[0]) * part), round(start[1] + (end[1] - start[1]) * eased)
