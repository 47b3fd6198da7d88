"""Our own faces, drawn as SVG. No Django here.

Five levels of valence by three rows of energy: one drawing serves the tap pad on the phone, the scale of the
emotion curve and print. On screen the colours come from the style sheet (``.face`` with a class for the valence);
in print they stand in the marks themselves. The faces of the matrix stand in ``expressions``.
"""

from typing import NamedTuple

# Level of valence −2..2 → class, tint and line colour in print (the light values of the tokens).
TINTS = {
    -2: ("n3", "#8a2c00", "#ffffff"),
    -1: ("n2", "#bd4c0c", "#ffffff"),
    0: ("z0", "#cdc9d3", "#1d1a24"),
    1: ("p2", "#2b71b5", "#ffffff"),
    2: ("p3", "#134a85", "#ffffff"),
}
LEVELS = (-2, -1, 0, 1, 2)
ROWS = (0, 1, 2)

SKIN = "M24 2.5C37.5 2.5 45.5 10.5 45.5 24S37.5 45.5 24 45.5 2.5 37.5 2.5 24 10.5 2.5 24 2.5z"  # a soft square
SLEEPY = "M13.5 20.5q3 2.6 6 0M28.5 20.5q3 2.6 6 0"
FROWN = "M12 12.5l7.5 3M36 12.5l-7.5 3"
RAISED = "M12.5 14.5q3.5-3.5 7.5-1.5M35.5 14.5q-3.5-3.5-7.5-1.5"
# (level, much energy) → mouth; corners and middle of one curve. A pleasant face with much energy laughs.
MOUTHS = {
    (-2, False): "M16 34.7Q24 24.7 32 34.7",
    (-1, False): "M16 33.3Q24 28.4 32 33.3",
    (0, False): "M16 32Q24 32 32 32",
    (1, False): "M16 30.7Q24 35.6 32 30.7",
    (2, False): "M16 29.3Q24 39.3 32 29.3",
    (-2, True): "M15.5 35.5Q24 24.6 32.5 35.5",
    (-1, True): "M15.5 35.5Q24 28.8 32.5 35.5",
    (0, True): "M16 32Q24 32 32 32",
    (1, True): "M14.5 29Q24 38.6 33.5 29Q24 30.5 14.5 29z",
    (2, True): "M14.5 29Q24 46.3 33.5 29Q24 30.5 14.5 29z",
}


class Cell(NamedTuple):
    """One face of the grid: its place on the pad (0-1000 from bottom left) and what it stands for."""

    px: int
    py: int
    valence_level: int
    arousal_row: int


def face_svg(valence_level: int, arousal_row: int, *, css: bool = True, size: int = 48) -> str:
    """A face as a decorative SVG; whoever shows it says in words what it means.

    ``valence_level`` −2 (very unpleasant) to 2 (very pleasant); ``arousal_row`` 0 (little energy) to 2 (much
    energy). With ``css=False`` the colours are attributes, for print and for places without our style sheet.
    Raises ``ValueError`` outside these ranges.
    """
    if valence_level not in TINTS or arousal_row not in ROWS:
        raise ValueError(f"no face for valence {valence_level} and energy {arousal_row}")
    tone, tint, ink = TINTS[valence_level]
    mark = f'class="face {tone}" ' if css else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {mark}viewBox="0 0 48 48" width="{size}" height="{size}" '
        f'aria-hidden="true">{_parts(valence_level, arousal_row, css, tint, ink)}</svg>'
    )


def face(valence: float, arousal: float, *, css: bool = True, size: int = 48) -> str:
    """The face nearest to a valence (−1 to 1) and an arousal (0 to 1)."""
    return face_svg(level_of(valence), row_of(arousal), css=css, size=size)


def level_of(valence: float) -> int:
    """Level −2..2 of a valence: five equal cells, as on the pad for screen readers."""
    return min(4, max(0, int((valence + 1) * 2.5))) - 2


def row_of(arousal: float) -> int:
    """Row 0..2 of an arousal between 0 and 1: three equal cells."""
    return min(2, max(0, int(arousal * 3)))


def face_grid() -> list[Cell]:
    """The fifteen faces in reading order: much energy first, unpleasant to pleasant.

    The place is the centre of the cell, round(1000·(i + ½)/N), which is also what a choice in the list
    stores.
    """
    return [
        Cell(round(1000 * (column + 0.5) / 5), round(1000 * (row + 0.5) / 3), level, row)
        for row in reversed(ROWS)
        for column, level in enumerate(LEVELS)
    ]


def _parts(level: int, row: int, css: bool, tint: str, ink: str) -> str:
    solid = 'class="solid"' if css else f'fill="{ink}"'
    line = 'class="line" fill="none"' if css else _stroke(ink)
    lid = 'class="lid" fill="none"' if css else _stroke(ink)
    skin = 'class="skin"' if css else f'fill="{tint}"'
    parts = [f'<path {skin} d="{SKIN}"/>']
    if row == 0:
        parts.append(f'<path {lid} d="{SLEEPY}"/>')
    else:
        top, radius = (20.5, 3) if row == 2 else (20, 2.4)
        parts += [f'<circle {solid} cx="{x}" cy="{top}" r="{radius}"/>' for x in (16.5, 31.5)]
    if row == 2:
        parts.append(f'<path {lid} d="{FROWN if level < 0 else RAISED}"/>')
    laughs = row == 2 and level > 0
    parts.append(f'<path {solid if laughs else line} d="{MOUTHS[level, row == 2]}"/>')
    return "".join(parts)


def _stroke(ink: str) -> str:
    return f'fill="none" stroke="{ink}" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"'
