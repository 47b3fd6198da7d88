"""The face matrix: one fast tap on one of 32 own drawn faces, eight emotions in four strengths, without words.

The other instrument for a first impression (after Plutchik's eight basic emotions; valence and energy per face
are a convention, see ``measurement.emotion.FACES``). A study uses the pad or the faces, never both.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from fieldwork.emotions.instruments.answer import Refused, clean_answer, whole
from fieldwork.emotions.instruments.taps import opened, timing
from fieldwork.measurement.emotion import FACES

code = "faces"

STRONGEST = 4


def check(value: Any, language: str) -> dict[str, Any] | None:
    """The cleaned tap: ``face`` is one of ``FACES``, ``q`` its strength 1-4; timing as on the pad.

    Raises ``Refused`` on a face that is not there, and on a tap of another instrument.
    """
    return clean_answer(value, language, _tap)


def _tap(answer: Any) -> dict[str, Any]:
    tap, timed = opened(answer, code)
    face = tap.get("face")
    if not isinstance(face, str) or face not in FACES or not whole(tap.get("q"), 1, STRONGEST):
        raise Refused("face", _("This face is not in the list. Please choose again."))
    return {"face": face, "q": tap["q"]} | timing(tap, code, timed)
