"""The faces of the matrix: eight emotions in four strengths, our own drawings in the style of the pad's. No Django.

What moves with the strength is written as four values, weakest first. Colour only repeats what the face says:
the class is that of the valence a tap on it stands for.
"""

from collections.abc import Callable

from fieldwork.emotions.faces import SKIN
from fieldwork.measurement.emotion import FACES, face_to_valence_arousal

STRENGTHS = (1, 2, 3, 4)
# From this distance to neutral on: how deep the colour is.
DEPTHS = ((0.7, 3), (0.4, 2), (0.01, 1))


def expression_svg(code: str, q: int, *, size: int = 48) -> str:
    """A face of the matrix as a decorative SVG; whoever shows it says in words what it means.

    ``code`` is one of ``measurement.emotion.FACES``, ``q`` its strength 1 to 4. Raises ``ValueError`` outside them.
    """
    valence, _arousal = face_to_valence_arousal(code, q)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="face {tone(valence)}" viewBox="0 0 48 48" width="{size}" '
        f'height="{size}" aria-hidden="true"><path class="skin" d="{SKIN}"/>{"".join(DRAWN[code](q - 1))}</svg>'
    )


def tone(valence: float) -> str:
    """The colour class of a valence between -1 and 1: ``n3`` to ``n1``, ``z0``, ``p1`` to ``p3``."""
    depth = next((depth for least, depth in DEPTHS if abs(valence) >= least), 0)
    return f"{'n' if valence < 0 else 'p'}{depth}" if depth else "z0"


def matrix() -> list[tuple[str, int]]:
    """The 32 faces in reading order: one emotion a row, weakest first."""
    return [(code, q) for code in FACES for q in STRENGTHS]


# --- marks --------------------------------------------------------------------------------------------
def _line(path: str) -> str:
    return f'<path class="line" fill="none" d="{path}"/>'


def _thin(path: str) -> str:
    return f'<path class="thin" fill="none" d="{path}"/>'


def _solid(path: str) -> str:
    return f'<path class="solid" d="{path}"/>'


def _dots(y: float, radius: float) -> list[str]:
    return [f'<circle class="solid" cx="{x}" cy="{y}" r="{radius}"/>' for x in (16.5, 31.5)]


def _wide(y: float, radius: float, pupil: float, look: tuple[float, float] = (0, 0)) -> list[str]:
    """Wide open eyes: a ring, and a pupil that looks somewhere."""
    rings = [f'<circle class="thin" fill="none" cx="{x}" cy="{y}" r="{radius}"/>' for x in (16, 32)]
    pupils = [f'<circle class="solid" cx="{x + look[0]}" cy="{y + look[1]}" r="{pupil}"/>' for x in (16, 32)]
    return rings + pupils


CLOSED = "M12.5 20q3.7 3.6 7.4 0M28.1 20q3.7 3.6 7.4 0"
LAUGHING = "M12.5 22q3.7-5.6 7.4 0M28.1 22q3.7-5.6 7.4 0"


# --- the eight ----------------------------------------------------------------------------------------
def _joy(at: int) -> list[str]:
    mouth = (
        "M18 31Q24 34.6 30 31",
        "M15.5 30Q24 38.4 32.5 30",
        "M15 29Q24 42 33 29Q24 30.5 15 29z",
        "M13 28Q24 48.5 35 28Q24 30 13 28z",
    )[at]
    eyes = [_line(LAUGHING)] if at == 3 else _dots(20, (2.4, 2.6, 2.9)[at])
    return [*eyes, _line(mouth) if at < 2 else _solid(mouth)]


def _trust(at: int) -> list[str]:
    mouth = ("M20.5 31.8Q24 33.4 27.5 31.8", "M19 31.5Q24 35 29 31.5", "M17.5 31Q24 37 30.5 31", "M16 30Q24 38.6 32 30")
    blush = (0, 1.6, 2.4, 3.4)[at]
    cheeks = [f'<circle class="solid" fill-opacity=".4" cx="{x}" cy="27.5" r="{blush}"/>' for x in (11.5, 36.5)]
    return [_line(CLOSED), _line(mouth[at]), *(cheeks if blush else [])]


def _anticipation(at: int) -> list[str]:
    high = (15, 13.5, 12, 10.5)[at]
    brow = f"M12 {high}q4-3.2 8-1M28 {high - 1}q4-2.2 8 1"
    mouth = (
        "M20.5 33Q24 34.4 27.5 33",
        "M19 32.5Q24 36 29 32.5",
        "M19 32Q24 39.5 29 32Q24 32.6 19 32z",
        "M17 31.5Q24 44 31 31.5Q24 32.4 17 31.5z",
    )[at]
    eyes = _wide(21.5, (3.8, 4.4, 5, 5.6)[at], (1.7, 1.9, 2.1, 2.4)[at], (1.5, -1.6))
    return [*eyes, _thin(brow), _line(mouth) if at < 2 else _solid(mouth)]


