"""Frozen figures of any kind → page, file, and what goes along. As pure as ``rendering``.

Which report they become stands in the figures themselves: ``kind``, and without it they are those of a journey.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, cast

from reports.figures.shape import Figures
from reports.figures.sheet_shapes import LOCATION, VISIT, LocationFigures, VisitFigures, VisitSet
from reports.improvement.shape import Interpretation

from .archiving import Attached
from .rendering import PLAIN, Composed, NotRendered, Options, Progress, compose, print_composed
from .sheets import compose_location, compose_visit

JOURNEY = "journey"
AnyFigures = Figures | VisitFigures | LocationFigures


def kind_of(figures: AnyFigures) -> str:
    """One of ``figures.states.SetKind``."""
    return str(figures.get("kind", JOURNEY))


def in_language(frozen: AnyFigures | VisitSet, language: str) -> AnyFigures:
    """Frozen figures as they are printed in a language; only a visit is frozen in each of them."""
    if "sheets" not in frozen:
        return frozen
    visit = cast(VisitSet, frozen)
    return cast(VisitFigures, visit["sheets"][language] | {"meta": visit["meta"]})


def compose_figures(
    figures: AnyFigures,
    *,
    language: str,
    pictures: Mapping[str, bytes],
    options: Options = PLAIN,
    interpretation: Interpretation | None = None,
    chapters: Collection[str] | None = None,
) -> Composed:
    """The page of these figures; what people concluded and chapters belong to a journey alone.

    Raises ``NotRendered`` for figures of a kind or schema that this version does not know.
    """
    kind = kind_of(figures)
    if kind == VISIT:
        return compose_visit(cast(VisitFigures, figures), pictures=pictures, options=options)
    if kind == LOCATION:
        place = cast(LocationFigures, figures)
        return compose_location(place, language=language, pictures=pictures, options=options)
    if kind != JOURNEY:
        raise NotRendered(f"Figures of kind {kind!r} cannot be printed by this version.")
    return compose(
        cast(Figures, figures), language=language, pictures=pictures, options=options, interpretation=interpretation,
        chapters=chapters,
    )  # fmt: skip


def print_figures(
    figures: AnyFigures,
    *,
    progress: Progress | None = None,
    attachments: tuple[Attached, ...] = (),
    **given: Any,
) -> bytes:
    """The file of these figures for the archive, not signed yet; ``given`` as for ``compose_figures``.

    Raises ``NotRendered`` as ``rendering.render_pdf`` does.
    """
    return print_composed(compose_figures(figures, **given), progress, attachments)


def pictures_named(figures: AnyFigures) -> set[str]:
    """The names of the stored pictures that these figures print."""
    return set(_named(figures))


def _named(figures: AnyFigures) -> Iterator[str]:
    steps: Any = figures.get("steps") or ()  # a location shows no photos
    for step in steps:
        yield from (photo["name"] for photo in step["photos"] if photo["name"])