def _surprise(at: int) -> list[str]:
    high = (14, 12.5, 11, 9.5)[at]
    brow = f"M12 {high}q4-4 8 0M28 {high}q4-4 8 0"
    across, along = ((2, 2.2), (2.8, 3.4), (3.6, 5), (4.8, 6.8))[at]
    mouth = f'<ellipse class="solid" cx="24" cy="{(33.5, 34, 34.8, 35.4)[at]}" rx="{across}" ry="{along}"/>'
    eyes = _dots(20.5, 2.8) if at == 0 else _wide(20.5, (0, 4, 4.8, 5.8)[at], (0, 1.8, 1.8, 1.8)[at])
    return [*eyes, _thin(brow), mouth]


def _fear(at: int) -> list[str]:
    inner = (13.2, 11.8, 10.4, 9)[at]
    brow = f"M10.5 {inner + 3}L19 {inner}M37.5 {inner + 3}L29 {inner}"
    mouth = (
        [_line("M18 34q2-1.8 4 0t4 0 4 0")],
        [_line("M16 34q2.7-3 5.3 0t5.4 0 5.3 0")],
        [_line("M14 34q2.5-4.6 5 0t5 0 5 0 5 0")],
        [_thin("M13.5 31.5q10.5-3.5 21 0v6q-10.5 3.5-21 0z"), _thin("M13.5 35l3.5-2 3.5 3 3.5-3 3.5 3 3.5-3 3.5 2")],
    )[at]
    drop = "M41 20.5c2 3 2.7 4.2 2.7 5.6a2.7 2.7 0 0 1-5.4 0c0-1.4.7-2.6 2.7-5.6z"
    eyes = _wide(20.5, (3.6, 4.3, 5, 5.8)[at], (1.7, 1.5, 1.4, 1.3)[at])
    return [*eyes, _thin(brow), *mouth, *([_solid(drop)] if at > 1 else [])]


def _sadness(at: int) -> list[str]:
    inner = (14.5, 13.5, 12.5, 12)[at]
    brow = f"M11.5 {inner + 3}Q15 {inner + 2} 18.5 {inner}M36.5 {inner + 3}Q33 {inner + 2} 29.5 {inner}"
    mouth = ("M19.5 34Q24 32 28.5 34", "M18 35Q24 30.5 30 35", "M17 36Q24 29 31 36", "M16.5 38.5Q24 25.5 31.5 38.5z")[
        at
    ]
    tear = "M13.5 25c2 3 2.8 4.5 2.8 6a2.8 2.8 0 0 1-5.6 0c0-1.5.8-3 2.8-6z"
    other = "M34.5 25c2 3 2.8 4.5 2.8 6a2.8 2.8 0 0 1-5.6 0c0-1.5.8-3 2.8-6z"
    eyes = [_line(CLOSED.replace("20q", "21q"))] if at == 3 else _dots(21.5, 2.4)
    return [
        *eyes, _thin(brow), _line(mouth) if at < 3 else _solid(mouth),
        *([_solid(tear)] if at > 1 else []), *([_solid(other)] if at > 2 else []),
    ]  # fmt: skip


def _disgust(at: int) -> list[str]:
    squint = (
        "M13 19.5h7M28 19.5h7",
        "M12.5 18.5l7.5 2M35.5 18.5l-7.5 2",
        "M12.5 17.5l7.5 3.2-6.5 2M35.5 17.5l-7.5 3.2 6.5 2",
        "M12 16.5l8 4-7.5 3.5M36 16.5l-8 4 7.5 3.5",
    )[at]
    nose = ("", "M21.5 26l2.5-1.5 2.5 1.5", "M21 26l3-2 3 2", "M20.5 26.5l3.5-2.5 3.5 2.5M21.5 22.5l2.5-1.6 2.5 1.6")[
        at
    ]
    mouth = "M16.5 33.5q3.7-3 7.5-1t7.5-1.5" if at == 0 else "M14.5 33.5q4.7-4.6 9.5-1.5t9.5-2"
    tongue = ("", "", "M20 32.5h8v4a4 4 0 0 1-8 0z", "M18.5 32h11v6.5a5.5 5.5 0 0 1-11 0z")[at]
    return [
        _line(squint), *([_thin(nose)] if nose else []), _line(mouth), *([_solid(tongue)] if tongue else []),
    ]  # fmt: skip


def _anger(at: int) -> list[str]:
    outer, inner = ((14, 15.5), (12.5, 16), (11, 16.5), (9.5, 17.5))[at]
    brow = f"M11 {outer}L20 {inner}M37 {outer}L28 {inner}"
    mouth = (
        [_line("M18.5 34h11")],
        [_line("M16.5 35.5Q24 30.5 31.5 35.5")],
        [
            _thin("M15.5 31h17q2 0 2 2v3.5q0 2-2 2h-17q-2 0-2-2V33q0-2 2-2z"),
            _thin("M13.5 34.7h21M19 31v7.5M24 31v7.5M29 31v7.5"),
        ],
        [_solid("M13.5 39.5Q15 28.5 24 28.5T34.5 39.5Q24 35.5 13.5 39.5z")],
    )[at]
    return [*_dots((21.5, 22, 22.5, 23)[at], (2.4, 2.6, 2.8, 3)[at]), _line(brow), *mouth]


DRAWN: dict[str, Callable[[int], list[str]]] = {
    "joy": _joy, "trust": _trust, "anticipation": _anticipation, "surprise": _surprise, "fear": _fear,
    "sadness": _sadness, "disgust": _disgust, "anger": _anger,
}  # fmt: skip
